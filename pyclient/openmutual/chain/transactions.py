"""Sending: a call is written down, signed, handed in, waited for, and either done or refused by its own exception.

A signed transaction can be handed in again without harm, since its nonce lets it through only once.  So what a
crash leaves in the journal is handed in again, and nothing is ever signed twice.  The file holds no key.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak

from ..errors import ChainError, NodeSilent, OpenMutualError
from ..files import append_line, locked
from ..records import Account
from .contract import refusal
from .node import Call, Node, Receipt, Rejected, Reverted, Stuck
from .pursuit import Pursuit, Sent
from .signers import Keyring

WINDOW = 250
"""Transactions that are handed in before the first of them is waited for: joins for about one block."""

CATCHING_UP = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds to wait, one after the other, for a node that is behind another at the same address."""

FORMAT = "openmutual journal 1"
"""What the first line of a journal says."""


class Journal:
    """A file with a line for every transaction that was sent, and one for each that has become final."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held = ExitStack()

    def hold(self) -> None:
        """Keep other programs away from the file as long as this journal lives.

        Raises:
            ChainError: another one has it, or the file cannot be written.
        """
        try:
            self._held.enter_context(locked(self._file, wait=False))
        except BlockingIOError:
            raise ChainError(f"another program uses the journal {self._file}; wait for it, or name another") from None
        except OSError as error:
            raise ChainError(f"the journal {self._file} cannot be written: {error.strerror}") from None

    def note(self, sent: Sent) -> None:
        """Write a transaction down, before it is sent; on the disk when this returns."""
        self._write(asdict(sent))

    def settle(self, transaction: bytes) -> None:
        """Write down that a transaction is final, done or refused."""
        self._write({"settled": transaction.hex()})

    def strike(self, transaction: bytes) -> None:
        """Write down that a transaction has had no effect, and will have none."""
        self.settle(transaction)

    def claim(self, call: Call) -> Receipt | None:  # noqa: ARG002  whether it is meant again, this book cannot know
        """What became of that call, if it was sent already and is not meant again."""
        return None

    def open_entries(self, chain_id: int) -> list[Sent]:
        """What was sent on a chain and is not known to be final, oldest first.  Raises ChainError."""
        entries: dict[str, Sent] = {}
        for line in self._lines():
            if isinstance(line, Sent):
                entries[line.transaction] = line
            else:
                entries.pop(line, None)
        return [sent for sent in entries.values() if sent.chain_id == chain_id]

    def open_attempts(self, chain_id: int) -> list[list[Sent]]:
        """The same, each transaction with its replacements: they bear one number."""
        attempts: dict[tuple[Account, int], list[Sent]] = {}
        for sent in self.open_entries(chain_id):
            attempts.setdefault((sent.sender, sent.nonce), []).append(sent)
        return list(attempts.values())

    def resume(self, node: Node, keyring: Keyring | None = None) -> int:
        """Bring everything to its end that a crash has left open; returns how many transactions that were.

        Args:
            node: the chain.
            keyring: signs replacements of what is stuck, if they are wanted.

        Raises:
            ChainError: the chain does not answer, or will never take one of them; that one is struck off, so that
                the next attempt goes on behind it.
        """
        left = self.open_attempts(node.chain_id)
        for attempts in left:
            self.bring_to_its_end(attempts, Pursuit(node, keyring, self.note))
        return len(left)

    def bring_to_its_end(self, attempts: Sequence[Sent], pursuit: Pursuit) -> Receipt:
        """Hand a transaction in again, if that is needed, and wait until it is final.

        Raises:
            Rejected: the chain will never take it; it is struck off.
            ChainError: the chain does not answer, or no block takes it in.
        """
        try:
            receipt = pursuit.of_earlier(attempts)
        except Rejected:
            self.end(attempts, succeeded=False)
            raise
        self.end(attempts, receipt.succeeded)
        return receipt

    def end(self, attempts: Sequence[Sent], succeeded: bool) -> None:
        """Write down that a transaction has come to its end, and with it all that bear its number."""
        for sent in attempts:
            (self.settle if succeeded else self.strike)(sent.hash)

    def _write(self, entry: dict[str, Any]) -> None:
        """Add an entry; the first one together with the line that says what file this is.  Raises ChainError."""
        try:
            is_new = not self._file.exists() or b"\n" not in self._file.read_bytes()
            lines = [{"format": FORMAT}, entry] if is_new else [entry]
            append_line(self._file, "\n".join(map(json.dumps, lines)))
        except OSError as error:
            raise ChainError(
                f"the journal {self._file} cannot be written: {error.strerror}; make room for it, and try again"
            ) from None

    def _lines(self) -> Iterator[str | Sent]:
        """Each entry: the hash of a transaction that was settled, or one that was sent.  Raises ChainError."""
        if not self._file.exists():
            return
        # A crash while writing leaves half a line at the very end; that transaction was never sent.
        for number, line in enumerate(self._whole_lines(), start=1):
            try:
                entry = json.loads(line)
                is_format = entry == {"format": FORMAT}
                told = None if number == 1 else _entry(entry)
            except (ValueError, TypeError):
                raise ChainError(f"{self._file}:{number}: this line of the journal cannot be read") from None
            if told is not None:
                yield told
            elif not is_format:
                raise ChainError(
                    f"{self._file}:1: this journal is not of this version ({FORMAT}); look on the chain for what it "
                    "names, and put it away"
                )

    def _whole_lines(self) -> list[str]:
        try:
            return self._file.read_text("utf-8").split("\n")[:-1]
        except (OSError, UnicodeDecodeError):
            raise ChainError(f"the journal {self._file} cannot be read; look on the chain, and put it away") from None


def _entry(entry: Any) -> str | Sent:
    """What a line of a journal holds.  Raises TypeError, ValueError if it is nothing that was written into it."""
    if isinstance(entry, dict) and entry.keys() == {"settled"}:
        return str(entry["settled"])
    sent = Sent(**entry)
    # What is handed in is what was signed: no other hash would ever be found on the chain.
    if keccak(bytes.fromhex(sent.raw)) != sent.hash or not isinstance(sent.nonce, int):
        raise ValueError(sent.transaction)
    return sent


class Sender:
    """Sends calls in the name of accounts whose keys are on the keyring, one at a time.

    Args:
        journal: where each transaction is written down before it is sent, if it is to survive a crash.

    Attributes:
        journal: the same; another one may take its place between two calls.
    """

    def __init__(self, node: Node, keyring: Keyring, journal: Journal | None = None) -> None:
        self.node = node
        self.keyring = keyring
        self.journal = journal
        self._endowed: set[Account] = set()
        self._final: dict[Account, int] = {}
        self._record: list[Receipt] | None = None
        self._before: Callable[[], None] | None = None

    @contextmanager
    def recording(self, before: Callable[[], None] | None = None) -> Iterator[list[Receipt]]:
        """A list that grows by the receipt of each transaction that is sent meanwhile, or was by an earlier run.

        Args:
            before: what has to be done first, once, and only if there is anything that no earlier run has sent.
        """
        self._record, self._before = [], before
        try:
            yield self._record
        finally:
            self._record = self._before = None

    def send(self, sender: Account, to: Account, data: bytes) -> Receipt:
        """Send a call and wait until it is final.

        Raises:
            Refusal: the rules refuse it; nothing has changed.
            UnexpectedRevert: it failed otherwise; nothing has changed.
            ChainError: there is no key for the sender, or the chain does not answer.
        """
        return self.deliver(Call(sender, to, data))

    def deliver(self, call: Call) -> Receipt:
        """Send a call, with the authorizations it may carry, as :meth:`send` does.

        What it carries takes effect even if the call itself is refused.
        """
        receipt = self._claimed(call)
        if receipt is None:
            # The chain knows best how many transactions there have been, whoever else may have sent some.
            sent = self._signed(call, lambda: self._next_nonce(call.sender))
            receipt = self._see_through(call, sent, is_handed_in=False)
        return receipt

    def deliver_all(self, calls: Sequence[Call]) -> list[Receipt]:
        """Send calls that do not need each other, many before the first of them is final; their receipts in order.

        A refusal stops what has not been handed in yet, and is raised once what has been is final.

        Raises:
            Refusal, UnexpectedRevert, ChainError: the first thing that went wrong, as by :meth:`send`.
        """
        receipts: list[Receipt] = []
        for first in range(0, len(calls), WINDOW):
            receipts += self._deliver_window(calls[first : first + WINDOW])
        return receipts

    def _deliver_window(self, calls: Sequence[Call]) -> list[Receipt]:
        """Hand in what has to be, then wait for all of it."""
        outcomes: list[Receipt | Sent] = []
        nonces: dict[Account, int] = {}
        failed: OpenMutualError | None = None
        for call in calls:
            try:
                outcomes.append(self._claimed(call) or self._handed_in(call, nonces))
            except OpenMutualError as error:
                failed = error
                break
        receipts = []
        for call, outcome in zip(calls, outcomes, strict=False):
            try:
                done = self._see_through(call, outcome, is_handed_in=True) if isinstance(outcome, Sent) else outcome
                receipts.append(done)
            except OpenMutualError as error:
                failed = failed or error
        if failed is not None:
            raise failed
        return receipts

    def _handed_in(self, call: Call, nonces: dict[Account, int]) -> Sent:
        """A call, handed in behind those of the same sender that no node may know of yet."""
        sent = self._signed(call, lambda: nonces.get(call.sender) or self._next_nonce(call.sender))
        if self.journal is not None:
            self.journal.note(sent)
        try:
            self.node.submit(bytes.fromhex(sent.raw))
        except Rejected:
            self._end([sent], succeeded=False)
            raise
        except Stuck:
            pass  # it is replaced when it is waited for
        nonces[call.sender] = sent.nonce + 1
        return sent

    def _claimed(self, call: Call) -> Receipt | None:
        """What became of a call that an earlier run has sent; otherwise, what has to be done before it is."""
        receipt = self.journal.claim(call) if self.journal is not None else None
        if receipt is not None:
            self._remember(receipt)
        elif self._before is not None:
            before, self._before = self._before, None
            before()
        return receipt

    def _remember(self, receipt: Receipt) -> None:
        if self._record is not None:
            self._record.append(receipt)

    def _signed(self, call: Call, next_nonce: Callable[[], int]) -> Sent:
        """A call as a signed transaction.  Raises what the rules refuse, where that is known beforehand."""
        try:
            gas = self.node.gas_for(call)
        except Reverted as error:
            raise refusal(error.data) from None
        # Not before it is sure that a block follows: what is given behind a block is in no state that a header names.
        self._endow(call.sender)
        nonce = next_nonce()
        raw, transaction = self._sign(call, nonce, gas)
        return Sent(self.node.chain_id, call.sender, nonce, transaction.hex(), raw.hex(), call.to, call.digest)

    def _next_nonce(self, sender: Account) -> int:
        """The number of an account's next transaction; a node that is behind what is final already is waited for.

        Raises:
            NodeSilent: it does not catch up.
        """
        for pause in (*CATCHING_UP, None):
            nonce = self.node.nonce(sender)
            if nonce >= self._final.get(sender, 0) or self.node.is_local:
                return nonce
            if pause is not None:
                time.sleep(pause)
        raise NodeSilent(
            f"the node stays behind what it has told of before; ask another, or later (transaction {nonce})"
        )

    def _endow(self, sender: Account) -> None:
        if self.node.is_local and sender not in self._endowed:
            self.node.fund_gas(sender)
            self._endowed.add(sender)

    def _sign(self, call: Call, nonce: int, gas: int) -> tuple[bytes, bytes]:
        fees = self.node.fees()
        fields = {
            "chainId": self.node.chain_id,
            "nonce": nonce,
            "gas": gas,
            "maxFeePerGas": fees.most,
            "maxPriorityFeePerGas": fees.tip,
            "value": 0,
            "data": call.data,
        }
        if call.to:
            fields["to"] = call.to
        if call.authorizations:
            fields["authorizationList"] = [authorization.fields() for authorization in call.authorizations]
        return self.keyring.sign_transaction(call.sender, fields)

    def _see_through(self, call: Call, sent: Sent, is_handed_in: bool) -> Receipt:
        """Only an answer closes the entries in the journal: done, failed or rejected.  Silence leaves them open."""
        attempts: list[Sent] = [sent] if is_handed_in else []

        def note(attempt: Sent) -> None:
            attempts.append(attempt)
            if self.journal is not None:
                self.journal.note(attempt)

        pursuit = Pursuit(self.node, self.keyring, note)
        if not is_handed_in:
            note(sent)
        try:
            receipt = pursuit.of_handed_in(sent) if is_handed_in else pursuit.of_new(sent)
        except Rejected:
            self._end(attempts, succeeded=False)
            raise
        self._end(attempts, receipt.succeeded)
        self._final[call.sender] = max(self._final.get(call.sender, 0), sent.nonce + 1)
        if not receipt.succeeded:
            raise refusal(self.node.revert_reason(call, receipt))
        self._remember(receipt)
        return receipt

    def _end(self, attempts: Sequence[Sent], succeeded: bool) -> None:
        if self.journal is not None:
            self.journal.end(attempts, succeeded)

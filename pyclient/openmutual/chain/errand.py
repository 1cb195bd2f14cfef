"""An errand: all that one command sends, kept until its outcome has been told.

Whoever stops a command, or loses the machine, does not know what it had done already; so they type it again.  Then what
was sent before answers for itself, and only what is missing is sent.  Once the outcome has been told, the same command
is a new errand: it is meant again.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

from ..codec import to_hex
from ..errors import ChainError
from ..files import locked
from ..records import Account
from .node import Call, Node, Receipt, Rejected
from .pursuit import Pursuit, Sent
from .signers import Keyring
from .transactions import Journal


def alone(folder: Path, node: Node, sender: Account) -> AbstractContextManager[None]:
    """Keep others that send in the same name waiting; a crash lets go.  On entering, raises OSError.

    Args:
        folder: where the files of all errands are.
        node: the chain.
        sender: in whose name.
    """
    return locked(folder / f"{node.chain_id}-{sender}")


@contextmanager
def writing_down(folder: Path) -> Iterator[None]:
    """Write down what is sent in a folder, which is made for its owner alone if it is not there.

    Raises:
        ChainError: nothing can be written there; without that, nothing may be sent.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise ChainError(f"nothing can be written down in {folder}: {error.strerror}") from None


class Errand(Journal):
    """The transactions of one command in one name, in a file that goes once they have been told of.

    Nothing is on the disk, and nobody is kept waiting, until something is to be sent.

    Args:
        folder: where the files of all errands are.
        node: the chain.
        sender: in whose name; one errand of a sender at a time, others wait.
        words: what tells the command from others: its name, and all that it was given.
        tell: what to do with the hash of a transaction as soon as there is one, and whether it was sent before.
        keyring: signs replacements of what is stuck; without one there are none.
    """

    def __init__(
        self,
        folder: Path,
        node: Node,
        sender: Account,
        words: Any,
        tell: Callable[[bytes, bool], None],
        keyring: Keyring | None = None,
    ) -> None:
        name = hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()[:16]
        self._file = folder / f"{node.chain_id}-{sender}-{name}.jsonl"
        super().__init__(self._file)
        self._node, self._tell, self._keyring, self._lock = node, tell, keyring, ExitStack()
        self._folder, self._sender = folder, sender
        self._unclaimed: list[tuple[Sent, Receipt]] | None = None
        self._called: tuple[Account, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether anything was sent of which nobody was told the outcome."""
        return self._file.exists()

    def take_up(self) -> None:
        """Bring to its end what an earlier run has sent, so that what is read from now on tells of it.

        Raises ChainError if the chain does not answer.
        """
        if self.is_open:
            self._earlier()

    def note(self, sent: Sent) -> None:
        """Write a transaction down before it is sent, and tell its hash."""
        super().note(sent)
        self._tell(sent.hash, False)

    def settle(self, transaction: bytes) -> None:
        """Leave it written down: it is final, but nobody may know."""

    def strike(self, transaction: bytes) -> None:
        """Write down that a transaction has had no effect, and will have none: it counts as not sent."""
        super().settle(transaction)

    def claim(self, call: Call) -> Receipt | None:
        """What became of that call, if an earlier run has sent it.

        Raises ChainError if that cannot be known yet, or the call should have been one of the earlier run's.
        """
        earlier = self._earlier()
        for place, (sent, receipt) in enumerate(() if call.is_needed else earlier):
            if sent.sender == call.sender and sent.call == call.digest:
                del earlier[place]
                return receipt
        others = [sent for sent, _ in earlier if sent.to in self._called]
        if others and call.to in self._called and not call.is_needed:
            raise ChainError(
                "an earlier run of this command was stopped after it had sent something else: a file that it reads has "
                f"changed since. Transaction {to_hex(others[0].hash)} is done. Put that back as it was, and type the "
                f"same command again; or look at what it has done, remove {self._file}, and begin anew"
            )
        return None

    def expect_nothing_new(self, contracts: tuple[Account, ...]) -> None:
        """If an earlier run has called one of the contracts, let this one call them with nothing else.

        So who has paid by a list, was stopped, and has changed the list does not pay by both.
        """
        self._called = contracts if self.has_called(contracts) else ()

    def has_called(self, contracts: tuple[Account, ...]) -> bool:
        """Whether an earlier run has called one of the contracts, with effect.  Raises ChainError as `claim` does.

        From then on others wait, so that what is read next, such as an allowance, is left to this command.
        """
        return any(sent.to in contracts for sent, _ in self._earlier())

    def close(self) -> None:
        """The outcome is told: the next command in the same words is meant anew."""
        if self._unclaimed is not None:
            self._file.unlink(missing_ok=True)

    def let_go(self) -> None:
        """Let other commands of the sender go on."""
        self._lock.close()

    def _earlier(self) -> list[tuple[Sent, Receipt]]:
        """What an earlier run has sent, brought to its end; read once, and from then on no other command sends."""
        if self._unclaimed is None:
            with writing_down(self._folder):
                self._lock.enter_context(alone(self._folder, self._node, self._sender))
            self._unclaimed = [*self._brought_to_their_ends()]
        return self._unclaimed

    def _brought_to_their_ends(self) -> list[tuple[Sent, Receipt]]:
        ended = []
        for attempts in self.open_attempts(self._node.chain_id):
            for sent in attempts:
                self._tell(sent.hash, True)
            try:
                receipt = self.bring_to_its_end(attempts, Pursuit(self._node, self._keyring, self.note))
            except Rejected:
                continue
            if receipt.succeeded:
                ended.append((attempts[-1], receipt))
        return ended

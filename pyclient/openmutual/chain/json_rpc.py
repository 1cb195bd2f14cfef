"""A chain behind a JSON-RPC address: a real one, or a local one, which is known by what it does and not by its name."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property, partial
from typing import Any, TypeVar

from eth_utils.crypto import keccak

from ..abi import multicall
from ..abi.structs import header_of
from ..codec import ZERO_ADDRESS, from_hex, to_hex, to_rpc
from ..errors import ChainError
from ..records import Account
from ..rpc.local import is_local
from ..rpc.log_search import LogSearch
from ..rpc.refusals import Kind
from ..rpc.transport import Declined, JsonRpc, Rpc
from .node import MOST_GAS, Block, Call, Fees, Log, Receipt, Rejected, Reverted, Stuck, TooDear, Topics
from .rpc_answers import (
    base_fee_of,
    block_at,
    block_of,
    count_of,
    logs_of,
    number_of,
    receipt_of,
    revert_data_of,
)

T = TypeVar("T")

BLOCKS_PER_QUERY = 2_000
"""Blocks that are searched for logs at once; fewer where the node refuses so many."""

PATIENCE = 120.0
"""Seconds in which a transaction that offers enough is in a block, if many others want to be."""

GWEI = 10**9

POLL = 1.0
"""Seconds between two looks for a block."""

LOCAL_ETHER = 1_000 * 10**18

TRIES = 2
"""How often is asked again for what the node says not to have: behind one address there may be many, some behind."""

LAG = 30.0
"""Seconds by which one of the nodes behind an address may be behind another."""

SPENT = ("nonce too low", "nonce is too low", "oldnonce", "old nonce", "correct nonce")
"""What nodes say of a transaction whose number has been used, perhaps by itself."""

ALREADY_THERE = ("already known", "already imported", "known transaction", "already in the txpool")
"""What nodes say of a transaction that was handed in before."""

TOO_CHEAP = (
    *("less than block base fee", "below current base fee", "below_current_base_fee"),
    *("transaction underpriced", "fee too low", "feetoolow", "fee cap less than"),
)
"""What nodes say of a transaction that offers too little now; once gas is cheaper, or to another node, it is good."""


class RpcNode:
    """A chain behind an address.

    Args:
        rpc: the address of its JSON-RPC interface, or a line to it.
        chain_id: which chain it must be, if that is known.
        confirmations: how many blocks must stand on a transaction's own for it to count as final; on a local chain,
            where none comes by itself, none must.
        patience: seconds to wait for a transaction, or for a block.
        most_fee: the most that is ever offered for a unit of gas, in wei; 0 for a multiple of what the chain asks.

    Raises:
        ChainError: it does not answer, or is another chain.
    """

    def __init__(
        self,
        rpc: str | Rpc,
        chain_id: int | None = None,
        confirmations: int = 0,
        patience: float = PATIENCE,
        most_fee: int = 0,
    ) -> None:
        self.rpc: Rpc = JsonRpc(rpc) if isinstance(rpc, str) else rpc
        self._host = self.rpc.host
        self._confirmations = confirmations
        self._patience = patience
        self.most_fee = most_fee
        self.chain_id = self._told(number_of, "eth_chainId")
        if chain_id not in (None, self.chain_id):
            raise ChainError(f"{self._host} is chain {self.chain_id}, not chain {chain_id}")
        self._search = LogSearch(self.rpc, BLOCKS_PER_QUERY)
        self._next = 0
        self._has_started = False

    @cached_property
    def is_local(self) -> bool:
        """Whether its clock can be moved and its money is worthless."""
        return is_local(self.rpc)

    def head(self) -> Block:
        """The newest block."""
        return self._told(block_of, "eth_getBlockByNumber", "latest", False)

    def block_hash(self, number: int) -> bytes:
        """The hash of a block; empty if there is no such block (any more)."""
        found = self._block_at(number)
        return found.hash if found else b""

    def block_time(self, number: int) -> int:
        """The time of a block.  Raises ChainError if there is none (any more)."""
        found = self._once_there(lambda: self._block_at(number))
        if found is None:
            raise ChainError(f"{self._host} has no block {number}")
        return found.time

    def nonce(self, account: Account, pending: bool = True) -> int:
        """How many transactions an account has sent."""
        return self._told(count_of, "eth_getTransactionCount", account, "pending" if pending else "latest")

    def balance(self, account: Account) -> int:
        """The chain's own currency that an account has, in wei."""
        return self._told(number_of, "eth_getBalance", account, "latest")

    def gas_for(self, call: Call) -> int:
        """What the chain expects and a quarter more; on a local chain, where gas is free, the most there is.

        Raises:
            Reverted: the call would be refused; finding that out here costs nothing.
        """
        if self.is_local:
            return MOST_GAS
        return min(MOST_GAS, self._told(count_of, "eth_estimateGas", _message(call)) * 5 // 4)

    def fees(self) -> Fees:
        """A fee that stays enough while the base fee doubles.  Raises TooDear above the ceiling."""
        base = self._told(base_fee_of, "eth_getBlockByNumber", "latest", False)
        tip = 0 if self.is_local else self._tip(base)
        if 0 < self.most_fee < base + tip:
            asked, most = (f"{fee / GWEI:g} gwei" for fee in (base + tip, self.most_fee))
            raise TooDear(f"gas costs {asked} at {self._host}, more than the ceiling of {most}; wait, or raise it")
        offer = 2 * base + tip
        return Fees(min(offer, self.most_fee) if self.most_fee else offer, tip)

    def submit(self, raw: bytes) -> None:
        """Hand a signed transaction in.  Raises Rejected, Stuck."""
        self._start_clock()
        try:
            self.rpc.ask("eth_sendRawTransaction", to_hex(raw))
        except Declined as declined:
            said = declined.message.lower()
            if any(known in said for known in ALREADY_THERE):
                return
            # Some clients answer with the contract's refusal, though the transaction is in a block; and where an answer
            # was lost, it was handed in twice, and its number has been used by itself.
            is_spent = any(spent in said for spent in SPENT)
            is_there = self.first_mined([keccak(raw)]) is not None if is_spent else self.is_mined(keccak(raw))
            if is_there:
                return
            # It may have been taken before, by this node or another, and then only waits for gas to be cheaper.
            is_for_now = any(cheap in said for cheap in TOO_CHEAP) and "replacement" not in said
            if is_for_now:
                raise Stuck(f"{self._host} refused a transaction: {declined.message}") from None
            if is_spent or "replacement" in said:
                raise Rejected(
                    f"{self._host} refused a transaction: {declined.message}; nothing was done twice: if another "
                    "program sends with this key, give each a key of its own"
                ) from None
            raise Rejected(f"{self._host} refused a transaction: {declined.message}") from None

    def is_mined(self, transaction: bytes) -> bool:
        """Whether a transaction is in a block."""
        return self._mined(transaction) is not None

    def first_mined(self, transactions: Sequence[bytes]) -> bytes | None:
        """Which of these is in a block; a node that is behind is asked again until it has caught up."""
        return self._once_there(lambda: next((each for each in transactions if self.is_mined(each)), None))

    def receipt(self, transaction: bytes) -> Receipt:
        """Wait until a transaction is in a block that enough others stand on."""
        name, deadline, pause = to_hex(transaction), time.monotonic() + self._patience, 0.001
        found = None
        while time.monotonic() < deadline:
            found = self._mined(transaction)
            if found is not None and self._is_deep(found.block):
                return found
            time.sleep(pause)
            pause = min(2 * pause, 2.0)
        words = f"transaction {name} has not become final within {self._patience:g} seconds"
        raise ChainError(words) if found else Stuck(words)

    def revert_reason(self, call: Call, receipt: Receipt) -> bytes:
        """Why a call failed: it is made once more, changing nothing, on the state that its block left."""
        for block in (receipt.block, receipt.block - 1):
            try:
                self.read([call], block)
            except Reverted as error:
                return error.data
        return b""

    def read(self, calls: Sequence[Call], at: int | None = None) -> list[bytes]:
        """What calls would return; many views of one contract take few questions.  Raises Reverted."""
        block = "latest" if at is None else hex(at)
        if len(calls) > 1 and _are_views_alike(calls):
            return self._read_together(calls, block)
        return self._read_each(calls, block)

    def _read_each(self, calls: Sequence[Call], block: str) -> list[bytes]:
        asked = [(_message(call), block) for call in calls]
        told = zip(asked, self.rpc.ask_all("eth_call", asked), strict=True)
        answers = (self._still(answer, "eth_call", *parameters) for parameters, answer in told)
        return [self._parsed(from_hex, "eth_call", self._result(answer)) for answer in answers]

    def _read_together(self, calls: Sequence[Call], block: str) -> list[bytes]:
        """The same by multicalls; the views of one that a node does not run, or in which a call fails, one by one."""
        parts = [calls[first : first + multicall.MOST] for first in range(0, len(calls), multicall.MOST)]
        told = self.rpc.ask_all("eth_call", [(_message(_together(part)), block) for part in parts])
        found = list[bytes]()
        for part, answer in zip(parts, told, strict=True):
            found += _answers_in(answer, len(part)) or self._read_each(part, block)
        return found

    def logs(self, contracts: Sequence[Account], first: int, last: int, topics: Topics = ()) -> list[Log]:
        """What the contracts wrote, in log order, asked for a range of blocks at a time."""
        logs: list[Log] = []
        wanted = {"address": list(contracts), "topics": [[to_hex(topic) for topic in place] for place in topics]}
        asked = {contract.lower() for contract in contracts}
        for blocks, told in self._search.answers(wanted, first, last):
            found = self._parsed(logs_of, "eth_getLogs", told)
            if not all(log.block in blocks and log.contract.lower() in asked for log in found):
                raise ChainError(f"{self._host} tells of logs that it was not asked for")
            logs += found
        return logs

    def header(self, number: int) -> bytes:
        """The RLP-encoded header of a block, put together from what the node says of it."""
        header = self._told(lambda told: header_of(told) if told else b"", "eth_getBlockByNumber", hex(number), False)
        if not header:
            raise ChainError(f"there is no block {number}")
        return header

    def code(self, account: Account) -> bytes:
        """The code that lies at an address."""
        return self._told(from_hex, "eth_getCode", account, "latest")

    def now(self) -> int:
        """The time that the next block will carry, at least."""
        return max(self._next, self.head().time + 1)

    def advance(self, to: int) -> None:
        """Let the next block carry the time `to`.  Raises ChainError where that lies ahead on a real chain."""
        if to <= self.now():
            return
        if not self.is_local:
            raise ChainError(f"the clock of {self._host} cannot be moved")
        self._start_clock()
        self._ask("evm_setNextBlockTimestamp", to)
        self._next = to

    def wait_for(self, block: int) -> None:
        """Return once the block of that number is there.  Raises ChainError if it does not come in time."""
        missing, deadline = block - self.head().number, time.monotonic() + self._patience
        if self.is_local and missing > 0:
            self._start_clock()
            for _ in range(missing):
                self._ask("evm_mine")
        while self.head().number < block:
            if time.monotonic() > deadline:
                raise ChainError(f"block {block} of {self._host} has not come within {self._patience:g} seconds")
            time.sleep(POLL)

    def fund_gas(self, account: Account) -> None:
        """Give an account ether for gas, on a local chain."""
        self._ask("hardhat_setBalance", account, hex(LOCAL_ETHER))

    def _once_there(self, look: Callable[[], T | None]) -> T | None:
        """What is found once a node that is behind has caught up; None if it is not there by then."""
        deadline = time.monotonic() + min(LAG, self._patience)
        while True:
            found = look()
            if found is not None or self.is_local or time.monotonic() >= deadline:
                return found
            time.sleep(min(POLL, self._patience / 10))

    def _block_at(self, number: int) -> Block | None:
        """The block of a number; None if there is no such block (any more)."""
        return self._told(partial(block_at, number=number), "eth_getBlockByNumber", hex(number), False)

    def _mined(self, transaction: bytes) -> Receipt | None:
        """The receipt of a transaction that is in a block."""
        parse = partial(receipt_of, transaction=transaction)
        return self._told(parse, "eth_getTransactionReceipt", to_hex(transaction))

    def _tip(self, base: int) -> int:
        """What is offered beyond the base fee; nodes that do not tell it say what all of it comes to."""
        try:
            return self._told(count_of, "eth_maxPriorityFeePerGas")
        except Declined as declined:
            if declined.kind is not Kind.UNKNOWN:
                raise
        return max(0, self._told(count_of, "eth_gasPrice") - base)

    def _is_deep(self, block: int) -> bool:
        return not self._confirmations or self.is_local or self.head().number >= block + self._confirmations

    def _start_clock(self) -> None:
        """Let each block of a local chain be a second after the one before, as on the embedded chain.

        Not before something is sent or moved: who only reads leaves the clock alone.  A client that cannot be told so
        counts the seconds on the wall, and at least one.
        """
        if self._has_started or not self.is_local:
            return
        with suppress(Declined):
            self.rpc.ask("anvil_setBlockTimestampInterval", 1)
        self._has_started = True

    def _told(self, parse: Callable[[Any], T], method: str, *parameters: Any) -> T:
        """What `parse` makes of the answer to a question.  Raises ChainError."""
        return self._parsed(parse, method, self._ask(method, *parameters))

    def _parsed(self, parse: Callable[[Any], T], method: str, answer: Any) -> T:
        """What `parse` makes of an answer.  Raises ChainError if it is none: nodes are strangers."""
        try:
            return parse(answer)
        except (TypeError, ValueError, LookupError, AttributeError):
            raise ChainError(
                f"{self._host} answers {method} with what is no answer to it: {str(answer)[:80]}"
            ) from None

    def _ask(self, method: str, *parameters: Any) -> Any:
        (answer,) = self.rpc.ask_all(method, [parameters])
        return self._result(self._still(answer, method, *parameters))

    def _still(self, answer: Any, method: str, *parameters: Any) -> Any:
        """An answer; where a node has not, or no longer, what is asked for, that of another behind the same address."""
        for _ in range(TRIES):
            if not (isinstance(answer, Declined) and answer.kind is Kind.FORGOTTEN):
                break
            (answer,) = self.rpc.ask_all(method, [parameters])
        return answer

    def _result(self, answer: Any) -> Any:
        if not isinstance(answer, Declined):
            return answer
        revert = revert_data_of(answer)
        raise answer if revert is None else Reverted(revert)


def _are_views_alike(calls: Sequence[Call]) -> bool:
    """Whether calls are views of one contract whose data are equally long."""
    return all(call.is_view for call in calls) and len({(call.to, len(call.data)) for call in calls}) == 1


def _together(calls: Sequence[Call]) -> Call:
    """One call that returns what all of them would."""
    return Call(ZERO_ADDRESS, "", multicall.program(from_hex(calls[0].to), [call.data for call in calls]))


def _answers_in(told: Any, count: int) -> list[bytes] | None:
    """The answers in that of a multicall; None if it was declined, or answered with something else."""
    try:
        return multicall.answers(from_hex(told), count)
    except (AttributeError, ValueError):
        return None


def _message(call: Call) -> dict[str, Any]:
    message: dict[str, Any] = {"from": call.sender, "data": to_hex(call.data)}
    if call.to:
        message["to"] = call.to
    if call.authorizations:
        message["authorizationList"] = to_rpc([authorization.fields() for authorization in call.authorizations])
    return message

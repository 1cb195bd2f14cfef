"""A node behind a JSON-RPC address as a source."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ParamSpec, TypeVar

from ...abi.artifacts import LOCAL_CHAINS
from ...abi.structs import header_of
from ...codec import to_hex
from ...errors import (
    AnswerTooLong,
    BlockNotThere,
    ChainError,
    ForeignHeaders,
    StateNotKept,
    UnusableSource,
)
from ...records import Account
from ...rpc.local import is_local
from ...rpc.log_search import LogSearch
from ...rpc.refusals import Kind
from ...rpc.transport import PAUSES, Declined, JsonRpc
from .extract import RawAccount
from .rpc_parsing import (
    CHAIN_IDS,
    OddAnswer,
    account_of,
    block_of,
    bytes_of,
    emptied_of,
    hashes_of,
    kinds_of,
    likely_slots,
    logs_of,
    nodes_of,
    number_of,
    receipts_of,
)
from .source import RawLog, RawReceipt

P = ParamSpec("P")
R = TypeVar("R")

SLOTS_AT_ONCE = 50
"""Words of storage whose proofs are asked for at once: each is some kilobytes, and nodes bound their number."""

MOST_BLOCKS = 10_000
"""Blocks that are searched for logs at once, fewer where the node cannot; and that are asked for in one go."""

NO_MORE_THAN_AN_ADDRESS = bytes(12)
MOST_NAMED = 64
"""How many accounts are kept in mind that logs name: a developer's node may keep slots of theirs that hold nothing."""
TRIES = 3
"""How often is asked for what the node says not to have: behind one address there may be many, some behind."""


class RpcSource:
    """A node behind an address.

    Args:
        url: of its JSON-RPC interface.
        pauses: how long to wait, each time that the node says it was asked too much, before giving up.

    Raises:
        ChainError: it does not answer.
    """

    def __init__(self, url: str, pauses: Sequence[float] = PAUSES) -> None:
        self._rpc = JsonRpc(url, pauses)
        self.name = self._rpc.host
        self.chain_id = self._read("eth_chainId", number_of, self._rpc.ask("eth_chainId"), CHAIN_IDS)
        self._gives_receipts_of_blocks = True
        self._search = LogSearch(self._rpc, MOST_BLOCKS)
        self._hashed: set[frozenset[str]] = set()
        self._dumped_at = -1
        self._dumped: dict[Account, list[str]] | None = None
        self._named: set[bytes] = set()

    @cached_property
    def is_local(self) -> bool:
        """Whether it is a developer's node, whose newest block is final."""
        return is_local(self._rpc)

    def syncing(self) -> bool:
        """Whether it is still catching up with its chain; one that does not say is taken at its head's word."""
        try:
            return bool(self._rpc.ask("eth_syncing"))
        except Declined:
            return False

    def head(self) -> int:
        """The newest block."""
        return self._read("eth_blockNumber", block_of, self._rpc.ask("eth_blockNumber"))

    def finalized(self) -> int | None:
        """The newest block that its chain will not undo; None where the chain knows no such thing."""
        try:
            block = self._rpc.ask("eth_getBlockByNumber", "finalized", False)
        except Declined:
            return None
        return self._read("eth_getBlockByNumber", block_of, block.get("number")) if isinstance(block, dict) else None

    def headers(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """The RLP-encoded headers of these blocks, each of which hashes to what the node says of it."""
        for number, block in zip(numbers, self._blocks(numbers), strict=True):
            header = self._header(number, block)
            yield self._header_again(number) if header is None else header

    def receipts(self, blocks: Sequence[int]) -> Iterator[list[RawReceipt] | None]:
        """All receipts of each of these blocks: asked for at once, or where the node cannot, by their transactions."""
        done = 0
        if self._gives_receipts_of_blocks:
            questions = [(hex(block),) for block in blocks]
            answers = self._rpc.ask_all("eth_getBlockReceipts", questions, are_long=True)
            try:
                for block, told in zip(blocks, answers, strict=True):
                    if isinstance(told, Declined) and told.kind is Kind.UNKNOWN:
                        self._gives_receipts_of_blocks = False
                        break
                    is_given = isinstance(told, list)
                    yield self._in_block(block, told) if is_given else self._receipts_by_transaction(block)
                    done += 1
            except AnswerTooLong:
                self._gives_receipts_of_blocks = False
        for block in blocks[done:]:
            yield self._receipts_by_transaction(block)

    def logs(
        self, addresses: Sequence[Account], first: int, last: int, topics: Sequence[bytes | None] = ()
    ) -> Iterator[RawLog]:
        """What these contracts wrote, asked for as many blocks at a time as the node can bear."""
        wanted = {"address": list(addresses), "topics": [topic and to_hex(topic) for topic in topics]}
        for blocks, told in self._search.answers(wanted, first, last):
            for log in self._read("eth_getLogs", logs_of, told):
                if log.block not in blocks or to_hex(log.address) not in addresses:
                    raise ChainError(f"{self.name} tells of logs that it was not asked for")
                self._note(log)
                yield log

    def account(self, address: Account, block: int) -> RawAccount:
        """An account after a block, with its proof if the node gives one."""
        told = self._proof(address, self._hollow(address, block), block)
        if told is None or isinstance(told, Declined):  # some nodes answer nothing to whatever they do not know
            return RawAccount(address, block, 0, 0, b"", b"", ())
        said = self._read("eth_getProof", account_of, address, block, told)
        is_masked = not self.is_local and self.chain_id in LOCAL_CHAINS
        return replace(said, emptied=tuple(self.emptied(address, block))) if is_masked else said

    def emptied(self, address: Account, block: int) -> Sequence[int]:
        """The likely slots that the node's trie keeps though they hold nothing, whatever the node calls itself."""
        try:
            likely = likely_slots(frozenset(self._named))
            told = self._rpc.ask("eth_getProof", address, likely, hex(block))
            return self._read("eth_getProof", account_of, address, block, told).emptied
        except ChainError:
            return ()

    def proof(self, address: Account, slots: Sequence[int], block: int) -> Sequence[bytes]:
        """The nodes of the tries that lead to an account after a block, and to words of its storage, if it has them."""
        parts = [slots[start : start + SLOTS_AT_ONCE] for start in range(0, len(slots) or 1, SLOTS_AT_ONCE)]
        asked = [(address, [f"0x{slot:064x}" for slot in part], hex(block)) for part in parts]
        told = [self._of_state("eth_getProof", *each) for each in asked]
        given = [each for each in told if not isinstance(each, Declined)]
        return [node for each in given for node in self._read("eth_getProof", nodes_of, each)]

    def storage(self, address: Account, slots: Sequence[int], block: int) -> dict[int, int]:
        """Words of a contract's storage after a block."""
        questions = [(address, hex(slot), hex(block)) for slot in slots]
        answers = self._rpc.ask_all("eth_getStorageAt", questions)
        given = [self._given(told, block) for told in answers]
        words = [self._read("eth_getStorageAt", number_of, each) for each in given]
        return dict(zip(slots, words, strict=True))

    def code(self, address: Account, block: int) -> bytes:
        """The code at an address after a block."""
        told = self._given(self._of_state("eth_getCode", address, hex(block)), block)
        return self._read("eth_getCode", bytes_of, told)

    def call(self, to: Account, data: bytes, block: int) -> bytes | None:
        """What a call returns after a block."""
        told = self._of_state("eth_call", {"to": to, "data": to_hex(data)}, hex(block))
        if isinstance(told, Declined) and told.kind is Kind.FAILED:
            return None
        return self._read("eth_call", bytes_of, self._given(told, block))

    def run(self, code: bytes, block: int) -> bytes | None:
        """What code returns that is run once after a block."""
        try:
            told = self._given(self._of_state("eth_call", {"data": to_hex(code)}, hex(block)), block)
            return self._read("eth_call", bytes_of, told)
        except ChainError:  # a node that does not run it answers the rest all the same
            return None

    def _header(self, number: int, block: Mapping[str, Any]) -> bytes | None:
        """The header in what a node says of a block; None if it does not hash to what the node says."""
        try:
            header = header_of(block)
        except ForeignHeaders:
            return None
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ChainError(f"{self.name} gives no header of block {number}") from None
        self._hashed.add(frozenset(block))
        return header

    def _header_again(self, number: int) -> bytes:
        """The header of a block, asked for once more.

        Raises:
            UnusableSource: blocks with the same fields hash to what the node says of them, this one does not.
            ForeignHeaders: none does, here or in the block before: it is the chain that hashes otherwise.
        """
        block, before = self._blocks([number, max(0, number - 1)])
        header = self._header(number, block)
        if header is not None:
            return header
        self._header(max(0, number - 1), before)
        if frozenset(block) in self._hashed:
            raise UnusableSource(
                f"{self.name} contradicts itself: the header of block {number} does not hash to what it says, others do"
            )
        raise ForeignHeaders(
            f"{self.name} speaks of a chain whose headers cannot be proven here: that of block {number} does not hash, "
            "by any form that this program knows, to what the node says; nothing is held against it or the plan"
        )

    def _in_block(self, block: int, told: Sequence[Any]) -> list[RawReceipt]:
        """The receipts of a block; of another block's, those are asked for that its transactions have.

        Raises:
            UnusableSource: these, too, say that they are of another block.
        """
        try:
            receipts = self._read("eth_getBlockReceipts", receipts_of, block, self._with_kinds(block, told))
        except UnusableSource:
            if (again := self._receipts_by_transaction(block)) is None:
                raise
            return again
        for receipt in receipts if len(self._named) < MOST_NAMED else ():
            for log in receipt.logs:
                self._note(log)
        return receipts

    def _note(self, log: RawLog) -> None:
        """Keep in mind whom a log names."""
        if len(self._named) < MOST_NAMED:
            self._named.update(topic for topic in log.topics[1:] if topic.startswith(NO_MORE_THAN_AN_ADDRESS))

    def _with_kinds(self, block: int, told: Sequence[Any]) -> Sequence[Any]:
        """Receipts with the types of their transactions; a node that leaves them out has them in the transactions."""
        if all(isinstance(one, dict) and one.get("type") is not None for one in told):
            return told
        (whole,) = self._rpc.ask_all("eth_getBlockByNumber", [(hex(block), True)])
        return self._read("eth_getBlockByNumber", kinds_of, told, whole)

    def _read(self, method: str, parse: Callable[P, R], *answer: P.args, **others: P.kwargs) -> R:
        """What `parse` makes of an answer.  Raises ChainError if it is none."""
        try:
            return parse(*answer, **others)
        except OddAnswer as odd:
            raise ChainError(f"{self.name} answers {method} with what is no answer to it: {odd}") from None

    def _proof(self, address: Account, slots: Sequence[str], block: int) -> Any:
        try:
            return self._of_state("eth_getProof", address, slots, hex(block))
        except AnswerTooLong:
            return self._of_state("eth_getProof", address, [], hex(block))

    def _hollow(self, address: Account, block: int) -> list[str]:
        """Slots of a contract that anvil may keep though they hold nothing; no other node is asked.

        Its dump names all that hold nothing at its head; where that is too long to be read, and for those that held
        nothing earlier and do now, the likely ones are asked for.
        """
        if not self.is_local:
            return []
        if (head := self.head()) != self._dumped_at:
            self._dumped_at = head
            try:
                self._dumped = self._read("anvil_dumpState", emptied_of, self._rpc.ask("anvil_dumpState"))
            except ChainError:
                self._dumped = None
        if self._dumped is None:
            return likely_slots(frozenset(self._named))
        dumped = self._dumped.get(address, [])
        return dumped if block >= head else list(dict.fromkeys([*dumped, *likely_slots(frozenset())]))

    def _of_state(self, method: str, *parameters: Any) -> Any:
        """An answer, or how it was declined; a node that does not have the state may have one beside it that does."""
        for _ in range(TRIES):
            (told,) = self._rpc.ask_all(method, [parameters])
            if not (isinstance(told, Declined) and told.kind is Kind.FORGOTTEN):
                break
        return told

    def _given(self, told: Any, block: int) -> Any:
        """An answer that may have been declined because the node has forgotten the state.  Raises it then."""
        if not isinstance(told, Declined):
            return told
        if told.kind is Kind.FORGOTTEN:
            raise StateNotKept(
                f"{self.name} does not keep the state after block {block}: an archive node does ({told.message})"
            )
        raise told

    def _blocks(self, numbers: Sequence[int]) -> Iterator[Any]:
        for start in range(0, len(numbers), MOST_BLOCKS):
            part = numbers[start : start + MOST_BLOCKS]
            questions = [(hex(number), False) for number in part]
            for number, block in zip(part, self._rpc.ask_all("eth_getBlockByNumber", questions), strict=True):
                yield block if isinstance(block, dict) else self._block_again(number)

    def _block_again(self, number: int) -> Any:
        """A block that was not given at first.  Raises BlockNotThere, ChainError."""
        for _ in range(TRIES - 1):
            block = self._rpc.ask("eth_getBlockByNumber", hex(number), False)
            if isinstance(block, dict):
                return block
        raise BlockNotThere(f"{self.name} has no block {number}")

    def _receipts_by_transaction(self, block: int) -> list[RawReceipt] | None:
        (told,) = self._blocks([block])
        questions = [(transaction,) for transaction in hashes_of(told)]
        receipts = list(self._rpc.ask_all("eth_getTransactionReceipt", questions))
        if not all(isinstance(one, dict) for one in receipts):
            return None
        return self._read("eth_getTransactionReceipt", receipts_of, block, self._with_kinds(block, receipts))

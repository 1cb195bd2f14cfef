"""Collecting from a source: everything that an audit needs of one plan, asked of one node, whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import polars as pl
from eth_utils.crypto import keccak

from ...abi.block_hash import program
from ...codec import ZERO_ADDRESS, from_hex
from ...errors import BlockBeforePlan, BlockNotThere, ChainError, NodeSyncing, Reorganised, StateNotKept
from ...records import Account
from ..currency.witness import witness_of
from . import calls
from .bloom import bloom_of, mark_of, may_hold
from .extract import Answer, Extract, PlanContracts, RawAccount
from .frames import header_table, is_in_order, log_table, receipt_table
from .locate import Opening, find_opening, topic_of
from .source import RawLog, RawReceipt, Source

Progress = Callable[[str, int, int], None]
"""Told what is being read (`headers`, `receipts`), how much of it is done, and how much there is."""

DRAWS = ("DisputeOpened", "DrawRenewed", "QuorumMissed")
"""The jury's events that name the block of a draw, in their last word."""

CHUNK = 10_000
"""Headers or receipts that are held as Python objects before they become columns."""


def collect(
    source: Source,
    ledger: Account,
    *,
    since: int = 0,
    block: int | None = None,
    chosen: Sequence[int] = (),
    every_header: bool = True,
    progress: Progress | None = None,
) -> Extract:
    """Ask a node for everything that is said of a plan up to one block.

    Where the node no longer keeps the state after that block, as for final blocks of chains that take long to be final,
    the log is read all the same; codes and the currency's names are then those of the newest block.

    Args:
        source: the node.
        ledger: the address of the plan's ledger.
        since: a block before which the plan was not there, to save the search.
        block: the last one to read; if it is not given, the newest that is final.
        chosen: further blocks after which the contracts' accounts and the ledger's money are asked for.
        every_header: whether to read all headers, without which nothing shows that the node hides no logs.
        progress: told how far the reading is.

    Raises:
        NodeSyncing, RateLimited, BlockNotThere, Reorganised: the node cannot answer, or not now.
        StateNotKept: it does not even keep the newest state.
        UnusableSource: it contradicts itself.
        NoContract, NotAPlan, UnknownPlanVersion, BlockBeforePlan: there is no such plan to audit.
        ChainError: the node does not answer, or answers what it must not.
    """
    if source.syncing():
        raise NodeSyncing(f"{source.name} is still catching up with its chain: ask another node, or later")
    head = source.head()
    last = last_block(source, block, head)
    block_hash = _hash(source, last)
    opening = find_opening(source, ledger.lower(), since, head)
    _check_range(opening.block, last, chosen)
    opening = opening._replace(block=_first_allowance(source, opening, since))
    reading = _Reading(source, opening, last, head, progress or _silent)
    extract = reading.extract(block_hash, sorted({*chosen, last}), every_header)
    if keccak(extract.headers["rlp"][-1]) != block_hash:
        raise _undone(source, last)
    extract = replace(extract, witness=witness_of(source, extract))
    expect_still_there(source, extract)
    return extract


def _first_allowance(source: Source, opening: Opening, since: int) -> int:
    """The block in which the plan began, or one before it in which the currency let somebody take the ledger's money.

    An address can have had a contract before, which said so, took itself away, and made room for a genuine ledger.
    """
    early = source.logs([opening.contracts.token], since, opening.block - 1, _allowances(opening.contracts))
    return next((log.block for log in early), opening.block)


def _allowances(contracts: PlanContracts) -> tuple[bytes, ...]:
    """The topics of what the currency says when the ledger lets others take its money.

    A genuine ledger never does, and what comes before it has begun stands in its first block: no filter need be asked.
    """
    return topic_of("TestYuan", "Approval"), bytes(12) + from_hex(contracts.ledger)


def expect_still_there(source: Source, extract: Extract) -> None:
    """Whether what was collected still belongs to the chain of the node: its last block is the same.

    Raises:
        Reorganised: it is another one.
        ChainError: the node does not answer.
    """
    if _hash(source, extract.last) != extract.block_hash:
        raise _undone(source, extract.last)


def _undone(source: Source, last: int) -> Reorganised:
    return Reorganised(f"block {last} was undone while {source.name} was asked: begin again, with an older block")


def last_block(source: Source, block: int | None, head: int) -> int:
    """The block up to which is read: the one that is wanted, or the newest final one.  Raises BlockNotThere."""
    if block is None:
        final = None if source.is_local else source.finalized()
        return head if final is None else final
    if block > head:
        raise BlockNotThere(f"{source.name} has no block {block} yet: its newest is {head}")
    return block


def _hash(source: Source, block: int) -> bytes:
    return keccak(next(source.headers([block])))


def _check_range(first: int, last: int, chosen: Iterable[int]) -> None:
    for block in (last, *chosen):
        if block < first:
            raise BlockBeforePlan(f"the plan was opened in block {first}, after block {block}")
        if block > last:
            raise BlockNotThere(f"block {block} lies after the audited block {last}")


def _silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class _Reading:
    """One plan that is being read from one source, up to the block `last`, with `head` the newest there is."""

    source: Source
    opening: Opening
    last: int
    head: int
    progress: Progress

    @property
    def contracts(self) -> PlanContracts:
        return self.opening.contracts

    @property
    def first(self) -> int:
        return self.opening.block

    def extract(self, block_hash: bytes, stops: Sequence[int], every_header: bool) -> Extract:
        """All that is said; `stops` are the blocks after which accounts are asked for."""
        headers = self._headers(range(self.first, self.last + 1) if every_header else ())
        blocks = sorted(self._let_through(headers) | {log.block for log in self._named()})
        told = self._receipts(blocks)
        receipts, logs = told or (receipt_table(()), self._reported())
        if not every_header:
            headers = self._headers(sorted({*blocks, *stops, *self._draws(logs)}))
        return Extract(
            source=self.source.name,
            chain_id=self.source.chain_id,
            contracts=self.contracts,
            first=self.first,
            last=self.last,
            block_hash=block_hash,
            every_header=every_header,
            has_receipts=told is not None,
            headers=headers,
            receipts=receipts,
            logs=logs,
            accounts=tuple(self._accounts(stops)),
            codes={contract: self._code(contract) for contract in self._all},
            answers=tuple(self._answers(stops)),
        )

    @property
    def _all(self) -> tuple[Account, ...]:
        return (*self.contracts.own, self.contracts.token)

    def _headers(self, numbers: Sequence[int]) -> pl.DataFrame:
        tables, waiting = [header_table((), ())], list[bytes]()
        for done, header in enumerate(self.source.headers(numbers), start=1):
            waiting.append(header)
            self.progress("headers", done, len(numbers))
            if len(waiting) >= CHUNK or done == len(numbers):
                tables.append(header_table(numbers[done - len(waiting) : done], waiting))
                waiting = []
        return pl.concat(tables)

    def _movements(self) -> Iterator[tuple[bytes | None, ...]]:
        """The topics of the currency's movements into the ledger, and out of it."""
        transfer, ledger = topic_of("TestYuan", "Transfer"), bytes(12) + from_hex(self.contracts.ledger)
        yield transfer, ledger
        yield transfer, None, ledger

    def _named(self) -> Iterator[RawLog]:
        """The logs of the plan's contracts, and those of the currency's movements to and from the ledger."""
        ask = self.source.logs
        own = ask(self.contracts.own, self.first, self.last)
        of_token = (*self._movements(), _allowances(self.contracts))
        return chain(own, *(ask([self.contracts.token], self.first, self.last, topics) for topics in of_token))

    def _reported(self) -> pl.DataFrame:
        """The logs that the node names, for want of receipts."""
        logs = log_table(sorted(set(self._named())))
        if not is_in_order(logs, ("block", "index")):
            raise ChainError(f"{self.source.name} tells of two logs in the same place")
        return logs

    def _let_through(self, headers: pl.DataFrame) -> set[int]:
        """The blocks that may hold such logs, by the filters in their headers."""
        marks = [mark_of([from_hex(contract)]) for contract in self.contracts.own]
        token = from_hex(self.contracts.token)
        marks += [mark_of([token, *filter(None, topics)]) for topics in self._movements()]
        chunks = (chunk.iter_rows() for chunk in headers.iter_slices(CHUNK))
        return {number for number, header in chain.from_iterable(chunks) if may_hold(bloom_of(header), marks)}

    def _receipts(self, blocks: Sequence[int]) -> tuple[pl.DataFrame, pl.DataFrame] | None:
        """All receipts and logs of these blocks; None if the node does not give receipts."""
        receipts, logs, waiting = [receipt_table(())], [log_table(())], list[RawReceipt]()
        for done, told in enumerate(self.source.receipts(blocks), start=1):
            if told is None:
                return None
            waiting += told
            self.progress("receipts", done, len(blocks))
            if len(waiting) >= CHUNK or done == len(blocks):
                receipts.append(receipt_table(waiting))
                logs.append(log_table(log for receipt in waiting for log in receipt.logs))
                waiting = []
        return pl.concat(receipts), pl.concat(logs)

    def _draws(self, logs: pl.DataFrame) -> set[int]:
        """The blocks that drew juries, as far as they have come."""
        jury, topics = from_hex(self.contracts.jury), [topic_of("Jury", event) for event in DRAWS]
        found = logs.filter(pl.col("address") == jury, pl.col("topic0").is_in(topics))["data"]
        return {draw for data in found if self.first <= (draw := int.from_bytes(data[-32:], "big")) <= self.last}

    def _accounts(self, stops: Iterable[int]) -> Iterator[RawAccount]:
        return (self.source.account(contract, stop) for stop in stops for contract in self._all)

    def _code(self, contract: Account) -> bytes:
        """The code of a contract, which nothing but its end changes: the newest, if the older is not kept."""
        try:
            return self.source.code(contract, self.last)
        except StateNotKept:
            return self.source.code(contract, self.head)

    def _answers(self, stops: Sequence[int]) -> Iterator[Answer]:
        """What the contracts answer.

        A question has no answer that a contract refuses, or that is of a state that is not kept; but what a currency
        is called does not change.
        """
        token, ledger = self.contracts.token, self.contracts.ledger
        if self.first not in stops:
            yield from self._held_at_first()
        for stop in stops:
            yield from self._answer(token, calls.balance_of(ledger), stop)
        for data in (calls.decimals(), calls.symbol(), calls.name()):
            yield from self._answer(token, data, self.last, self.head)
        yield from self._answer(ledger, calls.books(), self.last)
        yield from self._hash_seen_by_contracts()

    def _answer(self, contract: Account, data: bytes, block: int, *instead: int) -> Iterator[Answer]:
        """An answer after a block, or as it is after another if that state is not kept."""
        for each in (block, *instead):
            try:
                answer = self.source.call(contract, data, each)
            except StateNotKept:
                continue
            if answer is not None:
                yield Answer(contract, data, block, answer)
            return

    def _hash_seen_by_contracts(self) -> Iterator[Answer]:
        """What contracts see as the hash of the block before the last, if the node says: by it a jury is proven one."""
        code = program(self.last - 1)
        seen = self.source.run(code, self.last)
        if seen is not None:
            yield Answer(ZERO_ADDRESS, code, self.last, seen)

    def _held_at_first(self) -> Iterator[Answer]:
        """What the ledger held after its first block, if the node still knows: anybody can send it money before."""
        token, data = self.contracts.token, calls.balance_of(self.contracts.ledger)
        try:
            answer = self.source.call(token, data, self.first)
        except ChainError:  # one that has forgotten so old a state answers the rest all the same
            return
        if answer is not None:
            yield Answer(token, data, self.first, answer)

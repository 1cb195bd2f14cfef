"""Collecting from a source: everything that an audit needs of one plan, asked of one node, whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import polars as pl
from eth_utils.crypto import keccak

from ...abi.block_hash import program
from ...codec import ZERO_ADDRESS, from_hex
from ...errors import BlockBeforePlan, BlockNotThere, ChainError, NodeSyncing, Reorganised, StateNotKept
from ...records import Account
from ..currency.witness import witness_of
from ..source import calls
from ..source.bloom import bloom_of, mark_of, may_hold
from ..source.extract import Answer, Extract, PlanContracts, RawAccount
from ..source.frames import header_table, is_in_order, log_table, receipt_table
from ..source.locate import Opening, find_opening, plan_opened, topic_of
from ..source.source import RawLog, RawReceipt, Source

Progress = Callable[[str, int, int], None]
"""Told what is being read (`headers`, `receipts`), how much of it is done, and how much there is."""

DRAWS = ("DisputeOpened", "DrawRenewed", "QuorumMissed")
"""The jury's events that name the block of a draw, in their last word."""

CHUNK = 10_000
"""Headers, or logs and receipts, that are held as Python objects before they become columns."""


class Piece(NamedTuple):
    """What is said of some blocks that follow one another, up to `last`.

    Attributes:
        headers: of all of them.
        receipts: of those that may hold logs of the plan; None if the node does not give receipts.
        logs: those of the receipts.
    """

    last: int
    headers: pl.DataFrame
    receipts: pl.DataFrame | None
    logs: pl.DataFrame


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
    reading = begin(source, ledger, since=since, block=block, chosen=chosen, progress=progress)
    extract = reading.extract(every_header)
    if keccak(extract.headers["rlp"][-1]) != reading.block_hash:
        raise undone(source, reading.last)
    extract = replace(extract, witness=witness_of(source, extract))
    expect_still_there(source, extract)
    return extract


def begin(
    source: Source,
    ledger: Account,
    *,
    since: int = 0,
    block: int | None = None,
    chosen: Sequence[int] = (),
    progress: Progress | None = None,
) -> "Reading":
    """Find a plan on a node, and settle up to which block it is read; takes and raises what :func:`collect` does."""
    if source.syncing():
        raise NodeSyncing(f"{source.name} is still catching up with its chain: ask another node, or later")
    head = source.head()
    last = last_block(source, block, head)
    block_hash = hash_at(source, last)
    opening = find_opening(source, ledger.lower(), since, head)
    if block is None and last < opening.block:
        raise BlockBeforePlan(
            f"the plan was opened in block {opening.block}; the newest final one is {last}: wait, or name --block"
        )
    _check_range(opening.block, last, chosen)
    opening = opening._replace(block=_first_allowance(source, opening, since))
    return Reading(source, opening, last, block_hash, head, tuple(sorted({*chosen, last})), progress or _silent)


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
    if hash_at(source, extract.last) != extract.block_hash:
        raise undone(source, extract.last)


def undone(source: Source, last: int) -> Reorganised:
    """What to say of a block that is another one now."""
    return Reorganised(f"block {last} was undone while {source.name} was asked: begin again, with an older block")


def last_block(source: Source, block: int | None, head: int) -> int:
    """The block up to which is read: the one that is wanted, or the newest final one.  Raises BlockNotThere."""
    if block is None:
        final = None if source.is_local else source.finalized()
        return head if final is None else final
    if block > head:
        raise BlockNotThere(f"{source.name} has no block {block} yet: its newest is {head}")
    return block


def hash_at(source: Source, block: int) -> bytes:
    """The hash of a block.  Raises ChainError."""
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
class Reading:
    """One plan that is being read from one source.

    Attributes:
        last: the block up to which it is read, and its hash; `head` is the newest there is.
        stops: the blocks after which accounts are asked for, the last among them.
    """

    source: Source
    opening: Opening
    last: int
    block_hash: bytes
    head: int
    stops: Sequence[int]
    progress: Progress

    @property
    def contracts(self) -> PlanContracts:
        """The plan's contracts."""
        return self.opening.contracts

    @property
    def first(self) -> int:
        """The block in which the plan began."""
        return self.opening.block

    def extract(self, every_header: bool) -> Extract:
        """All that is said."""
        headers, receipts, logs = self._whole() if every_header else self._touched()
        return Extract(
            source=self.source.name,
            chain_id=self.source.chain_id,
            contracts=self.contracts,
            first=self.first,
            last=self.last,
            block_hash=self.block_hash,
            every_header=every_header,
            has_receipts=receipts is not None,
            headers=headers,
            receipts=receipt_table(()) if receipts is None else receipts,
            logs=self._reported() if receipts is None else logs,
            accounts=tuple(self.accounts()),
            codes=self.codes(),
            answers=tuple(self.answers()),
        )

    def pieces(self, first: int) -> Iterator[Piece]:
        """All headers from a block on, with the receipts of the blocks whose filters let the plan's logs through."""
        for start in range(first, self.last + 1, CHUNK):
            numbers = range(start, min(start + CHUNK, self.last + 1))
            yield from self._told(self._headers(numbers, start - self.first, self.last + 1 - self.first))

    def accounts(self) -> Iterator[RawAccount]:
        """The accounts of the contracts and the currency after each stop."""
        return (self.source.account(contract, stop) for stop in self.stops for contract in self._all)

    def codes(self) -> dict[Account, bytes]:
        """The codes of the contracts and the currency."""
        return {contract: self._code(contract) for contract in self._all}

    def _whole(self) -> tuple[pl.DataFrame, pl.DataFrame | None, pl.DataFrame]:
        """Headers, receipts and logs of all blocks."""
        pieces = list(self.pieces(self.first))
        headers, logs = (
            pl.concat(tables) for tables in zip(*((each.headers, each.logs) for each in pieces), strict=True)
        )
        told = [piece.receipts for piece in pieces if piece.receipts is not None]
        return headers, pl.concat(told) if len(told) == len(pieces) else None, logs

    def _touched(self) -> tuple[pl.DataFrame, pl.DataFrame | None, pl.DataFrame]:
        """Receipts and logs of the blocks that the node names, and the headers that an audit needs for them."""
        blocks = sorted({log.block for log in self._named(self.first, self.last)})
        told = list(self._receipts(blocks))
        receipts = [table for _, table, _ in told if table is not None]
        is_told = len(receipts) == len(told)
        logs = pl.concat([log_table(()), *(table for _, _, table in told)]) if is_told else self._reported()
        headers = self._headers(sorted({*blocks, *self.stops, *self._draws(logs)}))
        return headers, pl.concat([receipt_table(()), *receipts]) if is_told else None, logs

    @property
    def _all(self) -> tuple[Account, ...]:
        return (*self.contracts.own, self.contracts.token)

    def _headers(self, numbers: Sequence[int], done: int = 0, of: int = 0) -> pl.DataFrame:
        """The headers of these blocks, of `of` that are read in all (or only these) when `done` are there already."""
        tables, waiting = [header_table((), ())], list[bytes]()
        for place, header in enumerate(self.source.headers(numbers), start=1):
            waiting.append(header)
            self.progress("headers", done + place, of or len(numbers))
            if len(waiting) >= CHUNK or place == len(numbers):
                tables.append(header_table(numbers[place - len(waiting) : place], waiting))
                waiting = []
        return pl.concat(tables)

    def _movements(self) -> Iterator[tuple[bytes | None, ...]]:
        """The topics of the currency's movements into the ledger, and out of it."""
        transfer, ledger = topic_of("TestYuan", "Transfer"), bytes(12) + from_hex(self.contracts.ledger)
        yield transfer, ledger
        yield transfer, None, ledger

    def _told(self, headers: pl.DataFrame) -> Iterator[Piece]:
        """These headers in pieces, with what is said of their blocks."""
        first, last = headers["number"][0], headers["number"][-1]
        blocks = self._let_through(headers)
        named = self._allowances(first, last) if self._has_filters else self._named(first, last)
        blocks |= {log.block for log in named}
        for block, receipts, logs in self._receipts(sorted(blocks), last):
            yield Piece(block, headers.filter(pl.col("number").is_between(first, block)), receipts, logs)
            first = block + 1

    @cached_property
    def opened(self) -> int:
        """The block in which the plan says that it is open; one before it may have been the first."""
        return next(self.source.logs([self.contracts.ledger], self.first, self.last, [plan_opened()])).block

    @cached_property
    def _has_filters(self) -> bool:
        """Whether headers tell who has logs in their blocks, as that of the plan's opening must: some chains' do not.

        Then the node need not be asked for logs that stand in the receipts as well.
        """
        header = next(self.source.headers([self.opened]))
        return may_hold(bloom_of(header), [mark_of([from_hex(self.contracts.ledger)])])

    def _named(self, first: int, last: int) -> Iterator[RawLog]:
        """The logs of the plan's contracts, and those of the currency's movements to and from the ledger."""
        ask = self.source.logs
        own = ask(self.contracts.own, first, last)
        moved = (ask([self.contracts.token], first, last, topics) for topics in self._movements())
        return chain(own, *moved, self._allowances(first, last))

    def _allowances(self, first: int, last: int) -> Iterator[RawLog]:
        """The logs by which the ledger lets others take its money; filters take members' allowances to it for them."""
        return self.source.logs([self.contracts.token], first, last, _allowances(self.contracts))

    def _reported(self) -> pl.DataFrame:
        """The logs that the node names, for want of receipts."""
        logs = log_table(sorted(set(self._named(self.first, self.last))))
        if not is_in_order(logs, ("block", "index")):
            raise ChainError(f"{self.source.name} tells of two logs in the same place")
        return logs

    def _let_through(self, headers: pl.DataFrame) -> set[int]:
        """The blocks that may hold such logs, by the filters in their headers."""
        marks = [mark_of([from_hex(contract)]) for contract in self.contracts.own]
        token = from_hex(self.contracts.token)
        marks += [mark_of([token, *filter(None, topics)]) for topics in self._movements()]
        return {number for number, header in headers.iter_rows() if may_hold(bloom_of(header), marks)}

    def _receipts(
        self, blocks: Sequence[int], last: int | None = None
    ) -> Iterator[tuple[int, pl.DataFrame | None, pl.DataFrame]]:
        """All receipts and logs of these blocks, some thousands at a time, each with the block up to which they are.

        The last are told up to `last`, if that is given.  Where the node does not give receipts, None ends them.
        """
        waiting, rows = list[RawReceipt](), 0
        for done, (block, told) in enumerate(zip(blocks, self.source.receipts(blocks), strict=True), start=1):
            if told is None:
                yield last or block, None, log_table(())
                return
            waiting += told
            rows += sum(1 + len(receipt.logs) for receipt in told)
            self.progress("receipts", done, len(blocks))
            if rows >= CHUNK and done < len(blocks):
                yield block, receipt_table(waiting), log_table(log for receipt in waiting for log in receipt.logs)
                waiting, rows = [], 0
        end = last or (blocks[-1] if blocks else self.last)
        yield end, receipt_table(waiting), log_table(log for receipt in waiting for log in receipt.logs)

    def _draws(self, logs: pl.DataFrame) -> set[int]:
        """The blocks that drew juries, as far as they have come."""
        jury, topics = from_hex(self.contracts.jury), [topic_of("Jury", event) for event in DRAWS]
        found = logs.filter(pl.col("address") == jury, pl.col("topic0").is_in(topics))["data"]
        return {draw for data in found if self.first <= (draw := int.from_bytes(data[-32:], "big")) <= self.last}

    def _code(self, contract: Account) -> bytes:
        """The code of a contract, which nothing but its end changes: the newest, if the older is not kept."""
        try:
            return self.source.code(contract, self.last)
        except StateNotKept:
            return self.source.code(contract, self.head)

    def answers(self) -> Iterator[Answer]:
        """What the contracts answer.

        A question has no answer that a contract refuses, or that is of a state that is not kept; but what a currency
        is called does not change.
        """
        token, ledger = self.contracts.token, self.contracts.ledger
        if self.first not in self.stops:
            yield from self._held_at_first()
        for stop in self.stops:
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

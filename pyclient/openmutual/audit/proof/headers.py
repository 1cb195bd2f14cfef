"""The chain of headers: each names the hash of the one before it, and the last hashes to the audited block's hash.

Whoever trusts that one hash need not trust anything else that is proven here: times, randomness, the roots of receipts
and of the state, and the filters that tell which blocks have no logs of a plan.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import rlp  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ..findings import Findings
from ..hashing import keccak
from ..source.extract import Extract
from .proven_blocks import ProvenBlocks

SIZES = ((0, 32), (3, 32), (5, 32), (6, 256), (13, 32))
"""How long the fields are that have one length: parent, state root, receipts root, filter, randomness."""

CHUNK = 10_000
"""Headers that are Python objects at once: all of them would fill the memory."""

FEWEST_FIELDS = 15
"""As many as every header has had from the first; later ones were added at the end."""

NO_PARENT = bytes(32)
"""What the first header of a chain names as its parent, and what developers' nodes put in place of one."""

ARBITRUM_DIFFICULTY = 1
"""What Arbitrum's headers have for a difficulty, always."""

MOST_COUNTED, MOST_VERSION = 2**40, 2**8
"""What Arbitrum's counts of blocks and messages, and its versions, stay below."""

LARGEST = 2**63 - 1
"""No block's number or time is larger."""

Numbers = NDArray[np.int64]


RECENT = 32
"""So many values of the randomness are remembered: a jury is drawn by the block as far ahead."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """Blocks whose randomness is that of a block shortly before.

    Attributes:
        count: how many there are.
        block: the first of them, with the randomness of block `before`.
    """

    count: int
    block: int
    before: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says.

    Attributes:
        hash: of the header; it is the block's.
        parent: the hash of the header before it.
        randomness: the RANDAO value (`mixHash`).
        number_seen: the number that contracts in the block see as its own.
    """

    number: int
    number_seen: int
    time: int
    hash: bytes
    parent: bytes
    state_root: bytes
    receipts_root: bytes
    randomness: bytes


def header_of(encoded: bytes) -> Header | None:
    """What an RLP-encoded header says; None if it is none."""
    try:
        fields = rlp.decode(encoded)
    except (rlp.DecodingError, RecursionError):  # lists within lists can be as deep as the header is long
        return None
    if not isinstance(fields, list) or len(fields) < FEWEST_FIELDS or not all(isinstance(one, bytes) for one in fields):
        return None
    if any(len(fields[place]) != size for place, size in SIZES):
        return None
    number, time = (int.from_bytes(fields[place], "big") for place in (8, 11))
    if max(number, time) > LARGEST:
        return None
    return Header(
        number=number,
        number_seen=_parent_number(fields) or number,
        time=time,
        hash=keccak(encoded),
        parent=fields[0],
        state_root=fields[3],
        receipts_root=fields[5],
        randomness=fields[13],
    )


def _parent_number(fields: Sequence[bytes]) -> int:
    """The number of the parent chain's block, which contracts on Arbitrum's chains see; 0 in all other chains' headers.

    Where others have randomness, Nitro puts three counts of eight bytes each, and no randomness looks like them: the
    messages sent to the parent chain, its block, and the version of ArbOS (OffchainLabs/go-ethereum, HeaderInfo).
    """
    sent, block, version = (int.from_bytes(fields[13][start : start + 8], "big") for start in (0, 8, 16))
    is_arbitrum = int.from_bytes(fields[7], "big") == ARBITRUM_DIFFICULTY
    return block if is_arbitrum and max(sent, block) < MOST_COUNTED and 0 < version < MOST_VERSION else 0


class Headers:
    """The readable headers of an extract, by number.

    Attributes:
        proven_from: the first block from which the chain runs unbroken up to the audited hash; a block past the last
            one if not even the last header has that hash.
        trusted: the number of the block that was trusted from the start; None if it is not among these.
        repeated: the blocks without randomness of their own; None if each has one.
    """

    def __init__(self, numbers: Sequence[int] | Numbers, times: Sequence[int] | Numbers, encoded: pl.Series) -> None:
        self._numbers = np.array(numbers, np.int64)
        self._times = np.array(times, np.int64)
        self._encoded = encoded
        self.proven_from = 0
        self.trusted: int | None = None
        self.repeated: Repeated | None = None

    @property
    def times(self) -> NDArray[np.int64]:
        """The times of all blocks whose headers are here, in the order of their numbers; Unix seconds."""
        return self._times

    def of(self, extract: Extract) -> "Headers":
        """Those of the blocks of its stored parts, and the one before, by whose time a block is told that has none."""
        if not extract.parts:
            return self
        start = max(int(np.searchsorted(self._numbers, extract.parts[0].first)) - 1, 0)
        end = int(np.searchsorted(self._numbers, extract.parts[-1].last, side="right"))
        some = Headers(self._numbers[start:end], self._times[start:end], self._encoded.slice(start, end - start))
        some.proven_from, some.trusted, some.repeated = self.proven_from, self.trusted, self.repeated
        return some

    def missing(self, blocks: Sequence[int]) -> list[int]:
        """Those of the blocks whose headers are not here."""
        return [block for block in blocks if self._row(block) is None]

    def time(self, block: int) -> int:
        """The time of a block; of one whose header is missing, the time of the nearest one before it."""
        place = int(np.searchsorted(self._numbers, block, side="right"))
        return int(self._times[max(place, 1) - 1]) if len(self._times) else 0

    def randomness(self, block: int) -> bytes | None:
        """The RANDAO value of a block; None if its header is missing."""
        header = self.header(block)
        return header.randomness if header else None

    def number_seen(self, block: int) -> int:
        """The number that contracts in a block see as its own: that of a block of the parent chain, on Arbitrum's."""
        header = self.header(block)
        return header.number_seen if header else block

    def state_root(self, block: int) -> bytes | None:
        """The root of the state after a block; None if its header is missing."""
        header = self.header(block)
        return header.state_root if header else None

    def header(self, block: int) -> Header | None:
        """The header of a block; None if it is missing."""
        row = self._row(block)
        return None if row is None else header_of(self._encoded[row])

    def proven(self, since: int = 0) -> Iterator[tuple[int, bytes]]:
        """The numbers and encoded headers of all blocks from which the chain runs up to the audited hash.

        Args:
            since: leave out those before this one.
        """
        row = int(np.searchsorted(self._numbers, max(self.proven_from, since)))
        for start in range(row, len(self._numbers), CHUNK):
            numbers = self._numbers[start : start + CHUNK].tolist()
            yield from zip(numbers, self._encoded.slice(start, CHUNK).to_list(), strict=True)

    def is_proven(self, block: int) -> bool:
        """Whether the header of a block is there and the chain runs from it up to the audited hash."""
        return block >= self.proven_from and self._row(block) is not None

    def _row(self, block: int) -> int | None:
        row = int(np.searchsorted(self._numbers, block))
        return row if row < len(self._numbers) and self._numbers[row] == block else None


def chain_of(
    extract: Extract, findings: Findings, trusted: bytes | None, earlier: ProvenBlocks | None = None
) -> Headers:
    """The headers, each checked against the one before it, and the last against the audited hash.

    Args:
        extract: what was said of the plan.
        findings: where every break goes.
        trusted: the hash of a block that is known to be the chain's from somewhere else; not sought among earlier ones.
        earlier: the blocks whose headers are known to be sound, and to have randomness of their own each.
    """
    walk = _Walk(extract, findings, trusted)
    ascending = _ascending(extract.headers, findings)
    if earlier is not None:
        walk.begin_after(earlier, ascending)
    for number, encoded in _pairs(ascending[len(walk.numbers) :]):
        walk.step(number, header_of(encoded))
    walk.end()
    headers = Headers(walk.numbers, walk.times, ascending["rlp"].gather(walk.rows))
    headers.proven_from, headers.trusted, headers.repeated = walk.proven_from, walk.trusted_block, walk.repeated
    return headers


def _ascending(headers: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """The headers by their numbers, each once; the first that stands in the wrong place is a finding."""
    numbers = headers["number"].to_numpy().astype(np.int64)
    astray = np.flatnonzero(np.diff(numbers) <= 0)
    if not len(astray):
        return headers
    before, block = numbers[astray[0] : astray[0] + 2].tolist()
    findings.add("header-disordered", block=block, before=before)
    return headers.unique("number", keep="first").sort("number")


def _pairs(headers: pl.DataFrame) -> Iterator[tuple[int, bytes]]:
    for chunk in headers.iter_slices(CHUNK):
        yield from zip(chunk["number"].to_list(), chunk["rlp"].to_list(), strict=True)


class _Walk:
    """A walk up the chain, with what has been seen on the way."""

    def __init__(self, extract: Extract, findings: Findings, trusted: bytes | None) -> None:
        self._testimony = extract
        self._findings = findings
        self._trusted = trusted
        self._previous: Header | None = None
        self._expected = extract.first
        self._row = 0
        self._recent: dict[bytes, int] = {}
        self._orphans: list[int] = []
        self.numbers: list[int] = []
        self.times: list[int] = []
        self.rows: list[int] = []
        self.proven_from = extract.first
        self.trusted_block: int | None = None
        self.repeated: Repeated | None = None

    def begin_after(self, earlier: ProvenBlocks, headers: pl.DataFrame) -> None:
        """Take earlier blocks as they are; of their headers, the last ones are read again.

        Args:
            earlier: the first blocks of all.
            headers: of all.
        """
        self.numbers = list(range(earlier.first, earlier.last + 1))
        self.times = earlier.times.tolist()
        self.rows = list(range(len(self.numbers)))
        for number, encoded in _pairs(headers[: len(self.numbers)].tail(RECENT)):
            self._previous = header_of(encoded)
            if self._previous is not None:
                self._remember(number, self._previous.randomness)
                self.trusted_block = number if self._previous.hash == self._trusted else self.trusted_block
        self._expected, self._row = earlier.last + 1, len(self.numbers)

    def step(self, number: int, header: Header | None) -> None:
        """One header more."""
        if header is None or header.number != number:
            self._findings.add("header-unreadable", block=number)
            self._previous, self.proven_from = None, number + 1
        else:
            if not self._follows(header):
                self.proven_from = header.number
            if header.hash == self._trusted:
                self.trusted_block = header.number
            self.numbers.append(number)
            self.times.append(header.time)
            self.rows.append(self._row)
            self._previous = header
            self._remember(number, header.randomness)
        self._expected = number + 1
        self._row += 1

    def end(self) -> None:
        """The last header must be the audited one."""
        last, said = self._testimony.last, self._testimony.block_hash
        if self._orphans:
            self._findings.add("header-without-parent", block=self._orphans[0], count=len(self._orphans))
        if self._expected <= last:
            self._findings.add("header-missing", first=self._expected, last=last)
            self.proven_from = last + 1
        elif self._previous is not None and self._previous.hash != said:
            self._findings.add("last-header-differs", block=last, hash=self._previous.hash, said=said)
            self.proven_from = last + 1
        if self._trusted == said:
            self.trusted_block = last
        if self._trusted is not None and self.trusted_block is None:
            first = self._testimony.first
            self._findings.add("trusted-block-absent", trusted=self._trusted, first=first, last=last)

    def _remember(self, block: int, randomness: bytes) -> None:
        before = self._recent.pop(randomness, None)
        if before is not None:
            first = self.repeated or Repeated(0, block, before)
            self.repeated = replace(first, count=first.count + 1)
        self._recent[randomness] = block
        if len(self._recent) > RECENT:
            del self._recent[next(iter(self._recent))]

    def _follows(self, header: Header) -> bool:
        """Whether a header is the child of the one before it; says what is wrong if it is not."""
        number, previous = header.number, self._previous
        if previous is not None and header.time < previous.time:
            facts = {"time": header.time, "previous": previous.number, "before": previous.time}
            self._findings.add("time-falls", block=number, **facts)
        if number > self._expected:
            if self._testimony.every_header:
                self._findings.add("header-missing", first=self._expected, last=number - 1)
            return False
        if previous is not None and header.parent == NO_PARENT:
            self._orphans.append(number)
            return False
        if previous is not None and header.parent != previous.hash:
            said = {"parent": header.parent, "hash": previous.hash}
            self._findings.add("header-chain-broken", block=number, previous=previous.number, **said)
            return False
        return True

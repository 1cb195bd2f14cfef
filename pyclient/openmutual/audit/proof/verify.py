"""Everything that an extract can be held to by itself: headers, receipts, filters and accounts, down from one hash."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple

import numpy as np
import polars as pl

from ...codec import from_hex, to_hex
from ...records import Account
from ..crew import Crew
from ..findings import Basis, Finding, Findings
from ..hashing import keccak
from ..source.bloom import bloom_of, mark_of, may_hold
from ..source.extract import Extract, RawAccount
from .account import ABSENT, ProvenAccount, proven_account
from .headers import Headers, chain_of
from .proven_blocks import ProvenBlocks
from .receipts import expect_strict_order, unproven

TRANSFER = keccak(b"Transfer(address,address,uint256)")

NOTHING = (b"", bytes(32))
"""How nodes write the hashes of an account that was never used, where they do not write the empty ones."""


@dataclass(frozen=True)
class Proven:
    """What the parts of an extract rest on.

    What is proven leads down from the audited block's hash.  That hash is itself the node's word, unless a trusted one
    was given.

    Attributes:
        anchor: the number of the trusted block, if it is on this chain; all before it and itself is the chain's own.
        blocks: those of which there are receipts or logs.
        logs: whether every log of the plan is in receipts that the headers name.
        completeness: whether no block can hold another log of the plan.
        times: of the blocks that have logs.
        accounts: what they rest on, by address and block.
        states: the accounts as they are proven, or else as they are said, without what stands beside a broken proof.
    """

    headers: Headers
    anchor: int | None
    blocks: Collection[int]
    logs: Basis
    completeness: Basis
    times: Basis
    accounts: Mapping[tuple[Account, int], Basis]
    states: tuple[RawAccount, ...]

    @property
    def anchored(self) -> bool:
        """Whether the chain of headers holds a block that is trusted from elsewhere."""
        return self.anchor is not None


def prove(
    extract: Extract,
    findings: Findings,
    trusted: bytes | None = None,
    crew: Crew | None = None,
    earlier: ProvenBlocks | None = None,
) -> Proven:
    """Check an extract against itself, and against a block hash from somewhere else.

    Args:
        extract: what was said of the plan.
        findings: where everything goes that does not fit.
        trusted: the hash of the audited block or of an earlier one, from a source other than this extract's.
        crew: who does the work; this process if nobody else does.
        earlier: the blocks that need not be proven any more, up to the end of one of the extract's parts.

    Raises:
        ExportError: a part cannot be read.
        WorkerLost: the work could not be done.
    """
    headers = chain_of(extract, findings, trusted, earlier)
    since = extract.first if earlier is None else earlier.last + 1
    told, linked, logs = _Told([] if earlier is None else earlier.told), True, True
    work = (PartToProve(part, headers.of(part)) for part in extract.since(since).split())
    for part in (crew or Crew()).each(prove_part, work):
        findings.take(part.found)
        linked, logs = linked and part.linked, logs and part.logs
        told.note(part)
    logs = logs and linked
    complete = _is_complete(extract, told, headers, since, findings)
    accounts = [_account(said, headers, findings) for said in extract.accounts]
    return Proven(
        headers=headers,
        anchor=headers.trusted,
        blocks=told.blocks,
        logs=_basis(logs),
        completeness=_basis(logs and complete),
        times=_basis(linked),
        accounts={(state.address, state.block): basis for state, basis in accounts},
        states=tuple(state for state, _ in accounts),
    )


def proven_blocks(extract: Extract, proven: Proven) -> ProvenBlocks | None:
    """What a later proof can go on from; None if of the blocks something is only reported, or is strange."""
    bases = {proven.logs, proven.completeness, proven.times}
    if bases != {Basis.PROVEN} or proven.headers.repeated is not None:
        return None
    is_told = np.zeros(extract.last - extract.first + 1, np.bool_)
    is_told[np.array(list(proven.blocks), np.int64) - extract.first] = True
    return ProvenBlocks(extract.first, proven.headers.times, is_told)


@dataclass(frozen=True)
class PartToProve:
    """One part of a log, and the headers of its blocks."""

    extract: Extract
    headers: Headers

    def __str__(self) -> str:
        return str(self.extract)


class ProvenPart(NamedTuple):
    """What can be said of a part by itself.

    Attributes:
        blocks: those of which there are receipts or logs; `receipts` those of which there are receipts.
        firsts: by block, the number of the first log of the plan's own contracts.
        linked: whether the headers of all these blocks are proven; `logs` whether all logs follow from their headers.
    """

    found: list[Finding]
    blocks: list[int]
    receipts: list[int]
    firsts: Mapping[int, int]
    linked: bool
    logs: bool


def prove_part(work: PartToProve) -> ProvenPart:
    """Check the receipts and logs of a part.  Raises ExportError."""
    extract, headers, findings = work.extract.read(), work.headers, Findings()
    blocks = _blocks(extract)
    _expect_headers(extract, headers, blocks, findings)
    return ProvenPart(
        blocks=blocks,
        receipts=extract.receipts["block"].unique().to_list(),
        firsts=_first_logs(extract),
        linked=all(headers.is_proven(block) for block in blocks),
        logs=not _adrift(extract, headers, findings),
        found=findings.found,
    )


def _blocks(extract: Extract) -> list[int]:
    """Every block of which there are receipts or logs."""
    return pl.concat([extract.receipts["block"], extract.logs["block"]]).unique().sort().to_list()


def _expect_headers(extract: Extract, headers: Headers, blocks: list[int], findings: Findings) -> None:
    """Every block that something is said of needs its header; a gap among all headers is a finding already."""
    known = range(extract.first, extract.last + 1) if extract.every_header else range(0)
    unreadable = set(extract.headers["number"].to_list())
    for block in headers.missing(blocks):
        if block not in known and block not in unreadable:
            findings.add("header-missing", first=block, last=block)


def _adrift(extract: Extract, headers: Headers, findings: Findings) -> bool:
    """Whether some log does not follow from its block's header; without receipts, none does."""
    if extract.has_receipts:
        return bool(unproven(extract, headers, findings))
    expect_strict_order(extract.logs, findings)
    return True


def _basis(is_proven: bool) -> Basis:
    return Basis.PROVEN if is_proven else Basis.REPORTED


class _Told:
    """What is told of which block.

    Args:
        earlier: blocks of which it was told before.

    Attributes:
        blocks: those of which there are receipts or logs; `receipts` those of which receipts are told now.
        firsts: by block, the number of the first log of the plan's own contracts.
    """

    def __init__(self, earlier: Iterable[int]) -> None:
        self.blocks = set(earlier)
        self.receipts: set[int] = set()
        self.firsts: dict[int, int] = {}

    def note(self, part: ProvenPart) -> None:
        """What is told of some more blocks."""
        self.blocks.update(part.blocks)
        self.receipts.update(part.receipts)
        self.firsts.update(part.firsts)


def _is_complete(extract: Extract, told: _Told, headers: Headers, since: int, findings: Findings) -> bool:
    """Whether the filters of all headers show that every block with logs of the plan is there with its receipts.

    Only filters that are proven are asked.
    """
    if not (extract.every_header and extract.has_receipts):
        return False
    marks = list(_marks(extract))
    is_complete = headers.proven_from <= extract.first
    for block, encoded in headers.proven(since):
        lets_through = may_hold(bloom_of(encoded), marks)
        if block in told.firsts and not lets_through:
            findings.add("filter-lacks-logs", block=block, index=told.firsts[block])
            return False
        if lets_through and block not in told.receipts:
            findings.add("logs-withheld", block=block)
            is_complete = False
    return is_complete


def _marks(extract: Extract) -> Iterator[int]:
    """What a filter must let through: each contract of the plan, and the currency's transfers of the ledger."""
    for contract in extract.contracts.own:
        yield mark_of([from_hex(contract)])
    token, ledger = (from_hex(account) for account in (extract.contracts.token, extract.contracts.ledger))
    # A filter does not tell which topic it was, so that one mark stands for both directions.
    yield mark_of([token, TRANSFER, ledger.rjust(32, b"\0")])


def _first_logs(extract: Extract) -> Mapping[int, int]:
    """By block, the number of the first log of the plan's own contracts."""
    own = [from_hex(contract) for contract in extract.contracts.own]
    logs = extract.logs.filter(pl.col("address").is_in(own))
    firsts = logs.group_by("block").agg(pl.col("index").min())
    return dict(zip(firsts["block"].to_list(), firsts["index"].to_list(), strict=True))


def _account(said: RawAccount, headers: Headers, findings: Findings) -> tuple[RawAccount, Basis]:
    """An account as the state proves it, and what it rests on; says what is wrong if something else was said."""
    root = headers.state_root(said.block)
    if root is None or not said.proof:
        return said, Basis.REPORTED
    proven = proven_account(root, said.address, said.proof)
    if proven is None:
        findings.add("account-proof-broken", account=said.address, block=said.block, root=root)
        return replace(said, storage_root=b"", code_hash=b"", proof=()), Basis.REPORTED
    told = _told(said, proven)
    for name in ("nonce", "balance", "storage_root", "code_hash"):
        one, other = getattr(told, name), getattr(proven, name)
        facts = {"field": name.replace("_", " "), "said": _plain(one), "proven": _plain(other)}
        findings.expect(one == other, "account-differs", account=said.address, block=said.block, **facts)
    return replace(said, **asdict(proven)), _basis(told == proven and headers.is_proven(said.block))


def _told(said: RawAccount, proven: ProvenAccount) -> ProvenAccount:
    """What is said of an account; one that is not there may have its empty hashes left out."""
    told = ProvenAccount(said.nonce, said.balance, said.storage_root, said.code_hash)
    if proven != ABSENT:
        return told
    return replace(
        told,
        storage_root=ABSENT.storage_root if told.storage_root in NOTHING else told.storage_root,
        code_hash=ABSENT.code_hash if told.code_hash in NOTHING else told.code_hash,
    )


def _plain(value: int | bytes) -> int | str:
    return value if isinstance(value, int) else to_hex(value)

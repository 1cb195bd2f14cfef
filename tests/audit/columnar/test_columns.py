"""Members in columns: whatever an audit comes to with them, it comes to without them, to the last figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from openmutual.audit import kernels
from openmutual.audit.columnar import enrolment, shards
from openmutual.audit.columnar.gather import gather
from openmutual.audit.crew import Crew
from openmutual.audit.decoding.shapes import shapes
from openmutual.audit.extraction import appending
from openmutual.audit.extraction import collect as collecting
from openmutual.audit.extraction.appending import append
from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Findings
from openmutual.audit.pipeline import audit
from openmutual.audit.proof.headers import Headers
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.report.report import to_json
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.export_parts import load_parts
from openmutual.audit.source.extract import Extract
from openmutual.audit.source.source import Source
from openmutual.audit.storage import root as storage
from openmutual.chain import EmbeddedWorld
from openmutual.plans.document import parse_document
from openmutual.scenario import run
from openmutual.scenario.steps import read_scenario
from tests.parity import test_chain_equals_model as parity
from tests.parity.test_chain_equals_model import come_and_go, litigate, live

from ..attested_world import AttestedWorld
from ..exports import meaning
from ..extract_factory import with_cell, with_rows
from ..on_chain import NAMES, collected_of, scenario_of
from ..test_clean import Remembered

LIVES = """
name: lives
plan: circle
start: 2026-01-01
steps:
  - {day: 0, fund_backstop: {amount: 300}}
  - {day: 0, join: {who: h1..h9, tier: couple, deposit: 400}}
  - {day: 0, join: {who: s1..s6, tier: family, deposit: 800}}
  - {day: 1, top_up: {who: h1, amount: 400}}
  - {day: 2, top_up_many: {who: [h2, h3, s1], amount: 80}}
  - {day: 65, file: {who: h9, case: one, diagnosed: 62, level: grave}}
  - {day: 65, file: {who: h8, case: two, diagnosed: 62, level: grave}}
  - {day: 66, decide: {case: one, verdict: approve}}
  - {day: 66, decide: {case: two, verdict: approve}}
  - {day: 67, announce: {}}
  - {day: 68, leave: {who: s2}}
  - {day: 80, settle: {case: one}}
  - {day: 80, settle: {case: two}}
  - {day: 90, file: {who: h7, case: three, diagnosed: 88, level: grave}}
  - {day: 90, file: {who: h6, case: four, diagnosed: 88, level: grave}}
  - {day: 91, decide: {case: three, verdict: approve}}
  - {day: 91, decide: {case: four, verdict: approve}}
  - {day: 98, announce: {}}
  - {day: 99, withdraw: {who: s2}}
  - {day: 100, file: {who: h5, case: five, diagnosed: 88, level: grave}}
  - {day: 101, decide: {case: five, verdict: approve}}
  - {day: 106, settle: {case: three}}
  - {day: 106, settle: {case: four}}
  - {day: 110, top_up: {who: h4, amount: 40}}
  - {day: 130, announce: {}}                     # whoever did not top up lapses
  - {day: 138, settle: {case: five}}
  - {day: 140, top_up: {who: s3, amount: 300}}
  - {day: 141, join: {who: s2, tier: family, deposit: 800}}
  - {day: 158, fund_backstop: {amount: 70}}
  - {day: 161, announce: {}}
  - {day: 162, leave: {who: h2}}
  - {day: 170, withdraw: {who: h4}}
  - {day: 192, announce: {}}
  - {day: 193, withdraw: {who: h2}}
  - {day: 195, join: {who: n1..n2, tier: family, deposit: 800}}
  - {day: 200, close: {by: operator}}
  - {day: 224, announce: {}}
  - {day: 800, finish: {}}
  - {day: 801, withdraw: {who: h1}}
  - {day: 802, withdraw: {who: s3}}
"""
"""Members who do everything that members can, and whom no case names."""

KINDS = ("open", "attested")
"""Whether anybody can join, or who has the attestor's word."""


def world_of(kind: str, **goes_on: str) -> EmbeddedWorld:
    return AttestedWorld(**goes_on) if kind == "attested" else EmbeddedWorld()


@cache
def lived(kind: str) -> tuple[EmbeddedSource, str]:
    """The chain that they live on, and the plan's ledger; with an attestor, one of them goes on after a key was lost."""
    world = world_of(kind, n1="s4")
    ledger: Any = run(read_scenario(parse_document(LIVES.encode(), "lives.yaml"), None), world).ledger
    return EmbeddedSource(world.node), ledger.site.ledger


@cache
def lives(kind: str = "open") -> Extract:
    return collect(*lived(kind))


@cache
def told(kind: str, name: str) -> Extract:
    """What the chain says of a story."""
    if kind == "open":
        return collected_of(name).extract
    world = AttestedWorld()
    ledger: Any = run(scenario_of(name), world).ledger
    return collect(EmbeddedSource(world.node), ledger.site.ledger)


@pytest.fixture(autouse=True)
def for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "FEW", 0)


NONE = Headers([], [], pl.Series(dtype=pl.Binary))


def expect_same(extract: Any, monkeypatch: pytest.MonkeyPatch, source: Source | None = None) -> Audited:
    """The audit in columns, once its report is that of the audit event by event."""
    fast = audit(extract, source=source)
    with monkeypatch.context() as patch:
        patch.setattr(kernels, "IS_COMPILED", False)
        slow = audit(extract, source=source)
    assert fast.findings.found == slow.findings.found
    assert to_json(assemble(fast)) == to_json(assemble(slow))
    return fast


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_story_has_the_same_report(kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = expect_same(told(kind, name), monkeypatch)
    assert fast.findings.found == []


@pytest.mark.parametrize("kind", KINDS)
def test_members_whom_no_case_names_are_kept_in_columns(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = expect_same(lives(kind), monkeypatch)
    assert fast.findings.found == []
    assert fast.plan.others.memberships > len(fast.plan.members)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kind", [live, litigate, come_and_go], ids=lambda kind: kind.__name__)
def test_a_random_history_has_the_same_report(kind: parity.Tell, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parity, "History", Remembered)
    Remembered.told, world = [], EmbeddedWorld()
    kind(world, Random(seed).getrandbits(32), Counter(histories=seed))
    ledger = Remembered.told[0].harness.chain
    extract = collect(EmbeddedSource(world.node), ledger.site.ledger)
    assert expect_same(extract, monkeypatch).findings.found == []


@pytest.mark.parametrize("kind", KINDS)
def test_parts_and_files_of_rows_and_slots_change_nothing(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name, few in (
        (appending, "PART_ROWS", 12),
        (collecting, "CHUNK", 8),
        (shards, "MOST_ROWS", 5),
        (enrolment, "MOST_WORDS", 5),
        (storage, "MOST_SLOTS", 5),
    ):
        monkeypatch.setattr(module, name, few)
    append(*lived(kind), tmp_path / "plan")
    stored = load_parts(tmp_path / "plan")
    assert len(stored.parts) > 5
    fast = expect_same(stored, monkeypatch)
    assert fast.findings.found == []
    assert fast.plan.others.memberships > len(fast.plan.members)
    assert meaning(fast) == meaning(audit(lives(kind)))


# --- lies ----------------------------------------------------------------------------------------------------------


def bare(extract: Extract) -> Extract:
    """The same as a node tells it that gives no receipts: nothing proves the logs, so that only the replay judges them."""
    return replace(extract, has_receipts=False, receipts=extract.receipts.clear())


def rows_of(extract: Extract, event: str) -> list[int]:
    """Where the logs of an event of the ledger or of the enrolment stand."""
    known = (*shapes("MutualLedger").values(), *shapes("Enrolment").values())
    digest = next(shape.entry.digest for shape in known if shape.name == event)
    return [row for row, topic in enumerate(extract.logs["topic0"]) if topic == digest]


def with_word(extract: Extract, row: int, word: int, add: int) -> Extract:
    """The same with more in one word of a log's data."""
    data = bytearray(extract.logs["data"][row])
    value = int.from_bytes(data[32 * word : 32 * word + 32], "big") + add
    data[32 * word : 32 * word + 32] = (value % 2**256).to_bytes(32, "big")
    return with_cell(extract, "logs", row, data=bytes(data))


WORDS = {"Joined": 3, "ToppedUp": 2, "Reinstated": 3, "LeaveRequested": 1, "Withdrawn": 3}
"""How many words of data the events of members have."""

CHANGES: dict[str, Callable[[Extract, int], Extract]] = {
    "left out": lambda extract, row: with_rows(extract, "logs", [*range(row), *range(row + 1, extract.logs.height)]),
    "another member": lambda extract, row: with_cell(extract, "logs", row, topic1=bytes(12) + b"\7" * 20),
    "no member": lambda extract, row: with_cell(extract, "logs", row, topic1=b"\1" * 32),
    "a topic more": lambda extract, row: with_cell(extract, "logs", row, topic3=bytes(32)),
    "less data": lambda extract, row: with_cell(extract, "logs", row, data=extract.logs["data"][row][:-1]),
    "of nobody": lambda extract, row: with_cell(extract, "logs", row, address=b"\7" * 20),
}


@pytest.mark.parametrize("event", WORDS)
def test_a_member_s_log_that_was_changed_is_found_as_without_columns(
    event: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = bare(lives())
    row = rows_of(extract, event)[-1]
    changed = [change(extract, row) for change in CHANGES.values()]
    changed += [with_word(extract, row, word, add) for word in range(WORDS[event]) for add in (1, -1, 10, 2**200)]
    for each in changed:
        assert expect_same(each, monkeypatch).findings.found


def transfer_of(extract: Extract, place: int) -> int:
    """Where the transfer stands that belongs to a log, of the same transaction."""
    transaction, token = extract.logs.row(place)[:2], bytes.fromhex(extract.contracts.token[2:])
    return next(
        row
        for row, log in enumerate(extract.logs.iter_rows(named=True))
        if (log["block"], log["transaction"]) == transaction and log["address"] == token and log["topic2"]
    )


def of_another(extract: Extract, event: str, topic: str) -> Extract:
    """The same, with a word in the last log of an event that the first one has."""
    first, *_, last = rows_of(extract, event)
    return with_cell(extract, "logs", last, **{topic: extract.logs[topic][first]})


@pytest.mark.parametrize(
    ("event", "again"), [("Joined", "topic1"), ("NullifierTaken", "topic2"), ("AttestationSpent", "topic1")]
)
def test_an_attested_joining_that_was_changed_is_found_as_without_columns(
    event: str, again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = bare(lives("attested"))
    row = rows_of(extract, event)[-1]
    changes = [change for name, change in CHANGES.items() if name != "less data" or WORDS.get(event)]
    for each in (*(change(extract, row) for change in changes), of_another(extract, event, again)):
        assert expect_same(each, monkeypatch).findings.found


def test_what_is_stored_otherwise_is_named_as_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives("attested"))
    row = rows_of(extract, "NullifierTaken")[-1]
    changed = with_cell(extract, "logs", row, topic2=b"\7" * 32)
    source, _ = lived("attested")
    assert "state-nullifier" in expect_same(changed, monkeypatch, source).findings.keys


def test_a_gift_leaves_members_in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives())
    joined = rows_of(extract, "Joined")[-1]
    fast = expect_same(with_word(extract, transfer_of(extract, joined), 0, 10), monkeypatch)
    assert "gift" in fast.findings.keys
    assert fast.plan.others.memberships > len(fast.plan.members)


def test_a_transfer_that_was_changed_is_found_as_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives())
    joined, withdrawn = (rows_of(extract, event)[0] for event in ("Joined", "Withdrawn"))
    for place in (joined, withdrawn):
        row = transfer_of(extract, place)
        for each in (with_word(extract, row, 0, 10), with_word(extract, row, 0, 1), CHANGES["left out"](extract, row)):
            assert expect_same(each, monkeypatch).findings.found


@pytest.mark.parametrize("word", range(10))
def test_an_announcement_that_was_changed_is_found_as_without_columns(
    word: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = bare(lives())
    for row in rows_of(extract, "Announced")[1:3]:
        assert expect_same(with_word(extract, row, word, 10), monkeypatch).findings.found


HUGE = {"a period's cap": 7, "the waiting": 11, "the grace": 14, "a tier's deposit": 30, "a level's waiting": 44}
"""Terms that no plan of ours has if they are huge, by the word of the log that opens it."""


@pytest.mark.parametrize("term", HUGE)
def test_terms_that_outgrow_columns_are_found_as_without_columns(term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives())
    (row,) = rows_of(extract, "PlanOpened")
    assert expect_same(with_word(extract, row, HUGE[term], 2**66), monkeypatch).findings.found


@pytest.mark.parametrize("word", [4, 5])
def test_announcements_that_outgrow_columns_are_found_as_without_columns(
    word: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = bare(lives())
    row = rows_of(extract, "Announced")[-1]
    assert expect_same(with_word(extract, row, word, 10 * 2**64), monkeypatch).findings.found


# --- what is left to the replay ------------------------------------------------------------------------------------


def test_where_one_contract_stands_for_two_everybody_is_replayed() -> None:
    contracts = replace(lives().contracts, enrolment=lives().contracts.jury)
    assert gather(replace(lives(), contracts=contracts), NONE, Findings(), Crew()) is None


def test_where_the_state_on_the_way_is_told_everybody_is_replayed() -> None:
    account = replace(lives().accounts[0], block=lives().first + 5)
    assert gather(replace(lives(), accounts=(*lives().accounts, account)), NONE, Findings(), Crew()) is None


def test_without_a_compiler_everybody_is_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "IS_COMPILED", False)
    audited = audit(lives())
    assert audited.findings.found == []
    assert audited.plan.others.memberships == 0


def test_who_shows_members_one_by_one_has_everybody() -> None:
    audited = audit(lives(), every_member=True)
    assert audited.findings.found == []
    assert audited.plan.others.memberships == 0


def test_where_slots_are_asked_for_one_by_one_everybody_is_replayed() -> None:
    accounts = tuple(replace(account, storage_root=bytes(32), proof=()) for account in lives().accounts)
    source, _ = lived("open")
    assert audit(replace(lives(), accounts=accounts), source=source).plan.others.memberships == 0


def test_where_a_member_in_columns_was_paid_otherwise_everybody_is_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives())
    withdrawn = rows_of(extract, "Withdrawn")[-1]
    fast = expect_same(with_word(extract, transfer_of(extract, withdrawn), 0, 10), monkeypatch)
    assert "other-amount" in fast.findings.keys
    assert fast.plan.others.memberships == 0

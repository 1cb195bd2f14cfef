"""Members in columns: whatever an audit comes to with them, it comes to without them, to the last figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import polars as pl
import pytest

from openmutual.audit import kernels
from openmutual.audit.columnar import enrolment, shards
from openmutual.audit.columnar.gather import gather
from openmutual.audit.crew import Crew
from openmutual.audit.extraction import appending
from openmutual.audit.extraction import collect as collecting
from openmutual.audit.extraction.appending import append
from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Findings
from openmutual.audit.pipeline import audit
from openmutual.audit.proof.headers import Headers
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.export_parts import load_parts
from openmutual.audit.source.extract import Extract
from openmutual.audit.storage import root as storage
from openmutual.chain import EmbeddedWorld
from tests.parity import test_chain_equals_model as parity
from tests.parity.test_chain_equals_model import come_and_go, litigate, live

from ..exports import meaning
from ..extract_factory import with_cell
from ..on_chain import NAMES
from ..test_clean import Remembered
from .lives import (
    CHANGES,
    KINDS,
    STORIES,
    bare,
    expect_same,
    lived,
    lives,
    rows_of,
    told,
    with_word,
)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "FEW", 0)


NONE = Headers([], [], pl.Series(dtype=pl.Binary))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_story_has_the_same_report(kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = expect_same(told(kind, name), monkeypatch)
    assert fast.findings.found == []


@pytest.mark.parametrize("kind", STORIES)
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


@pytest.mark.parametrize("kind", STORIES)
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


WORDS = {"Joined": 3, "ToppedUp": 2, "Reinstated": 3, "LeaveRequested": 1, "Withdrawn": 3}
"""How many words of data the events of members have."""


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


def test_where_times_fall_everybody_is_replayed() -> None:
    assert gather(lives(), Headers([1, 2], [5, 4], pl.Series(dtype=pl.Binary)), Findings(), Crew()) is None


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

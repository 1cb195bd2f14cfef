"""The expected storage of a plan is what its contracts store, slot by slot; and whatever else they store is found and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openmutual.audit.findings import Basis, Findings
from openmutual.audit.hashing import storage_root
from openmutual.audit.replay.state import BackstopNotice, Draw, Membership, ReplayedPlan
from openmutual.audit.source import calls
from openmutual.audit.source.extract import Answer
from openmutual.audit.storage.check import MOST_DIFFERENCES, check_state
from openmutual.audit.storage.diff import CHECKS
from openmutual.audit.storage.expected import Part, expected_storage, parts
from openmutual.audit.storage.layout import WHOLE, Cell, layout_of, value, word
from openmutual.chain import EmbeddedWorld
from openmutual.errors import StateNotKept
from openmutual.i18n.formatter import SentenceFormatter
from openmutual.records import Stage
from tests.audit.on_chain import NAMES, Collected, collected_of, collected_on
from tests.parity.disputes import MOODS
from tests.parity.histories import History

if TYPE_CHECKING:
    from openmutual.audit.source.extract import Extract

STOPS = 6
"""Points in the middle of a story at which the storage is compared as well."""

ADDRESSES = tuple(f"0x{number:040x}" for number in range(0xA1, 0xA9))


def roots(collected: Collected, block: int) -> dict[str, bytes]:
    """The storage roots in the state of the chain after a block."""
    return {each: collected.source.account(each, block).storage_root for each in collected.extract.contracts.own}


def imagined(plan: ReplayedPlan, collected: Collected) -> dict[str, bytes]:
    return {each: storage_root(slots) for each, slots in expected_storage(plan, collected.extract.contracts).items()}


# the expected storage is the chain's -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_story_leaves_what_its_image_says(name: str) -> None:
    collected = collected_of(name)
    every = max(1, sum(1 for _ in collected.stages()) // STOPS)
    for number, (plan, block) in enumerate(collected.stages(), start=1):
        if number % every == 0:
            assert imagined(plan, collected) == roots(collected, block), block
    findings = Findings()
    proven = {(each, collected.extract.last): Basis.PROVEN for each in collected.extract.contracts.own}
    rests = check_state(collected.extract, plan, collected.extract.last, proven, findings, collected.source)
    assert findings.found == []
    assert rests == dict.fromkeys(collected.extract.contracts.own, Basis.PROVEN)


@pytest.fixture(scope="module")
def chain() -> EmbeddedWorld:
    return EmbeddedWorld()


def live(chain: EmbeddedWorld, seed: int, seen: Counter[str]) -> None:
    """A random life of a random plan; every second one is about cases that go before a jury."""
    chance = Random(seed)
    court = MOODS[seed // 2 % len(MOODS)] if seed % 2 else None
    history = History(chain, chance, lambda what: seen.update([what]), court)
    if court:
        history.gather()
        history.season()
    else:
        for _ in range(25):
            history.go_on()
    compare(collected_on(chain, history.harness.chain))
    if not court:
        history.come_to_an_end()
        compare(collected_on(chain, history.harness.chain))


def compare(collected: Collected) -> None:
    assert imagined(collected.plan(), collected) == roots(collected, collected.extract.last)


@pytest.mark.parametrize("seed", [2, 5])
def test_a_random_life_leaves_what_its_image_says(chain: EmbeddedWorld, seed: int) -> None:
    live(chain, seed, seen := Counter[str]())
    assert seen.total() > 20


@pytest.mark.slow
def test_random_lives_leave_what_their_images_say(chain: EmbeddedWorld, deep: bool) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=200 if deep else 8)
    @given(seed=st.integers(0, 2**32))
    @example(seed=22)  # a panel is replaced in it, which seldom comes off; in the others are reinstatements and seals
    @example(seed=10)
    @example(seed=3)
    def lives(seed: int) -> None:
        live(chain, seed, seen)

    lives()
    assert {"reinstated", "panel installed", "sealed", "settled", "withdrawn", "vouched for"} <= seen.keys()


# a plan that has everything --------------------------------------------------------------------------------------


def rich() -> Collected:
    """A story with a jury, and by hand whatever it leaves out: its storage is what is expected."""
    collected = collected_of("disputed-case")
    contracts = replace(collected.extract.contracts, enrolment=ADDRESSES[0])
    return replace(collected, extract=replace(collected.extract, contracts=contracts, accounts=(), answers=()))


def enriched(plan: ReplayedPlan) -> ReplayedPlan:
    money = plan.money
    money.credits, money.bonds, money.rebate, money.rebate_pool = {ADDRESSES[1]: 70, ADDRESSES[2]: 0}, 9, 60, 50
    money.rebate_shared, money.weight_left, money.shared_by_gone, plan.stage = 8, 7, 5, Stage.CLOSED
    plan.notice = BackstopNotice(40, plan.now, plan.now + 10)
    plan.proposed_operator = ADDRESSES[3], plan.now + 9, plan.now + 10
    plan.proposed_panel = (ADDRESSES[4], ADDRESSES[5]), plan.now + 5, plan.now + 6
    plan.queue, plan.below_since, plan.year = {0: 3, 1: 1}, plan.now, 2
    member = next(iter(plan.members.values()))
    plan.nullifiers, member.reinstated_at = {b"\7" * 32: member}, plan.now
    plan.leavers, plan.attestations = {member.account: member}, {b"\6" * 32}
    plan.barred = {ADDRESSES[7]: plan.now}
    plan.cases[0].rejected_at = plan.now
    short, part = plan.periods[0], replace(plan.periods[0], number=1)
    short.need, short.gap, short.means = short.pot + 1, 10, 10
    part.need, part.gap, part.means, part.queue_began = part.pot + 1, 10, 4, 0
    plan.periods = [short, part]
    draw = plan.disputes[0].draws[-1]
    missed = Draw(0, 1, b"\2" * 32, jurors=draw.jurors[:1], sealed={draw.jurors[0]: b"\1" * 32})
    plan.disputes[0].draws = [missed, replace(draw, round=1, position=9, looked=8)]
    plan.disputes[0].round = 1
    return plan


class Storage:
    """Somebody who says what slots hold: what is expected, but for what was changed."""

    def __init__(self, expected: dict[str, dict[int, int]]) -> None:
        self.expected = expected

    def emptied(self, _address: str, _block: int) -> Sequence[int]:
        return ()

    def storage(self, address: str, slots: Sequence[int], _block: int) -> dict[int, int]:
        return {slot: self.expected[address].get(slot, 0) for slot in slots}


class Mute:
    """A node that keeps no state."""

    def emptied(self, _address: str, _block: int) -> Sequence[int]:
        return ()

    def storage(self, _address: str, _slots: Sequence[int], _block: int) -> dict[int, int]:
        raise StateNotKept("no state")


def told(extract: Extract, storage: dict[str, dict[int, int]]) -> Extract:
    """The extract with the storage roots of this storage; of a contract that is left out, with none."""
    accounts = [
        SimpleNamespace(
            address=each, block=extract.last, proof=(), storage_root=storage_root(storage[each]), emptied=()
        )
        for each in storage
    ]
    return replace(extract, accounts=tuple(accounts))  # type: ignore[arg-type]


def check(
    changed: dict[int, int], part: Part, address: str, plan: ReplayedPlan, collected: Collected, source: Any = Storage
) -> Findings:
    """What is found where one contract stores something else in these slots."""
    expected = expected_storage(plan, collected.extract.contracts)
    expected[address] |= changed
    findings = Findings()
    asked = source(expected) if source is not None else None
    others = {each: slots for each, slots in expected.items() if each != address}
    extract = told(collected.extract, {**others, address: expected[address]})
    check_state(extract, plan, collected.extract.last, {}, findings, asked)
    return findings


@cache
def rich_plan() -> ReplayedPlan:
    return enriched(rich().plan())


def contracts() -> list[tuple[str, Part]]:
    return list(parts(rich().extract.contracts).items())


OWN = ("MutualLedger", "CaseDesk", "Jury", "Enrolment")
VARIABLES = [(contract, variable) for contract in OWN for variable in layout_of(contract).variables]
NEVER_WRITTEN = {"_nameFallback", "_versionFallback"}
"""Left of a library's earlier version; they are empty and are proven to be by the root."""


@pytest.mark.parametrize(("contract", "variable"), VARIABLES)
def test_each_field_of_each_variable_is_named_when_it_is_altered(contract: str, variable: str) -> None:
    collected, plan = rich(), rich_plan()
    address, part = next((address, part) for address, part in contracts() if part.name == contract)
    cells = {cell.variable: cell for cell in part.cells(plan) if cell.variable.split(".")[0] == variable}
    assert bool(cells) == (variable not in NEVER_WRITTEN)
    for cell in cells.values():
        words = part.layout.words(cell)
        for held in part.layout.fields(cell, words):
            _, shift, _, kind = part.layout.shape(cell).fields[held.name]
            found = check({held.slot: words[held.slot] ^ 1 << shift}, part, address, plan, collected).found
            check_key = CHECKS.get(f"{cell.variable}.{held.name}") or CHECKS.get(cell.variable, "state-differs")
            assert [finding.check.key for finding in found] == [check_key]
            facts = found[0].facts
            assert facts["said"] == value(kind, held.number ^ 1)
            assert facts["due"] == value(kind, held.number)
            assert facts["slot"] == held.slot.to_bytes(32, "big")
            for language in ("en", "zh"):
                assert SentenceFormatter(language, 2, "CNY").fill(found[0].check.sentence[language], facts)
                assert SentenceFormatter(language, 2, "CNY").fill(found[0].check.by_hand[language], facts)


# what is hidden --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variable", ["_nameFallback", "_versionFallback"])
def test_something_in_a_slot_that_no_event_tells_of_is_found(variable: str) -> None:
    _, (address, part), *_ = contracts()
    slot = part.layout.shape(Cell(variable, (), {WHOLE: 0})).slot
    assert check({slot: 1}, part, address, rich_plan(), rich()).keys == ["state-hidden"]


def test_a_credit_out_of_nothing_is_found_with_its_owner() -> None:
    (address, part), *_ = contracts()
    owner = next(iter(rich_plan().members))
    slots = part.layout.words(Cell("_credits", (word(owner),), {WHOLE: 10**9}))
    found = check(slots, part, address, rich_plan(), rich()).found
    assert [finding.check.key for finding in found] == ["state-credit"]
    assert (found[0].facts["first"], found[0].facts["said"], found[0].facts["due"]) == (owner.lower(), 10**9, 0)


def test_an_assessor_out_of_nothing_is_found() -> None:
    _, (address, part), *_ = contracts()
    slots = part.layout.words(Cell("_assessors", (word(rich_plan().roles.operator),), {"panel": 1}))
    assert check(slots, part, address, rich_plan(), rich()).keys == ["state-assessor"]


def test_bits_that_belong_to_no_field_are_found() -> None:
    (address, part), *_ = contracts()
    slot, number = next(iter(part.layout.words(Cell("_pending", (), {"belowSince": 0})))), 1 << 255
    due = expected_storage(rich_plan(), rich().extract.contracts)[address][slot]
    found = check({slot: due | number}, part, address, rich_plan(), rich()).found
    assert [(finding.check.key, finding.facts["field"]) for finding in found] == [("state-calendar", "unused")]


def test_where_everything_is_wrong_not_everything_is_named() -> None:
    (address, part), *_ = contracts()
    plan = enriched(rich().plan())
    for number in range(MOST_DIFFERENCES + 30):
        account = f"0x{number + 1:040x}"
        plan.members[account] = Membership(account, 0, 1, 500, 1, plan.opened)
    wrong = dict.fromkeys(expected_storage(plan, rich().extract.contracts)[address], 2**255 + 3)
    found = check(wrong, part, address, plan, rich()).found
    assert len(found) == MOST_DIFFERENCES + 1
    assert found[-1].check.key == "state-more"
    assert found[-1].facts["more"] > 30


# who can be asked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [None, lambda _slots: Mute()])
def test_without_anybody_to_ask_the_root_alone_tells_that_something_differs(source: Callable[..., Any] | None) -> None:
    (address, part), *_ = contracts()
    found = check({4: 1}, part, address, rich_plan(), rich(), source).found
    assert [finding.check.key for finding in found] == ["state-root-differs"]
    assert found[0].facts["contract"] == address


def test_a_node_without_proofs_is_asked_for_every_slot() -> None:
    collected, plan = rich(), rich_plan()
    last, ledger = collected.extract.last, collected.extract.contracts.ledger
    node: Any = Storage(expected_storage(plan, collected.extract.contracts))
    rests = check_state(collected.extract, plan, last, {}, findings := Findings(), node)
    assert findings.found == []
    assert set(rests.values()) == {Basis.REPORTED}
    (surplus,) = layout_of("MutualLedger").words(Cell("_money", (), {"surplus": 0}))
    node.expected[ledger][surplus] ^= 1
    check_state(collected.extract, plan, last, {}, findings, node)
    assert findings.keys == ["state-surplus"]


def books(collected: Collected) -> Answer:
    asked = calls.books()
    answers = [answer for answer in collected.extract.answers if answer.data == asked]
    assert len(answers) == 1
    return answers[0]


@pytest.mark.parametrize(
    ("word_at", "wanted"), [(None, []), (6, ["books-differ"]), (16, ["books-differ"]), (-1, ["books-unreadable"])]
)
def test_without_proofs_and_slots_the_ledgers_own_answer_is_compared(word_at: int | None, wanted: list[str]) -> None:
    collected = collected_of("disputed-case")
    answer = books(collected)
    result = answer.result
    if word_at == -1:
        result = result[:-32]
    elif word_at is not None:
        result = result[: 32 * word_at + 31] + bytes([result[32 * word_at + 31] ^ 1]) + result[32 * word_at + 32 :]
    extract = replace(collected.extract, accounts=(), answers=(replace(answer, result=result),))
    findings = Findings()
    rests = check_state(extract, collected.plan(), extract.last, {}, findings)
    assert findings.keys == [*wanted, "state-not-compared"]
    assert rests == {extract.contracts.ledger: Basis.REPORTED}


def test_without_any_word_of_the_ledgers_state_that_is_doubted() -> None:
    collected, findings = collected_of("circle"), Findings()
    untold = replace(collected.extract, accounts=(), answers=())
    assert check_state(untold, collected.plan(), untold.last, {}, findings) == {}
    assert findings.keys == ["state-not-told", "state-not-compared"]


def test_an_account_that_is_proven_not_to_be_there_stores_nothing() -> None:
    collected = collected_of("circle")
    ledger = collected.extract.contracts.ledger
    accounts = [
        replace(said, storage_root=b"") if said.address == ledger else said for said in collected.extract.accounts
    ]
    findings = Findings()
    check_state(
        replace(collected.extract, accounts=tuple(accounts)), collected.plan(), collected.extract.last, {}, findings
    )
    assert findings.keys == ["state-root-differs"]


# the layout ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contract", OWN)
def test_no_two_elements_of_an_array_share_a_slot(contract: str) -> None:
    types = layout_of(contract)._types
    arrays = [kind for kind in types.values() if kind["encoding"] == "dynamic_array"]
    assert all(int(types[array["base"]]["numberOfBytes"]) > 16 for array in arrays)


def test_a_variable_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        layout_of("MutualLedger").words(Cell("_nothing", (), {WHOLE: 1}))


def test_a_number_too_large_for_its_field_does_not_touch_the_next() -> None:
    layout = layout_of("MutualLedger")
    words = layout.words(Cell("_money", (), {"surplus": 2**120 + 5, "backstop": 0, "used": 1}))
    assert [
        held.number for held in layout.fields(Cell("_money", (), {"surplus": 0, "backstop": 0, "used": 0}), words)
    ] == [*(5, 0, 1)]

"""The lottery once more: the audit draws whom the contract draws, on a chain, and finds any other jury."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from eth_utils.crypto import keccak

from openmutual import events as log
from openmutual.audit.replay.lottery import positions, seat_at
from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.records import Roles
from tests.audit.case_log_builder import DAY, TERMS
from tests.audit.scenario_replay import Entry, ReplayedScenario, story_of, story_on

SEED = b"\x05" * 32


@pytest.mark.parametrize("seats", [1, 7, 64, 65, 300, 1_025])
def test_every_seat_has_one_turn(seats: int) -> None:
    turns = [seat_at(SEED, position, seats) for position in range(positions(seats))]
    assert sorted(turns) == list(range(positions(seats)))


def test_positions_are_the_least_power_of_four_that_holds_the_seats_and_at_least_sixty_four() -> None:
    assert [positions(seats) for seats in (0, 1, 64, 65, 256, 257)] == [64, 64, 64, 256, 256, 1_024]


def test_a_seat_s_turn_is_as_the_rules_spell_it() -> None:
    """Four steps on halves of three bits, by hand."""
    left, right = 0b101, 0b010
    for step in range(4):
        word = keccak(SEED + step.to_bytes(32, "big") + right.to_bytes(32, "big"))
        left, right = right, left ^ (int.from_bytes(word, "big") % 8)
    assert seat_at(SEED, 0b101010, 40) == 8 * left + right


def test_every_seat_is_as_likely_to_be_first() -> None:
    first = Counter(seat_at(number.to_bytes(32, "big"), 0, 64) for number in range(12_800))
    assert all(130 < first[seat] < 270 for seat in range(64))


def plan_of(world: EmbeddedWorld, people: list[str], panel: tuple[str, ...]) -> ChainLedger:
    """A plan whose juries have one juror; everybody is a member and volunteers."""
    terms = replace(TERMS, jury=replace(TERMS.jury, size=1, quorum=1))
    ledger = world.deploy(terms, Roles(world.account("operator"), panel), 2, bytes(32))
    for person in people:
        world.give(ledger, person, 500 + terms.jury.bond)
        ledger.join(person, "one", 500)
        ledger.volunteer(person)
    return ledger


@pytest.fixture(scope="module")
def drawn() -> ReplayedScenario:
    """One juror among six; the draw was renewed, since nobody had drawn for 300 blocks."""
    world = EmbeddedWorld()
    people = [world.account(f"m{number}") for number in range(6)]
    panel = tuple(world.account(f"assessor-{number}") for number in range(3))
    ledger = plan_of(world, people, panel)
    world.advance(world.now() + DAY)
    case = ledger.file(people[0], "mild", world.now(), bytes(32))
    ledger.decide(case, True, "mild", b"report", panel)
    world.advance(world.now() + TERMS.period)
    ledger.announce()
    dispute = ledger.object(people[1], case, b"why")
    world.node.wait_for(world.node.head().number + 333)
    ledger.draw(dispute)
    return story_on(world, ledger)


def test_a_renewed_draw_is_drawn_again_by_its_new_block(drawn: ReplayedScenario) -> None:
    assert any(isinstance(event, log.DrawRenewed) for event, _, _ in drawn.entries)
    replay, findings = drawn.replayed()
    assert findings.keys == []
    assert len(replay.plan.disputes[0].draws[0].jurors) == 1


def with_another_juror(story: ReplayedScenario) -> list[Entry]:
    """Somebody else is drawn, who could have been."""
    drawn = next(event for event, _, _ in story.entries if isinstance(event, log.JurorsDrawn))
    volunteers = [event.member for event, _, _ in story.entries if isinstance(event, log.Volunteered)]
    other = next(member for member in volunteers[2:] if member not in drawn.jurors)
    changed = replace(drawn, jurors=(other,))
    return [(changed if event is drawn else event, time, transaction) for event, time, transaction in story.entries]


def test_a_volunteer_who_was_not_drawn_is_found(drawn: ReplayedScenario) -> None:
    assert drawn.found_in(with_another_juror(drawn)) == ["juror-not-drawn"]


def test_a_volunteer_who_was_not_drawn_is_found_without_the_header_too(drawn: ReplayedScenario) -> None:
    assert replace(drawn, randomness={}).found_in(with_another_juror(drawn)) == ["juror-not-drawn"]


def other_jurors(entries: list[Entry], jurors: Callable[[tuple[str, ...]], tuple[str, ...]]) -> list[Entry]:
    """The story with other jurors in its first draw."""
    changed = list(entries)
    place, (event, time, transaction) = next(
        (place, entry) for place, entry in enumerate(entries) if isinstance(entry[0], log.JurorsDrawn)
    )
    assert isinstance(event, log.JurorsDrawn)
    changed[place] = replace(event, jurors=jurors(event.jurors)), time, transaction
    return changed


def test_jurors_in_another_order_than_the_block_draws_are_found() -> None:
    story = story_of("disputed-case")
    entries = other_jurors(story.entries, lambda jurors: jurors[::-1])
    assert story.found_in(entries)[0] == "jurors-out-of-order"


def test_a_seed_from_another_randomness_is_found() -> None:
    story = story_of("disputed-case")
    blocks = [event.block for event, _, _ in story.entries if isinstance(event, log.DisputeOpened)]
    other = replace(story, randomness=story.randomness | dict.fromkeys(blocks, b"\x07" * 32))
    assert other.replayed()[1].keys == ["seed-differs"]


def test_a_draw_whose_header_is_not_at_hand_is_no_finding() -> None:
    assert replace(story_of("disputed-case"), randomness={}).replayed()[1].keys == []

"""Who volunteers, and who of them is drawn (rules, section 4)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from openmutual.errors import AlreadyVolunteer, NotActive, NotVolunteer
from openmutual.records import DisputeStage, DisputeState
from tests.model.conftest import VOLUNTEERS
from tests.model.play import Play

Court = Callable[..., Play]


def drawn(play: Play, dispute: int = 0) -> tuple[str, ...]:
    play.ledger.draw(dispute)
    return play.ledger.dispute(dispute).jurors


# --- volunteers ------------------------------------------------------------------------------------------


def test_only_active_members_volunteer(play: Play) -> None:
    play.join("ann", "bo")
    play.ledger.leave("ann")
    play.approved("bo", "accident")
    for name in ("stranger", "ann", "bo"):
        play.refuses(NotActive(name), play.ledger.volunteer, name)


def test_nobody_volunteers_twice(play: Play) -> None:
    play.join("ann")
    play.volunteer("ann")
    play.refuses(AlreadyVolunteer("ann"), play.ledger.volunteer, "ann")


def test_who_does_not_volunteer_cannot_resign(play: Play) -> None:
    play.join("ann")
    play.refuses(NotVolunteer("ann"), play.ledger.resign, "ann")
    play.volunteer("ann")
    play.ledger.resign("ann")
    play.refuses(NotVolunteer("ann"), play.ledger.resign, "ann")
    play.volunteer("ann")


def test_an_offer_outlasts_a_membership(play: Play) -> None:
    play.join("ann", "bo")
    play.volunteer("ann")
    play.ledger.leave("ann")
    play.go(14)
    play.ledger.announce()
    play.ledger.withdraw("ann")
    play.join("ann")
    play.refuses(AlreadyVolunteer("ann"), play.ledger.volunteer, "ann")


# --- the draw --------------------------------------------------------------------------------------------


def test_jurors_are_distinct_volunteers_and_drawing_again_would_give_the_same(contested: Play, court: Court) -> None:
    jurors = drawn(contested)
    assert len(set(jurors)) == 5
    assert set(jurors) <= set(VOLUNTEERS)
    other = court()
    other.go(101)
    other.object("bo")
    assert drawn(other) == jurors


def test_everybody_is_drawn_at_some_time(court: Court) -> None:
    play = court()
    for number in range(6):
        play.object("bo", number)
        play.judge(number, False, False, False, False, False)
        play.go(116 + 15 * number)
        play.approved("ann")
        play.ledger.announce()
    seen = {juror for number in range(6) for juror in play.ledger.dispute(number).jurors}
    assert seen == set(VOLUNTEERS)


def is_drawable(play: Play, name: str, dispute: int = 0) -> bool:
    """Let all resign but four others, so that only with `name` there are enough."""
    for other in [volunteer for volunteer in VOLUNTEERS if volunteer != name and volunteer in play.ledger.volunteers][
        4:
    ]:
        play.ledger.resign(other)
    return name in drawn(play, dispute)


def test_who_volunteered_earlier_is_drawable(contested: Play) -> None:
    assert is_drawable(contested, "v7")


def test_who_volunteers_with_the_announcement_or_later_is_not_drawable(court: Court) -> None:
    play = court()
    play.volunteer("bo")
    play.object("v7")
    assert not is_drawable(play, "bo")


def test_who_resigned_is_not_drawable_though_volunteering_anew(contested: Play) -> None:
    contested.ledger.resign("v7")
    contested.volunteer("v7")
    assert not is_drawable(contested, "v7")


@pytest.mark.parametrize("party", ["ann", "v7"])
def test_parties_are_not_drawable(stage: Court, party: str) -> None:
    play = stage()
    play.join("ann", *VOLUNTEERS)
    play.volunteer("ann", *VOLUNTEERS)
    play.go(100)
    play.approved("ann")
    play.ledger.announce()
    play.object("v7")
    assert not is_drawable(play, party)


def test_who_leaves_is_not_drawable(contested: Play) -> None:
    contested.ledger.leave("v7")
    assert not is_drawable(contested, "v7")


def test_who_has_received_a_benefit_is_not_drawable(contested: Play) -> None:
    contested.approved("v7", "accident")
    assert not is_drawable(contested, "v7")


def test_who_still_waits_is_not_drawable(stage: Court) -> None:
    for late, able in ((1, False), (0, True)):
        play = stage()
        play.join("ann", "bo", *VOLUNTEERS[:7])
        play.go(14, late)
        play.join("v7")
        play.volunteer(*VOLUNTEERS)
        play.go(103)
        play.approved("ann")
        play.ledger.announce()
        play.object("bo")
        play.go(104)
        assert is_drawable(play, "v7") is able


def test_assessors_are_not_drawable(contested: Play) -> None:
    contested.ledger.roles = replace(contested.ledger.roles, assessors=("a1", "a2", "v7"))
    assert not is_drawable(contested, "v7")


def test_another_ledger_s_draw_is_taken_over(contested: Play) -> None:
    told = ("v7", "v0", "v3", "v5", "v1")
    contested.ledger.draw(0, told)
    assert contested.ledger.dispute(0).jurors == told


@pytest.mark.parametrize(
    "told",
    [
        ("v0", "v1", "v2", "v3"),
        ("v0", "v1", "v2", "v3", "v4", "v5"),
        ("v0", "v1", "v2", "v3", "v3"),
        ("v0", "v1", "v2", "v3", "bo"),
        (),
    ],
)
def test_a_draw_that_cannot_have_been_is_not_taken_over(contested: Play, told: tuple[str, ...]) -> None:
    before = contested.everything()
    with pytest.raises(ValueError, match="cannot be drawn"):
        contested.ledger.draw(0, told)
    assert contested.everything() == before


def test_with_too_few_volunteers_the_dispute_ends_at_once(contested: Play) -> None:
    for name in VOLUNTEERS[:4]:
        contested.ledger.resign(name)
    contested.ledger.draw(0, ())
    assert contested.ledger.dispute(0) == DisputeState(0, DisputeStage.DECIDED, 0, 0, (), 0, 0)


def test_the_silent_are_barred_for_ninety_days_from_the_count(contested: Play) -> None:
    jurors = contested.vote(0, True, True, True)
    contested.go(110)
    contested.ledger.tally(0)
    assert contested.ledger.barred == dict.fromkeys(jurors[3:], contested.at(200))


@pytest.mark.parametrize(("day", "seconds", "able"), [(200, -1, False), (200, 0, True)])
def test_a_bar_is_half_open(contested: Play, day: int, seconds: int, able: bool) -> None:
    jurors = contested.vote(0, True, True, True)
    contested.go(110)
    contested.ledger.tally(0)
    contested.approved("bo")
    contested.go(199)
    contested.ledger.announce()
    contested.object("ann", 1)
    contested.ledger.resign(jurors[3])
    contested.go(day, seconds)
    assert is_drawable(contested, jurors[4], dispute=1) is able

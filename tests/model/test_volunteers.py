"""Who volunteers, who of them is a candidate, and the order in which they are looked at (rules, section 4)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from openmutual.errors import AlreadyVolunteer, NotActive, NotVolunteer, ResignedLately
from openmutual.model.drawing import half_of, number_at
from openmutual.records import DisputeStage, DisputeState, MemberStatus
from tests.model.conftest import VOLUNTEERS
from tests.model.play import Play
from tests.terms import TERMS

Court = Callable[..., Play]
SEED = bytes(range(32))


def drawn(play: Play, dispute: int = 0) -> tuple[str, ...]:
    play.ledger.draw(dispute)
    return play.ledger.dispute(dispute).jurors


# --- volunteers ------------------------------------------------------------------------------------------


def test_only_active_members_volunteer(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
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


def test_resigning_and_volunteering_without_end_makes_one_seat_and_takes_ninety_days_each(play: Play) -> None:
    play.join("ann", "bo")
    play.volunteer("ann", "bo")
    play.go(1)
    play.ledger.resign("ann")
    play.go(91, -1)
    play.refuses(ResignedLately("ann", play.at(91)), play.ledger.volunteer, "ann")
    play.go(91)
    play.volunteer("ann")
    assert [seat.account for seat in play.ledger.seats] == ["ann", "bo"]


def test_a_seat_outlasts_a_membership(play: Play) -> None:
    play.join("ann", "bo")
    play.volunteer("ann")
    play.announce(14)
    play.ledger.leave("ann")
    play.announce(28)
    play.ledger.withdraw("ann")
    play.join("ann")
    play.refuses(AlreadyVolunteer("ann"), play.ledger.volunteer, "ann")


# --- candidates ------------------------------------------------------------------------------------------


@pytest.fixture
def bench(court: Court) -> Play:
    """Ann's case, announced on day 100, before a jury so large that all candidates are drawn."""
    return court(jury=replace(TERMS.jury, size=10, quorum=1))


def candidates(play: Play, objector: str = "bo", number: int = 0) -> set[str]:
    """All who would judge, if somebody objected now."""
    dispute = play.object(objector, number)
    return set(drawn(play, dispute))


def test_who_volunteered_before_the_announcement_is_a_candidate(bench: Play) -> None:
    assert candidates(bench) == set(VOLUNTEERS)


@pytest.mark.parametrize(("seconds", "able"), [(-1, True), (0, False), (1, False)])
def test_who_volunteers_when_the_case_is_announced_or_later_is_none(stage: Court, seconds: int, able: bool) -> None:
    play = stage(jury=replace(TERMS.jury, quorum=1))
    play.join("ann", "bo", "v0")
    play.go(100)
    play.approved("ann")
    play.go(101, min(seconds, 0))
    if seconds < 0:
        play.volunteer("v0")
    play.go(101)
    play.ledger.announce()
    if seconds >= 0:
        play.go(101, seconds)
        play.volunteer("v0")
    assert candidates(play) == ({"v0"} if able else set())


def test_who_resigned_and_volunteered_again_sits_in_no_case_of_before(bench: Play) -> None:
    bench.ledger.volunteers["v7"].resigned_at = bench.at(5)
    bench.volunteer("v7")
    assert candidates(bench) == set(VOLUNTEERS[:7])


@pytest.mark.parametrize("party", ["ann", "bo", "child"])
def test_claimant_objector_and_beneficiary_do_not_judge_their_own_cause(stage: Court, party: str) -> None:
    play = stage(jury=replace(TERMS.jury, quorum=1))
    play.join("ann", "bo", "child", "v0")
    play.volunteer("ann", "bo", "child", "v0")
    play.go(100)
    play.approved("ann", beneficiary="child")
    play.ledger.announce()
    found = candidates(play)
    assert party not in found
    assert found == {"v0"}


def test_assessors_do_not_judge_over_their_own_panel(bench: Play) -> None:
    bench.ledger.roles = replace(bench.ledger.roles, assessors=("a1", "a2", "v7"))
    assert candidates(bench) == set(VOLUNTEERS[:7])


def test_a_replaced_assessor_who_ever_signed_does_not_judge(stage: Court) -> None:
    play = stage(jury=replace(TERMS.jury, quorum=1))
    play.join("ann", "bo", "a2", "a3", "v0")
    play.volunteer("a2", "a3", "v0")
    play.decide(play.file("bo"), approve=False)
    play.ledger.propose_panel("operator", ["b1", "b2", "b3"])
    play.go(31)
    play.ledger.install_panel()
    play.go(100)
    play.ledger.decide(play.file("ann"), True, "bruise", b"", ["b1", "b3"])
    play.ledger.announce()
    assert candidates(play, number=1) == {"a3", "v0"}


@pytest.mark.parametrize(("late", "able"), [(0, True), (1, False)])
def test_who_still_waits_at_the_opening_is_none(stage: Court, late: int, able: bool) -> None:
    play = stage(jury=replace(TERMS.jury, quorum=1))
    play.join("ann", "bo")
    play.go(11, late)
    play.join("v0")
    play.volunteer("v0")
    play.go(100)
    play.approved("ann")
    play.ledger.announce()
    play.go(101)
    assert candidates(play) == ({"v0"} if able else set())


def gone(play: Play, name: str, how: str) -> None:
    """Let a volunteer go."""
    if how == "resign":
        play.ledger.resign(name)
    elif how == "leave":
        play.ledger.leave(name)
    else:
        play.approved(name, "accident")


@pytest.mark.parametrize("how", ["resign", "leave", "benefit"])
def test_who_had_gone_before_the_opening_is_none(bench: Play, how: str) -> None:
    bench.go(101, -1)
    gone(bench, "v7", how)
    bench.go(101)
    assert candidates(bench) == set(VOLUNTEERS[:7])


@pytest.mark.parametrize("how", ["resign", "leave", "benefit"])
@pytest.mark.parametrize("seconds", [0, 1])
def test_nobody_escapes_a_jury_by_going_once_the_dispute_is_open(bench: Play, how: str, seconds: int) -> None:
    bench.go(101)
    bench.object("bo")
    bench.go(101, seconds)
    gone(bench, "v7", how)
    assert set(drawn(bench)) == set(VOLUNTEERS)


def test_going_in_the_second_of_the_opening_counts_as_after_it(bench: Play) -> None:
    bench.go(101)
    bench.ledger.resign("v7")
    assert candidates(bench) == set(VOLUNTEERS)


@pytest.fixture
def poor(stage: Court) -> Play:
    """Early lapsed in an announcement before that of ann's case, own in it; a jury takes all candidates."""
    play = stage(dues=1, period_cap=29, grace=200 * 24 * 3600, jury=replace(TERMS.jury, quorum=1))
    play.join("ann", "bo", "v0", deposit=300)
    play.join("early", deposit=30)
    play.join("own", deposit=31)
    play.volunteer("v0", "early", "own")
    play.announce(20)
    play.go(100)
    play.approved("ann")
    play.ledger.announce()
    assert [play.status(name) for name in ("early", "own")] == [MemberStatus.LAPSED] * 2
    play.go(101)
    return play


def test_who_lapsed_in_the_case_s_own_announcement_may_judge_it_and_who_lapsed_before_may_not(poor: Play) -> None:
    assert candidates(poor) == {"v0", "own"}


def test_who_lapsed_in_the_case_s_own_announcement_and_withdrew_before_the_opening_is_none(poor: Play) -> None:
    poor.ledger.withdraw("own")
    poor.go(102)
    assert candidates(poor) == {"v0"}


def test_withdrawing_after_the_opening_saves_nobody_from_judging(poor: Play) -> None:
    poor.object("bo")
    poor.ledger.withdraw("own")
    assert set(drawn(poor)) == {"v0", "own"}


def test_who_comes_back_once_the_dispute_is_open_does_not_come_in(poor: Play) -> None:
    poor.object("bo")
    poor.top_up("own", 60)
    poor.top_up("early", 60)
    assert set(drawn(poor)) == {"v0"}


def test_who_came_back_before_the_opening_may_judge(poor: Play) -> None:
    poor.top_up("early", 60)
    poor.go(102)
    assert candidates(poor) == {"v0", "early", "own"}


def test_the_silent_are_barred_for_ninety_days_from_the_count(contested: Play) -> None:
    jurors = contested.vote(0, True, True, True)
    contested.go(110)
    contested.ledger.tally(0)
    barred = {name: one.barred_until for name, one in contested.ledger.volunteers.items() if one.barred_until}
    assert barred == dict.fromkeys(jurors[3:], contested.at(200))


@pytest.mark.parametrize(("day", "seconds", "able"), [(200, -1, False), (200, 0, True)])
def test_a_bar_that_ends_after_the_opening_keeps_a_juror_off(bench: Play, day: int, seconds: int, able: bool) -> None:
    bench.vote(bench.object("bo"), *[True] * 7)
    silent = bench.ledger.dispute(0).jurors[7]
    bench.go(110)
    bench.ledger.tally(0)
    bench.approved("bo")
    bench.go(199)
    bench.ledger.announce()
    bench.go(day, seconds)
    assert (silent in candidates(bench, "ann", 1)) is able


# --- the order of a seed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("seats", "half"), [(0, 3), (1, 3), (64, 3), (65, 4), (256, 4), (257, 5), (4**9, 9)])
def test_positions_are_as_many_as_the_least_square_that_holds_all_seats(seats: int, half: int) -> None:
    assert half_of(seats) == half


@pytest.mark.parametrize("half", [3, 4, 5])
def test_every_seat_comes_up_exactly_once(half: int) -> None:
    order = [number_at(SEED, half, position) for position in range(4**half)]
    assert sorted(order) == list(range(4**half))
    assert order != sorted(order)


@pytest.mark.parametrize("position", [0, 1, 37, 63])
def test_the_order_is_that_of_contracts(position: int) -> None:
    left, right = position >> 3, position & 7
    for step in range(4):
        digest = keccak(encode(["bytes32", "uint256", "uint256"], [SEED, step, right]))
        left, right = right, left ^ digest[31] & 7
    assert number_at(SEED, 3, position) == left << 3 | right


# --- the draw --------------------------------------------------------------------------------------------


def test_jurors_are_drawn_in_the_order_of_the_seed(contested: Play) -> None:
    order = [number_at(SEED, 3, position) for position in range(64)]
    contested.ledger.draw(0, SEED)
    assert contested.ledger.dispute(0).jurors == tuple(VOLUNTEERS[seat] for seat in order if seat < 8)[:5]


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


def test_fewer_than_a_jury_judge_if_they_are_a_quorum(contested: Play) -> None:
    for name in VOLUNTEERS[:5]:
        contested.ledger.volunteers[name].resigned_at = contested.at(100)
    assert set(drawn(contested)) == set(VOLUNTEERS[5:])
    assert contested.ledger.dispute(0).stage == DisputeStage.COMMITTING


def test_fewer_than_a_quorum_are_no_jury_and_the_dispute_ends_at_once(contested: Play) -> None:
    for name in VOLUNTEERS[:6]:
        contested.ledger.volunteers[name].resigned_at = contested.at(100)
    jurors = drawn(contested)
    assert contested.ledger.dispute(0) == DisputeState(0, DisputeStage.DECIDED, 0, 0, jurors, 0, 0)


CROWD = [f"m{number}" for number in range(300)]


@pytest.fixture
def crowded(stage: Court) -> Play:
    """Of 300 seats all but those of ten, the last to be taken, are dead when bo objects on day 101."""
    play = stage()
    play.join("ann", "bo", *CROWD)
    play.volunteer(*CROWD)
    play.go(50)
    for name in CROWD[:290]:
        play.ledger.resign(name)
    play.go(100)
    play.approved("ann")
    play.ledger.announce()
    play.go(101)
    play.object("bo")
    return play


def test_dead_seats_cannot_blind_a_draw(crowded: Play) -> None:
    calls = 1
    while not crowded.ledger.draw_on(0, SEED):
        calls += 1
        assert crowded.ledger.dispute(0).stage == DisputeStage.DRAWING
    assert calls > 1
    order = [number_at(SEED, 5, position) for position in range(4**5)]
    able = [CROWD[seat] for seat in order if 290 <= seat < 300]
    assert crowded.ledger.dispute(0).jurors == tuple(able[:5])


def test_one_call_looks_at_so_many_seats_and_positions_and_no_more(crowded: Play) -> None:
    crowded.ledger.draw_on(0, SEED)
    dispute = crowded.ledger.disputes[0]
    order = [number_at(SEED, 5, position) for position in range(dispute.position)]
    assert dispute.looked == sum(seat < 300 for seat in order) <= 128
    assert dispute.looked == 128 or dispute.position == 512


def test_only_the_first_call_of_a_draw_reads_a_seed(crowded: Play) -> None:
    crowded.ledger.draw_on(0, SEED)
    crowded.ledger.draw_on(0, bytes(32))
    assert crowded.ledger.disputes[0].seed == SEED


@pytest.mark.parametrize(("quorum", "stage_then"), [(1, DisputeStage.COMMITTING), (5, DisputeStage.COUNTING)])
def test_when_the_time_to_draw_is_over_those_found_by_then_judge_if_they_are_a_quorum(
    crowded: Play, quorum: int, stage_then: DisputeStage
) -> None:
    crowded.ledger.terms = replace(crowded.ledger.terms, jury=replace(TERMS.jury, quorum=quorum))
    while not crowded.ledger.disputes[0].jurors:
        assert not crowded.ledger.draw_on(0, SEED)
    found = crowded.ledger.dispute(0).jurors
    assert 1 <= len(found) < 5
    crowded.go(103)
    state = crowded.ledger.dispute(0)
    assert (state.stage, state.jurors) == (stage_then, found)
    assert state.ends == crowded.at(105 if quorum == 1 else 103)

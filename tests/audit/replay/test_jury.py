"""Volunteers, votes and counts: each rule that a log can break is found, by that finding and no other of the family."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmutual import events as log
from openmutual.audit.replay.jury import BARRED_FOR
from openmutual.records import CaseStatus, Verdict
from tests.audit.case_log_builder import DAY, MEMBERS, STRANGER, TERMS, Tale, found_after, said

FIRST, SECOND, THIRD = MEMBERS[1:4]
BOTH = (FIRST, SECOND)
COMMIT, REVEAL = TERMS.jury.commit, TERMS.jury.reveal


def a_stranger_volunteers(tale: Tale) -> None:
    tale.volunteer(STRANGER, 6)


def two_seats_for_one(tale: Tale) -> None:
    tale.volunteer(FIRST, 6)


def seat_skipped(tale: Tale) -> None:
    tale.volunteer(MEMBERS[8], 7)


def resigned_without_having_volunteered(tale: Tale) -> None:
    tale.tell(said(log.Resigned, member=MEMBERS[8]))


def unheard_of_dispute(tale: Tale) -> None:
    tale.seal(FIRST)


def drawn(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.draw()


def sealed_by_another(tale: Tale) -> None:
    drawn(tale)
    tale.seal(THIRD)


def sealed_when_the_time_is_over(tale: Tale) -> None:
    drawn(tale)
    tale.until(tale.now + COMMIT)
    tale.seal(FIRST)


def sealed_again(tale: Tale) -> None:
    drawn(tale)
    tale.seal(FIRST)
    tale.seal(FIRST)


def opened_before_its_time(tale: Tale) -> None:
    drawn(tale)
    start = tale.now
    tale.seal(FIRST)
    tale.until(start + COMMIT - 1)
    tale.open(FIRST, True)


def opened_when_the_time_is_over(tale: Tale) -> None:
    drawn(tale)
    start = tale.now
    tale.seal(FIRST)
    tale.until(start + COMMIT + REVEAL)
    tale.open(FIRST, True)


def opened_what_was_not_sealed(tale: Tale) -> None:
    drawn(tale)
    tale.until(tale.now + COMMIT)
    tale.open(FIRST, True)


def opened_again(tale: Tale) -> None:
    drawn(tale)
    start = tale.now
    tale.seal(FIRST)
    tale.until(start + COMMIT)
    tale.open(FIRST, True)
    tale.open(FIRST, False)


def counted_before_its_time(tale: Tale) -> None:
    drawn(tale)
    start = tale.now
    for juror in BOTH:
        tale.seal(juror)
    tale.until(start + COMMIT)
    for juror in BOTH:
        tale.open(juror, True)
    tale.until(start + COMMIT + REVEAL - 1)
    tale.conclude(Verdict.PAYS)


def silent(tale: Tale) -> None:
    """Only the first of two votes."""
    drawn(tale)
    tale.vote({FIRST: True})


def silence_forgiven(tale: Tale) -> None:
    silent(tale)
    tale.miss([])


def silence_pinned_on_another(tale: Tale) -> None:
    silent(tale)
    tale.miss([SECOND, THIRD])


def seat_lost_for_nothing(tale: Tale) -> None:
    tale.tell(*tale.losses([THIRD]))


def seat_lost_for_a_day_less(tale: Tale) -> None:
    silent(tale)
    lost = said(log.SeatLost, juror=SECOND, until=tale.now + BARRED_FOR - DAY)
    tale.tell(lost, said(log.QuorumMissed, dispute_id=0, block=tale.block + 33))


def quorum_missed_though_met(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.miss([])


def second_draw_by_a_block_of_choice(tale: Tale) -> None:
    silent(tale)
    tale.miss([SECOND], block=tale.block + 2)


def a_third_draw(tale: Tale) -> None:
    silent(tale)
    tale.miss([SECOND])
    tale.draw(FIRST, THIRD, round_=1)
    tale.vote({FIRST: True})
    tale.miss([THIRD])


def decided_by_one_vote(tale: Tale) -> None:
    silent(tale)
    tale.conclude(Verdict.PAYS, jurors=[FIRST], lost=[SECOND])


def decided_against_the_votes(tale: Tale) -> None:
    tale.judged(pays=False)
    tale.conclude(Verdict.PAYS)


def decided_in_spite_of_a_tie(tale: Tale) -> None:
    drawn(tale)
    tale.vote({FIRST: True, SECOND: False})
    tale.conclude(Verdict.REFUSES)


def decided_by_a_second_missed_quorum(tale: Tale) -> None:
    silent(tale)
    tale.miss([SECOND])
    tale.draw(FIRST, THIRD, round_=1)
    tale.vote({FIRST: False})
    tale.conclude(Verdict.REFUSES, jurors=[FIRST], lost=[THIRD])


def decided_by_no_jury(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.wait(COMMIT)
    tale.conclude(Verdict.REFUSES, jurors=[])


def decided_twice(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.conclude(Verdict.PAYS)
    tale.plan.cases[0].status = CaseStatus.CONTESTED
    tale.conclude(Verdict.PAYS)


def tied(tale: Tale) -> None:
    drawn(tale)
    tale.vote({FIRST: True, SECOND: False})
    tale.conclude(Verdict.NONE)


def quorum_missed_twice(tale: Tale) -> None:
    silent(tale)
    tale.miss([SECOND])
    tale.draw(FIRST, THIRD, round_=1)
    tale.vote({FIRST: False})
    tale.conclude(Verdict.NONE, jurors=[FIRST], lost=[THIRD])


def nobody_drew(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.until(tale.now + COMMIT)
    tale.conclude(Verdict.NONE, jurors=[])


def sealed_with_nothing_first(tale: Tale) -> None:
    """The jury takes a seal of zeros for none."""
    drawn(tale)
    tale.seal(FIRST, bytes(32))
    tale.seal(FIRST)


def volunteered_anew(tale: Tale) -> None:
    tale.tell(said(log.Resigned, member=FIRST))
    tale.volunteer(FIRST, 6)


def voted_in_the_last_second_and_counted_in_the_next(tale: Tale) -> None:
    drawn(tale)
    start = tale.now
    for juror, moment in ((FIRST, start + 1), (SECOND, start + COMMIT - 1)):
        tale.until(moment)
        tale.seal(juror)
    for juror, moment in ((FIRST, start + COMMIT), (SECOND, start + COMMIT + REVEAL - 1)):
        tale.until(moment)
        tale.open(juror, True)
    tale.until(start + COMMIT + REVEAL)
    tale.conclude(Verdict.PAYS)


WRONGS: list[tuple[Callable[[Tale], None], str]] = [
    (a_stranger_volunteers, "volunteer-not-active"),
    (two_seats_for_one, "volunteered-twice"),
    (seat_skipped, "seat-number"),
    (resigned_without_having_volunteered, "resigned-without-seat"),
    (unheard_of_dispute, "unknown-dispute"),
    (sealed_by_another, "voter-not-juror"),
    (sealed_when_the_time_is_over, "sealed-out-of-time"),
    (sealed_again, "sealed-twice"),
    (opened_before_its_time, "opened-out-of-time"),
    (opened_when_the_time_is_over, "opened-out-of-time"),
    (opened_what_was_not_sealed, "opened-without-seal"),
    (opened_again, "vote-opened-twice"),
    (counted_before_its_time, "counted-too-early"),
    (silence_forgiven, "seat-not-lost"),
    (silence_pinned_on_another, "seat-lost-wrongly"),
    (seat_lost_for_nothing, "seat-lost-wrongly"),
    (seat_lost_for_a_day_less, "seat-lost-for-another-time"),
    (quorum_missed_though_met, "quorum-not-missed"),
    (second_draw_by_a_block_of_choice, "draw-block"),
    (a_third_draw, "quorum-not-missed"),
    (decided_by_one_vote, "decided-without-quorum"),
    (decided_against_the_votes, "verdict-differs"),
    (decided_in_spite_of_a_tie, "verdict-differs"),
    (decided_by_a_second_missed_quorum, "verdict-differs"),
    (decided_by_no_jury, "verdict-without-jurors"),
    (decided_twice, "dispute-decided-twice"),
]

RIGHTS: list[Callable[[Tale], None]] = [
    tied,
    quorum_missed_twice,
    voted_in_the_last_second_and_counted_in_the_next,
    nobody_drew,
    sealed_with_nothing_first,
    volunteered_anew,
]


@pytest.mark.parametrize(("wrong", "key"), WRONGS, ids=lambda value: getattr(value, "__name__", None))
def test_a_wrong_is_found_and_nothing_else(wrong: Callable[[Tale], None], key: str) -> None:
    assert found_after(wrong) == [key]


@pytest.mark.parametrize("right", RIGHTS)
def test_what_the_rules_allow_is_no_finding(right: Callable[[Tale], None]) -> None:
    assert found_after(right) == []

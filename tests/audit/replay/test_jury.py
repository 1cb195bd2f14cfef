"""Volunteers, votes and counts: each rule that a log can break is found, by that finding and no other of the family."""

from __future__ import annotations

from collections.abc import Callable

from openmutual import events as log
from openmutual.audit.replay.jury import BARRED_FOR
from openmutual.audit.replay.seats import AWAY_FOR
from openmutual.records import CaseStatus, Verdict
from tests.audit.case_log_builder import DAY, MEMBERS, STRANGER, TERMS, CaseLog, said

FIRST, SECOND, THIRD = MEMBERS[1:4]
BOTH = (FIRST, SECOND)
COMMIT, REVEAL = TERMS.jury.commit, TERMS.jury.reveal


def a_stranger_volunteers(case_log: CaseLog) -> None:
    case_log.volunteer(STRANGER, 6)


def two_seats_for_one(case_log: CaseLog) -> None:
    case_log.volunteer(FIRST, 6)


def seat_skipped(case_log: CaseLog) -> None:
    case_log.volunteer(MEMBERS[8], 7)


def came_back_too_soon(case_log: CaseLog) -> None:
    case_log.tell(said(log.Resigned, member=FIRST))
    case_log.until(case_log.now + AWAY_FOR - 1)
    case_log.volunteer(FIRST, 1)


def came_back_to_another_seat(case_log: CaseLog) -> None:
    case_log.tell(said(log.Resigned, member=FIRST))
    case_log.until(case_log.now + AWAY_FOR)
    case_log.volunteer(FIRST, 6)


def came_back_after_ninety_days(case_log: CaseLog) -> None:
    case_log.tell(said(log.Resigned, member=FIRST))
    case_log.until(case_log.now + AWAY_FOR)
    case_log.volunteer(FIRST, 1)


def resigned_twice(case_log: CaseLog) -> None:
    case_log.tell(said(log.Resigned, member=FIRST))
    case_log.tell(said(log.Resigned, member=FIRST))


def resigned_without_having_volunteered(case_log: CaseLog) -> None:
    case_log.tell(said(log.Resigned, member=MEMBERS[8]))


def unheard_of_dispute(case_log: CaseLog) -> None:
    case_log.seal(FIRST)


def drawn(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.draw()


def sealed_by_another(case_log: CaseLog) -> None:
    drawn(case_log)
    case_log.seal(THIRD)


def sealed_when_the_time_is_over(case_log: CaseLog) -> None:
    drawn(case_log)
    case_log.until(case_log.now + COMMIT)
    case_log.seal(FIRST)


def sealed_again(case_log: CaseLog) -> None:
    drawn(case_log)
    case_log.seal(FIRST)
    case_log.seal(FIRST)


def opened_before_its_time(case_log: CaseLog) -> None:
    drawn(case_log)
    start = case_log.now
    case_log.seal(FIRST)
    case_log.until(start + COMMIT - 1)
    case_log.open(FIRST, True)


def opened_when_the_time_is_over(case_log: CaseLog) -> None:
    drawn(case_log)
    start = case_log.now
    case_log.seal(FIRST)
    case_log.until(start + COMMIT + REVEAL)
    case_log.open(FIRST, True)


def opened_what_was_not_sealed(case_log: CaseLog) -> None:
    drawn(case_log)
    case_log.until(case_log.now + COMMIT)
    case_log.open(FIRST, True)


def opened_again(case_log: CaseLog) -> None:
    drawn(case_log)
    start = case_log.now
    case_log.seal(FIRST)
    case_log.until(start + COMMIT)
    case_log.open(FIRST, True)
    case_log.open(FIRST, False)


def counted_before_its_time(case_log: CaseLog) -> None:
    drawn(case_log)
    start = case_log.now
    for juror in BOTH:
        case_log.seal(juror)
    case_log.until(start + COMMIT)
    for juror in BOTH:
        case_log.open(juror, True)
    case_log.until(start + COMMIT + REVEAL - 1)
    case_log.conclude(Verdict.PAYS)


def silent(case_log: CaseLog) -> None:
    """Only the first of two votes."""
    drawn(case_log)
    case_log.vote({FIRST: True})


def silence_forgiven(case_log: CaseLog) -> None:
    silent(case_log)
    case_log.miss([])


def silence_pinned_on_another(case_log: CaseLog) -> None:
    silent(case_log)
    case_log.miss([SECOND, THIRD])


def barred_for_nothing(case_log: CaseLog) -> None:
    case_log.tell(*case_log.bars([THIRD]))


def barred_for_a_day_less(case_log: CaseLog) -> None:
    silent(case_log)
    barred = said(log.JurorBarred, juror=SECOND, until=case_log.now + BARRED_FOR - DAY)
    case_log.tell(barred, said(log.QuorumMissed, dispute_id=0, block=case_log.block + 33))


def quorum_missed_though_met(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.miss([])


def second_draw_by_a_block_of_choice(case_log: CaseLog) -> None:
    silent(case_log)
    case_log.miss([SECOND], block=case_log.block + 2)


def a_third_draw(case_log: CaseLog) -> None:
    silent(case_log)
    case_log.miss([SECOND])
    case_log.draw(FIRST, THIRD, round_=1)
    case_log.vote({FIRST: True})
    case_log.miss([THIRD])


def decided_by_one_vote(case_log: CaseLog) -> None:
    silent(case_log)
    case_log.conclude(Verdict.PAYS, jurors=[FIRST], barred=[SECOND])


def decided_against_the_votes(case_log: CaseLog) -> None:
    case_log.judged(pays=False)
    case_log.conclude(Verdict.PAYS)


def decided_in_spite_of_a_tie(case_log: CaseLog) -> None:
    drawn(case_log)
    case_log.vote({FIRST: True, SECOND: False})
    case_log.conclude(Verdict.REFUSES)


def decided_by_a_second_missed_quorum(case_log: CaseLog) -> None:
    silent(case_log)
    case_log.miss([SECOND])
    case_log.draw(FIRST, THIRD, round_=1)
    case_log.vote({FIRST: False})
    case_log.conclude(Verdict.REFUSES, jurors=[FIRST], barred=[THIRD])


def decided_by_no_jury(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.wait(COMMIT)
    case_log.conclude(Verdict.REFUSES, jurors=[])


def ended_while_jurors_could_be_drawn(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.until(case_log.now + COMMIT - 1)
    case_log.conclude(Verdict.NO_JURY, jurors=[])


def no_jury_told_as_no_verdict(case_log: CaseLog) -> None:
    """The objection would count as made."""
    case_log.announced()
    case_log.object()
    case_log.wait(COMMIT)
    case_log.conclude(Verdict.NONE, jurors=[])


def second_round_without_a_jury(case_log: CaseLog) -> None:
    """Nobody draws a second time: no verdict, and nobody is rewarded."""
    silent(case_log)
    case_log.miss([SECOND])
    case_log.until(case_log.now + COMMIT)
    case_log.conclude(Verdict.NONE, jurors=[])


def rewarded_for_the_first_round(case_log: CaseLog) -> None:
    silent(case_log)
    case_log.miss([SECOND])
    case_log.until(case_log.now + COMMIT)
    case_log.conclude(Verdict.NONE, jurors=[FIRST])


def decided_twice(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.conclude(Verdict.PAYS)
    case_log.plan.cases[0].status = CaseStatus.CONTESTED
    case_log.conclude(Verdict.PAYS)


def tied(case_log: CaseLog) -> None:
    drawn(case_log)
    case_log.vote({FIRST: True, SECOND: False})
    case_log.conclude(Verdict.NONE)


def quorum_missed_twice(case_log: CaseLog) -> None:
    silent(case_log)
    case_log.miss([SECOND])
    case_log.draw(FIRST, THIRD, round_=1)
    case_log.vote({FIRST: False})
    case_log.conclude(Verdict.NONE, jurors=[FIRST], barred=[THIRD])


def nobody_drew(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.until(case_log.now + COMMIT)
    case_log.conclude(Verdict.NO_JURY, jurors=[])


def sealed_with_nothing_first(case_log: CaseLog) -> None:
    """The jury takes a seal of zeros for none."""
    drawn(case_log)
    case_log.seal(FIRST, bytes(32))
    case_log.seal(FIRST)


def voted_in_the_last_second_and_counted_in_the_next(case_log: CaseLog) -> None:
    drawn(case_log)
    start = case_log.now
    for juror, moment in ((FIRST, start + 1), (SECOND, start + COMMIT - 1)):
        case_log.until(moment)
        case_log.seal(juror)
    for juror, moment in ((FIRST, start + COMMIT), (SECOND, start + COMMIT + REVEAL - 1)):
        case_log.until(moment)
        case_log.open(juror, True)
    case_log.until(start + COMMIT + REVEAL)
    case_log.conclude(Verdict.PAYS)


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
    (a_stranger_volunteers, "volunteer-not-active"),
    (two_seats_for_one, "volunteered-twice"),
    (seat_skipped, "seat-number"),
    (came_back_too_soon, "volunteered-too-soon"),
    (came_back_to_another_seat, "second-seat"),
    (resigned_twice, "resigned-without-seat"),
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
    (silence_forgiven, "juror-not-barred"),
    (silence_pinned_on_another, "juror-barred-wrongly"),
    (barred_for_nothing, "juror-barred-wrongly"),
    (barred_for_a_day_less, "juror-barred-otherwise"),
    (quorum_missed_though_met, "quorum-not-missed"),
    (second_draw_by_a_block_of_choice, "draw-block"),
    (a_third_draw, "quorum-not-missed"),
    (decided_by_one_vote, "decided-without-quorum"),
    (decided_against_the_votes, "verdict-differs"),
    (decided_in_spite_of_a_tie, "verdict-differs"),
    (decided_by_a_second_missed_quorum, "verdict-differs"),
    (decided_by_no_jury, "verdict-without-jurors"),
    (ended_while_jurors_could_be_drawn, "ended-while-drawing"),
    (no_jury_told_as_no_verdict, "no-jury-differs"),
    (rewarded_for_the_first_round, "juror-rewarded-without-verdict"),
    (decided_twice, "dispute-decided-twice"),
]

RIGHTS: list[Callable[[CaseLog], None]] = [
    tied,
    quorum_missed_twice,
    voted_in_the_last_second_and_counted_in_the_next,
    nobody_drew,
    sealed_with_nothing_first,
    came_back_after_ninety_days,
    second_round_without_a_jury,
]

"""Objections and what verdicts do: each rule that a log can break is found, by that finding and no other."""

from __future__ import annotations

from collections.abc import Callable

from openmutual import events as log
from openmutual.records import CaseStatus, Verdict
from tests.audit.case_log_builder import ENDS, MEMBERS, STRANGER, TERMS, CaseLog, said

CLAIMANT, FIRST, SECOND, THIRD, OBJECTOR = *MEMBERS[:4], MEMBERS[6]
BOTH = (FIRST, SECOND)


def contested_before_the_announcement(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve()
    case_log.object(pool=0)


def contested_twice(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.conclude(Verdict.PAYS)
    case_log.object()


def contested_when_the_notice_is_over(case_log: CaseLog) -> None:
    case_log.announced().until(case_log.plan.periods[0].at + TERMS.notice)
    case_log.object()


def contested_by_the_claimant(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object(CLAIMANT)


def contested_by_a_stranger(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object(STRANGER)


def contested_by_the_beneficiary(case_log: CaseLog) -> None:
    case_log.announced(beneficiary=OBJECTOR)
    case_log.object()


def contested_by_one_who_came_too_late(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.join(STRANGER)
    case_log.object(STRANGER)


def contested_by_one_who_joined_in_that_second(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve()
    case_log.join(STRANGER)
    case_log.until(case_log.now)
    case_log.announce()
    case_log.object(STRANGER)


def contested_by_one_who_did_not_pay_for_it(case_log: CaseLog) -> None:
    case_log.leave(OBJECTOR)
    case_log.announce()
    case_log.announced()
    case_log.object()


def contested_once_withdrawn(case_log: CaseLog) -> None:
    case_log.leave(OBJECTOR)
    case_log.announced()
    case_log.quit(OBJECTOR)
    case_log.object()


def reason(case_log: CaseLog, member: str) -> None:
    case_log.tell(said(log.ReasonAdded, case_id=0, member=member, reason_hash=bytes(32)))


def reason_of_a_stranger(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    reason(case_log, STRANGER)


def reason_of_the_claimant(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    reason(case_log, CLAIMANT)


def reason_without_an_objection(case_log: CaseLog) -> None:
    case_log.announced()
    reason(case_log, OBJECTOR)


def contested_for_free(case_log: CaseLog) -> None:
    case_log.announced()
    words = {"case_id": 0, "objector": OBJECTOR, "dispute_id": 0, "reason_hash": bytes(32)}
    case_log.tell(case_log.opening(0), said(log.CaseContested, **words))


def bond_of_somebody_else(case_log: CaseLog) -> None:
    case_log.announced()
    words = {"case_id": 0, "objector": OBJECTOR, "dispute_id": 0, "reason_hash": bytes(32)}
    case_log.tell(case_log.opening(0), said(log.CaseContested, **words), said(log.BondTaken, payer=THIRD, amount=10))


def bond_for_nothing(case_log: CaseLog) -> None:
    case_log.tell(said(log.BondTaken, payer=OBJECTOR, amount=10))


def contested_without_a_dispute(case_log: CaseLog) -> None:
    case_log.announced()
    words = {"case_id": 0, "objector": OBJECTOR, "dispute_id": 0, "reason_hash": bytes(32)}
    case_log.tell(said(log.CaseContested, **words), said(log.BondTaken, payer=OBJECTOR, amount=10))


def dispute_for_nothing(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.tell(case_log.opening(0))


def dispute_number_skipped(case_log: CaseLog) -> None:
    case_log.announced()
    words = {"case_id": 0, "objector": OBJECTOR, "dispute_id": 1, "reason_hash": bytes(32)}
    bond = said(log.BondTaken, payer=OBJECTOR, amount=10)
    case_log.tell(case_log.opening(0, dispute_id=1), said(log.CaseContested, **words), bond)


def pool_with_later_volunteers(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.volunteer(MEMBERS[8], 6)
    case_log.object(pool=7)


def pool_with_who_volunteered_at_the_announcement(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve()
    case_log.volunteer(MEMBERS[8], 6)
    case_log.until(case_log.now)
    case_log.announce()
    case_log.object(pool=7)


def drawn_by_a_nearer_block(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object(block=case_log.block + 2)


def bond_kept_after_a_tie(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.draw()
    case_log.vote({FIRST: True, SECOND: False})
    words = case_log.effects(Verdict.PAYS)
    case_log.tell(case_log.decided(Verdict.NONE), *words, case_log.concluded(Verdict.NONE))


def bond_kept_without_a_jury(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.wait(TERMS.jury.commit)
    words = case_log.effects(Verdict.PAYS, jurors=[])
    case_log.tell(case_log.decided(Verdict.NO_JURY), *words, case_log.concluded(Verdict.NO_JURY))


def bond_given_back_to_one_who_lost(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    words = case_log.effects(Verdict.NONE)
    case_log.tell(case_log.decided(Verdict.PAYS), *words, case_log.concluded(Verdict.PAYS))


def concluded_by_nobody(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.tell(*case_log.effects(Verdict.PAYS), case_log.concluded(Verdict.PAYS))


def verdict_turned_round(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.tell(
        case_log.decided(Verdict.PAYS), *case_log.effects(Verdict.REFUSES), case_log.concluded(Verdict.REFUSES)
    )


def verdict_forgotten(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.tell(case_log.decided(Verdict.PAYS), *case_log.effects(Verdict.PAYS))


def concluded_where_nothing_was_contested(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.plan.cases[0].status = CaseStatus.APPROVED
    case_log.tell(case_log.decided(Verdict.PAYS), case_log.concluded(Verdict.PAYS))


def overturned_in_words_only(case_log: CaseLog) -> None:
    case_log.judged(pays=False)
    _, *rest = case_log.effects(Verdict.REFUSES)
    case_log.tell(case_log.decided(Verdict.REFUSES), *rest, case_log.concluded(Verdict.REFUSES))


def overturned_at_another_level(case_log: CaseLog) -> None:
    case_log.judged(pays=False)
    case_log.tell(
        case_log.decided(Verdict.REFUSES),
        *case_log.effects(Verdict.REFUSES, level=ENDS),
        case_log.concluded(Verdict.REFUSES),
    )


def money_taken_back_for_nothing(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.tell(case_log.effects(Verdict.REFUSES)[0])


def bond_not_given_back(case_log: CaseLog) -> None:
    case_log.judged(pays=False)
    *rest, _ = case_log.effects(Verdict.REFUSES)
    case_log.tell(case_log.decided(Verdict.REFUSES), *rest, case_log.concluded(Verdict.REFUSES))


def bond_released_for_nothing(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.tell(said(log.BondReleased, owner=OBJECTOR, to_jurors=0, rest=10))


def juror_unrewarded(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.conclude(Verdict.PAYS, jurors=[FIRST])


def another_rewarded_for_the_juror(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.conclude(Verdict.PAYS, jurors=[FIRST, STRANGER])


def one_juror_too_many_rewarded(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.conclude(Verdict.PAYS, jurors=[*BOTH, STRANGER])


def contested_by_one_whom_the_announcement_lapsed(case_log: CaseLog) -> None:
    """One hard announcement lapses everybody; they have paid for the case, and object and judge."""
    case_log.announced(share=10)
    case_log.object()
    reason(case_log, THIRD)
    case_log.draw()
    case_log.vote(dict.fromkeys(BOTH, True))
    case_log.conclude(Verdict.PAYS)


def contested_by_one_who_left_with_the_announcement(case_log: CaseLog) -> None:
    case_log.leave(OBJECTOR)
    case_log.announced()
    case_log.object()


def contested_again_since_no_jury_sat(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.until(case_log.now + TERMS.jury.commit)
    case_log.conclude(Verdict.NO_JURY, jurors=[])
    case_log.object(THIRD)


def paid_since_no_jury_sat(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.wait(TERMS.notice)
    case_log.conclude(Verdict.NO_JURY, jurors=[])
    case_log.settle()


def contested_in_the_last_second_by_a_leaver(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.leave(OBJECTOR)
    case_log.until(case_log.plan.periods[0].at + TERMS.notice - 1)
    case_log.object()


def upheld_and_paid(case_log: CaseLog) -> None:
    case_log.judged(pays=True)
    case_log.conclude(Verdict.PAYS)
    case_log.settle()


def overturned(case_log: CaseLog) -> None:
    case_log.judged(pays=False)
    case_log.conclude(Verdict.REFUSES)


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
    (contested_before_the_announcement, "contested-out-of-turn"),
    (contested_twice, "contested-out-of-turn"),
    (contested_when_the_notice_is_over, "contested-too-late"),
    (contested_by_the_claimant, "own-case-contested"),
    (contested_by_a_stranger, "objector-may-not"),
    (contested_by_the_beneficiary, "own-case-contested"),
    (contested_by_one_who_came_too_late, "objector-may-not"),
    (contested_by_one_who_joined_in_that_second, "objector-may-not"),
    (contested_by_one_who_did_not_pay_for_it, "objector-may-not"),
    (contested_once_withdrawn, "objector-may-not"),
    (reason_of_a_stranger, "objector-may-not"),
    (reason_of_the_claimant, "own-case-contested"),
    (reason_without_an_objection, "reason-out-of-turn"),
    (contested_for_free, "bond-not-taken"),
    (bond_of_somebody_else, "bond-not-taken"),
    (bond_for_nothing, "bond-without-dispute"),
    (contested_without_a_dispute, "dispute-not-opened"),
    (dispute_for_nothing, "dispute-without-case"),
    (dispute_number_skipped, "dispute-number"),
    (pool_with_later_volunteers, "pool-differs"),
    (pool_with_who_volunteered_at_the_announcement, "pool-differs"),
    (drawn_by_a_nearer_block, "draw-block"),
    (bond_kept_after_a_tie, "bond-lost-wrongly"),
    (bond_kept_without_a_jury, "bond-lost-wrongly"),
    (bond_given_back_to_one_who_lost, "bond-not-released"),
    (concluded_by_nobody, "concluded-without-verdict"),
    (verdict_turned_round, "verdict-not-followed"),
    (verdict_forgotten, "verdict-not-carried-out"),
    (concluded_where_nothing_was_contested, "concluded-out-of-turn"),
    (overturned_in_words_only, "overturning-not-booked"),
    (overturned_at_another_level, "overturning-not-booked"),
    (money_taken_back_for_nothing, "overturned-without-verdict"),
    (bond_not_given_back, "bond-not-released"),
    (bond_released_for_nothing, "bond-released-without-verdict"),
    (juror_unrewarded, "juror-not-rewarded"),
    (another_rewarded_for_the_juror, "juror-not-rewarded"),
    (one_juror_too_many_rewarded, "juror-rewarded-without-verdict"),
]

RIGHTS: list[Callable[[CaseLog], None]] = [
    contested_in_the_last_second_by_a_leaver,
    contested_by_one_whom_the_announcement_lapsed,
    contested_by_one_who_left_with_the_announcement,
    contested_again_since_no_jury_sat,
    paid_since_no_jury_sat,
    upheld_and_paid,
    overturned,
]


def test_a_verdict_that_was_not_carried_out_is_taken_as_if_it_were() -> None:
    case_log = CaseLog().begin()
    verdict_forgotten(case_log)
    case = case_log.plan.cases[0]
    assert (case.status, case.upheld) == (CaseStatus.APPROVED, True)

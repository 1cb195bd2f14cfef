"""Objections, appeals and what verdicts do: each rule that a log can break is found, by that finding and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmutual import events as log
from openmutual.records import NOBODY, CaseStatus, Verdict
from tests.audit.case_log_builder import DAY, ENDS, MEMBERS, MILD, STRANGER, TERMS, Tale, found_after, said

CLAIMANT, FIRST, SECOND, THIRD, OBJECTOR = *MEMBERS[:4], MEMBERS[6]
BOTH = (FIRST, SECOND)


def contested_before_the_announcement(tale: Tale) -> None:
    tale.file()
    tale.approve()
    tale.object(pool=0)


def contested_twice(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.conclude(Verdict.PAYS)
    tale.object()


def contested_when_the_notice_is_over(tale: Tale) -> None:
    tale.announced().until(tale.plan.periods[0].at + TERMS.notice)
    tale.object()


def contested_by_the_claimant(tale: Tale) -> None:
    tale.announced()
    tale.object(CLAIMANT)


def contested_by_a_stranger(tale: Tale) -> None:
    tale.announced()
    tale.object(STRANGER)


def contested_for_free(tale: Tale) -> None:
    tale.announced()
    words = {"case_id": 0, "objector": OBJECTOR, "dispute_id": 0, "reason_hash": bytes(32)}
    tale.tell(tale.opening(0), said(log.CaseContested, **words))


def bond_of_somebody_else(tale: Tale) -> None:
    tale.announced()
    words = {"case_id": 0, "objector": OBJECTOR, "dispute_id": 0, "reason_hash": bytes(32)}
    tale.tell(tale.opening(0), said(log.CaseContested, **words), said(log.BondTaken, payer=THIRD, amount=10))


def bond_for_nothing(tale: Tale) -> None:
    tale.tell(said(log.BondTaken, payer=OBJECTOR, amount=10))


def contested_without_a_dispute(tale: Tale) -> None:
    tale.announced()
    words = {"case_id": 0, "objector": OBJECTOR, "dispute_id": 0, "reason_hash": bytes(32)}
    tale.tell(said(log.CaseContested, **words), said(log.BondTaken, payer=OBJECTOR, amount=10))


def dispute_for_nothing(tale: Tale) -> None:
    tale.announced()
    tale.tell(tale.opening(0))


def dispute_number_skipped(tale: Tale) -> None:
    tale.announced()
    words = {"case_id": 0, "objector": OBJECTOR, "dispute_id": 1, "reason_hash": bytes(32)}
    bond = said(log.BondTaken, payer=OBJECTOR, amount=10)
    tale.tell(tale.opening(0, dispute_id=1), said(log.CaseContested, **words), bond)


def pool_with_later_volunteers(tale: Tale) -> None:
    tale.announced()
    tale.volunteer(MEMBERS[8], 6)
    tale.object(pool=7)


def pool_with_who_volunteered_at_the_announcement(tale: Tale) -> None:
    tale.file()
    tale.approve()
    tale.volunteer(MEMBERS[8], 6)
    tale.until(tale.now)
    tale.announce()
    tale.object(pool=7)


def drawn_by_a_nearer_block(tale: Tale) -> None:
    tale.announced()
    tale.object(block=tale.block + 2)


def rejected(tale: Tale) -> None:
    tale.wait(DAY)
    tale.file()
    tale.reject()


def appealed_too_late(tale: Tale) -> None:
    rejected(tale)
    tale.until(tale.now + TERMS.notice)
    tale.appeal()


def appealed_before_the_panels_time_is_over(tale: Tale) -> None:
    tale.file()
    tale.until(tale.now + TERMS.decision - 1)
    tale.appeal()


def appealed_when_expired(tale: Tale) -> None:
    tale.file()
    tale.until(tale.now + TERMS.decision + TERMS.notice)
    tale.appeal()


def appealed_when_approved(tale: Tale) -> None:
    tale.file()
    tale.approve()
    tale.appeal()


def appeal_decided(tale: Tale, verdict: Verdict) -> None:
    """The first case, by a jury that agrees."""
    tale.draw()
    if verdict is not Verdict.NONE:
        tale.vote(dict.fromkeys(BOTH, verdict is Verdict.PAYS))
    won = verdict is Verdict.PAYS
    paid = [said(log.JurorPaid, juror=juror, amount=3) for juror in BOTH]
    bond = said(log.BondReleased, owner=CLAIMANT if won else NOBODY, to_jurors=6, rest=4)
    queued = [tale.queued(MILD)] if won else []
    tale.tell(tale.decided(verdict), *queued, bond, *paid, tale.concluded(verdict))


def appealed_twice(tale: Tale) -> None:
    rejected(tale)
    tale.appeal()
    appeal_decided(tale, Verdict.REFUSES)
    tale.appeal()


def appealed_after_a_benefit(tale: Tale) -> None:
    rejected(tale)
    tale.file(level=ENDS)
    tale.approve(case=1, level=ENDS)
    tale.announce()
    tale.plan.cases[1].status = CaseStatus.SETTLED
    tale.appeal()


def appealed_beside_another_case(tale: Tale) -> None:
    rejected(tale)
    tale.file()
    tale.appeal()


def bond_kept_from_the_winner(tale: Tale) -> None:
    rejected(tale)
    tale.appeal()
    tale.draw()
    tale.vote(dict.fromkeys(BOTH, True))
    words = tale.effects(Verdict.NONE)
    tale.tell(tale.decided(Verdict.PAYS), tale.queued(MILD), *words, tale.concluded(Verdict.PAYS))


def concluded_by_nobody(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.tell(*tale.effects(Verdict.PAYS), tale.concluded(Verdict.PAYS))


def verdict_turned_round(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.tell(tale.decided(Verdict.PAYS), *tale.effects(Verdict.REFUSES), tale.concluded(Verdict.REFUSES))


def verdict_forgotten(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.tell(tale.decided(Verdict.PAYS), *tale.effects(Verdict.PAYS))


def concluded_where_nothing_was_contested(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.plan.cases[0].status = CaseStatus.APPROVED
    tale.tell(tale.decided(Verdict.PAYS), tale.concluded(Verdict.PAYS))


def overturned_in_words_only(tale: Tale) -> None:
    tale.judged(pays=False)
    _, *rest = tale.effects(Verdict.REFUSES)
    tale.tell(tale.decided(Verdict.REFUSES), *rest, tale.concluded(Verdict.REFUSES))


def overturned_at_another_level(tale: Tale) -> None:
    tale.judged(pays=False)
    tale.tell(
        tale.decided(Verdict.REFUSES), *tale.effects(Verdict.REFUSES, level=ENDS), tale.concluded(Verdict.REFUSES)
    )


def money_taken_back_for_nothing(tale: Tale) -> None:
    tale.announced()
    tale.tell(tale.effects(Verdict.REFUSES)[0])


def bond_not_given_back(tale: Tale) -> None:
    tale.judged(pays=False)
    *rest, _ = tale.effects(Verdict.REFUSES)
    tale.tell(tale.decided(Verdict.REFUSES), *rest, tale.concluded(Verdict.REFUSES))


def bond_released_for_nothing(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.tell(said(log.BondReleased, owner=OBJECTOR, to_jurors=0, rest=10))


def juror_unpaid(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.conclude(Verdict.PAYS, jurors=[FIRST])


def another_paid_for_the_juror(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.conclude(Verdict.PAYS, jurors=[FIRST, STRANGER])


def one_juror_too_many_paid(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.conclude(Verdict.PAYS, jurors=[*BOTH, STRANGER])


def contested_in_the_last_second_by_a_leaver(tale: Tale) -> None:
    tale.announced()
    tale.leave(OBJECTOR)
    tale.until(tale.plan.periods[0].at + TERMS.notice - 1)
    tale.object()


def upheld_and_paid(tale: Tale) -> None:
    tale.judged(pays=True)
    tale.conclude(Verdict.PAYS)
    tale.settle()


def overturned(tale: Tale) -> None:
    tale.judged(pays=False)
    tale.conclude(Verdict.REFUSES)


def appeal_won(tale: Tale) -> None:
    rejected(tale)
    tale.appeal()
    appeal_decided(tale, Verdict.PAYS)
    tale.announce()
    tale.wait(TERMS.notice)
    tale.settle()


def appeal_lost_and_filed_anew(tale: Tale) -> None:
    rejected(tale)
    tale.appeal()
    appeal_decided(tale, Verdict.REFUSES)
    tale.file()


def appealed_undecided(tale: Tale) -> None:
    tale.file()
    tale.until(tale.now + TERMS.decision)
    tale.appeal()


WRONGS: list[tuple[Callable[[Tale], None], str]] = [
    (contested_before_the_announcement, "contested-out-of-turn"),
    (contested_twice, "contested-out-of-turn"),
    (contested_when_the_notice_is_over, "contested-too-late"),
    (contested_by_the_claimant, "own-case-contested"),
    (contested_by_a_stranger, "objector-not-member"),
    (contested_for_free, "bond-not-taken"),
    (bond_of_somebody_else, "bond-not-taken"),
    (bond_for_nothing, "bond-without-dispute"),
    (contested_without_a_dispute, "dispute-not-opened"),
    (dispute_for_nothing, "dispute-without-case"),
    (dispute_number_skipped, "dispute-number"),
    (pool_with_later_volunteers, "pool-differs"),
    (pool_with_who_volunteered_at_the_announcement, "pool-differs"),
    (drawn_by_a_nearer_block, "draw-block"),
    (appealed_too_late, "appealed-out-of-turn"),
    (appealed_before_the_panels_time_is_over, "appealed-out-of-turn"),
    (appealed_when_expired, "appealed-out-of-turn"),
    (appealed_when_approved, "appealed-out-of-turn"),
    (appealed_twice, "appealed-out-of-turn"),
    (appealed_after_a_benefit, "appealed-after-benefit"),
    (appealed_beside_another_case, "second-open-case"),
    (bond_kept_from_the_winner, "bond-not-released"),
    (concluded_by_nobody, "concluded-without-verdict"),
    (verdict_turned_round, "verdict-not-followed"),
    (verdict_forgotten, "verdict-not-carried-out"),
    (concluded_where_nothing_was_contested, "concluded-out-of-turn"),
    (overturned_in_words_only, "overturning-not-booked"),
    (overturned_at_another_level, "overturning-not-booked"),
    (money_taken_back_for_nothing, "overturned-without-verdict"),
    (bond_not_given_back, "bond-not-released"),
    (bond_released_for_nothing, "bond-released-without-verdict"),
    (juror_unpaid, "juror-not-paid"),
    (another_paid_for_the_juror, "juror-not-paid"),
    (one_juror_too_many_paid, "juror-paid-without-verdict"),
]

RIGHTS: list[Callable[[Tale], None]] = [
    contested_in_the_last_second_by_a_leaver,
    upheld_and_paid,
    overturned,
    appeal_won,
    appeal_lost_and_filed_anew,
    appealed_undecided,
]


@pytest.mark.parametrize(("wrong", "key"), WRONGS, ids=lambda value: getattr(value, "__name__", None))
def test_a_wrong_is_found_and_nothing_else(wrong: Callable[[Tale], None], key: str) -> None:
    assert found_after(wrong) == [key]


@pytest.mark.parametrize("right", RIGHTS)
def test_what_the_rules_allow_is_no_finding(right: Callable[[Tale], None]) -> None:
    assert found_after(right) == []


def test_a_verdict_that_was_not_carried_out_is_taken_as_if_it_were() -> None:
    tale = Tale().begin()
    verdict_forgotten(tale)
    case = tale.plan.cases[0]
    assert (case.status, case.upheld) == (CaseStatus.APPROVED, True)

"""From approval to payment: what the desk says and what the ledger does belong together, and nothing is paid too early."""

from __future__ import annotations

from collections.abc import Callable

from openmutual import events as log
from openmutual.audit.replay.cases import MOST_QUEUED
from tests.audit.case_log_builder import DAY, ENDS, LATE, MEMBERS, MILD, STRANGER, TERMS, CaseLog, said

CLAIMANT, OTHER, THIRD = MEMBERS[0], MEMBERS[7], MEMBERS[8]


def queued_for_the_next_period(case_log: CaseLog) -> None:
    case_log.tell(said(log.Queued, period=1, level=MILD))


def queued_once_too_often(case_log: CaseLog) -> None:
    case_log.plan.queue[MILD] = MOST_QUEUED
    case_log.file()
    case_log.approve()


def approved_and_not_queued(case_log: CaseLog) -> None:
    case_log.file()
    case_log.tell(case_log.decision(0, True, MILD))


def queued_at_another_level(case_log: CaseLog) -> None:
    case_log.file()
    case_log.tell(case_log.queued(LATE), case_log.decision(0, True, MILD))


def queued_for_nothing(case_log: CaseLog) -> None:
    case_log.tell(case_log.queued(MILD))


def queued_for_a_rejected_case(case_log: CaseLog) -> None:
    case_log.file()
    case_log.tell(case_log.queued(MILD), case_log.decision(0, False, MILD))


def member_in_spite_of_the_benefit(case_log: CaseLog) -> None:
    case_log.file(level=ENDS)
    case_log.tell(case_log.queued(ENDS), case_log.decision(0, True, ENDS))


def ended_at_a_mild_level(case_log: CaseLog) -> None:
    case_log.file()
    ended = said(log.BenefitEndedMembership, member=CLAIMANT, balance=100)
    case_log.tell(case_log.queued(MILD), ended, case_log.decision(0, True, MILD))


def ended_for_nothing(case_log: CaseLog) -> None:
    case_log.tell(said(log.BenefitEndedMembership, member=OTHER, balance=100))


def new_membership_ended(case_log: CaseLog) -> None:
    case_log.wait(DAY)
    case_log.leave(CLAIMANT)
    case_log.file(level=ENDS)
    case_log.announce()
    case_log.quit(CLAIMANT)
    case_log.join(CLAIMANT)
    case_log.approve(level=ENDS)


def paid_before_the_announcement(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve()
    case_log.settle()


def paid_while_its_queue_waits(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve()
    case_log.announce(waiting=1 << 16)
    case_log.wait(TERMS.notice)
    case_log.settle()


def paid_twice(case_log: CaseLog) -> None:
    case_log.announced().wait(TERMS.notice)
    case_log.settle()
    case_log.settle()


def paid_while_contested(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.wait(TERMS.notice)
    case_log.settle()


def paid_within_the_notice(case_log: CaseLog) -> None:
    case_log.announced().until(case_log.plan.periods[0].at + TERMS.notice - 1)
    case_log.settle()


def paid_another_sum(case_log: CaseLog) -> None:
    case_log.announced().wait(TERMS.notice)
    case_log.settle(benefit=1)


def settled_for_show(case_log: CaseLog) -> None:
    case_log.announced().wait(TERMS.notice)
    case_log.tell(said(log.CaseSettled, case_id=0, benefit=0, fee=0))


def paid_to_another(case_log: CaseLog) -> None:
    case_log.announced().wait(TERMS.notice)
    case_log.tell(case_log.payment(STRANGER), said(log.CaseSettled, case_id=0, benefit=0, fee=0))


def paid_without_settling(case_log: CaseLog) -> None:
    case_log.announced().wait(TERMS.notice)
    case_log.tell(case_log.payment())


def ended_after_leaving(case_log: CaseLog) -> None:
    case_log.leave(CLAIMANT)
    case_log.file(level=ENDS)
    case_log.announce()
    case_log.approve(level=ENDS)


def not_ended_once_withdrawn(case_log: CaseLog) -> None:
    case_log.wait(DAY)
    case_log.leave(CLAIMANT)
    case_log.file(level=ENDS)
    case_log.announce()
    case_log.quit(CLAIMANT)
    case_log.tell(case_log.queued(ENDS), case_log.decision(0, True, ENDS))


def approved_while_a_queue_waits(case_log: CaseLog) -> None:
    """The second case joins the queue of the first, and both are announced together."""
    case_log.file()
    case_log.approve()
    case_log.announce(waiting=1 << 16)
    case_log.file(OTHER)
    case_log.tell(said(log.Queued, period=0, level=MILD), case_log.decision(1, True, MILD))
    case_log.announce(queue=2 << 16)
    case_log.wait(TERMS.notice)
    for case, payee in enumerate((CLAIMANT, OTHER)):
        case_log.tell(case_log.payment(payee, period=1), said(log.CaseSettled, case_id=case, benefit=0, fee=0))


def two_decided_in_one_transaction(case_log: CaseLog) -> None:
    case_log.file()
    case_log.file(OTHER)
    case_log.file(THIRD)
    both = [part for case in (0, 1) for part in (case_log.queued(MILD), case_log.decision(case, True, MILD))]
    case_log.tell(*both, case_log.decision(2, False, MILD))


def paid_as_the_notice_ends(case_log: CaseLog) -> None:
    case_log.announced().until(case_log.plan.periods[0].at + TERMS.notice)
    case_log.settle()
    case_log.tell(said(log.EvidenceGranted, case_id=0, reader=bytes(32)))


def paid_to_the_beneficiary(case_log: CaseLog) -> None:
    case_log.file(beneficiary=STRANGER)
    case_log.approve()
    case_log.announce()
    case_log.wait(TERMS.notice)
    case_log.tell(case_log.payment(STRANGER), said(log.CaseSettled, case_id=0, benefit=0, fee=0))


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
    (queued_once_too_often, "queue-too-long"),
    (approved_and_not_queued, "approval-not-queued"),
    (queued_at_another_level, "approval-not-queued"),
    (queued_for_nothing, "queued-without-approval"),
    (queued_for_a_rejected_case, "queued-without-approval"),
    (member_in_spite_of_the_benefit, "membership-not-ended"),
    (ended_at_a_mild_level, "membership-ended-without-benefit"),
    (ended_for_nothing, "membership-ended-without-benefit"),
    (new_membership_ended, "membership-ended-without-benefit"),
    (paid_before_the_announcement, "settled-out-of-turn"),
    (paid_while_its_queue_waits, "settled-out-of-turn"),
    (paid_twice, "settled-out-of-turn"),
    (paid_while_contested, "settled-out-of-turn"),
    (paid_within_the_notice, "settled-too-early"),
    (paid_another_sum, "settled-otherwise"),
    (settled_for_show, "settlement-not-paid"),
    (paid_to_another, "settlement-not-paid"),
    (paid_without_settling, "paid-without-settlement"),
]

RIGHTS: list[Callable[[CaseLog], None]] = [
    ended_after_leaving,
    not_ended_once_withdrawn,
    two_decided_in_one_transaction,
    approved_while_a_queue_waits,
    paid_as_the_notice_ends,
    paid_to_the_beneficiary,
]


def test_a_case_queued_for_another_period_is_not_the_one_that_was_approved() -> None:
    case_log = CaseLog().begin()
    queued_for_the_next_period(case_log)
    assert case_log.found() == ["queued-for-another-period", "queued-without-approval"]

"""From approval to payment: what the desk says and what the ledger does belong together, and nothing is paid too early."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmutual import events as log
from openmutual.audit.replay.cases import MOST_QUEUED
from tests.audit.case_log_builder import DAY, ENDS, LATE, MEMBERS, MILD, STRANGER, TERMS, Tale, found_after, said

CLAIMANT, OTHER, THIRD = MEMBERS[0], MEMBERS[7], MEMBERS[8]


def queued_for_the_next_period(tale: Tale) -> None:
    tale.tell(said(log.Queued, period=1, level=MILD))


def queued_once_too_often(tale: Tale) -> None:
    tale.plan.queue[MILD] = MOST_QUEUED
    tale.file()
    tale.approve()


def approved_and_not_queued(tale: Tale) -> None:
    tale.file()
    tale.tell(tale.decision(0, True, MILD))


def queued_at_another_level(tale: Tale) -> None:
    tale.file()
    tale.tell(tale.queued(LATE), tale.decision(0, True, MILD))


def queued_for_nothing(tale: Tale) -> None:
    tale.tell(tale.queued(MILD))


def queued_for_a_rejected_case(tale: Tale) -> None:
    tale.file()
    tale.tell(tale.queued(MILD), tale.decision(0, False, MILD))


def member_in_spite_of_the_benefit(tale: Tale) -> None:
    tale.file(level=ENDS)
    tale.tell(tale.queued(ENDS), tale.decision(0, True, ENDS))


def ended_at_a_mild_level(tale: Tale) -> None:
    tale.file()
    ended = said(log.BenefitEndedMembership, member=CLAIMANT, balance=100)
    tale.tell(tale.queued(MILD), ended, tale.decision(0, True, MILD))


def ended_for_nothing(tale: Tale) -> None:
    tale.tell(said(log.BenefitEndedMembership, member=OTHER, balance=100))


def new_membership_ended(tale: Tale) -> None:
    tale.wait(DAY)
    tale.leave(CLAIMANT)
    tale.file(level=ENDS)
    tale.announce()
    tale.quit(CLAIMANT)
    tale.join(CLAIMANT)
    tale.approve(level=ENDS)


def paid_before_the_announcement(tale: Tale) -> None:
    tale.file()
    tale.approve()
    tale.settle()


def paid_twice(tale: Tale) -> None:
    tale.announced().wait(TERMS.notice)
    tale.settle()
    tale.settle()


def paid_while_contested(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.wait(TERMS.notice)
    tale.settle()


def paid_within_the_notice(tale: Tale) -> None:
    tale.announced().until(tale.plan.periods[0].at + TERMS.notice - 1)
    tale.settle()


def paid_another_sum(tale: Tale) -> None:
    tale.announced().wait(TERMS.notice)
    tale.settle(benefit=1)


def settled_for_show(tale: Tale) -> None:
    tale.announced().wait(TERMS.notice)
    tale.tell(said(log.CaseSettled, case_id=0, benefit=0, fee=0))


def paid_to_another(tale: Tale) -> None:
    tale.announced().wait(TERMS.notice)
    tale.tell(tale.payment(STRANGER), said(log.CaseSettled, case_id=0, benefit=0, fee=0))


def paid_without_settling(tale: Tale) -> None:
    tale.announced().wait(TERMS.notice)
    tale.tell(tale.payment())


def ended_after_leaving(tale: Tale) -> None:
    tale.leave(CLAIMANT)
    tale.file(level=ENDS)
    tale.announce()
    tale.approve(level=ENDS)


def not_ended_once_withdrawn(tale: Tale) -> None:
    tale.wait(DAY)
    tale.leave(CLAIMANT)
    tale.file(level=ENDS)
    tale.announce()
    tale.quit(CLAIMANT)
    tale.tell(tale.queued(ENDS), tale.decision(0, True, ENDS))


def two_decided_in_one_transaction(tale: Tale) -> None:
    tale.file()
    tale.file(OTHER)
    tale.file(THIRD)
    both = [part for case in (0, 1) for part in (tale.queued(MILD), tale.decision(case, True, MILD))]
    tale.tell(*both, tale.decision(2, False, MILD))


def paid_as_the_notice_ends(tale: Tale) -> None:
    tale.announced().until(tale.plan.periods[0].at + TERMS.notice)
    tale.settle()
    tale.tell(said(log.EvidenceGranted, case_id=0, reader=bytes(32)))


def paid_to_the_beneficiary(tale: Tale) -> None:
    tale.file(beneficiary=STRANGER)
    tale.approve()
    tale.announce()
    tale.wait(TERMS.notice)
    tale.tell(tale.payment(STRANGER), said(log.CaseSettled, case_id=0, benefit=0, fee=0))


WRONGS: list[tuple[Callable[[Tale], None], str]] = [
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
    (paid_twice, "settled-out-of-turn"),
    (paid_while_contested, "settled-out-of-turn"),
    (paid_within_the_notice, "settled-too-early"),
    (paid_another_sum, "settled-otherwise"),
    (settled_for_show, "settlement-not-paid"),
    (paid_to_another, "settlement-not-paid"),
    (paid_without_settling, "paid-without-settlement"),
]

RIGHTS: list[Callable[[Tale], None]] = [
    ended_after_leaving,
    not_ended_once_withdrawn,
    two_decided_in_one_transaction,
    paid_as_the_notice_ends,
    paid_to_the_beneficiary,
]


@pytest.mark.parametrize(("wrong", "key"), WRONGS, ids=lambda value: getattr(value, "__name__", None))
def test_a_wrong_is_found_and_nothing_else(wrong: Callable[[Tale], None], key: str) -> None:
    assert found_after(wrong) == [key]


@pytest.mark.parametrize("right", RIGHTS)
def test_what_the_rules_allow_is_no_finding(right: Callable[[Tale], None]) -> None:
    assert found_after(right) == []


def test_a_case_queued_for_another_period_is_not_the_one_that_was_approved() -> None:
    tale = Tale().begin()
    queued_for_the_next_period(tale)
    assert tale.found() == ["queued-for-another-period", "queued-without-approval"]

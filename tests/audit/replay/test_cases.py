"""Filing and deciding: each rule that a log can break is found, by that finding and no other of the family."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmutual import events as log
from openmutual.audit.replay.cases import status_at
from openmutual.records import NOBODY, CaseStatus
from tests.audit.case_log_builder import (
    DAY,
    ENDS,
    ENDS_LATE,
    LATE,
    MEMBERS,
    MILD,
    START,
    STRANGER,
    TERMS,
    Tale,
    found_after,
    said,
)

CLAIMANT, OTHER = MEMBERS[0], MEMBERS[7]


def skipped_number(tale: Tale) -> None:
    tale.file(case_id=1)


def number_used_again(tale: Tale) -> None:
    tale.file()
    tale.file(OTHER, case_id=0)


def nobodys_case(tale: Tale) -> None:
    tale.tell(said(log.EvidenceGranted, case_id=3, reader=bytes(32)))


def level_that_is_none(tale: Tale) -> None:
    tale.file(level=9)


def diagnosed_tomorrow(tale: Tale) -> None:
    tale.file(diagnosed_at=tale.now + DAY)


def filed_when_filing_ends(tale: Tale) -> None:
    diagnosed = tale.now
    tale.until(diagnosed + TERMS.filing)
    tale.file(diagnosed_at=diagnosed)


def filed_when_the_run_off_is_over(tale: Tale) -> None:
    tale.tell(said(log.ClosingStarted, by="0x" + "0b" * 20))
    closing = tale.now
    tale.until(closing + TERMS.run_off)
    tale.file(diagnosed_at=closing - 1)


def filed_for_nobody(tale: Tale) -> None:
    tale.file(beneficiary=NOBODY)


def diagnosed_before_joining(tale: Tale) -> None:
    tale.file(diagnosed_at=START)


def diagnosed_in_the_waiting_period(tale: Tale) -> None:
    covered = tale.plan.members[CLAIMANT].joined_at + 20 * DAY
    tale.until(covered)
    tale.file(level=LATE, diagnosed_at=covered - 1)


def filed_by_a_stranger(tale: Tale) -> None:
    tale.file(STRANGER)


def diagnosed_once_left(tale: Tale) -> None:
    tale.leave(CLAIMANT)
    tale.announce()
    tale.file(diagnosed_at=tale.now)


def filed_once_withdrawn(tale: Tale) -> None:
    tale.wait(DAY)
    diagnosed = tale.now
    tale.leave(CLAIMANT)
    tale.announce()
    tale.quit(CLAIMANT)
    tale.file(diagnosed_at=diagnosed)


def diagnosed_once_closing(tale: Tale) -> None:
    tale.tell(said(log.ClosingStarted, by="0x" + "0b" * 20))
    tale.file(diagnosed_at=tale.now)


def two_at_once(tale: Tale) -> None:
    tale.file()
    tale.file()


def taken_back_after_the_decision(tale: Tale) -> None:
    tale.file()
    tale.reject()
    tale.tell(said(log.CaseWithdrawn, case_id=0))


def taken_back_when_expired(tale: Tale) -> None:
    tale.file()
    tale.until(tale.now + TERMS.decision + TERMS.notice)
    tale.tell(said(log.CaseWithdrawn, case_id=0))


def decided_again(tale: Tale) -> None:
    tale.file()
    tale.reject()
    tale.approve()


def decided_when_the_time_is_over(tale: Tale) -> None:
    tale.file()
    tale.until(tale.now + TERMS.decision)
    tale.reject()


def awarded_an_end(tale: Tale) -> None:
    tale.file()
    tale.approve(level=ENDS)


def awarded_without_cover(tale: Tale) -> None:
    tale.file()
    tale.approve(level=LATE)


def filed_in_the_last_second(tale: Tale) -> None:
    diagnosed = tale.now
    tale.until(diagnosed + TERMS.filing - 1)
    tale.file(diagnosed_at=diagnosed)


def diagnosed_as_the_waiting_ends(tale: Tale) -> None:
    diagnosed = tale.plan.members[CLAIMANT].joined_at + 20 * DAY
    tale.until(diagnosed)
    tale.file(level=LATE, diagnosed_at=diagnosed)


def filed_after_leaving_for_a_time_before(tale: Tale) -> None:
    diagnosed = tale.now
    tale.leave(CLAIMANT)
    tale.announce()
    tale.file(diagnosed_at=diagnosed)


def filed_in_the_run_off(tale: Tale) -> None:
    diagnosed = tale.now
    tale.tell(said(log.ClosingStarted, by="0x" + "0b" * 20))
    tale.until(tale.now + TERMS.run_off - 1)
    tale.file(diagnosed_at=diagnosed)


def filed_again_when_the_first_has_expired(tale: Tale) -> None:
    tale.file()
    tale.until(tale.now + TERMS.decision + TERMS.notice)
    tale.file(diagnosed_at=tale.now)


def decided_in_the_last_second(tale: Tale) -> None:
    tale.file()
    tale.until(tale.now + TERMS.decision - 1)
    tale.approve()


def awarded_another_level(tale: Tale) -> None:
    tale.wait(20 * DAY)
    tale.file(level=ENDS)
    tale.approve(level=ENDS_LATE)


def awarded_a_level_as_its_waiting_ends(tale: Tale) -> None:
    diagnosed = tale.plan.members[CLAIMANT].joined_at + 20 * DAY
    tale.until(diagnosed)
    tale.file(diagnosed_at=diagnosed)
    tale.approve(level=LATE)


WRONGS: list[tuple[Callable[[Tale], None], str]] = [
    (skipped_number, "case-number"),
    (number_used_again, "case-number"),
    (nobodys_case, "unknown-case"),
    (level_that_is_none, "unknown-level"),
    (diagnosed_tomorrow, "diagnosis-in-future"),
    (filed_when_filing_ends, "filed-too-late"),
    (filed_when_the_run_off_is_over, "filed-after-the-end"),
    (filed_for_nobody, "no-beneficiary"),
    (diagnosed_before_joining, "diagnosis-not-covered"),
    (diagnosed_in_the_waiting_period, "diagnosis-not-covered"),
    (filed_by_a_stranger, "diagnosis-not-covered"),
    (diagnosed_once_left, "diagnosis-not-covered"),
    (filed_once_withdrawn, "diagnosis-not-covered"),
    (diagnosed_once_closing, "diagnosis-not-covered"),
    (two_at_once, "second-open-case"),
    (taken_back_after_the_decision, "withdrawn-after-decision"),
    (taken_back_when_expired, "withdrawn-after-decision"),
    (decided_again, "decided-out-of-turn"),
    (decided_when_the_time_is_over, "decided-too-late"),
    (awarded_an_end, "award-ends-membership"),
    (awarded_without_cover, "award-not-covered"),
]

RIGHTS: list[Callable[[Tale], None]] = [
    filed_in_the_last_second,
    diagnosed_as_the_waiting_ends,
    filed_after_leaving_for_a_time_before,
    filed_in_the_run_off,
    filed_again_when_the_first_has_expired,
    decided_in_the_last_second,
    awarded_another_level,
    awarded_a_level_as_its_waiting_ends,
]


@pytest.mark.parametrize(("wrong", "key"), WRONGS, ids=lambda value: getattr(value, "__name__", None))
def test_a_wrong_is_found_and_nothing_else(wrong: Callable[[Tale], None], key: str) -> None:
    assert found_after(wrong) == [key]


@pytest.mark.parametrize("right", RIGHTS)
def test_what_the_rules_allow_is_no_finding(right: Callable[[Tale], None]) -> None:
    assert found_after(right) == []


def test_a_lost_log_does_not_make_the_cases_after_it_unknown() -> None:
    tale = Tale().begin()
    tale.file(case_id=1)
    tale.file(OTHER, case_id=2)
    tale.tell(tale.decision(1, False, MILD), tale.decision(2, False, MILD))
    assert tale.found() == ["case-number"]
    assert [case.number for case in tale.plan.cases] == [1, 2]
    assert all(case.status is CaseStatus.REJECTED for case in tale.plan.cases)


def test_what_follows_from_time_is_seen_at_that_time() -> None:
    tale = Tale().begin()
    tale.file()
    case = tale.plan.cases[0]
    expires = case.filed_at + TERMS.decision + TERMS.notice
    assert status_at(tale.plan, case, expires - 1) is CaseStatus.FILED
    assert status_at(tale.plan, case, expires) is CaseStatus.EXPIRED
    tale.approve()
    assert status_at(tale.plan, case, expires) is CaseStatus.APPROVED
    tale.announce()
    assert status_at(tale.plan, case, expires) is CaseStatus.ANNOUNCED
    assert case.status is CaseStatus.APPROVED

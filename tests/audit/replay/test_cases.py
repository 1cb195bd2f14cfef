"""Filing and deciding: each rule that a log can break is found, by that finding and no other of the family."""

from __future__ import annotations

from collections.abc import Callable

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
    CaseLog,
    said,
)

CLAIMANT, OTHER = MEMBERS[0], MEMBERS[7]


def skipped_number(case_log: CaseLog) -> None:
    case_log.file(case_id=1)


def number_used_again(case_log: CaseLog) -> None:
    case_log.file()
    case_log.file(OTHER, case_id=0)


def nobodys_case(case_log: CaseLog) -> None:
    case_log.tell(said(log.EvidenceGranted, case_id=3, reader=bytes(32)))


def level_that_is_none(case_log: CaseLog) -> None:
    case_log.file(level=9)


def diagnosed_tomorrow(case_log: CaseLog) -> None:
    case_log.file(diagnosed_at=case_log.now + DAY)


def filed_when_filing_ends(case_log: CaseLog) -> None:
    diagnosed = case_log.now
    case_log.until(diagnosed + TERMS.filing)
    case_log.file(diagnosed_at=diagnosed)


def filed_when_the_run_off_is_over(case_log: CaseLog) -> None:
    case_log.tell(said(log.ClosingStarted, by="0x" + "0b" * 20))
    closing = case_log.now
    case_log.until(closing + TERMS.run_off)
    case_log.file(diagnosed_at=closing - 1)


def filed_for_nobody(case_log: CaseLog) -> None:
    case_log.file(beneficiary=NOBODY)


def diagnosed_before_joining(case_log: CaseLog) -> None:
    case_log.file(diagnosed_at=START)


def diagnosed_in_the_waiting_period(case_log: CaseLog) -> None:
    covered = case_log.plan.members[CLAIMANT].joined_at + 20 * DAY
    case_log.until(covered)
    case_log.file(level=LATE, diagnosed_at=covered - 1)


def filed_by_a_stranger(case_log: CaseLog) -> None:
    case_log.file(STRANGER)


def diagnosed_once_left(case_log: CaseLog) -> None:
    case_log.leave(CLAIMANT)
    case_log.announce()
    case_log.file(diagnosed_at=case_log.now)


def filed_once_withdrawn(case_log: CaseLog) -> None:
    case_log.wait(DAY)
    diagnosed = case_log.now
    case_log.leave(CLAIMANT)
    case_log.announce()
    case_log.quit(CLAIMANT)
    case_log.file(diagnosed_at=diagnosed)


def diagnosed_once_closing(case_log: CaseLog) -> None:
    case_log.tell(said(log.ClosingStarted, by="0x" + "0b" * 20))
    case_log.file(diagnosed_at=case_log.now)


def two_at_once(case_log: CaseLog) -> None:
    case_log.file()
    case_log.file()


def filed_again_once_taken_back(case_log: CaseLog) -> None:
    case_log.file()
    case_log.tell(said(log.CaseWithdrawn, case_id=0))
    case_log.until(case_log.plan.cases[0].filed_at + TERMS.decision - 1)
    case_log.file()


def filed_anew_when_the_time_of_the_one_taken_back_is_over(case_log: CaseLog) -> None:
    case_log.file()
    case_log.tell(said(log.CaseWithdrawn, case_id=0))
    case_log.until(case_log.plan.cases[0].filed_at + TERMS.decision)
    case_log.file()


def taken_back_after_the_decision(case_log: CaseLog) -> None:
    case_log.file()
    case_log.reject()
    case_log.tell(said(log.CaseWithdrawn, case_id=0))


def taken_back_when_expired(case_log: CaseLog) -> None:
    case_log.file()
    case_log.until(case_log.now + TERMS.decision + TERMS.notice)
    case_log.tell(said(log.CaseWithdrawn, case_id=0))


def decided_again(case_log: CaseLog) -> None:
    case_log.file()
    case_log.reject()
    case_log.approve()


def decided_when_the_time_is_over(case_log: CaseLog) -> None:
    case_log.file()
    case_log.until(case_log.now + TERMS.decision)
    case_log.reject()


def awarded_an_end(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve(level=ENDS)


def awarded_without_cover(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve(level=LATE)


def filed_in_the_last_second(case_log: CaseLog) -> None:
    diagnosed = case_log.now
    case_log.until(diagnosed + TERMS.filing - 1)
    case_log.file(diagnosed_at=diagnosed)


def diagnosed_as_the_waiting_ends(case_log: CaseLog) -> None:
    diagnosed = case_log.plan.members[CLAIMANT].joined_at + 20 * DAY
    case_log.until(diagnosed)
    case_log.file(level=LATE, diagnosed_at=diagnosed)


def filed_after_leaving_for_a_time_before(case_log: CaseLog) -> None:
    diagnosed = case_log.now
    case_log.leave(CLAIMANT)
    case_log.announce()
    case_log.file(diagnosed_at=diagnosed)


def filed_in_the_run_off(case_log: CaseLog) -> None:
    diagnosed = case_log.now
    case_log.tell(said(log.ClosingStarted, by="0x" + "0b" * 20))
    case_log.until(case_log.now + TERMS.run_off - 1)
    case_log.file(diagnosed_at=diagnosed)


def filed_again_when_the_first_has_expired(case_log: CaseLog) -> None:
    case_log.file()
    case_log.until(case_log.now + TERMS.decision + TERMS.notice)
    case_log.file(diagnosed_at=case_log.now)


def decided_in_the_last_second(case_log: CaseLog) -> None:
    case_log.file()
    case_log.until(case_log.now + TERMS.decision - 1)
    case_log.approve()


def awarded_another_level(case_log: CaseLog) -> None:
    case_log.wait(20 * DAY)
    case_log.file(level=ENDS)
    case_log.approve(level=ENDS_LATE)


def awarded_a_level_as_its_waiting_ends(case_log: CaseLog) -> None:
    diagnosed = case_log.plan.members[CLAIMANT].joined_at + 20 * DAY
    case_log.until(diagnosed)
    case_log.file(diagnosed_at=diagnosed)
    case_log.approve(level=LATE)


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
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
    (filed_again_once_taken_back, "filed-after-taking-back"),
    (taken_back_after_the_decision, "withdrawn-after-decision"),
    (taken_back_when_expired, "withdrawn-after-decision"),
    (decided_again, "decided-out-of-turn"),
    (decided_when_the_time_is_over, "decided-too-late"),
    (awarded_an_end, "award-ends-membership"),
    (awarded_without_cover, "award-not-covered"),
]

RIGHTS: list[Callable[[CaseLog], None]] = [
    filed_in_the_last_second,
    diagnosed_as_the_waiting_ends,
    filed_after_leaving_for_a_time_before,
    filed_in_the_run_off,
    filed_anew_when_the_time_of_the_one_taken_back_is_over,
    filed_again_when_the_first_has_expired,
    decided_in_the_last_second,
    awarded_another_level,
    awarded_a_level_as_its_waiting_ends,
]


def test_a_lost_log_does_not_make_the_cases_after_it_unknown() -> None:
    case_log = CaseLog().begin()
    case_log.file(case_id=1)
    case_log.file(OTHER, case_id=2)
    case_log.tell(case_log.decision(1, False, MILD), case_log.decision(2, False, MILD))
    assert case_log.found() == ["case-number"]
    assert [case.number for case in case_log.plan.cases] == [1, 2]
    assert all(case.status is CaseStatus.REJECTED for case in case_log.plan.cases)


def test_what_follows_from_time_is_seen_at_that_time() -> None:
    case_log = CaseLog().begin()
    case_log.file()
    case = case_log.plan.cases[0]
    expires = case.filed_at + TERMS.decision + TERMS.notice
    assert status_at(case_log.plan, case, expires - 1) is CaseStatus.FILED
    assert status_at(case_log.plan, case, expires) is CaseStatus.EXPIRED
    case_log.approve()
    assert status_at(case_log.plan, case, expires) is CaseStatus.APPROVED
    case_log.announce()
    assert status_at(case_log.plan, case, expires) is CaseStatus.ANNOUNCED
    assert case.status is CaseStatus.APPROVED

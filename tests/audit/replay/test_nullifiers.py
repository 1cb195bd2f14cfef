"""One person, one membership: what a log can get wrong about nullifiers is found."""

from __future__ import annotations

from collections.abc import Callable

from openmutual import events as log
from tests.audit.case_log_builder import ENDS, MEMBERS, STRANGER, CaseLog, said

MEMBER = MEMBERS[0]


def nullifier(member: str) -> bytes:
    return member.encode()[-32:]


def one_person_twice(case_log: CaseLog) -> None:
    case_log.join(STRANGER, nullifier(MEMBER))


def joined_without_a_word(case_log: CaseLog) -> None:
    case_log.tell(said(log.Joined, member=STRANGER, tier=0, deposit=100, limit=100))


def taken_for_nobody(case_log: CaseLog) -> None:
    case_log.tell(said(log.NullifierTaken, member=STRANGER, nullifier=bytes(32)))


def not_freed(case_log: CaseLog) -> None:
    case_log.leave(MEMBER)
    case_log.announce()
    case_log.quit(MEMBER, free=False)


def freed_for_nothing(case_log: CaseLog) -> None:
    case_log.tell(said(log.NullifierFreed, member=MEMBER, nullifier=nullifier(MEMBER)))


def freed_after_a_benefit(case_log: CaseLog) -> None:
    case_log.file(level=ENDS)
    case_log.approve(level=ENDS)
    case_log.quit(MEMBER)


def another_one_freed(case_log: CaseLog) -> None:
    case_log.leave(MEMBER)
    case_log.announce()
    freed = said(log.NullifierFreed, member=MEMBER, nullifier=bytes(32))
    case_log.tell(freed, said(log.Withdrawn, member=MEMBER, amount=100, rebate=0, forfeited=0))


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
    (one_person_twice, "nullifier-held"),
    (joined_without_a_word, "nullifier-missing"),
    (taken_for_nobody, "nullifier-without-joining"),
    (not_freed, "nullifier-not-freed"),
    (freed_for_nothing, "nullifier-freed-wrongly"),
    (freed_after_a_benefit, "nullifier-freed-wrongly"),
    (another_one_freed, "nullifier-not-held"),
]


def test_where_anyone_may_join_nobody_takes_a_nullifier() -> None:
    case_log = CaseLog().begin()
    taken_for_nobody(case_log)
    assert case_log.found() == ["nullifier-without-joining"]


def test_who_withdraws_may_join_anew_with_the_same_nullifier() -> None:
    case_log = CaseLog(attested=True).begin()
    case_log.leave(MEMBER)
    case_log.announce()
    case_log.quit(MEMBER)
    case_log.join(MEMBER)
    assert case_log.found() == []
    assert case_log.plan.nullifier_of[MEMBER] == nullifier(MEMBER)


def test_a_benefit_keeps_the_nullifier_for_good() -> None:
    case_log = CaseLog(attested=True).begin()
    case_log.file(level=ENDS)
    case_log.approve(level=ENDS)
    case_log.quit(MEMBER, free=False)
    assert case_log.found() == []
    assert case_log.plan.nullifiers[nullifier(MEMBER)] == MEMBER

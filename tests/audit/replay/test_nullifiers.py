"""One person, one membership: what a log can get wrong about nullifiers is found."""

from __future__ import annotations

from collections.abc import Callable

from openmutual import events as log
from openmutual.audit.replay.members import balance
from openmutual.records import MemberStatus
from tests.audit.case_log_builder import ENDS, MEMBERS, STRANGER, TERMS, CaseLog, said

MEMBER = MEMBERS[0]


def nullifier(member: str) -> bytes:
    return member.encode()[-32:]


def one_person_twice(case_log: CaseLog) -> None:
    case_log.join(STRANGER, nullifier(MEMBER))


def joined_without_a_word(case_log: CaseLog) -> None:
    case_log.tell(said(log.Joined, member=STRANGER, tier=0, deposit=100, limit=100))


def taken_for_nobody(case_log: CaseLog) -> None:
    case_log.tell(said(log.NullifierTaken, member=STRANGER, nullifier=bytes(32)))


def gone(case_log: CaseLog) -> None:
    """The first member has left, and has not withdrawn."""
    case_log.leave(MEMBER)
    case_log.announce()


def go_on(case_log: CaseLog) -> None:
    """The first member's person goes on at another account."""
    replaced = said(log.AccountReplaced, member=MEMBER)
    joined = said(log.Joined, member=STRANGER, tier=0, deposit=100, limit=100)
    taken = said(log.NullifierTaken, member=STRANGER, nullifier=nullifier(MEMBER))
    case_log.tell(joined, replaced, taken)


def taken_from_one_who_left(case_log: CaseLog) -> None:
    gone(case_log)
    case_log.join(STRANGER, nullifier(MEMBER))


def replaced_while_a_member(case_log: CaseLog) -> None:
    go_on(case_log)


def replaced_for_nobody(case_log: CaseLog) -> None:
    gone(case_log)
    case_log.tell(said(log.AccountReplaced, member=MEMBER))


def lapsed(case_log: CaseLog) -> int:
    """A share lapses everybody; until when they can come back."""
    case_log.announce(share=10)
    return case_log.plan.periods[-1].at + TERMS.grace


def replaced_within_the_grace(case_log: CaseLog) -> None:
    case_log.until(lapsed(case_log) - 1)
    go_on(case_log)


def replaced_once_the_grace_is_over(case_log: CaseLog) -> None:
    case_log.until(lapsed(case_log))
    go_on(case_log)


def replaced_with_an_undecided_case(case_log: CaseLog) -> None:
    case_log.file()
    gone(case_log)
    go_on(case_log)


def replaced_with_a_case_to_appeal(case_log: CaseLog) -> None:
    case_log.file()
    case_log.reject()
    gone(case_log)
    go_on(case_log)


def replaced_when_the_notice_is_over(case_log: CaseLog) -> None:
    case_log.file()
    case_log.reject()
    gone(case_log)
    case_log.wait(TERMS.notice)
    go_on(case_log)


def taken_after_a_benefit(case_log: CaseLog) -> None:
    case_log.file(level=ENDS)
    case_log.approve(level=ENDS)
    case_log.quit(MEMBER)
    case_log.join(STRANGER, nullifier(MEMBER))


def word_used_twice(case_log: CaseLog) -> None:
    for _ in range(2):
        case_log.tell(said(log.AttestationSpent, words=b"w" * 32))


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
    (one_person_twice, "nullifier-held"),
    (joined_without_a_word, "nullifier-missing"),
    (taken_for_nobody, "nullifier-without-joining"),
    (word_used_twice, "attestation-used-twice"),
    (taken_from_one_who_left, "nullifier-held"),
    (taken_after_a_benefit, "nullifier-held"),
    (replaced_while_a_member, "replaced-still-member"),
    (replaced_for_nobody, "replaced-for-nobody"),
    (replaced_within_the_grace, "replaced-too-early"),
    (replaced_with_an_undecided_case, "replaced-with-case"),
    (replaced_with_a_case_to_appeal, "replaced-with-case"),
]

RIGHTS: list[Callable[[CaseLog], None]] = [
    replaced_once_the_grace_is_over,
    replaced_when_the_notice_is_over,
]


def test_where_anyone_may_join_nobody_takes_a_nullifier() -> None:
    case_log = CaseLog().begin()
    taken_for_nobody(case_log)
    assert case_log.found() == ["nullifier-without-joining"]


def test_who_withdraws_may_join_anew_with_the_same_nullifier() -> None:
    case_log = CaseLog(attested=True).begin()
    gone(case_log)
    case_log.quit(MEMBER)
    case_log.join(MEMBER)
    assert case_log.found() == []
    assert case_log.plan.nullifiers[nullifier(MEMBER)] is case_log.plan.members[MEMBER]


def test_who_withdraws_may_join_anew_at_another_account() -> None:
    case_log = CaseLog(attested=True).begin()
    gone(case_log)
    case_log.quit(MEMBER)
    case_log.join(STRANGER, nullifier(MEMBER))
    assert case_log.found() == []


def test_an_account_that_was_replaced_keeps_its_money_and_no_more() -> None:
    case_log = CaseLog(attested=True).begin()
    gone(case_log)
    go_on(case_log)
    assert case_log.plan.members[MEMBER].status is MemberStatus.WITHDRAWN
    assert balance(case_log.plan, case_log.plan.members[MEMBER]) == 100
    case_log.quit(MEMBER)
    assert case_log.found() == []
    assert balance(case_log.plan, case_log.plan.members[MEMBER]) == 0

"""One person, one membership: what a log can get wrong about nullifiers is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmutual import events as log
from tests.audit.case_log_builder import ENDS, MEMBERS, STRANGER, Tale, said

MEMBER = MEMBERS[0]


def nullifier(member: str) -> bytes:
    return member.encode()[-32:]


def one_person_twice(tale: Tale) -> None:
    tale.join(STRANGER, nullifier(MEMBER))


def joined_without_a_word(tale: Tale) -> None:
    tale.tell(said(log.Joined, member=STRANGER, tier=0, deposit=100, limit=100))


def taken_for_nobody(tale: Tale) -> None:
    tale.tell(said(log.NullifierTaken, member=STRANGER, nullifier=bytes(32)))


def not_freed(tale: Tale) -> None:
    tale.leave(MEMBER)
    tale.announce()
    tale.quit(MEMBER, free=False)


def freed_for_nothing(tale: Tale) -> None:
    tale.tell(said(log.NullifierFreed, member=MEMBER, nullifier=nullifier(MEMBER)))


def freed_after_a_benefit(tale: Tale) -> None:
    tale.file(level=ENDS)
    tale.approve(level=ENDS)
    tale.quit(MEMBER)


def another_one_freed(tale: Tale) -> None:
    tale.leave(MEMBER)
    tale.announce()
    freed = said(log.NullifierFreed, member=MEMBER, nullifier=bytes(32))
    tale.tell(freed, said(log.Withdrawn, member=MEMBER, amount=100, rebate=0, forfeited=0))


WRONGS: list[tuple[Callable[[Tale], None], str]] = [
    (one_person_twice, "nullifier-held"),
    (joined_without_a_word, "nullifier-missing"),
    (taken_for_nobody, "nullifier-without-joining"),
    (not_freed, "nullifier-not-freed"),
    (freed_for_nothing, "nullifier-freed-wrongly"),
    (freed_after_a_benefit, "nullifier-freed-wrongly"),
    (another_one_freed, "nullifier-not-held"),
]


@pytest.mark.parametrize(("wrong", "key"), WRONGS, ids=lambda value: getattr(value, "__name__", None))
def test_a_wrong_is_found_and_nothing_else(wrong: Callable[[Tale], None], key: str) -> None:
    tale = Tale(attested=True).begin()
    wrong(tale)
    assert tale.found() == [key]


def test_where_anyone_may_join_nobody_takes_a_nullifier() -> None:
    tale = Tale().begin()
    taken_for_nobody(tale)
    assert tale.found() == ["nullifier-without-joining"]


def test_who_withdraws_may_join_anew_with_the_same_nullifier() -> None:
    tale = Tale(attested=True).begin()
    tale.leave(MEMBER)
    tale.announce()
    tale.quit(MEMBER)
    tale.join(MEMBER)
    assert tale.found() == []
    assert tale.plan.nullifier_of[MEMBER] == nullifier(MEMBER)


def test_a_benefit_keeps_the_nullifier_for_good() -> None:
    tale = Tale(attested=True).begin()
    tale.file(level=ENDS)
    tale.approve(level=ENDS)
    tale.quit(MEMBER, free=False)
    assert tale.found() == []
    assert tale.plan.nullifiers[nullifier(MEMBER)] == MEMBER

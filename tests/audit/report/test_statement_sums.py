"""Every member's account comes to what the replay says of them, and to the last unit of what they brought."""

from __future__ import annotations

import pytest

from openmutual.audit.replay.members import balance
from openmutual.audit.statement import Statement, statement
from openmutual.records import MemberStatus

from ..on_chain import NAMES, Collected, collected_of

pytestmark = pytest.mark.slow


def accounts(collected: Collected) -> dict[str, Statement]:
    history = [(event, time) for time, _, event in collected.entries]
    plan = collected.plan()
    return {member: statement(member, history, plan.terms) for member in plan.members}


@pytest.mark.parametrize("name", NAMES)
def test_what_was_brought_was_shared_or_taken_or_is_there(name: str) -> None:
    for told in accounts(collected_of(name)).values():
        assert told.brought == told.shared + told.taken + told.balance
        assert told.balance >= 0
        paid = [line for line in told.lines if line.what == "paid"]
        assert told.balance == sum(line.amount for line in told.lines) - sum(line.amount for line in paid)
        assert told.lines[-1].balance == told.balance


@pytest.mark.parametrize("name", NAMES)
def test_status_and_balance_are_those_of_the_replayed_plan(name: str) -> None:
    collected = collected_of(name)
    plan = collected.plan()
    for member, told in accounts(collected).items():
        held = plan.members[member]
        assert told.status is held.status, member
        gone = held.status is MemberStatus.CLAIMED and held.taken > 0
        assert told.balance == (0 if gone else balance(plan, held)), member


def test_all_kinds_of_members_have_an_account() -> None:
    kinds = {told.status for name in NAMES for told in accounts(collected_of(name)).values()}
    assert kinds >= {MemberStatus.ACTIVE, MemberStatus.LAPSED, MemberStatus.WITHDRAWN, MemberStatus.CLAIMED}

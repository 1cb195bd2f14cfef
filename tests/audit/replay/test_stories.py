"""Honest plans: the replay finds nothing, and comes to the state that the contracts themselves tell."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from openmutual.audit.replay.cases import status_at
from openmutual.audit.replay.members import balance
from openmutual.audit.replay.rebates import rebate_of
from openmutual.audit.replay.state import Case, Membership, Period, ReplayedPlan
from openmutual.chain import EmbeddedWorld
from openmutual.records import Announcement, Books, CaseState, MemberState, MemberStatus, Snapshot
from tests.audit.scenario_replay import NAMES, ReplayedScenario, story_of, story_on
from tests.parity.disputes import MOODS
from tests.parity.histories import History


def snapshot(plan: ReplayedPlan, now: int) -> Snapshot:
    """The replayed state, as the contracts' own answers would have it."""
    money = plan.money
    return Snapshot(
        books=Books(
            stage=plan.stage,
            period=len(plan.periods),
            index=plan.index * plan.terms.step,
            shares=plan.shares * plan.terms.step,
            members=plan.active,
            units=plan.units,
            leaving_units=plan.leaving_units,
            surplus=money.surplus,
            backstop=money.backstop,
            promised=money.promised,
            operator_credit=money.operator_credit,
            operator_paid=money.operator_paid,
            bonds=money.bonds,
            credits=sum(money.credits.values()),
            rebate_pool=money.rebate_pool,
            rebate_shared=money.rebate_shared * plan.terms.step,
            token_balance=money.held + money.gifts,
        ),
        members={account: member_state(plan, member) for account, member in plan.members.items()},
        cases={case.number: case_state(plan, case, now) for case in plan.cases},
        announcements=tuple(announcement(plan, period) for period in plan.periods),
    )


def member_state(plan: ReplayedPlan, member: Membership) -> MemberState:
    held, (rebate, _) = balance(plan, member), rebate_of(plan, member)
    paid = member.brought - member.taken - held
    return MemberState(member.status, member.units, held + rebate, paid, member.joined_at)


def case_state(plan: ReplayedPlan, case: Case, now: int) -> CaseState:
    level = plan.terms.levels[case.level].name
    return CaseState(case.claimant, level, status_at(plan, case, now), case.benefit_paid, case.fee_paid)


def announcement(plan: ReplayedPlan, period: Period) -> Announcement:
    names = [level.name for level in plan.terms.levels]
    funding = {names[level]: each.by_members + each.by_backstop for level, each in period.funding.items()}
    return Announcement(
        period=period.number,
        at=period.at,
        units=period.units,
        cases={names[level]: count for level, count in period.queue.items()},
        waiting={names[level]: count for level, count in period.waiting.items()},
        share=period.share,
        dues=period.dues,
        collected=period.collected,
        payout=funding,
        backstop_used=period.drawn,
        surplus=period.surplus,
        lapsed=len(period.lapsed),
    )


def assert_honest(story: ReplayedScenario) -> ReplayedPlan:
    """Nothing is found, and the replayed state is the contracts' own, figure by figure."""
    replay, findings = story.replayed()
    assert [(finding.check.key, finding.facts) for finding in findings.found] == []
    assert snapshot(replay.plan, story.now) == story.snapshot
    assert calendar(replay.plan) == {name: story.books[name] for name in calendar(replay.plan)}
    assert_counted(replay.plan)
    return replay.plan


def calendar(plan: ReplayedPlan) -> dict[str, int]:
    """What a snapshot leaves out of the ledger's books."""
    return {
        "announcedAt": plan.announced_at,
        "belowSince": plan.below_since,
        "closingAt": plan.closing_at,
        "chargedThisYear": plan.charged // plan.terms.step,
        "rebateShared": plan.money.rebate_shared,
        "shares": plan.shares,
        "queue": sum(count << 16 * level for level, count in plan.queue.items()),
    }


def assert_counted(plan: ReplayedPlan) -> None:
    """What is kept up with every event is what one comes to by looking at every member (I1, I2, I8)."""
    active = [member for member in plan.members.values() if member.status is MemberStatus.ACTIVE]
    rungs = [each.units for limit, rung in plan.rungs.items() if limit >= plan.floor for each in rung.values()]
    everyone = [*plan.former, *plan.members.values()]
    assert plan.units == sum(member.units for member in active) == sum(rungs)
    assert plan.active == len(active) == len(rungs)
    assert all(member.limit >= plan.floor for member in active)
    assert plan.money.member_funds == sum(balance(plan, member) for member in everyone)
    assert plan.money.held == plan.money.obligations


@pytest.mark.parametrize("name", NAMES)
def test_an_honest_story_is_clean_and_comes_to_the_contracts_own_state(name: str) -> None:
    assert_honest(story_of(name))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_a_random_history_is_clean(seed: int) -> None:
    world, seen = EmbeddedWorld(), Counter[str]()
    chance = Random(seed)
    court = [*MOODS, None, None, None][seed % (len(MOODS) + 3)]
    history = History(world, chance, lambda what: seen.update([what]), court)
    if court is None:
        for _ in range(30):
            history.go_on()
        history.come_to_an_end()
    else:
        history.gather()
        history.season()
        history.season()
    plan = assert_honest(story_on(world, history.harness.chain))
    assert plan.members

"""Every preset lives a year of announcements, with drawn cases, the same on the model and on the embedded chain.

Many platforms need millions of members to pay a case in full; these are a few dozen, so cases are cut, and that is
told alike, too.  What the chain has lived through is audited, and nothing is wrong with it.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Basis
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import assemble
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.chain import EmbeddedWorld
from openmutual.chain.ledger import ChainLedger
from openmutual.model import ModelWorld
from openmutual.money import format_amount
from openmutual.plans.document import parse_document
from openmutual.plans.terms import Plan, load_plan, preset_names
from openmutual.protocol import World
from openmutual.records import MemberStatus
from openmutual.scenario import Result, run
from openmutual.scenario.steps import read_scenario
from openmutual.statistics.incidence import load_ages
from openmutual.study.population.cohorts import Assumptions
from openmutual.study.population.cohorts import schedule as part
from openmutual.study.population.cohorts.scenario_writer import Sample, simulate_sample
from openmutual.study.population.plan_section import read_plan_section

MEMBERS = 24
ILLNESS = 90
"""Times the table of incidence, so that a few dozen have cases in a year."""

HALF_A_YEAR = 180 * 86_400

WITHOUT_PREPAYMENT = [name for name in preset_names() if load_plan(name).platform.get("prepay") == "0"]
"""Platforms that collected each share when it was due; here a standing order fills a reserve instead."""

STAYING = 6
"""Who never falls ill in a story of standing orders."""

BROKE = ("m1", "m2")
"""Whose wallets are empty, whatever they have ordered."""

WALLET = 1_000
"""What everybody else has in it, in the currency."""


def years(plan: Plan) -> int:
    """A year, and two where nobody is covered in most of the first."""
    return 1 if plan.terms.waiting <= HALF_A_YEAR else 2


@cache
def sample(name: str) -> Sample:
    """The lives of a few dozen members."""
    plan = load_plan(name)
    assumed = Assumptions(
        members=MEMBERS,
        years=years(plan),
        seed=2,
        ages=load_ages("xianghubao-2019"),
        illness=Fraction(ILLNESS),
        leaving=Fraction(1, 100),
    )
    return simulate_sample(plan, name, assumed)


def on_standing_orders(name: str, cases: int) -> str:
    """A year with so many cases in every period from the first on in which anybody is covered, as a scenario.

    All have ordered their reserves filled up to the deposit, which is done after every announcement.
    """
    plan, table, covered = load_plan(name), schedule_of(name), covered_periods(name)
    tier, level = plan.terms.tiers[0], plan.terms.levels[0]
    staying = cases * len(covered) + STAYING
    deposit = format_amount(tier.deposit, plan.decimals)
    told = [
        (0, f"join: {{who: m1..m{staying}, tier: {tier.name}, deposit: {deposit}}}"),
        (0, f"standing_order: {{who: [{', '.join(BROKE)}], target: {deposit}}}"),
        (0, f"standing_order: {{who: m{len(BROKE) + 1}..m{staying}, target: {deposit}, wallet: {WALLET}}}"),
    ]
    announced: list[str] = []
    for number in range(table.periods(years(plan))):
        settled, filed, decided, closed = (
            table.at(number, which) for which in (part.SETTLE, part.FILE, part.DECIDE, part.ANNOUNCE)
        )
        told += [(settled, f"settle: {{case: of-{who}}}") for who in announced]
        announced = [f"m{staying - place}" for place in range(cases)] if number in covered else []
        staying -= len(announced)
        claim = f"level: {level.name}, diagnosed: {part.days(filed)}"
        told += [(filed, f"file: {{who: {who}, case: of-{who}, {claim}}}") for who in announced]
        told += [(decided, f"decide: {{case: of-{who}, verdict: approve}}") for who in announced]
        told += [(closed, "announce: {}"), (closed, f"refill: {{who: m1..m{staying}}}")]
    head = [f"name: orders-{name}", f"plan: {name}", "start: 2026-01-01", "steps:"]
    return "\n".join([*head, *(f"  - {{day: {part.days(at)}, {words}}}" for at, words in told), ""])


def schedule_of(name: str) -> part.Schedule:
    plan = load_plan(name)
    return part.draw_up(plan.terms, read_plan_section(plan).announcements)


def covered_periods(name: str) -> list[int]:
    """The periods in which those who founded the plan are covered."""
    plan, table = load_plan(name), schedule_of(name)
    periods = range(table.periods(years(plan)))
    return [number for number in periods if table.at(number, part.FILE) > plan.terms.levels[0].waiting]


def enough_cases(name: str) -> int:
    """Cases in a period, so that a year's shares take what a deposit has above the reserve."""
    terms = load_plan(name).terms
    of_a_case = min(cap for cap in (terms.case_cap, terms.period_cap) if cap)
    above = terms.tiers[0].deposit - terms.reserve
    return -(-above // (of_a_case * (len(covered_periods(name)) - 1)))


def played(story: str, world: World) -> Result:
    return run(read_scenario(parse_document(story.encode(), "story.yaml"), Path()), world)


def expect_nothing_wrong(result: Result, world: EmbeddedWorld, name: str) -> None:
    """The audit proves everything, finds nothing, not even a remark, and tells it all."""
    assert isinstance(result.ledger, ChainLedger)
    said = collect(EmbeddedSource(world.node), result.ledger.site.ledger)
    audited = audit(said, plan_file=load_plan(name))
    assert audited.findings.found == []
    assert set(audited.bases.values()) == {Basis.PROVEN}
    report = assemble(audited)
    assert report.verdict.clean
    assert report.subject.plan_name == name
    assert len(report.periods.rows) == len(result.periods)
    assert len(report.conduct.figures) == len(audited.figures) > 0


@pytest.mark.parametrize("name", preset_names())
def test_a_year_of_announcements_runs_on_the_model(name: str) -> None:
    result = played(sample(name).text, ModelWorld())
    told = result.to_json()
    announcements = read_plan_section(load_plan(name)).announcements
    assert len(told["periods"]) >= announcements - 1
    assert any(period["cases"] for period in told["periods"])
    assert told == sample(name).result.to_json()
    result.ledger.check_books()


@pytest.mark.slow
@pytest.mark.parametrize("name", preset_names())
def test_the_embedded_chain_comes_to_the_same_and_is_audited_clean(name: str) -> None:
    world = EmbeddedWorld()
    on_chain, in_model = played(sample(name).text, world), played(sample(name).text, ModelWorld())
    assert on_chain.to_json() == in_model.to_json()
    assert on_chain.books == in_model.books
    expect_nothing_wrong(on_chain, world, name)


def test_platforms_that_took_nothing_beforehand_are_known() -> None:
    assert WITHOUT_PREPAYMENT == ["didi", "kangai", "meituan", "xianghubao", "xianghubao-starter"]


@pytest.mark.parametrize("name", WITHOUT_PREPAYMENT)
def test_nobody_with_money_in_the_wallet_lapses(name: str) -> None:
    terms = load_plan(name).terms
    result = played(on_standing_orders(name, enough_cases(name)), ModelWorld())
    lapsed = [who for who, member in result.members.items() if member.status == MemberStatus.LAPSED]
    assert lapsed == [*BROKE]
    assert sum(announcement.lapsed for _, announcement in result.periods) == len(BROKE)
    active = [member for member in result.members.values() if member.status == MemberStatus.ACTIVE]
    assert len(active) == STAYING - len(BROKE)
    assert {member.balance for member in active} == {terms.tiers[0].deposit}
    assert all(member.paid > terms.tiers[0].deposit - terms.reserve for member in active)


@pytest.mark.slow
@pytest.mark.parametrize("name", WITHOUT_PREPAYMENT)
def test_a_year_on_standing_orders_is_the_same_on_the_chain_and_audited_clean(name: str) -> None:
    world, story = EmbeddedWorld(), on_standing_orders(name, cases=1)
    on_chain, in_model = played(story, world), played(story, ModelWorld())
    assert on_chain.to_json() == in_model.to_json()
    assert on_chain.books == in_model.books
    expect_nothing_wrong(on_chain, world, name)

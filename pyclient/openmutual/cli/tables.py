"""Plans, scenarios and results as tables."""

from collections.abc import Iterable, Iterator
from functools import partial

from ..money import format_duration
from ..scenario import Result, Scenario
from ..terms import Plan
from .amounts import grouped
from .page import Page


def show_plans(plans: Iterable[Plan], page: Page) -> None:
    """A line for each plan."""
    columns = ["plan", "title", "benefit up to", "case cap", "period cap", "dues", "period", "waiting", "minimum"]
    page.table(columns, [_plan_row(plan) for plan in plans], words=(0, 1))
    page.blank()
    page.prose("A unit pays at most the case cap for a case and the period cap in a period; amounts are in CNY.")
    page.prose("Below the minimum of members a plan closes itself. openmutual plan show NAME prints a plan in full.")


def _plan_row(plan: Plan) -> list[str]:
    terms, money = plan.terms, partial(grouped, decimals=plan.decimals)
    return [
        plan.name,
        plan.title["en"],
        money(max(level.benefit for level in terms.levels)),
        money(terms.case_cap) if terms.case_cap else "none",
        money(terms.period_cap),
        money(terms.dues),
        format_duration(terms.period),
        format_duration(terms.waiting),
        f"{terms.min_members:,}",
    ]


def show_plan(plan: Plan, page: Page) -> None:
    """All terms of a plan; a star marks what no source states."""
    page.title(f"{plan.name}: {plan.title['en']} {plan.title['zh']}")
    if plan.source:
        page.prose(f"Source: {plan.source}")
    page.blank()
    page.table(["term", "value"], [[_starred(plan, key), value] for key, value in _terms(plan)], words=(0, 1))
    page.blank()
    if plan.assumed:
        page.prose("* assumed, in whole or in part: no source states it")
    for key, said in plan.platform.items():
        page.prose(f"The platform on {key}: {said}")
    page.prose(f"Plan hash: {plan.plan_hash.hex()}")


def show_scenarios(scenarios: Iterable[Scenario], page: Page) -> None:
    """What each scenario tells."""
    rows = [[each.name, each.plan.name, str(len(each.steps)), each.about] for each in scenarios]
    page.table(["scenario", "plan", "steps", "what it tells"], rows, words=(0, 1, 3))


def show_result(scenario: Scenario, result: Result, page: Page) -> None:
    """What a run has come to: announcements, cases, refusals, the books."""
    money = partial(grouped, decimals=result.decimals)
    page.title(f"{scenario.name}, on the plan {scenario.plan.name}; amounts in {scenario.plan.symbol}")
    if result.periods:
        page.blank()
        columns = ["period", "day", "units", "cases", "share", "dues", "collected", "backstop", "surplus", "lapsed"]
        page.table(columns, _period_rows(result), words=())
    if result.cases:
        page.blank()
        rows = [[n, c.status.value, money(c.claimant_paid), money(c.fee_paid)] for n, c in result.cases.items()]
        page.table(["case", "status", "claimant", "operator"], rows, words=(0, 1))
    page.blank()
    for number, error in result.refused:
        step = scenario.steps[number]
        page.prose(f"Refused, as it had to be: {step.verb} on day {float(step.day):g}, with {error}.", "yellow")
    books = result.books
    page.prose(
        f"{books.members:,} active members with {books.units:,} units. The ledger holds {money(books.token_balance)}: "
        f"surplus {money(books.surplus)}, backstop {money(books.backstop)}, promised to cases {money(books.promised)}, "
        f"operator {money(books.operator_credit)}, all else the members'."
    )


def _period_rows(result: Result) -> Iterator[list[str]]:
    money = partial(grouped, decimals=result.decimals)
    for day, made in result.periods:
        cases = ", ".join(f"{count} {level}" for level, count in made.cases.items())
        amounts = (made.share, made.dues, made.collected, made.backstop_used, made.surplus)
        start = [str(made.period), f"{float(day):g}", f"{made.units:,}", cases or "–"]
        yield [*start, *(money(amount) for amount in amounts), str(made.lapsed)]


def _starred(plan: Plan, key: str) -> str:
    alike = any(f"{key}.".startswith(f"{name}.") or f"{name}.".startswith(f"{key}.") for name in plan.assumed)
    return f"{key} *" if alike else key


def _terms(plan: Plan) -> Iterator[tuple[str, str]]:
    """Keys as in the plan file, with their values in words."""
    terms, money = plan.terms, partial(grouped, decimals=plan.decimals)
    yield "currency", f"{plan.symbol}, {plan.decimals} decimals"
    yield "step", money(terms.step)
    for tier in terms.tiers:
        units = "1 unit" if tier.units == 1 else f"{tier.units} units"
        yield f"tiers.{tier.name}", f"{units}, deposit {money(tier.deposit)} or more"
    for level in terms.levels:
        ends = ", ends the membership" if level.ends_membership else ""
        waiting = f", waiting {format_duration(level.waiting)}" if level.waiting != terms.waiting else ""
        yield f"levels.{level.name}", f"benefit {money(level.benefit)}, fee {money(level.fee)}{ends}{waiting}"
    caps = {"case": terms.case_cap, "period": terms.period_cap, "year": terms.year_cap, "backstop": terms.backstop_cap}
    for name, cap in caps.items():
        yield f"caps.{name}", money(cap) if cap else "none"
    yield "dues", money(terms.dues)
    for name in ("waiting", "period", "notice", "grace", "filing", "decision", "run_off"):
        yield name, format_duration(getattr(terms, name))
    yield "min_members", f"{terms.min_members:,}"
    yield "panel", f"{terms.quorum} of {terms.assessors} assessors sign"
    jury = terms.jury
    yield (
        "jury",
        f"{jury.size} jurors, {jury.quorum} must vote; bond {money(jury.bond)}, reward {money(jury.reward)} each",
    )

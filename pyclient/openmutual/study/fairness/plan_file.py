"""The plan of a remedy, as a file that people can read, change and deploy."""

import json
from collections.abc import Iterator, Mapping

from ...i18n import LANGUAGES, texts
from ...money import format_amount, format_duration
from ...plans.document import parse_document
from ...plans.terms import Plan, read_plan
from ...records import Terms
from ..population.plan_section import read_plan_section
from .remedy import Remedy

AREA = "fairness"
SUFFIX = "-fair"
LONGEST = 64
"""The longest name of a plan."""


def plan_text(plan: Plan, remedy: Remedy) -> str:
    """The whole plan file; amounts are exact, and what the remedy leaves alone is as it was."""
    return "\n".join(_lines(plan, remedy)) + "\n"


def remedied(plan: Plan, remedy: Remedy) -> Plan:
    """The plan of that file."""
    name = _name(plan)
    return read_plan(parse_document(plan_text(plan, remedy).encode(), f"{name}.yaml"))


def _name(plan: Plan) -> str:
    return plan.name[: LONGEST - len(SUFFIX)] + SUFFIX


def _lines(plan: Plan, remedy: Remedy) -> Iterator[str]:
    terms = remedy.terms
    titles = {
        language: texts(AREA, language)["remedied"][remedy.varied].format(plan=plan.title[language])
        for language in LANGUAGES
    }
    yield f"name: {_name(plan)}"
    yield f"title: {_flow({language: _quoted(title) for language, title in titles.items()})}"
    yield f"source: {_quoted(f'worked out from the plan {plan.name}; no platform has these rules')}"
    yield f"currency: {{symbol: {plan.symbol}, decimals: {plan.decimals}}}"
    yield from _money(terms, plan.decimals)
    yield from _people(plan, remedy)
    yield from _windows(terms)
    jury = terms.jury
    yield f"panel: {{assessors: {terms.assessors}, quorum: {terms.quorum}}}"
    bond, reward = (format_amount(amount, plan.decimals) for amount in (jury.bond, jury.reward))
    yield "jury: " + _flow(
        {
            "size": jury.size,
            "quorum": jury.quorum,
            "bond": bond,
            "reward": reward,
            "commit": format_duration(jury.commit),
            "reveal": format_duration(jury.reveal),
        }
    )


def _money(terms: Terms, decimals: int) -> Iterator[str]:
    def say(amount: int) -> str:
        return format_amount(amount, decimals)

    yield f"step: {say(terms.step)}"
    yield "tiers:"
    for tier in terms.tiers:
        yield f"  {tier.name}: {{units: {tier.units}, deposit: {say(tier.deposit)}}}"
    yield "levels:"
    for level in terms.levels:
        ends = ", ends_membership: true" if level.ends_membership else ""
        waiting = f", waiting: {format_duration(level.waiting)}" if level.waiting != terms.waiting else ""
        yield f"  {level.name}: {{benefit: {say(level.benefit)}, fee: {say(level.fee)}{ends}{waiting}}}"
    caps = {"case": terms.case_cap, "period": terms.period_cap, "year": terms.year_cap, "backstop": terms.backstop_cap}
    yield f"caps: {_flow({name: say(cap) for name, cap in caps.items() if cap})}"
    yield f"dues: {say(terms.dues)}"


def _people(plan: Plan, remedy: Remedy) -> Iterator[str]:
    written = plan.population.plain() if plan.population is not None else {}
    section = read_plan_section(plan)
    tiers = remedy.tiers if remedy.tiers is not None else written.get("tiers")
    levels = (
        {name: {"ages": ages} for name, ages in remedy.levels.items()}
        if remedy.levels is not None
        else written.get(
            "levels", {risk.level.name: {"ages": f"{risk.ages[0]}-{risk.ages[-1]}"} for risk in section.risks}
        )
    )
    yield "population:"
    yield f"  announcements: {section.announcements}"
    if tiers:
        yield f"  tiers: {_flow(tiers)}"
    yield f"  levels: {_flow({name: _flow(fields) for name, fields in levels.items()})}"


def _windows(terms: Terms) -> Iterator[str]:
    for name in ("waiting", "period", "notice", "grace", "filing", "decision", "run_off"):
        yield f"{name}: {format_duration(getattr(terms, name))}"
    yield f"min_members: {terms.min_members}"


def _flow(entries: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

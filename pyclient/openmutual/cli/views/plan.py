"""Plans as people read them: one in sentences with its sources, and all of them in a table."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from ...i18n.sentences import source_in
from ...money import DAY, format_amount, format_duration, grouped
from ...plans.copying import OWN
from ...plans.explain import CharterPhrases, Clause, charter_phrases, least_members
from ...plans.presets import Platform
from ...plans.provenance import stating
from ...plans.terms import Plan
from ..language import say, speaking
from ..output import Page


def show_charter(plan: Plan, clauses: Sequence[Clause], language: str, page: Page) -> None:
    """The sentences of a plan, part by part."""
    words = charter_phrases(language, plan.decimals)
    titles = dict.fromkeys((plan.title["en"], plan.title["zh"]))
    page.title(f"{plan.name}: {' '.join(titles)}")
    if plan.source:
        page.prose(words.say("source", source=source_in(language, plan.source)))
    sources = numbered(clauses)
    part = ""
    for each in clauses:
        if each.part != part:
            part = each.part
            page.heading(words.part(part))
        page.prose(f"{each.sentence}{_mark(each, sources, words)}")
    if sources:
        page.heading(words.say("sources"))
        for source, number in sources.items():
            page.item(f"[{number}]", words.say("own") if source == OWN else source_in(language, source))
    page.blank()
    page.prose(words.say("unmarked", symbol=plan.symbol))
    page.prose(words.say("hash", digest=plan.plan_hash.hex()))


def numbered(clauses: Sequence[Clause]) -> dict[str, int]:
    """The number of each source, in the order in which they first appear."""
    sources = dict.fromkeys(source for each in clauses for source in each.sources)
    return {source: number for number, source in enumerate(sources, 1)}


def _mark(each: Clause, sources: dict[str, int], words: CharterPhrases) -> str:
    """` [1, 2; assumed: caps.period]`; only ` [assumed]` where no source states anything of it."""
    numbers = sorted(sources[source] for source in each.sources)
    found = [words.say("comma").join(map(str, numbers))] if numbers else []
    if each.assumed:
        listed = words.say("assumed keys", keys=words.say("comma").join(each.assumed))
        found.append(words.say("assumed") if each.assumed == each.keys else listed)
    return f" [{words.say('semicolon').join(found)}]" if found else ""


def charter_to_json(plan: Plan, clauses: Sequence[Clause]) -> dict[str, Any]:
    """A plan in sentences as `--json` gives it."""
    return {
        "name": plan.name,
        "title": dict(plan.title),
        "source": plan.source,
        "clauses": [each.to_json() for each in clauses],
        "sources": {key: list(sources) for key, sources in plan.sources.items()},
        "assumed": list(plan.assumed),
        "plan_hash": plan.plan_hash.hex(),
    }


COLUMNS = ("plan", "platform", "prepay", "fee", "wait", "benefit", "cap", "minimum", "needs", "had", "src")
MILLION, TEN_THOUSAND = 1_000_000, 10_000


def show_plans(plans: Iterable[Plan], page: Page) -> None:
    """A line for each plan."""
    page.table([say(f"plans_{name}") for name in COLUMNS], [_plan_row(plan) for plan in plans], words=(0, 1), gap=2)
    page.blank()
    page.prose(say("plans_columns"))
    page.prose(say("plans_members"))


def show_platforms(platforms: Iterable[Platform], page: Page) -> None:
    """What is known of each."""
    page.heading(say("platforms"))
    for each in platforms:
        known, source = each.known[speaking().value], source_in(speaking(), each.source)
        page.prose(say("platform", known=known, source=source, **each.title))


def published(plan: Plan, key: str) -> int | None:
    """A whole number that a plan file gives among the platform's own words."""
    said = plan.platform.get(key)
    return int(said) if isinstance(said, str) and said.isdecimal() else None


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The line of a plan as `--json` gives it; amounts in the plan's currency, times in days."""
    terms, money = plan.terms, partial(format_amount, decimals=plan.decimals)
    return {
        "name": plan.name,
        "title": dict(plan.title),
        "currency": plan.symbol,
        "prepay": plan.platform.get("prepay"),
        "fees": {level.name: money(level.fee) for level in terms.levels},
        "dues": money(terms.dues),
        "waiting_days": float(Fraction(terms.waiting, DAY)),
        "benefit": money(max(level.benefit for level in terms.levels)),
        "case_cap": money(terms.case_cap) if terms.case_cap else None,
        "min_members": terms.min_members,
        "least_members": least_members(terms),
        "members": published(plan, "members"),
        "sources": source_count(plan),
        "assumed": list(plan.assumed),
        "plan_hash": plan.plan_hash.hex(),
    }


def fee_in_words(plan: Plan) -> str:
    """What the operator earns: a rate of the benefit, amounts that differ by level, or dues."""
    terms, money = plan.terms, partial(grouped, decimals=plan.decimals)
    fees = {level.fee for level in terms.levels}
    rates = {round(Fraction(100 * level.fee, level.benefit), 2) for level in terms.levels}
    if fees == {0}:
        return say("plans_dues", amount=money(terms.dues)) if terms.dues else say("plans_none")
    if len(rates) == 1:
        return f"{float(rates.pop()):g} %"
    return f"{money(min(fees))}–{money(max(fees))}"


def source_count(plan: Plan) -> int:
    """How many sources a plan names."""
    return len({source for sources in plan.sources.values() for source in sources})


def _plan_row(plan: Plan) -> list[str]:
    terms, money = plan.terms, partial(grouped, decimals=plan.decimals)
    dearest = max(terms.levels, key=lambda level: level.benefit)
    inside = f"levels.{dearest.name}"
    return [
        plan.name,
        plan.title["zh"].split("（")[0],
        plan.platform.get("prepay") or "?",
        _starred(plan, fee_in_words(plan), f"{inside}.fee", f"{inside}.fee_inside"),
        _starred(plan, format_duration(terms.waiting).removesuffix(" d"), "waiting"),
        _starred(plan, money(dearest.benefit), f"{inside}.benefit"),
        _starred(plan, money(terms.case_cap) if terms.case_cap else say("plans_none"), "caps.case"),
        _starred(plan, counted(terms.min_members), "min_members"),
        counted(least_members(terms)),
        counted(found) if (found := published(plan, "members")) else "?",
        str(source_count(plan)),
    ]


def _starred(plan: Plan, words: str, *keys: str) -> str:
    """The words, with a star unless a source states one of the keys."""
    return words if any(stating(key, plan.sources) for key in keys) else f"{words}*"


def counted(people: int) -> str:
    """A number of people: `500,000`, `3.24 m`."""
    if people >= MILLION and people % TEN_THOUSAND == 0:
        return f"{people / MILLION:g} m"
    return f"{people:,}"

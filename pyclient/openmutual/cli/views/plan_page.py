"""One plan in sentences, each with the numbers of its sources, which stand below."""

from collections.abc import Sequence
from typing import Any

from ...plans.clauses import Clause
from ...plans.phrases import CharterPhrases, charter_phrases
from ...plans.terms import Plan
from ..output import Page


def show_charter(plan: Plan, clauses: Sequence[Clause], language: str, page: Page) -> None:
    """The sentences of a plan, part by part."""
    words = charter_phrases(language, plan.decimals)
    page.title(f"{plan.name}: {plan.title['en']} {plan.title['zh']}")
    if plan.source:
        page.prose(words.say("source", source=plan.source))
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
            page.item(f"[{number}]", source)
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

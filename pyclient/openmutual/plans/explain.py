"""The sentences of a plan, part by part.  All terms of a plan are told, each in one sentence."""

from collections.abc import Iterator

from ..records import Level, Tier
from .advice import least_members
from .clauses import Clause, clause
from .phrases import CharterPhrases, charter_phrases
from .terms import Plan

Told = tuple[str, tuple[str, ...]]
"""A sentence, and the keys that it tells."""


def explain(plan: Plan, language: str) -> list[Clause]:
    """What a plan says, in the order of the parts of the words.  `language` is `en` or `zh`."""
    words = charter_phrases(language, plan.decimals)
    parts = {
        "joining": (_tier(tier, words) for tier in plan.terms.tiers),
        "benefits": _benefits(plan, words),
        "costs": _costs(plan, words),
        "cover": _cover(plan, words),
        "deciding": _deciding(plan, words),
        "lapsing": _lapsing(plan, words),
        "leaving": _always(words, "leaving", "gift"),
        "closing": _closing(plan, words),
        "platform": _platform(plan, words),
    }
    return [clause(plan, part, sentence, keys) for part, told in parts.items() for sentence, keys in told]


def _tier(tier: Tier, words: CharterPhrases) -> Told:
    units = words.say("one unit") if tier.units == 1 else words.say("units", count=tier.units)
    said = words.say("tier", name=tier.name, units=units, deposit=words.money(tier.deposit))
    return said, (f"tiers.{tier.name}",)


def _benefits(plan: Plan, words: CharterPhrases) -> Iterator[Told]:
    for level in plan.terms.levels:
        yield _level(level, plan.terms.waiting, words), (f"levels.{level.name}",)
    yield from _always(words, "short")


def _level(level: Level, waiting: int, words: CharterPhrases) -> str:
    sentence = "level" if level.fee else "level no fee"
    said = [words.say(sentence, name=level.name, benefit=words.money(level.benefit), fee=words.money(level.fee))]
    if level.waiting != waiting:
        own = "own waiting" if level.waiting else "own no waiting"
        said.append(words.say(own, waiting=words.time(level.waiting)))
    if level.ends_membership:
        said.append(words.say("ends"))
    return words.join(said)


def _costs(plan: Plan, words: CharterPhrases) -> Iterator[Told]:
    terms = plan.terms
    yield words.say("case cap" if terms.case_cap else "no case cap", cap=words.money(terms.case_cap)), ("caps.case",)
    yield words.say("period cap", cap=words.money(terms.period_cap)), ("caps.period",)
    yield words.say("year cap" if terms.year_cap else "no year cap", cap=words.money(terms.year_cap)), ("caps.year",)
    yield words.say("dues" if terms.dues else "no dues", dues=words.money(terms.dues)), ("dues",)
    backstop = "backstop" if terms.backstop_cap else "no backstop cap"
    yield words.say(backstop, cap=words.money(terms.backstop_cap)), ("caps.backstop",)
    yield words.say("step", step=words.money(terms.step)), ("step",)
    yield words.say("least", members=f"{least_members(terms):,}"), ()


def _cover(plan: Plan, words: CharterPhrases) -> Iterator[Told]:
    terms = plan.terms
    yield words.say("waiting" if terms.waiting else "no waiting", waiting=words.time(terms.waiting)), ("waiting",)
    yield words.say("filing", filing=words.time(terms.filing)), ("filing",)


def _deciding(plan: Plan, words: CharterPhrases) -> Iterator[Told]:
    terms, jury = plan.terms, plan.terms.jury
    decision = words.time(terms.decision)
    said = words.say("panel", quorum=terms.quorum, assessors=terms.assessors, decision=decision)
    yield said, ("panel", "decision")
    yield words.say("period", period=words.time(terms.period)), ("period",)
    yield words.say("notice", notice=words.time(terms.notice)), ("notice",)
    times = {"commit": words.time(jury.commit), "reveal": words.time(jury.reveal)}
    draws = ("jury.size", "jury.quorum", "jury.commit", "jury.reveal")
    yield words.say("jury", size=jury.size, quorum=jury.quorum, **times), draws
    money = {"bond": words.money(jury.bond), "reward": words.money(jury.reward)}
    yield words.say("bond", **money), ("jury.bond", "jury.reward")


def _lapsing(plan: Plan, words: CharterPhrases) -> Iterator[Told]:
    terms = plan.terms
    yield words.say("lapse", reserve=words.money(terms.reserve)), ("caps.period", "dues")
    yield words.say("grace" if terms.grace else "no grace", grace=words.time(terms.grace)), ("grace",)


def _closing(plan: Plan, words: CharterPhrases) -> Iterator[Told]:
    terms = plan.terms
    minimum = "minimum" if terms.min_members > 1 else "no minimum"
    said = words.say(minimum, members=f"{terms.min_members:,}", grace=words.time(terms.grace))
    yield said, ("min_members",)
    yield from _always(words, "powers")
    run_off = "run off" if terms.run_off else "no run off"
    yield words.say(run_off, run_off=words.time(terms.run_off)), ("run_off",)


def _platform(plan: Plan, words: CharterPhrases) -> Iterator[Told]:
    """The platform's own wording of a rule: one text, or one a language."""
    for key, said in plan.platform.items():
        text = said.get(words.language, said) if isinstance(said, dict) else said
        shown = f"{int(text):,}" if isinstance(text, str) and text.isdigit() else str(text)
        yield words.say("colon", about=words.about(key), said=shown), (f"platform.{key}",)


def _always(words: CharterPhrases, *sentences: str) -> Iterator[Told]:
    """What holds for every plan on this ledger."""
    for sentence in sentences:
        yield words.say(sentence), ()

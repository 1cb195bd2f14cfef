"""A plan in plain sentences (公约), part by part, each with where it comes from; and what its members will regret."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..i18n import Phrases, texts
from ..money import DAY, HOUR, format_amount, format_duration
from ..records import Level, Terms, Tier
from .provenance import stating, within
from .terms import Plan

YEAR = 365 * DAY
"""A plan year (rules, section 2), in seconds."""

SMALL = 100
"""A fee that is an amount is taken for a forgotten % below this part of the benefit."""

TO_SPARE = Fraction(3, 2)
"""So many times the least membership a plan needs for people to leave without the rest being cut."""


def advice(plan: Plan, members: int = 0) -> list[str]:
    """The sentences of advice; none for a plan that needs none.

    Args:
        plan: what is looked at.
        members: how many it has, or will have; 0 if nobody knows.
    """
    return [
        *_caps(plan),
        *_members(plan, members),
        *_deposits(plan),
        *_fees(plan),
        *_times(plan),
        *_judges(plan),
        *_provenance(plan),
    ]


def least_units(terms: Terms) -> int:
    """The units that it takes to pay the dearest case in full, under the caps of a case and of a period."""
    most = min(terms.case_cap or terms.period_cap, terms.period_cap)
    return max(-(-level.due // most) for level in terms.levels)


def least_members(terms: Terms) -> int:
    """The members that it takes to pay the dearest case in full, if all are in the smallest tier."""
    return -(-least_units(terms) // min(tier.units for tier in terms.tiers))


def _caps(plan: Plan) -> Iterator[str]:
    terms = plan.terms
    periods = -(-YEAR // terms.period)
    if terms.year_cap and terms.year_cap < periods * terms.period_cap:
        yield (
            f"caps.year {_say(plan, terms.year_cap)} is less than {periods} periods at the cap of "
            f"{_say(plan, terms.period_cap)}: once it is used up, all cases wait for the next plan year, where "
            "they share one period's cap; a closing lasts as much longer, and who leaves meanwhile pays for none; "
            f"raise it, or lower caps.period to {_say(plan, _whole_steps(plan, terms.year_cap // periods))}"
        )
    if terms.case_cap > terms.period_cap:
        yield (
            f"caps.case {_say(plan, terms.case_cap)} can never be paid, because caps.period is "
            f"{_say(plan, terms.period_cap)}; lower the one or raise the other"
        )
    least, units = least_members(terms), least_units(terms)
    if terms.case_cap and terms.min_members < least:
        yield (
            f"min_members {terms.min_members} is less than {least}: with fewer than {units} units the largest "
            f"case is cut by caps.case {_say(plan, terms.case_cap)}; raise min_members or the cap"
        )


def _members(plan: Plan, members: int) -> Iterator[str]:
    least = max(least_members(plan.terms), plan.terms.min_members)
    if members and members < TO_SPARE * least:
        yield (
            f"{members} members are fewer than {float(TO_SPARE)} times {least}, the least that this plan needs: "
            "if many leave, it closes or cuts cases; begin with more, or raise the caps"
        )


def _deposits(plan: Plan) -> Iterator[str]:
    reserve = plan.terms.reserve
    for tier in plan.terms.tiers:
        if tier.deposit < 2 * tier.units * reserve:
            yield (
                f"tiers.{tier.name}.deposit {_say(plan, tier.deposit)} lasts for one full period only: then the member "
                f"lapses; ask for {_say(plan, 2 * tier.units * reserve)} to last for two"
            )


def _fees(plan: Plan) -> Iterator[str]:
    for level in plan.terms.levels:
        if level.name in plan.flat_fees and 0 < level.fee * SMALL < level.benefit:
            fee = _say(plan, level.fee)
            yield (
                f"the fee of levels.{level.name} is an amount, {fee}, less than a hundredth of the benefit of "
                f"{_say(plan, level.benefit)}; write {fee}% if that is what is meant"
            )


def _times(plan: Plan) -> Iterator[str]:
    terms = plan.terms
    if terms.run_off < terms.filing:
        yield (
            f"run_off {format_duration(terms.run_off)} is shorter than filing {format_duration(terms.filing)}: who "
            "falls ill just before a closing has less time to file; make it as long"
        )
    if terms.grace < terms.notice:
        yield (
            f"grace {format_duration(terms.grace)} is shorter than notice {format_duration(terms.notice)}: a member "
            "may lapse for good before an announcement can be objected to; make it longer"
        )
    names = ("waiting", "notice", "grace", "filing", "decision", "run_off")
    spans = {name: getattr(terms, name) for name in names}
    spans |= {f"levels.{level.name}.waiting": level.waiting for level in terms.levels if level.waiting != terms.waiting}
    for name, span in spans.items():
        if 0 < span < HOUR:
            yield f"{name} is {format_duration(span)}, less than an hour, too short for anybody to act; write d or h"
    if terms.waiting == 0:
        yield "waiting is 0: nobody needs to join before they are ill; set a waiting period"


def _judges(plan: Plan) -> Iterator[str]:
    terms = plan.terms
    if terms.quorum == 1:
        yield "panel.quorum is 1: a single assessor can have any case paid; ask for two signatures or more"
    if terms.jury.size % 2 == 0:
        yield f"jury.size {terms.jury.size} is even: a tie leaves the panel's word standing; take an odd number"
    if terms.jury.bond == 0:
        yield "jury.bond is 0: objecting costs nothing, so every case can be held up; ask for a bond"
    most = _most_in_a_year(terms)
    if terms.jury.bond > most:
        yield (
            f"jury.bond {_say(plan, terms.jury.bond)} is more than {_say(plan, most)}, all the shares of a year at the "
            "caps in the smallest tier: few members can afford to object; lower it"
        )


def _most_in_a_year(terms: Terms) -> int:
    """The most that a member of the smallest tier can be charged in a plan year."""
    a_unit = terms.year_cap or -(-YEAR // terms.period) * terms.period_cap
    return a_unit * min(tier.units for tier in terms.tiers)


def _provenance(plan: Plan) -> Iterator[str]:
    """A plan that names sources should account for every key."""
    missing = [key for key in plan.keys if not stating(key, (*plan.sources, *plan.assumed))]
    if plan.sources and missing:
        yield f"{', '.join(missing)}: neither under sources nor under assumed; say where each comes from"


def _say(plan: Plan, amount: int) -> str:
    return format_amount(amount, plan.decimals)


def _whole_steps(plan: Plan, amount: int) -> int:
    return amount - amount % plan.terms.step


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence about a plan.

    Attributes:
        part: which question it answers, a key of the words.
        keys: the keys of the plan file that it tells; none for a rule that every plan on this ledger has.
        sources: what states these keys, each once.
        assumed: those of the keys that no source states; none if the plan speaks of no sources at all.
    """

    part: str
    sentence: str
    keys: tuple[str, ...]
    sources: tuple[str, ...]
    assumed: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        return {
            "part": self.part,
            "sentence": self.sentence,
            "keys": list(self.keys),
            "sources": list(self.sources),
            "assumed": list(self.assumed),
        }


def clause(plan: Plan, part: str, sentence: str, named: Iterable[str]) -> Clause:
    """The clause of a sentence that tells the keys `named`, and all that the file has inside them.

    A key that the file leaves out is told, too: there is no such cap, say.  In a plan that speaks of sources, what has
    none is assumed.
    """
    keys = tuple(key for name in named for key in _inside(plan.keys, name))
    speaks = plan.sources or plan.assumed
    assumed = tuple(key for key in keys if speaks and not stating(key, plan.sources))
    return Clause(part, sentence, keys, _distinct(plan.sources, keys), assumed)


def _inside(keys: Iterable[str], name: str) -> list[str]:
    return [key for key in keys if within(key, name)] or [name]


def _distinct(sources: Mapping[str, tuple[str, ...]], keys: Iterable[str]) -> tuple[str, ...]:
    found = [source for key in keys for outer in stating(key, sources) for source in sources[outer]]
    return tuple(dict.fromkeys(found))


AREA = "charter"


@dataclass(frozen=True, slots=True)
class CharterPhrases(Phrases):
    """The sentences of a charter; `decimals` are those of the plan's currency."""

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key, with the values in their places."""
        sentence: str = self._texts("sentences")[key]
        return sentence.format(**values)

    def part(self, part: str) -> str:
        """The question that a part answers."""
        question: str = self._texts("parts")[part]
        return question

    def about(self, key: str) -> str:
        """What a platform's note is about; a plan file may have others than the presets have."""
        return str(self._texts("about").get(key, key.replace("_", " ")))

    def time(self, seconds: int) -> str:
        """A duration: `90 days`, `90 天`, `730 hours`."""
        number, unit = format_duration(seconds).split()
        words: str = self._texts("units")[unit]
        return f"{number} {words[:-1] if number == '1' and self.language == 'en' else words}"

    def join(self, sentences: list[str]) -> str:
        """Sentences one after the other, as the language writes them."""
        return ("" if self.language == "zh" else " ").join(sentences)

    def _texts(self, part: str) -> dict[str, Any]:
        found: dict[str, Any] = texts(self.area, self.language)[part]
        return found


def charter_phrases(language: str, decimals: int) -> CharterPhrases:
    """The sentences in `en` or `zh`."""
    return CharterPhrases(AREA, language, decimals)


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

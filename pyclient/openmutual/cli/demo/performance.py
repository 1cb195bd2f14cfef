"""The demo from beginning to end: its world and its sentences, what happens on the chain, and the books at the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...records import Announcement
from ...scenario import Result, Step, run
from ...statistics.incidence import Sex
from ...study.population import Story
from ...study.population.circle import TIERS, tier_of
from ..console import progress
from ..output import Page
from .narrator import Narrator
from .proof import Proof, Purse, prove
from .world import DemoPhrases, DemoWorld

COLUMNS = ("brought", "paid", "aid", "rebate", "taken")
"""What is shown of a purse."""


def show_months(announced: Iterable[tuple[Announcement, int, int]], page: Page, words: DemoPhrases) -> None:
    """A line for each announcement, with its gas."""
    columns = ["month", "members", "cases", "share", "collected", "backstop", "lapsed", "gas"]
    rows = [
        [
            str(made.period + 1),
            str(members),
            str(sum(made.cases.values())),
            words.money(made.share),
            words.money(made.collected),
            words.money(made.backstop_used),
            str(made.lapsed),
            f"{gas:,}",
        ]
        for made, members, gas in announced
    ]
    page.table([words.say(column) for column in columns], rows)
    page.prose(words.say("gas note"))


def show_accounts(story: Story, proof: Proof, page: Page, words: DemoPhrases) -> None:
    """A line for each who had a part in the story, one for all others, and what all of it comes to."""
    noted = people_of_note(story)
    people = {person.name: person for person in story.circle.people}
    rows = [_row(words.name(people[name]), proof.members[name], words) for name in noted]
    others = [purse for name, purse in proof.members.items() if name not in noted]
    rows.append(_row(words.say("other members", count=len(others)), together(others), words))
    rows.append(_row(words.say("operator"), proof.operator, words))
    rows.append(_row(words.say("sponsor"), proof.sponsor, words))
    total = together([*proof.members.values(), proof.operator, proof.sponsor])
    columns = [words.say(column) for column in ("account", *COLUMNS)]
    page.table(columns, rows, _row(words.say("total"), total, words))


def show_proof(proof: Proof, page: Page, words: DemoPhrases) -> None:
    """The checks, and the last word."""
    money = {"money_in": proof.money_in, "money_out": proof.money_out, "left": proof.left}
    said = {name: words.money(amount) for name, amount in money.items()}
    for holds, sentence in (
        (proof.token_agrees, words.say("check token", **said)),
        (proof.words_agree, words.say("check words")),
        (proof.right == len(proof.members), words.say("check members", right=proof.right, count=len(proof.members))),
        (proof.model_agrees, words.say("check model")),
        (proof.audit_clean, words.say("check audit", logs=proof.logs)),
    ):
        page.item("✓" if holds else "✗", sentence, "green" if holds else "bold red")
    page.blank()
    page.item("", words.say("balance" if proof.holds else "no balance"), "bold green" if proof.holds else "bold red")
    page.prose(words.say("again"))


def people_of_note(story: Story) -> list[str]:
    """Of each kind of people in the story, the first: who was paid, who came back, who left."""
    claimants = {step.case: step.who[0] for step in story.scenario.steps if step.verb == "file"}
    first: dict[str, str] = {}
    for step in story.scenario.steps:
        if step.verb == "settle":
            first.setdefault(step.verb, claimants[step.case])
        elif step.verb in ("top_up", "leave"):
            first.setdefault(step.verb, step.who[0])
    return list(first.values())


def together(purses: Iterable[Purse]) -> Purse:
    """The sum of purses."""
    all_of_them = list(purses)
    return Purse(**{column: sum(getattr(purse, column) for purse in all_of_them) for column in COLUMNS})


def _row(name: str, purse: Purse, words: DemoPhrases) -> list[str]:
    return [name, *(words.money(getattr(purse, column)) for column in COLUMNS)]


@dataclass(frozen=True, slots=True)
class Performance:
    """What a performance came to; `announced` has each announcement, whom it charged, and its gas."""

    story: Story
    world: DemoWorld
    result: Result
    proof: Proof
    announced: list[tuple[Announcement, int, int]]

    def to_json(self) -> dict[str, Any]:
        """The performance for `json.dumps`; the scenario's result as `openmutual run` writes it."""
        return {
            "seed": self.story.seed,
            "currency": self.story.scenario.plan.symbol,
            "members": len(self.story.circle.people),
            "expected_cases_a_year": float(self.story.circle.expected),
            "scaled_by": round(float(self.story.factor), 2),
            "announce_gas": [gas for _, _, gas in self.announced],
            "proof": self.proof.to_json(self.result.decimals),
            "result": self.result.to_json(),
        }


def perform(story: Story, page: Page, words: DemoPhrases) -> Performance:
    """Play the story on an embedded chain, tell it on the page, and ask the sources."""
    page.title(words.say("title"))
    introduce(story, page, words)
    page.heading(words.say("months"))
    with progress(page.console, len(story.scenario.steps)) as advance:
        world = DemoWorld()
        narrator = Narrator(story, world, page, words)

        def took(step: Step) -> None:
            narrator.take(step)
            advance(words.say("day", day=int(step.day)))

        result = run(story.scenario, world, took)
        narrator.tell()
        proof = prove(world, story.scenario, result)
    page.heading(words.say("books"))
    show_months(narrator.announced, page, words)
    page.blank()
    show_accounts(story, proof, page, words)
    page.blank()
    show_proof(proof, page, words)
    return Performance(story, world, result, proof, narrator.announced)


def introduce(story: Story, page: Page, words: DemoPhrases) -> None:
    """Who the people are, what they have agreed upon, and how often they fall ill."""
    page.heading(words.say("circle"))
    page.prose(words.say("people", members=len(story.circle.people), seed=story.seed))
    show_people(story, page, words)
    terms = story.scenario.plan.terms
    amounts = {"severe": terms.level("severe").benefit, "early": terms.level("early").benefit}
    amounts |= {"case_cap": terms.case_cap, "period_cap": terms.period_cap, "dues": terms.dues}
    page.prose(words.say("benefits", **{name: words.money(amount) for name, amount in amounts.items()}))
    expected, factor = float(story.circle.expected), float(story.factor)
    odds = {"expected": f"{expected:.2f}", "years": f"{1 / expected:.1f}", "factor": f"{factor:.0f}"}
    page.prose(words.say("odds", cases=story.cases, months=story.months, **odds))


def show_people(story: Story, page: Page, words: DemoPhrases) -> None:
    """How many women and men of which age, and what they carry."""
    rows = []
    for tier, units in TIERS.items():
        people = [person for person in story.circle.people if tier_of(person) == tier]
        ages = [person.age for person in people]
        sexes = [str(sum(person.sex == sex for person in people)) for sex in (Sex.FEMALE, Sex.MALE)]
        rows.append([f"{min(ages)}–{max(ages)}" if ages else "–", *sexes, tier, str(units)])
    page.table([words.say(column) for column in ("age", "women", "men", "tier", "units")], rows)

"""One performance of the demo: who they are, what happens to them on the chain, and the books at the end."""

from dataclasses import dataclass
from typing import Any

from ...records import Announcement
from ...scenario import Result, Step, run
from ...statistics.incidence import Sex
from ...study.population import Story
from ...study.population.plan import TIERS, tier_of
from ..console import progress
from ..output import Page
from .books import show_accounts, show_months, show_proof
from .narrator import Narrator
from .phrases import DemoPhrases
from .proof import Proof, prove
from .world import DemoWorld


@dataclass(frozen=True, slots=True)
class Performance:
    """What a performance came to; `announced` has each announcement, whom it charged, and its gas."""

    story: Story
    result: Result
    proof: Proof
    announced: list[tuple[Announcement, int, int]]

    def to_json(self) -> dict[str, Any]:
        """The performance for `json.dumps`; the scenario's result as `openmutual run` writes it."""
        return {
            "seed": self.story.seed,
            "members": len(self.story.circle.people),
            "expected_cases_a_year": float(self.story.circle.expected),
            "scaled_by": round(float(self.story.factor), 2),
            "announce_gas": [gas for _, _, gas in self.announced],
            "proof": self.proof.to_json(self.result.decimals),
            "result": self.result.to_json(),
        }


def perform(story: Story, page: Page, words: DemoPhrases) -> Performance:
    """Play the story on an embedded chain, tell it on the page, and hear the sources."""
    page.title(words.say("title"))
    introduce(story, page, words)
    page.heading(words.say("months"))
    with progress(page.console, len(story.scenario.steps)) as advance:
        world = DemoWorld()
        narrator = Narrator(story, world, page, words)

        def collect(step: Step) -> None:
            narrator.collect(step)
            advance(words.say("day", day=int(step.day)))

        result = run(story.scenario, world, collect)
        narrator.tell()
        proof = prove(world, story.scenario, result)
    page.heading(words.say("books"))
    show_months(narrator.announced, page, words)
    page.blank()
    show_accounts(story, proof, page, words)
    page.blank()
    show_proof(proof, page, words)
    return Performance(story, result, proof, narrator.announced)


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

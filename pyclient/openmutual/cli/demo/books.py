"""The end of the demo: what each month cost, where everybody's money went, and whether the books balance."""

from collections.abc import Iterable

from ...records import Announcement
from ...study.population import Story
from ..output import Page
from .phrases import DemoPhrases
from .proof import Proof, Purse

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

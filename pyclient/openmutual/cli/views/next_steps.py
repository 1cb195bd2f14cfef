"""What happens next to a case or a dispute, who does it with which command, and until when: a keeper's tasks in words.

What happens next is worked out without asking a chain, so every sentence can be tested at every second.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ...chain.queries import Calendar, CaseFile, Duty
from ...i18n import texts
from ...i18n.sentences import status_in
from ...keeper import tasks
from ...keeper.tasks import Task, Verb
from ...records import CaseStatus, DisputeStage, DisputeState, Terms
from ..context import PlanContext
from ..moments import moment
from ..output import Page
from ..result import Moment


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that can happen next.

    Attributes:
        sentence: who does what, by its key in the catalogue's area `next_steps`.
        command: what to type for it, without the options that all commands share.
        since: from when it can be done, in Unix seconds; 0 if it always could.
        until: from when not any more; 0 for no end.
        values: what stands in the places of the sentence.
    """

    sentence: str
    command: str = ""
    since: int = 0
    until: int = 0
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """Who does what, in English, a sentence without its end."""
        return self.said("en")

    def said(self, language: str) -> str:
        """The same in `en` or `zh`."""
        values = {name: _written(value, language) for name, value in self.values.items()}
        return _words(self.sentence, language).format(**values)

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        times = {"from": Moment(self.since), "until": Moment(self.until)}
        return {"what": self.what, "command": self.command} | times


def tell(prospects: Iterable[NextStep], now: int, page: Page, language: str = "en", options: str = "") -> None:
    """Print what happens next; `options` are what each command needs besides, with a blank before."""
    for prospect in prospects:
        words = prospect.said(language)
        if prospect.since > now:
            words += _words("since", language).format(at=moment(prospect.since, now, language))
        if prospect.until:
            words += _words("until", language).format(at=moment(prospect.until, now, language))
        page.item(_words("next", language), words + _words("end", language))
        if prospect.command:
            page.item("", f"openmutual {prospect.command}{options}", "cyan")


def tell_next(place: PlanContext, prospects: Collection[NextStep]) -> dict[str, Any]:
    """Print what happens next at a plan; returns it for `--json`."""
    options = f" --ledger {place.ledger_named}" if place.ledger_named else ""
    tell(prospects, place.now, place.page, place.language.value, options)
    return {"next": [prospect.to_json() for prospect in prospects]}


def _written(value: object, language: str) -> object:
    """A value as a sentence has it: a status by its name, several things side by side."""
    if isinstance(value, StrEnum):
        return status_in(language, value)
    return _words("comma", language).join(value) if isinstance(value, tuple) else value


def _words(key: str, language: str) -> str:
    words: str = texts("next_steps", language)[key]
    return words


def of_case(case: CaseFile, terms: Terms, calendar: Calendar, now: int) -> list[NextStep]:
    """What happens next to a case; before a jury, :func:`of_dispute` says it."""
    found = [task for task in tasks.of_case(case, terms, calendar) if _is_told(task, now)]
    if found or case.status in (CaseStatus.CONTESTED, CaseStatus.APPEALED):
        return [_about_case(task, case, terms) for task in found]
    return [NextStep("case_over", values={"status": case.status})]


def _is_told(task: Task, now: int) -> bool:
    """Whether a case is not past it; that it can be appealed is told once it can."""
    return task.is_open(now) or not (task.is_over(now) or task.verb is Verb.APPEAL)


def _about_case(task: Task, case: CaseFile, terms: Terms) -> NextStep:
    number = case.number
    values = {"case": number, "quorum": terms.quorum, "assessors": terms.assessors}
    match task.verb:
        case Verb.DECIDE:
            sentence, command = "panel_decides", "panel submit SEAL SEAL…"
        case Verb.TAKE_BACK:
            sentence, command = "take_back", f"case withdraw {number}"
        case Verb.APPEAL:
            is_undecided = case.status is CaseStatus.FILED
            sentence, command = "undecided" if is_undecided else "appeal", f"appeal {number} --reason FILE"
        case Verb.ANNOUNCE:
            sentence, command = "announce_case", "announce"
        case Verb.OBJECT:
            sentence, command = "object", f"object {number} --reason FILE"
        case _:
            sentence, command = "settle", f"case settle {number}"
    return NextStep(sentence, command, task.since, task.until, values)


def of_dispute(number: int, state: DisputeState, terms: Terms, draw_block: int = 0) -> list[NextStep]:
    """What happens next to a dispute."""
    found = [task for task in tasks.of_dispute(number, state, terms) if task.verb is not Verb.GRANT]
    steps = [_about_dispute(task, state, draw_block) for task in found]
    return steps or [NextStep("dispute_decided")]


def _about_dispute(task: Task, state: DisputeState, draw_block: int) -> NextStep:
    number, values = task.about, {"block": draw_block}
    match task.verb:
        case Verb.DRAW:
            sentence, command = "draw_once" if draw_block else "draw", f"jury draw {number}"
        case Verb.COMMIT:
            sentence, command = "jurors_commit", f"jury commit {number} pays|refuses"
        case Verb.REVEAL:
            sentence, command = "jurors_reveal", f"jury reveal {number}"
        case _ if state.stage is DisputeStage.DRAWING:
            sentence, command = "end_dispute", f"jury tally {number}"
        case _:
            sentence, command = "tally", f"jury tally {number}"
    return NextStep(sentence, command, task.since, task.until, values)


def of_duty(duty: Duty, terms: Terms) -> list[NextStep]:
    """What a juror has to do."""
    if duty.state.stage not in (DisputeStage.COMMITTING, DisputeStage.REVEALING):
        return of_dispute(duty.dispute, duty.state, terms)
    return [_about_duty(task, duty) for task in tasks.of_juror(duty, terms)] or [NextStep("no_vote")]


def _about_duty(task: Task, duty: Duty) -> NextStep:
    number = task.about
    match task.verb:
        case Verb.COMMIT:
            sentence, command = "commit", f"jury commit {number} pays|refuses"
        case Verb.REVEAL:
            is_early = duty.state.stage is DisputeStage.COMMITTING
            sentence, command = "sealed" if is_early else "reveal", f"jury reveal {number}"
        case _:
            sentence, command = "revealed", f"jury tally {number}"
    return NextStep(sentence, command, task.since, task.until)

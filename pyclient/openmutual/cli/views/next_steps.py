"""What happens next to a case or a dispute, who does it with which command, and until when: a keeper's tasks in words.

Nothing here asks a chain, so every sentence can be tested at every second.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...chain.queries import Calendar, CaseFile, Duty
from ...keeper import tasks
from ...keeper.tasks import Task, Verb
from ...records import CaseStatus, DisputeStage, DisputeState, Terms
from ..output import Page
from .moments import moment


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that can happen next.

    Attributes:
        what: who does what, a sentence without its end.
        command: what to type for it, without the options that all commands share.
        since: from when it can be done, in Unix seconds; 0 if it always could.
        until: from when not any more; 0 for no end.
    """

    what: str
    command: str = ""
    since: int = 0
    until: int = 0

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        return {"what": self.what, "command": self.command, "from": self.since, "until": self.until}


def tell(prospects: Iterable[NextStep], now: int, page: Page) -> None:
    """Print what happens next."""
    for prospect in prospects:
        words = prospect.what
        if prospect.since > now:
            words += f" from {moment(prospect.since, now)}"
        if prospect.until:
            words += f" until {moment(prospect.until, now)}"
        page.item("next", f"{words}.")
        if prospect.command:
            page.item("", f"openmutual {prospect.command}", "cyan")


def of_case(case: CaseFile, terms: Terms, calendar: Calendar, now: int) -> list[NextStep]:
    """What happens next to a case; before a jury, :func:`of_dispute` says it."""
    found = [task for task in tasks.of_case(case, terms, calendar) if _is_told(task, now)]
    if found or case.status in (CaseStatus.CONTESTED, CaseStatus.APPEALED):
        return [_about_case(task, case, terms) for task in found]
    return [NextStep(f"Nothing: the case is {case.status.value} for good")]


def _is_told(task: Task, now: int) -> bool:
    """Whether a case is not past it; that it can be appealed is told once it can."""
    return task.is_open(now) or not (task.is_over(now) or task.verb is Verb.APPEAL)


def _about_case(task: Task, case: CaseFile, terms: Terms) -> NextStep:
    number = case.number
    match task.verb:
        case Verb.DECIDE:
            what = f"The panel decides: {terms.quorum} of {terms.assessors} assessors sign, anyone submits"
            command = f"panel submit SEAL SEAL…  (after panel sign {number})"
        case Verb.TAKE_BACK:
            what, command = "The claimant can take the case back", f"case withdraw {number}"
        case Verb.APPEAL if case.status is CaseStatus.FILED:
            what = "The panel left the case undecided; the claimant can take it to the jury, else it expires,"
            command = f"appeal {number} --reason FILE"
        case Verb.APPEAL:
            what, command = "The claimant can take the case to the jury", f"appeal {number} --reason FILE"
        case Verb.ANNOUNCE:
            what, command = "Anyone can announce: every member is then charged an equal share", "announce"
        case Verb.OBJECT:
            what = "Any other member from before the announcement can object"
            command = f"object {number} --reason FILE"
        case _:
            what, command = "Anyone can have it paid", f"case settle {number}"
    return NextStep(what, command, task.since, task.until)


def of_dispute(number: int, state: DisputeState, terms: Terms, draw_block: int = 0) -> list[NextStep]:
    """What happens next to a dispute."""
    found = [task for task in tasks.of_dispute(number, state, terms) if task.verb is not Verb.GRANT]
    steps = [_about_dispute(task, state, draw_block) for task in found]
    return steps or [NextStep("Nothing: the dispute is decided")]


def _about_dispute(task: Task, state: DisputeState, draw_block: int) -> NextStep:
    number = task.about
    match task.verb:
        case Verb.DRAW:
            when = f", once block {draw_block} is there," if draw_block else ""
            what, command = f"Anyone draws the jurors{when}", f"jury draw {number}"
        case Verb.COMMIT:
            what, command = "Jurors seal their votes", f"jury commit {number} pays|refuses"
        case Verb.REVEAL:
            what, command = "Jurors open their votes", f"jury reveal {number}"
        case _ if state.stage is DisputeStage.DRAWING:
            what, command = "If too few are found, anyone ends the dispute", f"jury tally {number}"
        case _:
            what, command = "Anyone has the votes counted", f"jury tally {number}"
    return NextStep(what, command, task.since, task.until)


def of_duty(duty: Duty, terms: Terms) -> list[NextStep]:
    """What a juror has to do."""
    number, state = duty.dispute, duty.state
    match state.stage:
        case DisputeStage.COMMITTING if not duty.committed:
            return [NextStep("Seal your vote", f"jury commit {number} pays|refuses", until=state.ends)]
        case DisputeStage.COMMITTING:
            what = "Your vote is sealed. Open it"
            return [NextStep(what, f"jury reveal {number}", state.ends, state.ends + terms.jury.reveal)]
        case DisputeStage.REVEALING if duty.committed and not duty.revealed:
            return [NextStep("Open your vote, or be barred for 90 days,", f"jury reveal {number}", until=state.ends)]
        case DisputeStage.REVEALING if not duty.committed:
            return [NextStep("Nothing: you sealed no vote in time, so you have none, and are barred for 90 days")]
        case DisputeStage.REVEALING:
            return [
                NextStep("Your vote is open. Anyone has the votes counted", f"jury tally {number}", since=state.ends)
            ]
        case _:
            return of_dispute(number, state, terms)

"""What happens next to a case or a dispute, who does it with which command, and until when: from terms and time alone.

Nothing here asks a chain, so every sentence can be tested at every second.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...chain.queries import Calendar, CaseFile, Duty
from ...records import CaseStatus, DisputeStage, DisputeState, Terms
from ..output import Page
from .moments import moment


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that can happen next.

    Attributes:
        what: who does what, a sentence without its end.
        command: what to type for it, without the options that all commands share.
        since: from when it can be done; 0 for now.  `until`: from when not any more; 0 for no end.
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
    match case.status:
        case CaseStatus.FILED:
            return _filed(case, terms, now)
        case CaseStatus.APPROVED:
            what = "Anyone can announce: every member is then charged an equal share"
            return [NextStep(what, "announce", since=calendar.announceable_from)]
        case CaseStatus.REJECTED:
            return _rejected(case, terms, now)
        case CaseStatus.ANNOUNCED:
            return _announced(case, terms, now)
        case CaseStatus.CONTESTED | CaseStatus.APPEALED:
            return []
        case _:
            return [NextStep(f"Nothing: the case is {case.status.value} for good")]


def _filed(case: CaseFile, terms: Terms, now: int) -> list[NextStep]:
    decide_by = case.filed_at + terms.decision
    expires = decide_by + terms.notice
    back = NextStep("The claimant can take the case back", f"case withdraw {case.number}", until=expires)
    if now < decide_by:
        what = f"The panel decides: {terms.quorum} of {terms.assessors} assessors sign, anyone submits"
        return [NextStep(what, f"panel submit SEAL SEAL…  (after panel sign {case.number})", until=decide_by), back]
    what = "The panel left the case undecided; the claimant can take it to the jury, else it expires,"
    return [NextStep(what, f"appeal {case.number} --reason FILE", until=expires), back]


def _rejected(case: CaseFile, terms: Terms, now: int) -> list[NextStep]:
    until = case.decided_at + terms.notice
    if case.appealed or now >= until:
        return [NextStep("Nothing: the case is rejected for good")]
    return [NextStep("The claimant can take the case to the jury", f"appeal {case.number} --reason FILE", until=until)]


def _announced(case: CaseFile, terms: Terms, now: int) -> list[NextStep]:
    payable_from = case.announced_at + terms.notice
    pay = NextStep("Anyone can have it paid", f"case settle {case.number}", since=payable_from)
    if case.contested or now >= payable_from:
        return [pay]
    who = "Any other member from before the announcement can object"
    objection = NextStep(who, f"object {case.number} --reason FILE", until=payable_from)
    return [objection, pay]


def of_dispute(number: int, state: DisputeState, terms: Terms, draw_block: int = 0) -> list[NextStep]:
    """What happens next to a dispute."""
    tally = f"jury tally {number}"
    match state.stage:
        case DisputeStage.DRAWING:
            when = f", once block {draw_block} is there," if draw_block else ""
            after = NextStep("If too few are found, anyone ends the dispute", tally, since=state.ends)
            return [NextStep(f"Anyone draws the jurors{when}", f"jury draw {number}", until=state.ends), after]
        case DisputeStage.COMMITTING:
            opening = NextStep(
                "Jurors open their votes", f"jury reveal {number}", state.ends, state.ends + terms.jury.reveal
            )
            return [
                NextStep("Jurors seal their votes", f"jury commit {number} pays|refuses", until=state.ends),
                opening,
            ]
        case DisputeStage.REVEALING:
            count = NextStep("Anyone has the votes counted", tally, since=state.ends)
            return [NextStep("Jurors open their votes", f"jury reveal {number}", until=state.ends), count]
        case DisputeStage.COUNTING:
            return [NextStep("Anyone has the votes counted", tally)]
        case _:
            return [NextStep("Nothing: the dispute is decided")]


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

"""What happens next to a case or a dispute, who does it with which command, and until when: from terms and time alone.

Nothing here asks a chain, so every sentence can be tested at every second.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...chain.juror_view import Duty
from ...chain.queries import Calendar, CaseFile
from ...records import CaseStatus, DisputeStage, DisputeState, Terms
from ..output import Page
from .moments import moment


@dataclass(frozen=True, slots=True)
class Prospect:
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


def tell(prospects: Iterable[Prospect], now: int, page: Page) -> None:
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


def of_case(case: CaseFile, terms: Terms, calendar: Calendar, now: int) -> list[Prospect]:
    """What happens next to a case; before a jury, :func:`of_dispute` says it."""
    match case.status:
        case CaseStatus.FILED:
            return _filed(case, terms, now)
        case CaseStatus.APPROVED:
            what = "Anyone can announce: every member is then charged an equal share"
            return [Prospect(what, "announce", since=calendar.announceable_from)]
        case CaseStatus.REJECTED:
            return _rejected(case, terms, now)
        case CaseStatus.ANNOUNCED:
            return _announced(case, terms, now)
        case CaseStatus.CONTESTED | CaseStatus.APPEALED:
            return []
        case _:
            return [Prospect(f"Nothing: the case is {case.status.value} for good")]


def _filed(case: CaseFile, terms: Terms, now: int) -> list[Prospect]:
    decide_by = case.filed_at + terms.decision
    expires = decide_by + terms.notice
    back = Prospect("The claimant can take the case back", f"case withdraw {case.number}", until=expires)
    if now < decide_by:
        what = f"The panel decides: {terms.quorum} of {terms.assessors} assessors sign, anyone submits"
        return [Prospect(what, f"panel submit SEAL SEAL…  (after panel sign {case.number})", until=decide_by), back]
    what = "The panel left the case undecided; the claimant can take it to the jury, else it expires,"
    return [Prospect(what, f"appeal {case.number} --reason FILE", until=expires), back]


def _rejected(case: CaseFile, terms: Terms, now: int) -> list[Prospect]:
    until = case.decided_at + terms.notice
    if case.appealed or now >= until:
        return [Prospect("Nothing: the case is rejected for good")]
    return [Prospect("The claimant can take the case to the jury", f"appeal {case.number} --reason FILE", until=until)]


def _announced(case: CaseFile, terms: Terms, now: int) -> list[Prospect]:
    payable_from = case.announced_at + terms.notice
    pay = Prospect("Anyone can have it paid", f"case settle {case.number}", since=payable_from)
    if case.contested or now >= payable_from:
        return [pay]
    objection = Prospect("Any other member can object", f"object {case.number} --reason FILE", until=payable_from)
    return [objection, pay]


def of_dispute(number: int, state: DisputeState, terms: Terms, draw_block: int = 0) -> list[Prospect]:
    """What happens next to a dispute."""
    tally = f"jury tally {number}"
    match state.stage:
        case DisputeStage.DRAWING:
            when = f", once block {draw_block} is there," if draw_block else ""
            after = Prospect("If nobody does, anyone ends it and the panel's word stands", tally, since=state.ends)
            return [Prospect(f"Anyone draws the jurors{when}", f"jury draw {number}", until=state.ends), after]
        case DisputeStage.COMMITTING:
            opening = Prospect(
                "Jurors open their votes", f"jury reveal {number}", state.ends, state.ends + terms.jury.reveal
            )
            return [
                Prospect("Jurors seal their votes", f"jury commit {number} pays|refuses", until=state.ends),
                opening,
            ]
        case DisputeStage.REVEALING:
            count = Prospect("Anyone has the votes counted", tally, since=state.ends)
            return [Prospect("Jurors open their votes", f"jury reveal {number}", until=state.ends), count]
        case DisputeStage.COUNTING:
            return [Prospect("Anyone has the votes counted", tally)]
        case _:
            return [Prospect("Nothing: the dispute is decided")]


def of_duty(duty: Duty, terms: Terms) -> list[Prospect]:
    """What a juror has to do."""
    number, state = duty.dispute, duty.state
    match state.stage:
        case DisputeStage.COMMITTING if not duty.committed:
            return [Prospect("Seal your vote", f"jury commit {number} pays|refuses", until=state.ends)]
        case DisputeStage.COMMITTING:
            what = "Your vote is sealed. Open it"
            return [Prospect(what, f"jury reveal {number}", state.ends, state.ends + terms.jury.reveal)]
        case DisputeStage.REVEALING if duty.committed and not duty.revealed:
            return [
                Prospect("Open your vote, or lose your seat for 90 days,", f"jury reveal {number}", until=state.ends)
            ]
        case DisputeStage.REVEALING if not duty.committed:
            return [Prospect("Nothing: you sealed no vote in time, so you have none, and lose your seat for 90 days")]
        case DisputeStage.REVEALING:
            return [
                Prospect("Your vote is open. Anyone has the votes counted", f"jury tally {number}", since=state.ends)
            ]
        case _:
            return of_dispute(number, state, terms)

"""What happens next to a case or a dispute, who does it with which command, and until when: from terms and time alone.

Nothing here asks a chain, so every sentence can be tested at every second.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from ...chain.queries import Calendar, CaseFile, Duty
from ...i18n import texts
from ...records import CaseStatus, DisputeStage, DisputeState, Terms
from ..output import Page
from .moments import moment


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that can happen next.

    Attributes:
        sentence: who does what, by its key in the catalogue's area `next_steps`.
        command: what to type for it, without the options that all commands share.
        since: from when it can be done; 0 for now.  `until`: from when not any more; 0 for no end.
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
        statuses = texts("statuses", language)
        values = {name: statuses[value] if isinstance(value, StrEnum) else value for name, value in self.values.items()}
        return _words(self.sentence, language).format(**values)

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        return {"what": self.what, "command": self.command, "from": self.since, "until": self.until}


def tell(prospects: Iterable[NextStep], now: int, page: Page, language: str = "en") -> None:
    """Print what happens next."""
    for prospect in prospects:
        words = prospect.said(language)
        if prospect.since > now:
            words += _words("since", language).format(at=moment(prospect.since, now, language))
        if prospect.until:
            words += _words("until", language).format(at=moment(prospect.until, now, language))
        page.item(_words("next", language), words + _words("end", language))
        if prospect.command:
            page.item("", f"openmutual {prospect.command}", "cyan")


def _words(key: str, language: str) -> str:
    words: str = texts("next_steps", language)[key]
    return words


def of_case(case: CaseFile, terms: Terms, calendar: Calendar, now: int) -> list[NextStep]:
    """What happens next to a case; before a jury, :func:`of_dispute` says it."""
    match case.status:
        case CaseStatus.FILED:
            return _filed(case, terms, now)
        case CaseStatus.APPROVED:
            return [NextStep("announce_case", "announce", since=calendar.announceable_from)]
        case CaseStatus.REJECTED:
            return _rejected(case, terms, now)
        case CaseStatus.ANNOUNCED:
            return _announced(case, terms, now)
        case CaseStatus.CONTESTED | CaseStatus.APPEALED:
            return []
        case _:
            return [NextStep("case_over", values={"status": case.status})]


def _filed(case: CaseFile, terms: Terms, now: int) -> list[NextStep]:
    decide_by = case.filed_at + terms.decision
    expires = decide_by + terms.notice
    back = NextStep("take_back", f"case withdraw {case.number}", until=expires)
    if now < decide_by:
        panel = {"quorum": terms.quorum, "assessors": terms.assessors}
        command = f"panel submit SEAL SEAL…  (after panel sign {case.number})"
        return [NextStep("panel_decides", command, until=decide_by, values=panel), back]
    return [NextStep("undecided", f"appeal {case.number} --reason FILE", until=expires), back]


def _rejected(case: CaseFile, terms: Terms, now: int) -> list[NextStep]:
    until = case.decided_at + terms.notice
    if case.appealed or now >= until:
        return [NextStep("rejected_for_good")]
    return [NextStep("appeal", f"appeal {case.number} --reason FILE", until=until)]


def _announced(case: CaseFile, terms: Terms, now: int) -> list[NextStep]:
    payable_from = case.announced_at + terms.notice
    pay = NextStep("settle", f"case settle {case.number}", since=payable_from)
    if case.contested or now >= payable_from:
        return [pay]
    objection = NextStep("object", f"object {case.number} --reason FILE", until=payable_from)
    return [objection, pay]


def of_dispute(number: int, state: DisputeState, terms: Terms, draw_block: int = 0) -> list[NextStep]:
    """What happens next to a dispute."""
    tally = f"jury tally {number}"
    match state.stage:
        case DisputeStage.DRAWING:
            draw = NextStep("draw", f"jury draw {number}", until=state.ends)
            if draw_block:
                draw = replace(draw, sentence="draw_once", values={"block": draw_block})
            after = NextStep("end_dispute", tally, since=state.ends)
            return [draw, after]
        case DisputeStage.COMMITTING:
            opening = NextStep("jurors_reveal", f"jury reveal {number}", state.ends, state.ends + terms.jury.reveal)
            return [
                NextStep("jurors_commit", f"jury commit {number} pays|refuses", until=state.ends),
                opening,
            ]
        case DisputeStage.REVEALING:
            count = NextStep("tally", tally, since=state.ends)
            return [NextStep("jurors_reveal", f"jury reveal {number}", until=state.ends), count]
        case DisputeStage.COUNTING:
            return [NextStep("tally", tally)]
        case _:
            return [NextStep("dispute_decided")]


def of_duty(duty: Duty, terms: Terms) -> list[NextStep]:
    """What a juror has to do."""
    number, state = duty.dispute, duty.state
    match state.stage:
        case DisputeStage.COMMITTING if not duty.committed:
            return [NextStep("commit", f"jury commit {number} pays|refuses", until=state.ends)]
        case DisputeStage.COMMITTING:
            return [NextStep("sealed", f"jury reveal {number}", state.ends, state.ends + terms.jury.reveal)]
        case DisputeStage.REVEALING if duty.committed and not duty.revealed:
            return [NextStep("reveal", f"jury reveal {number}", until=state.ends)]
        case DisputeStage.REVEALING if not duty.committed:
            return [NextStep("no_vote")]
        case DisputeStage.REVEALING:
            return [NextStep("revealed", f"jury tally {number}", since=state.ends)]
        case _:
            return of_dispute(number, state, terms)

"""What happened to each case, from filing to payment, out of the public log.

Nothing here is personal beyond what the chain itself shows: accounts, levels, times.  Papers and reasons are hashes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import events
from ..audit.replay.cases import announcement_of
from ..audit.replay.disputes import dispute_at
from ..audit.replay.state import Case, Dispute, ReplayedPlan
from ..audit.report.cases import level_name
from ..events import Event, LogPosition

MOST_REASONS = 20
"""Further reasons against a case that are told; whoever could have objected may give one, and there is no bound."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a case.

    Attributes:
        what: a key of the sentences (`data/locale/<language>/portal.yaml`, under `case`).
        facts: what the sentence names; money in base units, times in Unix seconds.
    """

    at: int
    place: LogPosition
    what: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def timelines(history: Iterable[tuple[Event, int]], plan: ReplayedPlan) -> Mapping[int, list[Happening]]:
    """What happened to every case, by its number, in the order of the log.

    Args:
        history: every event of the plan with its time, in log order.
        plan: as replayed to the end of the same history.
    """
    told: dict[int, list[Happening]] = {case.number: [] for case in plan.cases}
    for event, time in history:
        number = _case_of(event, plan)
        if number in told and (said := _said(event, plan, told[number])):
            told[number].append(Happening(time, event.place, *said))
    for case in plan.cases:
        if period := announcement_of(plan, case):
            told[case.number].append(Happening(period.at, period.place, "announced", _announced(case, plan)))
        told[case.number].sort(key=lambda happening: (happening.place.block, happening.place.index))
    return told


def _case_of(event: Any, plan: ReplayedPlan) -> int:
    """The case that an event is about; -1 for none."""
    if hasattr(event, "case_id"):
        return int(event.case_id)
    dispute = dispute_at(plan, event.dispute_id) if hasattr(event, "dispute_id") else None
    return dispute.case if dispute else -1


Said = tuple[str, Mapping[str, Any]]
"""A sentence by its key, and its facts."""


def _said(event: Event, plan: ReplayedPlan, before: list[Happening]) -> Said | None:
    """The sentence on an event; None for one that another tells as well."""
    match event:
        case events.CaseFiled():
            facts = {"claimant": event.claimant, "level": level_name(plan.terms, event.level)}
            return "filed", facts | {"diagnosed": event.diagnosed_at}
        case events.CaseDecided():
            level = level_name(plan.terms, event.level)
            return "approved" if event.approve else "rejected", {"assessors": event.assessors, "level": level}
        case events.ReasonAdded():
            too_many = sum(each.what == "reason" for each in before) >= MOST_REASONS
            return None if too_many else ("reason", {"member": event.member})
        case events.CaseSettled():
            return "settled", {"benefit": event.benefit, "fee": event.fee}
        case _:
            return _said_by_claimant(event) or _said_in_court(event, plan)


def _said_by_claimant(event: Event) -> Said | None:
    match event:
        case events.EvidenceGranted():
            return "granted", {}
        case events.CaseWithdrawn():
            return "withdrawn", {}
        case events.CaseAppealed():
            return "appealed", {"dispute": event.dispute_id}
        case _:
            return None


def _said_in_court(event: Event, plan: ReplayedPlan) -> Said | None:
    match event:
        case events.CaseContested():
            return "contested", {"objector": event.objector, "dispute": event.dispute_id}
        case events.DrawRenewed():
            return "renewed", {"block": event.block}
        case events.JurorsDrawn() if event.jurors:
            return "drawn", {"jurors": event.jurors, "round": event.round + 1}
        case events.VoteCommitted():
            return "sealed", {"juror": event.juror}
        case events.VoteRevealed():
            return "voted_pays" if event.pays else "voted_refuses", {"juror": event.juror}
        case events.QuorumMissed():
            return "missed", {"quorum": plan.terms.jury.quorum}
        case events.DisputeDecided():
            return f"verdict_{event.verdict.value}", _votes(dispute_at(plan, event.dispute_id))
        case _:
            return None


def _votes(dispute: Dispute | None) -> Mapping[str, int]:
    opened = dispute.draws[-1].opened if dispute and dispute.draws else {}
    pays = sum(opened.values())
    return {"pays": pays, "refuses": len(opened) - pays}


def _announced(case: Case, plan: ReplayedPlan) -> Mapping[str, Any]:
    period = announcement_of(plan, case)
    funding = period.funding.get(case.level) if period else None
    return {
        "period": period.number if period else -1,
        "share": period.share if period else 0,
        "by_members": funding.by_members if funding else 0,
        "by_backstop": funding.by_backstop if funding else 0,
    }

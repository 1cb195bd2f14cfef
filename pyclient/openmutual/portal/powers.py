"""Who holds which power over a plan, and every use that was made of one, out of the public log."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import events
from ..audit.replay.state import ReplayedPlan
from ..events import Event, LogPosition
from ..records import Account


@dataclass(frozen=True, slots=True)
class Holder:
    """An account that holds a role now, and how often it has used it: see `uses` of the words."""

    role: str
    account: Account
    uses: int


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a power.

    Attributes:
        what: a key of the sentences (`data/locale/<language>/portal.yaml`, under `uses`).
        facts: what the sentence names; money in base units, times in Unix seconds.
    """

    at: int
    place: LogPosition
    role: str
    what: str
    facts: Mapping[str, Any]


def uses(history: Iterable[tuple[Event, int]], plan: ReplayedPlan) -> Iterator[Use]:
    """Every use of a power but the panel's decisions and the attestor's words, which stand with cases and members.

    Args:
        history: every event of the plan with its time, in log order.
        plan: as replayed; it tells the sponsor and the supervisor, who never change.
    """
    for event, time in history:
        if found := _use(event, plan):
            role, what, facts = found
            yield Use(time, event.place, role, what, facts)


def _use(event: Event, plan: ReplayedPlan) -> tuple[str, str, Mapping[str, Any]] | None:
    match event:
        case events.FeeCollected():
            return "operator", "fee", {"amount": event.amount}
        case events.OperatorProposed():
            return "operator", "operator_proposed", {"successor": event.successor, "earliest": event.earliest}
        case events.OperatorSucceeded():
            return "operator", "operator_succeeded", {"operator": event.operator}
        case events.PanelProposed():
            return "operator", "panel_proposed", {"assessors": event.assessors, "earliest": event.earliest}
        case events.PanelSeated():
            return "assessors", "panel_seated", {"assessors": event.assessors}
        case events.BackstopNoticed():
            return "sponsor", "noticed" if event.amount else "notice_off", {"amount": event.amount, "at": event.opens}
        case events.BackstopTaken():
            return "sponsor", "taken", {"amount": event.amount}
        case _:
            return _stop(event, plan)


def _stop(event: Event, plan: ReplayedPlan) -> tuple[str, str, Mapping[str, Any]] | None:
    """Joins stopped, or a closing begun: by the operator, the supervisor, or the plan itself."""
    match event:
        case events.JoiningStopped():
            return _role_of(event.by, plan), "joins_stopped", {"by": event.by}
        case events.ClosingStarted():
            what = "closing_started" if event.by else "closed_itself"
            return _role_of(event.by, plan) if event.by else "anyone", what, {"by": event.by}
        case _:
            return None


def _role_of(account: Account, plan: ReplayedPlan) -> str:
    return "supervisor" if account.lower() == plan.roles.supervisor.lower() else "operator"


def holders(history: Iterable[tuple[Event, int]], plan: ReplayedPlan) -> list[Holder]:
    """Who holds each role now, in the order of the roles; nobody where a role is empty.

    An assessor's uses are decisions signed, the attestor's are words that were spent.
    """
    counted = Counter[str]()
    signed = Counter[Account]()
    for event, _ in history:
        match event:
            case events.CaseDecided():
                signed.update(event.assessors)
            case events.AttestationSpent():
                counted["attestor"] += 1
            case _:
                if found := _use(event, plan):
                    counted[found[0]] += 1
    panel = [Holder("assessors", account, signed[account]) for account in plan.panel]
    single = {role: getattr(plan.roles, role) for role in ("attestor", "supervisor", "sponsor")}
    others = [Holder(role, account, counted[role]) for role, account in single.items()]
    return [Holder("operator", plan.operator, counted["operator"]), *panel, *others]

"""Plans made up by hand, as the replay would leave them: nothing is in them but what a test says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openmutual.audit.indicators import Assumptions, Figure, figures
from openmutual.audit.replay.state import Case, Membership, Money, Period, ReplayedPlan
from openmutual.events import Event, LogPosition
from openmutual.records import CaseStatus

from .log_builder import DAY, ROLES, START, TERMS

HERE = LogPosition("ledger", 1, 0)
NOW = START + 1000 * DAY

LEVELS = (replace(TERMS.levels[0], waiting=30 * DAY), TERMS.levels[1])
"""A severe level that ends the membership, 66 all in all, with a waiting period; and a mild one of 22 without."""


def plan(**said: Any) -> ReplayedPlan:
    """An open plan: a period of 10 days, a notice of 3, five to decide; 40 a unit in reserve."""
    terms = replace(TERMS, levels=LEVELS, **said.pop("terms", {}))
    roles = said.pop("roles", ROLES)
    made = ReplayedPlan(terms, roles, bytes(32), HERE, START, money=Money(**said.pop("money", {})))
    made.panels = [(START, roles.assessors)]
    for name, value in said.items():
        setattr(made, name, value)
    made.members = {member.account: member for member in said.get("members", ())}
    made.announced_in = {period.number: period.number for period in made.periods}
    made.operator = said.get("operator", roles.operator)
    return made


def member(account: str, day: int = 0, **said: Any) -> Membership:
    """A member of one unit with 80 prepaid, who joined on a day."""
    return Membership(account, 0, said.pop("units", 1), said.pop("limit", 40), START + day * DAY, HERE, **said)


def period(number: int, day: int, **said: Any) -> Period:
    """An announcement on a day; nobody was ill unless `queue` says so."""
    names = ("units", "members", "leavers", "need", "share", "dues", "pot", "gap", "means", "index")
    more = ("surplus_before", "surplus", "backstop_before", "drawn")
    values: dict[str, Any] = dict.fromkeys((*names, *more), 0) | {"queue": {}, "funding": {}} | said
    return Period(number=number, at=START + day * DAY, place=HERE, **values)


def case(number: int, claimant: str = "", **said: Any) -> Case:
    """A case filed on day 100, diagnosed on day 99; `filed`, `decided` and so on are days, `approved` by the panel."""
    days = {
        name: said.pop(name)
        for name in ("diagnosed", "filed", "decided", "settled", "concluded", "joined")
        if name in said
    }
    values: dict[str, Any] = {
        "filed_level": 1,
        "level": 1,
        "diagnosed_at": START + 99 * DAY,
        "filed_at": START + 100 * DAY,
    }
    values |= {"joined_at": START, "commitment": number.to_bytes(2) + bytes(range(30))}
    values |= {f"{name}_at": START + day * DAY for name, day in days.items()}
    if said.pop("approved", False):
        values |= {"approved_by_panel": True, "status": CaseStatus.APPROVED, "queue": 0}
    who = claimant or f"member{number}"
    return Case(number, who, said.pop("beneficiary", who), **(values | said))


def figure(
    key: str, of: ReplayedPlan, *history: tuple[Event, int], now: int = NOW, assumptions: Assumptions | None = None
) -> Figure:
    """One figure on a plan."""
    return next(each for each in figures(of, history, now, assumptions) if each.key == key)

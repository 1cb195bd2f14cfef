"""All figures on the conduct of a plan, in the order of the report."""

from collections.abc import Iterable

from ...events import Event
from ..replay.state import Plan
from . import (
    backstop,
    calendar,
    disputes,
    frequency,
    income,
    membership,
    panel,
    payouts,
    persons,
    repeats,
    reserves,
    roles,
    times,
)
from .figure import Figure
from .morbidity import Assumptions
from .record import Record

THEMES = (
    *(times, calendar, frequency, repeats, panel, disputes, payouts, backstop),
    *(membership, income, reserves, roles, persons),
)
"""Each with its figures."""


def figures(
    plan: Plan, history: Iterable[tuple[Event, int]], now: int, assumptions: Assumptions | None = None
) -> list[Figure]:
    """Every figure, whatever the plan has come to.

    Args:
        plan: as replayed to the audited block.
        history: every event of the plan with its time, in log order.
        now: the time of the audited block.
        assumptions: of the members' ages and sexes, of which the log says nothing.
    """
    record = Record(plan, tuple(history), now, assumptions or Assumptions())
    return [figure for theme in THEMES for figure in theme.figures(record)]

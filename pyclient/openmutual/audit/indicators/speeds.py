"""Whether the panel has two speeds: some cases approved at once, others refused only when its time runs out."""

from collections.abc import Iterator
from fractions import Fraction

from ...money import HOUR
from ..replay.state import Case
from .figure import FEW, Figure, Table, judged, share_of, tick
from .record import Record

AT_ONCE = 20
"""An hour is at once; for a panel with less than so many hours, such a part of its time."""

AT_LAST = Fraction(9, 10)
"""Of the panel's time: what is decided after it is decided at the last moment."""

FAVOURED = Fraction(1, 20)
"""More approvals at once than one in twenty are no slip of a quiet week."""

PUT_OFF = Fraction(1, 2)
"""Where most refusals come at the last moment, waiting is the rule for those who are refused."""


def speeds_figures(record: Record) -> Iterator[Figure]:
    """A thorough panel takes its time for all, a fast one for none: only both together are worth a look."""
    allowed = record.plan.terms.decision
    decided = [case for case in record.plan.cases if case.decided_at >= 0]
    approved = [case for case in decided if case.approved_by_panel]
    refused = [case for case in decided if not case.approved_by_panel]
    quick = [case for case in approved if _took(case) <= min(HOUR, allowed // AT_ONCE)]
    late = [case for case in refused if _took(case) >= allowed * AT_LAST]
    facts = {
        "quick": len(quick),
        "approved": len(approved),
        "late": len(late),
        "refused": len(refused),
        "allowed": allowed,
    }
    is_favour = len(quick) >= FEW and share_of(len(quick), len(approved)) > FAVOURED
    is_delay = len(late) >= FEW and share_of(len(late), len(refused)) > PUT_OFF
    told = sorted((*quick, *late), key=lambda case: case.number)
    rows = [(case.number, case.claimant, _took(case), tick(case.approved_by_panel is True)) for case in told]
    table = Table(("case", "claimant:account", "took:days", "approved:plain"), rows)
    yield Figure("decision-speeds", judged(is_favour and is_delay), facts, table, "sentence" if decided else "empty")


def _took(case: Case) -> int:
    return case.decided_at - case.filed_at

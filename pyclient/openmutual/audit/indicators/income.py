"""What the operator earns, against the aid that members receive."""

from collections.abc import Iterator
from fractions import Fraction

from ..replay.state import Plan
from .figure import Figure, Table
from .record import Record
from .thresholds import FEW, judged, share_of

DEAR = Fraction(1, 4)
"""The platforms took 2 to 10 in 100 of the aid; a quarter is far beyond any of them."""


def figures(record: Record) -> Iterator[Figure]:
    """The operator's income."""
    plan = record.plan
    paid = [case for case in plan.cases if case.settled_at >= 0]
    dues = sum(period.dues * period.units for period in plan.periods)
    fees, aid = sum(case.fee_paid for case in paid), sum(case.benefit_paid for case in paid)
    facts = {
        "dues": dues,
        "fees": fees,
        "income": dues + fees,
        "aid": aid,
        "rate": Fraction(dues + fees, aid) if aid else None,
        "collected": plan.money.operator_paid,
        "waiting": plan.money.operator_credit,
    }
    odd = len(paid) >= FEW and share_of(dues + fees, aid) > DEAR
    table = Table(("period", "dues:money", "fees:money", "aid:money"), _by_period(plan))
    yield Figure("operator-income", judged(odd), facts, table, "sentence" if aid else "empty")


def _by_period(plan: Plan) -> list[tuple[int, int, int, int]]:
    """Fees and aid stand in the period that announced the case, whenever it was paid."""
    fees, aid = [0] * len(plan.periods), [0] * len(plan.periods)
    for case in plan.cases:
        if case.settled_at >= 0 and 0 <= case.period < len(plan.periods):
            fees[case.period] += case.fee_paid
            aid[case.period] += case.benefit_paid
    return [(period.number, period.dues * period.units, fees[at], aid[at]) for at, period in enumerate(plan.periods)]

"""What cases got, what the operator earns, what the backstop paid, and what the ledger holds against what it owes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from heapq import nsmallest
from itertools import chain
from operator import itemgetter

from ...events import BackstopFunded, BackstopTaken, Reinstated
from ...records import Account, MemberStatus, Stage
from ..replay.cases import announcement_of
from ..replay.members import SHARING, balance
from ..replay.others import Line
from ..replay.rebates import rebate_of
from ..replay.state import Membership, Period, ReplayedPlan
from .figure import FEW, PERIODS, Figure, Table, judged, share_of, tick
from .morbidity import YEAR
from .record import Record, due_of

MOST_LISTED = 1_000
"""So many of those who have not fetched their money are listed: those who have waited longest."""

OFTEN = Fraction(1, 3)
"""Where more periods than this are cut, the caps do not fit the membership."""

SHORT = Fraction(9, 10)
"""Below this, a patient gets noticeably less than the plan names."""


def payouts_figures(record: Record) -> Iterator[Figure]:
    """Caps, payout ratio, collection."""
    busy = [period for period in record.plan.periods if sum(period.queue.values())]
    yield _caps([period for period in record.plan.periods if period.waits or any(period.queue.values())])
    yield _ratio(record, busy)
    yield _collection(record)


def _caps(busy: list[Period]) -> Figure:
    bound = [period for period in busy if period.case_capped or period.period_capped or period.waits]
    cut = sum(period.is_cut for period in busy)
    facts = {
        "periods": len(busy),
        "case_capped": sum(period.case_capped for period in busy),
        "period_capped": sum(period.period_capped for period in busy),
        "waited": sum(period.waits for period in busy),
        "cut": cut,
    }
    rows = [
        (
            period.number,
            period.share,
            *map(tick, (period.case_capped, period.period_capped, period.waits, period.is_cut)),
        )
        for period in bound
    ]
    table = Table(
        ("period", "share:money", "case_capped:plain", "period_capped:plain", "waited:plain", "cut:plain"), rows
    )
    odd = cut >= PERIODS and share_of(cut, len(busy)) > OFTEN
    return Figure("caps", judged(odd), facts, table, "sentence" if busy else "empty")


def _ratio(record: Record, busy: list[Period]) -> Figure:
    """Benefit and fee together.  The fee is paid last, so a patient gets no less than the ratio says."""
    rows = [_row(record, period) for period in busy]
    due, granted = sum(row[2] for row in rows), sum(row[5] for row in rows)
    facts = {
        "cases": sum(row[1] for row in rows),
        "due": due,
        "granted": granted,
        "ratio": share_of(granted, due),
        "worst": min((share_of(row[5], row[2]) for row in rows), default=Fraction(1)),
    }
    columns = ("period", "cases", "due:money", "collected:money", "drawn:money", "granted:money", "ratio:percent")
    table = Table(columns, [(*row, share_of(row[5], row[2])) for row in rows])
    odd = len(busy) >= PERIODS and share_of(granted, due) < SHORT
    return Figure("payout-ratio", judged(odd), facts, table, "sentence" if busy else "empty")


def _row(record: Record, period: Period) -> tuple[int, int, int, int, int, int]:
    due = sum(count * due_of(record.plan, level) for level, count in period.queue.items())
    granted = aid_by_members(period) + period.drawn
    return period.number, sum(period.queue.values()), due, period.collected, period.drawn, granted


def _collection(record: Record) -> Figure:
    """Shares are taken from reserves that are there: none can fail, so nobody has to pay another's in silence."""
    periods, returns = record.plan.periods, list(record.of(Reinstated))
    of_others, paid_by_others = record.plan.others.returned
    facts = {
        "periods": len(periods),
        "collected": sum(period.collected for period in periods),
        "lapsed": sum(period.lapsed_members for period in periods),
        "returned": len(returns) + of_others,
        "back_paid": sum(event.back_pay for event, _ in returns) + paid_by_others,
    }
    return Figure("collection", judged(False), facts, wording="sentence" if periods else "empty")


DEAR = Fraction(1, 4)
"""The platforms took 2 to 10 in 100 of the aid; a quarter is far beyond any of them."""


def income_figures(record: Record) -> Iterator[Figure]:
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


def _by_period(plan: ReplayedPlan) -> list[tuple[int, int, int, int]]:
    """Fees and aid stand in the period that announced the case, whenever it was paid."""
    fees, aid = [0] * len(plan.periods), [0] * len(plan.periods)
    for case in plan.cases:
        announced = announcement_of(plan, case)
        if case.settled_at >= 0 and announced is not None:
            fees[announced.number] += case.fee_paid
            aid[announced.number] += case.benefit_paid
    return [(period.number, period.dues * period.units, fees[at], aid[at]) for at, period in enumerate(plan.periods)]


DEPENDENT = Fraction(1, 4)
"""A plan that gets more than this of its aid from a sponsor is carried by one."""


def backstop_figures(record: Record) -> Iterator[Figure]:
    """What the backstop paid, and who filled and emptied it."""
    yield _draws(record)
    yield _sources(record)


def aid_by_members(period: Period) -> int:
    """What members' money paid for the cases of a period, fees included."""
    return sum(
        count * period.funding[level].by_members for level, count in period.queue.items() if level in period.funding
    )


def _draws(record: Record) -> Figure:
    periods = [period for period in record.plan.periods if period.drawn]
    drawn = sum(period.drawn for period in periods)
    by_members = sum(aid_by_members(period) for period in record.plan.periods)
    share = share_of(drawn, drawn + by_members) if drawn else Fraction(0)
    rows = [
        (period.number, period.at, aid_by_members(period), period.drawn, period.backstop_before) for period in periods
    ]
    facts = {"periods": len(periods), "drawn": drawn, "by_members": by_members, "share": share}
    table = Table(("period", "announced:time", "by_members:money", "drawn:money", "before:money"), rows)
    odd = len(periods) >= PERIODS and share > DEPENDENT
    return Figure("backstop-draws", judged(odd), facts, table, "sentence" if periods else "empty")


def _sources(record: Record) -> Figure:
    """A sponsor may take its money out after notice; that the next cut finds the backstop empty is worth a look."""
    funded, taken = Counter[Account](), Counter[Account]()
    for given, _ in record.of(BackstopFunded):
        funded[given.payer] += given.amount
    for out, _ in record.of(BackstopTaken):
        taken[out.sponsor] += out.amount
    people = dict.fromkeys([*funded, *taken])
    facts = {
        "funded": sum(funded.values()),
        "taken": sum(taken.values()),
        "left": record.plan.money.backstop,
        "people": len(people),
    }
    table = Table(
        ("account:account", "funded:money", "taken:money"), [(who, funded[who], taken[who]) for who in people]
    )
    judgement = judged(_taken_before_a_cut(record))
    return Figure("backstop-sources", judgement, facts, table, "sentence" if people else "empty")


def _taken_before_a_cut(record: Record) -> bool:
    """Whether money left the backstop in the period in front of an announcement that left a gap unfilled."""
    taken = [time for _, time in record.of(BackstopTaken)]
    begins = [record.plan.opened_at, *(period.at for period in record.plan.periods)]
    return any(
        period.gap > period.drawn and any(begin <= time <= period.at for time in taken)
        for begin, period in zip(begins, record.plan.periods, strict=False)
    )


THIN = Fraction(3, 2)
"""Members whose money lasts for less than this many periods at the cap lapse at the next dear one."""


def reserves_figures(record: Record) -> Iterator[Figure]:
    """Reserves, surplus, refunds, unclaimed money."""
    yield _reserves(record.plan)
    yield _surplus(record.plan)
    yield _refunds(record.plan)
    yield _unclaimed(record)


def _reserves(plan: ReplayedPlan) -> Figure:
    active = [member for member in plan.members.values() if member.status is MemberStatus.ACTIVE]
    held_by_others, units_of_others = plan.others.reserves()
    balances = sum(balance(plan, member) for member in active) + held_by_others
    units = sum(member.units for member in active) + units_of_others
    reserve = units * plan.terms.reserve
    lasts, owed = share_of(balances, reserve), plan.money.obligations
    facts = {
        "held": plan.money.held,
        "owed": owed,
        "cover": share_of(plan.money.held, owed),
        "balances": balances,
        "lasts": lasts,
    }
    thin = units > 0 and plan.stage is Stage.OPEN and lasts < THIN and len(plan.periods) > 0
    judgement = judged(thin, plan.money.held < owed)
    return Figure("reserves", judgement, facts, wording="sentence" if units else "empty")


def _surplus(plan: ReplayedPlan) -> Figure:
    """It lowers the next share by itself, so it cannot be hoarded; shown, so that everyone sees that it does."""
    peak = max((period.surplus for period in plan.periods), default=0)
    facts = {
        "surplus": plan.money.surplus,
        "peak": peak,
        "at": next((period.number for period in plan.periods if period.surplus == peak), 0),
    }
    rows = [
        (period.number, period.need, period.surplus_before, period.collected, period.surplus) for period in plan.periods
    ]
    table = Table(("period", "need:money", "before:money", "collected:money", "surplus:money"), rows)
    return Figure("surplus", judged(False), facts, table, "sentence" if rows else "empty")


def _refunds(plan: ReplayedPlan) -> Figure:
    """By what ended the membership that the money was of."""
    sums = dict.fromkeys(("left", "lapsed", "benefit", "closed"), 0)
    for member in plan.memberships():
        sums[_reason(member)] += member.taken
    of_others = plan.others.taken()
    sums = {reason: amount + of_others.get(reason, 0) for reason, amount in sums.items()}
    rebate = sum(member.rebate for member in plan.memberships()) + of_others.get("rebate", 0)
    shares = sum(period.collected for period in plan.periods)
    facts = {**sums, "rebate": rebate, "all": sum(sums.values()) + rebate, "shares": shares}
    return Figure("refunds", judged(False), facts, wording="sentence" if facts["all"] else "empty")


def _reason(member: Membership) -> str:
    if member.status is MemberStatus.CLAIMED:
        return "benefit"
    if member.left_in >= 0:
        return "left"
    return "lapsed" if member.lapsed_in >= 0 else "closed"


def _unclaimed(record: Record) -> Figure:
    """It waits for ever; after a year one may ask whether its owners know."""
    plan = record.plan
    kept = ((member.account, member.since, _unfetched(plan, member)) for member in plan.members.values())
    waiting = _Waiting()
    longest = nsmallest(MOST_LISTED, waiting.counted(chain(kept, plan.others.waiting())), key=itemgetter(1, 0))
    oldest = record.now - max(longest[0][1], plan.finished_at) if longest else 0
    refused = sum(plan.money.credits.values())
    facts = {"members": waiting.members, "amount": waiting.amount, "refused": refused, "oldest": oldest}
    rows: list[tuple[str, int | None, int]] = [*sorted(longest)]
    rows += [(owner, None, amount) for owner, amount in plan.money.credits.items() if amount]
    table = Table(("account:account", "ended:time", "amount:money"), rows)
    return Figure("unclaimed", judged(oldest > YEAR), facts, table, "sentence" if longest or refused else "empty")


@dataclass
class _Waiting:
    """How many wait for their money, and for how much together."""

    members: int = 0
    amount: int = 0

    def counted(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Those of the lines that hold money, counted as they pass: all of them would fill the memory."""
        for line in lines:
            if line[2]:
                self.members += 1
                self.amount += line[2]
                yield line


def _unfetched(plan: ReplayedPlan, member: Membership) -> int:
    """What a membership that has ended still holds, its part of a closed plan's surplus included."""
    has_ended = plan.stage is Stage.CLOSED or member.status not in SHARING
    return balance(plan, member) + rebate_of(plan, member)[0] if has_ended else 0

"""What a simulation has come to: each period on record, what each age paid and received, and if there was a spiral."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ....codec import to_hex
from ....model.announcing import Outcome, asked_of_members
from ....money import DAY, format_amount
from ....plans.terms import Plan
from ....records import Announcement
from .assumptions import Assumptions
from .ledger import CohortLedger, Ints

BANDS = 7
"""Bands of ages: ten years each, the last one from 60 on."""

Bands = list[int]
"""A figure for each band of ages."""

WINDOW = 12
"""Announcements that a spiral is looked for in: half a year, mostly."""

ENOUGH = 100
"""So many must have left, that it cannot well be chance who it was."""


def band_of(ages: Ints) -> Ints:
    """The band of each age."""
    return np.minimum(ages // 10, BANDS - 1)


def band_name(band: int) -> str:
    """The ages of a band."""
    return f"{10 * band}–{10 * band + 9}" if band < BANDS - 1 else f"{10 * band}–70"


@dataclass
class Period:
    """One period on record.  Money is in base units.

    Attributes:
        joined, returned, topped_up, left, withdrawn: people who did that; `left` asked to.
        uncovered: illnesses of people who were still waiting.
        back_pay: what those who came back had missed.
        made: the announcement; `members` those who paid it, `active` those who then were.
        due: what the cases of the period ask for, benefit and fee; `granted` what they get.
        hits: the caps that cut them: `case` or `period`; `year` if that cap lets them wait.
        risk: cases a year that the table expects in a million of the active; `left_risk` the sum of the same over all
            who asked to leave.
        paid, received: by band of ages, shares and dues, and benefits of this period's cases.
    """

    joined: int = 0
    returned: int = 0
    topped_up: int = 0
    left: int = 0
    withdrawn: int = 0
    uncovered: int = 0
    back_pay: int = 0
    made: Announcement = field(default_factory=lambda: Announcement(0, 0, 0, {}, {}, 0, 0, 0, {}, 0, 0, 0))
    members: int = 0
    active: int = 0
    due: int = 0
    granted: int = 0
    hits: tuple[str, ...] = ()
    backstop: int = 0
    operator_credit: int = 0
    held: int = 0
    risk: int = 0
    left_risk: int = 0
    paid: Bands = field(default_factory=lambda: [0] * BANDS)
    received: Bands = field(default_factory=lambda: [0] * BANDS)

    def charge(self, units: Bands, per_unit: int) -> None:
        """So many units of each band pay so much."""
        self.paid = [paid + each * per_unit for paid, each in zip(self.paid, units, strict=True)]

    def receive(self, claimants: Bands, benefit: int) -> None:
        """So many claimants of each band are granted so much."""
        self.received = [received + each * benefit for received, each in zip(self.received, claimants, strict=True)]

    def close(self, made: Announcement, outcome: Outcome, members: int, ledger: CohortLedger) -> None:
        """Put the announcement on record, and how things stand after it."""
        terms, accounts = ledger.terms, ledger.books()
        self.made, self.members, self.active = made, members, accounts.members
        self.due = sum(count * terms.level(level).due for level, count in made.cases.items())
        self.granted = sum(count * made.payout[level] for level, count in made.cases.items())
        asked = {level: asked_of_members(terms.level(level).due, terms.case_cap, made.units) for level in made.cases}
        hits = ["case"] if any(asked[level] < terms.level(level).due for level in asked) else []
        if made.units and any(outcome.from_members[level] < asked[level] for level in asked):
            hits.append("period")
        if made.waiting:
            hits.append("year")
        self.hits = tuple(hits)
        self.backstop, self.operator_credit = accounts.backstop, accounts.operator_credit
        self.held = accounts.token_balance

    @property
    def number(self) -> int:
        """The announcement's number, counted from 0."""
        return self.made.period

    @property
    def cases(self) -> int:
        """Cases announced."""
        return sum(self.made.cases.values())


@dataclass(frozen=True)
class Life:
    """A whole simulation.

    Attributes:
        spacing: seconds between announcements.
        ledger: as it stands at the end.
    """

    plan: Plan
    assumptions: Assumptions
    spacing: int
    periods: tuple[Period, ...]
    ledger: CohortLedger

    @property
    def spiral(self) -> int | None:
        """The first announcement by which the plan is in a spiral of adverse selection (逆选择).

        That is: within the last `WINDOW` announcements a tenth of the members or more has gone; `ENOUGH` of them asked
        to leave, and would have fallen ill less often, by a tenth or more, than those who stay; and those who stay
        pay a higher share than in the `WINDOW` before, or get a smaller part of what their cases ask for.
        """
        for now in range(2 * WINDOW - 1, len(self.periods)):
            before, last = (
                self.periods[now - 2 * WINDOW + 1 : now - WINDOW + 1],
                self.periods[now - WINDOW + 1 : now + 1],
            )
            fewer = 10 * last[-1].active <= 9 * before[-1].active
            left, left_risk = sum(period.left for period in last), sum(period.left_risk for period in last)
            healthier = left >= ENOUGH and 10 * left_risk <= 9 * left * last[-1].risk
            if fewer and healthier and _dearer(before, last):
                return last[-1].number
        return None

    @property
    def closed_at(self) -> int | None:
        """The day on which the plan began to close itself."""
        return None if self.ledger.closing_at is None else self.ledger.closing_at // DAY

    def band_totals(self) -> Iterator[tuple[str, int, int]]:
        """Each band of ages that had a part in it: its name, what it paid, what it received."""
        for band in range(BANDS):
            paid = sum(period.paid[band] for period in self.periods)
            received = sum(period.received[band] for period in self.periods)
            if paid or received:
                yield band_name(band), paid, received

    def to_json(self) -> dict[str, Any]:
        """The simulation for `json.dumps`; amounts as decimal strings in the plan's currency."""
        totals, assumed = list(self.band_totals()), self.assumptions
        return {
            "plan": self.plan.name,
            "plan_hash": to_hex(self.plan.plan_hash),
            "currency": self.plan.symbol,
            "members": assumed.members,
            "years": assumed.years,
            "seed": assumed.seed,
            "assumptions": {
                "illness": str(assumed.illness),
                "joining": str(assumed.joining),
                "leaving": str(assumed.leaving),
                "impatience": str(assumed.impatience),
                "patience": str(assumed.patience),
                "top_up": str(assumed.top_up),
                "return": str(assumed.returning),
                "backstop": self._money(assumed.backstop),
            },
            "spacing_seconds": self.spacing,
            "periods": [self._period(period) for period in self.periods],
            "ages": [
                {"ages": name, "paid": self._money(paid), "received": self._money(received)}
                for name, paid, received in totals
            ],
            "spiral": self.spiral,
            "closed_on_day": self.closed_at,
            "ledger": self._books(),
        }

    def _period(self, period: Period) -> dict[str, Any]:
        made, money = period.made, self._money
        return {
            "period": period.number,
            "day": made.at / DAY,
            "members": period.members,
            "units": made.units,
            "joined": period.joined,
            "returned": period.returned,
            "topped_up": period.topped_up,
            "left": period.left,
            "withdrawn": period.withdrawn,
            "lapsed": made.lapsed,
            "active": period.active,
            "risk_per_million": period.risk,
            "cases": dict(made.cases),
            "waiting": dict(made.waiting),
            "uncovered": period.uncovered,
            "share": money(made.share),
            "dues": money(made.dues),
            "collected": money(made.collected),
            "back_pay": money(period.back_pay),
            "due": money(period.due),
            "granted": money(period.granted),
            "payout": {level: money(payout) for level, payout in made.payout.items()},
            "hits": list(period.hits),
            "backstop_used": money(made.backstop_used),
            "backstop": money(period.backstop),
            "surplus": money(made.surplus),
            "operator_credit": money(period.operator_credit),
            "held": money(period.held),
        }

    def _books(self) -> dict[str, Any]:
        accounts = self.ledger.books()
        return {
            "stage": accounts.stage.value,
            "index": self._money(accounts.index),
            "members": accounts.members,
            "units": accounts.units,
            "surplus": self._money(accounts.surplus),
            "backstop": self._money(accounts.backstop),
            "promised": self._money(accounts.promised),
            "operator_credit": self._money(accounts.operator_credit),
            "token_balance": self._money(accounts.token_balance),
        }

    def _money(self, amount: int) -> str:
        return format_amount(amount, self.plan.decimals)


def _dearer(before: Sequence[Period], last: Sequence[Period]) -> bool:
    """Whether members pay a higher share than before, or for the same get less."""
    shares = [sum(period.made.share for period in window) for window in (before, last)]
    due = [sum(period.due for period in window) for window in (before, last)]
    granted = [sum(period.granted for period in window) for window in (before, last)]
    return shares[1] > shares[0] or granted[1] * due[0] < granted[0] * due[1]

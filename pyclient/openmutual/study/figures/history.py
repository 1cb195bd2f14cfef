"""Xianghubao as it was published, row by row, and what the rules of its preset make of the published inputs.

Three things are worked out for a row, as far as its inputs are known.

What a member pays.  A published total is split evenly and rounded up to a fen.  With cases and payers only, the share
lies between all cases at the lowest benefit and all at the highest, both with the fee.  Where the cases are those that
the table of incidence expects among members of the age mix of 2019, it is one number.

What a case was granted.  A printed share was rounded up to a fen, so the total lies within one fen a payer; less the
fee, by case, that is the mean aid.

How many cases there were to be.  The table of incidence, with the age mix of 2019, gives cases a year for each member.
A period is a 24th of a year.
"""

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from ...resources import read_text
from .figure import rounded
from .rules import aged, level_at, mean_rate, preset, rate, setting, yuan

XIANGHUBAO = "xianghubao"
AGES = "xianghubao-2019"
FEN = Fraction(1, 100)

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Published:
    """A row of the series: money in yuan, None where nothing was published.

    Attributes:
        date: ISO date, or year and month.
        a_year: the row is about a whole year, not a period.
    """

    date: str
    label: str
    members: int | None
    sharing: int | None
    cases: int | None
    share: Fraction | None
    total: Fraction | None
    status: str
    note: str
    source: str

    @property
    def a_year(self) -> bool:
        """Whether the row is about a whole year, not a period."""
        return self.label.startswith("YEAR")

    @property
    def day(self) -> str:
        """The date; a month of which no day is known stands at its middle."""
        return self.date if len(self.date) > len("2019-04") else f"{self.date}-15"


@dataclass(frozen=True, slots=True)
class Row:
    """A published row, and what the rules make of it; None where its inputs were not published.

    Attributes:
        payers: how many shared; `payers_by` says where that is from.
        share_between: the least and the most that these cases can cost a payer.
        share_by_mix: what they cost if members fall ill as the table of incidence says.
        share_by_total: what the published total costs a payer.
        aid_between: what a case was granted on average, by the published share or total.
        expected: cases that the table of incidence expects.
        fits: whether the published share lies where the rules put it.
    """

    published: Published
    payers: int | None
    payers_by: str
    share_between: Interval | None
    share_by_mix: Fraction | None
    share_by_total: Fraction | None
    aid_between: Interval | None
    expected: Fraction | None
    fits: bool | None

    @property
    def of_expected(self) -> Fraction | None:
        """Published cases for each that the table expects."""
        cases = self.published.cases
        return Fraction(cases) / self.expected if cases is not None and self.expected else None

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it; amounts in yuan as decimal texts."""
        of_expected = self.of_expected
        return {
            "date": self.published.date,
            "label": self.published.label,
            "payers": self.payers,
            "payers_by": self.payers_by,
            "cases": self.published.cases,
            "share": _said(self.published.share, 2),
            "total": _said(self.published.total, 0),
            "share_between": [_said(each, 2) for each in self.share_between] if self.share_between else None,
            "share_by_mix": _said(self.share_by_mix, 2),
            "share_by_total": _said(self.share_by_total, 2),
            "aid_between": [_said(each, 0) for each in self.aid_between] if self.aid_between else None,
            "expected_cases": _said(self.expected, 0),
            "of_expected_percent": _said(of_expected * 100, 1) if of_expected is not None else None,
            "fits": self.fits,
            "status": self.published.status,
            "source": self.published.source,
        }


def history() -> list[Row]:
    """Every published row with what the rules make of it, in the order of time."""
    series = read_series()
    return [_row(published, *_payers(number, series)) for number, published in enumerate(series)]


@cache
def read_series() -> tuple[Published, ...]:
    """The published rows."""
    raw = read_text("xhb_series.csv")
    rows = csv.DictReader(line for line in raw.splitlines() if not line.startswith("#"))
    return tuple(
        Published(
            date=row["date"],
            label=row["period_label"],
            members=_whole(row["members_total"]),
            sharing=_whole(row["members_sharing"]),
            cases=_whole(row["cases_in_period"]),
            share=Fraction(row["share_per_member_yuan"]) if row["share_per_member_yuan"] else None,
            total=Fraction(row["total_to_share_yuan"]) if row["total_to_share_yuan"] else None,
            status=row["status"],
            note=row["note"],
            source=row["source"],
        )
        for row in rows
    )


def mean_due() -> Fraction:
    """What a case costs on average, with its fee, if members of the mix of 2019 fall ill as the table says."""
    people, plan = aged(AGES), preset(XIANGHUBAO)
    cases = {who: weight * rate(*who) for who, weight in people.items()}
    dues = sum((count * yuan(plan, level_at(XIANGHUBAO, age).due) for (age, _), count in cases.items()), Fraction(0))
    return dues / sum(cases.values())


def _row(published: Published, payers: int | None, payers_by: str) -> Row:
    shares = mixed = expected = None
    if payers and published.cases:
        low, high = _dues()
        shares = _share(published.cases * low, payers), _share(published.cases * high, payers)
        mixed = _share(published.cases * mean_due(), payers)
    if payers and published.cases is not None:
        a_year = 1 if published.a_year else setting(XIANGHUBAO).announcements
        expected = payers * mean_rate(aged(AGES)) / a_year
    fits = shares[0] <= published.share <= shares[1] if shares and published.share is not None else None
    by_total = _share(published.total, payers) if payers and published.total is not None else None
    return Row(published, payers, payers_by, shares, mixed, by_total, _aid(published, payers), expected, fits)


def _payers(number: int, series: tuple[Published, ...]) -> tuple[int | None, str]:
    """How many shared in a row, and how that is known."""
    row = series[number]
    if row.sharing or row.members:
        return row.sharing or row.members, "payers" if row.sharing else "members"
    if row.a_year:
        year = [each.sharing or each.members for each in series if each.date[:4] == row.date[:4]]
        known = [count for count in year if count]
        return sum(known) // len(known), "mean of the year's dates"
    if not row.cases and row.total is None:
        return None, ""
    before = [each.sharing or each.members for each in series[:number]]
    return next(count for count in reversed(before) if count), "last known"


def _dues() -> Interval:
    """Benefit and fee of the cheapest and of the dearest level."""
    plan = preset(XIANGHUBAO)
    dues = [yuan(plan, level.due) for level in plan.terms.levels]
    return min(dues), max(dues)


def _share(total: Fraction, payers: int) -> Fraction:
    """Rounded up to a fen."""
    return -(-total / payers // FEN) * FEN


def _aid(published: Published, payers: int | None) -> Interval | None:
    """The mean aid of a case, from the total if it was published, or else from a share that was rounded up."""
    level = preset(XIANGHUBAO).terms.level("young")
    of_aid = Fraction(level.benefit, level.due)
    if not published.cases:
        return None
    if published.total is not None:
        aid = published.total * of_aid / published.cases
        return aid, aid
    if published.share is None or payers is None:
        return None
    least, most = ((published.share - less) * payers * of_aid / published.cases for less in (FEN, Fraction(0)))
    return least, most


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _said(number: Fraction | None, places: int) -> str | None:
    if number is None:
        return None
    return f"{float(rounded(number, places)):.{places}f}"

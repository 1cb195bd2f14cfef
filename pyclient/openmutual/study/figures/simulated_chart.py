"""Xianghubao's published history and the simulations of its preset, as one SVG picture."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ...i18n import Bilingual
from ..population.cohorts import Life, Period
from .chart import BLUE, GOLD, GREY, RED, Spec, Values, line, number, panel, sheet
from .chart import values as published
from .history import Row
from .simulated import announced_on, lives, share_of, waiting

MILLION = 1_000_000

TITLE = Bilingual("Xianghubao, as published and as simulated by its rules", "相互宝：公开数据与按规则的模拟")
SHARE = Bilingual(
    "Share of a period, yuan: published (red; rings: a year's mean); simulated with ¼ (blue) and ½ (grey) of the table",
    "每期每人分摊，元：公开数据（红；圆环为年均）；按发生率表 ¼（蓝）与 ½（灰）的模拟",
)
MEMBERS = Bilingual(
    "Members who share, in millions: published (red), as simulated (blue)", "分摊成员，百万人：公开（红），模拟（蓝）"
)
WAITING = Bilingual("Of those who fall ill, per cent still in their waiting period", "患病者中尚在等待期内的百分比")


def values(rows: Sequence[Row]) -> Values:
    """The figures to draw, each with its day: what was published, and what is simulated."""
    of_rows, simulated = published(rows), lives()
    quarter, half = simulated["quarter"], simulated["half"]
    return {
        "share": of_rows["share"],
        "quarter": _points(quarter, share_of),
        "half": _points(half, share_of),
        "members": of_rows["members"],
        "payers": _points(quarter, lambda period: Fraction(period.members, MILLION)),
        "waiting": _points(quarter, lambda period: 100 * waiting([period])),
    }


def draw(rows: Sequence[Row], language: str) -> str:
    """The picture, in `en` or `zh`.  Nothing is fetched for it."""
    drawn = values(rows)
    shares: list[Spec] = [
        line(drawn["half"], GREY, dots=False),
        line(drawn["quarter"], BLUE, dots=False),
        line(drawn["share"], RED),
    ]
    members = [line(drawn["payers"], BLUE, dots=False), line(drawn["members"], RED)]
    panels = [
        panel(SHARE.to(language), shares),
        panel(MEMBERS.to(language), members),
        panel(WAITING.to(language), [line(drawn["waiting"], GOLD, dots=False)]),
    ]
    return sheet(TITLE.to(language), panels, drawn)


def _points(life: Life, of: Callable[[Period], Fraction]) -> list[dict[str, Any]]:
    """A figure of every announcement."""
    return [{"day": announced_on(period).isoformat(), "value": number(of(period))} for period in life.periods]

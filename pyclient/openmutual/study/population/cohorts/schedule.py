"""When things happen in a simulation, and who is told of them by name.

A period runs from one announcement to the next and has eight parts.  At the beginning of each::

    0  the announcement that ended the period before; in the first period the founding
    1  those who are gone take out what is theirs; of those who lapsed some come back
    2  those who run low top up
    3  newcomers join
    4  some ask to leave
    5  the cases announced are paid: their notice is over
    6  people are diagnosed, and file at once
    7  the panel decides
    8  the announcement

A real chain is up to an hour behind a scenario (blocks need time).  So that an hour never matters, all times are kept
clear of the plan's windows by more than that: the spacing and the moment of diagnosis move a little where need be.  And
all times are multiples of a four-hundredth of a day, which a scenario can write down exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count

from ....errors import SimulationError
from ....money import DAY, format_amount, format_duration
from ....records import Announcement, Terms
from ....scenario.run import MOST_LATE
from .ledger import Names

YEAR = 365 * DAY
"""A plan year (rules, section 2), in seconds."""

TENTH = DAY // 10
"""Spacings are multiples of this."""

GRID = DAY // 400
"""All times are multiples of this."""

LEAST_SPACING = 8 * TENTH

MOST_YEARS = 10
"""The longest simulation."""

COME_BACK, TOP_UP, JOIN, LEAVE, SETTLE, FILE, DECIDE, ANNOUNCE = range(1, 9)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Times in seconds after the deployment.

    Attributes:
        spacing: between two announcements.
        filing: after the beginning of a period, when people are diagnosed.
    """

    spacing: int
    filing: int

    def at(self, period: int, part: int) -> int:
        """When that part of a period begins; periods count from 0."""
        return period * self.spacing + (self.filing if part == FILE else part * self.spacing // 8)

    def periods(self, years: int) -> int:
        """Announcements in so many years."""
        return years * YEAR // self.spacing


def draw_up(terms: Terms, announcements: int) -> Schedule:
    """The schedule of a plan with so many announcements a year, or as many as its period allows.

    Raises SimulationError for a plan with windows too short for it.
    """
    spacing = _spacing(terms, announcements)
    part = spacing // 8
    for name, window, least in (
        ("filing", terms.filing, MOST_LATE),
        ("decision", terms.decision, part + MOST_LATE),
    ):
        if window <= least:
            raise SimulationError(
                f"{name} {format_duration(window)} is too short to be simulated: "
                f"with announcements every {format_duration(spacing)} it must be longer than {format_duration(least)}"
            )
    if terms.notice + MOST_LATE > SETTLE * part:
        raise SimulationError(
            f"notice {format_duration(terms.notice)} is too long to be simulated: with announcements every "
            f"{format_duration(spacing)} cases could not be paid before the next ones are filed; announce less often"
        )
    waits = {level.waiting for level in terms.levels}
    covered_from = [start + waiting for start in (0, JOIN * part) for waiting in waits]
    return Schedule(spacing, _moment(range(FILE * part, DECIDE * part, GRID), covered_from, spacing))


def _spacing(terms: Terms, announcements: int) -> int:
    """The largest spacing that makes so many announcements a year, or else the smallest that the period allows."""
    least = max(terms.period + MOST_LATE, LEAST_SPACING)
    least += -least % TENTH
    ideal = YEAR // announcements // TENTH * TENTH
    candidates: Iterable[int] = chain(range(ideal, least - 1, -TENTH), count(max(least, ideal + TENTH), TENTH))
    return next(spacing for spacing in candidates if _is_clear(spacing, terms))


def _is_clear(spacing: int, terms: Terms) -> bool:
    """Whether no announcement comes within an hour of a new plan year, or of the end of a window opened by another."""
    windows = [*(year * YEAR for year in range(1, MOST_YEARS + 1)), terms.grace]
    return all(
        spacing - window % spacing > MOST_LATE and (window % spacing > MOST_LATE or window < spacing)
        for window in windows
    )


def _moment(candidates: Iterable[int], edges: list[int], spacing: int) -> int:
    """The first candidate that in no period comes within an hour of an edge, which returns every period."""
    for moment in candidates:
        if all(MOST_LATE < (moment - edge) % spacing < spacing - MOST_LATE for edge in edges):
            return moment
    raise SimulationError("the plan's windows leave no hour that is surely inside or outside; announce less often")


def day_of(seconds: int) -> Fraction:
    """The day of a time, as a scenario counts it."""
    return Fraction(seconds, DAY)


def days(seconds: int) -> str:
    """The day of a time as a scenario writes it; exact for multiples of `GRID`."""
    return format_amount(seconds // GRID * 25, 4)


def after(seconds: int) -> int:
    """The first time on the grid that is surely after `seconds`, however late a chain is."""
    late = seconds + MOST_LATE
    return late + -late % GRID


class Observer:
    """Hears of everything, in the order of time, and makes nothing of it.

    Times are seconds after the deployment; amounts, in base units, are for each of the people.
    """

    def funded(self, at: int, amount: int) -> None:
        """Sponsors put money into the backstop."""

    def joined(self, at: int, people: Names, tier: str, deposit: int) -> None:
        """People join."""

    def topped_up(self, at: int, people: Names, amount: int) -> None:
        """People top up, or come back."""

    def left(self, at: int, people: Names) -> None:
        """People ask to leave."""

    def withdrew(self, at: int, people: Names, claimed: bool, balance: int) -> None:
        """People take out what is theirs, a rebate not counted; `claimed`: those whose membership a benefit ended."""

    def filed(self, at: int, people: Names, level: str, covered: bool) -> None:
        """Each of the people files a case; who is not covered is refused."""

    def decided(self, at: int) -> None:
        """The panel approves all cases."""

    def announced(self, at: int, made: Announcement) -> None:
        """A period is closed."""

    def settled(self, at: int, paid: dict[str, tuple[int, int]]) -> None:
        """The cases announced are paid: by level, what a claimant and the operator get for one."""

    def finished(self, at: int) -> None:
        """A closing plan is closed."""

"""Figures on how a plan is run, with a judgement and never a verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from ...events import Event
from ...i18n import in_each_language
from ...resources import read_yaml
from ..replay.state import ReplayedPlan
from .deciding import disputes_figures, panel_figures, roles_figures
from .figure import Figure as Figure
from .figure import Judgement as Judgement
from .figure import Table as Table
from .frequency import frequency_figures
from .membership import membership_figures, persons_figures
from .money import backstop_figures, income_figures, payouts_figures, reserves_figures
from .morbidity import Assumptions as Assumptions
from .notice import notice_figures
from .record import Record
from .repeats import repeats_figures
from .solidarity import solidarity_figures
from .speeds import speeds_figures
from .times import calendar_figures, times_figures


@dataclass(frozen=True, slots=True)
class Criticism:
    """A criticism of the platforms, or a promise that was made in answer to one.

    Attributes:
        key: its name in the texts (`data/audit/criticisms.yaml`).
        number: K1… for criticisms, T1.1… for the promises (transparency, no interference, security, lasting service),
            U1… for what no ledger can answer.
        figures: the figures on conduct that answer it; `checks` the families of checks that do.
        says: the criticism, by language; `answer` what answers it, or why nothing here can.
    """

    key: str
    number: str
    figures: tuple[str, ...]
    checks: tuple[str, ...]
    says: Mapping[str, str]
    answer: Mapping[str, str]

    @property
    def is_answered(self) -> bool:
        """Whether an audit answers it at all; what else it takes, and what is left open, the answer says."""
        return bool(self.figures or self.checks)


@cache
def criticisms() -> tuple[Criticism, ...]:
    """Every criticism and promise, in the order of the report."""
    words = in_each_language("criticisms")
    return tuple(
        Criticism(
            key=key,
            number=entry["number"],
            figures=tuple(entry.get("figures", ())),
            checks=tuple(entry.get("checks", ())),
            says={language: text["says"] for language, text in words[key].items()},
            answer={language: text["answer"] for language, text in words[key].items()},
        )
        for key, entry in read_yaml("audit", "criticisms.yaml").items()
    )


THEMES = (
    *(times_figures, calendar_figures, frequency_figures, repeats_figures, panel_figures, disputes_figures),
    *(
        payouts_figures,
        backstop_figures,
        membership_figures,
        income_figures,
        reserves_figures,
        roles_figures,
        persons_figures,
        solidarity_figures,
        speeds_figures,
        notice_figures,
    ),
)
"""Each with its figures."""


def figures(
    plan: ReplayedPlan, history: Iterable[tuple[Event, int]], now: int, assumptions: Assumptions | None = None
) -> list[Figure]:
    """Every figure, whatever the plan has come to.

    Args:
        plan: as replayed to the audited block.
        history: every event of the plan with its time, in log order.
        now: the time of the audited block.
        assumptions: of the members' ages and sexes, of which the log says nothing.
    """
    record = Record(plan, tuple(history), now, assumptions or Assumptions())
    return [figure for theme in THEMES for figure in theme(record)]

"""Every figure that was published on the platforms, worked out anew from the plans and the table of incidence."""

from collections.abc import Callable
from types import MappingProxyType

from . import costs, fee, market, shares
from .figure import Agreement as Agreement
from .figure import Figure as Figure
from .history import history as history

FIGURES: tuple[Callable[[], Figure], ...] = (
    costs.man_of_35,
    costs.yearly_share,
    costs.half_and_a_period,
    market.people_in_2020,
    market.people_expected,
    market.kangai_year,
    costs.members_needed,
    market.kangai_bands,
    market.dues_of_a_year,
    market.denghuo_days,
    fee.members_by_age,
    fee.fee_of_a_year,
    fee.investigation,
    fee.residue,
    fee.staff,
    fee.fee_of_a_case,
    fee.overall_rate,
    market.mean_aid,
    shares.first_period,
    shares.page_example,
    market.qingsong_end,
    shares.july_2019,
    shares.december_2021,
)
"""How each is worked out; the first has number 1."""


def figures() -> MappingProxyType[int, Figure]:
    """Every figure, worked out now, by its number."""
    return MappingProxyType({number: work_out() for number, work_out in enumerate(FIGURES, 1)})


__all__ = ["FIGURES", "Agreement", "Figure", "figures", "history"]

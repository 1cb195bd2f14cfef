"""What would even out who pays for whom: other units, other benefits, or other deposits, in whole numbers.

- Units: each band carries as many as its cover is worth.  `paid ÷ worth` is `units × price ÷ worth`.
- Benefit: units stay, and each band is paid as much as it pays for: so many parts of today's highest benefit, which is
  cut into as many as the bound says.
- Deposit: units and benefits stay.  A deposit is given back, so it moves no money between bands; but a band whose cover
  is worth more can lay down more: so many times the reserve of its units.  Here `paid` is what is laid down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from ...errors import FairnessError
from ...model.announcing import asked_of_members
from ...plans.terms import MOST_ENTRIES, MOST_RESERVE_STEPS, Plan
from ...records import Level, Terms, Tier
from ...statistics.incidence import Sex
from ..population.plan_section import read_plan_section
from .bands import Band
from .cover import Balance, Cover, risks_of
from .optimum import Choice, Options, best_choice

FINER = 10
"""Steps become finer by powers of this."""


class Varied(StrEnum):
    """What may change."""

    UNITS = "units"
    BENEFIT = "benefit"
    DEPOSIT = "deposit"


@dataclass(frozen=True, slots=True)
class Remedy:
    """The best choice, and what the plan becomes by it.

    Attributes:
        choice: a number for each band: units, parts of the highest benefit, or times the reserve.
        after: who pays for whom then.
        terms: of the plan that has it.
        tiers: who joins in which tier, as plan files write it; None where all stay where they are.
        levels: who is paid at which level; None likewise.
    """

    varied: Varied
    choice: Choice
    after: Balance
    terms: Terms
    tiers: Mapping[str, str] | None = None
    levels: Mapping[str, str] | None = None


def find_remedy(plan: Plan, before: Balance, varied: Varied, most: int) -> Remedy:
    """The best choice of numbers from 1 to `most`.

    Raises:
        FairnessError: the plan's levels or tiers do not let this be varied.
        TooManyBands: there are more choices than can be searched.
    """
    if most < 1:
        raise FairnessError(f"a band has at least one unit, so --max-units cannot be {most}")
    remedies: Mapping[Varied, Callable[[Plan, Balance, int], Remedy]] = {
        Varied.UNITS: _by_units,
        Varied.BENEFIT: _by_benefit,
        Varied.DEPOSIT: _by_deposit,
    }
    return remedies[varied](plan, before, most)


def _by_units(plan: Plan, before: Balance, most: int) -> Remedy:
    covers = before.covers
    values = tuple(tuple(number / cover.worth for number in range(1, most + 1)) for cover in covers)
    choice = best_choice(Options(values, tuple(cover.heads * cover.worth for cover in covers)))
    picked = zip(covers, choice.numbers, strict=True)
    after = replace(before, covers=tuple(replace(cover, units=Fraction(units)) for cover, units in picked))
    terms = _share_finer(plan.terms, before, after)
    deposits = {tier.name: Fraction(tier.deposit) for tier in terms.tiers}
    laid_down = (replace(cover, deposit=deposits[cover.band.name]) for cover in after.covers)
    return Remedy(Varied.UNITS, choice, replace(after, covers=tuple(laid_down)), terms, _tiers_of(before))


def _share_finer(terms: Terms, before: Balance, after: Balance) -> Terms:
    """The terms with a tier for each band, and all money per unit smaller by as much as units are more.

    So a person pays at most what they paid at most before.  Amounts are rounded up, in steps finer by powers of ten,
    so that a head loses no more by rounding; as far as the currency and the longest reserve allow.
    """
    more = after.mean_units / before.mean_units
    step, fine = terms.step, Fraction(1)
    while fine < more and step % FINER == 0 and terms.reserve / more <= (MOST_RESERVE_STEPS - 2) * (step // FINER):
        step, fine = step // FINER, fine * FINER

    def smaller(amount: int | Fraction) -> int:
        return _up(amount / Fraction(more), step)

    changed = replace(
        terms,
        step=step,
        case_cap=smaller(terms.case_cap),
        period_cap=smaller(terms.period_cap),
        year_cap=smaller(terms.year_cap),
        dues=smaller(terms.dues),
    )
    deposit = max(changed.reserve, smaller(before.mean_deposit / before.mean_units))
    tiers = (Tier(cover.band.name, int(cover.units), int(cover.units) * deposit) for cover in after.covers)
    return replace(changed, tiers=tuple(tiers))


def _by_benefit(plan: Plan, before: Balance, most: int) -> Remedy:
    section = read_plan_section(plan)
    if any(len(list(risks_of((age, sex), section))) > 1 for age in range(len(section.tiers)) for sex in Sex):
        raise FairnessError("people are paid at several levels at one age; vary units or deposits instead")
    if any(len(cover.band.sexes) < len(Sex) for cover in before.covers):
        raise FairnessError("a level is for an age and not for a sex; name bands of both, or vary units instead")
    today = {cover.band: _level_of(plan, cover.band) for cover in before.covers}
    highest = max(level.benefit for level in today.values())

    def levels(cover: Cover) -> tuple[Level, ...]:
        return tuple(_part_of(today[cover.band], cover.band, highest * number // most) for number in range(1, most + 1))

    def worths(cover: Cover) -> tuple[Fraction, ...]:
        return tuple(
            cover.cases * asked_of_members(level.due, plan.terms.case_cap, before.units) for level in levels(cover)
        )

    values = tuple(tuple(worth / cover.units for worth in worths(cover)) for cover in before.covers)
    weights = tuple(cover.heads * cover.units for cover in before.covers)
    choice = best_choice(Options(values, weights, inverse=True))
    picked = list(zip(before.covers, choice.numbers, strict=True))
    after = replace(before, covers=tuple(replace(cover, worth=worths(cover)[number - 1]) for cover, number in picked))
    drawn = {risk.level.name for risk in section.risks}
    kept = [level for level in plan.terms.levels if level.name not in drawn]
    chosen = [levels(cover)[number - 1] for cover, number in picked]
    if len(kept) + len(chosen) > MOST_ENTRIES:
        raise FairnessError(f"that would take more than {MOST_ENTRIES} levels; name fewer bands")
    terms = replace(plan.terms, levels=(*chosen, *kept))
    return Remedy(Varied.BENEFIT, choice, after, terms, levels=_tiers_of(before))


def _level_of(plan: Plan, band: Band) -> Level:
    """The dearest level at which people of a band are paid today."""
    section = read_plan_section(plan)
    return max(
        (risk.level for who in band.people for risk, _ in risks_of(who, section)), key=lambda level: level.benefit
    )


def _part_of(level: Level, band: Band, benefit: int) -> Level:
    """The level of a band with another benefit; the fee is the same part of it."""
    return replace(level, name=band.name, benefit=benefit, fee=level.fee * benefit // level.benefit)


def _by_deposit(plan: Plan, before: Balance, most: int) -> Remedy:
    covers = before.covers
    if any(cover.units.denominator > 1 for cover in covers):
        raise FairnessError("a band has people of several tiers; name bands that each lie in one tier")
    reserves = [int(cover.units) * plan.terms.reserve for cover in covers]
    values = tuple(
        tuple(number * reserve / cover.worth for number in range(1, most + 1))
        for cover, reserve in zip(covers, reserves, strict=True)
    )
    choice = best_choice(Options(values, tuple(cover.heads * cover.worth for cover in covers)))
    deposits = [number * reserve for number, reserve in zip(choice.numbers, reserves, strict=True)]
    after = replace(
        before,
        covers=tuple(
            replace(cover, deposit=Fraction(deposit)) for cover, deposit in zip(covers, deposits, strict=True)
        ),
    )
    tiers = (Tier(cover.band.name, int(cover.units), int(cover.deposit)) for cover in after.covers)
    terms = replace(plan.terms, tiers=tuple(tiers))
    return Remedy(Varied.DEPOSIT, choice, after, terms, _tiers_of(before))


def _tiers_of(balance: Balance) -> Mapping[str, str]:
    return {cover.band.name: cover.band.in_a_plan for cover in balance.covers}


def _up(amount: Fraction, step: int) -> int:
    """The amount rounded up to whole steps."""
    return -(-amount.numerator // (amount.denominator * step)) * step

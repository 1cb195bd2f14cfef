"""What the cover of each band is worth, by the table of incidence, beside what the band pays.

`worth` is what the cases of one person are expected to ask of all members in a year: benefit and fee, as far as the cap
of a case lets members pay them.  `paid` is what one person is expected to pay in a year: their units, times what a unit
pays.  A unit pays what all cases ask, divided by all units: nothing is left, nothing is short.  So the subsidies
`paid − worth` of all people add up to nothing.

Everybody counts as past the waiting period, and nobody changes band.  Dues are left out: they buy the operator's work,
and no member's cover.  The cap of a period cuts all cases alike, so it moves no money between bands.

All figures are exact fractions; money is in base units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...errors import NoBenefit, NoMembers
from ...model.announcing import asked_of_members
from ...plans.terms import Plan
from ...records import Terms
from ...statistics.incidence import MILLION, Sex, Weights, incidence
from ..population.plan_section import LevelRisk, PlanSection, read_plan_section
from .bands import Band

NOBODY = Fraction(0)


@dataclass(frozen=True, slots=True)
class Cover:
    """What one person of a band brings to the plan, on average.

    Attributes:
        heads: the band's part of all people in bands.
        units: what they carry; `deposit` what they lay down on joining.
        cases: in a year, at all levels; `worth` what these ask of all members.
    """

    band: Band
    heads: Fraction
    units: Fraction
    deposit: Fraction
    cases: Fraction
    worth: Fraction


@dataclass(frozen=True, slots=True)
class Balance:
    """Who pays for whom: each band's cover, and what a unit is expected to pay in a year.

    Attributes:
        members: people in all bands together.
    """

    covers: tuple[Cover, ...]
    members: int

    @property
    def price(self) -> Fraction:
        """What a unit pays in a year."""
        return self._mean([cover.worth for cover in self.covers]) / self.mean_units

    @property
    def mean_units(self) -> Fraction:
        """Units that a person carries on average."""
        return self._mean([cover.units for cover in self.covers])

    @property
    def units(self) -> int:
        """Units of all people together, rounded down."""
        return int(self.members * self.mean_units)

    @property
    def mean_deposit(self) -> Fraction:
        """What a person lays down on average."""
        return self._mean([cover.deposit for cover in self.covers])

    @property
    def paid(self) -> tuple[Fraction, ...]:
        """What one person of each band pays in a year."""
        return tuple(self.price * cover.units for cover in self.covers)

    @property
    def subsidies(self) -> tuple[Fraction, ...]:
        """What one person of each band pays for others in a year; what others pay for them where it is negative."""
        return tuple(paid - cover.worth for paid, cover in zip(self.paid, self.covers, strict=True))

    @property
    def deviations(self) -> tuple[Fraction, ...]:
        """|paid ÷ worth − 1| of each band."""
        return tuple(abs(paid / cover.worth - 1) for paid, cover in zip(self.paid, self.covers, strict=True))

    def _mean(self, values: Sequence[Fraction]) -> Fraction:
        return sum((cover.heads * value for cover, value in zip(self.covers, values, strict=True)), NOBODY)


def weigh(plan: Plan, bands: Sequence[Band], members: int, ages: Weights, illness: Fraction) -> Balance:
    """Who pays for whom in a plan as it is.

    Args:
        plan: whose benefits, units and caps count.
        bands: whom to tell apart.
        members: how many people there are in all bands.
        ages: how people are made up; who is in no band is left out.
        illness: how often people fall ill, as a multiple of the table of incidence.

    Raises:
        NoMembers: the plan or a band has nobody.
        NoBenefit: a band is paid nothing.
        FileError, SimulationError: the plan's section about its population does not do.
    """
    if members < 1:
        raise NoMembers(f"a plan of {members} members has nobody to share; give --members 1 or more")
    section = read_plan_section(plan)
    people = [people_of(band, section, ages) for band in bands]
    everybody = sum(map(_count, people), NOBODY)
    units = int(members * sum((_units(each, section, plan.terms) for each in people), NOBODY) / everybody)
    covers = (
        _cover(band, each, section, plan.terms, (units, illness, everybody))
        for band, each in zip(bands, people, strict=True)
    )
    return Balance(tuple(covers), members)


def people_of(band: Band, section: PlanSection, ages: Weights) -> Weights:
    """Those of the band whom the plan takes.  Raises NoBenefit, NoMembers."""
    insured = {who: weight for who, weight in ages.items() if who in band.people and section.admits(*who)}
    if insured:
        return insured
    if not any(section.admits(*who) for who in band.people):
        raise NoBenefit(f"the plan pays nothing to people of {band.name}; take that band out")
    raise NoMembers(f"the table of ages has nobody of {band.name}; take that band out, or another table")


def _count(people: Weights) -> Fraction:
    return sum(people.values(), NOBODY)


def _units(people: Weights, section: PlanSection, terms: Terms) -> Fraction:
    return sum((weight * terms.tiers[section.tier(*who)].units for who, weight in people.items()), NOBODY)


def _cover(
    band: Band, people: Weights, section: PlanSection, terms: Terms, shared: tuple[int, Fraction, Fraction]
) -> Cover:
    """The cover of a band; `shared`: units that pay, the factor of illness, and people in all bands."""
    units, illness, everybody = shared
    count, cases, worth = _count(people), NOBODY, NOBODY
    for who, weight in people.items():
        for risk, rate in risks_of(who, section):
            cases += weight * rate * illness
            worth += weight * rate * illness * asked_of_members(risk.level.due, terms.case_cap, units)
    if worth == 0:
        raise NoBenefit(f"nobody of {band.name} is expected to be paid anything; raise --illness, or take it out")
    deposit = sum((weight * terms.tiers[section.tier(*who)].deposit for who, weight in people.items()), NOBODY)
    return Cover(
        band, count / everybody, _units(people, section, terms) / count, deposit / count, cases / count, worth / count
    )


def risks_of(who: tuple[int, Sex], section: PlanSection) -> Iterator[tuple[LevelRisk, Fraction]]:
    """The levels at which such a person is paid, with cases a year by the table."""
    for risk in section.risks:
        if who[0] in risk.ages:
            yield risk, incidence()[who] * risk.rate / MILLION

"""Bands of age and sex, as people write them: `20-29` for both sexes, `20-29f` and `20-29m` for one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from ...errors import AmountError, BandOutsideTable, BandsOverlap, OneBand, TooManyBands
from ...plans.terms import MOST_ENTRIES
from ...statistics.incidence import OLDEST, Sex, Weights, parse_ages
from ..population.plan_section import PlanSection

ONE_SEX = {"f": (Sex.FEMALE,), "m": (Sex.MALE,)}
"""The letter behind the ages."""

WIDTH = 10
"""Ages in a band, where nobody says which bands there are."""


@dataclass(frozen=True, slots=True)
class Band:
    """People of some ages, of one sex or both.  Its name can be that of a tier."""

    name: str
    ages: range
    sexes: tuple[Sex, ...]

    @property
    def people(self) -> set[tuple[int, Sex]]:
        """Every age with every sex in it."""
        return {(age, sex) for age in self.ages for sex in self.sexes}

    @property
    def in_a_plan(self) -> str:
        """The band as a plan file writes who joins in a tier."""
        ages = f"{self.ages[0]}-{self.ages[-1]}"
        return ages if len(self.sexes) == len(Sex) else f"{ages} {self.sexes[0]}"


def parse_bands(text: str) -> tuple[Band, ...]:
    """The bands of a list such as `20-39,40-59f,40-59m`.

    Raises:
        BandOutsideTable: an entry is no band of ages that the table of incidence has.
        BandsOverlap, OneBand, TooManyBands: see :func:`check_bands`.
    """
    return check_bands([_parse_band(entry.strip()) for entry in text.split(",")])


def check_bands(bands: Sequence[Band]) -> tuple[Band, ...]:
    """The bands, if a plan can have a tier for each and nobody is in two of them.

    Raises:
        OneBand, TooManyBands, BandsOverlap: they are not so.
    """
    if len(bands) < 2:
        raise OneBand("there is one band only, so nobody can pay for anybody else; name two or more, as 20-39,40-59")
    if len(bands) > MOST_ENTRIES:
        raise TooManyBands(f"a plan can have {MOST_ENTRIES} tiers, but there are {len(bands)} bands; join some of them")
    for one, other in combinations(bands, 2):
        if one.people & other.people:
            raise BandsOverlap(f"the bands {one.name} and {other.name} have people in common; keep each in one")
    return tuple(bands)


def default_bands(section: PlanSection, weights: Weights) -> tuple[Band, ...]:
    """Ten ages in each band, as far as the plan takes people and there are any."""
    bands = []
    for first in range(0, OLDEST + 1, WIDTH):
        ages = sorted({age for age, sex in weights if first <= age < first + WIDTH and section.admits(age, sex)})
        if ages:
            bands.append(Band(f"{ages[0]}-{ages[-1]}", range(ages[0], ages[-1] + 1), tuple(Sex)))
    return check_bands(bands)


def _parse_band(entry: str) -> Band:
    match = re.fullmatch("([0-9]+(?:-[0-9]+)?)([fm]?)", entry)
    if match is None:
        raise BandOutsideTable(f"{entry[:80]!r} is no band; write 20-29 for both sexes, 20-29f or 20-29m for one")
    try:
        ages = parse_ages(match[1])
    except AmountError as error:
        raise BandOutsideTable(str(error)) from error
    return Band(entry, ages, ONE_SEX.get(match[2], tuple(Sex)))


def against_the_rest(young: str) -> tuple[Band, Band]:
    """The young, of both sexes, and everybody older.  Raises BandOutsideTable; OneBand if there is nobody older."""
    first = _parse_band(young)
    if first.ages[-1] >= OLDEST:
        raise OneBand(f"nobody in the table is older than {young}; name younger people")
    rest = range(first.ages[-1] + 1, OLDEST + 1)
    return Band(first.name, first.ages, tuple(Sex)), Band(f"{rest[0]}-{rest[-1]}", rest, tuple(Sex))

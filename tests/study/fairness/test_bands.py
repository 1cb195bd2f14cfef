"""Bands are refused by their own errors where they make no sense, and read where they do."""

from __future__ import annotations

import pytest

from openmutual.errors import BandOutsideTable, BandsOverlap, OneBand, TooManyBands
from openmutual.plans.terms import load_plan
from openmutual.statistics.incidence import Sex, load_ages
from openmutual.study.fairness.bands import against_the_rest, default_bands, parse_bands
from openmutual.study.population.plan_section import read_plan_section


@pytest.mark.parametrize("text", ["20-29,60-80", "20-29,100", "20-29,x", "20-29,", "29-20,30", "20-29,30-39w"])
def test_a_band_beyond_the_table_is_refused(text):
    with pytest.raises(BandOutsideTable):
        parse_bands(text)


@pytest.mark.parametrize("text", ["20-39,39-59", "20-39,30f", "20-29f,20-25f"])
def test_people_in_two_bands_are_refused(text):
    with pytest.raises(BandsOverlap):
        parse_bands(text)


def test_one_band_is_refused():
    with pytest.raises(OneBand):
        parse_bands("20-59")
    with pytest.raises(OneBand):
        against_the_rest("0-70")


def test_more_bands_than_tiers_are_refused():
    with pytest.raises(TooManyBands):
        parse_bands(",".join(str(age) for age in range(20, 37)))
    assert len(parse_bands(",".join(str(age) for age in range(20, 36)))) == 16


def test_bands_are_of_both_sexes_or_of_one():
    both, women, men = parse_bands("20-39, 40-59f,40-59m")
    assert (both.ages, both.sexes) == (range(20, 40), tuple(Sex))
    assert (women.sexes, men.sexes) == ((Sex.FEMALE,), (Sex.MALE,))
    assert (both.in_a_plan, women.in_a_plan) == ("20-39", "40-59 female")


def test_without_a_list_there_are_ten_ages_in_each_as_far_as_there_are_people():
    section, ages = read_plan_section(load_plan("xianghubao")), load_ages("xianghubao-2019")
    assert [band.name for band in default_bands(section, ages)] == ["0-9", "10-19", "20-29", "30-39", "40-49", "50-59"]


def test_the_young_stand_against_everybody_older():
    assert [band.name for band in against_the_rest("0-39")] == ["0-39", "40-70"]

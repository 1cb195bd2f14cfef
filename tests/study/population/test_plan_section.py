"""What a plan file says of its people: refused with file, line and key, and with good defaults."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.errors import FileError, SimulationError
from openmutual.plans.terms import load_plan, preset_names
from openmutual.statistics.incidence import Sex
from openmutual.study.population.plan_section import read_plan_section
from tests.study.population.small_populations import steep


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("announcements: 12", "announcements: 0", "population.announcements: must be from 1 to 365, but is 0"),
        ("announcements: 12", "announcement: 12", "population.announcement: unknown key; did you mean announcements?"),
        ("one: 0-39,", "two: 0-39,", "population.tiers.two: the plan has no such tier"),
        ("three: 40-59}", "three: 39-59}", "population.tiers.three: age 39 is in tier one already; keep one"),
        (
            "three: 40-59}",
            "three: 40-59 men}",
            "population.tiers.three: 'men' is no sex that the table of incidence knows",
        ),
        ("three: 40-59}", "three: 40-99}", "population.tiers.three: 40-99 goes beyond 70"),
        ("early: {ages: 20-59", "earlier: {ages: 20-59", "population.levels.earlier: the plan has no such level"),
        ("early: {ages: 20-59", "early: {age: 20-59", "population.levels.early.age: unknown key; did you mean ages?"),
        ("rate: 50%", "rate: 0.5", "population.levels.early.rate: '0.5' is no rate"),
        ("rate: 50%", "rate: 500%", "population.levels.early.rate: 500% is more than the whole"),
        ("grave: {ages: 0-59}", "grave: {}", "population.levels.grave: the key ages is missing"),
    ],
)
def test_a_bad_section_is_refused_with_file_line_and_key(old, new, said):
    with pytest.raises(FileError) as refused:
        read_plan_section(steep((old, new)))
    assert said in str(refused.value)
    assert refused.value.file == "steep.yaml"
    assert refused.value.line > 12


def test_mistakes_in_several_keys_of_the_section_are_all_said():
    changes = [("announcements: 12", "announcements: 0"), ("one: 0-39,", "two: 0-39,"), ("rate: 50%", "rate: 0.5")]
    with pytest.raises(FileError) as refused:
        read_plan_section(steep(*changes))
    assert [each.key for each in refused.value.mistakes] == [
        *("population.announcements", "population.tiers.two", "population.levels.early.rate"),
    ]


def test_a_plan_that_nobody_can_join_is_refused():
    with pytest.raises(SimulationError, match="nobody can join"):
        read_plan_section(steep(("one: 0-39, three: 40-59", "one: 60-70")))


def test_an_age_needs_both_a_tier_and_a_level():
    section = read_plan_section(
        steep(("one: 0-39, three: 40-59", "one: 0-39, three: 40-65"), ("grave: {ages: 0-59}", "grave: {ages: 10-59}"))
    )
    assert [age for age in range(71) if section.admits(age, Sex.MALE)] == list(range(60))
    assert not section.insures(60)
    assert section.tier(60, Sex.MALE) == 1


def test_the_section_is_read():
    section = read_plan_section(steep())
    assert section.announcements == 12
    assert [(risk.level.name, risk.ages, risk.rate) for risk in section.risks] == [
        ("grave", range(60), Fraction(1)),
        ("early", range(20, 60), Fraction(1, 2)),
        ("fall", range(40), Fraction(3, 10)),
    ]


def test_without_a_section_all_join_the_first_tier_and_get_the_highest_benefit():
    plan = steep()
    section = read_plan_section(
        type(plan)(**{**{name: getattr(plan, name) for name in plan.__slots__}, "population": None})
    )
    assert section.announcements == 24
    assert set(section.tiers) == {(0, 0)}
    assert [(risk.level.name, len(risk.ages)) for risk in section.risks] == [("grave", 71)]


def test_a_tier_can_be_for_one_sex_alone():
    section = read_plan_section(steep(("one: 0-39, three: 40-59", "one: 0-59 female, three: 40-59 male")))
    assert [section.tier(age, sex) for age in (39, 40) for sex in (Sex.FEMALE, Sex.MALE)] == [0, -1, 0, 1]
    assert not section.admits(39, Sex.MALE)


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_has_people(name):
    assert read_plan_section(load_plan(name)).risks


def test_xianghubao_pays_the_young_more():
    risks = {risk.level.name: risk.ages for risk in read_plan_section(load_plan("xianghubao")).risks}
    assert risks == {"young": range(40), "older": range(40, 60)}

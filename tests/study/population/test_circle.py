"""People and their illnesses: drawn by the public table, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

import pytest

from openmutual.statistics.incidence import Sex, incidence
from openmutual.study.population import Circle, Person, draw_circle
from openmutual.study.population.circle import OLDEST, YOUNGEST


def test_the_table_has_whole_rates_for_each_age_and_sex():
    table = incidence()
    assert table.keys() == {(age, sex) for age in range(71) for sex in Sex}
    assert all(isinstance(rate, int) and rate > 0 for rate in table.values())


def test_the_rate_that_a_second_source_prints_is_in_the_table():
    assert incidence()[35, Sex.MALE] == 1_396


def test_that_rate_makes_the_published_yearly_cost_of_one_man():
    assert Fraction(incidence()[35, Sex.MALE], 1_000_000) * 300_000 * Fraction(108, 100) == Fraction("452.304")


@pytest.mark.parametrize(("age", "sex", "rate"), [(0, Sex.MALE, 595), (50, Sex.MALE, 8_018), (70, Sex.FEMALE, 25_119)])
def test_rates_at_the_ends(age, sex, rate):
    assert incidence()[age, sex] == rate


def test_the_same_seed_draws_the_same_people():
    assert draw_circle(50, Random(7)) == draw_circle(50, Random(7))
    assert draw_circle(50, Random(7)) != draw_circle(50, Random(8))


@pytest.mark.parametrize("size", [1, 20, 500])
def test_everybody_has_a_name_of_their_own_and_an_age_in_the_table(size):
    people = draw_circle(size, Random(1)).people
    assert len({person.name for person in people}) == len({person.chinese for person in people}) == size
    assert all(YOUNGEST <= person.age <= OLDEST for person in people)


def test_more_people_than_names_are_refused():
    with pytest.raises(ValueError, match="not enough names"):
        draw_circle(2_000, Random(1))


def test_a_circle_expects_the_sum_of_its_rates():
    people = (Person("a", "甲", 35, Sex.MALE), Person("b", "乙", 50, Sex.MALE))
    assert Circle(people).expected == Fraction(1_396 + 8_018, 1_000_000)


def test_nobody_falls_ill_twice():
    circle = draw_circle(20, Random(1))
    assert len(set(circle.fall_ill(20, Random(2)))) == 20


def test_who_falls_ill_is_the_likelier_the_higher_the_rate():
    people = Person("young", "青", 20, Sex.FEMALE), Person("old", "老", 60, Sex.FEMALE)
    first = Counter(Circle(people).fall_ill(1, Random(seed))[0].name for seed in range(2_000))
    expected = 2_000 * 496 / (496 + 11_280)
    assert abs(first["young"] - expected) < 4 * expected**0.5

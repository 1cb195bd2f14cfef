"""The demo's sentences: the same ones in every language, with the same places to fill."""

from __future__ import annotations

import string

import pytest

from openmutual.cli.demo.world import demo_phrases
from openmutual.i18n import texts
from openmutual.money import grouped
from openmutual.statistics.incidence import Sex
from openmutual.study.population import Person


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_all_languages_have_the_same_sentences_with_the_same_places():
    english, chinese = (texts("demo", language) for language in ("en", "zh"))
    assert english.keys() == chinese.keys()
    assert {key: places(said) for key, said in english.items()} == {key: places(said) for key, said in chinese.items()}


def test_people_have_a_name_in_each_language():
    person = Person("li-shufen", "李淑芬", 40, Sex.FEMALE)
    assert demo_phrases("en", 2).name(person) == "Li Shufen"
    assert demo_phrases("zh", 2).name(person) == "李淑芬"


@pytest.mark.parametrize(
    ("amount", "decimals", "said"),
    [(0, 2, "0"), (3_400_000, 2, "34,000"), (3_102_001, 2, "31,020.01"), (100_000, 6, "0.10"), (28_200, 6, "0.0282")],
)
def test_amounts_are_grouped_and_exact(amount, decimals, said):
    assert grouped(amount, decimals) == said

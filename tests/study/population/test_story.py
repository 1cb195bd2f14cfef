"""Stories: whatever is drawn, each has all that is to be shown, ends empty, and is the same on chain and model."""

from __future__ import annotations

import pytest

from openmutual.chain import EmbeddedWorld
from openmutual.model import ModelWorld
from openmutual.plans.document import parse_document
from openmutual.plans.explain import advice
from openmutual.scenario import run
from openmutual.scenario.steps import read_scenario
from openmutual.study.population import tell
from openmutual.study.population.story import FEWEST, MOST, VERDICTS


def test_the_same_seed_tells_the_same_story():
    assert tell(40, 5).text == tell(40, 5).text
    assert tell(40, 5).text != tell(40, 6).text


@pytest.mark.parametrize("size", [FEWEST - 1, MOST + 1])
def test_a_circle_too_small_or_too_large_is_refused(size):
    with pytest.raises(ValueError, match="a story has 20 to 500 members"):
        tell(size, 1)


def test_the_factor_makes_the_cases_out_of_the_table():
    story = tell(40, 1)
    assert story.circle.expected * story.months / 12 * story.factor == story.cases == len(VERDICTS)


def test_the_text_is_the_scenario(tmp_path):
    story = tell(40, 1)
    assert read_scenario(parse_document(story.text.encode(), "demo.yaml"), tmp_path) == story.scenario


@pytest.mark.parametrize("size", [FEWEST, 40, 100])
@pytest.mark.parametrize("seed", range(8))
def test_every_story_has_all_there_is_to_show_and_ends_with_nothing_left(size, seed):
    story = tell(size, seed)
    result = run(story.scenario, ModelWorld())
    assert [error for _, error in result.refused] == ["NotCovered", "CaseNotPayable"]
    assert sorted(case.status for case in result.cases.values()) == ["rejected"] + ["settled"] * 6
    assert any(made.backstop_used for _, made in result.periods)
    assert any(made.lapsed for _, made in result.periods)
    assert any(step.verb == "top_up" for step in story.scenario.steps)
    assert any(step.verb == "leave" for step in story.scenario.steps)
    assert result.books.token_balance == 0


def test_chain_and_model_tell_the_same_story_alike():
    story = tell(FEWEST, 1)
    assert run(story.scenario, EmbeddedWorld()).to_json() == run(story.scenario, ModelWorld()).to_json()


def test_the_plan_of_a_story_needs_little_advice():
    sentences = advice(tell(40, 1).scenario.plan)
    assert [sentence.split()[0] for sentence in sentences] == ["min_members"]

"""The texts of the figures and of the criticisms: all there, in both languages, and filled by what the figures say."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openmutual.audit.findings import FAMILIES
from openmutual.audit.indicators import Figure, Judgement, criticisms, figures
from openmutual.audit.report.sentences import Sentences, indicator_texts
from openmutual.events import LogPosition
from openmutual.i18n.formatter import slots
from openmutual.records import Roles, Stage
from tests.audit.indicators.test_solidarity import COUNTS, solidarity_figures_of
from tests.audit.log_builder import LEDGER, START, LogBuilder
from tests.audit.plans import NOW, plan
from tests.audit.replay.test_survives import KINDS, some_event
from tests.audit.scenario_replay import NAMES, story_of

CRITICISMS = (
    *("opaque-operation", "fictitious-events", "run-away-pool", "hidden-advances", "adverse-selection"),
    *("shutdown-without-hand-over", "past-shares-lost", "failed-deductions", "rules-changed", "privacy"),
    *("slow-payment", "unfair-jury", "small-pool", "no-regulator", "two-measures", "sponsor-at-the-door"),
)
"""Every criticism of the platforms that the sources state, and of conduct that keeps to the letter of the rules."""

PROMISES = tuple(f"T{part}.{number}" for part in range(1, 5) for number in range(1, 5))
"""Transparent funds, rules without interference, security of information, service that never stops: four each."""

UNANSWERED = {
    *("truth-of-a-diagnosis", "medical-judgement", "willingness-to-stay", "legality", "identity-of-persons"),
    *("bribes-outside-the-chain", "keys-destroyed"),
}
"""What no audit of a log can answer."""

PLAIN = [name for name in NAMES if "random" not in name]
STORIES = [*PLAIN, *(pytest.param(name, marks=pytest.mark.slow) for name in NAMES if name not in PLAIN)]

FIXED = {"title", "measure", "limit", "criticism", "columns"}


def of_story(name: str) -> list[Figure]:
    story = story_of(name)
    return figures(story.replayed()[0].plan, [(event, time) for event, time, _ in story.entries], story.now)


def facts_in(template: str) -> list[tuple[str, str]]:
    return sorted((name, kind) for _, name, kind in slots(template) if name)


# figures -------------------------------------------------------------------------------------------------


def test_figures_and_texts_are_the_same_in_the_same_order_and_numbered() -> None:
    assert [figure.key for figure in figures(plan(), [], NOW)] == list(indicator_texts())
    numbers = [entry["number"] for entry in indicator_texts().values()]
    assert numbers == [f"F{number}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("key", list(indicator_texts()))
def test_both_languages_say_all_of_a_figure_with_the_same_facts(key: str) -> None:
    entry = indicator_texts()[key]
    en, zh = entry["en"], entry["zh"]
    assert en.keys() == zh.keys() >= FIXED - {"columns"} | {"sentence"}
    for word in en.keys() - {"columns"}:
        assert en[word].strip(), word
        assert re.search("[\u4e00-\u9fff]", zh[word]), word
        assert not re.search("[\u4e00-\u9fff]", en[word]), word
        assert facts_in(en[word]) == facts_in(zh[word]), word
    assert list(en.get("columns", {})) == list(zh.get("columns", {}))


@pytest.mark.parametrize("key", list(indicator_texts()))
def test_only_sentences_name_facts(key: str) -> None:
    for language in ("en", "zh"):
        entry = indicator_texts()[key][language]
        assert not any(name for word in FIXED - {"columns"} for _, name, _ in slots(entry[word]))


def test_every_column_has_a_title_and_every_title_a_column() -> None:
    for figure in of_story("disputed-case"):
        titles = indicator_texts()[figure.key]["en"].get("columns", {})
        columns = [column.partition(":")[0] for column in figure.table.columns] if figure.table else []
        assert columns == list(titles), figure.key


@pytest.mark.parametrize("name", STORIES)
def test_a_story_gives_every_figure_and_each_can_be_said(name: str) -> None:
    found = of_story(name)
    sayer = Sentences(2, "CNY")
    told = [sayer.figure(figure) for figure in found]
    assert len(told) == len(indicator_texts())
    assert all(each.sentence.en and each.sentence.zh for each in told)
    for figure in found:
        assert all(len(row) == len(figure.table.columns) for row in figure.table.rows) if figure.table else True


@pytest.mark.parametrize("name", STORIES)
def test_no_honest_story_is_called_unusual(name: str) -> None:
    assert [figure.key for figure in of_story(name) if figure.judgement is Judgement.UNUSUAL] == []


def test_every_sentence_is_said_of_some_plan() -> None:
    attested = plan(roles=Roles("operator", ("assessor",), attestor="attestor"), joins_stopped=True)
    closed = plan(stage=Stage.CLOSED, closing_at=START, finished_at=START)
    made_up = [figures(each, [], NOW) for each in (plan(), attested, closed)]
    plans = [*map(of_story, PLAIN), *made_up, *map(solidarity_figures_of, COUNTS)]
    said = {(figure.key, figure.wording) for found in plans for figure in found}
    sayer = Sentences(2, "CNY")
    assert all(sayer.figure(figure).sentence.zh for found in plans for figure in found)
    written = {(key, word) for key, entry in indicator_texts().items() for word in entry["en"].keys() - FIXED}
    assert written == said


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_log_however_false_stops_the_figures_or_their_words(seed: int) -> None:
    chance, builder = Random(seed), LogBuilder()
    for index in range(150):
        builder.time += chance.choice([0, 10, 10**5, 10**7])
        event = some_event(chance.choice(KINDS), LogPosition(LEDGER, 1 + index, 0), chance)
        builder.entries.append((event, builder.time, 0))
    found = figures(builder.read()[0].plan, [(event, time) for event, time, _ in builder.entries], builder.time)
    sayer = Sentences(2, "CNY")
    assert all(sayer.figure(figure).sentence.en for figure in found)


# criticisms ----------------------------------------------------------------------------------------------


def test_every_criticism_and_every_promise_has_an_answer() -> None:
    by_number = {each.number: each for each in criticisms()}
    assert [by_number[f"K{number}"].key for number in range(1, len(CRITICISMS) + 1)] == list(CRITICISMS)
    assert [each.number for each in criticisms() if each.number[0] == "T"] == list(PROMISES)
    assert len(by_number) == len(criticisms()) == len(CRITICISMS) + len(PROMISES) + 6


def test_what_is_unanswered_is_said_to_be() -> None:
    assert {each.key for each in criticisms() if not each.is_answered} == UNANSWERED


def test_answers_name_figures_and_families_that_there_are() -> None:
    for each in criticisms():
        assert set(each.figures) <= indicator_texts().keys(), each.key
        assert set(each.checks) <= set(FAMILIES), each.key


def test_every_figure_answers_a_criticism() -> None:
    assert {key for each in criticisms() for key in each.figures} == indicator_texts().keys()


def test_criticisms_and_answers_are_in_both_languages() -> None:
    for each in criticisms():
        for texts in (each.says, each.answer):
            assert texts["en"].isascii()
            assert re.search("[\u4e00-\u9fff]", texts["zh"]), each.key

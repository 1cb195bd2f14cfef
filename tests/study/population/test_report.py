"""Pages, charts and words: the same in every language, nothing from elsewhere, and no words of others obeyed."""

from __future__ import annotations

import base64
import hashlib
import re
import string
from dataclasses import replace
from xml.etree import ElementTree as Xml

import pytest

from openmutual.i18n import LANGUAGES, in_each_language
from openmutual.study.population.cohorts import Life, simulate
from openmutual.study.population.report import page
from openmutual.study.population.report.page import SimulationPhrases, draw, draw_sheet, render, simulation_phrases
from tests.study.population.small_populations import people, steep

MOST_BYTES = 2_000_000
HOSTILE = '</title><script>alert("1")</script><img src=x onerror=alert(2)>&amp;'


@pytest.fixture(scope="module")
def life() -> Life:
    title = HOSTILE.replace('"', '\\"')
    return simulate(steep(("currency:", f'title: {{en: "{title}", zh: "{title}"}}\ncurrency:')), people(300, 3))


def speaks(language: str) -> SimulationPhrases:
    return simulation_phrases(language, "CNY", 2)


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", in_each_language("simulation"))
def test_every_sentence_has_the_same_places_in_every_language(key):
    said = in_each_language("simulation")[key]
    assert places(said["en"]) == places(said["zh"])


@pytest.mark.parametrize(
    ("amount", "said"),
    [(0, "0"), (5, "0.05"), (150, "1.50"), (100_000, "1,000"), (9_999_999, "99,999.99"), (10_000_050, "100,000")],
)
def test_amounts_are_told_with_what_matters(amount, said):
    assert speaks("en").money(amount) == said


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 3, "33.3 %"), (3, 3, "100.0 %"), (2_999, 3_000, "99.9 %"), (0, 0, "100.0 %")]
)
def test_a_part_is_rounded_down(part, whole, said):
    assert speaks("en").percent(part, whole) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_a_picture_with_its_title_in_text(life, language):
    words = speaks(language)
    pictures = draw(life, words)
    assert list(pictures) == ["share", "members", "granted", "risk", "ages"]
    for name, svg in pictures.items():
        assert Xml.fromstring(svg).tag.endswith("svg")
        assert words.say(f"chart {name}") in svg


def test_the_sheet_has_all_charts_and_escapes_the_title(life):
    svg = draw_sheet(life, speaks("en"))
    assert Xml.fromstring(svg).tag.endswith("svg")
    assert "<script" not in svg
    assert all(speaks("en").say(f"chart {name}") in svg for name in draw(life, speaks("en")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_small_and_needs_nothing_else(life, language):
    page = render(life, speaks(language), "openmutual simulate steep.yaml")
    assert len(page.encode()) < MOST_BYTES
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<(?:script|link|img|iframe|object|use|image)\b", page)
    assert set(re.findall(r"https?://[^\"' <]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_the_page_allows_its_own_style_and_nothing_besides(life):
    page = render(life, speaks("en"), "")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert not re.search(r"\sstyle=", page)


def test_words_of_others_are_escaped(life):
    page = render(life, speaks("en"), HOSTILE)
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") >= 3


def test_the_page_has_every_announcement(life):
    page = render(life, speaks("en"), "")
    for period in life.periods:
        assert f"<td>{period.members:,}</td>" in page


def test_a_terminal_gets_a_digest_with_the_last_announcement(life):
    table = page.digest(life, speaks("en"), 10)
    assert len(table.rows) <= 11
    assert table.rows[-1][0] == str(life.periods[-1].number)
    assert len(page.announcements(life, speaks("en")).rows) == len(life.periods)


def test_what_it_came_to_is_said(life):
    said = " ".join(page.sentences(life, speaks("en")))
    paid = sum(period.made.share + period.made.dues for period in life.periods)
    assert f"{len(life.periods)} announcements" in said
    assert f"A unit paid {speaks('en').money(paid)} in all" in said
    assert "books balanced" in said
    assert ("spiral of adverse selection by day" in said) == (life.spiral is not None)
    assert ("began to close itself" in said) == (life.closed_at is not None)
    assert all(words for words in page.sentences(life, speaks("zh")))


def test_where_there_was_no_case_nothing_is_said_to_have_been_granted(life):
    quiet = replace(life, periods=[replace(period, due=0, granted=0) for period in life.periods])
    said = " ".join(page.sentences(quiet, speaks("en")))
    assert "There was no case." in said
    assert "granted" not in said

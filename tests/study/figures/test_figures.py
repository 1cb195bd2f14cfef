"""The published figures: what each comes to, and that it is worked out and not written down."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from openmutual.study.figures import FIGURES, Agreement, Figure, figure, figures
from openmutual.study.figures.fee import cases_behind_the_fee
from openmutual.study.figures.figure import Bilingual, Line, between, compare, cut, rounded, text

SAID = Bilingual("a figure", "一个数字")


@pytest.fixture(scope="module")
def worked_out() -> dict[int, Figure]:
    return dict(figures())


@pytest.mark.parametrize(
    ("printed", "computed", "verdict"),
    [
        ("350.7", Fraction("314.4096"), Agreement.NOT_REPRODUCIBLE),
        ("452.3", Fraction("452.36"), Agreement.ROUNDED),  # cut
        ("452.4", Fraction("452.36"), Agreement.ROUNDED),
        ("452.5", Fraction("452.36"), Agreement.NOT_REPRODUCIBLE),
        ("452.36", Fraction("452.36"), Agreement.EXACT),
        ("452.360", Fraction("452.36"), Agreement.EXACT),
        ("3,240,000", 3_240_000, Agreement.EXACT),
        ("3,240,000", 3_240_001, Agreement.NOT_REPRODUCIBLE),
        ("32", Fraction(3214, 100), Agreement.ROUNDED),
        ("33", Fraction(3214, 100), Agreement.NOT_REPRODUCIBLE),
    ],
)
def test_a_printed_number_is_right_only_to_the_decimals_it_has(printed, computed, verdict):
    assert compare(SAID, printed, computed).verdict == verdict


def test_what_is_not_between_is_an_erratum():
    assert between(SAID, 5, 6, 7).verdict == Agreement.ERRATUM
    assert between(SAID, 6, 6, 7).verdict == Agreement.CONSISTENT


def test_a_figure_is_as_good_as_its_worst_value():
    lines = tuple(Line(SAID, "1", "1", verdict) for verdict in (Agreement.EXACT, Agreement.ERRATUM, Agreement.ROUNDED))
    assert Figure(SAID, "", SAID, (*lines, Line(SAID, "1"))).verdict == Agreement.ERRATUM


def test_halves_are_rounded_up_and_texts_are_cut_visibly():
    assert (rounded(Fraction("0.125"), 2), rounded(Fraction("0.1249"), 2)) == (Fraction("0.13"), Fraction("0.12"))
    assert cut(Fraction("0.129"), 2) == Fraction("0.12")
    assert [text(number) for number in (0, 3_240_000, Fraction("452.304"), Fraction(1, 3), Fraction(10**7, 3))] == [
        "0",
        "3,240,000",
        "452.304",
        "0.333333…",
        "3,333,333.333333…",
    ]
    assert text(Fraction("0.0000001")) == "0.000000…"


def of(worked_out: dict[int, Figure], number: int) -> list[tuple[str, str, str | None]]:
    """What is printed, what it comes to, and the verdict, for each value."""
    return [
        (line.printed, line.computed, line.verdict.value if line.verdict else None) for line in worked_out[number].lines
    ]


@pytest.mark.parametrize(
    ("number", "values"),
    [
        (1, [("452.3", "452.304", "rounded"), ("", "453.6", None)]),
        (2, [("350.7", "314.4096", "erratum"), ("350.7", "350.70732", "rounded")]),
        (
            3,
            [
                ("175.3", "175.35366", "rounded"),
                ("7.3", "7.306402…", "rounded"),
                ("175.3", "157.2048", "erratum"),
                ("7.3", "6.5502", "erratum"),
            ],
        ),
        (
            4,
            [
                ("150", "140", "not reproducible"),
                ("150", "153.846153…", "not reproducible"),
                ("10.7", "10.714285…", "rounded"),
            ],
        ),
        (5, [("32", "32.142857…", "rounded")]),
        (6, [("72", "72", "exact")]),
        (
            7,
            [
                ("3,240,000", "3,240,000", "exact"),
                ("3,300,000", "3,300,000", "exact"),
                ("3,240,000", "3,240,000", "exact"),
                ("", "108,000", None),
                ("", "166,667", None),
                ("", "0.1", None),
                ("", "323,999.9", None),
                ("", "299,999.907407…", None),
                ("", "1.59", None),
                ("", "0.648", None),
            ],
        ),
        (
            8,
            [
                ("500", "500", "exact"),
                ("", "700", None),
                ("1,000", "1,000", "exact"),
                ("", "1,500", None),
                ("1,500", "1,500", "exact"),
                ("", "2,500", None),
                ("1,500", "1,500", "exact"),
                ("", "3,000", None),
            ],
        ),
        (9, [("30", "30", "exact"), ("12", "12", "exact"), ("12", "12", "exact")]),
        (10, [("2019-11", "2019-11-14", "consistent")]),
        (11, [(share, share, "exact") for share in ("100", "15.2", "31.5", "28.2", "7", "18.1")]),
        (
            12,
            [
                ("115,283.2", "115,283.2", "consistent"),
                ("29,560", "57,930", "not reproducible"),
                ("55,424", "126,503", "not reproducible"),
                ("", "2,402.3", None),
                ("", "1,490.3", None),
            ],
        ),
        (13, [("25,495.2", "25,495.2", "exact")]),
        (14, [("89,788", "89,788", "exact")]),
        (15, [("1,796", "1,795.76", "rounded"), ("1,283", "1,282.685714…", "rounded")]),
        (16, [("24,000", "24,000", "exact")]),
        (17, [("1", "10.623", "erratum"), ("", "8,000", None)]),
        (18, [("", "140,000", "consistent")]),
        (19, [("0.03", "0.03", "exact"), ("", "0.028173…", None), ("", "42,000", None)]),
        (20, [("6.48", "6.48", "exact"), ("10", "10", "exact")]),
        (21, [("46", "46.464598…", "rounded"), ("32,837.02", "32,837.02", "exact")]),
        (22, [("", "219,730–222,093", "consistent")]),
        (23, [("1.70", "1.696", "rounded"), ("", "7.413333…", None)]),
    ],
)
def test_each_figure_comes_to_what_it_comes_to(worked_out, number, values):
    assert of(worked_out, number) == values


def test_every_figure_is_here_and_has_a_source_in_both_languages(worked_out):
    assert list(worked_out) == list(range(1, 24)) == list(range(1, len(FIGURES) + 1))
    for each in worked_out.values():
        said = [each.title, each.inputs, *(line.what for line in each.lines)]
        assert all(text.en and text.zh and text.en != text.zh for text in said)
        assert each.source
        assert each.verdict in Agreement
    json.dumps([each.to_json() for each in worked_out.values()])


def test_the_cases_behind_the_fee_are_whole():
    assert cases_behind_the_fee() == (29_560, 55_424)


@pytest.mark.parametrize(("number", "was"), [(1, "452.304"), (2, "314.4096"), (12, "57,930")])
def test_another_table_of_incidence_gives_other_figures(monkeypatch, worked_out, number, was):
    computed = [line.computed for line in worked_out[number].lines]
    assert was in computed
    monkeypatch.setattr(figure, "MILLION", 2_000_000)
    assert was not in [line.computed for line in FIGURES[number - 1]().lines]


@pytest.mark.parametrize("number", [1, 2, 3, 6, 7, 8, 9, 12, 16, 18, 19, 20, 22])
def test_other_terms_of_the_plans_give_other_figures(monkeypatch, worked_out, number):
    from dataclasses import replace

    def dearer(name: str):
        plan = true(name)
        levels = tuple(replace(level, benefit=3 * level.benefit, fee=5 * level.fee) for level in plan.terms.levels)
        return replace(plan, terms=replace(plan.terms, levels=levels, period_cap=9_000_000, case_cap=200_000, dues=7))

    true = figure.preset
    for module in ("figure", "costs", "market", "fee", "shares"):
        monkeypatch.setattr(f"openmutual.study.figures.{module}.preset", dearer)
    monkeypatch.setattr(figure, "plan_section", figure.plan_section.__wrapped__)
    before = [(line.computed, line.verdict) for line in worked_out[number].lines]
    assert [(line.computed, line.verdict) for line in FIGURES[number - 1]().lines] != before

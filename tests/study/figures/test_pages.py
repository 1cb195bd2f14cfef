"""The pages on figures, history and plan files say what the commands say."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from typer.testing import CliRunner

from deploy.toolchain import ROOT
from openmutual.cli import app
from openmutual.plans.document import parse_document
from openmutual.plans.explain import advice
from openmutual.plans.terms import read_plan
from openmutual.study.figures.figure import aged, mean_rate, rate
from openmutual.study.figures.history import AGES
from openmutual.study.population.plan_section import read_plan_section


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def table(name: str, columns: int) -> list[list[str]]:
    """The rows of a page's first table of so many columns, without its head."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page(name).splitlines() if line[:1] == "|"
    ]
    return [row for row in rows if len(row) == columns][2:]


def command(*arguments: str) -> Any:
    return json.loads(CliRunner().invoke(app, [*arguments, "--json", "-"]).stdout)


def test_the_page_of_figures_shows_what_the_command_gives():
    expected = []
    for figure in command("figures"):
        title = f"{figure['title']['en']} · {figure['title']['zh']}"
        for place, line in enumerate(figure["lines"]):
            head = [str(figure["number"]), title] if place == 0 else ["", ""]
            values = [line["what"]["en"], line["printed"] or "", line["computed"], line["verdict"] or ""]
            expected.append([*head, *values])
    assert table("figures", 6) == expected


def test_the_page_of_the_history_shows_what_the_command_gives():
    expected = []
    for row in command("figures", "--history")["rows"]:
        if not (row["share"] or row["share_by_total"] or row["share_between"]):
            continue
        counts = [f"{row[name]:,}" if row[name] is not None else "" for name in ("payers", "cases")]
        between, aid = ("–".join(dict.fromkeys(row[name] or [])) for name in ("share_between", "aid_between"))
        percent = f"{row['of_expected_percent']} %" if row["of_expected_percent"] else ""
        shares = [row["share"] or "", row["share_by_total"] or "", between, row["share_by_mix"] or ""]
        expected.append([row["date"], *counts, *shares, aid, percent])
    assert table("xianghubao", 9) == expected
    assert len(expected) == 11


@pytest.mark.parametrize(
    ("said", "computed"),
    [
        (r"expects by (\d+) %; so", lambda: 100 * (mean_rate(three_years_older()) / mean_rate(aged(AGES)) - 1)),
        (r"for 2019: (\d+) % of the cases under 40", lambda: 100 * cases_under_40()),
        (r"together rose, from (\d+) to", lambda: Fraction("4.17") * 107),
    ],
)
def test_what_the_page_of_the_history_says_besides_is_so(said, computed):
    assert re.search(said, page("xianghubao"))[1] == f"{float(computed()):.0f}"


def three_years_older() -> dict:
    return {(age + 3, sex): weight for (age, sex), weight in aged(AGES).items() if age + 3 < 60}


def cases_under_40() -> Fraction:
    cases = {who: weight * rate(*who) for who, weight in aged(AGES).items()}
    return sum(count for (age, _), count in cases.items() if age < 40) / sum(cases.values())


def test_the_plan_on_the_page_of_plans_is_sound():
    text = page("plans").split("```yaml\n")[1].split("```")[0]
    plan = read_plan(parse_document(text.encode(), "plans.md"))
    assert advice(plan, 5000) == []
    assert read_plan_section(plan).risks
    assert plan.sources["levels"] == ("our meeting of 2026-03-01",)


def test_the_page_of_plans_names_every_key_of_a_plan_file():
    from openmutual.plans.terms import OPTIONAL, PARTS, REQUIRED

    text = page("plans")
    keys = {*REQUIRED, *OPTIONAL, *(key for inside in PARTS.values() for key in inside)}
    assert {key for key in keys if not re.search(rf"\b{key}\b", text)} == set()

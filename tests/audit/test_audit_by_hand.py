"""The page on the audit says what is: its commands print what it shows, and its tables are the program's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from deploy.toolchain import Toolchain
from openmutual.audit.findings import catalogue
from openmutual.cli.app import app
from openmutual.cli.errors import Exit
from tests.audit.audit_page import BLOCK, PAGE, checks, outputs, steps, written

TEXT = PAGE.read_text(encoding="utf-8")
BY_HAND = TEXT.split("\n## By hand\n")[1].split("\n## ")[0]
PROSE = BLOCK.sub("", BY_HAND)

SUM = re.compile(r"(?<![\d,.(])(\d[\d,]*(?: [−+×] \d[\d,]*)+) = (\d[\d,]*)")
"""A calculation in the prose, without brackets or words in it."""

OPERATIONS: dict[str, Callable[[int, int], int]] = {"−": int.__sub__, "+": int.__add__, "×": int.__mul__}


# --- by hand -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_command_of_the_page_prints_what_the_page_shows(toolchain: Toolchain) -> None:
    printed = outputs(TEXT, toolchain)
    shown = steps(TEXT)
    assert len(printed) == len(shown)
    for step, output in zip(shown, printed, strict=True):
        assert output == step.output, step.commands


def test_the_walk_has_a_checked_output_in_each_of_its_steps() -> None:
    parts = re.split(r"\n### (\d+)\. .*\n", BY_HAND)
    assert [int(number) for number in parts[1::2]] == list(range(1, 13))
    reckoned = {5}  # on paper
    for number, part in zip(map(int, parts[1::2]), parts[2::2], strict=True):
        assert number in reckoned or any(step.output for step in steps(part)), number


def test_the_walk_uses_no_program_of_this_project() -> None:
    assert not [step for step in steps(BY_HAND) if "openmutual " in step.commands]


def test_the_calculations_of_the_page_are_right() -> None:
    found = SUM.findall(PROSE)
    assert len(found) >= 5
    for calculation, result in found:
        assert worked_out(calculation) == number(result), calculation


def worked_out(calculation: str) -> int:
    """A calculation from left to right; the page mixes products with sums only where the product stands first."""
    first, *rest = calculation.split(" ")
    total = number(first)
    for sign, operand in zip(rest[::2], rest[1::2], strict=True):
        total = OPERATIONS[sign](total, number(operand))
    return total


def number(said: str) -> int:
    return int(said.replace(",", ""))


# --- the tables --------------------------------------------------------------------------------------------------


def test_the_table_of_checks_is_the_catalogue() -> None:
    assert checks() in TEXT, "run `python -m tests.audit.audit_page`"
    rows = re.findall(r"^\| ([A-Z]\d+) \| (source|breach|doubt|remark) \|", TEXT, re.MULTILINE)
    assert rows == [(check.number, check.severity.value) for check in catalogue().values()]


def test_writing_the_page_again_changes_nothing_and_mends_what_was_changed() -> None:
    shown = [step.output for step in steps(TEXT)]
    assert written(TEXT, shown) == TEXT
    assert written(TEXT.replace("| C1 | breach |", "| C1 | remark |"), shown) == TEXT
    assert written(TEXT, ["other\n" if output else "" for output in shown]).count("```text\nother\n```") > 10


def test_the_exit_codes_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (\d) \| ", TEXT, re.MULTILINE)
    assert [int(code) for code in rows] == [code.value for code in Exit]


def test_every_command_and_option_of_the_page_is_there() -> None:
    lines = [
        line for line in re.findall(r"openmutual (.*)", TEXT) if line.split()[0] in ("audit", "export", "statement")
    ]
    assert len(lines) >= 5
    for line in lines:
        helped = CliRunner().invoke(app, [line.split()[0], "--help"], env={"COLUMNS": "200"})
        assert helped.exit_code == 0, line
        assert all(option in helped.stdout for option in re.findall(r" (--[a-z-]+)", line)), line

"""The pages say what is: their figures are the recorded ones, and the README shows what the demo prints."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys

import pytest
from typer.core import TyperGroup as Group
from typer.main import get_command

from deploy.toolchain import ROOT
from openmutual.cli import app

ELISION = "…"
READMES = ("README.md", "README.zh.md")
PAGES = [path.relative_to(ROOT).as_posix() for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])]


def rows(page: str) -> dict[str, str]:
    """The first two cells of every row of a page's tables."""
    cells = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    return dict(cells)


@pytest.fixture(scope="module")
def gas() -> dict[str, str]:
    recorded = json.loads((ROOT / "tests/snapshots/gas.json").read_text(encoding="utf-8"))
    return {name: f"{int(figure):,}" for name, figure in recorded.items()}


def test_the_gas_page_shows_every_recorded_figure(gas: dict[str, str]) -> None:
    shown = rows("docs/gas.md")
    assert {name: shown.get(name) for name in gas} == gas


def test_the_readme_shows_recorded_figures_only(gas: dict[str, str]) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## What one transaction costs")[1].split("\n## ")[0]
    each_of_a_hundred = f"{round(int(gas['joinMany: 100 members'].replace(',', '')) / 100):,}"
    figures = {figure for figure in re.findall(r"\b\d{1,3}(?:,\d{3})+\b", section) if figure != "4,096"}
    assert figures
    assert figures <= {*gas.values(), each_of_a_hundred}


def used(page: str) -> list[list[str]]:
    """The words of each command that a page shows in use, without its remark."""
    section = re.split("## (?:Use it|使用)\n", (ROOT / page).read_text(encoding="utf-8"))[1].split("\n## ")[0]
    return [shlex.split(line, comments=True) for line in section.splitlines() if line.startswith("openmutual ")]


@pytest.mark.parametrize("page", READMES)
def test_the_readme_uses_commands_and_options_that_there_are(page: str) -> None:
    for words in used(page):
        expect_known(words)


def expect_known(words: list[str]) -> None:
    """Fail unless there is such a command, with such options."""
    names, command = iter(words[1:]), get_command(app)
    while isinstance(command, Group):
        command = command.commands[next(names)]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options, words


HOW_TO = [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("docs/how-to/*.md"))]


@pytest.mark.parametrize("page", HOW_TO)
def test_a_how_to_uses_commands_and_options_that_there_are(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"`(openmutual [^`]+)`", text) + re.findall(r"^ *(openmutual .+)$", text, re.MULTILINE)
    assert found
    for words in map(shlex.split, found):
        expect_known(words)


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (used(page) for page in READMES)
    assert english == chinese
    assert len(english) > 10


@pytest.mark.slow
@pytest.mark.parametrize(("page", "language"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_readme_shows_what_the_demo_prints_in_its_language_alone(page: str, language: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = text.split("```text\n")[1].split("\n```")[0].splitlines()
    demo = [sys.executable, "-m", "openmutual", "demo", "--lang", language]
    run = subprocess.run(demo, capture_output=True, text=True, encoding="utf-8", check=True)
    printed = iter(run.stdout.splitlines())
    missing = [line for line in shown if line.strip() not in ("", ELISION) and line not in printed]
    assert missing == []
    assert ("people found a plan" in run.stdout) is (language == "en")
    assert ("账目平衡 (books balance)" in run.stdout) is (language == "zh")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_points_to_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    paths = re.findall(r"`((?:contracts|pyclient|tests|docs|benchmarks|deploy)/[\w./-]*)`", text)
    for target in links:
        assert (ROOT / page).parent.joinpath(target).exists(), target
    for target in paths:
        assert (ROOT / target).exists(), target


def test_the_readme_names_every_folder_and_only_those_that_are_there() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## The folders")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([\w/]+)/` \| (.*) \|$", table, re.MULTILINE)
    listed = {name: set(re.findall(r"`(\w+)/`", words)) for name, words in rows}
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    folders = {path.split("/")[0] for path in tracked if "/" in path and not path.startswith(".")}
    assert {name.split("/")[0] for name in listed} == folders
    for name, inside in listed.items():
        assert all((ROOT / name / folder).is_dir() for folder in inside), name


def test_the_index_of_the_pages_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages <= set(re.findall(r"\]\(([\w-]+\.md)\)", index))


def test_the_walk_of_a_deposit_stops_at_what_is_there() -> None:
    walk = (
        (ROOT / "docs" / "architecture.md")
        .read_text(encoding="utf-8")
        .split("## A new reader's walk")[1]
        .split("\n## ")[0]
    )
    stops = re.findall(r"^\d+\. `([\w/.]+)`: (.*)$", walk, re.MULTILINE)
    assert len(stops) > 10
    for path, words in stops:
        text = (ROOT / path).read_text(encoding="utf-8")
        names = [name.split(".")[-1] for name in re.findall(r"`([\w.]+)`", words)]
        assert all(re.search(rf"\b{name}\b", text) for name in names), (path, names)

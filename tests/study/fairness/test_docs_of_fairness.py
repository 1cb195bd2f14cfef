"""The page about fairness shows what its commands print, and what they draw."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.toolchain import ROOT
from openmutual.cli import app
from tests.study.population.test_docs_of_simulation import marks

PAGE = (ROOT / "docs/fairness.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```sh\n(openmutual [^\n]*)\n```\n\n```text\n(.*?)\n```", PAGE, re.DOTALL)
ELISION = "…"
WRITTEN = "fair.yaml"


def words_of(command: str, folder: Path) -> tuple[list[str], str]:
    """The command with what it writes in another folder, and the picture that the page shows of it."""
    words = shlex.split(command)[1:]
    picture = words[words.index("--chart") + 1] if "--chart" in words else ""
    elsewhere = {WRITTEN: str(folder / WRITTEN), picture: str(folder / "chart.svg")}
    return [elsewhere.get(word, word) for word in words], picture


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the fair plan is, that one command writes and another reads."""
    made = tmp_path_factory.mktemp("fair")
    words, _ = words_of("openmutual plan fair xianghubao --illness 0.25 --seeds 0 --out fair.yaml", made)
    assert CliRunner().invoke(app, words).exit_code == 0
    return made


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        pytest.param(*each, marks=[] if "plan fair" not in each[0] or "--seeds 0" in each[0] else pytest.mark.slow)
        for each in SHOWN
    ],
    ids=[command.removeprefix("openmutual plan ")[:60] for command, _ in SHOWN],
)
def test_the_page_shows_what_its_command_prints_and_draws(command, shown, folder, monkeypatch):
    monkeypatch.chdir(ROOT)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    words, picture = words_of(command, folder)
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    printed = result.stdout.splitlines()
    assert [line for line in shown.splitlines() if line.strip() not in ("", ELISION) and line not in printed] == []
    if picture:
        assert f"](images/{Path(picture).name})" in PAGE
        drawn = marks((folder / "chart.svg").read_text(encoding="utf-8"))
        assert drawn == marks((ROOT / picture).read_text(encoding="utf-8")), f"run `{command}` again"


def test_every_picture_of_fairness_is_on_the_page_with_its_command():
    pictures = {path.name for path in (ROOT / "docs/images").glob("fairness-*.svg")}
    assert {Path(words_of(command, Path())[1]).name for command, _ in SHOWN if "--chart" in command} == pictures


@pytest.mark.parametrize("option", ["--bands", "--max-units", "--within", "--young", "--interest", "--aversion"])
def test_the_page_explains_the_options(option):
    assert option in PAGE


def test_the_page_draws_its_conclusions_from_its_figures():
    assert "At a hundred members the young would bear ten yuan a year of the 24 they pay" in " ".join(PAGE.split())
    by_size = dict(re.findall(r"^ +([\d,]+) +(\d+\.\d{4}) +no$", PAGE, re.MULTILINE))
    assert round(float(by_size["100"])) == 10
    assert by_size["1,000,000"] == "0.0300"
    assert "Fair units let a plan bear more than five times the impatience" in " ".join(PAGE.split())
    before, after = (re.search(rf"^  {when} +[\d.]+% +([\d.]+)%", PAGE, re.MULTILINE) for when in ("before", "after"))
    assert before is not None
    assert after is not None
    assert float(after[1]) > 5 * float(before[1])

"""The page about simulations shows what its commands print, and what they draw."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from typer.testing import CliRunner

from deploy.toolchain import ROOT
from openmutual.cli import app

PAGE = (ROOT / "docs/simulation.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```sh\n(openmutual [^\n]*)\n```\n\n```text\n(.*?)\n```", PAGE, re.DOTALL)
ELISION = "…"


def marks(svg: str) -> list[str]:
    """The lines and bars of a picture; where its texts stand depends on the machine's fonts."""
    groups = [group for group in Xml.fromstring(svg).iter() if "role-mark" in group.get("class", "")]
    return [path.get("d", "") for group in groups for path in group.iter() if path.get("d")]


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run from the root of the checkout, in English."""
    monkeypatch.chdir(ROOT)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.slow
@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("command", "shown"), SHOWN, ids=[command.split("--chart")[-1].strip() for command, _ in SHOWN]
)
def test_the_page_shows_what_its_command_prints_and_draws(command: str, shown: str, tmp_path: Path) -> None:
    arguments = shlex.split(command)[1:]
    picture = arguments.index("--chart") + 1 if "--chart" in arguments else None
    drawn = tmp_path / "chart.svg"
    on_page = arguments[picture] if picture else ""
    if picture:
        arguments[picture] = str(drawn)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    printed = result.stdout.splitlines()
    missing = [line for line in shown.splitlines() if line.strip() not in ("", ELISION) and line not in printed]
    assert missing == []
    if on_page:
        assert f"](charts/{Path(on_page).name})" in PAGE
        again = f"run `{command}` again"
        assert marks(drawn.read_text("utf-8")) == marks((ROOT / on_page).read_text("utf-8")), again


def test_every_chart_is_on_the_page_with_its_command() -> None:
    charts = {path.name for path in (ROOT / "docs/charts").iterdir()}
    assert {Path(command.split("--chart ")[1]).name for command, _ in SHOWN if "--chart" in command} == charts


@pytest.mark.parametrize(
    "option",
    [
        "--ages",
        "--illness",
        "--joining",
        "--leaving",
        "--impatience",
        "--patience",
        "--top-up",
        "--return",
        "--backstop",
    ],
)
def test_the_page_explains_every_assumption(option: str) -> None:
    assert f"`{option}`" in PAGE
    assert option in CliRunner().invoke(app, ["simulate", "--help"], env={"COLUMNS": "200"}).stdout

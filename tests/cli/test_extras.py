"""What not everybody has installed: a command that wants it says so, before it does anything long."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from openmutual.cli.errors import Exit

WITHOUT = """
import sys
for name in {blocked!r}:
    sys.modules[name] = None
from openmutual.cli import app
sys.argv = ["openmutual", *sys.argv[1:]]
app()
"""

HEAVY = ("altair", "vl_convert", "web3", "starlette", "uvicorn")


def run_without(blocked: tuple[str, ...], *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    script = WITHOUT.format(blocked=blocked)
    return subprocess.run([sys.executable, "-c", script, *words], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (("audit", "plan.parquet", "--html", "page.html"), "report"),
        (("simulate", "xianghubao", "--html", "page.html"), "study"),
        (("simulate", "xianghubao", "--chart", "chart.svg"), "study"),
        (("figures", "--history", "--chart", "chart.svg"), "study"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_command_says_which_extra_it_wants(tmp_path: Path, words: tuple[str, ...], extra: str) -> None:
    blocked = ("altair",) if extra == "report" else ("vl_convert",)
    if words[0] == "audit":
        run_without((), "run", "lapse-and-return", "--export", "plan.parquet", cwd=tmp_path)
    run = run_without(blocked, *words, cwd=tmp_path)
    assert run.returncode == Exit.USAGE
    assert f"charts need more than is installed: pip install 'openmutual[{extra}]'" in run.stderr
    assert not (tmp_path / words[-1]).exists()


def test_serving_a_site_says_so_before_it_is_built(tmp_path: Path) -> None:
    run = run_without(("starlette",), "portal", "serve", "plan.parquet", "-o", "site", cwd=tmp_path)
    assert run.returncode == Exit.USAGE
    assert "servers of a site need more than is installed: pip install 'openmutual[portal]'" in run.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.slow
def test_terminal_and_json_need_no_extra(tmp_path: Path) -> None:
    for words in (
        ("run", "lapse-and-return", "--export", "plan.parquet"),
        ("audit", "plan.parquet", "--json", "report.json"),
        ("audit", "plan.parquet", "--lang", "zh"),
        ("portal", "build", "plan.parquet", "-o", "site"),
        ("simulate", "xianghubao", "--members", "1000", "--years", "1"),
        ("figures",),
        ("plan", "show", "waterdrop", "--lang", "zh"),
    ):
        run = run_without(HEAVY, *words, cwd=tmp_path)
        assert run.returncode == 0, run.stderr

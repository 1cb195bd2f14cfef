"""The Python that pages show runs, and prints what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.toolchain import ROOT

PAGES = ["README.md", "README.zh.md", "docs/python.md"]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SAID = re.compile(r"^ *print\(.*\)  # (.*)$", re.MULTILINE)


def blocks(page: str) -> list[str]:
    """The Python of a page, from top to bottom."""
    return BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES)
def test_it_runs_and_prints_what_the_page_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = "\n".join(blocks(page))
    exec(compile(told, page, "exec"), {"__name__": page})
    said = SAID.findall(told)
    assert said
    assert capsys.readouterr().out.splitlines() == said


def test_both_readmes_show_the_same_python() -> None:
    english, chinese = ([re.sub("  # .*", "", block) for block in blocks(page)] for page in PAGES[:2])
    assert english == chinese

"""The pages on cases and juries name commands and options that there are."""

from __future__ import annotations

import re

import pytest

from deploy.toolchain import ROOT


def lines(page: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [line.split("#")[0] for line in text.splitlines() if line.startswith("openmutual ")]


@pytest.mark.parametrize("page", ["cases.md", "jury.md"])
def test_every_command_of_the_page_is_there(openmutual, page):
    assert len(lines(page)) >= 5
    for line in lines(page):
        words = line.split()[1:]
        groups = ("case", "panel", "jury", "evidence", "enrol", "operator", "sponsor", "relay", "account", "order")
        command = words[:2] if words[0] in groups else words[:1]
        result = openmutual(*command, "--help")
        assert result.exit_code == 0, line
        assert all(option in result.stdout for option in re.findall(r" (--[a-z-]+)", line)), line


def test_the_page_names_every_environment_variable(openmutual):
    text = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    said = openmutual("case", "show", "--help").stdout
    named = set(re.findall("OPENMUTUAL_[A-Z]+", said))
    assert {"OPENMUTUAL_LEDGER", "OPENMUTUAL_ON", "OPENMUTUAL_KEY", "OPENMUTUAL_SINCE"} <= named
    assert all(name in text for name in named)

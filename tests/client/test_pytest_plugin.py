"""The fixtures for tests of one's own: found by pytest in a package that imports nothing of this one."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

TESTS = """
from datetime import timedelta

import pytest


def test_a_member_can_leave_after_two_announcements(circle, time_travel):
    circle.join_all(_couples(circle, 12), payer="the firm")
    for _ in range(2):
        time_travel(timedelta(days=30))
        circle.announce()
    circle.leave("couple 3")
    assert circle.members()["status"].to_list().count("leaving") == 1


def test_each_test_has_a_circle_of_its_own(circle, openmutual_chain):
    assert circle.members().height == 0
    assert circle.ledger.chain_id == openmutual_chain.chain_id


@pytest.mark.openmutual_plan("mine.yaml")
def test_a_plan_of_ones_own(circle):
    assert [tier.name for tier in circle.ledger.terms.tiers] == ["single"]


def _couples(circle, count):
    from openmutual import Person

    return [Person(f"couple {number}", "couple", "400") for number in range(count)]
"""

NOTHING_LOADED = """
import sys

def test_nothing_is_loaded_before_a_fixture_is_asked_for():
    loaded = [name for name in sys.modules if name.startswith("openmutual.")]
    assert loaded == ["openmutual.pytest_plugin"]
"""


def run(package: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Pytest in a package, as its own developers type it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(words, cwd=package, env=environment, capture_output=True, text=True, check=False)


def test_pytest_finds_the_plugin_by_itself() -> None:
    (found,) = [each for each in entry_points(group="pytest11") if each.name == "openmutual"]
    assert found.value == "openmutual.pytest_plugin"


@pytest.mark.slow
def test_a_package_of_ones_own_has_the_fixtures(tmp_path: Path) -> None:
    from openmutual.resources import read_text

    plan = read_text("plans", "circle.yaml").replace("  couple: {units: 2, deposit: 400}\n", "")
    plan = (
        plan.replace("family:", "single:", 1).replace("family: 40-64", "single: 20-64").replace("couple: 20-39, ", "")
    )
    (tmp_path / "mine.yaml").write_text(plan.replace("name: circle", "name: mine"), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\nxfail_strict = true\n", encoding="utf-8")
    (tmp_path / "test_a_nothing.py").write_text(NOTHING_LOADED, encoding="utf-8")
    (tmp_path / "test_mine.py").write_text(TESTS, encoding="utf-8")
    told = run(tmp_path, "--strict-markers")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "4 passed" in told.stdout

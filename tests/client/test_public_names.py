"""The package's front: few names, all there, none loaded before it is used."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys

import pytest
from mypy import api as mypy

import openmutual
from deploy.toolchain import ROOT


def test_there_are_at_most_ten_and_they_are_sorted():
    assert len(openmutual.__all__) <= 10
    assert sorted(openmutual.__all__) == openmutual.__all__


@pytest.mark.parametrize("name", openmutual.__all__)
def test_each_is_there_and_documented(name):
    assert getattr(openmutual, name).__doc__
    assert name in dir(openmutual)


def test_another_name_is_no_attribute():
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = openmutual.Nothing


def test_importing_the_package_loads_no_part_of_it():
    program = "import sys, openmutual; print([name for name in sys.modules if name.startswith('openmutual.')])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_version_is_that_of_the_distribution():
    assert openmutual.__version__ == importlib.metadata.version("openmutual")
    assert "__version__" in dir(openmutual)


@pytest.mark.slow
def test_a_type_checker_takes_the_page_on_the_api_but_for_the_amount_that_says_no_unit(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)).splitlines()
    script = tmp_path / "page.py"
    script.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(ROOT)
    told, _, _ = mypy.run([str(script)])
    found = [int(line.split(":")[1]) for line in told.splitlines() if ": error: " in line]
    assert [lines[number - 1].strip() for number in found] == ['circle.join("Bo", "couple", 400)'], told


@pytest.mark.slow
def test_a_type_checker_refuses_a_name_that_is_misspelt_and_knows_the_rest(tmp_path, monkeypatch):
    misspelt = ["openmutual.load_plann", "openmutual.connect().deploy('circle').jion", "openmutual.Units('3')"]
    right = [f"openmutual.{name}" for name in (*openmutual.__all__, "__version__")]
    script = tmp_path / "script.py"
    lines = [*misspelt, *right, "reveal_type(openmutual.connect().deploy('circle').file)"]
    script.write_text("\n".join(["import openmutual", *lines]), encoding="utf-8")
    monkeypatch.chdir(ROOT)  # with the settings, and what is remembered, of the whole package's check
    told, _, status = mypy.run([str(script)])
    found = {int(line.split(":")[1]) for line in told.splitlines() if ": error: " in line}
    assert (status, found) == (1, {2, 3, 4}), told
    assert "Receipt[int]" in told

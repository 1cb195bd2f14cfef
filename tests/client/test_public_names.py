"""The package's front: few names, all there, none loaded before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import openmutual


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

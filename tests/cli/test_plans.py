"""`plans`, `plan show`, `plan check`."""

from __future__ import annotations

from importlib.resources import files

import pytest

from openmutual.cli.failures import Exit
from openmutual.presets import names
from openmutual.terms import load_plan


@pytest.fixture
def circle(tmp_path):
    """The circle's plan as a file of one's own; returns a function that changes it first."""

    def changed(old: str = "", new: str = ""):
        text = files("openmutual").joinpath("data/plans/circle.yaml").read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "mine.yaml"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return changed


def test_all_presets_are_listed(openmutual):
    table = openmutual("plans").stdout
    assert all(name in table for name in names("plans"))


def test_a_plan_is_shown_with_all_its_terms_and_what_was_assumed(openmutual):
    text = openmutual("plan", "show", "xianghubao").stdout
    assert "benefit 300,000, fee 24,000, ends the membership, waiting 0 d" in text
    lines = [line.split() for line in text.splitlines()]
    assert ["caps.case", "0.10"] in lines
    assert ["caps.period", "*", "6.90"] in lines
    assert load_plan("xianghubao").plan_hash.hex() in text


@pytest.mark.parametrize("name", names("plans"))
def test_every_preset_can_be_shown_and_checked(openmutual, name):
    assert openmutual("plan", "show", name).exit_code == 0
    assert openmutual("plan", "check", name).exit_code == 0


def test_a_good_file_is_said_to_be_good(openmutual, circle):
    result = openmutual("plan", "check", circle())
    assert result.exit_code == 0
    assert "nothing to advise" in result.stdout
    assert load_plan("circle").plan_hash.hex() in result.stdout


def test_a_bad_file_is_named_with_line_and_key(openmutual, circle):
    path = circle("dues: 0.5", "dues: 0.55")
    result = openmutual("plan", "check", path)
    assert result.exit_code == Exit.FILE
    assert result.stderr == f"{path}:14: dues: must be a multiple of the step, 0.1\n"
    assert result.stdout == ""


def test_advice_is_given_and_only_strictly_a_failure(openmutual, circle):
    path = circle("quorum: 2}", "quorum: 1}")
    mild, strict = openmutual("plan", "check", path), openmutual("plan", "check", path, "--strict")
    assert "advice: panel.quorum is 1" in mild.stderr
    assert "one piece of advice" in mild.stdout
    assert mild.exit_code == Exit.FINE
    assert strict.exit_code == Exit.REFUSED


def test_an_unknown_preset_suggests_the_nearest(openmutual):
    result = openmutual("plan", "show", "waterdrip")
    assert result.exit_code == Exit.FILE
    assert "did you mean waterdrop?" in result.stderr

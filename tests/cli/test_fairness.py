"""`plan fair`, `plan solidarity` and `plan sharing`, as they are typed: refusals, answers, files and languages."""

from __future__ import annotations

import json

import pytest

from openmutual.cli.errors import Exit
from openmutual.plans.terms import load_plan

FAIR = ("plan", "fair", "xianghubao", "--illness", "0.25", "--seeds", "0", "--lang", "en")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--bands", "20-29,60-99"), "beyond 70"),
        (("--bands", "20-59"), "one band only"),
        (("--bands", "20-29,60-69"), "pays nothing to people of 60-69"),
        (("--bands", "20-39,30-59"), "in common"),
        (("--members", "0"), "nobody to share"),
        (("--illness", "0"), "expected to be paid"),
        (("--max-units", "0"), "at least one unit"),
        (("--vary", "age"), "can be units, benefit, deposit"),
        (("--bands", "20-29f,20-29m", "--vary", "benefit"), "not for a sex"),
    ],
)
def test_what_makes_no_sense_is_refused(openmutual, options, said):
    done = openmutual(*FAIR, *options)
    assert done.exit_code == Exit.USAGE
    assert said in " ".join(done.stderr.split())


def test_the_fairest_units_are_told_and_their_plan_is_written(openmutual, tmp_path):
    out, told = tmp_path / "fair.yaml", tmp_path / "fair.json"
    done = openmutual(*FAIR, "--out", str(out), "--json", str(told))
    assert done.exit_code == 0, done.stderr
    result = json.loads(told.read_text(encoding="utf-8"))
    units = {band["band"]: band["number"] for band in result["bands"]}
    assert {tier.name: tier.units for tier in load_plan(str(out)).terms.tiers} == units
    assert "A tier is public" in done.stdout
    assert float(result["largest"]) < float(result["largest_before"]) / 10
    assert all(f"\n  {band} " in done.stdout for band in units)


def test_no_choice_within_the_bound_is_an_answer_and_writes_no_plan(openmutual, tmp_path):
    out = tmp_path / "fair.yaml"
    done = openmutual(*FAIR, "--within", "1%", "--out", str(out))
    assert done.exit_code == 0
    assert "No choice within the bound keeps every band within 1.0 %" in done.stdout
    assert not out.exists()


def test_the_impatience_is_told_with_its_spread(openmutual, tmp_path):
    told = tmp_path / "fair.json"
    done = openmutual(*FAIR[:-4], "--seeds", "2", "--years", "1", "--json", str(told), "--lang", "zh")
    assert done.exit_code == 0, done.stderr
    assert "瓦解" in done.stdout
    unravels = json.loads(told.read_text(encoding="utf-8"))["unravels"]
    assert [len(seeds) for seeds in (unravels["before"], unravels["after"])] == [2, 2]


@pytest.mark.parametrize("vary", ["benefit", "deposit"])
def test_benefits_and_deposits_can_be_varied_instead(openmutual, vary, tmp_path):
    out = tmp_path / "fair.yaml"
    done = openmutual(*FAIR, "--vary", vary, "--out", str(out))
    assert done.exit_code == 0, done.stderr
    assert load_plan(str(out)).name == "xianghubao-fair"


def test_solidarity_is_told_by_size_with_its_assumptions(openmutual, tmp_path):
    told, chart = tmp_path / "told.json", tmp_path / "chart.svg"
    done = openmutual(
        "plan",
        "solidarity",
        "xianghubao",
        "--illness",
        "0.25",
        "--json",
        str(told),
        "--chart",
        str(chart),
        "--lang",
        "en",
    )
    assert done.exit_code == 0, done.stderr
    assert "Assumed:" in done.stdout
    assert list(json.loads(told.read_text(encoding="utf-8"))["most"]) == [str(10**power) for power in range(2, 9)]
    assert chart.read_text(encoding="utf-8").startswith("<svg")
    refused = openmutual("plan", "solidarity", "xianghubao", "--young", "0-70")
    assert refused.exit_code == Exit.USAGE


@pytest.mark.parametrize(("language", "said"), [("en", "Uniform risk sharing"), ("zh", "均等分摊")])
def test_the_sharing_rule_is_told_in_both_languages(openmutual, language, said, tmp_path):
    told = tmp_path / "told.json"
    done = openmutual(
        *(
            "plan",
            "sharing",
            "xianghubao",
            "--illness",
            "0.1",
            "--draws",
            "50000",
            "--lang",
            language,
            "--json",
            str(told),
        )
    )
    assert done.exit_code == 0, done.stderr
    assert said in done.stdout
    result = json.loads(told.read_text(encoding="utf-8"))
    assert (result["rule"], result["balanced"], result["is_conditional_mean"]) == ("uniform", True, False)


@pytest.mark.parametrize(
    ("plan", "members", "said"),
    [
        ("xianghubao", "1000000", "The cap of a case cuts the dearest from 324,000 to 100,000 CNY"),
        ("360huzhu", "1000000", "and the cap of a period is 1: cases are cut"),
        ("xianghubao", "6480000", ""),
    ],
)
def test_a_cap_that_cuts_is_told(openmutual, plan, members, said):
    done = openmutual("plan", "fair", plan, "--members", members, *FAIR[3:])
    told = " ".join(done.stdout.split())
    assert said in told
    assert ("cut" in told) == bool(said)

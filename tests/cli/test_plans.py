"""`plans`, `plan show`, `plan check`."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from openmutual.cli.errors import Exit
from openmutual.plans.presets import names
from openmutual.plans.terms import load_plan


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


def test_the_table_says_what_a_plan_needs_and_marks_what_is_assumed(openmutual):
    rows = [line.split() for line in openmutual("plans").stdout.splitlines() if line.strip()]
    lines = {row[0]: " ".join(row[1:]) for row in rows}
    assert lines["xianghubao"] == "相互宝 0 8 % 90 300,000 0.10 3.24 m 3.24 m 100 m 8"
    assert lines["waterdrop"] == "水滴互助 3 8 % 180 300,000 3 0* 108,000 14.35 m 4"
    assert lines["didi"] == "点滴相互 0 6 % 180 300,000* none* 0* 106,000 ? 2"


def test_platforms_without_a_rule_are_printed_below(openmutual):
    text = openmutual("plans").stdout
    for named in ("17互助", "斑马社", "全民保镖", "京东互保"):
        assert text.index("zhongtuobang") < text.index(named)


def test_the_table_as_json_is_exact(openmutual):
    printed = json.loads(openmutual("plans", "--json", "-").stdout)
    plans = {plan["name"]: plan for plan in printed["plans"]}
    assert set(plans) == set(names("plans"))
    assert plans["meituan"]["least_members"] == plans["meituan"]["min_members"] == 3_240_000
    assert plans["meituan"]["title"] == {"en": "Meituan", "zh": "美团互助"}
    assert (plans["qingsong"]["prepay"], plans["qingsong"]["case_cap"]) == ("3", None)
    assert (plans["ehuzhu"]["currency"], plans["ehuzhu"]["dues"]) == ("CNY", "1")
    assert set(plans["ehuzhu"]["fees"].values()) == {"0"}
    assert {"700", "3000"} <= set(plans["kangai"]["fees"].values())
    assert plans["bihu"]["members"] == 2_180_000
    assert len(printed["platforms"]) == 6


def test_a_plan_is_told_in_sentences_with_the_numbers_of_their_sources(openmutual):
    text = openmutual("plan", "show", "xianghubao").stdout
    assert "For one case a unit pays 0.10 at most. [2]" in text
    assert "In one period a unit pays 6.90 at most; what cases then lack is cut from all alike. [assumed]" in text
    assert "[2] working paper on payout rigidity in network mutual aid" in text
    assert load_plan("xianghubao").plan_hash.hex() in text


def test_a_plan_is_told_in_chinese(openmutual):
    text = openmutual("plan", "show", "meituan", "--lang", "zh").stdout
    assert "加入满 180 天后受保障；等待期内同样分摊。 [1]" in text
    assert "年度不设上限。 [假设]" in text
    assert "Who joins" not in text


def test_a_plan_as_json_gives_each_sentence_with_its_keys(openmutual):
    printed = json.loads(openmutual("plan", "show", "kangai", "--json", "-").stdout)
    year = next(each for each in printed["clauses"] if each["keys"] == ["caps.year"])
    assert (
        year["sentence"]
        == "In one plan year a unit pays 72 at most; cases that would take more wait for the next year."
    )
    assert year["part"] == "costs"
    assert year["sources"] == printed["sources"]["caps.year"]
    assert year["assumed"] == []
    assert "caps.case" not in printed["sources"]


def test_a_plan_without_sources_has_no_marks(openmutual, circle):
    path = circle("sources:", "platform: {note: none}\nassumed: []\nsources:")
    text = path.read_text(encoding="utf-8").split("sources:")[0]
    path.write_text(text, encoding="utf-8")
    shown = openmutual("plan", "show", path).stdout
    assert "For one case a unit pays 50 at most.\n" in shown
    assert "note: none" in shown


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


def spoilt(circle):
    """The circle's plan with mistakes in many places; each with what is said of it."""
    path = circle()
    wrong = {
        "couple: {units: 2, deposit: 400}": ("couple: {units: none, deposit: 4.001}", "finer than the currency"),
        "{benefit: 300, fee: 1%}": ("{benefit: 300, fee: 101%, colour: red}", "more than the whole"),
        "period: 30 d": ("period: 30", "30 has no unit; write 30 d"),
        "filing: 90 d\n": ("", "the key filing is missing"),
        "assessors: 3, quorum: 2}": ("assessors: 3, quorum: 9}", "must be from 2 to 3"),
        "reward: 5}": ("reward: 50}", "raise the bond or lower the reward"),
    }
    text = path.read_text(encoding="utf-8")
    for old, (new, _) in wrong.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path, [*(said for _, said in wrong.values()), "must be a whole number", "unknown key"]


def test_all_mistakes_are_listed_at_once_in_the_order_of_their_lines(openmutual, circle):
    path, expected = spoilt(circle)
    result = openmutual("plan", "check", path)
    assert result.exit_code == Exit.FILE
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == len(expected)
    assert all(any(said in line for line in lines) for said in expected)
    numbers = [int(line.removeprefix(f"{path}:").split(":")[0]) for line in lines]
    assert numbers == sorted(numbers)


def test_mistakes_are_listed_as_json_too(openmutual, circle):
    path, expected = spoilt(circle)
    result = openmutual("plan", "check", path, "--json", "-")
    assert result.exit_code == Exit.FILE
    told = json.loads(result.stdout)
    assert told["valid"] is False
    fee = next(each for each in told["mistakes"] if each["key"] == "levels.hospital.fee")
    assert (fee["file"], fee["line"]) == (str(path), 11)
    assert "more than the whole" in fee["problem"]
    assert len(told["mistakes"]) == len(expected)


def test_a_check_as_json_has_hash_and_advice(openmutual, circle):
    path = circle("assessors: 3, quorum: 2}", "assessors: 1, quorum: 1}")
    told = json.loads(openmutual("plan", "check", path, "--json", "-").stdout)
    assert (told["valid"], told["plan"], told["least_members"]) == (True, "circle", 11)
    assert told["plan_hash"] == "0x" + load_plan(path).plan_hash.hex()
    assert [said.split()[0] for said in told["advice"]] == ["panel.quorum"]


def test_advice_is_given_and_only_strictly_a_failure(openmutual, circle):
    path = circle("assessors: 3, quorum: 2}", "assessors: 1, quorum: 1}")
    mild, strict = openmutual("plan", "check", path), openmutual("plan", "check", path, "--strict")
    assert "advice: panel.quorum is 1" in mild.stderr
    assert "one piece of advice" in mild.stdout
    assert mild.exit_code == Exit.FINE
    assert strict.exit_code == Exit.REFUSED


def test_the_check_says_what_the_dearest_case_takes_and_warns_of_too_few(openmutual):
    result = openmutual("plan", "check", "meituan")
    assert "meituan: it takes 3,240,000 members to pay the dearest case in full" in result.stdout
    assert result.stderr == ""
    assert "advice: 4000000 members are fewer than 1.5 times 3240000" in (
        openmutual("plan", "check", "meituan", "--members", "4000000").stderr
    )


def test_an_unknown_preset_suggests_the_nearest(openmutual):
    result = openmutual("plan", "show", "waterdrip")
    assert result.exit_code == Exit.FILE
    assert "did you mean waterdrop?" in result.stderr


def test_a_plan_file_is_begun_and_copied_and_what_was_changed_is_ones_own(openmutual, tmp_path):
    file = tmp_path / "mine.yaml"
    said = openmutual("plan", "new", file, "--set", "caps.period=90").stdout
    assert f"openmutual plan check {file}" in said
    begun = load_plan(file)
    assert (begun.name, begun.terms.period_cap, set(begun.sources.values())) == ("mine", 9_000, {("own",)})
    shown = openmutual("plan", "show", file).stdout
    assert "Where it comes from" not in shown
    assert "chosen for this plan" in shown
    copy = tmp_path / "copy.yaml"
    openmutual("plan", "copy", "waterdrop", copy, "--name", "ours", "--set", "notice=5 d")
    copied = load_plan(copy)
    assert (copied.name, copied.terms.notice, copied.sources["notice"]) == ("ours", 5 * 86_400, ("own",))
    assert "notice" not in copied.assumed


def test_no_plan_file_is_written_over_and_a_change_has_a_value(openmutual, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("mine", encoding="utf-8")
    result = openmutual("plan", "new", file)
    assert result.exit_code == Exit.FILE
    assert "nothing was written over it" in result.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert openmutual("plan", "new", tmp_path / "other.yaml", "--set", "dues").exit_code == Exit.USAGE
    assert openmutual("plan", "copy", "circle", tmp_path / "no" / "other.yaml").exit_code == Exit.FILE

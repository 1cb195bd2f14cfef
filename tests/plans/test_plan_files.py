"""Plan files: every kind of bad input says file, line and key; then what a good file becomes."""

from dataclasses import replace
from pathlib import Path

import pytest

from openmutual.errors import FileError, FileErrors
from openmutual.money import DAY
from openmutual.plans.document import MOST_BYTES, parse_document
from openmutual.plans.explain import advice
from openmutual.plans.terms import Plan, load_plan, preset_names, read_plan
from openmutual.records import Level, Tier

GOOD = """\
name: example
currency: {symbol: CNY, decimals: 6}
step: 0.01
tiers:
  standard: {units: 1, deposit: 30}
  family: {units: 3, deposit: '90'}
levels:
  severe: {benefit: 300000, fee: 8%, ends_membership: true}
  mild: {benefit: 50000, fee: 500}
  inside: {benefit: 20000, fee_inside: 700, waiting: 12 h}
caps: {case: 3, period: 3, year: 72, backstop: 5000}
dues: 0.5
waiting: 180 d
period: 13.9 d
notice: 3 d
grace: 30 d
filing: 365 d
run_off: 365 d
min_members: 108000
panel: {assessors: 3, quorum: 2}
jury: {size: 5, quorum: 3, bond: 50, reward: 2}
"""


def plan(text: str = GOOD) -> Plan:
    return read_plan(parse_document(text.encode(), "plan.yaml"))


def refusal(old: str, new: str) -> tuple[int, str, str]:
    """Line, key and problem of the error that a change to the good file brings."""
    assert GOOD.count(old) == 1
    with pytest.raises(FileError) as caught:
        plan(GOOD.replace(old, new))
    error = caught.value
    assert str(error).startswith(f"plan.yaml:{error.line}: {error.key}: ")
    return error.line, error.key, error.problem


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "problem"),
    [
        ("step: 0.01", "stepp: 0.01", 3, "stepp", "did you mean step?"),
        ("fee: 500", "fees: 500", 9, "levels.mild.fees", "did you mean fee?"),
        ("caps: {case: 3", "caps: {colour: 3", 11, "caps.colour", "known are: period, case, year, backstop"),
        ("deposit: 30}", "deposit: 30, deposit: 31}", 5, "tiers.standard.deposit", "given twice, first in line 5"),
        ("name: example", "name: Example", 1, "name", "a-z, 0-9 and -"),
        ("name: example", "name: 12", 1, "name", "must be text, but is a number"),
        ("name: example", "name: [example]", 1, "name", "must be text, but is a list"),
        ("name: example", "name:", 1, "name", "must be text, but is nothing"),
        ("decimals: 6", "decimals: 19", 2, "currency.decimals", "from 0 to 18"),
        ("decimals: 6", "decimals: 6.0", 2, "currency.decimals", "whole number"),
        ("decimals: 6", "decimals: '6'", 2, "currency.decimals", "without quotes"),
        ("step: 0.01", "step: 0.0000001", 3, "step", "finer than the currency allows"),
        ("step: 0.01", "step: 0", 3, "step", "above 0"),
        ("step: 0.01", "step: 18446744073710", 3, "step", "at most 18446744073709.551615"),
        ("step: 0.01", "step: 1e-2", 3, "step", "plain decimal number"),
        ("step: 0.01", "step: true", 3, "step", "a number or text, but is a flag"),
        ("units: 1,", "units: 0,", 5, "tiers.standard.units", "from 1 to 4294967295"),
        ("units: 1,", "units: 4294967296,", 5, "tiers.standard.units", "from 1 to 4294967295"),
        ("deposit: 30}", "deposit: -30}", 5, "tiers.standard.deposit", "negative"),
        ("deposit: 30}", "deposit: 3.49}", 5, "tiers.standard.deposit", "at least 3.5"),
        ("deposit: 30}", "deposit: 30.001}", 5, "tiers.standard.deposit", "multiple of units x step, 0.01"),
        ("deposit: '90'", "deposit: 90.01", 6, "tiers.family.deposit", "multiple of units x step, 0.03"),
        ("benefit: 50000,", "benefit: 0,", 9, "levels.mild.benefit", "more than 0"),
        ("fee_inside: 700", "fee_inside: 20000", 10, "levels.inside.benefit", "more than 0"),
        ("fee_inside: 700", "fee_inside: 700, fee: 1", 10, "levels.inside.fee_inside", "keep one"),
        ("fee: 8%", "fee: 101%", 8, "levels.severe.fee", "more than the whole"),
        ("fee: 8%", "fee: 0.0000000001%", 8, "levels.severe.fee", "finer than the currency allows; give an amount"),
        (
            "benefit: 50000",
            "benefit: 79228162514264337593544",
            9,
            "levels.mild.benefit",
            "at most 7922816251426433759354",
        ),
        ("standard: {units: 1", "=cmd: {units: 1", 5, "tiers.=cmd", "1 to 32 of A-Z"),
        ("standard: {units: 1", "-on: {units: 1", 5, "tiers.-on", "not begin with -"),
        ("ends_membership: true", "ends_membership: yes", 8, "levels.severe.ends_membership", "true or false"),
        ("ends_membership: true", 'ends_membership: "true"', 8, "levels.severe.ends_membership", "true or false"),
        ("waiting: 12 h", "waiting: 12 hours", 10, "levels.inside.waiting", "write 90 d, 12 h, 30 min"),
        ("case: 3,", "case: 3.001,", 11, "caps.case", "multiple of the step"),
        ("period: 3,", "period: 0,", 11, "caps.period", "above 0"),
        ("year: 72", "year: 2.99", 11, "caps.year", "at least the period's cap, 3"),
        ("backstop: 5000", "backstop: much", 11, "caps.backstop", "plain decimal number"),
        ("dues: 0.5", "dues: 37.97", 11, "caps.period", "40.97 together, but at most 40.96 (4096 steps)"),
        ("dues: 0.5", "dues: 0.005", 12, "dues", "multiple of the step"),
        ("waiting: 180 d", "waiting: -1 d", 13, "waiting", "negative"),
        ("period: 13.9 d", "period: 59 min", 14, "period", "must be 1 h to 365 d"),
        ("period: 13.9 d", "period: 366 d", 14, "period", "must be 1 h to 365 d"),
        ("notice: 3 d", "notice: 0", 15, "notice", "longer than 0"),
        ("filing: 365 d", "filing: 50000 d", 17, "filing", "longer than the ledger can hold"),
        ("min_members: 108000", "min_members: 1099511627776", 19, "min_members", "from 0 to 1099511627775"),
        ("assessors: 3", "assessors: 33", 20, "panel.assessors", "from 1 to 32"),
        ("quorum: 2}", "quorum: 4}", 20, "panel.quorum", "from 2 to 3"),
        ("quorum: 2}", "quorum: 1}", 20, "panel.quorum", "from 2 to 3"),
        ("assessors: 3, quorum: 2", "assessors: 4, quorum: 2", 20, "panel.quorum", "from 3 to 4"),
        ("size: 5", "size: 0", 21, "jury.size", "from 1 to 64"),
        ("quorum: 3", "quorum: 6", 21, "jury.quorum", "from 1 to 5"),
        ("reward: 2", "reward: 10.1", 21, "jury.reward", "raise the bond or lower the reward"),
        ("reward: 2}", "reward: 2, commit: 59 min}", 21, "jury.commit", "must be 1 h to 90 d"),
        ("reward: 2}", "reward: 2, reveal: 59 min}", 21, "jury.reveal", "must be 1 h to 90 d"),
        ("reward: 2}", "reward: 2, commit: 22 d}", 21, "jury.commit", "could last 92 d (4 x commit + 2 x reveal)"),
        ("reward: 2}", "reward: 2, commit: 20 d, reveal: 6 d}", 21, "jury.reveal", "could last 92 d"),
        ("dues: 0.5", "dues: 0.5\nassumed: [grce]", 13, "assumed[0]", "did you mean grace?"),
        ("dues: 0.5", "dues: 0.5\nassumed: [tiers.child]", 13, "assumed[0]", "child is not among the tiers"),
        ("dues: 0.5", "dues: 0.5\nassumed: [caps.month]", 13, "assumed[0]", "month is no key inside caps"),
        ("dues: 0.5", "dues: 0.5\ntitle: {fr: exemple}", 13, "title.fr", "unknown key"),
        ("dues: 0.5", "dues: 0.5\nsource: {a: b}", 13, "source", "must be text, but is a mapping"),
        ("dues: 0.5", "dues: 0.5\nplatform: none", 13, "platform", "must be a mapping"),
    ],
)
def test_a_broken_rule_says_where_and_what_to_do(old: str, new: str, line: int, key: str, problem: str) -> None:
    found = refusal(old, new)
    assert found[:2] == (line, key)
    assert problem in found[2]


@pytest.mark.parametrize(
    "change",
    [
        ("decimals: 6", "decimals: 19"),
        ("currency: {symbol: CNY, decimals: 6}", "currency: none"),
        ("step: 0.01", "step: much"),
        ("step: 0.01", "step: 0"),
        ("caps: {case: 3, period: 3, year: 72, backstop: 5000}", "caps: none"),
        ("period: 3,", "period: much,"),
        ("dues: 0.5", "dues: 37.97"),
        ("waiting: 180 d", "waiting: 180"),
        ("assessors: 3", "assessors: 0"),
        ("size: 5", "size: 0"),
        ("units: 1", "units: none"),
        ("benefit: 50000", "benefit: much"),
        ("levels:\n", "levels: {}\nplatform:\n"),
    ],
)
def test_one_mistake_is_not_taken_for_several(change: tuple[str, str]) -> None:
    with pytest.raises(FileError) as caught:
        plan(GOOD.replace(*change))
    assert len(caught.value.mistakes) == 1


def test_mistakes_in_different_places_are_all_said_and_the_first_is_the_error_itself() -> None:
    text = GOOD
    for old, new in (("name: example", "name: Example"), ("deposit: 30}", "deposit: 3}"), ("notice: 3 d", "notice: 3")):
        text = text.replace(old, new)
    with pytest.raises(FileErrors) as caught:
        plan(text.replace("fee: 500", "fee: 500, colour: red, size: 1").replace("grace: 30 d\n", ""))
    error = caught.value
    assert [each.key for each in error.mistakes] == [
        *("", "name", "tiers.standard.deposit", "levels.mild.colour", "levels.mild.size", "notice"),
    ]
    assert (error.line, error.key) == (1, "")
    assert str(error).splitlines() == [str(each) for each in error.mistakes]


def test_a_missing_key_is_named() -> None:
    with pytest.raises(FileError, match="the key waiting is missing; add it"):
        plan(GOOD.replace("waiting: 180 d\n", ""))
    assert refusal("units: 1, ", "") == (5, "tiers.standard", "the key units is missing; add it")


def test_more_than_sixteen_tiers_are_refused() -> None:
    tiers = "".join(f"  t{number}: {{units: 1, deposit: 30}}\n" for number in range(17))
    with pytest.raises(FileError, match=r"plan.yaml:4: tiers: must name 1 to 16, but names 17"):
        plan(GOOD.replace("  standard: {units: 1, deposit: 30}\n  family: {units: 3, deposit: '90'}\n", tiers))


@pytest.mark.parametrize(
    ("raw", "line", "problem"),
    [
        (b"", 0, "is empty"),
        (b"# nothing\n", 0, "is empty"),
        (b"a: 1\nb: [1, 2", 2, "no valid YAML"),
        (b"a: \x07", 0, "no valid YAML"),
        (b"a: 1\nb: \xff", 2, "is not UTF-8"),
        (b"a: &x 1\nb: *x", 1, "anchor or alias"),
        (b"a: !!python/object:os.system x", 1, "uses a tag"),
        (b"a: 1\n---\nb: 1", 2, "second document"),
        (b"[" * 100_000, 1, "nested deeper"),
        (b"? [a]\n: 1", 1, "a key that is no text"),
        (b'a: "\\x1b[2J"', 1, "control character"),
        (b'a: "\\ud800"', 1, "control character"),
        (b"a" * (MOST_BYTES + 1), 0, "larger than"),
    ],
)
def test_what_yaml_can_hide_or_multiply_is_refused(raw: bytes, line: int, problem: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_document(raw, "odd.yaml")
    assert caught.value.line == line
    assert problem in caught.value.problem


def test_a_merge_key_is_a_key_like_any_other() -> None:
    assert refusal("dues: 0.5", "<<: {dues: 0.5}")[1] == "<<"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read: No such file"):
        load_plan(tmp_path / "none.yaml")
    with pytest.raises(FileError, match=r"neither a file nor a preset; did you mean waterdrop\?"):
        load_plan("waterdorp")


def test_a_good_plan_is_exact() -> None:
    terms = plan().terms
    assert terms.step == 10_000
    assert terms.tiers == (Tier("standard", 1, 30_000_000), Tier("family", 3, 90_000_000))
    assert terms.levels == (
        Level("severe", 300_000_000_000, 24_000_000_000, True, 180 * DAY),
        Level("mild", 50_000_000_000, 500_000_000, False, 180 * DAY),
        Level("inside", 19_300_000_000, 700_000_000, False, 43_200),
    )
    assert (terms.period_cap, terms.case_cap, terms.year_cap) == (3_000_000, 3_000_000, 72_000_000)
    assert (terms.backstop_cap, terms.dues, terms.reserve) == (5_000_000_000, 500_000, 3_500_000)
    assert (terms.period, terms.decision) == (1_200_960, 30 * DAY)
    assert (terms.jury.commit, terms.jury.reveal) == (2 * DAY, 2 * DAY)


def test_what_may_be_left_out_means_none() -> None:
    terms = plan(
        GOOD.replace("case: 3, ", "").replace(", year: 72, backstop: 5000", "").replace("dues: 0.5\n", "")
    ).terms
    assert (terms.case_cap, terms.year_cap, terms.backstop_cap, terms.dues) == (0, 0, 0, 0)
    assert plan(GOOD.replace("step: 0.01\n", "")).terms.step == 10_000


def test_json_is_a_plan_file_too() -> None:
    document = parse_document(GOOD.encode(), "plan.yaml")
    as_json = str(document.plain()).replace("'", '"').replace('"true"', "true")
    for number in ("6", "1", "3", "2", "5", "108000"):
        as_json = as_json.replace(f': "{number}"', f": {number}")
    assert plan(as_json).terms == plan().terms


def test_comments_order_and_writing_of_numbers_do_not_change_the_hash() -> None:
    same = GOOD.replace("step: 0.01\n", "") + "\n# a comment\nstep:   '0.010'\n"
    assert plan(same).plan_hash == plan().plan_hash
    assert len(plan().plan_hash) == 32


@pytest.mark.parametrize("named", ["tiers", "levels"])
def test_another_order_of_tiers_or_levels_is_another_plan(named: str) -> None:
    """The ledger knows them by their numbers: files of one hash must give a number one name."""
    lines = GOOD.splitlines()
    first = lines.index(f"{named}:") + 1
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    turned = plan("\n".join(lines))
    assert turned.plan_hash != plan().plan_hash
    assert {level.name for level in turned.terms.levels} == {level.name for level in plan().terms.levels}


def test_any_term_changes_the_hash() -> None:
    changes = [("fee: 8%", "fee: 9%"), ("notice: 3 d", "notice: 4 d"), ("name: example", "name: other")]
    assert len({plan(GOOD.replace(*change)).plan_hash for change in changes} | {plan().plan_hash}) == 4


@pytest.mark.parametrize("name", preset_names())
def test_presets_are_sound_and_say_what_they_assume(name: str) -> None:
    preset = load_plan(name)
    assert preset.name == name
    assert preset.source
    assert preset.title["zh"] != preset.title["en"]
    assert preset.assumed or name == "circle"


def test_the_minimum_of_xianghubao_follows_from_its_fee_and_cap() -> None:
    terms = load_plan("xianghubao").terms
    assert max(level.due for level in terms.levels) // terms.case_cap == terms.min_members == 3_240_000


def test_kangai_pays_its_bands_out_of_the_aid() -> None:
    levels = {level.benefit + level.fee: level.fee for level in load_plan("kangai").terms.levels}
    assert {aid // 10**6: fee // 10**6 for aid, fee in levels.items()} == {
        20_000: 700,
        50_000: 1_500,
        100_000: 2_500,
        150_000: 3_000,
    }


def test_a_sound_plan_gets_no_advice() -> None:
    assert advice(load_plan("circle")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("caps: {case: 3", "caps: {case: 4", "caps.case 4 can never be paid"),
        ("period: 13.9 d", "period: 7 d", "caps.year 72 is less than 53 periods at the cap of 3"),
        ("run_off: 365 d", "run_off: 60 d", "run_off 60 d is shorter than filing 365 d"),
        ("min_members: 108000", "min_members: 107999", "min_members 107999 is less than 108000"),
        ("deposit: 30}", "deposit: 6.99}", "tiers.standard.deposit 6.99 lasts for one full period only"),
        ("grace: 30 d", "grace: 1 d", "grace 1 d is shorter than notice 3 d"),
        ("waiting: 180 d", "waiting: 0 d", "waiting is 0"),
        ("assessors: 3, quorum: 2", "assessors: 1, quorum: 1", "panel.quorum is 1"),
        ("size: 5", "size: 4", "jury.size 4 is even"),
        ("bond: 50, reward: 2", "bond: 0, reward: 0", "jury.bond is 0"),
        ("bond: 50, reward: 2", "bond: 72.01, reward: 2", "jury.bond 72.01 is more than 72, all the shares of a year"),
        ("fee: 500", "fee: 8", "the fee of levels.mild is an amount, 8, less than a hundredth"),
        ("fee_inside: 700", "fee_inside: 3.5", "the fee of levels.inside is an amount, 3.5"),
        ("notice: 3 d", "notice: 3 min", "notice is 3 min, less than an hour"),
        ("waiting: 12 h", "waiting: 59 min", "levels.inside.waiting is 59 min, less than an hour"),
    ],
)
def test_advice_says_what_members_will_regret(old: str, new: str, said: str) -> None:
    assert GOOD.count(old) == 1
    assert any(sentence.startswith(said) for sentence in advice(plan(GOOD.replace(old, new))))


@pytest.mark.parametrize(
    ("old", "new"),
    [("fee: 500", "fee: 0.5%"), ("fee: 500", "fee: 0"), ("bond: 50,", "bond: 72,"), ("notice: 3 d", "notice: 1 h")],
)
def test_what_is_small_but_meant_gets_no_advice(old: str, new: str) -> None:
    assert advice(plan(GOOD.replace(old, new))) == advice(plan())


def test_a_bond_is_held_against_a_whole_year_where_the_year_has_no_cap() -> None:
    text = GOOD.replace("year: 72, ", "").replace("period: 13.9 d", "period: 100 d").replace("bond: 50", "bond: {}")
    kinds = {bond: any("jury.bond" in said for said in advice(plan(text.replace("{}", bond)))) for bond in ("12", "13")}
    assert kinds == {"12": False, "13": True}


def test_advice_on_the_least_membership_counts_the_smallest_tier() -> None:
    good = plan()
    pairs = replace(good.terms, tiers=(Tier("pair", 2, 60_000_000),), min_members=54_000)
    assert not any("min_members" in sentence for sentence in advice(replace(good, terms=pairs)))

"""The presets: every value says where it comes from or that it is assumed, and every plan can be run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openmutual.errors import FileError
from openmutual.i18n import LANGUAGES
from openmutual.plans.document import Value, parse_document
from openmutual.plans.explain import advice, explain, least_members, least_units
from openmutual.plans.presets import platforms
from openmutual.plans.provenance import ABOUT_THE_FILE, stating
from openmutual.plans.terms import Plan, load_plan, preset_names, read_plan
from openmutual.study.population.plan_section import read_plan_section
from tests.plans.test_plan_files import GOOD

PLATFORMS = {
    *("xianghubao", "xianghubao-starter", "waterdrop", "qingsong", "meituan", "ehuzhu", "kangai", "bihu", "360huzhu"),
    *("quark-500k", "quark-300k", "denghuo", "didi", "ninghubao", "zhongtuobang", "tongxin"),
}

ADVICE = {
    "360huzhu": ["jury.bond"],
    "bihu": ["min_members", "jury.bond"],
    "denghuo": [],
    "kangai": [],
    "qingsong": ["jury.bond"],
    "quark-300k": ["min_members"],
    "quark-500k": ["min_members"],
    "waterdrop": ["caps.year", "min_members", "run_off"],
    "zhongtuobang": ["min_members", "grace"],
}
"""What the check of each preset advises about; of those that are not here, nothing."""


def plan(text: str) -> Plan:
    return read_plan(parse_document(text.encode(), "plan.yaml"))


@pytest.mark.parametrize(
    ("lines", "key", "problem"),
    [
        ("sources: [a book]", "sources", "must be a mapping"),
        ("sources: {a book: waiting}", "sources.a book", "must be a list"),
        ("sources: {a book: [wating]}", "sources.a book[0]", "did you mean waiting?"),
        ("sources: {a book: [tiers.child]}", "sources.a book[0]", "child is not among the tiers"),
        ("sources: {a book: [levels.mild.prize]}", "sources.a book[0]", "prize is no key inside levels"),
        ("sources: {a book: [jury.size.odd]}", "sources.a book[0]", "size.odd is no key inside jury"),
        ("platform: {fee: none}\nsources: {a book: [platform.fees]}", "sources.a book[0]", "did you mean fee?"),
        (
            "sources: {a book: [grace]}\nassumed: [grace]",
            "sources.a book[0]",
            "grace has a source, but grace is assumed",
        ),
        ("sources: {a book: [jury.size]}\nassumed: [jury]", "sources.a book[0]", "but jury is assumed; keep one"),
        ("sources: {a book: [jury]}\nassumed: [jury.size]", "sources.a book[0]", "but jury.size is assumed; keep one"),
    ],
)
def test_a_source_of_what_is_no_key_or_is_assumed_is_refused(lines: str, key: str, problem: str) -> None:
    with pytest.raises(FileError) as caught:
        plan(f"{GOOD}{lines}\n")
    assert caught.value.key == key
    assert problem in caught.value.problem


def test_a_key_may_have_several_sources_and_stands_for_all_inside_it() -> None:
    read = plan(f"{GOOD}sources: {{a book: [jury, waiting], a letter: [jury]}}\nassumed: [panel]\n")
    assert read.sources == {"jury": ("a book", "a letter"), "waiting": ("a book",)}
    assert stating("jury.size", read.sources) == ["jury"]
    assert stating("jury_of_others", read.sources) == []


def test_a_plan_that_names_sources_is_advised_of_the_keys_it_forgets() -> None:
    silent, speaking = plan(GOOD), plan(f"{GOOD}sources: {{a book: [waiting]}}\n")
    assert not any("under sources" in sentence for sentence in advice(silent))
    forgotten = next(sentence for sentence in advice(speaking) if "under sources" in sentence)
    assert "levels.mild.benefit, levels.mild.fee" in forgotten
    assert ", waiting" not in forgotten


def test_there_is_a_preset_for_each_platform_with_a_published_rule() -> None:
    assert set(preset_names()) == PLATFORMS | {"circle"}


def written(value: Value) -> list[str]:
    """The keys of a document's values, worked out from its text alone."""
    if isinstance(value.content, dict):
        return [key for each in value.content.values() for key in written(each)]
    return [value.key]


@pytest.mark.parametrize("name", preset_names())
def test_every_value_has_a_source_or_is_assumed_and_none_is_both(name: str) -> None:
    path = Path(__file__).parents[2] / "pyclient/openmutual/data/plans" / f"{name}.yaml"
    top = parse_document(path.read_bytes(), path.name).entries()
    keys = [key for about, value in top.items() if about not in ABOUT_THE_FILE for key in written(value)]
    preset = load_plan(name)
    for key in keys:
        assert bool(stating(key, preset.sources)) != bool(stating(key, preset.assumed)), key
    assert len(keys) > 25


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_passes_the_check_with_no_advice_but_what_is_known(name: str) -> None:
    preset = load_plan(name)
    assert read_plan_section(preset).risks
    assert [sentence.split()[0] for sentence in advice(preset)] == ADVICE.get(name, [])


@pytest.mark.parametrize("name", preset_names())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_told_in_a_sentence(name: str, language: str) -> None:
    preset = load_plan(name)
    told = {key for each in explain(preset, language) for key in each.keys}
    assert {key for key in preset.keys if not key.startswith(("currency.", "population"))} <= told
    assert not any("{" in each.sentence for each in explain(preset, language))


def test_a_sentence_names_its_sources_and_what_is_assumed() -> None:
    young, deposit = (
        next(each for each in explain(load_plan("xianghubao"), "en") if each.sentence.startswith(start))
        for start in ("young:", "standard:")
    )
    assert young.sentence == "young: 300,000 to the member, 24,000 to the operator. Membership ends with it."
    assert len(young.sources) == 3
    assert young.assumed == ()
    assert deposit.assumed == ("tiers.standard.deposit",)


def test_a_cap_that_is_left_out_without_a_source_is_told_as_assumed() -> None:
    year = next(each for each in explain(load_plan("meituan"), "en") if "cap for a year" in each.sentence)
    assert (year.keys, year.assumed) == (("caps.year",), ("caps.year",))


def test_a_plan_that_speaks_of_no_sources_has_no_marks() -> None:
    assert not any(each.sources or each.assumed for each in explain(plan(GOOD), "en"))


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("xianghubao", 3_240_000),
        ("xianghubao-starter", 1_080_000),
        ("meituan", 3_240_000),
        ("waterdrop", 108_000),
        ("ehuzhu", 166_667),
        ("quark-500k", 166_667),
        ("kangai", 50_000),  # by the cap of a period, as no case has one
        ("tongxin", 306_000),
    ],
)
def test_the_least_membership_follows_from_benefit_fee_and_cap(name: str, least: int) -> None:
    assert least_members(load_plan(name).terms) == least


def test_the_least_membership_counts_units() -> None:
    terms = load_plan("bihu").terms
    assert least_units(terms) == 330_000 * 1000 // 125 == 2 * least_members(terms)


def test_fewer_than_one_and_a_half_times_the_least_membership_is_advised_against() -> None:
    preset = load_plan("xianghubao")
    assert advice(preset, 4_860_000) == []
    assert advice(preset, 4_859_999)[0].startswith("4859999 members are fewer than 1.5 times 3240000")


def test_the_fees_of_the_sources_are_kept() -> None:
    plans = {name: load_plan(name).terms for name in ("bihu", "qingsong", "kangai", "quark-500k", "ehuzhu")}
    assert {level.fee * 10 == level.benefit for level in plans["bihu"].levels} == {True}
    assert plans["qingsong"].level("severe").fee == 18_000 * 10**6
    assert plans["kangai"].level("aid150").due == 150_000 * 10**6
    assert plans["quark-500k"].dues * 12 == 30 * 10**6
    assert plans["ehuzhu"].dues * 12 == 12 * 10**6


def test_sina_weighs_by_quota_and_age_and_the_default_members_carry_the_same() -> None:
    tiers = {tier.name: tier.units for tier in load_plan("bihu").terms.tiers}
    coefficient = {"to35": 1, "to50": 2, "to55": 4, "to60": 6}
    for name, units in tiers.items():
        age, quota = name.split("-")
        assert units == int(quota) * 1000 // 25_000 * coefficient[age]
    assert {tiers[name] for name in ("to35-300", "to50-150", "to55-75", "to60-50")} == {12}


def test_a_benefit_that_grows_with_tenure_is_levels_that_wait_longer() -> None:
    levels = load_plan("quark-500k").terms.levels
    assert [level.benefit for level in levels] == sorted(level.benefit for level in levels)
    assert [level.waiting for level in levels] == sorted({level.waiting for level in levels})


def test_accidents_do_not_wait() -> None:
    assert {load_plan(name).terms.level("accident").waiting for name in ("xianghubao", "waterdrop", "tongxin")} == {0}


def test_platforms_without_a_rule_are_named_and_have_no_plan() -> None:
    named = {each.title["zh"] for each in platforms()}
    assert {"17互助", "斑马社", "全民保镖", "京东互保"} <= named
    assert all(each.source and each.known["en"] and each.known["zh"] for each in platforms())
    assert not {each.name for each in platforms()} & set(preset_names())
    json.dumps([each.to_json() for each in platforms()])

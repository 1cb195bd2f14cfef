"""What the plan committed to is what its file says, and keeps the rules' table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from openmutual.audit.findings import Findings
from openmutual.audit.replay.state import ReplayedPlan
from openmutual.audit.terms import check_terms
from openmutual.events import LogPosition
from openmutual.i18n.formatter import SentenceFormatter
from openmutual.plans.terms import Plan as PlanFile
from openmutual.plans.terms import load_plan, preset_names
from openmutual.records import Roles
from tests.audit.on_chain import NAMES, collected_of

pytestmark = pytest.mark.slow

HERE = LogPosition("0x" + "a" * 40, 7, 0)
PANEL = tuple(f"0x{number:040x}" for number in range(1, 40))
DAY = 86_400


def plan_of(file: PlanFile, **roles: Any) -> ReplayedPlan:
    """The plan as a chain has it that was opened by this file."""
    given = Roles("0x" + "0b" * 20, PANEL[: file.terms.assessors])
    return ReplayedPlan(file.terms, replace(given, **roles), file.plan_hash, HERE, 0)


def found(plan: ReplayedPlan, file: PlanFile | None, decimals: int | None = None) -> Findings:
    findings = Findings()
    # Without a file the plan is one of its own, which no packaged plan stands beside.
    check_terms(plan if file else replace(plan, plan_hash=bytes(32)), file, findings, decimals)
    for finding in findings.found:
        assert finding.places == (HERE,)
        for language in ("en", "zh"):
            assert SentenceFormatter(language, 2, "CNY").fill(finding.check.sentence[language], finding.facts)
            assert SentenceFormatter(language, 2, "CNY").fill(finding.check.by_hand[language], finding.facts)
    return findings


CIRCLE = load_plan("circle")


# honest terms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_terms_of_an_honest_plan_raise_no_finding(name: str) -> None:
    collected, findings = collected_of(name), Findings()
    assert collected.file is not None
    assert check_terms(collected.plan(), collected.file, findings, collected.file.decimals) is collected.file
    assert findings.found == []


@pytest.mark.parametrize("name", preset_names())
def test_without_a_file_a_packaged_plan_of_the_same_hash_is_named(name: str) -> None:
    findings = Findings()
    found = check_terms(plan_of(load_plan(name)), None, findings)
    assert found is not None
    assert found.name == name
    assert findings.found == []


def test_without_a_file_a_plan_of_its_own_is_not_named() -> None:
    plan = replace(plan_of(CIRCLE), plan_hash=b"\1" * 32)
    assert check_terms(plan, None, Findings()) is None


def test_without_a_file_a_packaged_plan_of_the_same_hash_is_held_against_the_chain() -> None:
    findings = Findings()
    check_terms(replace(plan_of(CIRCLE), terms=replace(CIRCLE.terms, dues=CIRCLE.terms.dues + 1)), None, findings, 3)
    assert {"term-differs", "decimals-differ"} <= set(findings.keys)


# another file ----------------------------------------------------------------------------------------------------


def test_a_file_of_another_hash_is_found() -> None:
    plan = replace(plan_of(CIRCLE), plan_hash=b"\1" * 32)
    findings = found(plan, CIRCLE)
    assert findings.keys == ["plan-hash-differs"]
    assert findings.found[0].facts == {"file": CIRCLE.plan_hash, "committed": b"\1" * 32}


TERMS = CIRCLE.terms


@pytest.mark.parametrize(
    ("terms", "term", "written", "held"),
    [
        (replace(TERMS, notice=TERMS.notice + DAY), "notice", TERMS.notice, TERMS.notice + DAY),
        (replace(TERMS, jury=replace(TERMS.jury, bond=1_000_000)), "jury.bond", TERMS.jury.bond, 1_000_000),
        (
            replace(TERMS, tiers=(replace(TERMS.tiers[0], name="x"), *TERMS.tiers[1:])),
            "tiers[0].name",
            TERMS.tiers[0].name,
            "x",
        ),
        (
            replace(TERMS, levels=(replace(TERMS.levels[0], benefit=1), *TERMS.levels[1:])),
            "levels[0].benefit",
            TERMS.levels[0].benefit,
            1,
        ),
    ],
)
def test_a_term_that_is_not_the_files_is_named(terms: Any, term: str, written: Any, held: Any) -> None:
    findings = found(replace(plan_of(CIRCLE), terms=terms), CIRCLE)
    assert findings.keys == ["term-differs"]
    assert findings.found[0].facts == {"term": term, "written": written, "held": held}


def test_a_tier_that_the_file_does_not_have_is_named() -> None:
    findings = found(replace(plan_of(CIRCLE), terms=replace(TERMS, tiers=(*TERMS.tiers, TERMS.tiers[0]))), CIRCLE)
    number = len(TERMS.tiers)
    assert [finding.facts["term"] for finding in findings.found] == [
        f"tiers[{number}].{field}" for field in ("name", "units", "deposit")
    ]
    assert all(finding.facts["written"] is None for finding in findings.found)


def test_a_currency_of_other_decimals_than_the_files_is_found() -> None:
    assert found(plan_of(CIRCLE), CIRCLE, CIRCLE.decimals).found == []
    assert found(plan_of(CIRCLE), CIRCLE, 18).keys == ["decimals-differ"]
    assert found(plan_of(CIRCLE), None, 19).keys == ["currency-too-fine"]


# terms that break the rules --------------------------------------------------------------------------------------


def at_the_edge() -> dict[str, tuple[Any, Any]]:
    """For each term, the last value that keeps its rule, and the first that breaks it; the rest stays as it is."""
    terms = replace(TERMS, step=1, period_cap=100, case_cap=0, year_cap=0, dues=0, backstop_cap=0)
    jury, tier, level = terms.jury, replace(terms.tiers[0], units=1, deposit=100), terms.levels[0]
    terms = replace(terms, tiers=(tier,), levels=(level,))

    def put(**changes: Any) -> Any:
        return replace(terms, **changes)

    def in_jury(**changes: Any) -> Any:
        return put(jury=replace(jury, **changes))

    spans, hour = ("notice", "filing", "decision"), 3_600
    return {
        "step": (put(step=1), put(step=2**64, period_cap=2**64, tiers=(replace(tier, deposit=2**64),))),
        "case_cap": (put(case_cap=2**48 - 1), put(case_cap=2**48)),
        "period_cap": (put(period_cap=1), put(period_cap=0)),
        "year_cap": (put(year_cap=100), put(year_cap=99)),
        "dues": (put(dues=0), put(step=10, dues=5, tiers=(replace(tier, deposit=105),))),
        "reserve": (
            put(period_cap=4096, tiers=(replace(tier, deposit=5000),)),
            put(period_cap=4096, dues=1, tiers=(replace(tier, deposit=5000),)),
        ),
        "backstop_cap": (put(backstop_cap=2**128 - 1), put(backstop_cap=2**128)),
        "tiers": (put(tiers=(tier,) * 16), put(tiers=(tier,) * 17)),
        "tiers[0].units": (put(), put(tiers=(replace(tier, units=0),))),
        "tiers[0].deposit": (put(), put(tiers=(replace(tier, deposit=99),))),
        "levels": (put(levels=(level,) * 16), put(levels=())),
        "levels[0].benefit": (put(levels=(replace(level, benefit=1),)), put(levels=(replace(level, benefit=0),))),
        "levels[0].fee": (put(levels=(replace(level, fee=2**96 - 1),)), put(levels=(replace(level, fee=2**96),))),
        "levels[0].waiting": (
            put(levels=(replace(level, waiting=2**32 - 1),)),
            put(levels=(replace(level, waiting=2**32),)),
        ),
        "period": (put(period=hour), put(period=hour - 1)),
        **{span: (put(**{span: 1}), put(**{span: 0})) for span in spans},
        **{span: (put(**{span: 0}), put(**{span: 2**32})) for span in ("waiting", "grace", "run_off")},
        **{f"jury.{span}": (in_jury(**{span: hour}), in_jury(**{span: hour - 1})) for span in ("commit", "reveal")},
        "min_members": (put(min_members=2**40 - 1), put(min_members=2**40)),
        "jury.size": (in_jury(size=64, reward=0), in_jury(size=65, reward=0)),
        "jury.quorum": (in_jury(quorum=jury.size), in_jury(quorum=jury.size + 1)),
        "jury.bond": (in_jury(bond=2**96 - 1), in_jury(bond=2**96)),
        "jury.reward": (in_jury(bond=jury.size * 7, reward=7), in_jury(bond=jury.size * 7, reward=8)),
        "quorum": (put(quorum=terms.assessors), put(quorum=terms.assessors + 1)),
    }


@pytest.mark.parametrize("term", at_the_edge())
def test_a_term_one_step_beyond_its_rule_is_named(term: str) -> None:
    kept, broken = at_the_edge()[term]
    plan = plan_of(CIRCLE)
    assert found(replace(plan, terms=kept), None).found == []
    findings = found(replace(plan, terms=broken), None)
    assert findings.keys == ["term-breaks-rule"]
    assert [finding.facts["term"] for finding in findings.found] == [term]


def test_a_period_of_more_than_a_year_is_named() -> None:
    plan = plan_of(CIRCLE)
    assert found(replace(plan, terms=replace(TERMS, period=365 * DAY)), None).found == []
    assert found(replace(plan, terms=replace(TERMS, period=365 * DAY + 1)), None).keys == ["term-breaks-rule"]


def test_two_draws_with_their_votes_that_take_more_than_ninety_days_are_named() -> None:
    plan, longest = plan_of(CIRCLE), replace(TERMS.jury, commit=15 * DAY, reveal=15 * DAY)
    assert found(replace(plan, terms=replace(TERMS, jury=longest)), None).found == []
    findings = found(replace(plan, terms=replace(TERMS, jury=replace(longest, reveal=15 * DAY + 1))), None)
    assert [finding.facts["term"] for finding in findings.found] == ["jury.reveal"]


@pytest.mark.parametrize(("assessors", "quorum"), [(3, 1), (4, 2)])
def test_a_panel_of_which_half_could_decide_is_named(assessors: int, quorum: int) -> None:
    people = tuple(f"0x{number:040x}" for number in range(1, assessors + 1))
    plan = plan_of(CIRCLE, assessors=people)
    findings = found(replace(plan, terms=replace(TERMS, assessors=assessors, quorum=quorum)), None)
    assert [finding.facts["term"] for finding in findings.found] == ["quorum"]
    assert found(replace(plan, terms=replace(TERMS, assessors=assessors, quorum=quorum + 1)), None).found == []


@pytest.mark.parametrize(
    ("roles", "named"),
    [
        ({"operator": ""}, "operator"),
        ({"assessors": PANEL[: TERMS.assessors - 1]}, "assessors"),
        ({"assessors": PANEL[:1] * TERMS.assessors}, "assessors"),
        ({"assessors": ("", *PANEL[: TERMS.assessors - 1])}, "assessors"),
    ],
)
def test_roles_that_nobody_or_not_enough_hold_are_named(roles: dict[str, Any], named: str) -> None:
    findings = found(plan_of(CIRCLE, **roles), None)
    assert [finding.facts["term"] for finding in findings.found] == [named]

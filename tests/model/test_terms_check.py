"""Deployment: broken terms are refused with the first broken field (rules, section 2)."""

from dataclasses import replace

import pytest

from openmutual.errors import InvalidTerm
from openmutual.model.terms_check import check_terms
from openmutual.records import Level, Roles, Terms, Tier
from tests.model.play import ROLES
from tests.terms import DAY, TERMS, terms

JURY = TERMS.jury
SEVERE = TERMS.levels[0]


def level(**changes: int) -> tuple[Level, ...]:
    return (replace(SEVERE, **changes),)


def jury(**changes: int) -> Terms:
    return terms(jury=replace(JURY, **changes))


BROKEN = [
    (terms(step=0), "step", 0),
    (terms(step=2**64), "step", 2**64),
    (terms(step=2, case_cap=3), "caseCap", 3),
    (terms(case_cap=2**48), "caseCap", 2**48),
    (terms(period_cap=0), "periodCap", 0),
    (terms(step=4), "periodCap", 10),
    (terms(period_cap=2**48), "periodCap", 2**48),
    (terms(step=2, dues=1), "dues", 1),
    (terms(dues=2**48), "dues", 2**48),
    (terms(period_cap=4096, dues=1), "reserve", 4097),
    (terms(step=2, year_cap=13), "yearCap", 13),
    (terms(year_cap=9), "yearCap", 9),
    (terms(year_cap=2**48), "yearCap", 2**48),
    (terms(backstop_cap=2**128), "backstopCap", 2**128),
    (terms(tiers=()), "tiers", 0),
    (terms(tiers=TERMS.tiers * 9), "tiers", 18),
    (terms(tiers=(Tier("none", 0, 30),)), "tier.units", 0),
    (terms(tiers=(Tier("heavy", 2**32, 2**60),)), "tier.units", 2**32),
    (terms(tiers=(Tier("poor", 3, 29),)), "tier.deposit", 29),
    (terms(dues=1, tiers=(Tier("poor", 3, 32),)), "tier.deposit", 32),
    (terms(tiers=(Tier("rich", 1, 2**128),)), "tier.deposit", 2**128),
    (terms(levels=()), "levels", 0),
    (terms(levels=(SEVERE,) * 17), "levels", 17),
    (terms(levels=level(benefit=0)), "level.benefit", 0),
    (terms(levels=level(benefit=2**96)), "level.benefit", 2**96),
    (terms(levels=level(fee=2**96)), "level.fee", 2**96),
    (terms(levels=level(waiting=2**32)), "level.waiting", 2**32),
    (terms(period=3_599), "period", 3_599),
    (terms(period=365 * DAY + 1), "period", 365 * DAY + 1),
    *((terms(**{name: 0}), name, 0) for name in ("notice", "filing", "decision")),
    *((terms(**{name: 2**32}), name, 2**32) for name in ("notice", "filing", "decision")),
    *((terms(**{name: 2**32}), name, 2**32) for name in ("waiting", "grace")),
    (terms(run_off=2**32), "runOff", 2**32),
    (terms(min_members=2**40), "minMembers", 2**40),
    (jury(commit=3_599), "jury.commit", 3_599),
    (jury(commit=90 * DAY + 1), "jury.commit", 90 * DAY + 1),
    (jury(reveal=3_599), "jury.reveal", 3_599),
    (jury(commit=10 * DAY, reveal=25 * DAY + 1), "jury.reveal", 25 * DAY + 1),
    (jury(size=0), "jury.size", 0),
    (jury(size=65, bond=1000), "jury.size", 65),
    (jury(quorum=0), "jury.quorum", 0),
    (jury(quorum=6), "jury.quorum", 6),
    (jury(bond=2**96), "jury.bond", 2**96),
    (jury(reward=11), "jury.reward", 11),
    (terms(assessors=2), "assessors", 3),
    (terms(quorum=0), "quorum", 0),
    (terms(quorum=1), "quorum", 1),
    (terms(quorum=4), "quorum", 4),
]


@pytest.mark.parametrize(("broken", "field", "value"), BROKEN, ids=[f"{row[1]}={row[2]}" for row in BROKEN])
def test_a_broken_term_is_named_with_its_value(broken: Terms, field: str, value: int) -> None:
    with pytest.raises(InvalidTerm) as refused:
        check_terms(broken, ROLES)
    assert refused.value == InvalidTerm(field, value)


BROKEN_ROLES = [
    (Roles("", ROLES.assessors), "operator", 0),
    (Roles("operator", ()), "assessors", 0),
    (Roles("operator", ("a1", "a2")), "assessors", 2),
    (Roles("operator", ("a1", "", "a3")), "assessor", 0),
    (Roles("operator", ("a1", "a2", "a1")), "assessor", 0),
]


@pytest.mark.parametrize(("roles", "field", "value"), BROKEN_ROLES)
def test_broken_roles_are_named(roles: Roles, field: str, value: int) -> None:
    with pytest.raises(InvalidTerm) as refused:
        check_terms(TERMS, roles)
    assert refused.value == InvalidTerm(field, value)


def test_a_panel_has_at_most_32_seats() -> None:
    seats = tuple(f"a{seat}" for seat in range(33))
    with pytest.raises(InvalidTerm) as refused:
        check_terms(terms(assessors=33), Roles("operator", seats))
    assert refused.value == InvalidTerm("assessors", 33)
    check_terms(terms(assessors=32, quorum=17), Roles("operator", seats[:32]))


IN_ORDER = [
    ("step", {"step": 0}),
    ("caseCap", {"case_cap": 2**48}),
    ("periodCap", {"period_cap": 0}),
    ("dues", {"dues": 2**48}),
    ("yearCap", {"year_cap": 2**48}),
    ("backstopCap", {"backstop_cap": 2**128}),
    ("tiers", {"tiers": ()}),
    ("levels", {"levels": ()}),
    ("period", {"period": 0}),
    ("notice", {"notice": 0}),
    ("filing", {"filing": 0}),
    ("decision", {"decision": 0}),
    ("jury.commit", {"jury": replace(JURY, commit=0, size=0)}),
    ("waiting", {"waiting": 2**32}),
    ("grace", {"grace": 2**32}),
    ("runOff", {"run_off": 2**32}),
    ("minMembers", {"min_members": 2**40}),
    ("assessors", {"assessors": 2, "quorum": 0}),
    ("quorum", {"quorum": 0}),
]


@pytest.mark.parametrize("place", range(len(IN_ORDER)))
def test_of_several_broken_terms_the_first_in_the_list_is_named(place: int) -> None:
    broken = {}
    for _, changes in reversed(IN_ORDER[place:]):
        broken.update(changes)
    with pytest.raises(InvalidTerm) as refused:
        check_terms(terms(**broken), ROLES)
    assert refused.value.values["field"] == IN_ORDER[place][0]


def test_every_bound_itself_is_allowed() -> None:
    check_terms(
        terms(
            period_cap=4095,
            dues=1,
            case_cap=2**48 - 1,
            year_cap=2**48 - 1,
            backstop_cap=2**128 - 1,
            tiers=(Tier("one", 2**32 - 1, (2**32 - 1) * 4096), Tier("rich", 1, 2**128 - 1)) * 8,
            levels=(Level("all", 2**96 - 1, 2**96 - 1, True, 2**32 - 1),) * 16,
            period=365 * DAY,
            grace=0,
            waiting=0,
            run_off=0,
            min_members=2**40 - 1,
            quorum=3,
            jury=replace(JURY, size=64, quorum=64, bond=128, reward=2, commit=10 * DAY, reveal=25 * DAY),
        ),
        ROLES,
    )
    check_terms(terms(year_cap=10, period=3_600, jury=replace(JURY, commit=3_600, reveal=3_600)), ROLES)


def test_half_of_a_panel_is_no_quorum_because_the_other_half_could_say_the_opposite() -> None:
    roles = Roles("operator", ("a1", "a2", "a3", "a4"))
    with pytest.raises(InvalidTerm) as refused:
        check_terms(terms(assessors=4, quorum=2), roles)
    assert refused.value == InvalidTerm("quorum", 2)
    check_terms(terms(assessors=4, quorum=3), roles)

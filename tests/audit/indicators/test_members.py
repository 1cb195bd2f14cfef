"""Members come and go, those in power change, and what the log shows of any of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from openmutual.audit.indicators import Judgement
from openmutual.events import EvidenceGranted, OperatorProposed, OperatorSucceeded, PanelProposed, PanelSeated
from openmutual.records import NOBODY, MemberStatus, Roles, Stage
from tests.audit.log_builder import DAY, ROLES, START
from tests.audit.plans import HERE, NOW, case, figure, member, period, plan


def test_an_empty_plan_is_fine() -> None:
    judgements = {
        key: figure(key, plan()).judgement for key in ("departures", "spiral", "minimum", "role-changes", "closing")
    }
    assert set(judgements.values()) == {Judgement.FINE}


def test_joins_stand_in_the_period_that_they_pay_for_first() -> None:
    of = plan(
        members=[member("a"), member("b", 10), member("c", 12), member("d", 25)],
        former=[member("d", 3, status=MemberStatus.WITHDRAWN)],
        periods=[period(0, 10, members=2, leavers=1), period(1, 20, members=3, share=6, lapsed=("a",))],
        active=3,
    )
    found = figure("departures", of)
    assert found.facts == {"members": 3, "joined": 5, "left": 1, "lapsed": 1, "periods": 2}
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [
        (0, START + 10 * DAY, 2, 2, 0, 1, 0),
        (1, START + 20 * DAY, 2, 3, 6, 0, 1),
    ]


@pytest.mark.parametrize(
    ("members", "leavers", "periods", "judgement"),
    [
        (40, 5, 3, Judgement.WATCH),
        (40, 4, 3, Judgement.FINE),
        (40, 5, 2, Judgement.FINE),
        (29, 9, 3, Judgement.FINE),
    ],
)
def test_an_exodus_is_one_from_a_crowd_and_goes_on(
    members: int, leavers: int, periods: int, judgement: Judgement
) -> None:
    of = plan(periods=[period(number, 10 * number + 10, members=members, leavers=leavers) for number in range(periods)])
    assert figure("departures", of).judgement is judgement
    assert figure("departures", plan(periods=of.periods, stage=Stage.CLOSING)).judgement is Judgement.FINE


def test_members_after_dearer_periods_are_told_beside_those_after_others() -> None:
    told = [(2, 50), (4, 50), (4, 45), (6, 45), (2, 40)]
    of = plan(
        periods=[
            period(number, 10 * number + 10, share=share, members=members)
            for number, (share, members) in enumerate(told)
        ],
        active=38,
    )
    found = figure("spiral", of)
    assert (found.facts["dearer"], found.facts["dearer_shrank"]) == (2, 2)
    assert (found.facts["others"], found.facts["others_shrank"]) == (1, 0)
    assert (found.facts["early"], found.facts["late"], found.facts["peak"]) == (2, 2, 50)


@pytest.mark.parametrize(
    ("shares", "peak", "active", "judgement"),
    [
        ([2, 2, 3, 3, 4, 4], 40, 29, Judgement.WATCH),
        ([2, 2, 3, 3, 4, 4], 40, 30, Judgement.FINE),
        ([2, 2, 3, 3, 3, 3], 40, 10, Judgement.FINE),
        ([2, 2, 3, 4, 4], 40, 10, Judgement.FINE),
        ([2, 2, 3, 3, 4, 4], 20, 1, Judgement.FINE),
        ([0, 0, 3, 3, 4, 4], 40, 10, Judgement.FINE),
    ],
)
def test_a_spiral_is_dearer_and_smaller_over_a_run_of_periods(
    shares: list[int], peak: int, active: int, judgement: Judgement
) -> None:
    of = plan(
        periods=[period(number, 10 * number + 10, share=share, members=peak) for number, share in enumerate(shares)],
        active=active,
    )
    assert figure("spiral", of).judgement is judgement


@pytest.mark.parametrize(
    ("terms", "needed"),
    [({}, 2), ({"case_cap": 10}, 7), ({"case_cap": 60}, 2), ({"case_cap": 66, "period_cap": 66}, 1)],
)
def test_the_units_needed_follow_from_the_dearest_case_and_the_caps(terms: dict[str, int], needed: int) -> None:
    assert figure("minimum", plan(terms=terms)).facts["needed"] == needed


@pytest.mark.parametrize(
    ("active", "units", "margin", "judgement"),
    [
        (30, 45, Fraction(3, 2), Judgement.FINE),
        (29, 45, Fraction(29, 20), Judgement.WATCH),
        (99, 8, Fraction(4, 3), Judgement.WATCH),
    ],
)
def test_the_warning_comes_below_one_and_a_half_times(
    active: int, units: int, margin: Fraction, judgement: Judgement
) -> None:
    terms = {"min_members": 20, "case_cap": 11}
    of = plan(terms=terms, active=active, units=units, periods=[period(0, 10, members=40, units=60)])
    found = figure("minimum", of)
    assert (found.facts["margin"], found.judgement) == (margin, judgement)
    assert found.table is not None
    assert tuple(found.table.rows[0]) == (0, 40, 60, Fraction(2))
    assert figure("minimum", plan(terms=terms, active=active, units=units)).judgement is Judgement.FINE


# roles ---------------------------------------------------------------------------------------------------


def test_changes_are_told_in_order_the_first_panel_left_out() -> None:
    events = [
        PanelSeated(("a",), place=HERE),
        OperatorProposed("new", NOW, NOW + DAY, place=HERE),
        OperatorSucceeded("new", place=HERE),
        PanelProposed(("b", "c"), NOW, NOW + DAY, place=HERE),
        PanelSeated(("b", "c"), place=HERE),
    ]
    of = plan()
    of.panels.append((NOW, ("b", "c")))
    found = figure("role-changes", of, *((event, START + number) for number, event in enumerate(events)))
    assert (found.facts["operators"], found.facts["panels"], found.facts["pending"]) == (1, 1, 0)
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [
        (START + 1, "", "new", None),
        (START + 2, "✓", "new", None),
        (START + 3, "", None, "b"),
        (START + 3, "", None, "c"),
        (START + 4, "✓", None, "b"),
        (START + 4, "✓", None, "c"),
    ]
    assert found.judgement is Judgement.FINE


@pytest.mark.parametrize(
    ("said", "wording", "judgement"),
    [
        ({"proposed_operator": ("new", NOW)}, "sentence", Judgement.WATCH),
        ({"proposed_panel": (("b",), NOW)}, "sentence", Judgement.WATCH),
        ({"joins_stopped": True}, "stopped", Judgement.WATCH),
        ({"joins_stopped": True, "stage": Stage.CLOSED}, "sentence", Judgement.FINE),
    ],
)
def test_what_is_about_to_change_is_worth_a_look(said: dict[str, object], wording: str, judgement: Judgement) -> None:
    found = figure("role-changes", plan(**said))
    assert (found.wording, found.judgement) == (wording, judgement)


@pytest.mark.parametrize(
    ("stage", "day", "promised", "wording", "judgement"),
    [
        (Stage.OPEN, 900, 0, "empty", Judgement.FINE),
        (Stage.CLOSING, 148, 0, "sentence", Judgement.WATCH),
        (Stage.CLOSING, 149, 0, "sentence", Judgement.UNUSUAL),
        (Stage.CLOSING, 149, 5, "sentence", Judgement.WATCH),
        (Stage.CLOSED, 900, 0, "done", Judgement.FINE),
    ],
)
def test_a_closing_that_nobody_finishes_is_unusual(
    stage: Stage, day: int, promised: int, wording: str, judgement: Judgement
) -> None:
    """Thirty days of run-off, five to decide, three of notice and a period of ten, from day 100."""
    of = plan(stage=stage, closing_at=START + 100 * DAY, money={"promised": promised})
    found = figure("closing", of, now=START + day * DAY)
    assert (found.wording, found.judgement) == (wording, judgement)


# persons -------------------------------------------------------------------------------------------------


def test_without_an_attestor_nobody_can_say_who_is_one_person() -> None:
    found = figure("one-person-one-membership", plan(members=[member("a")]))
    assert (found.wording, found.judgement) == ("empty", Judgement.UNANSWERED)


@pytest.mark.parametrize(("attested", "judgement"), [("ab", Judgement.FINE), ("a", Judgement.UNUSUAL)])
def test_with_one_every_standing_membership_has_a_nullifier(attested: str, judgement: Judgement) -> None:
    people = [member("a"), member("b"), member("c", status=MemberStatus.WITHDRAWN)]
    of = plan(
        roles=Roles("operator", ("assessor",), attestor="attestor"),
        members=people,
        nullifiers={person.account.encode() * 32: person for person in people if person.account in attested},
    )
    found = figure("one-person-one-membership", of)
    assert (found.facts["members"], found.facts["attested"], found.judgement) == (2, len(attested), judgement)


def test_a_commitment_made_up_by_hand_is_seen_and_a_salted_hash_is_not() -> None:
    zeros, text = bytes(32), b"lung cancer".ljust(32, b"\0")
    grants = [(EvidenceGranted(0, reader, place=HERE), NOW) for reader in (b"x", b"y", b"x")]
    cases = [case(0), case(1, commitment=zeros), case(2, commitment=text)]
    found = figure("privacy", plan(cases=cases), *grants)
    assert found.facts == {"events": 3, "cases": 3, "weak": 2, "grants": 3, "readers": 2}
    assert found.judgement is Judgement.WATCH
    assert figure("privacy", plan(cases=cases[:1])).judgement is Judgement.FINE


def test_what_is_beyond_the_log_is_never_answered() -> None:
    assert figure("beyond-the-log", plan()).judgement is Judgement.UNANSWERED


def test_an_empty_office_is_no_proposal() -> None:
    assert (
        figure("role-changes", plan(proposed_operator=(NOBODY, NOW), roles=replace(ROLES, sponsor=NOBODY))).facts[
            "pending"
        ]
        == 0
    )

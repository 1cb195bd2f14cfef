"""What turns up in more than one case, and cases of those who hold an office."""

from __future__ import annotations

import pytest

from openmutual.audit.indicators import Judgement
from openmutual.records import CaseStatus, Roles
from tests.audit.log_builder import START
from tests.audit.plans import case, figure, plan

SAME = bytes(range(32))
KEYS = ("repeated-evidence", "repeated-reports", "shared-payees")


@pytest.mark.parametrize("key", KEYS)
def test_a_plan_without_cases_is_fine_and_says_so(key: str) -> None:
    found = figure(key, plan())
    assert (found.wording, found.judgement) == ("empty", Judgement.FINE)


def test_evidence_of_two_people_that_is_the_same_is_unusual() -> None:
    found = figure("repeated-evidence", plan(cases=[case(0, commitment=SAME), case(1), case(2, commitment=SAME)]))
    assert (found.facts["repeated"], found.judgement) == (1, Judgement.UNUSUAL)
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [(SAME, 0, "member0"), (SAME, 2, "member2")]


@pytest.mark.parametrize(("twice", "judgement"), [(False, Judgement.FINE), (True, Judgement.UNUSUAL)])
def test_one_claimant_may_bring_the_same_papers_again_but_be_paid_once(twice: bool, judgement: Judgement) -> None:
    first = case(0, "ann", commitment=SAME, approved=twice)
    again = case(1, "ann", commitment=SAME, approved=True)
    found = figure("repeated-evidence", plan(cases=[first, again]))
    assert (found.facts["repeated"], found.judgement) == (1, judgement)


def test_empty_hashes_are_no_repeats() -> None:
    cases = [case(number, commitment=bytes(32), report_hash=b"", decided=101) for number in range(3)]
    assert figure("repeated-evidence", plan(cases=cases)).facts["repeated"] == 0
    assert figure("repeated-reports", plan(cases=cases)).facts["repeated"] == 0


@pytest.mark.parametrize(("approved", "judgement"), [(False, Judgement.FINE), (True, Judgement.WATCH)])
def test_one_report_under_two_approvals_is_worth_a_look(approved: bool, judgement: Judgement) -> None:
    cases = [case(number, report_hash=SAME, decided=101, approved=approved) for number in range(2)]
    found = figure("repeated-reports", plan(cases=cases))
    assert (found.facts["repeated"], found.judgement) == (1, judgement)


@pytest.mark.parametrize(
    ("claimants", "shared", "judgement"), [(1, 0, Judgement.FINE), (2, 1, Judgement.FINE), (3, 1, Judgement.WATCH)]
)
def test_a_payee_of_three_claimants_is_worth_a_look(claimants: int, shared: int, judgement: Judgement) -> None:
    cases = [case(number, beneficiary="clinic", approved=True, benefit_paid=20) for number in range(claimants)]
    found = figure("shared-payees", plan(cases=cases))
    assert (found.facts["elsewhere"], found.facts["shared"], found.judgement) == (claimants, shared, judgement)
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [("clinic", claimants, 20 * claimants)] * shared


def test_one_claimant_who_names_the_same_payee_twice_shares_them_with_nobody() -> None:
    cases = [case(number, "ann", beneficiary="bo", approved=True) for number in range(3)]
    assert figure("shared-payees", plan(cases=cases)).facts["shared"] == 0


@pytest.mark.parametrize(
    ("said", "cases", "judgement"),
    [
        ({"claimant": "ann"}, 0, Judgement.FINE),
        ({"claimant": "assessor"}, 1, Judgement.WATCH),
        ({"claimant": "assessor", "assessors": ("assessor",)}, 1, Judgement.UNUSUAL),
        ({"claimant": "ann", "beneficiary": "operator"}, 1, Judgement.UNUSUAL),
        ({"claimant": "former"}, 1, Judgement.WATCH),
    ],
)
def test_cases_of_office_holders(said: dict[str, object], cases: int, judgement: Judgement) -> None:
    of = plan(cases=[case(0, approved=True, **said)])
    of.panels.append((START, ("former",)))
    found = figure("cases-of-officers", of)
    assert (found.facts["cases"], found.judgement) == (cases, judgement)


def test_a_case_that_was_struck_out_pays_nobody() -> None:
    fallen = case(0, "operator", approved=True)
    fallen.status = CaseStatus.OVERTURNED
    assert figure("cases-of-officers", plan(cases=[fallen])).facts["cases"] == 0


def test_an_empty_role_is_nobody() -> None:
    of = plan(roles=Roles("operator", ("assessor",)), cases=[case(0, approved=True, beneficiary="")])
    assert figure("cases-of-officers", of).facts == {"officers": 2, "cases": 0, "own": 0}

"""What a site tells of cases and powers: every step of a disputed case, its deadlines, and what can be done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from openmutual.abi.artifacts import artifact
from openmutual.cli import app
from openmutual.events import LogPosition, ReasonAdded
from openmutual.i18n import texts
from openmutual.i18n.formatter import slots
from openmutual.portal.acting import ACTIONS, CONTRACTS, instructions
from openmutual.portal.examined import ExaminedPlan
from openmutual.portal.powers import holders, uses
from openmutual.portal.standing import deadlines, next_steps
from openmutual.portal.timeline import MOST_REASONS, timelines
from openmutual.records import CaseStatus


def test_a_case_won_on_appeal_is_told_from_filing_to_payment(examined: ExaminedPlan) -> None:
    won = next(case for case in examined.plan.cases if case.appealed)
    told = [each.what for each in timelines(examined.history, examined.plan)[won.number]]
    jury = examined.plan.terms.jury.size
    assert told == [
        *("filed", "rejected", "appealed", "drawn"),
        *["sealed"] * jury,
        *["voted_pays"] * jury,
        *("verdict_pays", "announced", "settled"),
    ]


def test_a_case_that_a_jury_struck_out_ends_with_its_verdict(examined: ExaminedPlan) -> None:
    struck = next(case for case in examined.plan.cases if case.status is CaseStatus.OVERTURNED)
    told = timelines(examined.history, examined.plan)[struck.number]
    assert [each.what for each in told][:4] == ["filed", "approved", "announced", "contested"]
    assert told[-1].what == "verdict_refuses"
    assert told[-1].facts == {"pays": 0, "refuses": examined.plan.terms.jury.size}


def test_reasons_without_end_are_not_told_without_end(examined: ExaminedPlan) -> None:
    where = LogPosition(examined.audited.extract.contracts.desk, 10**6, 0)
    reasons = [(ReasonAdded(0, "0x" + "11" * 20, bytes(32), place=where), examined.now)] * 1_000
    told = timelines([*examined.history, *reasons], examined.plan)[0]
    assert sum(each.what == "reason" for each in told) == MOST_REASONS


def test_deadlines_follow_from_the_terms(examined: ExaminedPlan) -> None:
    plan, terms = examined.plan, examined.plan.terms
    case = next(case for case in plan.cases if case.appealed)
    told = {each.what: each.at for each in deadlines(case, plan, examined.now)}
    announced = plan.periods[plan.announced_in[case.queue]].at
    assert told == {
        "decision": case.filed_at + terms.decision,
        "appeal": case.rejected_at + terms.notice,
        "objection": announced + terms.notice,
        "payment": announced + terms.notice,
    }


@pytest.mark.parametrize(
    ("change", "after", "steps"),
    [
        ({"status": CaseStatus.FILED, "decided_at": -1, "queue": -1}, 0, ["decide", "take_back"]),
        ({"status": CaseStatus.FILED, "decided_at": -1, "queue": -1}, 15, ["appeal"]),
        ({"status": CaseStatus.REJECTED, "queue": -1, "rejected_at": 0}, 10_000, []),
        ({"status": CaseStatus.APPROVED, "queue": 10**6}, 0, ["announce"]),
        ({"status": CaseStatus.SETTLED}, 0, []),
    ],
)
def test_what_can_be_done_follows_from_where_a_case_stands(examined: ExaminedPlan, change, after, steps) -> None:
    case = replace(examined.plan.cases[0], disputes=[], **change)
    now = case.filed_at + after * 24 * 60 * 60
    assert next_steps(case, examined.plan, now) == steps


def test_an_announced_case_is_objected_to_and_then_paid(examined: ExaminedPlan) -> None:
    plan = examined.plan
    case = replace(plan.cases[0], disputes=[], objected_at=-1, objector="", status=CaseStatus.APPROVED)
    announced = plan.periods[plan.announced_in[case.queue]].at
    assert next_steps(case, plan, announced) == ["object"]
    assert next_steps(case, plan, announced + plan.terms.notice) == ["settle"]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.key)
def test_every_action_is_a_command_and_a_call_that_there_are(examined: ExaminedPlan, action) -> None:
    known = {
        "case": "3",
        "dispute": "1",
        "member": "0x" + "ab" * 20,
        "tier": "family",
        "deposit": "800",
        "level": "grave",
    }
    told = next(instructions(examined.audited.extract.contracts, known, action.key))
    words, command = iter(told.command.split()[1:]), get_command(app)
    while isinstance(command, TyperGroup):
        command = command.commands[next(words)]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options
    function, _, arguments = told.call.partition("(")
    inputs = artifact(CONTRACTS[action.contract]).interface.functions[function].inputs
    assert len(inputs) == len([each for each in arguments.removesuffix(")").split(", ") if each])
    assert "{" not in told.command + told.call


def test_a_tier_has_its_number_and_its_deposit_in_the_call(examined: ExaminedPlan) -> None:
    known = {"tier": "couple", "deposit": "400", "tier_number": "1", "base_units": "40000"}
    told = next(instructions(examined.audited.extract.contracts, known, "join"))
    assert told.call == "join(tier = 1, deposit = 40000, bytes attestation)"


def test_a_name_of_others_stays_one_word_of_the_command(examined: ExaminedPlan) -> None:
    told = next(instructions(examined.audited.extract.contracts, {"tier": "x'; rm -rf ~ #", "deposit": "1"}, "join"))
    assert told.command.startswith("openmutual join 'x�; rm -rf ~ #' 1 ")


def test_powers_are_told_with_who_holds_them_and_how_often_they_were_used(examined: ExaminedPlan) -> None:
    held = holders(examined.history, examined.plan)
    assert [each.role for each in held] == ["operator", *["assessors"] * examined.plan.terms.assessors, *held_alone()]
    assert sum(each.uses for each in held if each.role == "assessors") == sum(
        len(case.assessors) for case in examined.plan.cases
    )
    assert [use.what for use in uses(examined.history, examined.plan)] == ["panel_seated"]


def held_alone() -> tuple[str, ...]:
    return ("attestor", "supervisor", "sponsor")


def told(node: object, path: str = "") -> dict[str, set[tuple[str, str]]]:
    """Every sentence of a catalogue by where it stands, with the facts that it names and how they are written."""
    if isinstance(node, str):
        return {path: {(name, kind) for _, name, kind in slots(node) if name}}
    parts = node.items() if isinstance(node, dict) else enumerate(node)
    return {place: facts for key, each in parts for place, facts in told(each, f"{path}/{key}").items()}


def test_every_sentence_names_the_same_facts_in_both_languages() -> None:
    assert told(texts("portal", "en")) == told(texts("portal", "zh"))

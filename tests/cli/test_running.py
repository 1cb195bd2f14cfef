"""Those who run a plan: the operator, the supervisor and the sponsor, each with commands of their own."""

from __future__ import annotations

from openmutual.cli.errors import Exit
from openmutual.records import Stage
from tests.cli.cli_fixture import DAY, fen, unix


def test_a_stranger_holds_no_power(cli_plan):
    for words in (["stop-joins", "--yes"], ["close", "--yes"]):
        assert cli_plan.refused("m0", "operator", *words).startswith("NotSupervision: ")
    for words in (["collect-fee"], ["propose", cli_plan.address("m0")]):
        assert cli_plan.refused("m0", "operator", *words).startswith("NotOperator: ")
    assert cli_plan.refused("m0", "operator", "propose-panel", cli_plan.address("m0")).startswith("NotOperator: ")
    assert cli_plan.refused("m0", "operator", "accept").startswith("NoProposal: ")
    assert cli_plan.refused("m0", "sponsor", "notice", "5").startswith("NotSponsor: ")
    assert cli_plan.refused("anyone", "finish").startswith("PlanNotClosing: ")


def test_what_cannot_be_undone_is_asked_first(cli_plan):
    for command in ("stop-joins", "close"):
        result = cli_plan.run("operator", "operator", command)
        assert result.exit_code == Exit.REFUSED
        assert "Nothing was done." in result.stderr
    assert cli_plan.ledger.calendar().stage is Stage.OPEN
    cli_plan.done("new", "join", "couple", "400")


def test_the_operator_collects_its_dues(cli_plan):
    cli_plan.done("anyone", "announce")
    dues = 12 * 2 * 50
    assert fen(cli_plan.told("operator", "operator", "collect-fee")["collected"]) == dues
    assert cli_plan.refused("operator", "operator", "collect-fee").startswith("ZeroAmount")


def test_nobody_joins_once_joins_are_stopped(cli_plan):
    assert "Nobody can join any more" in cli_plan.done("supervisor", "operator", "stop-joins", "--yes")
    assert cli_plan.refused("new", "join", "couple", "400").startswith("JoinsStopped: ")


def test_a_successor_takes_over_when_everybody_could_be_out(cli_plan):
    told = cli_plan.told("operator", "operator", "propose", cli_plan.address("m0"))
    wait = 2 * cli_plan.ledger.terms.period + cli_plan.ledger.terms.notice
    assert unix(told["from"]) - cli_plan.world.now() in range(wait - 5, wait + 1)
    assert told["next"][0] == {
        "what": "The successor takes over",
        "command": "operator accept",
        "from": told["from"],
        "until": told["until"],
    }
    cli_plan.go(unix(told["from"]))
    assert cli_plan.told("m0", "operator", "accept") == {"operator": cli_plan.address("m0")}
    assert cli_plan.refused("operator", "operator", "propose", cli_plan.address("m1")).startswith("NotOperator: ")


def test_a_proposal_is_called_off(cli_plan):
    told = cli_plan.told("operator", "operator", "propose", cli_plan.address("m0"))
    assert cli_plan.told("operator", "operator", "propose") == {"successor": None}
    cli_plan.go(unix(told["from"]))
    assert cli_plan.refused("m0", "operator", "accept").startswith("NoProposal: ")


def test_another_panel_is_proposed_and_put_in_force_by_anyone(cli_plan):
    panel = sorted(cli_plan.address(f"m{number}") for number in range(3))
    told = cli_plan.told("operator", "operator", "propose-panel", *panel)
    cli_plan.go(unix(told["from"]))
    assert sorted(cli_plan.told("anyone", "operator", "install-panel")["assessors"]) == panel


def test_a_plan_is_closed_and_finished_by_anyone(cli_plan):
    told = cli_plan.told("operator", "operator", "close", "--yes")
    assert told["stage"] == Stage.CLOSING
    assert [each["command"] for each in told["next"]] == ["announce", "finish"]
    assert cli_plan.refused("anyone", "finish").startswith("FinishTooEarly: ")
    cli_plan.go(unix(told["run_off_until"]) + DAY)
    told = cli_plan.told("anyone", "finish")
    assert (told["stage"], told["next"][0]["command"]) == (Stage.CLOSED, "withdraw")


def test_the_backstop_is_funded_by_anyone_and_taken_by_the_sponsor_with_notice(cli_plan):
    assert cli_plan.told("m0", "sponsor", "fund", "70") == {"currency": "tCNY", "backstop": "70", "funded": "70"}
    assert cli_plan.refused("sponsor", "sponsor", "take", "20").startswith("NoBackstopNotice")
    told = cli_plan.told("sponsor", "sponsor", "notice", "20")
    assert told["noticed"] == "20"
    cli_plan.go(unix(told["from"]))
    assert cli_plan.refused("sponsor", "sponsor", "take", "30").startswith("MoreThanNoticed")
    assert cli_plan.told("sponsor", "sponsor", "take", "20") == {"currency": "tCNY", "backstop": "50", "taken": "20"}
    assert cli_plan.told("sponsor", "sponsor", "notice", "0") == {"currency": "tCNY", "noticed": "0"}

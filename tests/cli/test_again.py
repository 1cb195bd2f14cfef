"""Whatever stops a command, and whenever: the same command again has its effect once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pyrage import x25519
from typer.testing import CliRunner

from openmutual.chain import errand, json_rpc
from openmutual.cli import app
from openmutual.cli.commands import deploy
from openmutual.cli.errors import Exit
from tests.cli.cli_fixture import PLAN, fen

MORE = "10"


class Killed(BaseException):
    """The process dies here."""


class Deaths:
    """Dies at the chosen one of the moments between what a command does to the disk and to the chain."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = -1
        for owner, name in (
            (errand.Errand, "note"),
            (json_rpc.RpcNode, "submit"),
            (json_rpc.RpcNode, "receipt"),
            (errand.Errand, "close"),
        ):
            monkeypatch.setattr(owner, name, self._mortal(getattr(owner, name), name))

    def _mortal(self, act, name):
        def dies_before_or_after(*arguments):
            self._moment()
            done = act(*arguments)
            if name != "close":  # then the outcome is told, and nothing is left to die of
                self._moment()
            return done

        return dies_before_or_after

    def _moment(self) -> None:
        if self.left == 0:
            self.left = -1
            raise Killed
        self.left -= 1

    def each(self, command, undo) -> Iterator[int]:
        """Run a command and kill it, each time at the next moment, until it lives; yields before it is undone."""
        for moment in range(100):
            self.left = moment
            try:
                command()
            except Killed:
                yield moment
                undo()
            else:
                self.left = -1
                assert moment > 6
                return


@pytest.fixture
def deaths(monkeypatch):
    return Deaths(monkeypatch)


def typed(cli_plan, who, *words):
    """A command that may be killed: the runner lets that through."""
    place = ["--ledger", cli_plan.ledger.site.ledger, "--on", cli_plan.url, "--key", who]
    result = CliRunner().invoke(app, [*map(str, words), *place])
    if isinstance(result.exception, Killed):
        raise result.exception
    return result


def killed_at_each_moment(cli_plan, deaths, who, *words):
    """Kill a command at each of its moments, and type it again; yields what it says then."""
    point = [cli_plan.read("evm_snapshot")]

    def undo():
        cli_plan.read("evm_revert", point[0])
        point[0] = cli_plan.read("evm_snapshot")

    for _ in deaths.each(lambda: typed(cli_plan, who, *words), undo):
        yield cli_plan.told(who, *words)
        assert list((cli_plan.folder / "journals").glob("*.jsonl")) == []


def balance(cli_plan, name):
    return cli_plan.ledger.snapshot().members[cli_plan.address(name)].balance


def test_a_refusal_is_an_answer_and_the_command_can_be_meant_again(cli_plan):
    cli_plan.refused("stranger", "top-up", MORE)
    cli_plan.done("stranger", "join", "couple", "400")
    cli_plan.done("stranger", "top-up", MORE)
    cli_plan.done("stranger", "top-up", MORE)
    assert balance(cli_plan, "stranger") == 42_000
    assert list((cli_plan.folder / "journals").glob("*.jsonl")) == []


def test_a_node_that_falls_silent_leaves_the_command_open(cli_plan, monkeypatch):
    before = balance(cli_plan, "m1")
    with monkeypatch.context() as patch:
        patch.setattr(json_rpc.RpcNode, "receipt", silent)
        result = cli_plan.run("m1", "top-up", MORE)
    assert result.exit_code == Exit.CHAIN
    assert "The same command again goes on from here" in result.stderr
    assert fen(cli_plan.told("m1", "top-up", MORE)["balance"]) == before + 1_000


def test_an_outcome_that_could_not_be_written_is_told_by_the_same_command_again(cli_plan, tmp_path):
    before, file = balance(cli_plan, "m1"), tmp_path / "missing" / "told.json"
    result = cli_plan.run("m1", "top-up", MORE, "--json", str(file))
    assert result.exit_code == Exit.FILE
    assert "The same command again goes on from here" in result.stderr
    file.parent.mkdir()
    assert cli_plan.run("m1", "top-up", MORE, "--json", str(file)).exit_code == Exit.FINE
    assert fen(json.loads(file.read_text(encoding="utf-8"))["balance"]) == before + 1_000
    assert list((cli_plan.folder / "journals").glob("*.jsonl")) == []


def test_another_command_is_not_taken_for_the_one_that_was_stopped(cli_plan, monkeypatch):
    before = balance(cli_plan, "m1")
    with monkeypatch.context() as patch:
        patch.setattr(json_rpc.RpcNode, "receipt", silent)
        cli_plan.run("m1", "top-up", MORE, "--member", cli_plan.address("m1"))
    cli_plan.done("m1", "top-up", MORE)
    cli_plan.done("m1", "top-up", MORE, "--member", cli_plan.address("m1"))
    assert balance(cli_plan, "m1") == before + 2_000


def test_a_top_up_pays_once_wherever_it_was_killed(cli_plan, deaths):
    before = balance(cli_plan, "m1")
    for told in killed_at_each_moment(cli_plan, deaths, "m1", "top-up", MORE):
        assert fen(told["balance"]) == before + 1_000 == balance(cli_plan, "m1")


def test_one_joins_once_wherever_it_was_killed(cli_plan, deaths):
    for told in killed_at_each_moment(cli_plan, deaths, "new", "join", "couple", "400"):
        assert (told["balance"], told["units"]) == ("400", 2)


def test_a_case_is_filed_once_wherever_it_was_killed(cli_plan, deaths):
    words = ("--diagnosed", cli_plan.today(), "--commitment", "0x" + "11" * 32)
    for told in killed_at_each_moment(cli_plan, deaths, "m0", "case", "file", "hospital", *words):
        assert told["case"] == cli_plan.ledger.case_count() - 1 == 0


def test_an_objection_costs_one_bond_wherever_it_was_killed(cli_plan, deaths):
    case = cli_plan.announced()
    reason = cli_plan.file("reason")
    for told in killed_at_each_moment(cli_plan, deaths, "m1", "object", case, "--reason", reason):
        assert told["dispute"] == 0
        assert cli_plan.ledger.snapshot().books.bonds == cli_plan.ledger.terms.jury.bond


def test_a_plan_is_founded_once_wherever_the_command_was_killed(cli_plan, deaths, monkeypatch):
    monkeypatch.setattr(deploy, "write_json", deaths._mortal(deploy.write_json, "write"))
    words = ["deploy", PLAN, "--on", cli_plan.url, "--yes", "--json", "-"]
    point = [cli_plan.read("evm_snapshot")]

    def once():
        result = CliRunner().invoke(app, words)
        if isinstance(result.exception, Killed):
            raise result.exception
        return result

    def undo():
        cli_plan.read("evm_revert", point[0])
        point[0] = cli_plan.read("evm_snapshot")
        file.unlink(missing_ok=True)

    payer = cli_plan.address("anyone")
    sent = cli_plan.world.node.nonce(payer)
    file = cli_plan.folder / "deployments" / f"{cli_plan.ledger.chain_id}.json"
    for _ in deaths.each(once, undo):
        told = json.loads(once().stdout)
        assert list(json.loads(file.read_text())["plans"]) == [told["ledger"]]
        assert cli_plan.world.node.nonce(payer) == sent + len(("the currency", "the factory", "the plan"))


def of_members(cli_plan):
    yield "anyone", "announce"
    yield "m1", "leave"
    yield "m1", "top-up-many", MORE, cli_plan.address("m2"), cli_plan.address("m3")
    yield "anyone", "order", "open"
    yield "m3", "jury", "resign"
    yield "new", "jury", "volunteer"


def of_payers(cli_plan):
    roll = cli_plan.file("people.csv", f"address,tier\n{cli_plan.address('newer')},couple\n")
    yield "rich", "join-many", roll
    yield "rich", "sponsor", "fund", "20"
    yield "sponsor", "sponsor", "notice", "10"
    cli_plan.wait(37)
    yield "sponsor", "sponsor", "take", "10"
    cli_plan.world.allow(cli_plan.ledger, cli_plan.address("rich"), 5_000)
    yield "rich", "allowance", "--revoke"


def of_standing_orders(cli_plan):
    at = ("--orders", cli_plan.ledger.open_orders())
    cli_plan.world.print_money(cli_plan.ledger, cli_plan.address("m3"), 10_000)
    yield "m3", "order", "place", "450", *at
    yield "anyone", "order", "refill", cli_plan.address("m3"), *at
    yield "m3", "order", "cancel", *at


def of_the_operator(cli_plan):
    cli_plan.done("anyone", "announce")
    yield "operator", "operator", "collect-fee"
    panel = [cli_plan.address(f"m{number}") for number in range(3)]
    yield "operator", "operator", "propose-panel", *panel
    yield "operator", "operator", "propose", cli_plan.address("m0")
    cli_plan.wait(68)
    yield "m0", "operator", "accept"
    yield "anyone", "operator", "install-panel"
    yield "supervisor", "operator", "stop-joins", "--yes"
    yield "m0", "operator", "close", "--yes"
    cli_plan.wait(91)
    yield "anyone", "finish"
    yield "m1", "withdraw"


def of_those_who_lapsed(cli_plan):
    cli_plan.lapsed()
    yield "m0", "reinstate"
    yield "m1", "withdraw"


def of_a_case(cli_plan):
    cli_plan.filed("m2")
    yield "m2", "case", "withdraw", 0
    case = cli_plan.filed("m0")
    seals = [cli_plan.sign(f"assessor-{number}", case, "approve") for number in range(2)]
    yield "anyone", "panel", "submit", *seals
    cli_plan.done("anyone", "announce")
    cli_plan.wait(8)
    yield "anyone", "case", "settle", case


def of_evidence(cli_plan):
    def made(*words):
        return json.loads(cli_plan.openmutual("evidence", *words, "--json", "-").stdout)

    reader, store = str(x25519.Identity.generate().to_public()), cli_plan.folder / "store"
    sealed = made("seal", cli_plan.file("scan"), "--reader", reader, "--store", store, "--keep", cli_plan.folder)
    words = ("--diagnosed", cli_plan.today(), "--evidence", sealed["receipt"])
    case = cli_plan.told("m0", "case", "file", "hospital", *words)["case"]
    another = str(x25519.Identity.generate().to_public())
    yield "m0", "evidence", "grant", sealed["receipt"], "--reader", another, "--case", case, "--store", store


def of_an_appeal(cli_plan):
    case = cli_plan.decided("reject")
    yield "m0", "appeal", case, "--reason", cli_plan.file("reason")


def of_a_dispute(cli_plan):
    case, reason = cli_plan.announced(), cli_plan.file("reason")
    dispute = cli_plan.told("m1", "object", case, "--reason", reason)["dispute"]
    yield "m2", "add-reason", case, "--reason", reason
    yield "anyone", "jury", "draw", dispute
    jurors = cli_plan.names(cli_plan.ledger.dispute(dispute).jurors)
    yield jurors[0], "jury", "commit", dispute, "pays"
    for juror in jurors[1:]:
        cli_plan.done(juror, "jury", "commit", dispute, "pays")
    cli_plan.go(cli_plan.ledger.dispute(dispute).ends)
    yield jurors[0], "jury", "reveal", dispute
    for juror in jurors[1:]:
        cli_plan.done(juror, "jury", "reveal", dispute)
    cli_plan.go(cli_plan.ledger.dispute(dispute).ends)
    yield "anyone", "jury", "tally", dispute
    yield jurors[0], "collect"


STORIES = [
    *(of_members, of_payers, of_standing_orders, of_the_operator, of_those_who_lapsed),
    *(of_evidence, of_a_case, of_an_appeal, of_a_dispute),
]


@pytest.mark.parametrize("story", STORIES)
def test_no_command_sends_more_for_having_been_killed(cli_plan, deaths, story):
    """Typed again, it sends what an undisturbed run would have: as many transactions, all together."""
    for who, *words in story(cli_plan):
        if words[:2] == ["jury", "volunteer"]:
            cli_plan.done(who, "join", "couple", "400")
        sender, before = cli_plan.address(who), cli_plan.world.node.nonce(cli_plan.address(who))
        counts = [
            cli_plan.world.node.nonce(sender) - before for _ in killed_at_each_moment(cli_plan, deaths, who, *words)
        ]
        undisturbed = cli_plan.world.node.nonce(sender) - before
        assert undisturbed > 0
        assert set(counts) == {undisturbed}, words


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_process_that_was_ended_while_it_waited_for_a_block_has_paid_once(cli_plan, end):
    payer, before = cli_plan.address("m1"), balance(cli_plan, "m1")
    cli_plan.world.give(cli_plan.ledger, payer, 5_000)
    words = ["top-up", MORE, "--ledger", cli_plan.ledger.site.ledger, "--on", cli_plan.url, "--key", "m1"]
    cli_plan.read("evm_setAutomine", False)
    try:
        command = [sys.executable, "-m", "openmutual", *words]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ) as process:
            assert process.stderr.readline().startswith(b"transaction 0x")
            process.send_signal(end)
            process.wait()
        assert process.returncode != 0
    finally:
        cli_plan.read("evm_setAutomine", True)
    cli_plan.read("evm_mine")
    assert fen(cli_plan.told("m1", "top-up", MORE)["balance"]) == before + 1_000
    assert fen(cli_plan.told("m1", "top-up", MORE)["balance"]) == before + 2_000


def test_two_commands_at_once_with_one_key_both_have_their_effect(cli_plan):
    before = balance(cli_plan, "m1")
    place = ["--ledger", cli_plan.ledger.site.ledger, "--on", cli_plan.url, "--key", "m1"]
    amounts = (10, 20)
    running = [
        subprocess.Popen([sys.executable, "-m", "openmutual", "top-up", str(amount), *place], env=os.environ)
        for amount in amounts
    ]
    assert [process.wait() for process in running] == [0, 0]
    assert balance(cli_plan, "m1") == before + 100 * sum(amounts)


def silent(*_):
    from openmutual.errors import ChainError

    raise ChainError("the node does not answer")

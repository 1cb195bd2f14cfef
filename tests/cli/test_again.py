"""Whatever stops a command, and whenever: the same command again has its effect once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from openmutual.chain import json_rpc
from openmutual.cli.errors import Exit
from tests.cli.cli_fixture import fen

MORE = "10"


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
        assert process.returncode == (-end if end == signal.SIGKILL else 130)
    finally:
        cli_plan.read("evm_setAutomine", True)
    cli_plan.read("evm_mine")
    assert fen(cli_plan.told("m1", "top-up", MORE)["balance"]) == before + 1_000
    assert fen(cli_plan.told("m1", "top-up", MORE)["balance"]) == before + 2_000


def ask(cli_plan, gwei):
    """What the next block asks for a unit of gas."""
    cli_plan.read("anvil_setNextBlockBaseFeePerGas", hex(gwei * 10**9))


@pytest.fixture
def handed_in(cli_plan, monkeypatch):
    """What is handed in; gas is ten times as dear right after the first of it, and blocks take what offers enough."""
    submit, those = json_rpc.RpcNode.submit, []

    def submit_and_mine(node, raw):
        those.append(raw)
        try:
            submit(node, raw)
        finally:
            if len(those) == 1:
                ask(cli_plan, 10)
            cli_plan.read("evm_mine")

    cli_plan.read("evm_setAutomine", False)
    ask(cli_plan, 1)
    cli_plan.read("evm_mine")
    monkeypatch.setattr(json_rpc.RpcNode, "submit", submit_and_mine)
    monkeypatch.setattr(json_rpc.RpcNode, "_patience", property(lambda _: 0.1, lambda *_: None), raising=False)
    yield those
    ask(cli_plan, 1)
    cli_plan.read("evm_setAutomine", True)


def test_what_a_tenfold_price_has_left_stuck_is_replaced_within_the_ceiling(cli_plan, handed_in):
    juror = cli_plan.address("m3")
    sent = cli_plan.world.node.nonce(juror)
    cli_plan.done("m3", "jury", "resign", "--max-fee", "30")
    assert len(set(handed_in)) == 2
    assert cli_plan.world.node.nonce(juror) == sent + 1


def test_above_the_ceiling_what_waits_is_named_and_a_later_run_goes_on(cli_plan, handed_in):
    juror = cli_plan.address("m3")
    sent = cli_plan.world.node.nonce(juror)
    stopped = cli_plan.run("m3", "jury", "resign", "--max-fee", "5")
    assert stopped.exit_code == Exit.CHAIN
    assert "waits, and is in no block yet: gas costs 10 gwei" in stopped.stderr
    assert "The same command again goes on from here" in stopped.stderr
    assert cli_plan.world.node.nonce(juror, pending=False) == sent
    cli_plan.done("m3", "jury", "resign")
    assert len(set(handed_in)) == 2
    assert cli_plan.world.node.nonce(juror) == sent + 1


def silent(*_):
    from openmutual.errors import ChainError

    raise ChainError("the node does not answer")

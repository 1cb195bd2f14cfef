"""`relay bring`: anyone brings a member's signed calls to the plan that they are for, and to no other contract."""

from __future__ import annotations

import pytest

from openmutual.chain.contract import Contract
from openmutual.chain.deploy import deploy_member_account
from openmutual.chain.relay import account_state
from openmutual.cli.errors import Exit
from openmutual.records import MemberStatus
from openmutual.signing.authorization import Authorization
from openmutual.signing.relay_request import sign_calls, write_request
from openmutual.signing.typed_data import AccountCall, Calls, SigningDomain


@pytest.fixture
def signed(cli_plan):
    """A file in which `poor`, who has sent nothing, asks to join; `target` may be called instead of the ledger."""

    def sign(target="", chain_id=0):
        world, ledger = cli_plan.world, cli_plan.ledger
        member, node = world.account("poor"), world.node
        delegate = deploy_member_account(world.relayer(world.account("anyone"))._sender, world.account("anyone"))
        world.print_money(ledger, member, 40_000)
        approve = Contract(node, "TestYuan", ledger.site.token).call("approve", ledger.site.ledger, 40_000)
        join = Contract(node, "MutualLedger", ledger.site.ledger).call("join", 0, 40_000, b"")
        calls = (AccountCall(ledger.site.token, approve), AccountCall(target or ledger.site.ledger, join))
        state, chain = account_state(node, member), chain_id or node.chain_id
        authorization = world.keyring.sign_authorization(member, Authorization(chain, delegate, state.transactions))
        words = Calls(calls, state.next_nonce, world.now() + 3_600)
        file = cli_plan.folder / "request.json"
        write_request(file, sign_calls(world.keyring, SigningDomain(chain, member), words, authorization))
        return file

    return sign


def test_calls_to_others_and_for_other_chains_are_not_brought(cli_plan, signed):
    for file in (signed(target=cli_plan.address("elsewhere")), signed(chain_id=1)):
        sent = cli_plan.world.node.nonce(cli_plan.address("relayer"))
        assert cli_plan.run("relayer", "relay", "bring", file).exit_code == Exit.USAGE
        assert cli_plan.world.node.nonce(cli_plan.address("relayer")) == sent


def test_what_sends_nothing_or_is_refused_is_not_signed(cli_plan):
    file = cli_plan.folder / "request.json"
    delegate = cli_plan.told("relayer", "relay", "open")["delegate"]
    for words, problem in ((["membership"], "sends nothing"), (["join", "couple", "400"], "AlreadyMember: ")):
        result = cli_plan.run("m0", "relay", "sign", file, "--delegate", delegate, *words)
        assert result.exit_code in (Exit.USAGE, Exit.REFUSED)
        assert problem in result.stderr
    refused = cli_plan.run("m0", "relay", "sign", file, "--delegate", cli_plan.ledger.site.token, "top-up", "10")
    assert refused.exit_code == Exit.CHAIN
    assert "is not MemberAccount" in refused.stderr
    assert not file.exists()


def test_a_member_without_ether_joins_by_somebody_elses_hand(cli_plan):
    poor, file = cli_plan.address("poor"), cli_plan.folder / "request.json"
    delegate = cli_plan.told("relayer", "relay", "open")["delegate"]
    cli_plan.world.print_money(cli_plan.ledger, poor, 50_000)
    cli_plan.done("poor", "relay", "sign", file, "--delegate", delegate, "join", "couple", "400")
    assert cli_plan.world.node.nonce(poor) == 0
    told = cli_plan.told("relayer", "relay", "bring", file)
    assert (told["account"], told["calls"]) == (poor, 2)
    assert cli_plan.ledger.membership(poor).status is MemberStatus.ACTIVE
    assert cli_plan.refused("relayer", "relay", "bring", file).startswith("WrongNonce: ")
    cli_plan.done("poor", "relay", "sign", file, "top-up", "20")
    assert cli_plan.told("relayer", "relay", "bring", file)["calls"] == 2
    assert cli_plan.ledger.membership(poor).balance == 42_000

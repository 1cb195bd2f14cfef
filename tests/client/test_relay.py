"""A member without ether signs and a relayer brings it: all that a member does, and nothing that was not signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openmutual.chain import ChainWorld, EmbeddedWorld, RpcWorld
from openmutual.chain.ledger import Joining
from openmutual.chain.node import Call, Receipt
from openmutual.chain.relay import RelayedSender, Relayer, is_member_account
from openmutual.chain.signers import RemoteKeyring
from openmutual.chain.transactions import Sender
from openmutual.codec import ZERO_ADDRESS
from openmutual.errors import (
    AlreadyMember,
    AuthorizationVoid,
    CannotAuthorize,
    ChainError,
    DepositTooSmall,
    NotActive,
    NotDelegated,
    NotSignedByAccount,
    OpenMutualError,
    SignatureExpired,
    TargetWithoutCode,
    WrongNonce,
)
from openmutual.records import CaseStatus, JuryTerms, MemberStatus
from openmutual.signing.authorization import Authorization
from openmutual.signing.relay_request import RelayRequest, read_request, write_request
from openmutual.signing.typed_data import AccountCall
from tests.client.relay_play import DEPOSIT, RelayPlay, priced_world
from tests.client.test_anvil import url  # noqa: F401  the anvil of those tests
from tests.terms import DAY


@pytest.fixture
def on_anvil(url: str) -> Iterator[ChainWorld]:  # noqa: F811
    """An anvil on which nobody has done anything yet."""
    world = RpcWorld(url)
    before = world.node.rpc.ask("evm_snapshot")
    yield world
    world.node.rpc.ask("evm_revert", before)


@pytest.fixture(params=["embedded", pytest.param("anvil", marks=pytest.mark.slow)])
def world(request: pytest.FixtureRequest) -> ChainWorld:
    """A chain whose gas has a price."""
    found: ChainWorld = priced_world() if request.param == "embedded" else request.getfixturevalue("on_anvil")
    return found


@pytest.fixture
def play(world: ChainWorld) -> RelayPlay:
    return RelayPlay(world)


# ---- a relayer that comes too late, or in another order


def test_calls_are_made_once(play: RelayPlay) -> None:
    play.delegated("m1")
    request = play.signed("m1", play.approving(7))
    play.relayer.bring(request)
    play.relayer.bring(play.signed("m1", play.approving(0)))
    assert raised_by(play, request) == WrongNonce(1, 3)
    assert play.allowance("m1") == 0


def test_calls_are_made_in_their_order(play: RelayPlay) -> None:
    play.delegated("m1")
    first, second = (play.signed("m1", play.approving(amount), nonce=amount) for amount in (1, 2))
    assert raised_by(play, second) == WrongNonce(2, 1)
    assert play.allowance("m1") == 0
    play.relayer.bring(first)
    play.relayer.bring(second)
    assert play.allowance("m1") == 2


def test_calls_do_not_hold_in_the_second_of_their_expiry(play: RelayPlay) -> None:
    play.delegated("m1")
    request = play.signed("m1", play.approving())
    play.world.advance(request.calls.expiry)
    assert raised_by(play, request) == SignatureExpired(request.calls.expiry)
    assert play.allowance("m1") == 0

    later = play.signed("m1", play.approving())
    play.world.advance(later.calls.expiry - 1)
    play.relayer.bring(later)
    assert play.allowance("m1") == DEPOSIT


# ---- a relayer that changes what was signed


CHANGED: dict[str, Callable[[RelayPlay], tuple[AccountCall, ...]]] = {
    "the target": lambda play: (replace(play.approving(), target=play.ledger.site.desk), play.joining()),
    "arguments": lambda play: (play.approving(DEPOSIT + 1), play.joining()),
    "a call left out": lambda play: (play.approving(),),
    "a call added": lambda play: (play.approving(), play.joining(), play.approving()),
    "the order": lambda play: (play.joining(), play.approving()),
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_nothing_else_is_made_than_what_was_signed(
    play: RelayPlay, changed: Callable[[RelayPlay], tuple[AccountCall, ...]]
) -> None:
    play.delegated("m1")
    play.give("m1", DEPOSIT)
    request = play.signed("m1", play.approving(), play.joining())
    other = replace(request.calls, calls=changed(play))
    assert raised_by(play, replace(request, calls=other)) == NotSignedByAccount(play.who("m1"))
    assert play.allowance("m1") == 0

    play.relayer.bring(request)
    assert play.status("m1") == MemberStatus.ACTIVE


def test_the_expiry_is_put_off_by_nobody(play: RelayPlay) -> None:
    play.delegated("m1")
    request = play.signed("m1", play.approving())
    later = replace(request.calls, expiry=request.calls.expiry + 1)
    assert raised_by(play, replace(request, calls=later)) == NotSignedByAccount(play.who("m1"))


def test_calls_are_made_for_no_other_account(play: RelayPlay) -> None:
    play.delegated("m1", "m2")
    request = replace(play.signed("m1", play.approving()), account=play.who("m2"))
    assert raised_by(play, request) == NotSignedByAccount(play.who("m2"))
    assert play.allowance("m2") == 0


def test_calls_are_made_on_no_other_chain(play: RelayPlay) -> None:
    play.delegated("m1")
    request = play.signed("m1", play.approving(), chain_id=play.world.node.chain_id + 1)
    assert raised_by(play, request) == NotSignedByAccount(play.who("m1"))


def raised_by(play: RelayPlay, request: RelayRequest) -> OpenMutualError:
    with pytest.raises(OpenMutualError) as caught:
        play.relayer.bring(request)
    return caught.value


# ---- authorizations


def authorized(play: RelayPlay, name: str, **changed: Any) -> RelayRequest:
    """A first request, with something changed in what is authorized."""
    account, by = play.who(name), changed.pop("by", name)
    wanted = {"chain_id": play.world.node.chain_id, "delegate": play.delegate, "nonce": play.state(name).transactions}
    signed = play.world.keyring.sign_authorization(play.who(by), Authorization(**wanted | changed))
    return replace(play.signed(name, play.approving()), account=account, authorization=signed)


def test_without_an_authorization_nothing_is_brought(play: RelayPlay) -> None:
    with pytest.raises(NotDelegated, match="does not delegate"):
        play.relayer.bring(play.signed("m1", play.approving()))


@pytest.mark.parametrize("delegate", ["ledger", "token", "nobody"])
def test_to_another_code_nothing_is_delegated(play: RelayPlay, delegate: str) -> None:
    places = {"ledger": play.ledger.site.ledger, "token": play.ledger.site.token, "nobody": ZERO_ADDRESS}
    with pytest.raises(NotDelegated, match="does not delegate"):
        play.relayer.bring(authorized(play, "m1", delegate=places[delegate]))
    with pytest.raises(NotDelegated, match="is not MemberAccount"):
        play.world.relayed(play.ledger, play.who("relayer"), places[delegate])
    assert play.state("m1").delegate == ""


@pytest.mark.parametrize("changed", [{"chain_id": 1}, {"nonce": 1}, {"by": "m2"}], ids=str)
def test_a_void_authorization_is_not_sent(play: RelayPlay, changed: dict[str, Any]) -> None:
    with pytest.raises(AuthorizationVoid):
        play.relayer.bring(authorized(play, "m1", **changed))
    assert play.state("m1").delegate == ""


class Overtaken(Sender):
    """The member sends something while the relayer's transaction is under way."""

    def deliver(self, call: Call) -> Receipt:
        super().deliver(Call(call.to, call.to, b""))
        return super().deliver(call)


def test_an_authorization_that_was_overtaken_is_told(play: RelayPlay) -> None:
    request = authorized(play, "m1")
    overtaken = Relayer(Overtaken(play.world.node, play.world.keyring), play.who("relayer"))
    with pytest.raises(AuthorizationVoid, match="has made no calls"):
        overtaken.bring(request)
    assert play.allowance("m1") == 0


def test_a_delegation_outlasts_the_refusal_of_what_came_with_it(play: RelayPlay) -> None:
    """The authorization is used up; the same calls can be brought again without it, while nothing else was signed."""
    request = play.relayed.sign(play.who("m1"), play.approving(), play.joining())
    assert request.authorization is not None
    with pytest.raises(ChainError, match="ERC20InsufficientBalance"):
        play.relayer.bring(request)
    assert play.state("m1").delegate == play.delegate

    play.give("m1", DEPOSIT)
    play.relayer.bring(request)
    assert play.status("m1") == MemberStatus.ACTIVE


def test_an_account_that_delegates_elsewhere_is_left_as_it_is(play: RelayPlay) -> None:
    account, elsewhere = play.who("m1"), play.ledger.site.token
    allowed = play.world.keyring.sign_authorization(account, Authorization(play.world.node.chain_id, elsewhere, 0))
    play.direct.deliver(Call(play.who("relayer"), account, play.approving().data, (allowed,)))
    with pytest.raises(NotDelegated):
        play.ledger.leave(account)
    assert play.state("m1").delegate == elsewhere


def test_only_the_packaged_code_is_taken_for_a_member_account(play: RelayPlay) -> None:
    node = play.world.node
    assert is_member_account(node, play.delegate)
    assert not any(is_member_account(node, other) for other in (play.ledger.site.ledger, play.who("m1"), ""))


def test_a_signer_that_keeps_its_key_cannot_authorize() -> None:
    play = RelayPlay(EmbeddedWorld())
    member = play.who("m1")
    remote = Sender(play.world.node, RemoteKeyring("http://127.0.0.1:9", member))
    with pytest.raises(CannotAuthorize, match=member):
        RelayedSender(remote, play.who("relayer"), play.delegate).send(member, play.ledger.site.ledger, b"")


# ---- what the contracts refuse


def test_refusals_of_the_contracts_come_through_as_their_own(play: RelayPlay) -> None:
    play.delegated("m1")
    with pytest.raises(NotActive) as caught:
        play.ledger.leave(play.who("m1"))
    assert caught.value == NotActive(play.who("m1"))
    assert raised_by(play, play.signed("m1", play.joining(DEPOSIT - 1))) == DepositTooSmall(DEPOSIT - 1, DEPOSIT)


def test_what_is_no_contract_is_not_called(play: RelayPlay) -> None:
    play.delegated("m1")
    request = play.signed("m1", play.approving(), AccountCall(play.who("m2"), b"hello"))
    assert raised_by(play, request) == TargetWithoutCode(play.who("m2"))
    assert play.allowance("m1") == 0


def test_no_contract_is_made_and_nothing_else_authorized_by_relay(play: RelayPlay) -> None:
    member, allowed = play.who("m1"), play.relayed.sign(play.who("m1")).authorization
    assert allowed is not None
    for call in (Call(member, "", b"\x00"), Call(member, play.ledger.site.token, b"", (allowed,))):
        with pytest.raises(ChainError, match="signed calls make no contract"):
            play.relayed.deliver(call)


# ---- what a member without ether does


def test_a_member_without_ether_lives_a_whole_membership(play: RelayPlay) -> None:
    """The first transaction delegates, approves and joins; those that follow need no authorization."""
    member = play.who("m1")
    play.give("m1", 2 * DEPOSIT)
    first = play.relayed.sign(member, play.approving(2 * DEPOSIT), play.joining())
    assert first.authorization is not None
    play.relayer.bring(first)
    assert play.relayed.sign(member).authorization is None
    assert play.status("m1") == MemberStatus.ACTIVE

    play.ledger.top_up(member, member, DEPOSIT)
    of_the_relayer = play.ether("relayer")
    assert play.ledger.membership(member).balance == 2 * DEPOSIT
    case = play.file("m1")
    assert play.ledger.case(case).claimant == member
    play.ledger.withdraw_case(member, case)
    assert play.ledger.case(case).status == CaseStatus.WITHDRAWN
    play.ledger.volunteer(member)
    assert play.ledger.readiness(member).volunteers

    play.period(14)
    play.ledger.leave(member)
    play.period(28)
    assert play.ledger.withdraw(member) == 2 * DEPOSIT
    assert play.wallet("m1") == 2 * DEPOSIT
    assert play.state("m1").transactions == 1, "the authorization alone"
    assert play.ether("m1") == 0
    assert 0 < play.ether("relayer") < of_the_relayer, "who paid"


def test_several_without_ether_join_at_once(play: RelayPlay) -> None:
    accounts = [play.who(name) for name in ("ann", "bo")]
    for name, account in zip(("ann", "bo"), accounts, strict=True):
        play.give(name, DEPOSIT)
        play.relayer.bring(play.relayed.sign(account, play.approving()))
    play.ledger.join_all([Joining(account, (account,), "one", DEPOSIT) for account in accounts])
    assert set(accounts) <= set(play.ledger.snapshot().members)
    assert [play.ether(name) for name in ("ann", "bo")] == [0, 0]


def test_a_juror_without_ether_seals_a_vote_and_opens_it(world: ChainWorld) -> None:
    play = RelayPlay(world, waiting=0, jury=JuryTerms(1, 1, 50, 2, DAY, DAY))
    play.join("m1", "m2", "m3", deposit=300)
    play.ledger.volunteer(play.who("m3"))
    case = play.approved("m1")
    play.period(14)
    play.give("m2", 50)
    play.relayer.bring(play.relayed.sign(play.who("m2"), play.approving(50)))
    dispute = play.ledger.object(play.who("m2"), case, b"why")
    play.ledger.draw(dispute)
    juror, salt = play.who("m3"), bytes(range(32))
    assert play.ledger.dispute(dispute).jurors == (juror,)
    play.ledger.commit(juror, dispute, False, salt)
    play.world.advance(play.ledger.dispute(dispute).ends)
    play.ledger.reveal(dispute, juror, False, salt)
    play.world.advance(play.ledger.dispute(dispute).ends)
    play.ledger.tally(dispute)
    assert play.ledger.case(case).status == CaseStatus.OVERTURNED
    assert play.ether("m2") == play.ether("m3") == 0


def test_assessors_whose_accounts_delegate_still_sign(play: RelayPlay) -> None:
    """The desk asks the account's code, which answers for its key."""
    play.delegated("a1", "a2")
    play.join("m1")
    assert play.ledger.case(play.approved("m1")).status == CaseStatus.APPROVED


def test_a_lapsed_member_without_ether_comes_back_by_their_own_top_up(play: RelayPlay) -> None:
    play.join("m1", "m2", deposit=300)
    play.join("m3")
    for day in (14, 28, 42, 56):
        cases = [play.approved(name) for name in ("m1", "m2")]
        play.period(day)
        play.go(day + 3)
        for case in cases:
            play.ledger.settle(case)
    assert play.status("m3") == MemberStatus.LAPSED
    member = play.who("m3")
    play.give("m3", DEPOSIT)
    play.relayer.bring(play.relayed.sign(member, play.approving()))
    play.ledger.top_up(member, member, DEPOSIT)
    assert play.status("m3") == MemberStatus.ACTIVE
    assert play.ether("m3") == 0


def test_an_account_that_delegates_still_sends_for_itself(play: RelayPlay) -> None:
    play.delegated("m1")
    play.give("m1", DEPOSIT)
    play.direct.send(play.who("m1"), play.ledger.site.token, play.approving().data)
    assert play.allowance("m1") == DEPOSIT
    play.relayer.bring(play.signed("m1", play.joining()))
    assert play.status("m1") == MemberStatus.ACTIVE


def test_calls_that_were_signed_offline_come_in_a_file(play: RelayPlay, tmp_path: Path) -> None:
    play.give("m1", DEPOSIT)
    write_request(tmp_path / "join.json", play.relayed.sign(play.who("m1"), play.approving(), play.joining()))
    play.relayer.bring(read_request(tmp_path / "join.json"))
    assert play.status("m1") == MemberStatus.ACTIVE


def test_an_empty_request_takes_back_what_was_signed_before(play: RelayPlay) -> None:
    play.delegated("m1")
    regretted = play.signed("m1", play.approving())
    play.relayer.bring(play.signed("m1"))
    assert raised_by(play, regretted) == WrongNonce(1, 2)


@pytest.mark.slow
def test_a_real_chain_is_asked_for_the_gas_of_both_at_once(on_anvil: ChainWorld) -> None:
    play = RelayPlay(on_anvil)
    play.give("m1", DEPOSIT)
    play.world.node.is_local = False
    receipt = play.relayer.bring(play.relayed.sign(play.who("m1"), play.approving(), play.joining()))
    assert receipt.succeeded
    assert play.status("m1") == MemberStatus.ACTIVE
    assert raised_by(play, play.signed("m1", play.joining())) == AlreadyMember(play.who("m1"))

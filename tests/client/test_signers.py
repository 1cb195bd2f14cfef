"""Keys from the environment, and keys that stay behind a node."""

from __future__ import annotations

from pathlib import Path

import pytest
from eth_account import Account as Accounts
from eth_account.messages import encode_typed_data
from web3 import Web3

from openmutual import connect
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.chain import LocalKeyring, RpcWorld
from openmutual.chain.deploy import deploy_member_account
from openmutual.chain.relay import Relayer, account_state
from openmutual.chain.signers import EnvironmentKeyring, RemoteKeyring
from openmutual.chain.transactions import Sender
from openmutual.errors import ArgumentError, CannotAuthorize, ChainError, NothingToWithdraw
from openmutual.signing.authorization import Authorization
from openmutual.signing.relay_request import sign_calls
from openmutual.signing.typed_data import AccountCall, Calls, Decision, SigningDomain, calls_data, decision_data
from tests.client.chain_play import ChainPlay
from tests.client.test_anvil import url  # noqa: F401  the anvil of those tests

KEY = "0x" + "5a" * 32
VARIABLE = "A_KEY_OF_A_TEST"
FIRST_OF_ANVIL = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
STRANGER = "0x52908400098527886E0F7030069857D2E4169EE7"


def test_a_variable_that_is_not_set_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(ChainError, match="A_KEY_OF_A_TEST is not set"):
        EnvironmentKeyring(VARIABLE).account("anyone")


@pytest.mark.parametrize("value", ["", "5a", "not a key", KEY + "00"])
def test_what_is_no_key_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(ChainError, match="holds no private key") as caught:
        EnvironmentKeyring(VARIABLE).account("anyone")
    assert not value or value not in str(caught.value)


def test_the_key_in_the_environment_signs_under_every_name_and_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, KEY)
    ring = EnvironmentKeyring(VARIABLE)
    assert ring.account("anyone") == ring.account("me") == Accounts.from_key(KEY).address
    assert "5a5a" not in repr(ring) + str(vars(ring)["_variable"])


WANTED = {
    "chainId": 31337,
    "nonce": 3,
    "gas": 100_000,
    "maxFeePerGas": 7,
    "maxPriorityFeePerGas": 1,
    "value": 0,
    "data": b"\x01\x02",
    "to": STRANGER,
}


class Signer(RemoteKeyring):
    """A signer that signs whatever it likes."""

    def __init__(self, account: str, signed: bytes) -> None:
        super().__init__("http://127.0.0.1:9", account)
        self._signed = signed

    def _ask(self, *_: object) -> str:
        return "0x" + self._signed.hex()


def signed_by_the_key(**changed: object) -> bytes:
    return bytes(Accounts.sign_transaction(WANTED | changed, KEY).raw_transaction)


@pytest.mark.parametrize(
    "changed",
    [{"nonce": 4}, {"chainId": 1}, {"value": 1}, {"data": b"\x01"}, {"to": FIRST_OF_ANVIL}, {"maxFeePerGas": 8}],
    ids=str,
)
def test_a_signer_that_signs_another_transaction_is_found_out(changed: dict[str, object]) -> None:
    account = Accounts.from_key(KEY).address
    with pytest.raises(ChainError, match="signed something else"):
        Signer(account, signed_by_the_key(**changed)).sign_transaction(account, WANTED)


def test_a_signer_that_turns_a_creation_into_a_message_is_found_out() -> None:
    account, creation = Accounts.from_key(KEY).address, {name: WANTED[name] for name in WANTED if name != "to"}
    with pytest.raises(ChainError, match="signed something else"):
        Signer(account, signed_by_the_key()).sign_transaction(account, creation)


@pytest.mark.parametrize("signed", [b"", b"\x02\xc0", bytes(65)], ids=["nothing", "an empty list", "zeros"])
def test_a_signer_that_returns_no_signature_is_found_out(signed: bytes) -> None:
    account = Accounts.from_key(KEY).address
    with pytest.raises(ChainError, match="signed something else"):
        Signer(account, signed).sign_transaction(account, WANTED)
    with pytest.raises(ChainError, match="signed something else"):
        Signer(account, signed).sign_typed_data(
            account, decision_data(SigningDomain(31337, STRANGER), Decision(0, True, 1, bytes(32)))
        )


@pytest.mark.parametrize("answer", [None, 7, {}, {"raw": None}, [], "no bytes"], ids=str)
def test_a_signer_that_answers_with_no_bytes_is_found_out(answer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    account = Accounts.from_key(KEY).address
    monkeypatch.setattr(Signer, "_ask", lambda *_: answer)
    with pytest.raises(ChainError, match="signed something else"):
        Signer(account, b"").sign_transaction(account, WANTED)
    with pytest.raises(ChainError, match="signed something else"):
        Signer(account, b"").sign_typed_data(
            account, decision_data(SigningDomain(31337, STRANGER), Decision(0, True, 1, bytes(32)))
        )


def test_a_signer_that_signs_other_words_is_found_out() -> None:
    account = Accounts.from_key(KEY).address
    asked, other = (
        decision_data(SigningDomain(31337, STRANGER), Decision(case, True, 1, bytes(32))) for case in (0, 1)
    )
    message = encode_typed_data(other["domain"], other["types"], other["message"])
    signature = bytes(Accounts.sign_message(message, KEY).signature)
    assert Signer(account, signature).sign_typed_data(account, other) == signature
    with pytest.raises(ChainError, match="signed something else"):
        Signer(account, signature).sign_typed_data(account, asked)


def test_what_was_asked_for_is_accepted() -> None:
    account, raw = Accounts.from_key(KEY).address, signed_by_the_key()
    assert Signer(account, raw).sign_transaction(account, WANTED)[0] == raw


@pytest.mark.slow
def test_a_node_signs_for_its_own_account(url: str) -> None:  # noqa: F811
    world = RpcWorld(url, RemoteKeyring(url, FIRST_OF_ANVIL))
    play = ChainPlay(RpcWorld(url))
    ledger = world.ledger_at(play.ledger.site.ledger)
    with pytest.raises(NothingToWithdraw):
        ledger.withdraw(FIRST_OF_ANVIL)
    words = decision_data(SigningDomain(31337, play.ledger.site.desk), Decision(0, True, 1, bytes(range(32))))
    assert len(RemoteKeyring(url, FIRST_OF_ANVIL).sign_typed_data(FIRST_OF_ANVIL, words)) == 65


@pytest.mark.slow
def test_a_web3_of_ones_own_signs_for_its_accounts(url: str, tmp_path: Path) -> None:  # noqa: F811
    om = connect(Web3(Web3.HTTPProvider(url)), accounts={"me": FIRST_OF_ANVIL}, project=tmp_path)
    made = om.deploy("circle", assessors=[f"0x{digit:040x}" for digit in (1, 2, 3)])
    assert made.ledger.roles.operator == FIRST_OF_ANVIL
    assert len(made.join("me", "couple", "400").transactions) == 3
    with pytest.raises(ArgumentError, match="not embedded: hand in its node's address"):
        EmbeddedSource(om.world.node)


@pytest.mark.slow
def test_of_a_plan_on_a_local_node_a_project_alone_is_told(url: str, tmp_path: Path) -> None:  # noqa: F811
    connect(url, project=tmp_path).deploy("circle")
    assert not list(tmp_path.iterdir())
    (tmp_path / "openmutual.toml").write_text(f'[networks]\nhere = {{rpc = "{url}"}}\n', encoding="utf-8")
    made = connect("here", project=tmp_path).deploy("circle")
    assert connect("here", project=tmp_path).circle("circle").address == made.address


RING = LocalKeyring()
MEMBER = RING.account("member")


def authorizing(nonce: int) -> dict[str, object]:
    signed = RING.sign_authorization(MEMBER, Authorization(31337, STRANGER, nonce))
    return {"to": MEMBER, "authorizationList": [signed.fields()]}


@pytest.mark.parametrize("carried", [authorizing(1), {"to": MEMBER}], ids=["another", "none"])
def test_a_signer_that_changes_what_a_transaction_authorizes_is_found_out(carried: dict[str, object]) -> None:
    account, wanted = Accounts.from_key(KEY).address, WANTED | authorizing(0)
    with pytest.raises(ChainError, match="signed something else"):
        Signer(account, signed_by_the_key(**carried)).sign_transaction(account, wanted)
    assert Signer(account, signed_by_the_key(**authorizing(0))).sign_transaction(account, wanted)


def test_a_remote_signer_says_that_it_cannot_authorize() -> None:
    account = Accounts.from_key(KEY).address
    with pytest.raises(CannotAuthorize, match=account):
        Signer(account, b"").sign_authorization(account, Authorization(31337, STRANGER, 0))


@pytest.mark.slow
def test_a_node_signs_calls_and_brings_them(url: str) -> None:  # noqa: F811
    """The relayer's key stays behind the node; so may a member's, whose account has delegated already."""
    world, ring = RpcWorld(url), RemoteKeyring(url, FIRST_OF_ANVIL)
    relayer = Relayer(Sender(world.node, ring), FIRST_OF_ANVIL)
    delegate = deploy_member_account(Sender(world.node, ring), FIRST_OF_ANVIL)
    calls, allowed = Calls((), 0, world.now() + 100), Authorization(31337, delegate, 0)
    relayer.bring(sign_calls(RING, SigningDomain(31337, MEMBER), calls, RING.sign_authorization(MEMBER, allowed)))
    assert account_state(world.node, MEMBER).next_nonce == 1
    words = calls_data(SigningDomain(31337, FIRST_OF_ANVIL), Calls((AccountCall(delegate, b"\1"),), 0, 1))
    assert len(ring.sign_typed_data(FIRST_OF_ANVIL, words)) == 65


@pytest.mark.slow
def test_a_node_that_does_not_have_the_key_refuses(url: str) -> None:  # noqa: F811
    ring = RemoteKeyring(url, STRANGER)
    with pytest.raises(ChainError, match="the signer"):
        ring.sign_typed_data(STRANGER, decision_data(SigningDomain(31337, STRANGER), Decision(0, True, 1, bytes(32))))
    with pytest.raises(ChainError, match="the signer does not answer"):
        RemoteKeyring("http://127.0.0.1:9", STRANGER).sign_typed_data(
            STRANGER, decision_data(SigningDomain(31337, STRANGER), Decision(0, True, 1, bytes(32)))
        )

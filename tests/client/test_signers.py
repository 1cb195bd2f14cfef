"""Keys from the environment, and keys that stay behind a node."""

from __future__ import annotations

import pytest
from eth_account import Account as Accounts

from openmutual.chain import RpcWorld
from openmutual.chain.accounts import EnvironmentKeyring
from openmutual.chain.remote import RemoteKeyring
from openmutual.chain.seals import decision_words
from openmutual.errors import ChainError, NothingToWithdraw
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


@pytest.mark.slow
def test_a_node_signs_for_its_own_account(url: str) -> None:  # noqa: F811
    world = RpcWorld(url, RemoteKeyring(url, FIRST_OF_ANVIL))
    play = ChainPlay(RpcWorld(url))
    ledger = world.ledger_at(play.ledger.site.ledger)
    with pytest.raises(NothingToWithdraw):
        ledger.withdraw(FIRST_OF_ANVIL)
    words = decision_words((31337, play.ledger.site.desk), (0, True, 1, bytes(range(32))))
    assert len(RemoteKeyring(url, FIRST_OF_ANVIL).sign_words(FIRST_OF_ANVIL, words)) == 65


@pytest.mark.slow
def test_a_node_that_does_not_have_the_key_refuses(url: str) -> None:  # noqa: F811
    ring = RemoteKeyring(url, STRANGER)
    with pytest.raises(ChainError, match="the signer"):
        ring.sign_words(STRANGER, decision_words((31337, STRANGER), (0, True, 1, bytes(32))))
    with pytest.raises(ChainError, match="the signer does not answer"):
        RemoteKeyring("http://127.0.0.1:9", STRANGER).sign_words(
            STRANGER, decision_words((31337, STRANGER), (0, True, 1, bytes(32)))
        )

"""Currencies that are in use, in the code that their authors compiled: what they answer and do is worked out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from openmutual.audit.currency import kind
from openmutual.audit.currency.inspection import REGISTRY
from openmutual.audit.currency.kind import currencies
from openmutual.audit.findings import Basis
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.records import Account
from tests.client.chain_play import sender_of

from ..tamper.play import Play
from .foreign_coins import SUPPLY, Issuer, issuer, weth, zeppelin
from .test_coins import graver

pytestmark = pytest.mark.slow

WETH_ON_ETHEREUM = currencies().known[1, "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"]

PRESET = ("string", "string", "uint256", "address")
PRESET_777 = ("string", "string", "address[]", "uint256", "address")


def wrapped(chain: Issuer, token: Account) -> Account:
    """WETH, or what runs its code, of which the issuer has some for their ether."""
    chain.send(token, keccak(text="deposit()")[:4], SUPPLY)
    return token


@pytest.fixture(scope="module")
def in_weth() -> Play:
    chain = issuer()
    return chain.plan_in(wrapped(chain, chain.create(weth())))


def expect_proven(audited: Audited) -> None:
    assert {*audited.bases.values()} == {Basis.PROVEN}


# --- WETH --------------------------------------------------------------------------------------------------------


def test_weth_at_another_address_is_an_impostor_by_its_name_and_nothing_else(in_weth: Play) -> None:
    audited = in_weth.audited()
    assert graver(audited) == ["token-impostor"]
    assert audited.findings.keys == ["token-unknown", "token-impostor"]
    expect_proven(audited)


def test_weth_where_it_is_known_is_known_by_the_hash_of_the_code_that_it_has_on_ethereum(
    in_weth: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = in_weth.world.node.chain_id, in_weth.ledger.site.token.lower()
    monkeypatch.setattr(kind, "currencies", lambda: replace(currencies(), known={place: WETH_ON_ETHEREUM}))
    audited = in_weth.audited()
    assert WETH_ON_ETHEREUM.code_hash == keccak(audited.extract.codes[place[1]])
    assert audited.findings.keys == []
    assert (audited.symbol, audited.decimals) == ("WETH", 18)
    expect_proven(audited)
    verdict = assemble(audited).verdict
    assert (verdict.outcome, verdict.proven, verdict.currency_known) == ("clean", True, True)


# --- OpenZeppelin's ----------------------------------------------------------------------------------------------


def test_an_erc20_of_openzeppelins_is_only_unknown() -> None:
    chain = issuer()
    audited = chain.plan_in(
        chain.create(zeppelin("ERC20PresetFixedSupply", PRESET, "Shell", "SHELL", SUPPLY, chain.account))
    ).audited()
    assert audited.findings.keys == ["token-unknown"]
    assert (audited.symbol, audited.decimals) == ("SHELL", 18)
    expect_proven(audited)


def test_an_operator_by_default_of_openzeppelins_erc777_and_its_hooks_are_found() -> None:
    """Nobody is told of such an operator by any event."""
    chain = issuer()
    operator = chain.world.account("operator")
    words = ("Shell", "SHELL", [operator], SUPPLY, chain.account)
    audited = chain.plan_in(chain.create(zeppelin("ERC777PresetFixedSupply", PRESET_777, *words))).audited()
    found = {each.check.key: each.facts for each in audited.findings.found}
    assert [*found] == ["token-unknown", "operator-silent", "currency-hooks"]
    assert found["operator-silent"]["operator"] == operator.lower()
    assert found["currency-hooks"]["called"] == (REGISTRY,)
    expect_proven(audited)


def test_a_currency_that_openzeppelins_proxy_replaces_is_found_where_it_was_replaced() -> None:
    chain = issuer()
    first, second, admin = chain.create(weth()), chain.create(weth()), chain.world.account("operator")
    proxy = zeppelin("TransparentUpgradeableProxy", ("address", "address", "bytes"), first, admin, b"")
    play = chain.plan_in(wrapped(chain, chain.create(proxy)))
    before = play.audited()
    assert before.findings.keys == ["token-unknown", "token-upgrade"]
    expect_proven(before)
    upgrade = keccak(text="upgradeTo(address)")[:4] + encode(["address"], [second])
    sender_of(chain.world, "operator").send(admin, play.ledger.site.token, upgrade)
    assert graver(play.audited()) == ["currency-upgraded"]

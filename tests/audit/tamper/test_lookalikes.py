"""What only looks like a plan of honest contracts: mimics, proxies, a borrowed desk, currencies that play tricks."""

from __future__ import annotations

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from openmutual.chain import EmbeddedWorld
from tests.client.chain_play import put_on_chain, sender_of

from .courts import DESKS
from .handmade import HandMadeWorld
from .mimicry import Mimicry
from .play import TERMS, Play, audited
from .stories import closing, ordinary, told
from .variant import split
from .variant_compiler import written_code

pytestmark = pytest.mark.slow


# --- mimics ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mimicry() -> Mimicry:
    mimics = Mimicry(told("ordinary"))
    mimics.speak()
    return mimics


def test_contracts_that_only_speak_are_found_by_the_money_that_never_moved(mimicry: Mimicry) -> None:
    code, found = split(audited(mimicry.world, mimicry.ledger).findings)
    assert code == {"code-differs", "code-answers-more", "birth-unknown"}
    assert found == {"deposits-not-received", "transfer-missing", "state-root-differs"}


# --- proxies -----------------------------------------------------------------------------------------------------


def test_contracts_made_one_by_one_keep_the_rules_but_nobody_knows_what_their_constructors_did() -> None:
    play = Play(HandMadeWorld(), TERMS)
    closing(play)
    assert play.audited().findings.keys == ["birth-unknown"]


def test_a_minimal_proxy_is_found_though_it_does_no_wrong() -> None:
    play = Play(HandMadeWorld("MinimalMask"), TERMS)
    ordinary(play)
    assert split(play.audited().findings) == ({"code-proxy", "birth-unknown"}, set())


def test_an_upgradable_proxy_is_found_by_what_it_hides_in_its_storage() -> None:
    play = Play(HandMadeWorld("UpgradableMask"), TERMS)
    ordinary(play)
    code, found = split(play.audited().findings)
    assert code == {"code-differs", "code-risky", "code-answers-more", "birth-unknown"}
    assert found == {"state-hidden"}


def test_what_a_desk_does_after_an_upgrade_is_found() -> None:
    world = HandMadeWorld("UpgradableMask")
    play = Play(world, TERMS)
    play.people()
    case = play.ill("ann", 14)
    pays_early = next(variant for variant in DESKS if variant.story == "paid early").creation_code
    target = put_on_chain(world, pays_early + world.desk_arguments)
    _tell(world, play.ledger.site.desk, "upgradeTo(address)", target)
    play.go(15)
    play.ledger.settle(case)
    assert split(play.audited().findings)[1] == {"settled-too-early", "state-hidden"}


# --- another plan's desk -----------------------------------------------------------------------------------------


def test_a_ledger_with_the_desk_of_another_plan_is_found() -> None:
    world = HandMadeWorld()
    owner = Play(world, TERMS)
    world.borrowed = owner.ledger.site
    play = Play(world, TERMS)
    for each in (owner, play):
        each.people()
    case = owner.ill("ann", 14)
    play.ledger.announce()
    owner.go(18)
    owner.ledger.settle(case)
    code, found = split(play.audited().findings)
    assert code == {"immutable-differs", "birth-unknown"}
    effects = {"approval-not-queued", "settlement-not-paid", "settled-otherwise"}
    assert found == effects | {"signer-not-on-panel", "state-case", "state-assessor", "state-differs"}


# --- currencies --------------------------------------------------------------------------------------------------


def in_coins(coin: str) -> Play:
    world = EmbeddedWorld()
    play = Play(world, TERMS, put_on_chain(world, written_code("currencies.sol", coin)))
    play.people()
    return play


def test_a_currency_that_makes_money_less_is_found_by_the_ledgers_balance() -> None:
    play = in_coins("RebasingCoin")
    _tell(play.world, play.ledger.site.token, "rebase(uint256)", 90)
    code, found = split(play.audited().findings)
    assert code == {"token-unknown", "token-mint", "token-rebase"}
    assert found == {"token-balance-differs", "currency-moves-otherwise"}


def test_a_currency_that_begins_to_keep_a_fee_is_found_by_what_arrives() -> None:
    play = in_coins("TaxingCoin")
    case = play.ill("ann", 14)
    _tell(play.world, play.ledger.site.token, "setFee(uint256)", 1)
    play.go(18)
    play.ledger.settle(case)
    code, found = split(play.audited().findings)
    assert code == {"token-unknown", "token-mint", "token-fee"}
    assert found == {"other-amount", "payment-without-event", "currency-moves-otherwise"}


def test_a_currency_that_can_be_frozen_is_flagged_and_a_frozen_payment_is_no_wrong_of_the_plan() -> None:
    play = in_coins("FreezingCoin")
    case = play.ill("ann", 14)
    _tell(play.world, play.ledger.site.token, "freeze(address)", play.who("ann"))
    play.go(18)
    play.ledger.settle(case)
    code, found = split(play.audited().findings)
    assert code == {"token-unknown", "token-mint", "token-pause", "token-blocklist"}
    assert found == set()


def _tell(world: EmbeddedWorld, contract: str, function: str, argument: str | int) -> None:
    kind = function.partition("(")[2].removesuffix(")")
    data = keccak(text=function)[:4] + encode([kind], [argument])
    sender_of(world, "anyone").send(world.account("anyone"), contract, data)

"""Currencies that do not keep their word are found by running their code; odd ones that do keep it come out clean."""

from __future__ import annotations

from functools import cache
from html import unescape

import pytest
from eth_utils.crypto import keccak

from openmutual.audit.currency.kind import currencies
from openmutual.audit.findings import Basis, Severity
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.report.html import page
from openmutual.audit.report.sentences import texts
from openmutual.audit.report.terminal import lines
from tests.client.chain_play import put_on_chain, sender_of

from ..tamper.variant_compiler import written_code
from .coins import behind_proxy, coin

pytestmark = pytest.mark.slow

OWN_SLOT = keccak(b"nobody would look here")


@cache
def plain() -> Audited:
    """What an audit makes of a plan in a currency that is only unknown."""
    return coin("PlainCoin").audited()


def graver(audited: Audited) -> list[str]:
    """The checks that found more than what is worth knowing."""
    return [found.check.key for found in audited.findings.found if found.check.severity is not Severity.REMARK]


# --- those that do not keep their word ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("SkimmingCoin", "currency-moves-otherwise"),
        ("TwoFacedCoin", "currency-two-faced"),
        ("BorrowedNameCoin", "token-impostor"),
        ("SilentAllowanceCoin", "allowance-silent"),
        ("PermitCoin", "allowance-permit2"),
        ("OperatorCoin", "operator-silent"),
        ("HookCoin", "currency-hooks"),
        ("SmallSkimmingCoin", "currency-moves-otherwise"),
        ("FlatteringCoin", "currency-moves-otherwise"),
        ("BackdoorCoin", "currency-gives-away"),
    ],
)
def test_it_is_found_by_what_its_code_does(name: str, found: str) -> None:
    audited = coin(name).audited()
    assert graver(audited) == [found]
    assert audited.bases["currency"] is Basis.PROVEN


def test_a_currency_whose_point_was_moved_is_found() -> None:
    moved = coin("PointMovingCoin")
    moved.tell("move(uint8)", 4)
    audited = moved.audited()
    assert graver(audited) == ["decimals-changed"]
    (change,) = [found.facts for found in audited.findings.found if found.check.key == "decimals-changed"]
    assert (change["was"], change["now"]) == (2, 4)


def test_a_currency_that_was_replaced_through_a_slot_of_its_own_is_found() -> None:
    proxy = behind_proxy(OWN_SLOT)
    assert graver(proxy.audited()) == []
    proxy.tell("replace(address)", put_on_chain(proxy.world, written_code("currencies.sol", "PlainCoin")))
    audited = proxy.audited()
    assert graver(audited) == ["currency-upgraded"]
    (power,) = [found.facts for found in audited.findings.found if found.check.key == "token-upgrade"]
    assert len(power["signs"]) == 1


def test_a_currency_that_stopped_is_a_doubt() -> None:
    stopped = coin("FreezingCoin")
    sender_of(stopped.world, "anyone").send(
        stopped.world.account("anyone"), stopped.play.ledger.site.token, keccak(text="pause()")[:4]
    )
    assert graver(stopped.audited()) == ["currency-refuses"]


def test_a_payee_whom_the_issuer_has_blocked_is_no_doubt() -> None:
    blocking = coin("FreezingCoin")
    blocking.play.ledger.close(blocking.play.operator)
    blocking.play.go(60)
    blocking.play.ledger.finish()
    blocking.play.withdraw("ann")
    blocking.tell("freeze(address)", blocking.play.who("ann"))
    assert graver(blocking.audited()) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("WaryCoin", "instruction ORIGIN"),
        ("GasSkimmingCoin", "instruction GAS"),
        ("PatientCoin", "instruction TIMESTAMP"),
    ],
)
def test_what_depends_on_who_asks_and_how_and_when_is_only_reported_never_guessed(name: str, reason: str) -> None:
    audited = coin(name).audited()
    assert graver(audited) == []
    (why,) = [found.facts for found in audited.findings.found if found.check.key == "currency-unproven"]
    assert why["reason"] == reason
    assert audited.bases["currency"] is Basis.REPORTED
    assert (audited.bases["token_balance"] is Basis.REPORTED) == (name == "WaryCoin")


# --- those that do -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("custom", ["EIP-1967", "ZeppelinOS"])
@pytest.mark.parametrize("target", ["PlainCoin", "FreezingCoin"])
def test_a_currency_behind_a_usual_proxy_comes_out_without_a_doubt(custom: str, target: str) -> None:
    audited = behind_proxy(currencies().slots[custom], target).audited()
    assert graver(audited) == []
    assert audited.bases["currency"] is audited.bases["token_balance"] is audited.bases["birth"] is Basis.PROVEN
    assert "token-upgrade" in audited.findings.keys


def test_a_symbol_of_32_bytes_and_payments_without_an_answer_are_no_doubt() -> None:
    audited = coin("OldCoin").audited()
    assert graver(audited) == []
    assert audited.symbol == "OLD"
    assert audited.bases["currency"] is Basis.PROVEN


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_verdict_says_first_that_all_of_it_holds_only_as_far_as_an_unknown_currency_keeps_its_word(
    language: str,
) -> None:
    report, words = assemble(plain()), texts(language)["verdict"]
    assert (report.verdict.outcome, report.verdict.proven, report.verdict.currency_known) == ("unknown", True, False)
    shown = lines(report, language)
    assert (shown.tone, shown.verdict, shown.sentences[0]) == (
        "doubt",
        words["clean_unknown"],
        words["unknown_currency"],
    )
    html = unescape(page(report, language))
    assert html.index(words["unknown_currency"]) < html.index(words["clean_more"])

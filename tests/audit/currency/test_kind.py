"""What kind of currency it is: known or not, what it calls itself, and what its code lets somebody do."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from eth_utils.address import to_checksum_address

from openmutual.audit.currency.answers import Currency
from openmutual.audit.currency.kind import POWERS, check_kind, currencies, plain, signs_of
from openmutual.audit.findings import Findings
from openmutual.audit.hashing import keccak
from openmutual.audit.proof.headers import chain_of
from openmutual.audit.source import calls
from openmutual.audit.source.extract import Answer, Extract
from openmutual.resources import read_yaml
from tests.audit.extract_factory import keys_of, told

TARGET = "be" * 20
USDC = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"
ON_OPTIMISM = "0x0b2c639c533813f4aa9d7837caf62653d097ff85"


@cache
def honest() -> Extract:
    """A plan in the test currency."""
    return told("circle")[0]


def with_code(code: bytes, token: str = "", chain: int = 1) -> Extract:
    """What is said if there is such a code at the currency's address, to which the state bears no witness."""
    extract = honest()
    contracts = replace(extract.contracts, token=token or extract.contracts.token)
    return replace(extract, chain_id=chain, contracts=contracts, codes={contracts.token: code}, accounts=(), witness=())


def judged(extract: Extract) -> tuple[bool, Findings]:
    """Whether the currency is known, and what is found of it."""
    findings = Findings()
    currency = Currency(extract, chain_of(extract, Findings(), None))
    is_known = check_kind(currency, (), findings)
    assert keys_of(findings) is not None
    return is_known, findings


def dispatcher(*signatures: str) -> bytes:
    """A code that answers to these functions."""
    return b"".join(b"\x80\x63" + keccak(each.encode())[:4] + bytes.fromhex("1461001057") for each in signatures)


def called(extract: Extract, symbol: str) -> Extract:
    """The same, of a currency that is said to call itself so."""
    token, answer = extract.contracts.token, symbol.encode().ljust(32, b"\0")
    return replace(extract, answers=(Answer(token, calls.symbol(), extract.last, answer),))


# --- known, or not -----------------------------------------------------------------------------------------------


def test_the_test_currency_is_known_on_a_local_chain() -> None:
    is_known, findings = judged(honest())
    assert (is_known, findings.keys) == (True, [])


def test_the_worthless_currency_on_a_real_chain_is_a_doubt() -> None:
    _, findings = judged(with_code(honest().codes[honest().contracts.token]))
    assert findings.keys == ["token-worthless"]
    assert not findings.is_clean


def test_a_currency_without_code_is_found() -> None:
    is_known, findings = judged(with_code(b""))
    assert (is_known, findings.keys) == (False, ["token-missing"])


def test_a_currency_that_is_a_delegated_account_is_a_doubt() -> None:
    is_known, findings = judged(with_code(bytes.fromhex("ef0100" + TARGET)))
    assert (is_known, findings.keys) == (False, ["token-delegated"])
    assert not findings.is_clean


def test_an_unknown_currency_is_no_doubt_by_itself() -> None:
    is_known, findings = judged(with_code(dispatcher("transfer(address,uint256)")))
    assert (is_known, findings.keys) == (False, ["token-unknown"])
    assert findings.is_clean


def test_a_well_known_currency_is_known_with_what_its_issuer_can_do() -> None:
    is_known, findings = judged(with_code(dispatcher("transfer(address,uint256)"), ON_OPTIMISM, chain=10))
    assert is_known
    assert findings.keys == ["token-pause", "token-blocklist", "token-mint", "token-upgrade"]
    assert findings.found[0].facts["signs"] == ("USDC",)
    assert findings.is_clean


def test_another_code_at_a_well_known_address_is_a_doubt() -> None:
    is_known, findings = judged(with_code(dispatcher("transfer(address,uint256)"), USDC))
    assert not is_known
    assert findings.keys[:2] == ["token-unknown", "token-other-code"]
    assert not findings.is_clean


def test_the_address_of_another_chains_currency_is_unknown() -> None:
    is_known, findings = judged(with_code(dispatcher("transfer(address,uint256)"), ON_OPTIMISM, chain=1))
    assert (is_known, findings.keys) == (False, ["token-unknown"])


# --- what it calls itself ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("symbol", ["USDC", "usdc", " USDC", "U\u200bSDC", "ＵＳＤＣ", "UЅDС", "Tether USD"])
def test_a_well_known_name_at_another_address_is_a_doubt(symbol: str) -> None:
    _, findings = judged(called(with_code(dispatcher("transfer(address,uint256)")), symbol))
    assert findings.keys == ["token-unknown", "token-impostor"]
    assert not findings.is_clean


@pytest.mark.parametrize("symbol", ["USDCX", "COIN", "", "DA"])
def test_a_name_of_its_own_is_no_doubt(symbol: str) -> None:
    _, findings = judged(called(with_code(dispatcher("transfer(address,uint256)")), symbol))
    assert findings.keys == ["token-unknown"]


def test_the_names_that_are_watched_are_those_of_the_known_and_no_two_alike() -> None:
    names = read_yaml("audit", "tokens.yaml")["names"]
    assert len({plain(name) for name in names}) == len(names)
    assert {plain(known.symbol) for known in currencies().known.values()} <= currencies().names


# --- what its code lets somebody do ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signature", "key"),
    [
        ("pause()", "token-pause"),
        ("addBlackList(address)", "token-blocklist"),
        ("addToBlockedList(address)", "token-blocklist"),
        ("mint(address,uint256)", "token-mint"),
        ("upgradeToAndCall(address,bytes)", "token-upgrade"),
        ("setTaxFeePercent(uint256)", "token-fee"),
    ],
)
def test_what_a_currencys_code_lets_somebody_do_is_remarked(signature: str, key: str) -> None:
    _, findings = judged(with_code(dispatcher("transfer(address,uint256)", signature)))
    assert findings.keys == ["token-unknown", key]
    assert findings.found[1].facts["signs"] == (signature,)
    assert findings.is_clean


def test_a_currency_that_rebases_is_a_doubt() -> None:
    _, findings = judged(with_code(dispatcher("rebase(uint256,int256)")))
    assert findings.keys == ["token-unknown", "token-rebase"]
    assert not findings.is_clean


@pytest.mark.parametrize("custom", ["EIP-1967", "EIP-1967 beacon", "ZeppelinOS"])
def test_a_currency_behind_a_proxy_is_remarked(custom: str) -> None:
    assert signs_of(b"\x7f" + currencies().slots[custom] + b"\x54") == {"upgrade": [custom]}


def test_a_currency_that_is_a_minimal_proxy_is_remarked() -> None:
    code = bytes.fromhex(f"363d3d373d3d3d363d73{TARGET}5af43d82803e903d91602b57fd5bf3")
    assert signs_of(code, ["0x" + TARGET]) == {"upgrade": ["0x" + TARGET]}


def test_a_currency_that_keeps_elsewhere_whose_code_it_runs_is_remarked() -> None:
    assert signs_of(b"\x5f", ["0x" + TARGET]) == {"upgrade": ["0x" + TARGET]}


# --- the table ---------------------------------------------------------------------------------------------------


def test_known_addresses_and_powers_are_written_without_a_slip() -> None:
    said = read_yaml("audit", "tokens.yaml")
    for entries in said["known"].values():
        for address, entry in entries.items():
            assert to_checksum_address(address) == address
            assert set(entry["powers"]) <= set(POWERS)
            assert len(entry.get("code", "0x" + 64 * "0")) == 66
    assert said["signs"].keys() <= set(POWERS)


def test_the_slots_of_proxies_are_the_hashes_of_their_names() -> None:
    slots = currencies().slots
    implementation, beacon = (keccak(f"eip1967.proxy.{part}".encode()) for part in ("implementation", "beacon"))
    assert int.from_bytes(slots["EIP-1967"], "big") == int.from_bytes(implementation, "big") - 1
    assert int.from_bytes(slots["EIP-1967 beacon"], "big") == int.from_bytes(beacon, "big") - 1
    assert slots["ZeppelinOS"] == keccak(b"org.zeppelinos.proxy.implementation")

"""What kind of currency a plan counts in, and what whoever controls it could do to the plan.

A currency is nobody's promise to the plan: most of this is worth knowing, and nothing to hold against anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_utils.crypto import keccak

from ...abi.artifacts import LOCAL_CHAINS, artifact, is_shipped
from ...codec import from_hex, to_hex
from ...resources import read_yaml
from ..findings import Findings
from ..source.extract import Extract
from .check import delegate_of, misgiven, selectors, target_of

POWERS = ("pause", "blocklist", "mint", "upgrade", "rebase", "fee")
"""What a currency may let somebody do; a check of the catalogue each."""


@dataclass(frozen=True)
class Currencies:
    """What is known of currencies.

    Attributes:
        known: the symbols of well-known ones, and what their issuers can do, by chain id and lower-case address.
        signs: the signatures of functions by which a power shows, by selector.
        slots: where proxies keep whose code they run, by the name of the custom.
    """

    known: Mapping[tuple[int, str], tuple[str, tuple[str, ...]]]
    signs: Mapping[bytes, tuple[str, str]]
    slots: Mapping[str, bytes]


@cache
def currencies() -> Currencies:
    """What ships in the package."""
    said: Mapping[str, Any] = read_yaml("audit", "tokens.yaml")
    return Currencies(
        known={
            (chain, address.lower()): (entry["symbol"], tuple(entry["powers"]))
            for chain, entries in said["known"].items()
            for address, entry in entries.items()
        },
        signs={
            keccak(text=signature)[:4]: (power, signature)
            for power, signatures in said["signs"].items()
            for signature in signatures
        },
        slots={custom: from_hex(slot) for custom, slot in said["slots"].items()},
    )


def check_token(extract: Extract, findings: Findings) -> None:
    """Whether the currency is there, is known, and what its code lets somebody do."""
    token, chain = extract.contracts.token, extract.chain_id
    code = extract.codes.get(token, b"")
    if token in misgiven(extract):
        return
    if not code:
        findings.add("token-missing", token=token)
    elif is_test_money(extract):
        findings.expect(chain in LOCAL_CHAINS, "token-worthless", token=token, chain=chain)
    elif delegate := delegate_of(code):
        findings.add("token-delegated", token=token, target=to_hex(delegate))
    else:
        known = currencies().known.get((chain, token.lower()))
        findings.expect(known is not None, "token-unknown", token=token, chain=chain)
        symbol, powers = known or ("", ())
        _check_powers(extract, symbol, powers, findings)


def is_test_money(extract: Extract) -> bool:
    """Whether the currency is the test money that this package ships, worth nothing on any chain."""
    return is_shipped(extract.codes.get(extract.contracts.token, b""), artifact("TestYuan"))


def _check_powers(extract: Extract, symbol: str, known: tuple[str, ...], findings: Findings) -> None:
    """Each power once, with the signs of it; a well-known currency's are known by its name."""
    token = extract.contracts.token
    shown = signs_of(extract.codes[token])
    for power in POWERS:
        signs = shown.get(power, []) + [symbol] * (power in known)
        if signs:
            findings.add(f"token-{power}", token=token, signs=tuple(signs))


def signs_of(code: bytes) -> dict[str, list[str]]:
    """By what signs each power shows in a code."""
    signs: dict[str, list[str]] = {}
    for selector in sorted(selectors(code)):
        if selector in currencies().signs:
            power, signature = currencies().signs[selector]
            signs.setdefault(power, []).append(signature)
    for custom, slot in currencies().slots.items():
        if slot in code:
            signs.setdefault("upgrade", []).append(custom)
    if target := target_of(code):
        signs.setdefault("upgrade", []).append(to_hex(target))
    return signs

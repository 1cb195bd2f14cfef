"""What kind of currency a plan counts in, and what whoever controls it could do to the plan.

A well-known currency is known by its chain, its address and, where that is on record, the hash of the code there.  Any
other is nobody's promise to the plan: all that an audit says holds only as far as the currency keeps its word.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...abi.artifacts import LOCAL_CHAINS, artifact, is_shipped
from ...codec import from_hex, to_hex
from ...records import Account
from ...resources import read_yaml
from ..code.check import delegate_of, misgiven, selectors, target_of
from ..findings import Findings
from ..hashing import keccak
from ..source.extract import Extract
from .answers import Currency

POWERS = ("pause", "blocklist", "mint", "upgrade", "rebase", "fee")
"""What a currency may let somebody do; a check of the catalogue each."""

LOOK_ALIKES = str.maketrans("АВСЕНІЈКМОРЅТХасеіјорѕхΑΒΕΗΙΚΜΝΟΡΤΧο", "ABCEHIJKMOPSTXaceijopsxABEHIKMNOPTXo")
"""Cyrillic and Greek letters that look like Latin ones."""


@dataclass(frozen=True, slots=True)
class Known:
    """A well-known currency.

    Attributes:
        symbol: what it calls itself.
        powers: what its issuer can do, which a proxy's code does not show.
        code_hash: of the code at its address; empty where it is not on record.
    """

    symbol: str
    powers: tuple[str, ...]
    code_hash: bytes


@dataclass(frozen=True)
class Currencies:
    """What is known of currencies.

    Attributes:
        known: well-known ones by chain id and lower-case address.
        names: how well-known ones are called, as :func:`plain` writes it.
        signs: the signatures of functions by which a power shows, by selector.
        slots: where proxies keep whose code they run, by the name of the custom.
    """

    known: Mapping[tuple[int, str], Known]
    names: frozenset[str]
    signs: Mapping[bytes, tuple[str, str]]
    slots: Mapping[str, bytes]


@cache
def currencies() -> Currencies:
    """What ships in the package."""
    said: Mapping[str, Any] = read_yaml("audit", "tokens.yaml")
    return Currencies(
        known={
            (chain, address.lower()): _known(entry)
            for chain, entries in said["known"].items()
            for address, entry in entries.items()
        },
        names=frozenset(map(plain, said["names"])),
        signs={
            keccak(signature.encode())[:4]: (power, signature)
            for power, signatures in said["signs"].items()
            for signature in signatures
        },
        slots={custom: from_hex(slot) for custom, slot in said["slots"].items()},
    )


def _known(entry: Mapping[str, Any]) -> Known:
    return Known(entry["symbol"], tuple(entry["powers"]), from_hex(entry.get("code", "0x")))


def check_kind(currency: Currency, delegates: Sequence[Account], findings: Findings) -> bool:
    """Whether the currency is there, and what its code lets somebody do.

    Args:
        currency: of a plan.
        delegates: whose code it runs as its own.
        findings: where all of this goes.

    Returns:
        Whether it is known, so that its word need not be taken.
    """
    extract = currency.extract
    token, chain = extract.contracts.token, extract.chain_id
    code = extract.codes.get(token, b"")
    if token in misgiven(extract):
        return False
    if not code:
        findings.add("token-missing", token=token)
    elif is_test_money(extract):
        findings.expect(chain in LOCAL_CHAINS, "token-worthless", token=token, chain=chain)
        return True
    elif delegate := delegate_of(code):
        findings.add("token-delegated", token=token, target=to_hex(delegate))
    else:
        known = currencies().known.get((chain, token.lower()))
        _check_identity(currency, known, findings)
        _check_powers(token, signs_of(code, delegates), known, findings)
        return known is not None and known.code_hash in (b"", keccak(code))
    return False


def is_test_money(extract: Extract) -> bool:
    """Whether the currency is the test money that this package ships, worth nothing on any chain."""
    return is_shipped(extract.codes.get(extract.contracts.token, b""), artifact("TestYuan"))


def _check_identity(currency: Currency, known: Known | None, findings: Findings) -> None:
    """Whether it is a well-known one, or only calls itself so."""
    extract = currency.extract
    token, chain = extract.contracts.token, extract.chain_id
    if known is None:
        findings.add("token-unknown", token=token, chain=chain)
        called = (currency.symbol(), currency.name())
        claimed = next((name for name in called if plain(name) in currencies().names), "")
        findings.expect(not claimed, "token-impostor", token=token, chain=chain, called=claimed)
    elif known.code_hash not in (b"", given := keccak(extract.codes[token])):
        findings.add("token-unknown", token=token, chain=chain)
        findings.add("token-other-code", token=token, symbol=known.symbol, given=given, due=known.code_hash)


def plain(name: str) -> str:
    """A name without what the eye does not tell apart: case, width, accents, spaces, letters of other alphabets."""
    letters = unicodedata.normalize("NFKD", name.translate(LOOK_ALIKES)).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def _check_powers(token: Account, shown: Mapping[str, list[str]], known: Known | None, findings: Findings) -> None:
    """Each power once, with the signs of it; a well-known currency's are known by its name."""
    for power in POWERS:
        signs = [*shown.get(power, ()), *([known.symbol] if known and power in known.powers else ())]
        if signs:
            findings.add(f"token-{power}", token=token, signs=tuple(signs))


def signs_of(code: bytes, delegates: Sequence[Account] = ()) -> dict[str, list[str]]:
    """By what signs each power shows in a code; one that runs others' code and does not name it keeps it elsewhere."""
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
    kept = [each for each in delegates if from_hex(each) not in code]
    if kept:
        signs.setdefault("upgrade", []).extend(kept)
    return signs

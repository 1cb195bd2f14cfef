"""Blocks told otherwise than today: each ends in a proof, in "cannot be proven here", or in an error that says so.

A chain of the future may add fields, leave some out, or spell them in its own way.  Whatever it does, no traceback
comes of it, and nothing that is held against the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from openmutual.abi.structs import FIELDS, OLDEST, header_in
from openmutual.audit.findings import Findings, Severity
from openmutual.audit.hashing import keccak
from openmutual.audit.proof.headers import chain_of
from openmutual.audit.proof.receipts import unproven
from openmutual.audit.source.rpc import RpcSource
from openmutual.codec import to_hex
from openmutual.errors import ChainError, ForeignHeaders

from .public_blocks import HEADERS_OF, PUBLIC, answer, kept

CHAIN = "Linea testnet"
"""Its block has every field of a header that there is today, receipts of two types, and logs."""

BLOCK, HEADER = PUBLIC[CHAIN], HEADERS_OF[CHAIN]["block"]
RECEIPTS = answer(BLOCK)
LOG = RECEIPTS[0]["logs"][0]

PROVEN, FOREIGN, REFUSED, OTHERWISE = "proven", "foreign", "refused", "otherwise"
"""How it may end: `refused` with the words of an answer's form, `otherwise` with findings of the source alone."""

Told = dict[str, Any]
Oddity = Callable[[Told, str], Told]


class Line:
    """A line to a node that tells of one block."""

    host = "a node"

    def __init__(self, answers: Told) -> None:
        self._answers = {"eth_chainId": hex(BLOCK["chain"])} | answers

    def ask(self, method: str, *_: Any) -> Any:
        return self._answers.get(method)

    def ask_all(self, method: str, questions: list[Any], **_: Any) -> Iterator[Any]:
        return (self.ask(method) for _ in questions)


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """How an audit of the block ends that a node tells in such a way."""

    def end(header: Any, receipts: Any, **answers: Any) -> str:
        line = Line({"eth_getBlockByNumber": header, "eth_getBlockReceipts": receipts} | answers)
        monkeypatch.setattr("openmutual.audit.source.rpc.JsonRpc", lambda *_: line)
        source, number = RpcSource("http://a-node"), BLOCK["number"]
        try:
            encoded, raw = next(source.headers([number])), next(source.receipts([number]))
        except ForeignHeaders:
            return FOREIGN
        except ChainError:
            return REFUSED
        assert raw is not None
        extract, findings = kept(BLOCK, encoded, raw), Findings()
        is_unproven = bool(unproven(extract, chain_of(extract, findings, None), findings))
        assert {each.check.severity for each in findings.found} <= {Severity.SOURCE, Severity.REMARK}
        return OTHERWISE if is_unproven or findings.keys else PROVEN

    return end


def put(value: Any) -> Oddity:
    return lambda told, name: told | {name: value}


def without(told: Told, name: str) -> Told:
    return {each: value for each, value in told.items() if each != name}


def spelled(change: Callable[[str], Any]) -> Oddity:
    """The field spelled in another way, if it is a text."""
    return lambda told, name: told | {name: change(told[name]) if isinstance(told.get(name), str) else told.get(name)}


ODDITIES: dict[str, Oddity] = {
    "left out": without,
    "null": put(None),
    "an odd number of digits": spelled(lambda text: text + "0"),
    "capitals": spelled(lambda text: "0x" + text[2:].upper()),
    "capitals throughout": spelled(str.upper),
    "a zero more in front": spelled(lambda text: "0x00" + text[2:]),
    "a JSON number": spelled(lambda text: int(text, 16)),
    "no digit": put("0x"),
    "nothing": put(""),
    "words": put("soon"),
    "below zero": put("-0x1"),
    "too large": put("0x" + 65 * "f"),
    "a fraction": put(1.5),
    "a list": put([]),
    "lists in lists": put([[["0x1"]]]),
    "an object": put({}),
    "true": put(True),
    "a lone surrogate": put("\ud800"),
}

MORE = ("aNewField", "requestsHash", "blockAccessListHash", "slotNumber")
"""Fields that come to a header."""


@pytest.mark.parametrize("name", [*HEADER, *MORE])
def test_a_header_with_an_odd_field_is_proven_or_beyond_proof_or_refused(ending: Any, name: str) -> None:
    ends = {how: ending(odd(HEADER, name), RECEIPTS) for how, odd in ODDITIES.items()}
    assert {*ends.values()} <= {PROVEN, FOREIGN, REFUSED}
    assert ends["capitals"] == PROVEN


@pytest.mark.parametrize("name", [*RECEIPTS[0], "aNewField", "root", "depositNonce"])
def test_a_receipt_with_an_odd_field_is_never_held_against_the_plan(ending: Any, name: str) -> None:
    ends = {how: ending(HEADER, [odd(RECEIPTS[0], name), *RECEIPTS[1:]]) for how, odd in ODDITIES.items()}
    assert {*ends.values()} <= {PROVEN, REFUSED, OTHERWISE}
    assert ends["capitals"] == PROVEN


@pytest.mark.parametrize("name", [*LOG, "aNewField", "logIndex"])
def test_a_log_with_an_odd_field_is_never_held_against_the_plan(ending: Any, name: str) -> None:
    first, *rest = RECEIPTS
    ends = {
        how: ending(HEADER, [first | {"logs": [odd(LOG, name), *first["logs"][1:]]}, *rest])
        for how, odd in ODDITIES.items()
    }
    assert {*ends.values()} <= {PROVEN, REFUSED, OTHERWISE}
    assert ends["capitals"] == PROVEN


@pytest.mark.parametrize("odd", [None, {}, 5, "0x", True, [None], [[]], [5], RECEIPTS[:1] * 3, RECEIPTS[1:]])
def test_receipts_of_another_form_are_refused_or_do_not_fit(ending: Any, odd: Any) -> None:
    assert ending(HEADER, odd) in (REFUSED, OTHERWISE)


def test_receipts_in_another_order_are_put_in_theirs(ending: Any) -> None:
    assert ending(HEADER, RECEIPTS[::-1]) == PROVEN


@pytest.mark.parametrize("odd", [None, 5, True, "0x", {"a": 1}, [None], [{}], [5], ["0x1"]])
def test_a_block_whose_transactions_are_told_in_another_form_is_refused(ending: Any, odd: Any) -> None:
    """Where the receipts of blocks are not given, they are asked for by the hashes of the transactions."""
    assert ending(HEADER | {"transactions": odd}, None) == REFUSED


# --- chains that hash another header ---------------------------------------------------------------------------------


def rehashed(header: Told) -> Told:
    """The same header as its chain tells it if that is what it hashes."""
    return header | {"hash": to_hex(keccak(header_in(FIELDS, header)))}


def test_a_field_that_is_hashed_and_not_known_puts_a_chain_beyond_proof(ending: Any) -> None:
    more = rehashed(HEADER | {"blockAccessListHash": HEADER["mixHash"], "slotNumber": "0x7"})
    assert ending(more, RECEIPTS) == PROVEN
    renamed = {"aNewField" if name == "slotNumber" else name: value for name, value in more.items()}
    assert ending(renamed, RECEIPTS) == FOREIGN


@pytest.mark.parametrize("name", [name for name, _ in OLDEST if name != "number"])
def test_a_chain_that_leaves_out_one_of_the_oldest_fields_is_beyond_proof(ending: Any, name: str) -> None:
    """It hashes, but another field stands in each place after it."""
    assert ending(rehashed(without(HEADER, name)), RECEIPTS) == FOREIGN


@pytest.mark.parametrize("filter_told", ["0x", "0x" + 128 * "0"])
def test_a_chain_whose_filters_are_shorter_is_beyond_proof(ending: Any, filter_told: str) -> None:
    assert ending(rehashed(HEADER | {"logsBloom": filter_told}), RECEIPTS) == FOREIGN

"""A proof can be cut only where the whole way from the block's hash down to the storage is proven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from openmutual.audit.hashing import keccak
from openmutual.audit.source.extract import Extract
from openmutual.codec import to_hex
from openmutual.errors import NotProvable
from openmutual.i18n import LANGUAGES, texts
from openmutual.portal.proof.check import check_proof
from openmutual.portal.proof.cut import proven_ledger
from openmutual.portal.proof.file import BalanceProof
from openmutual.portal.proof.sentences import not_provable

from .proven import STRANGER, end_of

Change = Callable[[Extract], Extract]


def with_account(extract: Extract, **changes: object) -> Extract:
    return replace(extract, accounts=tuple(replace(said, **changes) for said in extract.accounts))  # type: ignore[arg-type]


def other_code(extract: Extract) -> Extract:
    """The published code with a byte of a rule changed: the source's word for the code that the account names."""
    ledger = extract.contracts.ledger
    code = extract.codes[ledger]
    return replace(extract, codes={ledger: code[:2_000] + bytes((code[2_000] ^ 1,)) + code[2_001:]})


BROKEN: dict[str, tuple[str, Change]] = {
    "no header": ("headers", lambda said: replace(said, headers=said.headers.filter(pl.col("number") < said.last))),
    "headers that hash to something else": (
        "headers",
        lambda said: replace(said, block_hash=keccak(b"another chain's")),
    ),
    "what is no header": (
        "headers",
        lambda said: replace(said, headers=pl.DataFrame({"number": [said.last], "rlp": [b"\x01"]})),
    ),
    "no proof of the account": ("account", lambda said: with_account(said, proof=())),
    "a proof of something else": ("account", lambda said: with_account(said, proof=(b"\xc0",))),
    "an account of another block only": ("account", lambda said: with_account(said, block=said.last - 1)),
    "no code": ("code", lambda said: replace(said, codes={})),
    "another code": ("code", other_code),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_way_down_is_told_by_its_first_broken_step(name: str) -> None:
    reason, change = BROKEN[name]
    end = end_of("circle")
    with pytest.raises(NotProvable) as refused:
        proven_ledger(change(end.collected.extract), end.plan)
    assert refused.value.reason == reason


def test_a_storage_that_the_log_does_not_come_to_is_told() -> None:
    end = end_of("circle")
    end.plan.money.surplus += 1
    with pytest.raises(NotProvable) as refused:
        proven_ledger(end.collected.extract, end.plan)
    assert refused.value.reason == "storage"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_sentence(language: str) -> None:
    told = {reason: not_provable(NotProvable(reason), language) for reason in NotProvable.REASONS}
    assert told == texts("proof", language)["not_provable"]


def test_capitals_in_an_address_do_not_matter() -> None:
    ledger = end_of("circle").ledger()
    member = next(iter(end_of("circle").plan.members))
    assert ledger.proof_of(f"0x{member[2:].upper()}") == ledger.proof_of(member)


def test_what_all_members_have_in_common_makes_the_file_with_what_is_ones_own() -> None:
    ledger = end_of("circle").ledger()
    proof: BalanceProof = ledger.proof_of(STRANGER)
    assert {*ledger.place.to_json(), "member", "storage", "figures"} == proof.to_json().keys()
    assert to_hex(check_proof(proof, end_of("circle").collected.extract.block_hash).header.hash).startswith("0x")

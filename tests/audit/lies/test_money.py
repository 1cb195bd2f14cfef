"""Money that could be taken out of a ledger one day, and money that somebody sent to it to make it look bad."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from eth_abi.abi import encode

from openmutual.abi import artifacts
from openmutual.audit.decoding.shapes import approval_shape, transfer_shape
from openmutual.audit.findings import Findings, Severity
from openmutual.audit.pipeline import audit
from openmutual.audit.source import calls
from openmutual.audit.source.extract import Answer, Extract
from tests.client.chain_play import put_on_chain

from ..extract_factory import keys_of, told
from ..tamper.play import TERMS, Play
from ..tamper.variant_compiler import Patch, creation_code, written_code
from ..tamper.world import TamperedWorld

THIEF = "0x" + 20 * "66"

CONSTRUCTOR = (
    "Members(enrolment_) {\n",
    f"Members(enrolment_) {{\n        token_.approve(address(uint160({THIEF})), 1e6);\n",
)


def collected() -> Extract:
    return told("circle")[0]


def without_receipts(extract: Extract) -> Extract:
    """The same, of which nobody can say whether a log was added."""
    return replace(extract, has_receipts=False, receipts=extract.receipts.clear())


def with_log(extract: Extract, *topics: bytes, amount: int) -> Extract:
    """The same, with one more log of the currency behind all others."""
    logs, token = extract.logs, bytes.fromhex(extract.contracts.token[2:])
    last = logs.row(-1, named=True)
    named = dict(zip(("topic0", "topic1", "topic2"), topics, strict=True))
    row = (
        last
        | named
        | {"index": last["index"] + 1, "address": token, "topic3": None, "data": encode(["uint256"], [amount])}
    )
    return replace(extract, logs=pl.concat([logs, pl.DataFrame([row], logs.schema)]))


def word(account: str) -> bytes:
    return bytes.fromhex(account[2:]).rjust(32, b"\0")


def richer(extract: Extract, by: int, *, at_first: bool = True) -> Extract:
    """The same, with so much more on the ledger from before the beginning, as a source says that proves nothing of it."""
    asked = calls.balance_of(extract.contracts.ledger)

    def answers() -> list[Answer]:
        told = []
        for answer in extract.answers:
            held = int.from_bytes(answer.result, "big") + by
            if answer.data != asked:
                told.append(answer)
            elif at_first or answer.block != extract.first:
                told.append(replace(answer, result=held.to_bytes(32, "big")))
        return told

    return replace(extract, answers=tuple(answers()), witness=())


# --- what can be taken -------------------------------------------------------------------------------------------


def allowed(amount: int, owner: str = "") -> Extract:
    extract = without_receipts(collected())
    owner = owner or extract.contracts.ledger
    return with_log(extract, approval_shape().entry.digest, word(owner), word(THIEF), amount=amount)


def test_a_ledger_that_lets_somebody_take_its_money_is_a_breach_before_anything_is_taken() -> None:
    findings = audit(allowed(5)).findings
    assert keys_of(findings) == ["allowance-given"]
    assert (findings.found[0].check.severity, findings.found[0].facts["spender"]) == (Severity.BREACH, THIEF)


def test_an_allowance_of_nothing_or_of_somebody_else_is_nothing() -> None:
    assert audit(allowed(0)).findings.found == []
    assert audit(allowed(5, owner=THIEF)).findings.found == []


@pytest.mark.slow
@pytest.mark.parametrize("coin", ["", "MuteCoin"], ids=["announced", "never announced"])
def test_a_constructor_that_gives_the_money_away_is_found_though_all_code_and_storage_are_genuine(coin: str) -> None:
    shipped = artifacts.artifact("MutualLedger").creation_code
    changed = creation_code("MutualLedger", (Patch("MutualLedger.sol", *CONSTRUCTOR),))
    # The note of the compiler, 53 bytes at the end, tells that the source was another: it is replaced by the genuine one.
    world = TamperedWorld({"MutualLedger": changed[:-53] + shipped[-53:]})
    play = Play(world, TERMS, put_on_chain(world, written_code("currencies.sol", coin)) if coin else "")
    play.people()
    assert graver(play.audited().findings) == {"birth-by-another"} | ({"allowance-given"} if not coin else set())
    play.file("ann", "mild", beneficiary=THIEF)
    assert graver(play.audited().findings) == {"birth-by-another", "allowance-silent" if coin else "allowance-given"}


def graver(findings: Findings) -> set[str]:
    """The checks that found more than what is worth knowing."""
    keys_of(findings)
    return {found.check.key for found in findings.found if found.check.severity is not Severity.REMARK}


# --- what was sent -----------------------------------------------------------------------------------------------


def test_money_sent_to_the_ledgers_address_before_the_plan_began_is_nothing_against_it() -> None:
    audited = audit(richer(collected(), 7))
    assert audited.findings.found == []


def test_where_nobody_knows_what_was_there_before_more_money_is_only_a_remark() -> None:
    audited = audit(richer(collected(), 7, at_first=False))
    assert keys_of(audited.findings) == ["token-balance-more"]
    assert audited.findings.is_clean


@pytest.mark.parametrize("at_first", [True, False])
def test_less_money_than_was_brought_is_a_breach_whatever_was_there_before(at_first: bool) -> None:
    extract = collected()
    first = [one for one in extract.answers if one.block == extract.first]
    later = richer(extract, -7, at_first=False).answers
    audited = audit(replace(extract, answers=(*later, *(first if at_first else ())), witness=()))
    assert keys_of(audited.findings) == ["token-balance-differs"]


def test_money_that_comes_later_without_a_transfer_is_a_breach() -> None:
    extract = collected()
    first = [one for one in extract.answers if one.block == extract.first]
    later = [one for one in richer(extract, 7).answers if one.block != extract.first]
    told = replace(extract, answers=(*first, *later), witness=())
    assert keys_of(audit(told).findings) == ["token-balance-differs"]


def test_money_that_passes_through_the_ledger_in_one_transaction_is_told_of() -> None:
    extract = without_receipts(collected())
    ledger = word(extract.contracts.ledger)
    taken = with_log(extract, transfer_shape().entry.digest, ledger, word(THIEF), amount=9)
    given = with_log(taken, transfer_shape().entry.digest, word(THIEF), ledger, amount=9)
    assert set(keys_of(audit(given).findings)) == {"payment-without-event", "gift"}

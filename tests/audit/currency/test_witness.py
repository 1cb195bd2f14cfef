"""What proves a currency's answers and a plan's making is gathered whole, and without a part of it nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest

from openmutual.abi.artifacts import artifact
from openmutual.audit.currency.birth import Birth, birth_of, check_birth
from openmutual.audit.currency.parties import MOST_SUSPECTS, PERMIT2, payees, suspects
from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Basis, Findings
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.extract import Extract
from openmutual.audit.source.locate import topic_of
from openmutual.errors import ChainError, StateNotKept
from openmutual.events import LogPosition
from tests.audit.extract_factory import keys_of
from tests.audit.extracts import told as told_on

HERE = LogPosition("0x" + 40 * "a", 1, 0)
FACTORY = Birth("0x" + 40 * "f", 1)


@cache
def node() -> tuple[EmbeddedSource, str]:
    _, ledger, source = told_on("circle")
    return source, ledger.site.ledger


@cache
def honest() -> Extract:
    return collect(*node())


class Forgetful(EmbeddedSource):
    """A node that gives no proofs of some blocks' states."""

    def __init__(self, source: EmbeddedSource, kept_from: int) -> None:
        self.__dict__.update(source.__dict__)
        self._kept_from = kept_from

    def proof(self, address: str, slots: Any, block: int) -> Any:
        return super().proof(address, slots, block) if block >= self._kept_from else ()

    def code(self, address: str, block: int) -> bytes:
        if block < self._kept_from:
            raise StateNotKept("forgotten")
        return super().code(address, block)


def reported(audited: Audited) -> set[str]:
    """The parts that are only reported."""
    return {part for part, basis in audited.bases.items() if basis is Basis.REPORTED}


# --- the witness -------------------------------------------------------------------------------------------------


def test_everything_is_proven_and_by_what_was_gathered() -> None:
    audited = audit(honest())
    assert (audited.findings.found, reported(audited)) == ([], set())
    bare = audit(replace(honest(), witness=()))
    assert reported(bare) == {"token_balance", "currency", "birth"}
    assert keys_of(bare.findings) == []
    assert assemble(bare).verdict.outcome == "reported"


def test_without_any_one_piece_less_is_proven_and_nobody_accused() -> None:
    pieces = honest().witness
    for place in range(len(pieces)):
        audited = audit(replace(honest(), witness=pieces[:place] + pieces[place + 1 :]))
        assert audited.findings.is_clean
        assert reported(audited) <= {"token_balance", "currency", "birth"}
    assert len(pieces) > 10


def test_an_altered_piece_is_as_good_as_none() -> None:
    altered = tuple(piece[:-1] + bytes([piece[-1] ^ 1]) for piece in honest().witness)
    assert reported(audit(replace(honest(), witness=altered))) == {"token_balance", "currency", "birth"}


def test_a_node_that_has_forgotten_how_it_began_is_said_to_prove_less() -> None:
    source, ledger = node()
    audited = audit(collect(Forgetful(source, honest().last), ledger))
    assert reported(audited) == {"birth"}
    assert keys_of(audited.findings) == ["birth-unproven"]


def test_a_node_that_fails_when_asked_for_proofs_answers_the_rest_all_the_same() -> None:
    source, ledger = node()

    class Failing(EmbeddedSource):
        def __init__(self) -> None:
            self.__dict__.update(source.__dict__)

        def proof(self, _address: str, _slots: Any, _block: int) -> Any:
            raise ChainError("too much")

    assert reported(audit(collect(Failing(), ledger))) == {"token_balance", "currency", "birth"}


# --- who might take the ledger's money ---------------------------------------------------------------------------


def test_permit2_and_the_plans_makers_are_suspected_first() -> None:
    extract = honest()
    found = suspects(extract)
    maker = "0x" + extract.receipts["sender"][0].hex()
    assert found[:2] == [PERMIT2, maker]
    assert {extract.contracts.desk, extract.contracts.jury} <= set(found)
    assert extract.contracts.ledger not in found
    assert len(found) <= MOST_SUSPECTS


def test_only_so_many_are_suspected() -> None:
    extract = honest()
    many = pl.concat([extract.logs] * 200).with_columns(
        pl.Series(
            "topic3", [bytes(12) + number.to_bytes(20) for number in range(2**100, 2**100 + 200 * extract.logs.height)]
        )
    )
    assert len(suspects(replace(extract, logs=many))) == MOST_SUSPECTS


def test_payments_are_tried_to_whom_the_ledger_paid_last_and_not_to_itself() -> None:
    extract = honest()
    ledger, token = (bytes.fromhex(each[2:]) for each in (extract.contracts.ledger, extract.contracts.token))
    paid = [ledger, *(bytes([number]) * 20 for number in (1, 2, 3, 3))]
    rows = [
        (9, 0, index, token, topic_of("TestYuan", "Transfer"), word(ledger), word(payee), None, bytes(32))
        for index, payee in enumerate([*paid, ledger])
    ]
    logs = pl.DataFrame(rows, extract.logs.schema, orient="row")
    assert payees(replace(extract, logs=logs)) == ["0x" + 20 * "03", "0x" + 20 * "02"]


def word(account: bytes) -> bytes:
    return account.rjust(32, b"\0")


# --- how the plan was made ---------------------------------------------------------------------------------------


def test_a_plan_that_a_published_factory_made_is_proven_to_be() -> None:
    birth = birth_of(honest())
    assert birth is not None
    code = node()[0].code(birth.factory, birth.block - 1)
    findings = Findings()
    assert check_birth(code, birth, HERE, findings)
    assert findings.found == []


@pytest.mark.parametrize("code", [b"", artifact("Jury").runtime_code, artifact("PlanFactory").runtime_code])
def test_a_maker_of_another_code_or_without_one_before_or_of_other_contracts_is_a_doubt(code: bytes) -> None:
    findings = Findings()
    assert not check_birth(code, FACTORY, HERE, findings)
    assert keys_of(findings) == ["birth-by-another"]
    assert not findings.is_clean


def test_a_plan_that_nobody_says_to_have_made_is_a_doubt() -> None:
    findings = Findings()
    assert not check_birth(None, None, HERE, findings)
    assert keys_of(findings) == ["birth-unknown"]
    assert not findings.is_clean


@pytest.mark.parametrize("column", ["topic2", "data", "transaction"])
def test_a_factory_that_speaks_of_another_plan_or_at_another_time_made_another(column: str) -> None:
    logs = honest().logs
    said = pl.col("topic0") == topic_of("PlanFactory", "PlanDeployed")
    other = pl.lit(9, pl.UInt32) if column == "transaction" else pl.lit(bytes(32))
    changed = logs.with_columns(pl.when(said).then(other).otherwise(pl.col(column)).alias(column))
    assert birth_of(honest()) is not None
    assert birth_of(replace(honest(), logs=changed)) is None

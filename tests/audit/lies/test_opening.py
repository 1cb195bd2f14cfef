"""A plan that began before it was opened, or with other contracts than those that are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl
import pytest

from openmutual.audit.decoding.shapes import approval_shape
from openmutual.audit.extraction.collect import collect
from openmutual.audit.pipeline import audit
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.extract import Extract, PlanContracts
from openmutual.audit.source.locate import plan_opened
from openmutual.audit.source.source import RawLog
from openmutual.records import Account

from ..extract_factory import keys_of, told, with_cell
from ..extracts import told as told_on

STRANGER = "0x" + 20 * "77"


def collected() -> Extract:
    """A plan on a node that gives no receipts, so that its log can be told otherwise."""
    extract = told("circle")[0]
    return replace(extract, has_receipts=False, receipts=extract.receipts.clear())


def with_contracts(extract: Extract, **others: Account) -> Extract:
    return replace(extract, contracts=replace(extract.contracts, **others))


def test_a_contract_at_work_before_the_plan_was_opened_is_found() -> None:
    extract = collected()
    is_opening = pl.col("topic0") == plan_opened()
    later = pl.when(is_opening).then(pl.lit(10_000, pl.UInt32)).otherwise(pl.col("index")).alias("index")
    logs = extract.logs.with_columns(later).sort("block", "index")
    assert keys_of(audit(replace(extract, logs=logs)).findings) == ["said-before-opening"]


@pytest.mark.parametrize("name", ["token", "desk", "enrolment"])
def test_another_contract_than_the_plan_was_opened_with_is_found(name: str) -> None:
    findings = audit_or_nothing(with_contracts(collected(), **{name: STRANGER}))
    assert "opened-with-others" in findings


def test_an_attestor_whom_no_contract_asks_is_found() -> None:
    extract = collected()
    opening = next(row for row, topic in enumerate(extract.logs["topic0"]) if topic == plan_opened())
    data = bytearray(extract.logs["data"][opening])
    roles = int.from_bytes(data[64:96], "big")
    assert not any(data[roles + 96 : roles + 128])
    data[roles + 108 : roles + 128] = bytes.fromhex(STRANGER[2:])
    said = audit(with_cell(extract, "logs", opening, data=bytes(data))).findings
    assert [(finding.check.key, finding.facts["name"]) for finding in said.found] == [
        ("opened-with-others", "attestor")
    ]


def audit_or_nothing(extract: Extract) -> list[str]:
    """Which checks find something; the currency in whose name the audit asks answers as the plan's own does."""
    own, token = collected().contracts.token, extract.contracts.token
    answers = tuple(replace(one, contract=token) if one.contract == own else one for one in extract.answers)
    return audit(replace(extract, answers=answers, accounts=(), witness=())).findings.keys


class Remembers(EmbeddedSource):
    """A node that knows of an allowance which an earlier contract at the ledger's address has given."""

    def __init__(self, source: EmbeddedSource, contracts: PlanContracts, block: int) -> None:
        self.__dict__.update(source.__dict__)
        self._plan = contracts
        self._block = block

    def logs(
        self, addresses: Sequence[Account], first: int, last: int, topics: Sequence[bytes | None] = ()
    ) -> Iterator[RawLog]:
        yield from super().logs(addresses, first, last, topics)
        token, ledger = (bytes.fromhex(one[2:]) for one in (self._plan.token, self._plan.ledger))
        wanted = approval_shape().entry.digest, ledger.rjust(32, b"\0")
        if first <= self._block <= last and tuple(topics) == wanted:
            yield RawLog(self._block, 0, 0, token, (*wanted, bytes(31) + b"\1"), bytes(31) + b"\5")


def test_an_allowance_from_before_the_plan_is_read_with_it() -> None:
    _, ledger, source = told_on("circle")
    plain = collect(source, ledger.site.ledger)
    early = plain.first - 1
    extract = collect(Remembers(source, plain.contracts, early), ledger.site.ledger)
    assert (plain.first, extract.first) == (early + 1, early)
    assert extract.headers["number"][0] == early
    assert audit(extract).findings.found == []  # the chain itself has no such log

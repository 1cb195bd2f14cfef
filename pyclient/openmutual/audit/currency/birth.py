"""How a plan came about: a factory of the published code runs the published constructors, and nothing else.

A constructor can do what the code that it leaves behind never does, such as letting somebody take the ledger's money.
So the contract that says it made the plan must have been a factory before the transaction began: its code is proven in
the state before that block.
"""

from dataclasses import dataclass

import polars as pl

from ...abi.artifacts import artifact, is_shipped
from ...codec import from_hex, to_hex
from ...events import LogPosition
from ...records import Account
from ..code.check import held
from ..findings import Findings
from ..hashing import keccak
from ..source.extract import Extract, PlanContracts
from ..source.locate import plan_opened, topic_of

MADE = {
    "ledgerCodeHash": "MutualLedger",
    "deskCodeHash": "CaseDesk",
    "juryCodeHash": "Jury",
    "enrolmentCodeHash": "Enrolment",
}
"""Which contract's creation code each immutable of a factory names."""


@dataclass(frozen=True, slots=True)
class Birth:
    """Who says that it made the plan, and in which block."""

    factory: Account
    block: int


def birth_of(extract: Extract) -> Birth | None:
    """The contract that says so in the transaction that opened the plan; None if none does."""
    ledger = from_hex(extract.contracts.ledger)
    for stretch in extract.stretches():
        logs = stretch.logs
        opened = logs.filter(pl.col("address") == ledger, pl.col("topic0") == plan_opened()).head(1)
        if not opened.is_empty():
            block, transaction = opened.select("block", "transaction").row(0)
            here = (pl.col("block") == block) & (pl.col("transaction") == transaction)
            said = logs.filter(here, pl.col("topic0") == topic_of("PlanFactory", "PlanDeployed"))
            made = said.filter(pl.col("topic2") == ledger.rjust(32, b"\0"), pl.col("data") == _told(extract.contracts))
            return None if made.is_empty() else Birth(to_hex(made["address"][0]), block)
    return None


def check_birth(code: bytes | None, birth: Birth | None, place: LogPosition, findings: Findings) -> bool:
    """Whether the code of whoever made a plan is that of a factory for the published contracts.

    Args:
        code: what lay there before the plan's block; None if that is not proven.
        birth: who says that it made the plan; None if nobody does.
        place: where the plan was opened.
        findings: a doubt, if it is another; a remark, if it is not known.
    """
    if birth is None:
        findings.add("birth-unknown", place)
        return False
    if code is None:
        findings.add("birth-unproven", place, factory=birth.factory, block=birth.block - 1)
        return False
    is_known = _is_factory(code)
    findings.expect(is_known, "birth-by-another", place, factory=birth.factory)
    return is_known


def _is_factory(code: bytes) -> bool:
    shipped = artifact("PlanFactory")
    due = {name: [keccak(artifact(contract).creation_code)] for name, contract in MADE.items()}
    return is_shipped(code, shipped) and all(held(code, shipped, name) == hashes for name, hashes in due.items())


def _told(contracts: PlanContracts) -> bytes:
    """The plan's contracts as a factory's event carries them."""
    members = (contracts.ledger, contracts.desk, contracts.jury, contracts.enrolment)
    return b"".join(bytes(12) + (from_hex(each) if each else bytes(20)) for each in members)

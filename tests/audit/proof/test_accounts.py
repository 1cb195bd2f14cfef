"""What a proof of an account proves, on a real state: the account, that there is none, or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openmutual.audit.findings import Basis, Findings
from openmutual.audit.proof.account import ABSENT, proven_account
from openmutual.audit.proof.headers import chain_of
from openmutual.audit.proof.verify import prove
from openmutual.audit.source.extract import RawAccount
from openmutual.chain import EmbeddedWorld

from ..extract_factory import collected_on, keys_of

if TYPE_CHECKING:
    from openmutual.audit.source.extract import Extract

STRANGER = "0x" + "42" * 20


@pytest.fixture(scope="module")
def circle_world() -> EmbeddedWorld:
    return EmbeddedWorld()


@pytest.fixture(scope="module")
def circle(circle_world: EmbeddedWorld) -> Extract:
    return collected_on(circle_world, "circle")[0]


def ledger_said(extract: Extract) -> RawAccount:
    return next(said for said in extract.accounts if said.address == extract.contracts.ledger)


def root(extract: Extract) -> bytes:
    found = chain_of(extract, Findings(), None).state_root(extract.last)
    assert found is not None
    return found


def with_ledger(extract: Extract, **words: object) -> Extract:
    return replace(extract, accounts=(replace(ledger_said(extract), **words),))


def proven_with(extract: Extract) -> tuple[Basis, list[tuple[str, object]]]:
    findings = Findings()
    bases = prove(extract, findings).accounts
    said = list(zip(keys_of(findings), (finding.facts.get("field") for finding in findings.found), strict=True))
    return next(iter(bases.values())), said


@pytest.mark.parametrize("cut", [slice(0, 0), slice(1, None), slice(0, 1), slice(0, -1)])
def test_a_proof_without_some_of_its_nodes_proves_nothing(circle: Extract, cut: slice) -> None:
    said = ledger_said(circle)
    assert len(said.proof) > 1
    assert proven_account(root(circle), said.address, said.proof[cut]) is None


def test_a_proof_under_another_root_or_with_a_changed_node_proves_nothing(circle: Extract) -> None:
    said = ledger_said(circle)
    assert proven_account(bytes(32), said.address, said.proof) is None
    last = said.proof[-1]
    for changed in (last[:-1] + bytes([last[-1] ^ 1]), last[:-1], b"", b"\xf8"):
        assert proven_account(root(circle), said.address, (*said.proof[:-1], changed)) is None


def test_a_proof_proves_the_account_and_no_other(circle: Extract) -> None:
    said = ledger_said(circle)
    proven = proven_account(root(circle), said.address, said.proof)
    assert proven is not None
    assert (proven.nonce, proven.balance) == (said.nonce, said.balance)
    assert (proven.storage_root, proven.code_hash) == (said.storage_root, said.code_hash)
    assert proven_account(root(circle), circle.contracts.desk, said.proof) != proven


def test_that_there_is_no_account_can_be_proven(circle_world: EmbeddedWorld, circle: Extract) -> None:
    held, proof = circle_world.node.proof(STRANGER, circle.last)
    assert held == b""
    assert proven_account(root(circle), STRANGER, proof) == ABSENT


@pytest.mark.parametrize(
    ("field", "value"),
    [("nonce", 99), ("balance", 1), ("storage_root", bytes(32)), ("storage_root", b""), ("code_hash", b"c" * 32)],
)
def test_an_account_that_the_state_does_not_have_is_found(circle: Extract, field: str, value: object) -> None:
    told = with_ledger(circle, **{field: value})
    assert proven_with(told) == (Basis.REPORTED, [("account-differs", field.replace("_", " "))])


def test_a_broken_proof_is_found_and_no_proof_is_only_a_report(circle: Extract) -> None:
    said = ledger_said(circle)
    assert proven_with(with_ledger(circle, proof=said.proof[:-1])) == (Basis.REPORTED, [("account-proof-broken", None)])
    assert proven_with(with_ledger(circle, proof=())) == (Basis.REPORTED, [])
    assert proven_with(with_ledger(circle)) == (Basis.PROVEN, [])


def test_a_contract_that_is_not_there_is_proven_in_whatever_way_nodes_write_it(
    circle_world: EmbeddedWorld, circle: Extract
) -> None:
    _, proof = circle_world.node.proof(STRANGER, circle.last)
    for empty in ((b"", b""), (bytes(32), bytes(32)), (ABSENT.storage_root, ABSENT.code_hash)):
        said = RawAccount(STRANGER, circle.last, 0, 0, *empty, proof)
        assert proven_with(replace(circle, accounts=(said,))) == (Basis.PROVEN, [])
    said = RawAccount(STRANGER, circle.last, 0, 0, b"s" * 32, b"", proof)
    assert proven_with(replace(circle, accounts=(said,)))[1] == [("account-differs", "storage root")]

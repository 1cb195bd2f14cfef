"""Grants in the chain's log: only the claimant's count, they say who and not what, and no rule depends on them."""

from dataclasses import replace

import pytest

from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.errors import NotClaimant, UnknownCase
from openmutual.events import EvidenceGranted
from openmutual.evidence import AgeKey, Sealed, reader_hash
from openmutual.plans.terms import load_plan
from openmutual.records import CaseStatus, Roles

DAY = 24 * 60 * 60


@pytest.fixture(scope="module")
def world() -> EmbeddedWorld:
    return EmbeddedWorld()


@pytest.fixture(scope="module")
def ledger(world: EmbeddedWorld) -> ChainLedger:
    terms = replace(load_plan("circle").terms, min_members=0)
    assessors = tuple(world.account(f"assessor {number}") for number in range(terms.assessors))
    ledger = world.deploy(terms, Roles(world.account("operator"), assessors), 2, bytes(32))
    for name in ("alice", "bob"):
        account = world.account(name)
        world.give(ledger, account, terms.tiers[0].deposit * 10)
        ledger.join(account, terms.tiers[0].name, terms.tiers[0].deposit * 10)
    return ledger


@pytest.fixture
def case(world: EmbeddedWorld, ledger: ChainLedger, sealed: Sealed) -> int:
    """A case of Alice's, filed with the commitment of what she sealed."""
    world.advance(world.now() + ledger.terms.waiting)
    return ledger.file(world.account("alice"), ledger.terms.levels[0].name, world.now() - 1, sealed.commitment)


def test_nobody_grants_a_case_that_is_not_there(world: EmbeddedWorld, ledger: ChainLedger) -> None:
    with pytest.raises(UnknownCase):
        ledger.grant(world.account("alice"), 99, bytes(32))


def test_only_the_claimant_grants_at_any_time(
    world: EmbeddedWorld, ledger: ChainLedger, case: int, juror: AgeKey, assessor: AgeKey
) -> None:
    alice = world.account("alice")
    for name in ("bob", "operator", "assessor 0"):
        with pytest.raises(NotClaimant):
            ledger.grant(world.account(name), case, reader_hash(juror.public))
    assert ledger.grants(case) == []
    before = ledger.snapshot()

    ledger.grant(alice, case, reader_hash(juror.public))
    ledger.withdraw_case(alice, case)
    ledger.grant(alice, case, reader_hash(assessor.public))

    assert ledger.grants(case) == [reader_hash(juror.public), reader_hash(assessor.public)]
    logged = [event for event in ledger.events() if isinstance(event, EvidenceGranted)]
    assert [(event.case_id, event.reader) for event in logged] == [
        (case, reader_hash(juror.public)),
        (case, reader_hash(assessor.public)),
    ]
    after = ledger.snapshot()
    assert after.cases[case].status == CaseStatus.WITHDRAWN
    assert (after.books, after.members) == (before.books, before.members)

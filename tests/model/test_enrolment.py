"""The attestor's word (rules, section 3): one person, one membership."""

from dataclasses import replace

import pytest

from openmutual.errors import (
    AlreadyMember,
    AttestationMissing,
    InvalidSignature,
    NullifierHeld,
    NullifiersMismatch,
    OpenMutualError,
    PlanNotOpen,
    SignatureExpired,
)
from openmutual.records import Attestation, MemberStatus
from tests.model.play import ROLES, START, Play
from tests.terms import TERMS

ANN, BO = b"a" * 32, b"b" * 32


def word(*nullifiers: bytes, expiry: int = START, by: str = "attestor") -> Attestation:
    return Attestation(nullifiers, expiry, by.encode())


@pytest.fixture
def vouched() -> Play:
    """A plan whose members an attestor vouches for."""
    return Play(TERMS, replace(ROLES, attestor="attestor"))


def join(play: Play, name: str, attestation: Attestation | None) -> None:
    play.world.give(play.ledger, name, 30)
    play.ledger.join(name, "one", 30, attestation)


def join_many(play: Play, names: list[str], attestation: Attestation | None) -> None:
    play.world.give(play.ledger, "payer", 30 * len(names))
    play.ledger.join_many("payer", names, "one", 30, attestation)


def refused(play: Play, refusal: Exception, attestation: Attestation | None, *names: str) -> None:
    play.world.give(play.ledger, "payer", 30 * len(names))
    play.refuses(refusal, play.ledger.join_many, "payer", list(names), "one", 30, attestation)  # type: ignore[arg-type]


# --- refused, in order -----------------------------------------------------------------------------------


def test_the_plan_s_own_refusals_come_first(vouched: Play) -> None:
    join(vouched, "ann", word(ANN))
    refused(vouched, AlreadyMember("ann"), None, "ann")
    vouched.ledger.close("operator")
    refused(vouched, PlanNotOpen(), None, "bo")


def test_nobody_joins_without_the_attestor_s_word(vouched: Play) -> None:
    refused(vouched, AttestationMissing(), None, "ann")


def test_the_word_holds_up_to_and_with_its_last_second(vouched: Play) -> None:
    vouched.go(1)
    refused(vouched, SignatureExpired(vouched.at(1, -1)), word(expiry=vouched.at(1, -1), by="x"), "ann")
    join(vouched, "ann", word(ANN, expiry=vouched.at(1)))


@pytest.mark.parametrize("nullifiers", [(), (ANN,), (ANN, BO, BO)])
def test_everybody_has_one_nullifier(vouched: Play, nullifiers: tuple[bytes, ...]) -> None:
    refused(vouched, NullifiersMismatch(2, len(nullifiers)), word(*nullifiers, by="x"), "ann", "bo")


@pytest.mark.parametrize("signer", ["", "operator", "attestor2"])
def test_only_the_attestor_vouches(vouched: Play, signer: str) -> None:
    refused(vouched, InvalidSignature("attestor"), word(ANN, by=signer), "ann")


def test_a_nullifier_is_held_once(vouched: Play) -> None:
    join(vouched, "ann", word(ANN))
    refused(vouched, NullifierHeld(ANN), word(ANN), "ann2")
    refused(vouched, NullifierHeld(ANN), word(BO, ANN), "bo", "ann2")
    refused(vouched, NullifierHeld(BO), word(BO, BO), "bo", "bo2")


def test_a_payment_that_fails_takes_no_nullifier(vouched: Play) -> None:
    before = vouched.everything()
    with pytest.raises(OpenMutualError, match="less than 30"):
        vouched.ledger.join("ann", "one", 30, word(ANN))
    assert vouched.everything() == before


# --- joined ----------------------------------------------------------------------------------------------


def test_one_word_is_enough_for_a_batch(vouched: Play) -> None:
    join_many(vouched, ["ann", "bo"], word(ANN, BO))
    assert vouched.ledger.nullifiers == {ANN: "ann", BO: "bo"}


def test_where_nobody_vouches_the_word_is_not_read(play: Play) -> None:
    join(play, "ann", word(ANN, BO, expiry=0, by="x"))
    assert (play.status("ann"), play.ledger.nullifiers) == (MemberStatus.ACTIVE, {})


# --- freed, or never -------------------------------------------------------------------------------------


def test_who_leaves_is_free_to_join_anew_only_after_withdrawing(vouched: Play) -> None:
    join_many(vouched, ["ann", "bo"], word(ANN, BO))
    vouched.ledger.leave("ann")
    vouched.go(14)
    vouched.ledger.announce()
    later = replace(word(ANN), expiry=vouched.at(14))
    refused(vouched, NullifierHeld(ANN), later, "ann2")
    vouched.ledger.withdraw("ann")
    assert vouched.ledger.nullifiers == {BO: "bo"}
    join(vouched, "ann2", later)


def test_who_lapsed_frees_it_by_withdrawing(vouched: Play) -> None:
    join_many(vouched, ["ann", "bo"], word(ANN, BO))
    vouched.top_up("bo", 30)
    for day in range(14, 84, 14):
        vouched.period(day, "bo", "bruise")
    assert vouched.status("ann") == MemberStatus.LAPSED
    vouched.ledger.withdraw("ann")
    assert ANN not in vouched.ledger.nullifiers


def test_whose_membership_a_benefit_ended_holds_it_for_ever(vouched: Play) -> None:
    join_many(vouched, ["ann", "bo"], word(ANN, BO))
    vouched.approved("ann", "accident")
    vouched.ledger.withdraw("ann")
    assert vouched.status("ann") == MemberStatus.CLAIMED
    refused(vouched, NullifierHeld(ANN), word(ANN), "ann2")


def test_a_closed_plan_frees_them_all(vouched: Play) -> None:
    join_many(vouched, ["ann", "bo"], word(ANN, BO))
    vouched.ledger.leave("bo")
    vouched.ledger.close("operator")
    vouched.go(180)
    vouched.ledger.finish()
    for name in ("ann", "bo"):
        vouched.ledger.withdraw(name)
    assert vouched.ledger.nullifiers == {}

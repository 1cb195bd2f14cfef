"""The attestor's word (rules, section 3): one person, one membership."""

from dataclasses import replace

import pytest

from openmutual.errors import (
    AlreadyMember,
    AttestationMissing,
    AttestationUsed,
    CaseUnresolved,
    GraceNotOver,
    InvalidSignature,
    MembershipEnded,
    NothingToWithdraw,
    NullifierHeld,
    NullifiersMismatch,
    OpenMutualError,
    PlanNotOpen,
    Refusal,
    SignatureExpired,
)
from openmutual.model.enrolment import Joining, sign, words_of
from openmutual.records import Attestation, MemberStatus
from tests.model.play import ROLES, START, Play
from tests.terms import DAY, TERMS

ANN, BO = b"a" * 32, b"b" * 32
LATER = START + 1_000 * DAY


@pytest.fixture
def vouched() -> Play:
    """A plan whose members an attestor vouches for."""
    return Play(TERMS, replace(ROLES, attestor="attestor"))


def word(*names: str, by: str = "attestor", expiry: int = LATER, tier: str = "one", payer: str = "") -> Attestation:
    """The attestor's word for people of these names, whose nullifiers are known to nobody else."""
    nullifiers = tuple(name[:1].encode() * 32 for name in names)
    return sign(by, Joining(payer or names[0], names, tier), nullifiers, expiry)


def batch(*names: str, by: str = "attestor", expiry: int = LATER) -> Attestation:
    return word(*names, by=by, expiry=expiry, payer="payer")


def join(play: Play, name: str, attestation: Attestation | None) -> None:
    play.world.give(play.ledger, name, 30)
    play.ledger.join(name, "one", 30, attestation)


def join_many(play: Play, attestation: Attestation | None, *names: str) -> None:
    play.world.give(play.ledger, "payer", 30 * len(names))
    play.ledger.join_many("payer", list(names), "one", 30, attestation)


def refused(play: Play, refusal: Refusal, attestation: Attestation | None, *names: str) -> None:
    play.world.give(play.ledger, "payer", 30 * len(names))
    play.refuses(refusal, play.ledger.join_many, "payer", list(names), "one", 30, attestation)


# --- refused, in order -----------------------------------------------------------------------------------


def test_the_plan_s_own_refusals_come_first(vouched: Play) -> None:
    join(vouched, "ann", word("ann"))
    refused(vouched, AlreadyMember("ann"), None, "ann")
    vouched.ledger.close("operator")
    refused(vouched, PlanNotOpen(), None, "bo")


def test_nobody_joins_without_the_attestor_s_word(vouched: Play) -> None:
    refused(vouched, AttestationMissing(), None, "ann")


def test_the_word_holds_strictly_before_its_expiry(vouched: Play) -> None:
    vouched.go(1)
    refused(vouched, SignatureExpired(vouched.at(1)), batch("ann", expiry=vouched.at(1), by="x"), "ann")
    join(vouched, "ann", word("ann", expiry=vouched.at(1, 1)))


@pytest.mark.parametrize("names", [(), ("ann",), ("ann", "bo", "cy")])
def test_everybody_has_one_nullifier(vouched: Play, names: tuple[str, ...]) -> None:
    refused(vouched, NullifiersMismatch(2, len(names)), batch(*names, by="x"), "ann", "bo")


@pytest.mark.parametrize("signer", ["", "operator", "attestor2"])
def test_only_the_attestor_vouches(vouched: Play, signer: str) -> None:
    refused(vouched, InvalidSignature("attestor"), batch("ann", by=signer), "ann")


def test_no_stranger_enrols_with_somebody_s_word(vouched: Play) -> None:
    refused(vouched, InvalidSignature("attestor"), word("ann"), "ann")


def test_nobody_is_enrolled_in_a_tier_they_did_not_choose(vouched: Play) -> None:
    refused(vouched, InvalidSignature("attestor"), word("ann", payer="payer", tier="three"), "ann")


def test_nobody_else_joins_by_a_word(vouched: Play) -> None:
    refused(vouched, InvalidSignature("attestor"), batch("ann"), "ann2")


def test_a_word_enrols_nobody_again_after_they_went(vouched: Play) -> None:
    join_many(vouched, batch("ann"), "ann")
    vouched.announce(14)
    vouched.ledger.leave("ann")
    vouched.announce(28)
    vouched.ledger.withdraw("ann")
    words = words_of(Joining("payer", ("ann",), "one"), (ANN,), LATER)
    refused(vouched, AttestationUsed(words), batch("ann"), "ann")
    join_many(vouched, batch("ann", expiry=LATER + 1), "ann")


def test_a_nullifier_is_held_once(vouched: Play) -> None:
    join(vouched, "ann", word("ann"))
    refused(vouched, NullifierHeld(ANN), batch("ann2"), "ann2")
    refused(vouched, NullifierHeld(ANN), batch("bo", "ann2"), "bo", "ann2")
    refused(vouched, NullifierHeld(BO), batch("bo", "bo2"), "bo", "bo2")


def test_a_payment_that_fails_takes_no_nullifier(vouched: Play) -> None:
    before = vouched.everything()
    with pytest.raises(OpenMutualError, match="less than 30"):
        vouched.ledger.join("ann", "one", 30, word("ann"))
    assert vouched.everything() == before


# --- joined ----------------------------------------------------------------------------------------------


def holders(play: Play) -> dict[bytes, str]:
    return {nullifier: account for nullifier, (account, _) in play.ledger.nullifiers.items()}


def test_one_word_is_enough_for_a_batch(vouched: Play) -> None:
    join_many(vouched, batch("ann", "bo"), "ann", "bo")
    assert holders(vouched) == {ANN: "ann", BO: "bo"}


def test_where_nobody_vouches_the_word_is_not_read(play: Play) -> None:
    join(play, "ann", word("ann", "bo", expiry=0, by="x"))
    assert (play.status("ann"), play.ledger.nullifiers) == (MemberStatus.ACTIVE, {})


# --- freed, or never -------------------------------------------------------------------------------------


def test_an_active_or_leaving_member_keeps_the_nullifier(vouched: Play) -> None:
    join_many(vouched, batch("ann", "bo"), "ann", "bo")
    vouched.announce(14)
    refused(vouched, NullifierHeld(ANN), batch("ann2"), "ann2")
    vouched.ledger.leave("ann")
    refused(vouched, NullifierHeld(ANN), batch("ann2"), "ann2")


def test_who_withdrew_is_free_to_join_anew(vouched: Play) -> None:
    join_many(vouched, batch("ann", "bo"), "ann", "bo")
    vouched.announce(14)
    vouched.ledger.leave("ann")
    vouched.announce(28)
    vouched.ledger.withdraw("ann")
    join(vouched, "ann2", word("ann2"))
    assert holders(vouched) == {ANN: "ann2", BO: "bo"}


def test_whose_membership_a_benefit_ended_holds_it_for_ever(vouched: Play) -> None:
    join_many(vouched, batch("ann", "bo"), "ann", "bo")
    vouched.approved("ann", "accident")
    vouched.ledger.withdraw("ann")
    assert vouched.status("ann") == MemberStatus.CLAIMED
    refused(vouched, NullifierHeld(ANN), batch("ann2"), "ann2")
    refused(vouched, MembershipEnded("ann"), batch("ann"), "ann")


# --- a lost key ------------------------------------------------------------------------------------------


@pytest.fixture
def lapsed(vouched: Play) -> Play:
    """Ann lapsed on day 70 with 5 left, by five cases of bo's that cost each of two members 5."""
    join_many(vouched, batch("ann", "bo"), "ann", "bo")
    vouched.top_up("bo", 300)
    for day in (14, 28, 42, 56, 70):
        vouched.period(day, "bo", "bruise")
    assert (vouched.status("ann"), vouched.balance("ann")) == (MemberStatus.LAPSED, 5)
    return vouched


@pytest.fixture
def left(vouched: Play) -> Play:
    """Ann left on day 28 with 30, and filed a case before."""
    join_many(vouched, batch("ann", "bo"), "ann", "bo")
    vouched.announce(14)
    vouched.ledger.leave("ann")
    vouched.go(27)
    vouched.file("ann", "accident")
    vouched.announce(28)
    return vouched


def test_while_a_lapsed_member_can_come_back_nobody_takes_their_place(lapsed: Play) -> None:
    lapsed.go(100, -1)
    refused(lapsed, GraceNotOver("ann", lapsed.at(100)), batch("ann2"), "ann2")
    lapsed.go(100)
    join(lapsed, "ann2", word("ann2"))


def test_the_old_account_keeps_its_money_and_nothing_else(lapsed: Play) -> None:
    lapsed.go(100)
    join(lapsed, "ann2", word("ann2"))
    assert (lapsed.status("ann"), lapsed.balance("ann"), lapsed.status("ann2")) == (
        MemberStatus.WITHDRAWN,
        5,
        MemberStatus.ACTIVE,
    )
    refused(lapsed, AlreadyMember("ann"), None, "ann")
    assert lapsed.ledger.withdraw("ann") == 5
    lapsed.refuses(NothingToWithdraw("ann"), lapsed.ledger.withdraw, "ann")
    refused(lapsed, NullifierHeld(ANN), batch("ann"), "ann")


def test_a_case_that_is_undecided_keeps_its_person_where_they_are(left: Play) -> None:
    refused(left, CaseUnresolved(0), batch("ann2"), "ann2")
    left.ledger.withdraw_case("ann", 0)
    join(left, "ann2", word("ann2"))


def test_a_case_that_can_be_appealed_or_is_appealed_keeps_its_person_where_they_are(left: Play) -> None:
    left.decide(0, approve=False)
    refused(left, CaseUnresolved(0), batch("ann2"), "ann2")
    left.appeal("ann")
    refused(left, CaseUnresolved(0), batch("ann2"), "ann2")
    left.go(30)
    left.ledger.tally(0)
    join(left, "ann2", word("ann2"))


def test_an_earlier_rejection_that_can_still_be_appealed_counts_when_a_later_appeal_was_lost(left: Play) -> None:
    left.decide(0, approve=False)
    left.decide(left.file("ann", day=27), approve=False)
    left.appeal("ann", case=1)
    refused(left, CaseUnresolved(1), batch("ann2"), "ann2")
    left.go(30)
    left.ledger.tally(0)
    refused(left, CaseUnresolved(0), batch("ann2"), "ann2")
    left.go(31)
    join(left, "ann2", word("ann2"))


def test_a_rejection_that_nobody_can_appeal_any_more_is_no_obstacle(left: Play) -> None:
    left.decide(0, approve=False)
    left.go(31, -1)
    refused(left, CaseUnresolved(0), batch("ann2"), "ann2")
    left.go(31)
    join(left, "ann2", word("ann2"))


def test_an_approved_case_keeps_its_person_where_they_are_until_it_is_announced(left: Play) -> None:
    left.decide(0, "bruise")
    refused(left, CaseUnresolved(0), batch("ann2"), "ann2")
    left.announce(42)
    join(left, "ann2", word("ann2"))
    left.go(45)
    left.ledger.settle(0)
    assert left.wallet("ann") == 10


def test_a_failed_payment_replaces_nobody(left: Play) -> None:
    left.ledger.withdraw_case("ann", 0)
    before = left.everything()
    with pytest.raises(OpenMutualError, match="less than 30"):
        left.ledger.join("ann2", "one", 30, word("ann2"))
    assert left.everything() == before

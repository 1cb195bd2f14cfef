"""The Enrolment contract takes what the client attests, once, for whom it names, where it says and while it holds."""

from dataclasses import replace

import pytest

from openmutual.enrolment import document, nullifier
from openmutual.errors import InvalidSignature, NullifierHeld, NullifiersMismatch, SignatureExpired
from openmutual.records import MemberStatus

from .attested import Attested

ALICES, BOBS = "11010519491231002X", "440524188001010014"


def test_nobody_joins_with_another_members_word(plan: Attested) -> None:
    with pytest.raises(InvalidSignature):
        plan.join("mallory", plan.word(("alice", ALICES)))


def test_a_word_of_another_plan_counts_for_nothing(plan: Attested, other_plan: Attested) -> None:
    with pytest.raises(InvalidSignature):
        plan.join("alice", other_plan.word(("alice", ALICES)))


def test_a_word_for_another_chain_counts_for_nothing(plan: Attested) -> None:
    elsewhere = replace(plan.place, chain_id=1)
    plan.place = elsewhere
    with pytest.raises(InvalidSignature):
        plan.join("alice", plan.word(("alice", ALICES)))


def test_only_the_attestor_vouches(plan: Attested) -> None:
    with pytest.raises(InvalidSignature):
        plan.join("alice", plan.word(("alice", ALICES), signer="mallory"))


def test_a_changed_nullifier_or_expiry_breaks_the_signature(plan: Attested) -> None:
    word = plan.word(("alice", ALICES))
    for changed in (replace(word, nullifiers=(bytes(32),)), replace(word, expiry=word.expiry + 1)):
        with pytest.raises(InvalidSignature):
            plan.join("alice", changed)


def test_a_word_for_one_tier_opens_no_other(plan: Attested) -> None:
    with pytest.raises(InvalidSignature):
        plan.join("alice", plan.word(("alice", ALICES), tier=1))


def test_nobody_is_enrolled_by_a_stranger_who_has_seen_their_word(plan: Attested) -> None:
    word = plan.word(("alice", ALICES))
    stranger, alice = plan.world.account("stranger"), plan.world.account("alice")
    plan.world.give(plan.ledger, stranger, plan.tier.deposit)
    with pytest.raises(InvalidSignature):
        plan.ledger.join_many(stranger, [alice], plan.tier.name, plan.tier.deposit, word)


def test_a_word_for_two_does_not_let_one_in(plan: Attested) -> None:
    with pytest.raises(NullifiersMismatch):
        plan.join("alice", plan.word(("alice", ALICES), ("bob", BOBS)))


def test_an_expired_word_counts_for_nothing_and_one_in_its_last_second_does(plan: Attested) -> None:
    word = plan.word(("alice", ALICES))
    plan.world.give(plan.ledger, plan.world.account("alice"), 10 * plan.tier.deposit)
    plan.world.give(plan.ledger, plan.world.account("bob"), 10 * plan.tier.deposit)
    other = plan.word(("bob", BOBS), expiry=word.expiry)
    plan.world.advance(word.expiry - 1)
    plan.ledger.join(plan.world.account("alice"), plan.tier.name, plan.tier.deposit, word)
    with pytest.raises(SignatureExpired) as refused:
        plan.ledger.join(plan.world.account("bob"), plan.tier.name, plan.tier.deposit, other)
    assert refused.value == SignatureExpired(word.expiry)


def test_one_person_is_one_member_whatever_account_they_use(plan: Attested) -> None:
    plan.join("alice", plan.word(("alice", ALICES)))
    with pytest.raises(NullifierHeld) as refused:
        plan.join("alice again", plan.word(("alice again", ALICES.lower())))
    assert refused.value == NullifierHeld(nullifier(plan.key, plan.place, document("resident-id", ALICES)))


def test_a_word_lets_a_member_in_once(plan: Attested) -> None:
    word = plan.word(("alice", ALICES))
    plan.join("alice", word)
    with pytest.raises(NullifierHeld):
        plan.join("bob", plan.word(("bob", ALICES)))
    alice = plan.join("carol", plan.word(("carol", BOBS)))
    assert plan.ledger.snapshot().members[alice].status == MemberStatus.ACTIVE


def test_who_lost_the_key_of_a_membership_that_is_over_goes_on_at_a_new_account(plan: Attested) -> None:
    old = plan.join("alice", plan.word(("alice", ALICES)))
    announce(plan)
    plan.ledger.leave(old)
    with pytest.raises(NullifierHeld):
        plan.join("new alice", plan.word(("new alice", ALICES)))
    announce(plan)
    new = plan.join("new alice", plan.word(("new alice", ALICES)))
    held = plan.ledger.snapshot().members
    assert (held[old].status, held[new].status) == (MemberStatus.WITHDRAWN, MemberStatus.ACTIVE)
    assert plan.ledger.withdraw(old) == held[old].balance > 0
    with pytest.raises(NullifierHeld):
        plan.join("alice", plan.word(("alice", ALICES)))


def announce(plan: Attested) -> None:
    plan.world.advance(plan.world.now() + plan.ledger.terms.period)
    plan.ledger.announce()


def test_a_batch_joins_with_one_word_in_its_order(plan: Attested) -> None:
    names = ["alice", "bob"]
    accounts = [plan.world.account(name) for name in names]
    word = plan.word(("alice", ALICES), ("bob", BOBS), payer="sponsor")
    plan.world.give(plan.ledger, plan.world.account("sponsor"), 2 * plan.tier.deposit)
    join = (plan.tier.name, plan.tier.deposit, word)
    with pytest.raises(InvalidSignature):
        plan.ledger.join_many(plan.world.account("sponsor"), accounts[::-1], *join)
    plan.ledger.join_many(plan.world.account("sponsor"), accounts, *join)
    assert set(plan.ledger.snapshot().members) == set(accounts)


def test_the_same_person_may_be_in_two_plans_and_nothing_links_them(plan: Attested, other_plan: Attested) -> None:
    for each in (plan, other_plan):
        each.join("alice", each.word(("alice", ALICES)))
    assert plan.word(("alice", ALICES)).nullifiers != other_plan.word(("alice", ALICES)).nullifiers

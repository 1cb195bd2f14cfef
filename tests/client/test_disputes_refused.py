"""Refusals of the jury, the enrolment, and of objections and appeals, each come to through the client."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from deploy.toolchain import ROOT
from openmutual.chain import EmbeddedWorld
from openmutual.errors import (
    REFUSALS,
    AlreadyVolunteer,
    AlreadyVoted,
    AttestationMissing,
    AttestationUsed,
    CaseNotAppealable,
    CaseNotContestable,
    CaseUnresolved,
    CommitmentMismatch,
    DrawExpired,
    DrawNotExpired,
    DrawTooEarly,
    GraceNotOver,
    MayNotObject,
    MembershipOver,
    NotJuror,
    NotJury,
    NotLedger,
    NotVolunteer,
    NullifierHeld,
    NullifiersMismatch,
    OwnCase,
    Refusal,
    ResignedLately,
    SignatureExpired,
    UnknownDispute,
    WrongHeader,
    WrongStage,
)
from openmutual.records import Attestation, JuryTerms, Level, Roles
from openmutual.signing.typed_data import Enrolment, SigningDomain, TypedData, enrolment_data, seals_of
from tests.client.chain_play import ChainPlay
from tests.terms import DAY, TERMS

PLAN = replace(TERMS, levels=(Level("bruise", 10, 0, False, 0),), waiting=0, jury=JuryTerms(1, 1, 50, 2, DAY, DAY))
SALT = bytes(range(32))
OTHER_SALT = bytes(32)
PERSON = bytes([7] * 32)
INTERFACES = ("IJury", "IEnrolment")
OF_THE_DESK = {"NotJury", "CaseNotContestable", "OwnCase", "MayNotObject", "CaseNotAppealable", "MembershipOver"}
OF_THE_LEDGER = {"SignatureExpired"}
OF_THE_OTHERS = {
    name
    for interface in INTERFACES
    for name in re.findall(
        r"^    error (\w+)\(", (ROOT / "contracts" / "interfaces" / f"{interface}.sol").read_text("utf-8"), re.MULTILINE
    )
}
TOLD = (OF_THE_OTHERS | OF_THE_DESK | OF_THE_LEDGER) & REFUSALS.keys()


class Dispute(ChainPlay):
    """Three members, of whom `m3` volunteers.  Each method comes to a call that is refused, and says how."""

    def begin(self) -> None:
        for person in ("m1", "m2", "m3"):
            self.world.give(self.ledger, self.who(person), 2**40)
            self.join(person, deposit=300)
        self.ledger.volunteer(self.who("m3"))

    def contested(self) -> int:
        case = self.approved("m1")
        self.go(14)
        self.ledger.announce()
        return self.ledger.object(self.who("m2"), case, b"why")

    def block(self, dispute: int = 0) -> int:
        return int(self.ledger._dispute(dispute)["block_"])

    def let_blocks_pass(self, number: int) -> None:
        self.world.node.wait_for(self.world.node.head().number + number)

    def attested(self) -> ChainPlay:
        """Another plan, whose members an attestor vouches for."""
        other = ChainPlay.__new__(ChainPlay)
        other.world, other.panel = self.world, self.panel
        roles = Roles(self.operator, tuple(self.panel), attestor=self.who("attestor"))
        other.ledger = self.world.deploy(PLAN, roles, 2, bytes(32))
        other.start = self.world.now() - 1
        self.world.give(other.ledger, self.who("m1"), 2**40)
        self.world.give(other.ledger, self.who("m2"), 2**40)
        return other

    def word(self, plan: ChainPlay, member: str, *nullifiers: bytes, expiry: int = 0) -> Attestation:
        """The attestor's word for the first tier; it holds for a hundred days."""
        account, until = self.who(member), expiry or self.world.now() + 100 * DAY
        words = self.words(plan, Enrolment((account,), nullifiers, 0, account, until))
        (seal,) = seals_of(self.world.keyring, words, [self.who("attestor")])
        return Attestation(nullifiers, until, seal.signature)

    def words(self, plan: ChainPlay, enrolment: Enrolment) -> TypedData:
        return enrolment_data(SigningDomain(plan.ledger.chain_id, plan.ledger.site.enrolment), enrolment)

    def lapsed(self) -> ChainPlay:
        """A plan with an attestor whose only member, `m1`, has been charged until they lapsed."""
        plan = self.attested()
        plan.ledger.join(self.who("m1"), "one", 30, self.word(plan, "m1", PERSON))
        for day in (14, 28, 42):
            case = plan.approved("m1")
            plan.go(day)
            plan.ledger.announce()
            plan.go(day + 3)
            plan.ledger.settle(case)
        return plan

    # the calls, in the order of the errors' names ---------------------------------------------------------

    def already_volunteer(self) -> Refusal:
        return self.refused(AlreadyVolunteer(self.who("m3")), self.ledger.volunteer, self.who("m3"))

    def already_voted(self) -> Refusal:
        self.contested()
        self.ledger.draw(0)
        self.ledger.commit(self.who("m3"), 0, True, SALT)
        return self.refused(AlreadyVoted(self.who("m3")), self.ledger.commit, self.who("m3"), 0, False, SALT)

    def attestation_missing(self) -> Refusal:
        plan = self.attested()
        return self.refused(AttestationMissing(), plan.ledger.join, self.who("m1"), "one", 30)

    def attestation_used(self) -> Refusal:
        plan = self.attested()
        word = self.word(plan, "m1", PERSON)
        plan.ledger.join(self.who("m1"), "one", 30, word)
        plan.period(14)
        plan.ledger.leave(self.who("m1"))
        plan.period(28)
        plan.ledger.withdraw(self.who("m1"))
        signed = Enrolment((self.who("m1"),), word.nullifiers, 0, self.who("m1"), word.expiry)
        used = AttestationUsed(digest_of(self.words(plan, signed)))
        return self.refused(used, plan.ledger.join, self.who("m1"), "one", 30, word)

    def case_not_appealable(self) -> Refusal:
        case = self.file("m1")
        self.decide(case, approve=False)
        self.ledger.appeal(self.who("m1"), case, b"why")
        return self.refused(CaseNotAppealable(case), self.ledger.appeal, self.who("m1"), case, b"again")

    def case_not_contestable(self) -> Refusal:
        case = self.approved("m1")
        return self.refused(CaseNotContestable(case), self.ledger.object, self.who("m2"), case, b"too early")

    def case_unresolved(self) -> Refusal:
        plan = self.attested()
        plan.ledger.join(self.who("m1"), "one", 30, self.word(plan, "m1", PERSON))
        plan.period(14)
        plan.ledger.leave(self.who("m1"))
        case = plan.file("m1")
        plan.period(28)
        plan.decide(case, approve=False)
        new = self.word(plan, "m2", PERSON)
        return self.refused(CaseUnresolved(case), plan.ledger.join, self.who("m2"), "one", 30, new)

    def commitment_mismatch(self) -> Refusal:
        self.contested()
        self.ledger.draw(0)
        self.ledger.commit(self.who("m3"), 0, True, SALT)
        self.go(15.5)
        m3 = self.who("m3")
        return self.refused(CommitmentMismatch(m3), self.ledger.reveal, 0, m3, True, OTHER_SALT)

    def draw_expired(self) -> Refusal:
        self.contested()
        block = self.block()
        self.let_blocks_pass(32 + 258)
        return self.refused(DrawExpired(block), self.raw, "anyone", "Jury", "draw", 0, b"")

    def draw_not_expired(self) -> Refusal:
        self.contested()
        return self.refused(DrawNotExpired(self.block()), self.ledger.renew_draw, 0)

    def draw_too_early(self) -> Refusal:
        self.contested()
        return self.refused(DrawTooEarly(self.block()), self.raw, "anyone", "Jury", "draw", 0, b"")

    def grace_not_over(self) -> Refusal:
        plan = self.lapsed()
        until = plan.ledger.membership(self.who("m1")).lapsed_at + PLAN.grace
        self.world.advance(until - 1)
        early = GraceNotOver(self.who("m1"), until)
        return self.refused(early, plan.ledger.join, self.who("m2"), "one", 30, self.word(plan, "m2", PERSON))

    def may_not_object(self) -> Refusal:
        case = self.approved("m1")
        self.go(14)
        self.join("late", deposit=30)
        self.ledger.announce()
        self.join("later", deposit=30)
        return self.refused(MayNotObject(self.who("later")), self.ledger.object, self.who("later"), case, b"why")

    def membership_over(self) -> Refusal:
        self.period(14)
        self.ledger.leave(self.who("m1"))
        case = self.file("m1")
        self.go(28)
        self.decide(case, approve=False)
        self.ledger.announce()
        self.ledger.withdraw(self.who("m1"))
        return self.refused(MembershipOver(self.who("m1")), self.ledger.appeal, self.who("m1"), case, b"why")

    def not_juror(self) -> Refusal:
        self.contested()
        self.ledger.draw(0)
        return self.refused(NotJuror(self.who("m2")), self.ledger.commit, self.who("m2"), 0, True, SALT)

    def not_jury(self) -> Refusal:
        arguments = ("conclude", 0, 1, self.who("m1"), [])
        return self.refused(NotJury(self.who("m1")), self.raw, "m1", "CaseDesk", *arguments)

    def not_ledger(self) -> Refusal:
        plan = self.attested()
        return self.refused(NotLedger(self.who("m1")), plan.raw, "m1", "Enrolment", "admit", [], 0, self.who("m1"), b"")

    def not_volunteer(self) -> Refusal:
        return self.refused(NotVolunteer(self.who("m1")), self.ledger.resign, self.who("m1"))

    def nullifier_held(self) -> Refusal:
        plan = self.attested()
        plan.ledger.join(self.who("m1"), "one", 30, self.word(plan, "m1", PERSON))
        again = self.word(plan, "m2", PERSON)
        return self.refused(NullifierHeld(PERSON), plan.ledger.join, self.who("m2"), "one", 30, again)

    def nullifiers_mismatch(self) -> Refusal:
        plan = self.attested()
        two = self.word(plan, "m1", PERSON, SALT)
        return self.refused(NullifiersMismatch(1, 2), plan.ledger.join, self.who("m1"), "one", 30, two)

    def own_case(self) -> Refusal:
        case = self.approved("m1")
        self.go(14)
        self.ledger.announce()
        return self.refused(OwnCase(self.who("m1")), self.ledger.object, self.who("m1"), case, b"mine")

    def resigned_lately(self) -> Refusal:
        self.ledger.resign(self.who("m3"))
        until = self.world.now() - 1 + 90 * DAY
        self.world.advance(until - 1)
        return self.refused(ResignedLately(self.who("m3"), until), self.ledger.volunteer, self.who("m3"))

    def signature_expired(self) -> Refusal:
        plan, now = self.attested(), self.world.now()
        word = self.word(plan, "m1", PERSON, expiry=now)
        return self.refused(SignatureExpired(now), plan.ledger.join, self.who("m1"), "one", 30, word)

    def unknown_dispute(self) -> Refusal:
        return self.refused(UnknownDispute(7), self.ledger.tally, 7)

    def wrong_header(self) -> Refusal:
        self.contested()
        block = self.block()
        self.let_blocks_pass(33)
        header = self.world.node.header(block - 1)
        return self.refused(WrongHeader(block), self.raw, "anyone", "Jury", "draw", 0, header)

    def wrong_stage(self) -> Refusal:
        self.contested()
        return self.refused(WrongStage(0, 0), self.ledger.tally, 0)

    def refused(self, refusal: Refusal, call: Callable[..., object], *arguments: object) -> Refusal:
        """The call is refused with exactly this, and nothing has changed."""
        before = self.ledger.snapshot()
        with pytest.raises(type(refusal)) as caught:
            call(*arguments)
        assert caught.value == refusal
        assert self.ledger.snapshot() == before
        return refusal


def digest_of(words: TypedData) -> bytes:
    """The hash that a signature of typed data is made over (EIP-712)."""
    message = encode_typed_data(words["domain"], words["types"], words["message"])
    return keccak(b"\x19" + message.version + message.header + message.body)


STORIES = sorted(name for name in vars(Dispute) if name.title().replace("_", "") in REFUSALS)


@pytest.fixture
def dispute() -> Dispute:
    dispute = Dispute(EmbeddedWorld(), PLAN)
    dispute.begin()
    return dispute


def test_every_refusal_has_its_story() -> None:
    assert {name.title().replace("_", "") for name in STORIES} == TOLD


@pytest.mark.parametrize("name", STORIES)
def test_a_call_is_refused_with_its_own_exception(dispute: Dispute, name: str) -> None:
    assert type(getattr(dispute, name)()).__name__ == name.title().replace("_", "")

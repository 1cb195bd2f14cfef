"""What the contracts refuse, asked for through the client: the exception, its values, and nothing changed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from openmutual.chain import EmbeddedWorld
from openmutual.errors import (
    REFUSALS,
    AlreadyMember,
    AmountNotWhole,
    AmountTooLarge,
    AnnouncementTooEarly,
    AssessorsNotSorted,
    BackstopTooSmall,
    BelowReserve,
    CaseAlreadyOpen,
    CaseNotFiled,
    CaseNotPayable,
    CasesOpen,
    CaseUndecided,
    ChainError,
    DecisionTooLate,
    DepositTooSmall,
    DiagnosisInFuture,
    EmptyBatch,
    FilingTooLate,
    FinishTooEarly,
    GraceOver,
    InvalidSignature,
    InvalidTerm,
    JoinsStopped,
    LengthsDiffer,
    LevelEndsMembership,
    MembershipEnded,
    MembersNotSorted,
    MinimumStay,
    MoreThanNoticed,
    NoBackstopNotice,
    NoCredit,
    NoProposal,
    NoQuorum,
    NotActive,
    NotAssessor,
    NotClaimant,
    NotCovered,
    NotDesk,
    NotEnrolment,
    NothingToWithdraw,
    NotOperator,
    NotSponsor,
    NotSuccessor,
    NotSupervision,
    OnlyItself,
    OnlyMemberReinstates,
    PlanClosed,
    PlanNotClosing,
    PlanNotOpen,
    ProposalTooEarly,
    ProposalVoid,
    Refusal,
    UnknownCase,
    UnknownLevel,
    UnknownTier,
    WasMember,
    ZeroAmount,
)
from openmutual.records import Level
from openmutual.signing.typed_data import Decision, Seal
from tests.client import test_disputes_refused
from tests.client.chain_play import ChainPlay
from tests.terms import DAY, TERMS

OF_ACCOUNTS = {"WrongNonce", "NotSignedByAccount", "TargetWithoutCode"}
ELSEWHERE = {
    "QueueFull",
    "TransferMismatch",
    "Reentered",
    "AnnouncedMeanwhile",
    *OF_ACCOUNTS,
    *test_disputes_refused.TOLD,
}
"""Need 65,535 cases, another token, a relayer or a dispute; tested where those are, and in the decoder."""

PLAN = replace(TERMS, levels=(*TERMS.levels, Level("heavy", 300, 0, False, 0)))


class Story(ChainPlay):
    """A plan with two members; `m1` has much, `m2` little.  Each method comes to a call that is refused, and says how."""

    def begin(self) -> None:
        for person in ("m1", "m2", "m3", "stranger", "friend"):
            self.world.give(self.ledger, self.who(person), 2**50)
        self.join("m1", deposit=300)
        self.join("m2", deposit=30)

    def heavy_period(self, day: int) -> None:
        case = self.approved("m1", "heavy")
        self.go(day)
        self.ledger.announce()
        self.go(day + 3)
        self.ledger.settle(case)

    def m2_lapses(self) -> None:
        for day in (14, 28, 42):
            self.heavy_period(day)

    def m1_leaves(self) -> None:
        """In the second period, since nobody leaves in the first."""
        self.go(14)
        self.ledger.announce()
        self.ledger.leave(self.who("m1"))

    def closing(self) -> None:
        self.ledger.close(self.operator)

    def closed(self) -> None:
        self.closing()
        self.go(181)
        self.ledger.finish()

    # the calls, in the order of the errors' names ---------------------------------------------------------

    def already_member(self) -> Refusal:
        return self.refused(AlreadyMember(self.who("m1")), self.join, "m1")

    def amount_not_whole(self) -> Refusal:
        return self.refused(AmountNotWhole(91, 3), lambda: self.join("m3", tier="three", deposit=91))

    def amount_too_large(self) -> Refusal:
        return self.refused(AmountTooLarge(2**48 + 300, 2**48 - 1), self.top_up, "m1", 2**48)

    def announcement_too_early(self) -> Refusal:
        self.go(14, seconds=-1)
        return self.refused(AnnouncementTooEarly(self.at(14)), self.ledger.announce)

    def assessors_not_sorted(self) -> Refusal:
        case = self.file("m1")
        twice = [self.panel[0], self.panel[0]]
        return self.refused(AssessorsNotSorted(self.panel[0]), self.decide, case, signers=twice)

    def backstop_too_small(self) -> Refusal:
        self.ledger.notice_backstop(self.sponsor, 60)
        self.go(20)
        return self.refused(BackstopTooSmall(60, 0), self.ledger.take_backstop, self.sponsor, 60)

    def below_reserve(self) -> Refusal:
        self.m2_lapses()
        return self.refused(BelowReserve(9, 10), self.top_up, "m2", 9)

    def case_already_open(self) -> Refusal:
        return self.refused(CaseAlreadyOpen(self.file("m1")), self.file, "m1")

    def case_not_filed(self) -> Refusal:
        case = self.approved("m1")
        return self.refused(CaseNotFiled(case), self.decide, case)

    def case_not_payable(self) -> Refusal:
        case = self.approved("m1")
        self.go(14)
        self.ledger.announce()
        self.go(17, seconds=-1)
        return self.refused(CaseNotPayable(case), self.ledger.settle, case)

    def cases_open(self) -> Refusal:
        self.approved("m1")
        self.closing()
        self.go(181)
        return self.refused(CasesOpen(1), self.ledger.finish)

    def case_undecided(self) -> Refusal:
        self.m1_leaves()
        case = self.file("m1")
        self.go(28)
        self.ledger.announce()
        return self.refused(CaseUndecided(case), self.ledger.withdraw, self.who("m1"))

    def decision_too_late(self) -> Refusal:
        case, until = self.file("m1"), self.world.now() - 1 + 30 * DAY
        self.world.advance(until)
        return self.refused(DecisionTooLate(until), self.decide, case)

    def deposit_too_small(self) -> Refusal:
        return self.refused(DepositTooSmall(29, 30), lambda: self.join("m3", deposit=29))

    def diagnosis_in_future(self) -> Refusal:
        later = self.world.now() + 1
        return self.refused(DiagnosisInFuture(later), self.file, "m1", "bruise", later)

    def empty_batch(self) -> Refusal:
        return self.refused(EmptyBatch(), self.ledger.join_many, self.who("payer"), [], "one", 30)

    def filing_too_late(self) -> Refusal:
        self.go(370)
        return self.refused(FilingTooLate(self.at(367)), self.file, "m1", "bruise", self.at(2))

    def finish_too_early(self) -> Refusal:
        self.closing()
        earliest = self.world.now() - 1 + 180 * DAY
        return self.refused(FinishTooEarly(earliest), self.ledger.finish)

    def grace_over(self) -> Refusal:
        self.m2_lapses()
        self.go(72)
        return self.refused(GraceOver(self.who("m2"), self.at(72)), self.top_up, "m2", 20)

    def invalid_signature(self) -> Refusal:
        decision = Decision(self.file("m1"), approve=False, level=3, report=bytes(32))
        seals = [Seal(assessor, bytes(65)) for assessor in sorted(self.panel[:2], key=str.lower)]
        return self.refused(InvalidSignature(seals[0].assessor), self.ledger.bring, decision, seals)

    def invalid_term(self) -> Refusal:
        arguments = replace(PLAN, period_cap=0), self.ledger.roles, 2, bytes(32)
        return self.refused(InvalidTerm("periodCap", 0), self.world.deploy, *arguments)

    def joins_stopped(self) -> Refusal:
        self.ledger.stop_joins(self.operator)
        return self.refused(JoinsStopped(), self.join, "m3")

    def lengths_differ(self) -> Refusal:
        return self.refused(LengthsDiffer(1, 2), self.ledger.top_up_many, self.who("m1"), [self.who("m1")], [5, 5])

    def level_ends_membership(self) -> Refusal:
        case = self.file("m1", "bruise")
        return self.refused(LevelEndsMembership("accident"), self.decide, case, "accident")

    def membership_ended(self) -> Refusal:
        self.approved("m1", "accident")
        return self.refused(MembershipEnded(self.who("m1")), self.join, "m1")

    def members_not_sorted(self) -> Refusal:
        member = self.who("m2")
        return self.refused(MembersNotSorted(member), self.ledger.top_up_many, self.who("m1"), [member, member], [5, 5])

    def minimum_stay(self) -> Refusal:
        return self.refused(MinimumStay(self.who("m1"), 1), self.ledger.leave, self.who("m1"))

    def more_than_noticed(self) -> Refusal:
        self.fund(100)
        self.ledger.notice_backstop(self.sponsor, 60)
        self.go(20)
        self.ledger.take_backstop(self.sponsor, 50)
        return self.refused(MoreThanNoticed(11, 10), self.ledger.take_backstop, self.sponsor, 11)

    def no_backstop_notice(self) -> Refusal:
        self.ledger.notice_backstop(self.sponsor, 60)
        opens = self.world.now() - 1 + 17 * DAY
        return self.refused(NoBackstopNotice(opens, opens + 14 * DAY), self.ledger.take_backstop, self.sponsor, 1)

    def no_credit(self) -> Refusal:
        return self.refused(NoCredit(self.who("m1")), self.ledger.collect_credit, self.who("m1"), self.who("m2"))

    def no_proposal(self) -> Refusal:
        return self.refused(NoProposal(), self.ledger.install_panel)

    def no_quorum(self) -> Refusal:
        return self.refused(NoQuorum(1, 2), self.decide, self.file("m1"), signers=self.panel[:1])

    def not_active(self) -> Refusal:
        return self.refused(NotActive(self.who("stranger")), self.top_up, "stranger", 5)

    def not_assessor(self) -> Refusal:
        stranger = self.who("stranger")
        return self.refused(NotAssessor(stranger), self.decide, self.file("m1"), signers=[stranger] * 2)

    def not_claimant(self) -> Refusal:
        case = self.file("m1")
        return self.refused(NotClaimant(self.who("m2")), self.ledger.withdraw_case, self.who("m2"), case)

    def not_covered(self) -> Refusal:
        now = self.world.now()
        return self.refused(NotCovered(self.who("m1"), now), self.file, "m1", "severe", now)

    def not_desk(self) -> Refusal:
        return self.refused(NotDesk(self.operator), self.raw, "operator", "MutualLedger", "enqueue", 0)

    def not_enrolment(self) -> Refusal:
        return self.refused(
            NotEnrolment(self.operator), self.raw, "operator", "MutualLedger", "replace", self.who("m1")
        )

    def not_operator(self) -> Refusal:
        return self.refused(NotOperator(self.sponsor), self.ledger.propose_panel, self.sponsor, self.panel)

    def not_sponsor(self) -> Refusal:
        return self.refused(NotSponsor(self.operator), self.ledger.notice_backstop, self.operator, 1)

    def not_successor(self) -> Refusal:
        self.ledger.propose_operator(self.operator, self.who("successor"))
        return self.refused(NotSuccessor(self.who("m1")), self.ledger.accept_operator, self.who("m1"))

    def not_supervision(self) -> Refusal:
        return self.refused(NotSupervision(self.sponsor), self.ledger.close, self.sponsor)

    def nothing_to_withdraw(self) -> Refusal:
        return self.refused(NothingToWithdraw(self.who("m1")), self.ledger.withdraw, self.who("m1"))

    def only_member_reinstates(self) -> Refusal:
        self.m2_lapses()
        refusal = OnlyMemberReinstates(self.who("m2"), self.who("friend"))
        return self.refused(refusal, lambda: self.top_up("m2", 20, payer="friend"))

    def plan_closed(self) -> Refusal:
        self.closed()
        return self.refused(PlanClosed(), self.ledger.leave, self.who("m1"))

    def plan_not_closing(self) -> Refusal:
        return self.refused(PlanNotClosing(), self.ledger.finish)

    def plan_not_open(self) -> Refusal:
        self.closing()
        return self.refused(PlanNotOpen(), self.join, "m3")

    def proposal_too_early(self) -> Refusal:
        successor = self.who("successor")
        self.ledger.propose_operator(self.operator, successor)
        earliest = self.world.now() - 1 + 31 * DAY
        self.world.advance(earliest - 1)
        return self.refused(ProposalTooEarly(earliest), self.ledger.accept_operator, successor)

    def proposal_void(self) -> Refusal:
        successor = self.who("successor")
        self.ledger.propose_operator(self.operator, successor)
        until = self.world.now() - 1 + 45 * DAY
        self.world.advance(until)
        return self.refused(ProposalVoid(until), self.ledger.accept_operator, successor)

    def unknown_case(self) -> Refusal:
        return self.refused(UnknownCase(7), self.ledger.settle, 7)

    def only_itself(self) -> Refusal:
        self.ledger.open_orders()
        somebody = self.who("m1")
        return self.refused(OnlyItself(somebody), self.ledger._tell_orders, somebody, "fill", somebody, 0, 1)

    def unknown_level(self) -> Refusal:
        return self.refused(UnknownLevel("platinum"), self.file, "m1", "platinum")

    def unknown_tier(self) -> Refusal:
        return self.refused(UnknownTier("platinum"), lambda: self.join("m3", tier="platinum"))

    def was_member(self) -> Refusal:
        self.m1_leaves()
        self.go(28)
        self.ledger.announce()
        self.ledger.withdraw(self.who("m1"))
        batch = self.who("m2"), [self.who("m1")], "one", 30
        return self.refused(WasMember(self.who("m1")), self.ledger.join_many, *batch)

    def zero_amount(self) -> Refusal:
        return self.refused(ZeroAmount(), self.ledger.fund_backstop, self.sponsor, 0)

    def refused(self, refusal: Refusal, call: Callable[..., object], *arguments: object, **named: object) -> Refusal:
        """The call is refused with exactly this, and nothing has changed."""
        before = self.ledger.snapshot()
        with pytest.raises(type(refusal)) as caught:
            call(*arguments, **named)
        assert caught.value == refusal
        assert self.ledger.snapshot() == before
        return refusal


STORIES = sorted(name for name in vars(Story) if name.title().replace("_", "") in REFUSALS)


@pytest.fixture
def story() -> Story:
    story = Story(EmbeddedWorld(), PLAN)
    story.begin()
    return story


def test_every_refusal_has_its_story() -> None:
    assert {name.title().replace("_", "") for name in STORIES} == set(REFUSALS) - ELSEWHERE


@pytest.mark.parametrize("name", STORIES)
def test_a_call_is_refused_with_its_own_exception(story: Story, name: str) -> None:
    assert type(getattr(story, name)()).__name__ == name.title().replace("_", "")


def test_after_a_refusal_the_same_caller_goes_on(story: Story) -> None:
    with pytest.raises(NothingToWithdraw):
        story.ledger.withdraw(story.who("m1"))
    story.top_up("m1", 5)


def test_who_has_no_key_cannot_call(story: Story) -> None:
    with pytest.raises(ChainError, match="no key here"):
        story.ledger.leave("0x52908400098527886E0F7030069857D2E4169EE7")


def test_a_payer_without_money_gets_the_tokens_own_error(story: Story) -> None:
    with pytest.raises(ChainError, match="ERC20InsufficientAllowance"):
        story.ledger.join(story.who("poor"), "one", 30)

"""The life of a case (互助申请; rules, section 4): how it is filed and how it is paid.

::

    filed ──decide──► approved ──announce──► announced ──settle──► settled
      ├──decide──► rejected                     └──object──► contested ──► announced once more, or overturned
      ├──withdraw_case──► withdrawn           (for filing, open until the panel's time for it is over)
      └──nobody decided in time──► expired

    rejected, or undecided ──appeal──► appealed ──► approved, or rejected for good

What the panel does in between is told by :mod:`panel`, who contests and appeals by :mod:`disputes`.
"""

from ..errors import (
    CaseAlreadyOpen,
    CaseNotFiled,
    CaseNotPayable,
    CaseUndecided,
    CaseUnresolved,
    DiagnosisInFuture,
    FilingTooLate,
    NotClaimant,
    NotCovered,
    PlanClosed,
    UnknownCase,
    UnknownLevel,
)
from ..records import Account, CaseStatus, Level, MemberStatus, Stage
from . import cash
from .state import Case, Member, PlanState

UNPAID = (CaseStatus.APPROVED, CaseStatus.ANNOUNCED, CaseStatus.CONTESTED, CaseStatus.APPEALED)
"""Such a case holds up the end of a closing."""

OPEN = (CaseStatus.FILED, *UNPAID)
"""A claimant with such a case cannot file another, nor appeal."""

UNDECIDED = (CaseStatus.FILED, CaseStatus.APPEALED)
"""Whose membership has such a case cannot withdraw."""


# --- where a case stands ---------------------------------------------------------------------------------


def case_numbered(plan: PlanState, number: int) -> Case:
    """The case of that number, counted from 0.  Raises UnknownCase."""
    if not 0 <= number < len(plan.cases):
        raise UnknownCase(number)
    return plan.cases[number]


def status_of(plan: PlanState, case: Case) -> CaseStatus:
    """Where a case stands now: as it was written, but that an undecided one expires by itself.

    It does so a `notice` after the panel's time is over: until then it is still open, though no longer the
    panel's to decide.
    """
    expired = plan.now >= case.filed_at + plan.terms.decision + plan.terms.notice
    return CaseStatus.EXPIRED if case.status == CaseStatus.FILED and expired else case.status


def level_named(plan: PlanState, name: str) -> Level:
    """The level of that name.  Raises UnknownLevel."""
    try:
        return plan.terms.level(name)
    except KeyError:
        raise UnknownLevel(name) from None


# --- filing ----------------------------------------------------------------------------------------------


def file(plan: PlanState, claimant: Account, level_name: str, diagnosed_at: int, beneficiary: Account) -> int:
    """Open a case for an illness diagnosed at `diagnosed_at` (Unix seconds); returns the case's number.

    Raises:
        PlanClosed, UnknownLevel, DiagnosisInFuture, FilingTooLate, NotCovered, CaseAlreadyOpen: in this order.
    """
    if plan.stage == Stage.CLOSED:
        raise PlanClosed
    level = level_named(plan, level_name)
    if diagnosed_at > plan.now:
        raise DiagnosisInFuture(diagnosed_at)
    must_be_in_time(plan, diagnosed_at)
    if not covered(plan, claimant, diagnosed_at, level):
        raise NotCovered(claimant, diagnosed_at)
    must_have_none_open(plan, claimant)
    must_have_none_taken_back(plan, claimant)

    plan.cases.append(
        Case(
            claimant=claimant,
            beneficiary=beneficiary,
            level=level,
            membership=plan.members[claimant],
            diagnosed_at=diagnosed_at,
            filed_at=plan.now,
        )
    )
    return len(plan.cases) - 1


def must_be_in_time(plan: PlanState, diagnosed_at: int) -> None:
    """A case is filed within `filing` of the diagnosis, and not once the run-off of a closing is over.

    Raises:
        FilingTooLate: with the end of the window that was missed.
    """
    until = diagnosed_at + plan.terms.filing
    if plan.now >= until:
        raise FilingTooLate(until)
    if plan.closing_at is not None and plan.now >= plan.closing_at + plan.terms.run_off:
        raise FilingTooLate(plan.closing_at + plan.terms.run_off)


def covered(plan: PlanState, name: Account, at: int, level: Level) -> bool:
    """Whether the person's present membership covered them at that time (rules, section 3).

    Cover begins when the level's waiting period is over.  It ends with the announcement at which they lapsed
    or left, and for everybody with the closing.  A membership that was withdrawn, or ended by a benefit, covers
    nothing any more, not even times gone by.
    """
    if plan.status(name) in (MemberStatus.NONE, MemberStatus.WITHDRAWN, MemberStatus.CLAIMED):
        return False
    member = plan.members[name]
    if at < member.joined_at + level.waiting:
        return False
    ends = [end for end in (member.cover_ended_at, plan.closing_at) if end is not None]
    return all(at < end for end in ends)


def must_have_none_open(plan: PlanState, claimant: Account, but: int | None = None) -> None:
    """One open case at a time, whatever membership it was filed under; `but` is left aside.

    Raises:
        CaseAlreadyOpen: with the number of the case that is.
    """
    for number, case in enumerate(plan.cases):
        if number != but and case.claimant == claimant and status_of(plan, case) in OPEN:
            raise CaseAlreadyOpen(number)


def must_have_none_taken_back(plan: PlanState, claimant: Account) -> None:
    """A case taken back counts as open, for filing, until the panel's time for it is over: no panel is flooded.

    Raises:
        CaseAlreadyOpen: with the number of the case that does.
    """
    for number, case in enumerate(plan.cases):
        taken_back = case.claimant == claimant and case.status == CaseStatus.WITHDRAWN
        if taken_back and plan.now < case.filed_at + plan.terms.decision:
            raise CaseAlreadyOpen(number)


def must_be_decided(plan: PlanState, member: Member) -> None:
    """No case of this membership is undecided: its benefit may be about to end it.

    Raises:
        CaseUndecided: with the number of the case that is.
    """
    for number, case in enumerate(plan.cases):
        if case.membership is member and status_of(plan, case) in UNDECIDED:
            raise CaseUndecided(number)


def must_be_resolved(plan: PlanState, member: Member) -> None:
    """No case of this membership is undecided or waits to be announced, and none can still be appealed.

    Raises:
        CaseUnresolved: with the number of the case that is in the way.
    """
    own = [(number, case) for number, case in enumerate(plan.cases) if case.membership is member]
    for number, case in own:
        if case.status == CaseStatus.APPROVED or status_of(plan, case) in UNDECIDED:
            raise CaseUnresolved(number)
    for number, case in reversed(own):
        if is_appealable(plan, case):
            raise CaseUnresolved(number)


def is_appealable(plan: PlanState, case: Case) -> bool:
    """Within `notice` of the panel's no, or from the end of its time until the case expires; once in any case."""
    status = status_of(plan, case)
    if status == CaseStatus.REJECTED:
        return not case.appealed and plan.now < case.rejected_at + plan.terms.notice
    return status == CaseStatus.FILED and plan.now >= case.filed_at + plan.terms.decision


def withdraw_case(plan: PlanState, claimant: Account, number: int) -> None:
    """Take an undecided case back.

    Raises:
        UnknownCase, NotClaimant, CaseNotFiled: in this order.
    """
    case = case_numbered(plan, number)
    if claimant != case.claimant:
        raise NotClaimant(claimant)
    if status_of(plan, case) != CaseStatus.FILED:
        raise CaseNotFiled(number)
    case.status = CaseStatus.WITHDRAWN


# --- paying ----------------------------------------------------------------------------------------------


def settle(plan: PlanState, number: int) -> None:
    """Pay an announced case once its notice is over, and no jury sits over it (I5).

    The patient comes first: the operator earns only what is left when the benefit is paid in full.

    Raises:
        UnknownCase, CaseNotPayable: in this order.
    """
    case = case_numbered(plan, number)
    if case.status != CaseStatus.ANNOUNCED or plan.now < case.announced_at + plan.terms.notice:
        raise CaseNotPayable(number)

    # What was promised is paid to the last base unit: `payout = claimant_paid + fee_paid`.
    case.status = CaseStatus.SETTLED
    case.claimant_paid = min(case.level.benefit, case.payout)
    case.fee_paid = case.payout - case.claimant_paid
    plan.operator_credit += case.fee_paid
    cash.pay(plan, case.payee, case.claimant_paid)

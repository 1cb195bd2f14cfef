"""Members join, top up, come back, leave and take their money (rules, section 3).

A member's way::

    active ──leave──► leaving ──announcement──► left ──────withdraw──► withdrawn ──join──► active …
       └──announcement leaves less than the reserve──► lapsed ──withdraw──► withdrawn
                                          └──own top-up within the grace──► active
       └──a benefit that ends the membership──► claimed, for ever

    lapsed, the grace over, or left ──their person joins at another account──► withdrawn, but for the money

A membership outlasts two announcements, so none can be had on money borrowed for one transaction.

The ledger writes down, for everybody, how far their money reaches: the share index plus what a unit of theirs
still holds, in steps.  The model has no use for that number, yet it bounds it as the ledger does.
"""

from ..errors import (
    AlreadyMember,
    AmountNotWhole,
    AmountTooLarge,
    BelowReserve,
    DepositTooSmall,
    EmptyBatch,
    GraceOver,
    JoinsStopped,
    LengthsDiffer,
    MembershipEnded,
    MembersNotSorted,
    MinimumStay,
    NotActive,
    NothingToWithdraw,
    OnlyMemberReinstates,
    PlanClosed,
    PlanNotOpen,
    UnknownTier,
    WasMember,
    ZeroAmount,
)
from ..records import NOBODY, Account, Attestation, MemberStatus, Stage, Tier
from . import cases, cash, closing, enrolment
from .panel import account_order
from .state import Member, PlanState
from .terms_check import STEPS_BOUND

MINIMUM_STAY = 2
"""Announcements that a membership outlasts."""


def withdraw(plan: PlanState, name: Account) -> int:
    """Pay out all that is theirs, in base units; returns it.

    - Who left or lapsed gets the balance, even of nothing: it is what makes them free to join anew.
    - Whose membership a benefit ended gets the balance, once, and stays `claimed`: their nullifier is never freed.
    - Who is a member at another account now gets what they had left here.
    - Who is active, or still leaving, gets it when the plan is closed.

    Who has a part in what is over in a closing, gets it with the rest once the plan is closed, and loses it before.

    Raises:
        NothingToWithdraw: nothing can be withdrawn; above all by an active member of a plan that goes on, who must
            leave first.
        MinimumStay: the membership has not outlasted two announcements, and the plan is not closed.
        CaseUndecided: a case of this membership is filed or appealed.
    """
    status = plan.status(name)
    if status == MemberStatus.NONE:
        raise NothingToWithdraw(name)
    member = plan.members[name]
    ended = status == MemberStatus.CLAIMED and member.balance > 0
    if not ended:
        must_be_over(plan, name, member)

    amount = member.balance + closing.take_rebate(plan, member)
    if not ended:
        member.status, member.replaced = MemberStatus.WITHDRAWN, False
    member.balance = 0
    end(plan, member)
    cash.pay(plan, name, amount)
    return amount


def must_be_over(plan: PlanState, name: Account, member: Member) -> None:
    """Raises NothingToWithdraw, MinimumStay, CaseUndecided, as :func:`withdraw` does."""
    closed = plan.stage == Stage.CLOSED
    gone = member.status in (MemberStatus.LEFT, MemberStatus.LAPSED) or member.replaced
    staying = member.status in (MemberStatus.ACTIVE, MemberStatus.LEAVING)
    if not (gone or (staying and closed)):
        raise NothingToWithdraw(name)
    stay = member.joined_in + MINIMUM_STAY
    if plan.period < stay and not closed:
        raise MinimumStay(name, stay)
    cases.must_be_decided(plan, member)


def end(plan: PlanState, member: Member) -> None:
    """Write down when a membership was over, unless that began with the wish to leave."""
    if member.ended_at is None:
        member.ended_at = plan.now


MOST_STEPS = STEPS_BOUND - 1
"""The furthest a member's money may reach, in steps of the index."""


# --- joining ---------------------------------------------------------------------------------------------


def join(
    plan: PlanState, payer: Account, names: list[Account], tier_name: str, deposit: int, attestation: Attestation | None
) -> None:
    """Enrol everybody named, at the payer's expense: `deposit` base units for each.  All or none.

    They share from the next announcement on; their waiting period begins now.

    Raises:
        PlanNotOpen, JoinsStopped, UnknownTier, EmptyBatch, AmountNotWhole, DepositTooSmall, AmountTooLarge,
        MembershipEnded, AlreadyMember: in this order; then what :func:`enrolment.must_be_vouched_for` raises.
    """
    if plan.stage != Stage.OPEN:
        raise PlanNotOpen
    if plan.joins_stopped:
        raise JoinsStopped
    tier = tier_named(plan, tier_name)
    if not names:
        raise EmptyBatch
    must_be_whole(plan, deposit, tier.units)
    if deposit < tier.deposit:
        raise DepositTooSmall(deposit, tier.deposit)
    must_fit(plan, deposit, tier.units)
    for place, name in enumerate(names):
        must_be_free(plan, name, named_before=name in names[:place])
    word = enrolment.must_be_vouched_for(plan, enrolment.Joining(payer, tuple(names), tier_name), attestation)

    # A new membership starts from nothing, also for who has been a member before.
    cash.receive(plan, payer, deposit * len(names))
    for name in names:
        plan.members[name] = Member(tier.units, deposit, joined_at=plan.now, joined_in=plan.period)
    if word is not None:
        enrolment.admit(plan, names, word)


def join_many(
    plan: PlanState, payer: Account, names: list[Account], tier_name: str, deposit: int, attestation: Attestation | None
) -> None:
    """Enrol a batch.  Nobody's word stands behind one without an attestor, so it brings back nobody who had gone.

    Raises:
        WasMember: without an attestor, the first who was ever a member; then what :func:`join` raises.
    """
    if plan.roles.attestor == NOBODY:
        for name in names:
            if name in plan.members:
                raise WasMember(name)
    join(plan, payer, names, tier_name, deposit, attestation)


def tier_named(plan: PlanState, name: str) -> Tier:
    """The tier of that name.  Raises UnknownTier."""
    try:
        return plan.terms.tier(name)
    except KeyError:
        raise UnknownTier(name) from None


def must_be_free(plan: PlanState, name: Account, named_before: bool) -> None:
    """One membership per person, and none after a benefit that ended one.

    Raises:
        MembershipEnded: a benefit ended this person's membership.
        AlreadyMember: they hold one that is not withdrawn, or are named twice.
    """
    status = plan.status(name)
    if status == MemberStatus.CLAIMED:
        raise MembershipEnded(name)
    over = status == MemberStatus.NONE or (status == MemberStatus.WITHDRAWN and not plan.members[name].replaced)
    if named_before or not over:
        raise AlreadyMember(name)


# --- amounts ---------------------------------------------------------------------------------------------


def must_be_whole(plan: PlanState, amount: int, units: int) -> None:
    """Every unit gets the same whole number of steps.  Raises AmountNotWhole."""
    if amount % (units * plan.terms.step):
        raise AmountNotWhole(amount, units * plan.terms.step)


def must_fit(plan: PlanState, balance: int, units: int) -> None:
    """A balance, counted in steps from where the index stands, must not outgrow its type.

    Raises:
        AmountTooLarge: with how far the balance would reach, and how far it may.
    """
    reach = plan.index // plan.terms.step + balance // (units * plan.terms.step)
    if reach > MOST_STEPS:
        raise AmountTooLarge(reach, MOST_STEPS)


# --- topping up and coming back --------------------------------------------------------------------------


def top_up(plan: PlanState, payer: Account, name: Account, amount: int) -> None:
    """Add to an active member's balance, by anyone; or bring a lapsed member back, by themselves only.

    Raises:
        PlanClosed, ZeroAmount: in this order; then, for a lapsed member, OnlyMemberReinstates and what
            :func:`come_back` raises; for an active one what :func:`add` raises; for all others NotActive.
    """
    if plan.stage == Stage.CLOSED:
        raise PlanClosed
    if amount == 0:
        raise ZeroAmount
    status = plan.status(name)
    if status == MemberStatus.LAPSED:
        if payer != name:
            raise OnlyMemberReinstates(name, payer)
        come_back(plan, payer, name, amount)
    elif status == MemberStatus.ACTIVE:
        add(plan, payer, name, amount)
    else:
        raise NotActive(name)


def add(plan: PlanState, payer: Account, name: Account, amount: int) -> None:
    """Add to an active member's balance.

    Raises:
        AmountNotWhole, AmountTooLarge: in this order.
    """
    must_be_addable(plan, name, amount)
    cash.receive(plan, payer, amount)
    plan.members[name].balance += amount


def must_be_addable(plan: PlanState, name: Account, amount: int) -> None:
    """Raises AmountNotWhole, AmountTooLarge."""
    member = plan.members[name]
    must_be_whole(plan, amount, member.units)
    must_fit(plan, member.balance + amount, member.units)


def top_up_many(plan: PlanState, payer: Account, names: list[Account], amounts: list[int]) -> list[Account]:
    """Top several members up in one payment; returns those passed over, who were not active and cost nothing.

    Raises:
        PlanClosed, LengthsDiffer, EmptyBatch: in this order; then, going by the order of accounts, MembersNotSorted for
            who is named twice, ZeroAmount, and for the active what :func:`add` raises.
    """
    if plan.stage == Stage.CLOSED:
        raise PlanClosed
    if len(names) != len(amounts):
        raise LengthsDiffer(len(names), len(amounts))
    if not names:
        raise EmptyBatch
    pairs = sorted(zip(names, amounts, strict=True), key=lambda pair: account_order(pair[0]))
    served: dict[Account, int] = {}
    skipped: list[Account] = []
    for name, amount in pairs:
        if name in served or name in skipped:
            raise MembersNotSorted(name)
        if amount == 0:
            raise ZeroAmount
        if plan.status(name) == MemberStatus.ACTIVE:
            must_be_addable(plan, name, amount)
            served[name] = amount
        else:
            skipped.append(name)

    if served:
        cash.receive(plan, payer, sum(served.values()))
    for name, amount in served.items():
        plan.members[name].balance += amount
    return skipped


def come_back(plan: PlanState, payer: Account, name: Account, amount: int) -> None:
    """Put a lapsed member back as if they had never lapsed (恢复): same joining date, cover without a gap.

    What the others paid in the meantime, they pay now, into the surplus; so nobody gains by lapsing.  What is
    left must hold the reserve again: `balance + amount − missed ≥ units × reserve`.

    Raises:
        PlanNotOpen, GraceOver, AmountNotWhole, AmountTooLarge, BelowReserve: in this order.
    """
    member = plan.members[name]
    if plan.stage != Stage.OPEN:
        raise PlanNotOpen
    # Within the grace, from the announcement of the lapse up to, not including, its end.
    until = lapsed_at(member) + plan.terms.grace
    if plan.now >= until:
        raise GraceOver(name, until)
    # What would be left of the old balance, had they paid all along.  It may be below 0; then more is needed.
    must_be_whole(plan, amount, member.units)
    kept = member.balance - member.missed
    must_fit(plan, kept + amount, member.units)
    least = member.units * plan.terms.reserve - kept
    if amount < least:
        raise BelowReserve(amount, least)

    # The back-pay moves from the balance to the surplus, and counts as paid like every other share.
    cash.receive(plan, payer, amount)
    member.balance = kept + amount
    member.paid += member.missed
    member.shared += member.missed_shares
    plan.surplus += member.missed
    member.missed = member.missed_shares = 0
    member.cover_ended_at = member.cover_ended_in = None
    member.reinstated_at = plan.now
    member.status = MemberStatus.ACTIVE


def lapsed_at(member: Member) -> int:
    """When a lapsed member lapsed: the announcement that ended their cover."""
    assert member.cover_ended_at is not None, "a lapsed member's cover has ended"
    return member.cover_ended_at


# --- leaving ---------------------------------------------------------------------------------------------


def leave(plan: PlanState, name: Account) -> None:
    """Ask to leave (退出); it takes effect after the next announcement, for which the leaver still pays.

    Raises:
        PlanClosed: nobody needs to leave a closed plan; they withdraw.
        NotActive: not an active member.
        MinimumStay: in the period of joining.
    """
    if plan.stage == Stage.CLOSED:
        raise PlanClosed
    if plan.status(name) != MemberStatus.ACTIVE:
        raise NotActive(name)
    member = plan.members[name]
    if plan.period == member.joined_in:
        raise MinimumStay(name, member.joined_in + 1)
    # Nothing else changes yet: their units share once more, and cover lasts until then.
    member.status = MemberStatus.LEAVING
    end(plan, member)

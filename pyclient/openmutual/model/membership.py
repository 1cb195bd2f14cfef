"""Members join, top up, come back, leave and take their money (rules, section 3).

A member's way::

    active ──leave──► leaving ──announcement──► left ──────withdraw──► withdrawn ──join──► active …
       └──announcement leaves less than the reserve──► lapsed ──withdraw──► withdrawn
                                          └──own top-up within the grace──► active
       └──a benefit that ends the membership──► claimed, for ever

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
    MembershipEnded,
    NotActive,
    NothingToWithdraw,
    OnlyMemberReinstates,
    PlanClosed,
    PlanNotOpen,
    SignatureExpired,
    UnknownTier,
    ZeroAmount,
)
from ..records import Account, Attestation, MemberStatus, Stage, Tier
from . import cash, panel
from .state import Member, PlanState
from .terms_check import STEPS_BOUND


def withdraw(plan: PlanState, name: Account) -> int:
    """Pay out all that is theirs, in base units; returns it.

    - Who left or lapsed gets the balance, even of nothing: it is what makes them free to join anew.
    - Whose membership a benefit ended gets the balance, once, and stays `claimed`: their nullifier is never freed.
    - Who is active, or still leaving, gets it when the plan is closed; the active ones with their rebate.

    Raises:
        NothingToWithdraw: everybody else; above all an active member of a plan that goes on, who must leave first.
    """
    status = plan.status(name)
    closed = plan.stage == Stage.CLOSED
    gone = status in (MemberStatus.LEFT, MemberStatus.LAPSED)
    staying = status in (MemberStatus.ACTIVE, MemberStatus.LEAVING)
    ended = status == MemberStatus.CLAIMED and plan.members[name].balance > 0
    if not (gone or ended or (staying and closed)):
        raise NothingToWithdraw(name)

    # The rebate is drawn while the member is still active: only then is it theirs.
    member = plan.members[name]
    amount = member.balance
    if status == MemberStatus.ACTIVE:
        amount += draw_rebate(plan, member)
    if not ended:
        member.status = MemberStatus.WITHDRAWN
        panel.release(plan, name)
    member.balance = 0
    cash.pay(plan, name, amount)
    return amount


def draw_rebate(plan: PlanState, member: Member) -> int:
    """Take an active member's part out of the rebate pool; returns what of it is theirs.

    The pool holds a part for every active unit.  The part of a member who joined too late is not theirs, and
    goes to the backstop.
    """
    part = member.units * plan.rebate
    due = rebate_due(plan, member)
    plan.rebate_pool -= part
    plan.backstop += part - due
    return due


def rebate_due(plan: PlanState, member: Member) -> int:
    """What a closed plan gives this member back of the surplus; 0 in every other plan.

    Only active members who had joined at least `filing` before the closing: nobody can join at the last moment
    to share what others paid in.
    """
    if plan.closing_at is None or member.status != MemberStatus.ACTIVE:
        return 0
    early_enough = member.joined_at + plan.terms.filing <= plan.closing_at
    return member.units * plan.rebate if early_enough else 0


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
        MembershipEnded, AlreadyMember: in this order; then what :func:`panel.must_be_vouched_for` raises.
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
    nullifiers = panel.must_be_vouched_for(plan, names, attestation)

    # A new membership starts from nothing, also for who has been a member before.
    cash.receive(plan, payer, deposit * len(names))
    plan.nullifiers.update(nullifiers)
    for name in names:
        plan.members[name] = Member(units=tier.units, balance=deposit, joined_at=plan.now)
    note_minimum(plan)


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
    if named_before or status not in (MemberStatus.NONE, MemberStatus.WITHDRAWN):
        raise AlreadyMember(name)


def note_minimum(plan: PlanState) -> None:
    """Remember for ever that the plan once had its minimum of members; only then can it fall below it."""
    if plan.count(MemberStatus.ACTIVE) >= minimum(plan):
        plan.reached = True


def minimum(plan: PlanState) -> int:
    """The least number of active members: the plan's own, but at least one."""
    return max(1, plan.terms.min_members)


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
    member = plan.members[name]
    must_be_whole(plan, amount, member.units)
    must_fit(plan, member.balance + amount, member.units)

    cash.receive(plan, payer, amount)
    member.balance += amount


def reinstate(plan: PlanState, payer: Account, name: Account, amount: int, expiry: int) -> None:
    """Bring back a lapsed member who signed for it; in the model the signature is taken as given.

    Raises:
        PlanClosed, ZeroAmount, SignatureExpired, NotActive: in this order; then what :func:`come_back` raises.
    """
    if plan.stage == Stage.CLOSED:
        raise PlanClosed
    if amount == 0:
        raise ZeroAmount
    if plan.now > expiry:
        raise SignatureExpired(expiry)
    if plan.status(name) != MemberStatus.LAPSED:
        raise NotActive(name)
    come_back(plan, payer, name, amount)


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
    plan.surplus += member.missed
    member.missed = 0
    member.cover_ended_at = None
    member.status = MemberStatus.ACTIVE
    note_minimum(plan)


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
    """
    if plan.stage == Stage.CLOSED:
        raise PlanClosed
    if plan.status(name) != MemberStatus.ACTIVE:
        raise NotActive(name)
    # Nothing else changes yet: their units share once more, and cover lasts until then.
    plan.members[name].status = MemberStatus.LEAVING

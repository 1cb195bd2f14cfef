"""The plan as it looks from outside, and the proof that its money adds up.

Why it adds up (I1).  Every base unit in the plan is in exactly one account: a member's balance, the surplus, the
backstop, the operator's credit, the rebate pool, the money promised to an announced case, or the credit of
somebody whom the token refused.  A payment in raises one account, a payment out lowers one, and everything else
moves between two: a share from balances to the pot, from the pot to cases, a fee from a case to the operator,
a back-pay from a balance to the surplus, a bond to jurors' credits, the surplus of a closing to rebates and backstop.
"""

from ..records import Books, CaseState, CaseStatus, MemberState, MemberStatus, Snapshot
from . import cases, closing
from .state import Case, Member, PlanState


def snapshot(plan: PlanState) -> Snapshot:
    """The whole state now.  Whoever never joined is not in it."""
    return Snapshot(
        books=books(plan),
        members={name: member_state(plan, member) for name, member in plan.members.items()},
        cases={number: case_state(plan, case) for number, case in enumerate(plan.cases)},
        announcements=tuple(plan.announcements),
    )


def member_state(plan: PlanState, member: Member) -> MemberState:
    """One member; the balance is what they could take out, so it counts the rebate of a closed plan."""
    return MemberState(
        status=member.status,
        units=member.units,
        balance=member.balance + closing.rebate_due(plan, member),
        paid=member.paid,
        joined_at=member.joined_at,
    )


def case_state(plan: PlanState, case: Case) -> CaseState:
    """One case; an undecided one may have expired by now."""
    return CaseState(
        claimant=case.claimant,
        level=case.level.name,
        status=cases.status_of(plan, case),
        claimant_paid=case.claimant_paid,
        fee_paid=case.fee_paid,
    )


def books(plan: PlanState) -> Books:
    """The plan's own accounts."""
    return Books(
        stage=plan.stage,
        period=len(plan.announcements),
        index=plan.index,
        shares=plan.shares,
        members=plan.count(MemberStatus.ACTIVE),
        units=plan.units(MemberStatus.ACTIVE),
        leaving_units=plan.units(MemberStatus.LEAVING),
        surplus=plan.surplus,
        backstop=plan.backstop,
        promised=promised(plan),
        operator_credit=plan.operator_credit,
        operator_paid=plan.operator_paid,
        bonds=plan.bonds,
        credits=sum(plan.credits.values()),
        rebate_pool=plan.rebate_pool,
        rebate_shared=plan.rebate_shared,
        token_balance=plan.token.balance(plan.account),
    )


def promised(plan: PlanState) -> int:
    """What announced cases are still to be paid, contested ones too.

    An approved case has no money yet: it gets it from the announcement that charges for it.
    """
    return sum(case.payout for case in plan.cases if case.status in (CaseStatus.ANNOUNCED, CaseStatus.CONTESTED))


# --- the invariants --------------------------------------------------------------------------------------


def check(plan: PlanState) -> None:
    """Check all that must be true of one moment (rules, section 9), with equality: nothing lost, nothing stranded.

    Raises:
        AssertionError: naming the invariant that does not hold.
    """
    for invariant, holds in (
        # The first that fails is named, so the money as a whole comes first and the parts follow.
        ("I1 conservation: the token holds what the accounts say", conserves(plan)),
        ("I2 solvency: every active member holds the reserve", is_solvent(plan)),
        ("I8 units: every balance is a whole number of steps for each unit", is_whole(plan)),
        ("the bonds are those of the open disputes", bonds_are_right(plan)),
        ("the rebate pool holds what is due to all who are entitled", rebate_pool_is_right(plan)),
        ("no account is below zero", not is_overdrawn(plan)),
        ("the index is the sum of all that was announced", index_adds_up(plan)),
    ):
        if not holds:
            raise AssertionError(f"{invariant}: {books(plan)}")


def conserves(plan: PlanState) -> bool:
    """I1: token balance = members + promised + operator + surplus + rebate pool + backstop + bonds + credits."""
    owed = (
        sum(member.balance for member in plan.members.values())
        + promised(plan)
        + plan.operator_credit
        + plan.surplus
        + plan.rebate_pool
        + plan.backstop
        + plan.bonds
        + sum(plan.credits.values())
    )
    return plan.token.balance(plan.account) == owed


def is_solvent(plan: PlanState) -> bool:
    """I2: every active member can pay a whole period."""
    active = plan.with_status(MemberStatus.ACTIVE)
    return all(member.balance >= member.units * plan.terms.reserve for member in active)


def is_whole(plan: PlanState) -> bool:
    """I8: a ledger that counts members by how many steps a unit holds loses nobody between two steps."""
    return all(member.balance % (member.units * plan.terms.step) == 0 for member in plan.members.values())


def bonds_are_right(plan: PlanState) -> bool:
    """A bond lies here as long as its dispute is open, and each case has at most one that is."""
    opened = [dispute.case for dispute in plan.disputes if not dispute.decided]
    disputed = [
        number for number, case in enumerate(plan.cases) if case.status in (CaseStatus.CONTESTED, CaseStatus.APPEALED)
    ]
    return sorted(opened) == disputed and plan.bonds == plan.terms.jury.bond * len(opened)


def rebate_pool_is_right(plan: PlanState) -> bool:
    """The pool covers all that is due.  Only what rounding left stands over it, until the last one entitled goes."""
    due = [closing.rebate_due(plan, member) for member in plan.members.values() if closing.part(plan, member)]
    return sum(due) <= plan.rebate_pool if due else plan.rebate_pool == 0


def is_overdrawn(plan: PlanState) -> bool:
    """Whether any account owes; none can."""
    pots = [plan.surplus, plan.backstop, plan.operator_credit, plan.bonds, plan.rebate_pool, *plan.credits.values()]
    return min([*pots, *(member.balance for member in plan.members.values())]) < 0


def index_adds_up(plan: PlanState) -> bool:
    """The index is what the announcements charged a unit, all together; `shares` is that without dues."""
    dues = sum(made.dues for made in plan.announcements)
    return plan.shares == sum(made.share for made in plan.announcements) and plan.index == plan.shares + dues

"""The whole state of a plan, rebuilt from its events in log order and from nothing else but their times.

Written for the invariant that events suffice (I9): it asks no contract anything, and shares no code with the model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from openmutual import events as log
from openmutual.records import (
    Announcement,
    Books,
    CaseState,
    CaseStatus,
    MemberState,
    MemberStatus,
    Snapshot,
    Stage,
    Terms,
    Verdict,
)


@dataclass
class Membership:
    units: int
    joined_at: int
    balance: int
    brought: int
    standing: str = "active"
    """active, leaving, left, lapsed, withdrawn or claimed."""
    shared: int = 0
    """Shares so far, dues left out, in base units."""
    shares_then: int = 0
    """What a unit had shared in all, when they lapsed."""
    gone_in: int = -1
    """The announcement in which they left or lapsed."""


@dataclass
class Case:
    claimant: str
    level: int
    filed_at: int
    joined_at: int
    status: CaseStatus = CaseStatus.FILED
    queued_in: int = -1
    paid: tuple[int, int] = (0, 0)


@dataclass
class Replay:
    """Apply events with the time of their block; then ask for the snapshot at a time."""

    terms: Terms
    stage: Stage = Stage.OPEN
    closing_at: int = 0
    closing_in: int = 0
    sponsored: bool = False
    index: int = 0
    shares: int = 0
    surplus: int = 0
    backstop: int = 0
    operator_credit: int = 0
    operator_paid: int = 0
    bonds: int = 0
    credits: int = 0
    rebate: int = 0
    rebate_shared: int = 0
    rebate_pool: int = 0
    held: int = 0
    members: dict[str, Membership] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    announcements: list[Announcement] = field(default_factory=list)
    queue: int = -1
    """The period in which the queue began to which the last case was added."""
    announced_in: dict[int, int] = field(default_factory=dict)
    """Which announcement took which queue."""
    payouts: dict[tuple[int, int], int] = field(default_factory=dict)

    def apply(self, event: log.Event, time: int) -> None:
        """One event.  Those that change no figure of a snapshot have no rule here."""
        rule = getattr(
            self, "on" + re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), type(event).__name__), None
        )
        if rule is not None:
            rule(event, time)

    def on_plan_opened(self, event: log.PlanOpened, _time: int) -> None:
        self.sponsored = bool(event.roles.sponsor)

    # members -------------------------------------------------------------------------------------------------

    def on_joined(self, event: log.Joined, time: int) -> None:
        units = self.terms.tiers[event.tier].units
        self.members[event.member] = Membership(units, time, event.deposit, event.deposit)
        self.held += event.deposit

    def on_topped_up(self, event: log.ToppedUp, _time: int) -> None:
        self._bring(self.members[event.member], event.amount)

    def on_reinstated(self, event: log.Reinstated, _time: int) -> None:
        member = self.members[event.member]
        self._bring(member, event.amount)
        member.balance -= event.back_pay
        member.shared += member.units * (self.shares - member.shares_then)
        member.standing, member.gone_in = "active", -1
        self.surplus += event.back_pay

    def _bring(self, member: Membership, amount: int) -> None:
        member.balance += amount
        member.brought += amount
        self.held += amount

    def on_leave_requested(self, event: log.LeaveRequested, _time: int) -> None:
        self.members[event.member].standing = "leaving"

    def on_account_replaced(self, event: log.AccountReplaced, _time: int) -> None:
        self.members[event.member].standing = "withdrawn"

    def on_benefit_ended_membership(self, event: log.BenefitEndedMembership, _time: int) -> None:
        self.members[event.member].standing = "claimed"

    def on_withdrawn(self, event: log.Withdrawn, _time: int) -> None:
        member = self.members[event.member]
        member.brought -= event.amount
        member.balance -= event.amount
        if member.standing != "claimed":
            member.standing = "withdrawn"
        self.rebate_pool -= event.rebate + event.to_backstop
        self.backstop += event.to_backstop
        self.held -= event.amount + event.rebate

    # the announcement ----------------------------------------------------------------------------------------

    def on_announced(self, event: log.Announced, time: int) -> None:
        figures = event.figures
        before = self.surplus, self.backstop
        for member in self.members.values():
            if member.standing in ("active", "leaving"):
                member.balance -= member.units * (figures.share + figures.dues)
                member.shared += member.units * figures.share
        self.shares += figures.share
        self.index += figures.share + figures.dues
        self.surplus, self.backstop = figures.surplus, self.backstop - figures.drawn
        self.operator_credit += figures.dues * figures.units
        self._lapse_and_leave(event.period, bool(figures.waiting))
        cases = self._counts(figures.queue)
        if cases:
            self.announced_in[self.queue] = event.period
        payouts = {level: self._payout(level, figures, before, cases) for level in cases}
        self.payouts |= {(event.period, level): payout for level, payout in payouts.items()}
        names = [level.name for level in self.terms.levels]
        self.announcements.append(
            Announcement(
                period=event.period,
                at=time,
                units=figures.units,
                cases={names[level]: count for level, count in cases.items()},
                waiting={names[level]: count for level, count in self._counts(figures.waiting).items()},
                share=figures.share,
                dues=figures.dues,
                collected=figures.share * figures.units,
                payout={names[level]: payout for level, payout in payouts.items()},
                backstop_used=figures.drawn,
                surplus=figures.surplus,
                lapsed=figures.lapsed_members,
            )
        )

    def _counts(self, queue: int) -> dict[int, int]:
        counts = {level: queue >> 16 * level & 0xFFFF for level in range(len(self.terms.levels))}
        return {level: count for level, count in counts.items() if count}

    def _lapse_and_leave(self, period: int, waits: bool) -> None:
        """Leavers go, but in a closing not before the queue that waits is announced."""
        stay = waits and self.stage is Stage.CLOSING
        for member in self.members.values():
            if member.standing == "active" and member.balance < member.units * self.terms.reserve:
                member.standing, member.gone_in, member.shares_then = "lapsed", period, self.shares
            elif member.standing == "leaving" and not stay:
                member.standing, member.gone_in = "left", period

    def _payout(
        self, level: int, figures: log.AnnouncementFigures, before: tuple[int, int], cases: dict[int, int]
    ) -> int:
        """What one case gets, by the formulas of the rules, section 5."""
        surplus, backstop = before
        pot = figures.share * figures.units + surplus
        funded = {each: self._by_members(each, figures, pot) for each in cases}
        gaps = {each: self.terms.levels[each].due - funded[each] for each in cases}
        gap = sum(cases[each] * gaps[each] for each in cases)
        means = min(backstop, self.terms.backstop_cap or backstop)
        filled = gaps[level] if means >= gap else gaps[level] * means // gap
        return funded[level] + filled

    def _by_members(self, level: int, figures: log.AnnouncementFigures, pot: int) -> int:
        asked = self.terms.levels[level].due
        if self.terms.case_cap and figures.units:
            asked = min(asked, self.terms.case_cap * figures.units)
        return asked if pot >= figures.need else asked * pot // figures.need

    # cases ---------------------------------------------------------------------------------------------------

    def on_queued(self, event: log.Queued, _time: int) -> None:
        self.queue = event.period

    def on_case_filed(self, event: log.CaseFiled, time: int) -> None:
        joined_at = self.members[event.claimant].joined_at
        self.cases.append(Case(event.claimant, event.level, time, joined_at))

    def on_case_withdrawn(self, event: log.CaseWithdrawn, _time: int) -> None:
        self.cases[event.case_id].status = CaseStatus.WITHDRAWN

    def on_case_decided(self, event: log.CaseDecided, _time: int) -> None:
        case = self.cases[event.case_id]
        case.status = CaseStatus.APPROVED if event.approve else CaseStatus.REJECTED
        if event.approve:
            case.level, case.queued_in = event.level, self.queue

    def on_case_contested(self, event: log.CaseContested, _time: int) -> None:
        self.cases[event.case_id].status = CaseStatus.CONTESTED

    def on_case_appealed(self, event: log.CaseAppealed, _time: int) -> None:
        self.cases[event.case_id].status = CaseStatus.APPEALED

    def on_case_concluded(self, event: log.CaseConcluded, _time: int) -> None:
        case = self.cases[event.case_id]
        if case.status is CaseStatus.CONTESTED:
            case.status = CaseStatus.OVERTURNED if event.verdict is Verdict.REFUSES else CaseStatus.APPROVED
        elif event.verdict is Verdict.PAYS:
            case.status, case.queued_in = CaseStatus.APPROVED, self.queue
        else:
            case.status = CaseStatus.REJECTED

    def on_case_settled(self, event: log.CaseSettled, _time: int) -> None:
        case = self.cases[event.case_id]
        case.status, case.paid = CaseStatus.SETTLED, (event.benefit, event.fee)

    def on_case_paid(self, event: log.CasePaid, _time: int) -> None:
        self.operator_credit += event.fee
        self.held -= event.benefit

    # the ledger's own accounts -------------------------------------------------------------------------------

    def on_backstop_funded(self, event: log.BackstopFunded, _time: int) -> None:
        self.backstop += event.amount
        self.held += event.amount

    def on_backstop_taken(self, event: log.BackstopTaken, _time: int) -> None:
        self.backstop -= event.amount
        self.held -= event.amount

    def on_case_overturned(self, event: log.CaseOverturned, _time: int) -> None:
        self.surplus += event.to_surplus
        self.backstop += event.to_backstop

    def on_bond_taken(self, event: log.BondTaken, _time: int) -> None:
        self.bonds += event.amount
        self.held += event.amount

    def on_bond_released(self, event: log.BondReleased, _time: int) -> None:
        self.bonds -= event.to_jurors + event.rest
        if event.owner:
            self.held -= event.rest
        else:
            self.surplus += event.rest

    def on_juror_rewarded(self, event: log.JurorRewarded, _time: int) -> None:
        self.credits += event.amount

    def on_fee_collected(self, event: log.FeeCollected, _time: int) -> None:
        self.operator_credit -= event.amount
        self.operator_paid += event.amount
        self.held -= event.amount

    def on_credited(self, event: log.Credited, _time: int) -> None:
        self.credits += event.amount
        self.held += event.amount

    def on_credit_collected(self, event: log.CreditCollected, _time: int) -> None:
        self.credits -= event.amount
        self.held -= event.amount

    def on_closing_started(self, event: log.ClosingStarted, time: int) -> None:
        """The closing counts from the announcement that began it, if one did, else from the next."""
        self.stage, self.closing_at = Stage.CLOSING, time
        self.closing_in = len(self.announcements) - (0 if event.by else 1)

    def on_finished(self, event: log.Finished, _time: int) -> None:
        self.stage, self.surplus, self.backstop = Stage.CLOSED, 0, event.backstop
        self.rebate = self.rebate_pool = event.rebate_pool
        self.rebate_shared = event.rebate_shared * self.terms.step

    def _part(self, member: Membership) -> int:
        """What somebody has shared who has a part in the rebate, and has not taken it."""
        gone = member.standing in ("left", "lapsed") and member.gone_in >= self.closing_in
        entitled = member.standing in ("active", "leaving") or gone
        return member.shared if entitled and self.stage is Stage.CLOSED else 0

    def _rebate_of(self, member: Membership) -> int:
        """`⌊R × w / W⌋`; in a plan without a sponsor the last one gets all that is left."""
        part = self._part(member)
        if not part:
            return 0
        is_last = part == sum(map(self._part, self.members.values()))
        return self.rebate_pool if is_last and not self.sponsored else self.rebate * part // self.rebate_shared

    # the snapshot --------------------------------------------------------------------------------------------

    def snapshot(self, now: int) -> Snapshot:
        """The state, as a chain's own answers would have it."""
        active = [member for member in self.members.values() if member.standing == "active"]
        leaving = [member for member in self.members.values() if member.standing == "leaving"]
        cases = {number: self._case(case, now) for number, case in enumerate(self.cases)}
        unpaid = (CaseStatus.ANNOUNCED, CaseStatus.CONTESTED)
        promised = [case for case in self.cases if self._status(case, now) in unpaid]
        funded = [(self.announced_in[case.queued_in], case.level) for case in promised]
        return Snapshot(
            books=Books(
                stage=self.stage,
                period=len(self.announcements),
                index=self.index,
                shares=self.shares,
                members=len(active),
                units=sum(member.units for member in active),
                leaving_units=sum(member.units for member in leaving),
                surplus=self.surplus,
                backstop=self.backstop,
                promised=sum(self.payouts[each] for each in funded),
                operator_credit=self.operator_credit,
                operator_paid=self.operator_paid,
                bonds=self.bonds,
                credits=self.credits,
                rebate_pool=self.rebate_pool,
                rebate_shared=self.rebate_shared,
                token_balance=self.held,
            ),
            members={account: self._member(member) for account, member in self.members.items()},
            cases=cases,
            announcements=tuple(self.announcements),
        )

    def _case(self, case: Case, now: int) -> CaseState:
        level = self.terms.levels[case.level].name
        return CaseState(case.claimant, level, self._status(case, now), *case.paid)

    def _status(self, case: Case, now: int) -> CaseStatus:
        """`announced` and `expired` are reached by time alone."""
        if case.status is CaseStatus.APPROVED and case.queued_in in self.announced_in:
            return CaseStatus.ANNOUNCED
        undecided_until = case.filed_at + self.terms.decision + self.terms.notice
        return CaseStatus.EXPIRED if case.status is CaseStatus.FILED and now >= undecided_until else case.status

    def _member(self, member: Membership) -> MemberState:
        return MemberState(
            status=MemberStatus(member.standing),
            units=member.units,
            balance=member.balance + self._rebate_of(member),
            paid=member.brought - member.balance,
            joined_at=member.joined_at,
        )

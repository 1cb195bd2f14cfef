"""What people ask of a plan on a chain one by one: a case, a membership, the calendar, a juror's duties."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..errors import NodeContradictsItself
from ..events import (
    Announced,
    CaseAppealed,
    CaseContested,
    CaseDecided,
    CaseFiled,
    DisputeDecided,
    Event,
    JurorBarred,
    JurorsDrawn,
    Resigned,
    Volunteered,
    VoteRevealed,
)
from ..records import Account, CaseStatus, DisputeStage, DisputeState, MemberStatus, Stage, Verdict
from .client_base import ClientBase, only
from .contract import one_of
from .disputes import Disputes
from .snapshot import CASE_STATUSES, STAGES, STATUSES

E = TypeVar("E", bound=Event)
Kinds = tuple[type[Event], ...]

JUDGED: Kinds = (CaseDecided, CaseAppealed)
TOLD_BEFORE: Mapping[CaseStatus, Kinds] = {
    **dict.fromkeys((CaseStatus.APPROVED, CaseStatus.ANNOUNCED, CaseStatus.SETTLED, CaseStatus.REJECTED), JUDGED),
    CaseStatus.APPEALED: (CaseAppealed,),
    CaseStatus.CONTESTED: (CaseContested,),
    CaseStatus.OVERTURNED: (CaseContested,),
}
"""What the log tells of a case, one of these at least, before it comes to a status."""

STAYS_AWAY = 90 * 24 * 60 * 60
"""How long who resigned cannot volunteer again, in seconds (rules, section 4)."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case and its dates, in Unix seconds; a date is 0 where it has not come.

    Attributes:
        level: the level filed for; the one awarded, once approved.
        commitment: what the claimant filed, 32 bytes.
        decided_at: when the panel's decision was brought; `report` is the hash of its report.
        announced_at: when the announcement was that charged for it.
        payout: what it gets, benefit and fee together; 0 before the announcement.
        contested: whether it was objected to, which can happen once, unless no jury came about; `appealed` likewise.
        disputes: the jury's disputes about it, in their order.
    """

    number: int
    claimant: Account
    beneficiary: Account
    level: str
    status: CaseStatus
    diagnosed_at: int
    filed_at: int
    commitment: bytes
    decided_at: int
    report: bytes
    announced_at: int
    payout: int
    contested: bool
    appealed: bool
    disputes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """A membership.

    Attributes:
        covered_until: 0 without cover, and beyond all times where no end is known.
        lapsed_at: 0 if it has not lapsed.
    """

    status: MemberStatus
    units: int
    balance: int
    joined_at: int
    covered_until: int
    lapsed_at: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The plan's own dates.

    Attributes:
        period: the number of the open period.
        announceable_from: when the next announcement can be made.
        closing_at: when the closing began; 0 while the plan is open.
    """

    stage: Stage
    period: int
    announceable_from: int
    closing_at: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Who shares, counted together.

    Attributes:
        members: the active ones; `units` are theirs.
        held: what the ledger has in its currency, in base units.
    """

    members: int
    units: int
    held: int


class Reading(ClientBase):
    """The part of a ledger on a chain that answers single questions."""

    def case(self, number: int) -> CaseFile:
        """A case.  Raises UnknownCase, NodeContradictsItself."""
        return self.cases([number])[0]

    def cases(self, numbers: Sequence[int]) -> list[CaseFile]:
        """Several cases, all of them after the same block.  Raises UnknownCase, NodeContradictsItself."""
        views = self._desk.read_each("caseOf", [(number,) for number in numbers])
        about = numbers[0] if len(numbers) == 1 else None
        events: list[Event] = [*self._events_of(CaseFiled, CaseDecided, CaseAppealed, CaseContested, about=about)]
        events += self._events_of(Announced, DisputeDecided)
        return [self._case_file(number, view, events) for number, view in zip(numbers, views, strict=True)]

    def _case_file(self, number: int, view: Mapping[str, Any], events: Sequence[Event]) -> CaseFile:
        filed = only(CaseFiled, _about(number, CaseFiled, events))
        decided = _about(number, CaseDecided, events)
        appealed = [event.dispute_id for event in _about(number, CaseAppealed, events)]
        contested = [event.dispute_id for event in _about(number, CaseContested, events)]
        void = {event.dispute_id for event in events if isinstance(event, DisputeDecided) and has_no_jury(event)}
        announced_at, payout = self._announced(view, events)
        status = one_of(CASE_STATUSES, view["status"])
        _expect_told_before(number, status, events)
        return CaseFile(
            number=number,
            claimant=view["claimant"],
            beneficiary=view["beneficiary"],
            level=one_of(self.terms.levels, view["level"]).name,
            status=status,
            diagnosed_at=view["diagnosedAt"],
            filed_at=view["filedAt"],
            commitment=filed.commitment,
            decided_at=self._time_of(decided[0]) if decided else 0,
            report=decided[0].report_hash if decided else b"",
            announced_at=announced_at,
            payout=payout,
            contested=not void >= set(contested),
            appealed=bool(appealed),
            disputes=(*appealed, *contested),
        )

    def case_count(self) -> int:
        """How many cases have been filed; their numbers count from 0."""
        return int(self._desk.read("caseCount"))

    def membership(self, account: Account) -> Membership:
        """An account's membership, or that it has none."""
        view = self._ledger.read("memberOf", account)
        return Membership(
            status=one_of(STATUSES, view["status"]),
            units=view["units"],
            balance=view["balance"] + view["rebate"],
            joined_at=view["joinedAt"],
            covered_until=view["coveredUntil"],
            lapsed_at=view["lapsedAt"],
        )

    def block_times(self, blocks: Iterable[int]) -> Mapping[int, int]:
        """When blocks were made, in Unix seconds, by their numbers.  Raises ChainError."""
        return self._history.times(blocks)

    def statuses(self, accounts: Sequence[Account]) -> list[MemberStatus]:
        """What each account is now, asked in one go."""
        views = self._ledger.read_each("memberOf", [(account,) for account in accounts])
        return [one_of(STATUSES, view["status"]) for view in views]

    def to_reinstate(self, account: Account) -> int:
        """The least that brings a lapsed member back, in base units: the shares missed, and what the reserve lacks."""
        view, step = self._ledger.read("memberOf", account), self.terms.step
        lacking = self.terms.reserve // step + self._ledger.read("books")["index"] - view["limit"]
        return int(max(lacking, 1) * view["units"] * step)

    def backstop(self) -> int:
        """What the backstop holds, in base units."""
        return int(self._ledger.read("books")["backstop"])

    def _time_of(self, event: Event) -> int:
        return self.block_times([event.place.block])[event.place.block]

    def calendar(self) -> Calendar:
        """The plan's own dates."""
        books = self._ledger.read("books")
        earliest = books["announcedAt"] + self.terms.period
        return Calendar(one_of(STAGES, books["stage"]), books["period"], earliest, books["closingAt"])

    def totals(self) -> Totals:
        """Who shares, and what the ledger holds: asked at one price for any number of members.  Raises ChainError."""
        books = self._ledger.read("books")
        return Totals(books["members"], books["units"], self._token.read("balanceOf", self.site.ledger))

    def _announced(self, view: Mapping[str, Any], events: Sequence[Event]) -> tuple[int, int]:
        """When a case was announced, and what it got; nothing of it before."""
        funded = (CaseStatus.ANNOUNCED, CaseStatus.CONTESTED, CaseStatus.SETTLED, CaseStatus.OVERTURNED)
        if one_of(CASE_STATUSES, view["status"]) not in funded:
            return 0, 0
        funding = self._ledger.read("fundingOf", view["period"], view["level"])
        announced = only(Announced, [event for event in events if getattr(event, "period", None) == view["period"]])
        return self._time_of(announced), funding["byMembers"] + funding["byBackstop"]


def _expect_told_before(number: int, status: CaseStatus, events: Sequence[Event]) -> None:
    """The log tells how a case has come to its status.  Raises NodeContradictsItself."""
    kinds = TOLD_BEFORE.get(status)
    if kinds and not any(_about(number, kind, events) for kind in kinds):
        names = " or ".join(kind.__name__ for kind in kinds)
        raise NodeContradictsItself(f"by its state case {number} is {status}, but its log has no {names} of it")


def has_no_jury(decided: DisputeDecided) -> bool:
    """Whether no jury came about at first, so that an objection counts as not made."""
    return decided.verdict == Verdict.NO_JURY


def _about(number: int, kind: type[E], events: Sequence[Event]) -> list[E]:
    """The events of a kind that are about a case."""
    return [event for event in events if isinstance(event, kind) and getattr(event, "case_id", None) == number]


@dataclass(frozen=True, slots=True)
class Duty:
    """A dispute that an account is a juror of.

    Attributes:
        committed: whether its vote is sealed in the last draw; `revealed` whether it is opened.
    """

    dispute: int
    state: DisputeState
    committed: bool
    revealed: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether an account can be drawn.

    Attributes:
        volunteers: whether it has volunteered and not resigned.
        barred_until: when the bar of a juror who stayed silent ends; 0 if there never was one.
        again_from: when an account that has resigned can volunteer again; 0 if it volunteers, or never did.
    """

    volunteers: bool
    barred_until: int
    again_from: int


class Duties(Disputes):
    """The part of a ledger on a chain that tells jurors what they have to do."""

    def duties(self, account: Account) -> list[Duty]:
        """The disputes in whose last draw the account is a juror, decided ones too, in their order."""
        drawn = {event.dispute_id for event in self._events_of(JurorsDrawn) if account in event.jurors}
        return [self._duty(account, dispute) for dispute in sorted(drawn) if account in self.dispute(dispute).jurors]

    def readiness(self, account: Account) -> Readiness:
        """Whether an account can be drawn."""
        volunteers, barred_until, again_from = False, 0, 0
        for event in self._events_of(Volunteered, Resigned, JurorBarred):
            if isinstance(event, Volunteered) and event.member == account:
                volunteers, again_from = True, 0
            elif isinstance(event, Resigned) and event.member == account:
                volunteers, again_from = False, self._sender.node.block_time(event.place.block) + STAYS_AWAY
            elif isinstance(event, JurorBarred) and event.juror == account:
                barred_until = event.until
        return Readiness(volunteers, barred_until, again_from)

    def is_candidate(self, dispute: int, account: Account) -> bool:
        """Whether a draw that looked now at the account's seat would take it for a juror.  Raises UnknownDispute."""
        return bool(self._jury.read("isCandidate", dispute, account))

    def draw_block(self, dispute: int) -> int:
        """The number of the block whose hash draws the jurors.  Raises UnknownDispute."""
        return int(self._dispute(dispute)["block_"])

    def _duty(self, account: Account, dispute: int) -> Duty:
        return Duty(
            dispute, self.dispute(dispute), bool(self.committed(account, dispute)), self._revealed(account, dispute)
        )

    def _revealed(self, account: Account, dispute: int) -> bool:
        """Whether the vote was opened in the last draw."""
        found = False
        for event in self._events_of(JurorsDrawn, VoteRevealed, about=dispute):
            if isinstance(event, JurorsDrawn):
                found = False
            elif isinstance(event, VoteRevealed) and event.juror == account:
                found = True
        return found


def is_running(duty: Duty) -> bool:
    """Whether the dispute of a duty is not decided yet."""
    return duty.state.stage != DisputeStage.DECIDED

"""What people ask of a plan on a chain one by one: a case, a membership, the calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..events import CaseAppealed, CaseContested, CaseDecided, CaseFiled, Event
from ..records import Account, CaseStatus, MemberStatus, Stage
from .client_base import ClientBase
from .snapshot import CASE_STATUSES, STAGES, STATUSES

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case and its dates, in Unix seconds; a date is 0 where it has not come.

    Attributes:
        level: the level filed for; the one awarded, once approved.
        commitment: what the claimant filed, 32 bytes.
        decided_at: when the panel's decision was brought; `report` is the hash of its report.
        announced_at: when the announcement was that charged for it.
        payout: what it gets, benefit and fee together; 0 before the announcement.
        contested: whether it was objected to, which can happen once; `appealed` likewise.
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
    """A membership; `covered_until` is 0 without cover, and beyond all times where no end is known."""

    status: MemberStatus
    units: int
    balance: int
    joined_at: int
    covered_until: int


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


class Reading(ClientBase):
    """The part of a ledger on a chain that answers single questions."""

    def case(self, number: int) -> CaseFile:
        """A case.  Raises UnknownCase."""
        view = self._desk.read("caseOf", number)
        events = self.events()
        filed = _about(number, CaseFiled, events)[0]
        decided = _about(number, CaseDecided, events)
        appealed = [event.dispute_id for event in _about(number, CaseAppealed, events)]
        contested = [event.dispute_id for event in _about(number, CaseContested, events)]
        announced_at, payout = self._announced(view)
        return CaseFile(
            number=number,
            claimant=view["claimant"],
            beneficiary=view["beneficiary"],
            level=self.terms.levels[view["level"]].name,
            status=CASE_STATUSES[view["status"]],
            diagnosed_at=view["diagnosedAt"],
            filed_at=view["filedAt"],
            commitment=filed.commitment,
            decided_at=self._sender.node.block_time(decided[0].place.block) if decided else 0,
            report=decided[0].report_hash if decided else b"",
            announced_at=announced_at,
            payout=payout,
            contested=bool(contested),
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
            status=STATUSES[view["status"]],
            units=view["units"],
            balance=view["balance"] + view["rebate"],
            joined_at=view["joinedAt"],
            covered_until=view["coveredUntil"],
        )

    def calendar(self) -> Calendar:
        """The plan's own dates."""
        books = self._ledger.read("books")
        earliest = books["announcedAt"] + self.terms.period
        return Calendar(STAGES[books["stage"]], books["period"], earliest, books["closingAt"])

    def _announced(self, view: Mapping[str, Any]) -> tuple[int, int]:
        """When a case was announced, and what it got; nothing of it before."""
        funded = (CaseStatus.ANNOUNCED, CaseStatus.CONTESTED, CaseStatus.SETTLED, CaseStatus.OVERTURNED)
        if CASE_STATUSES[view["status"]] not in funded:
            return 0, 0
        funding = self._ledger.read("fundingOf", view["period"], view["level"])
        return self._ledger.read("announcedAt", view["period"]), funding["byMembers"] + funding["byBackstop"]


def _about(number: int, kind: type[E], events: Sequence[Event]) -> list[E]:
    """The events of a kind that are about a case."""
    return [event for event in events if isinstance(event, kind) and getattr(event, "case_id", None) == number]

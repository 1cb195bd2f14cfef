"""The whole state of a plan on a chain: asked from its contracts, where they know it, and told by its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..abi.structs import address_word
from ..errors import NodeContradictsItself
from ..events import (
    Announced,
    CaseFiled,
    CaseSettled,
    CreditCollected,
    Credited,
    Event,
    FeeCollected,
    Joined,
    JurorRewarded,
    Reinstated,
    ToppedUp,
    Withdrawn,
)
from ..records import (
    Account,
    Announcement,
    Books,
    CaseState,
    CaseStatus,
    MemberState,
    MemberStatus,
    Snapshot,
    Stage,
    Terms,
)
from .contract import Contract, one_of
from .node import Node

STAGES, STATUSES, CASE_STATUSES = tuple(Stage), tuple(MemberStatus), tuple(CaseStatus)
"""The contracts' enumerations: numbers that count in the order of ours."""

QUEUE_BITS = 16

CaseView = Mapping[str, Any]
"""A case as the desk shows it."""

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class View:
    """A plan as it stands after one block.

    Attributes:
        at: the number of that block.
        events: everything that has happened up to there.
        announcements: those that were read before, by period.
    """

    node: Node
    terms: Terms
    ledger: Contract
    desk: Contract
    token: Contract
    at: int
    events: Sequence[Event]
    announcements: dict[int, Announcement]

    def snapshot(self) -> Snapshot:
        """The whole state.  Raises NodeContradictsItself where the log has not all that the state follows from."""
        cases = self._case_views()
        return Snapshot(
            books=self._books(self._promised(cases)),
            members=self.members(),
            cases=self._cases(cases),
            announcements=self.all_announcements(),
        )

    def members(self) -> dict[Account, MemberState]:
        """Everybody who ever joined, in the order in which they did.  Raises NodeContradictsItself."""
        brought = self._brought_in()
        views = self.ledger.read_each("memberOf", [(address_word(account),) for account in brought], self.at)
        members = {
            account: MemberState(
                status=one_of(STATUSES, view["status"]),
                units=view["units"],
                balance=view["balance"] + view["rebate"],
                paid=brought[account] - view["balance"],
                joined_at=view["joinedAt"],
            )
            for account, view in zip(brought, views, strict=True)
        }
        self._expect_all(members)
        return members

    def _expect_all(self, members: Mapping[Account, MemberState]) -> None:
        """As many are active as the ledger counts, and nobody has more than they have brought in."""
        active = sum(member.status is MemberStatus.ACTIVE for member in members.values())
        counted = self.ledger.read("books", at=self.at)["members"]
        if active != counted:
            raise NodeContradictsItself(f"by its state {counted} members are active, of those in its log {active}")
        for account, member in members.items():
            if member.paid < 0:
                raise NodeContradictsItself(f"by its state {account} has more than they have brought in by its log")

    def cases(self) -> dict[int, CaseState]:
        """Every case by its number.  Raises NodeContradictsItself."""
        return self._cases(self._case_views())

    def all_announcements(self) -> tuple[Announcement, ...]:
        """Every announcement in full, by period.  Raises NodeContradictsItself."""
        announced = self._all(Announced)
        periods = self.ledger.read("books", at=self.at)["period"]
        if len(announced) != periods or any(event.period != place for place, event in enumerate(announced)):
            raise NodeContradictsItself(f"by its state {periods} periods were announced, by its log other ones")
        return tuple(map(self.announcement, announced))

    def announcement(self, event: Announced) -> Announcement:
        """An announcement in full."""
        if event.period not in self.announcements:
            self.announcements[event.period] = self._read_announcement(event)
        return self.announcements[event.period]

    def _read_announcement(self, event: Announced) -> Announcement:
        """What the event leaves out, how much each case got, is asked from the ledger."""
        figures = event.figures
        cases = self._counts(figures.queue)
        name = [level.name for level in self.terms.levels]
        payouts = self._payouts([(event.period, name.index(level)) for level in cases])
        return Announcement(
            period=event.period,
            at=self.node.block_time(event.place.block),
            units=figures.units,
            cases=cases,
            waiting=self._counts(figures.waiting),
            share=figures.share,
            dues=figures.dues,
            collected=figures.share * figures.units,
            payout=dict(zip(cases, payouts, strict=True)),
            backstop_used=figures.drawn,
            surplus=figures.surplus,
            lapsed=figures.lapsed_members,
        )

    def _counts(self, queue: int) -> dict[str, int]:
        """The cases of a queue by level; levels without a case are left out."""
        counts = {level.name: queue >> QUEUE_BITS * at & 0xFFFF for at, level in enumerate(self.terms.levels)}
        return {level: count for level, count in counts.items() if count}

    def _books(self, promised: int) -> Books:
        books = self.ledger.read("books", at=self.at)
        credited = sum(event.amount for event in self._all(Credited))
        credited += sum(event.amount for event in self._all(JurorRewarded))
        collected = sum(event.amount for event in self._all(CreditCollected))
        if collected > credited:
            raise NodeContradictsItself("by its log more credits were collected than given")
        return Books(
            stage=one_of(STAGES, books["stage"]),
            period=books["period"],
            index=books["index"] * self.terms.step,
            shares=books["shares"] * self.terms.step,
            members=books["members"],
            units=books["units"],
            leaving_units=books["leavingUnits"],
            surplus=books["surplus"],
            backstop=books["backstop"],
            promised=promised,
            operator_credit=books["operatorCredit"],
            operator_paid=sum(event.amount for event in self._all(FeeCollected)),
            bonds=books["bonds"],
            credits=credited - collected,
            rebate_pool=books["rebatePool"],
            rebate_shared=books["rebateShared"] * self.terms.step,
            token_balance=self.token.read("balanceOf", self.ledger.address, at=self.at),
        )

    def _brought_in(self) -> dict[Account, int]:
        """What everybody who ever joined has paid into their last membership, less what they took out of it.

        What of this is not in their balance any more, they have paid in shares and dues.
        """
        brought: dict[Account, int] = {}
        for event in self.events:
            if isinstance(event, Joined):
                brought[event.member] = event.deposit
            elif isinstance(event, ToppedUp | Reinstated | Withdrawn):
                if event.member not in brought:
                    raise NodeContradictsItself(f"its log has {type(event).__name__} of {event.member}, but no Joined")
                brought[event.member] += -event.amount if isinstance(event, Withdrawn) else event.amount
        return brought

    def _case_views(self) -> list[CaseView]:
        counted, filed = self.desk.read("caseCount", at=self.at), self._all(CaseFiled)
        if counted != len(filed):
            raise NodeContradictsItself(f"by its state {counted} cases were filed, by its log {len(filed)}")
        return self.desk.read_each("caseOf", [(number,) for number in range(counted)], self.at)

    def _cases(self, views: Sequence[CaseView]) -> dict[int, CaseState]:
        paid = {event.case_id: event for event in self._all(CaseSettled)}
        return {number: self._case(number, view, paid.get(number)) for number, view in enumerate(views)}

    def _case(self, number: int, view: CaseView, paid: CaseSettled | None) -> CaseState:
        status = one_of(CASE_STATUSES, view["status"])
        if (status is CaseStatus.SETTLED) != (paid is not None):
            raise NodeContradictsItself(f"whether case {number} is paid, its state and its log do not agree")
        return CaseState(
            claimant=view["claimant"],
            level=one_of(self.terms.levels, view["level"]).name,
            status=status,
            claimant_paid=paid.benefit if paid else 0,
            fee_paid=paid.fee if paid else 0,
        )

    def _promised(self, views: Sequence[CaseView]) -> int:
        """What announced cases, contested ones too, are still to be paid."""
        promised = (CaseStatus.ANNOUNCED, CaseStatus.CONTESTED)
        unpaid = [view for view in views if one_of(CASE_STATUSES, view["status"]) in promised]
        return sum(self._payouts([(view["period"], view["level"]) for view in unpaid]))

    def _payouts(self, each: Sequence[tuple[int, int]]) -> list[int]:
        """What a case of a level got in a period, benefit and fee together."""
        fundings = self.ledger.read_each("fundingOf", each, self.at)
        return [funding["byMembers"] + funding["byBackstop"] for funding in fundings]

    def _all(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

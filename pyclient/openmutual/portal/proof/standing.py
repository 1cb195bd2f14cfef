"""What a member is and holds, from the words in the ledger's storage, as the contract's `memberOf` works it out.

It asks for a slot when it needs one, and for no other.  So the same reckoning tells which slots a proof must hold,
while it is cut, and what they come to, while it is checked.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from ...audit.storage.layout import WHOLE, Cell, layout_of, word
from ...audit.storage.ledger import CLAIMED, COLLECTED, LEAVING, NOT_OVER, STAGES, WITHDRAWN
from ...records import Account, MemberStatus, Stage
from .code import LEDGER, Immutables

Read = Callable[[int], int]
"""What a slot of the ledger's storage holds."""

Fields = Mapping[str, int]

FOR_EVER = 2**40 - 1
"""Until when cover runs that nothing has ended: the latest second that the contract can write."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member is and holds.

    Attributes:
        limit: the index at which the money would be used up; `index` where it stood when they last paid, None once
            nothing is left; both in steps.
        balance: `units × (limit − index) × step`, in base units.
        rebate: what a closed plan gives back besides, in base units.
        joined_at: in Unix seconds, like `covered_until`, which is None while cover runs and 0 where there is none.
    """

    status: MemberStatus
    units: int = 0
    limit: int = 0
    index: int | None = None
    balance: int = 0
    rebate: int = 0
    joined_at: int = 0
    covered_until: int | None = 0

    def to_json(self) -> dict[str, Any]:
        """As it stands in a file: money as text, since it may be more than a number there can hold."""
        return asdict(self) | {"balance": str(self.balance), "rebate": str(self.rebate)}


def standing(member: Account, read: Read, immutables: Immutables) -> Standing:
    """The standing of a member by what the ledger's slots hold."""
    storage = _Storage(read)
    held = storage.fields("_members", word(member))
    if not held["standing"]:
        return Standing(MemberStatus.NONE)
    return _Membership(held, storage, immutables).standing()


class _Storage:
    """The ledger's variables by their names."""

    def __init__(self, read: Read) -> None:
        self._read = read

    def fields(self, variable: str, *keys: int) -> Fields:
        """The fields of a variable that fills one slot."""
        layout = layout_of(LEDGER)
        cell = Cell(variable, keys, dict.fromkeys(layout.shape(Cell(variable, keys, {})).fields, 0))
        words = {slot: self._read(slot) for slot in layout.words(cell)}
        return {each.name: each.number for each in layout.fields(cell, words)}

    @cached_property
    def calendar(self) -> Fields:
        """Where the plan is."""
        return self.fields("_calendar")

    @cached_property
    def pending(self) -> Fields:
        """When the closing began."""
        return self.fields("_pending")

    @cached_property
    def stage(self) -> Stage:
        """Whether the plan is open."""
        return STAGES[self.calendar["stage"]]

    def checkpoint(self, period: int) -> Fields:
        """What an announcement left; its time is 0 while it was not made."""
        return self.fields("_history.checkpoints", period)

    def index_in(self, period: int) -> int:
        """Where the index stood while a period was open."""
        return self.checkpoint(period - 1)["index"] if period else 0

    def first_above(self, height: int) -> int:
        """The first announcement that left the index above a height, by halving, as the contract finds it."""
        low, high = 0, self.calendar["period"] - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.checkpoint(middle)["index"] > height else (middle + 1, high)
        return low

    def departure(self, asked: int) -> tuple[int, Fields]:
        """The announcement that lets go who asked to leave in a period: a later one where a queue was late."""
        left = self.checkpoint(asked)
        if not left["held"]:
            return asked, left
        began = left["queue"]
        if not self.checkpoint(began)["waits"]:
            return began, self.checkpoint(began)
        paid_in = self.fields("_history.announcedIn", began)[WHOLE]
        return (paid_in, self.checkpoint(paid_in)) if paid_in else (began, dict.fromkeys(left, 0))


class _Membership:
    """One membership under examination."""

    def __init__(self, held: Fields, storage: _Storage, immutables: Immutables) -> None:
        self._held = held
        self._storage = storage
        self._immutables = immutables

    def standing(self) -> Standing:
        """All that follows."""
        units, limit = self._held["units"], self._held["limit"]
        index = None if self._held["exit"] in (WITHDRAWN, COLLECTED) else self._last_paid[1]["index"]
        return Standing(
            status=self._status,
            units=units,
            limit=limit,
            index=index,
            balance=0 if index is None else (limit - index) * units * self._immutables["_step"],
            rebate=self._rebate,
            joined_at=self._held["joinedAt"],
            covered_until=self._covered_until,
        )

    @cached_property
    def _status(self) -> MemberStatus:
        if self._is_claimed:
            return MemberStatus.CLAIMED
        if self._held["exit"] != NOT_OVER:
            return MemberStatus.WITHDRAWN
        if self._asked:
            _, left = self._storage.departure(self._held["period"])
            return MemberStatus.LEFT if left["time"] else MemberStatus.LEAVING
        return MemberStatus.LAPSED if self._has_lapsed else MemberStatus.ACTIVE

    @property
    def _is_claimed(self) -> bool:
        return self._held["exit"] in (CLAIMED, COLLECTED)

    @property
    def _asked(self) -> bool:
        return self._held["standing"] == LEAVING

    @cached_property
    def _has_lapsed(self) -> bool:
        """Whether less was left than the reserve: now, or when a benefit ended the membership."""
        storage, period = self._storage, self._held["period"]
        index = storage.index_in(period) if self._is_claimed else storage.calendar["index"]
        return not self._asked and self._held["limit"] < index + self._immutables["_reserveSteps"]

    @cached_property
    def _last_paid(self) -> tuple[int, Fields]:
        """The last announcement that was paid, and what it left; the open period and what is so far, if they go on."""
        storage, calendar = self._storage, self._storage.calendar
        if self._has_lapsed:
            lapse = storage.first_above(self._held["limit"] - self._immutables["_reserveSteps"])
            return lapse, storage.checkpoint(lapse)
        if self._is_claimed:
            return calendar["period"], {**calendar, "index": storage.index_in(self._held["period"]), "time": 0}
        if self._asked:
            period, left = storage.departure(self._held["period"])
            if left["time"]:
                return period, left
        return calendar["period"], {**calendar, "time": 0}

    @property
    def _covered_until(self) -> int | None:
        match self._status:
            case MemberStatus.ACTIVE | MemberStatus.LEAVING:
                until = FOR_EVER
            case MemberStatus.LEFT | MemberStatus.LAPSED:
                until = self._last_paid[1]["time"]
            case _:
                return 0
        if self._storage.stage is not Stage.OPEN:
            until = min(until, self._storage.pending["closingAt"])
        return None if until == FOR_EVER else until

    @property
    def _rebate(self) -> int:
        """What is shared out at the end, by what each has shared; the last one there may get what rounding left."""
        shared = self._shared
        if not shared:
            return 0
        whole, left = (self._storage.fields(name) for name in ("_rebate", "_rebateLeft"))
        rebate = whole["pool"] if shared >= whole["shared"] else whole["pool"] * shared // whole["shared"]
        is_last = shared >= left[WHOLE] and not self._immutables["sponsor"]
        return self._storage.fields("_payable")["rebatePool"] if is_last else rebate

    @property
    def _shared(self) -> int:
        """What they have shared, in steps, who have a part in what is over."""
        if self._status in (MemberStatus.WITHDRAWN, MemberStatus.CLAIMED) or self._storage.stage is not Stage.CLOSED:
            return 0
        period, left = self._last_paid
        has_part = period >= self._storage.pending["closingIn"]
        return self._held["units"] * (left["shares"] - self._held["joinShares"]) if has_part else 0

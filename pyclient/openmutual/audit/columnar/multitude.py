"""What members in columns come to: the answers that replay, storage and indicators need of them.

Memberships lie on the disk, a file a shard; what is asked of all of them is added up file by file.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ...codec import to_hex
from ..crew import Crew
from ..kernels.compiled import Bytes, Integers, Table
from ..replay.others import Line, Others
from ..replay.state import ReplayedPlan
from .calendar import NEVER, Calendar
from .enrolment import WORDS
from .members import (
    ACTIVE,
    ASKED_AT,
    BROUGHT,
    END_INDEX,
    ENDED_AT,
    ENDED_IN,
    GONE,
    JOINED_AT,
    LAPSED,
    LEAVING,
    LIMIT,
    LINES,
    OVER,
    REBATE,
    REINSTATED_AT,
    SHARED_BEFORE,
    SHARED_UNTIL,
    STATUS,
    TAKEN,
    TIER,
    UNITS,
    Tally,
)
from .pieces import Cut, read_rows
from .shards import RECORD

NO_STEPS = ("rebates", "returned")
"""The lines that are not in steps."""


@dataclass
class Multitude(Others):
    """Members in columns.

    Attributes:
        crew: who has counted them; their memberships lie in its scratch, where `held` says, and the attestor's words of
            them where `vouched` does.
        seated: where the memberships lie once more that have a seat in the jury, which has `seat_count` in all.
        taken_before: how many seats they took before each announcement and filing, by its time.
        lacks_seats: whether the replay has asked for a seat that is not in its story, or a moment that is not here.
        calendar: that they were held to; `tally` what they come to.
        plan: theirs, once the replay has begun.
    """

    crew: Crew
    calendar: Calendar
    tally: Tally
    step: int
    logs: int = 0
    memberships: int = 0
    held: list[Cut] = field(default_factory=list)
    vouched: list[Cut] = field(default_factory=list)
    seated: list[Cut] = field(default_factory=list)
    seat_count: int = 0
    taken_before: Mapping[int, int] = field(default_factory=dict)
    lacks_seats: bool = False
    plan: ReplayedPlan = field(init=False)

    def vouch(self, words: Iterable[Cut]) -> None:
        """Note where the attestor's words of them lie, which are logs of theirs."""
        self.vouched += words
        self.logs += sum(cut.end for cut in self.vouched)

    def records(self) -> Iterator[Table]:
        """Accounts with their memberships, some at a time.  Raises ScratchLost."""
        return (read_rows(self.crew.scratch, [cut], RECORD) for cut in self.held)

    def shards(self) -> Iterator[tuple[Bytes, Integers]]:
        """Accounts, and their memberships as rows of fields.  Raises ScratchLost."""
        for held in self.records():
            yield held["account"], held["fields"]

    def words(self) -> Iterator[Table]:
        """What the enrolment stores of them: nullifiers that they took, and words that were spent."""
        return (read_rows(self.crew.scratch, [cut], WORDS) for cut in self.vouched)

    def lapsed(self, period: int) -> tuple[int, int]:
        """How many lapse with an announcement, and their units."""
        members, units = self.tally.lapses[period].tolist()
        return members, units

    def leavers(self, period: int) -> int:
        """How many have left with an announcement."""
        return int(self.tally.leavers[period])

    @property
    def weight(self) -> int:
        """What those entitled have shared together when the plan finished, in steps."""
        return int(self.tally.at_end[0])

    @property
    def weight_of_gone(self) -> int:
        """What those of them have shared who went in the closing: when it finished, or else so far."""
        return int(self.tally.at_end[1 if self.calendar.finished < NEVER else 2])

    @property
    def counted(self) -> tuple[int, int, int]:
        """Of active ones: their units, how many they are, and units times shares at joining."""
        return self._counted[ACTIVE]

    @property
    def leaver_shares(self) -> int:
        """Units times shares at joining, of leavers who pay once more."""
        return self._counted[LEAVING][2]

    def rungs(self) -> Iterator[tuple[int, tuple[int, int, int]]]:
        """The rungs that they stand on, or stood on when they lapsed: the limit, and what is counted there likewise."""
        for limit in np.flatnonzero(self.tally.rungs[:, 1]).tolist():
            units, members, shares = self.tally.rungs[limit].tolist()
            yield limit, (units, members, shares)

    def moved(self, period: int) -> Mapping[str, int]:
        """What their logs brought and took between two announcements, the one of that number last, in base units."""
        steps = dict(zip(LINES, self.tally.lines[period].tolist(), strict=True))
        return {line: value if line in NO_STEPS else value * self.step for line, value in steps.items()}

    @property
    def returned(self) -> tuple[int, int]:
        """How many have come back from a lapse, and what they paid for what they had missed, in base units."""
        lines = dict(zip(LINES, self.tally.lines.sum(axis=0).tolist(), strict=True))
        return lines["returned"], lines["back_pay"] * self.step

    @property
    def standing(self) -> int:
        """How many of these are not withdrawn."""
        return self.memberships - self._counted[OVER][1]

    @property
    def attested(self) -> int:
        """How many of these have taken a nullifier: where there are words of an attestor, whoever is in columns has."""
        return self.standing if any(map(len, self.words())) else 0

    @property
    def seat_holders(self) -> int:
        """How many of these have a seat in the jury, or had."""
        return sum(cut.end for cut in self.seated)

    def seats_before(self, moment: int) -> int:
        """How many seats of the jury they took strictly before a moment, which is one of the plan's own."""
        self.lacks_seats |= moment not in self.taken_before
        return self.taken_before.get(moment, 0)

    def miss_seat(self) -> None:
        """A draw looks at a seat that nobody of the story holds: the replay then knows too little."""
        self.lacks_seats = True

    def joined(self, times: list[int]) -> list[int]:
        """How many have joined before each of these times and not before the one in front, and after the last."""
        counts = np.zeros(len(times) + 1, np.int64)
        for _, fields in self.shards():
            places = np.searchsorted(times, fields[:, JOINED_AT], side="right")
            counts += np.bincount(places, minlength=len(counts))
        return [int(count) for count in counts]

    def covered(self, waiting: int, now: int, most: int | None) -> list[int]:
        """By tier, for how many seconds they were under cover; of each the first `most` at most."""
        sums = [0] * len(self.plan.terms.tiers)
        for _, fields in self.shards():
            end = np.where(fields[:, ENDED_AT] >= 0, np.minimum(fields[:, ENDED_AT], now), now)
            end = np.minimum(end, self.plan.closing_at) if self.plan.closing_at else end
            lasted = np.maximum(0, end - fields[:, JOINED_AT] - waiting)
            lasted = lasted if most is None else np.minimum(lasted, most)
            sums = _added(sums, fields[:, TIER], lasted)
        return sums

    def by_tier(self) -> list[tuple[int, int]]:
        """By tier, how many memberships there are, and what they have paid, in base units."""
        counts, paid = [0] * len(self.plan.terms.tiers), [0] * len(self.plan.terms.tiers)
        for _, fields in self.shards():
            counts = _added(counts, fields[:, TIER], np.ones(len(fields), np.int64))
            spent = fields[:, BROUGHT] - fields[:, TAKEN] - self._held(fields)
            paid = _added(paid, fields[:, TIER], spent)
        return [(count, steps * self.step) for count, steps in zip(counts, paid, strict=True)]

    def reserves(self) -> tuple[int, int]:
        """What active ones hold, in base units, and their units."""
        held = units = 0
        for _, fields in self.shards():
            active = fields[fields[:, STATUS] == ACTIVE]
            held += int(self._held(active).sum())
            units += int(active[:, UNITS].sum())
        return held * self.step, units

    def taken(self) -> Mapping[str, int]:
        """What was withdrawn, by what had ended the membership, and the rebates; in base units."""
        sums = dict.fromkeys(("left", "lapsed", "closed", "rebate"), 0)
        for _, fields in self.shards():
            over = fields[fields[:, STATUS] == OVER]
            has_ended, asked = over[:, ENDED_IN] >= 0, over[:, ASKED_AT] >= 0
            for reason, which in (("left", has_ended & asked), ("lapsed", has_ended & ~asked), ("closed", ~has_ended)):
                sums[reason] += int(over[which][:, TAKEN].sum()) * self.step
            sums["rebate"] += int(over[:, REBATE].sum())
        return sums

    def waiting(self) -> Iterator[Line]:
        """Whose money waits to be withdrawn."""
        is_closed = self.calendar.finished < NEVER
        for accounts, fields in self.shards():
            status = fields[:, STATUS]
            ended = (status == GONE) | (status == LAPSED) | (is_closed & ((status == ACTIVE) | (status == LEAVING)))
            held = self._held(fields) * ended
            for place in np.flatnonzero(ended).tolist():
                amount = int(held[place]) * self.step + self._rebate(fields[place])
                if amount:
                    yield to_hex(bytes(accounts[place])), self._since(fields[place]), amount

    def _rebate(self, fields: Integers) -> int:
        """A membership's part of a closed plan's rebate that is still there."""
        money = self.plan.money
        is_closed, went = self.calendar.finished < NEVER, fields[STATUS] in (GONE, LAPSED)
        if not (is_closed and money.rebate_shared):
            return 0
        if went and not 0 <= self.calendar.closing_in <= fields[ENDED_IN]:
            return 0
        until = self.plan.shares if fields[SHARED_UNTIL] < 0 else int(fields[SHARED_UNTIL])
        part = int(fields[UNITS]) * (until - int(fields[SHARED_BEFORE]))
        return money.rebate * part // money.rebate_shared

    @staticmethod
    def _since(fields: Integers) -> int:
        """When a membership's status began."""
        if fields[ENDED_AT] >= 0:
            return int(fields[ENDED_AT])
        return int(max(fields[ASKED_AT], fields[REINSTATED_AT], fields[JOINED_AT]))

    def _held(self, fields: Integers) -> Integers:
        """What memberships still hold, in steps."""
        end = np.where(fields[:, END_INDEX] >= 0, fields[:, END_INDEX], self.calendar.index_at[-1])
        held: Integers = np.where(fields[:, STATUS] == OVER, 0, fields[:, UNITS] * (fields[:, LIMIT] - end))
        return held

    @cached_property
    def _counted(self) -> dict[int, tuple[int, int, int]]:
        """By what they are: units, how many they are, and units times shares at joining."""
        sums = np.zeros((OVER + 1, 3), np.int64)
        for _, fields in self.shards():
            units, ones = fields[:, UNITS], np.ones(len(fields), np.int64)
            columns = np.stack([units, ones, units * fields[:, SHARED_BEFORE]], axis=1)
            np.add.at(sums, fields[:, STATUS], columns)
        return {status: (units, members, shares) for status, (units, members, shares) in enumerate(sums.tolist())}


def _added(sums: list[int], tiers: Integers, values: Integers) -> list[int]:
    """Sums by tier, with more values."""
    more = np.zeros(len(sums), np.int64)
    np.add.at(more, tiers, values)
    return [before + int(added) for before, added in zip(sums, more, strict=True)]

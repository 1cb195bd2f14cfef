"""Members who are not kept one by one, because their own logs are all that the rules ask of them.

The replay is told what they come to: in sums before each of its own logs, and by announcement.  In most audits there
are none, and everybody is replayed.
"""

from collections.abc import Iterator, Mapping

from ...records import Account

Line = tuple[Account, int, int]
"""Somebody whose money waits: since when, and how much, in base units."""


class Others:
    """Nobody; what is asked of members who are kept in columns, and answered here as of none.

    Attributes:
        logs: how many logs they have.
        memberships: how many memberships there are, or were.
    """

    logs: int = 0
    memberships: int = 0

    def lapsed(self, _period: int) -> tuple[int, int]:
        """How many lapse with an announcement, and their units."""
        return 0, 0

    def leavers(self, _period: int) -> int:
        """How many have left with an announcement."""
        return 0

    @property
    def weight(self) -> int:
        """What those entitled have shared together when the plan finished, in steps."""
        return 0

    @property
    def weight_of_gone(self) -> int:
        """What those of them have shared who went in the closing: when it finished, or else so far."""
        return 0

    @property
    def counted(self) -> tuple[int, int, int]:
        """Of active ones: their units, how many they are, and units times shares at joining."""
        return 0, 0, 0

    @property
    def leaver_shares(self) -> int:
        """Units times shares at joining, of leavers who pay once more."""
        return 0

    def rungs(self) -> Iterator[tuple[int, tuple[int, int, int]]]:
        """The rungs that they stand on, or stood on when they lapsed: the limit, and what is counted there likewise."""
        return iter(())

    def moved(self, _period: int) -> Mapping[str, int]:
        """What their logs brought and took between two announcements, the one of that number last, in base units."""
        return {}

    @property
    def returned(self) -> tuple[int, int]:
        """How many have come back from a lapse, and what they paid for what they had missed, in base units."""
        return 0, 0

    @property
    def standing(self) -> int:
        """How many of these are not withdrawn."""
        return 0

    @property
    def attested(self) -> int:
        """How many of these have taken a nullifier."""
        return 0

    def seats_before(self, _moment: int) -> int:
        """How many seats of the jury they took strictly before a moment."""
        return 0

    def miss_seat(self) -> None:
        """A draw looks at a seat that nobody holds who is kept one by one, and passes it over."""

    def joined(self, _times: list[int]) -> list[int]:
        """How many have joined before each of these times and not before the one in front, and after the last."""
        return [0] * (len(_times) + 1)

    def covered(self, _waiting: int, _now: int, _most: int | None) -> list[int]:
        """By tier, for how many seconds they were under cover; of each the first `most` at most."""
        return []

    def by_tier(self) -> list[tuple[int, int]]:
        """By tier, how many memberships there are, and what they have paid, in base units."""
        return []

    def reserves(self) -> tuple[int, int]:
        """What active ones hold, in base units, and their units."""
        return 0, 0

    def taken(self) -> Mapping[str, int]:
        """What was withdrawn, by what had ended the membership, and the rebates; in base units."""
        return {}

    def waiting(self) -> Iterator[Line]:
        """Whose money waits to be withdrawn."""
        return iter(())

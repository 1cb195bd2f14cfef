"""How much is asked at once: less after a refusal, more again after successes."""

FIRST, LATEST = 4, 256
"""After how many successes more is tried again: at first, and at the latest."""


class Pace:
    """A size that follows what a node can bear.

    Args:
        most: the largest size.
        first: the size to begin with; if it is not given, the largest.

    Attributes:
        now: the size to ask for.
    """

    def __init__(self, most: int, first: int | None = None) -> None:
        self.now = most if first is None else first
        self._most = most
        self._successes = 0
        self._needed = FIRST
        self._has_grown = False

    def refused(self, tried: int) -> None:
        """A size was too large.  The more often that shows after trying more, the later more is tried again."""
        self.now = max(1, tried // 2)
        self._successes = 0
        if self._has_grown:
            self._needed, self._has_grown = min(LATEST, 2 * self._needed), False

    def went_well(self) -> None:
        """The size was borne."""
        self._successes += 1
        if self._successes >= self._needed and self.now < self._most:
            self.now = min(self._most, 2 * self.now)
            self._successes, self._has_grown = 0, True

"""Who hears what happens in a simulation, by name; here nobody does."""

from ....records import Announcement
from ..cohorts.cohorts import Names


class Observer:
    """Hears of everything, in the order of time, and makes nothing of it.

    Times are seconds after the deployment; amounts, in base units, are for each of the people.
    """

    def funded(self, at: int, amount: int) -> None:
        """Sponsors put money into the backstop."""

    def joined(self, at: int, people: Names, tier: str, deposit: int) -> None:
        """People join."""

    def topped_up(self, at: int, people: Names, amount: int) -> None:
        """People top up, or come back."""

    def left(self, at: int, people: Names) -> None:
        """People ask to leave."""

    def withdrew(self, at: int, people: Names, claimed: bool, balance: int) -> None:
        """People take out what is theirs, a rebate not counted; `claimed`: those whose membership a benefit ended."""

    def filed(self, at: int, people: Names, level: str, covered: bool) -> None:
        """Each of the people files a case; who is not covered is refused."""

    def decided(self, at: int) -> None:
        """The panel approves all cases."""

    def announced(self, at: int, made: Announcement) -> None:
        """A period is closed."""

    def settled(self, at: int, paid: dict[str, tuple[int, int]]) -> None:
        """The cases announced are paid: by level, what a claimant and the operator get for one."""

    def finished(self, at: int) -> None:
        """A closing plan is closed."""

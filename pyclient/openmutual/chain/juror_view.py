"""A juror's part: where an account was drawn, and whether it has sealed and opened its vote."""

from dataclasses import dataclass

from ..events import JurorsDrawn, Resigned, SeatLost, Volunteered, VoteRevealed
from ..records import Account, DisputeStage, DisputeState
from .disputes import Disputes


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
        eligible: whether it could be drawn now, were it volunteering and no party.
        barred_until: when the bar of a juror who stayed silent ends; 0 if there never was one.
    """

    volunteers: bool
    eligible: bool
    barred_until: int


class Duties(Disputes):
    """The part of a ledger on a chain that tells jurors what they have to do."""

    def duties(self, account: Account) -> list[Duty]:
        """The disputes in whose last draw the account is a juror, decided ones too, in their order."""
        drawn = {
            event.dispute_id for event in self.events() if isinstance(event, JurorsDrawn) and account in event.jurors
        }
        return [self._duty(account, dispute) for dispute in sorted(drawn) if account in self.dispute(dispute).jurors]

    def readiness(self, account: Account) -> Readiness:
        """Whether an account can be drawn."""
        volunteers, barred_until = False, 0
        for event in self.events():
            if isinstance(event, Volunteered | Resigned) and event.member == account:
                volunteers = isinstance(event, Volunteered)
            elif isinstance(event, SeatLost) and event.juror == account:
                barred_until = event.until
        return Readiness(volunteers, bool(self._jury.read("isEligible", account)), barred_until)

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
        for event in self.events():
            if isinstance(event, JurorsDrawn) and event.dispute_id == dispute:
                found = False
            elif isinstance(event, VoteRevealed) and (event.dispute_id, event.juror) == (dispute, account):
                found = True
        return found


def is_running(duty: Duty) -> bool:
    """Whether the dispute of a duty is not decided yet."""
    return duty.state.stage != DisputeStage.DECIDED

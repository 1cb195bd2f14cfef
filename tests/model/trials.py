"""What jurors do in random histories, faithful or not, and what can be seen of it."""

from collections import Counter
from collections.abc import Callable

from openmutual.records import CaseStatus
from tests.model.play import SALT, Play

TO_BE_SEEN = {
    *("upheld", "overturned", "appeal won", "appeal lost", "drawn a second time", "tied", "nobody drew"),
    *("no jury", "silent juror", "false vote", "free objection"),
}
"""What must have happened in some histories together; without that they would show little of the jury."""

Votes = list[bool | None]
"""What each juror votes; None for silence."""


class Trials:
    """All disputes of a play.

    Args:
        attempt: makes a call, which may be refused; says whether it was not.

    Attributes:
        seen: how often what happened.
    """

    def __init__(self, play: Play, attempt: Callable[..., bool]) -> None:
        self.play, self.attempt = play, attempt
        self.seen: Counter[str] = Counter()

    def tend_all(self, votes: Votes) -> None:
        """Move every open dispute on by one draw, as far as the jurors do their part; nobody draws for silent ones."""
        for number, dispute in enumerate(self.play.ledger.disputes):
            if not dispute.decided:
                self.tend(number, votes)

    def tend(self, number: int, votes: Votes) -> None:
        dispute = self.play.ledger.disputes[number]
        if any(vote is not None for vote in votes):
            self.attempt(self.play.ledger.draw, number)
        self.note("no jury", dispute.decided)
        self.vote(number, votes)
        if dispute.decided:
            return
        before, (pays, refuses) = self.play.ledger.cases[dispute.case].status, self.count(number)
        self.note("nobody drew", not dispute.jurors)
        self.note("silent juror", pays + refuses < len(dispute.jurors))
        self.attempt(self.play.ledger.tally, number)
        self.note("drawn a second time", not dispute.decided)
        self.note("tied", dispute.decided and pays == refuses > 0)
        self.look_at_verdict(before, self.play.ledger.cases[dispute.case].status)

    def vote(self, number: int, votes: Votes) -> None:
        """All do as `votes` say, but a third juror who finds for the claimant forgets the salt."""
        jurors = list(zip(self.play.ledger.disputes[number].jurors, votes, strict=False))
        for juror, pays in jurors:
            self.attempt(self.play.ledger.commit, juror, number, pays is True, SALT)
        self.play.world.advance(self.play.ledger.dispute(number).ends)
        for place, (juror, pays) in enumerate(jurors):
            forgets = place == 2 and pays is True
            if pays is not None and not self.attempt(
                self.play.ledger.reveal, number, juror, pays, b"" if forgets else SALT
            ):
                self.note("false vote", forgets)
        self.play.world.advance(self.play.ledger.dispute(number).ends)

    def count(self, number: int) -> tuple[int, int]:
        """Votes; nobody has two, and nobody votes who was not drawn."""
        dispute = self.play.ledger.disputes[number]
        state = self.play.ledger.dispute(number)
        assert set(dispute.votes) <= set(dispute.jurors)
        assert state.pays + state.refuses == len(dispute.votes) <= len(set(dispute.jurors)) == len(dispute.jurors)
        return state.pays, state.refuses

    def look_at_verdict(self, before: CaseStatus, after: CaseStatus) -> None:
        verdicts = {
            (CaseStatus.CONTESTED, CaseStatus.ANNOUNCED): "upheld",
            (CaseStatus.CONTESTED, CaseStatus.OVERTURNED): "overturned",
            (CaseStatus.APPEALED, CaseStatus.APPROVED): "appeal won",
            (CaseStatus.APPEALED, CaseStatus.REJECTED): "appeal lost",
        }
        if before != after:
            self.note(verdicts[before, after])

    def note(self, what: str, happened: bool = True) -> None:
        if happened:
            self.seen[what] += 1

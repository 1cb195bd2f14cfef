"""How a jury comes to the verdict that a story asks for."""

import hashlib
from dataclasses import dataclass

from ..errors import StepFailed
from ..protocol import Ledger, World
from ..records import Account, DisputeStage
from .steps import Step


@dataclass(frozen=True, slots=True)
class Trial:
    """One dispute of a story.

    Attributes:
        number: the dispute's, on the ledger.
        secret: what the jurors' salts are made from; the same in every run of the story.
    """

    world: World
    ledger: Ledger
    number: int
    secret: str

    def hold(self, step: Step, room: int | None) -> None:
        """Have the jurors judge as the step asks for, or, for no verdict, be silent, the second jury as well.

        Args:
            step: the step.
            room: seconds until the next step, if there is one.

        Raises:
            Refusal: there is no such dispute, it has been decided, or no jury can sit.
            StepFailed: it takes too long.
        """
        terms, rounds = self.ledger.terms.jury, 2 if step.verdict == "none" else 1
        needed = rounds * (terms.commit + terms.reveal)
        self.ledger.draw(self.number)
        if self.ledger.dispute(self.number).stage == DisputeStage.DECIDED:
            self.ledger.tally(self.number)  # nobody can vote, so there is nothing to count: the ledger refuses it
        if room is not None and needed > room:
            missing = needed - room
            raise StepFailed(step.number, f"the jury needs {missing} seconds more than there are to the next step")
        if step.verdict == "none":
            self.miss_quorum()
            self.ledger.draw(self.number)
            if self.ledger.dispute(self.number).stage != DisputeStage.DECIDED:
                self.miss_quorum()
        else:
            self.vote(stands=step.verdict == "uphold")

    def vote(self, stands: bool) -> None:
        """Let all jurors seal and open the same vote, and count."""
        drawn = self.ledger.dispute(self.number)
        for juror in drawn.jurors:
            self.ledger.commit(juror, self.number, stands, self.salt(juror))
        self.world.advance(drawn.ends)
        for juror in drawn.jurors:
            self.ledger.reveal(self.number, juror, stands, self.salt(juror))
        self.world.advance(drawn.ends + self.ledger.terms.jury.reveal)
        self.ledger.tally(self.number)

    def miss_quorum(self) -> None:
        """Let the time of the votes pass, and count none."""
        self.world.advance(self.ledger.dispute(self.number).ends + self.ledger.terms.jury.reveal)
        self.ledger.tally(self.number)

    def salt(self, juror: Account) -> bytes:
        """A juror's secret, which is none: anyone who has the story can make it, as its verdict is in it too."""
        return hashlib.sha256(f"{self.secret} {self.number} {juror}".encode()).digest()

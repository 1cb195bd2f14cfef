"""A jury's work in a story: everybody who is drawn votes as the file says, so that its verdict comes out."""

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
        stands_anyhow: whether the case stands when no jury comes about: an approved one does, a rejected one does not.
        secret: what the jurors' salts are made from; the same in every run of the story.
    """

    world: World
    ledger: Ledger
    number: int
    stands_anyhow: bool
    secret: str

    def hold(self, step: Step, room: int | None) -> None:
        """Draw, let all jurors seal and open the vote that the step asks for, and count.

        Args:
            step: the step.
            room: seconds until the next step, if there is one.

        Raises:
            Refusal: there is no such dispute, or it has been decided.
            StepFailed: it takes too long, or too few volunteers leave the other verdict standing.
        """
        stands = step.verdict == "uphold"
        self.ledger.draw(self.number)
        drawn = self.ledger.dispute(self.number)
        if drawn.stage == DisputeStage.DECIDED:
            if stands != self.stands_anyhow:
                raise StepFailed(step.number, f"too few members can be jurors to {step.verdict} {step.case}")
            return
        terms = self.ledger.terms.jury
        if room is not None and terms.commit + terms.reveal > room:
            missing = terms.commit + terms.reveal - room
            raise StepFailed(step.number, f"the jury needs {missing} seconds more than there are to the next step")
        for juror in drawn.jurors:
            self.ledger.commit(juror, self.number, stands, self.salt(juror))
        self.world.advance(drawn.ends)
        for juror in drawn.jurors:
            self.ledger.reveal(juror, self.number, stands, self.salt(juror))
        self.world.advance(drawn.ends + terms.reveal)
        self.ledger.tally(self.number)

    def salt(self, juror: Account) -> bytes:
        """A juror's secret, which is none: anyone who has the story can make it, as its verdict is in it too."""
        return hashlib.sha256(f"{self.secret} {self.number} {juror}".encode()).digest()

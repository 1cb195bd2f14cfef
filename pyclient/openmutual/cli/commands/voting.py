"""A juror's two steps: the vote is sealed with a secret that is on the disk first, and opened with it later."""

from ...errors import AlreadyVoted, BallotError, Refusal
from ...signing.ballots import Ballot, Ballots, home, new_secret
from ..context import PlanContext


def seal(place: PlanContext, dispute: int, pays: bool) -> None:
    """Seal a vote.  The same again after a crash does no harm: what was sealed before stays.

    Raises:
        AlreadyVoted: another vote is sealed, or the same with a secret that is not here.
        BallotError: the secret cannot be kept; nothing was sent.
    """
    ballots, ledger, juror = Ballots(home()), place.ledger, place.me
    if sealed := ledger.committed(juror, dispute):
        kept = ballots.find(sealed)
        if kept is None or kept.pays != pays:
            raise AlreadyVoted(juror)
        return
    secret = new_secret()
    commitment = ledger.commitment(juror, dispute, pays, secret)
    ballots.keep(Ballot(juror, dispute, commitment, pays, secret))
    try:
        ledger.commit(juror, dispute, pays, secret)
    except Refusal:
        ballots.forget(commitment)
        raise


def unseal(place: PlanContext, dispute: int) -> bool:
    """Open a vote with the secret that was kept; returns whether it is for the claimant.

    Raises:
        BallotError: there is no sealed vote, or its secret is not on this machine.
    """
    ballots, ledger, juror = Ballots(home()), place.ledger, place.me
    sealed = ledger.committed(juror, dispute)
    if not sealed:
        raise BallotError(f"{juror} has sealed no vote in dispute {dispute}")
    kept = ballots.find(sealed)
    if kept is None:
        raise BallotError(f"the secret of this vote is not in {ballots.folder}; look on the machine that sealed it")
    ledger.reveal(juror, dispute, kept.pays, kept.secret)
    return kept.pays

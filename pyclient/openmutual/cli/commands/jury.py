"""`openmutual jury`: volunteer, see your duty, draw, seal a vote, open it, have the votes counted."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import AlreadyVoted, BallotError, Refusal
from ..context import PlanContext, plan_command
from ..result import Moment

if TYPE_CHECKING:
    from ...records import DisputeState


def seal(place: PlanContext, dispute: int, pays: bool) -> None:
    """Seal a vote.  The same again after a crash does no harm: what was sealed before stays.

    Raises:
        AlreadyVoted: another vote is sealed, or the same with a secret that is not here.
        BallotError: the secret cannot be kept; nothing was sent.
    """
    from ...signing.ballots import Ballot, Ballots, home, new_secret

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
    from ...signing.ballots import Ballots, home

    ballots, ledger, juror = Ballots(home()), place.ledger, place.me
    sealed = ledger.committed(juror, dispute)
    if not sealed:
        raise BallotError(f"{juror} has sealed no vote in dispute {dispute}")
    kept = ballots.find(sealed)
    if kept is None:
        raise BallotError(f"the secret of this vote is not in {ballots.folder}; look on the machine that sealed it")
    ledger.reveal(dispute, juror, kept.pays, kept.secret)
    return kept.pays


jury = typer.Typer(name="jury", no_args_is_help=True, help="The jury: volunteer, see your duty, seal and open votes.")

Number = Annotated[int, typer.Argument(metavar="DISPUTE", min=0, help="The dispute's number, counted from 0.")]


class Vote(StrEnum):
    """What a juror finds."""

    PAYS = "pays"
    REFUSES = "refuses"


@jury.command()
@plan_command
def volunteer(place: PlanContext) -> dict[str, Any]:
    """Volunteer as a juror, for cases announced or filed afterwards."""
    place.ledger.volunteer(place.me)
    place.done(place.say("volunteers_now", who=place.me))
    return duties(place, place.me)


@jury.command()
@plan_command
def resign(place: PlanContext) -> dict[str, Any]:
    """Stop volunteering, for disputes that begin afterwards, and for 90 days at least."""
    place.ledger.resign(place.me)
    place.done(place.say("resigned", who=place.me))
    return duties(place, place.me)


@jury.command()
@plan_command
def duty(
    place: PlanContext,
    juror: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Whose duty; else your own.")] = None,
) -> dict[str, Any]:
    """Say which disputes you are drawn for, what to do now, and until when."""
    from ..deployment import address

    return duties(place, address("--juror", juror) if juror else place.me)


@jury.command()
@plan_command
def draw(place: PlanContext, number: Number) -> dict[str, Any]:
    """Draw the jurors, once the block that draws is there. Anyone can; many volunteers take several transactions."""
    from ...records import DisputeStage

    state = place.ledger.dispute(number)
    if state.stage == DisputeStage.DRAWING or not place.errand.has_called(place.ledger.site.contracts):
        place.ledger.draw(number)
        state = place.ledger.dispute(number)
    jurors = place.say("comma").join(state.jurors)
    has_jury = state.stage != DisputeStage.DECIDED
    place.done(place.say("drawn" if has_jury else "no_jury", dispute=number, jurors=jurors))
    return tell_dispute(place, number)


@jury.command()
@plan_command
def commit(
    place: PlanContext,
    number: Number,
    vote: Annotated[Vote | None, typer.Argument(help="Asked for if left out, so that no shell remembers it.")] = None,
) -> dict[str, Any]:
    """Seal your vote. The secret that opens it is kept safely on this machine, before anything is sent."""
    from ..asking import ask_unseen

    names = {place.say(f"vote_{each}"): each for each in Vote} | {str(each): each for each in Vote}
    vote = vote or ask_unseen(place.say("which_vote"), names, place.say("no_such_vote"))
    seal(place, number, vote == Vote.PAYS)
    place.done(place.say("vote_sealed", dispute=number))
    return duties(place, place.me)


@jury.command()
@plan_command
def reveal(place: PlanContext, number: Number) -> dict[str, Any]:
    """Open your vote, with the secret that commit has kept."""
    vote = Vote.PAYS if unseal(place, number) else Vote.REFUSES
    place.done(place.say("vote_open", dispute=number, vote=place.say(f"vote_{vote}")))
    return tell_dispute(place, number)


@jury.command()
@plan_command
def tally(place: PlanContext, number: Number) -> dict[str, Any]:
    """Count the votes, or end a dispute that has no jury. Anyone can."""
    from ...records import DisputeStage
    from .case import tell_case

    place.ledger.tally(number)
    state = place.ledger.dispute(number)
    if state.stage != DisputeStage.DECIDED:
        place.done(place.say("drawn_again", dispute=number))
        return tell_dispute(place, number)
    place.done(place.say("dispute_decided", dispute=number, pays=state.pays, refuses=state.refuses))
    return tell_case(place, state.case) | dispute_json(number, state)


def duties(place: PlanContext, juror: str) -> dict[str, Any]:
    """Say what a juror has to do; returns it for `--json`."""
    from ...chain.queries import is_running
    from ..moments import moment
    from ..views.next_steps import of_duty, tell_next

    ledger, ready = place.ledger, place.ledger.readiness(juror)
    place.page.item("", place.say("volunteers" if ready.volunteers else "does_not_volunteer", who=juror))
    if ready.barred_until > place.now:
        until = moment(ready.barred_until, place.now, place.language.value)
        place.page.item("", place.say("barred", until=until))
    running = [each for each in ledger.duties(juror) if is_running(each)]
    if not running:
        place.page.item(place.say("next"), place.say("no_duty"))
    told = []
    for each in running:
        about = place.say("duty", dispute=each.dispute, case=each.state.case, draw=each.state.round + 1)
        place.page.item("", about, "bold")
        told.append(dispute_json(each.dispute, each.state) | tell_next(place, of_duty(each, ledger.terms)))
    return {"juror": juror, "volunteers": ready.volunteers, "duties": told}


def tell_dispute(place: PlanContext, number: int) -> dict[str, Any]:
    """Say what happens next to a dispute; returns it for `--json`."""
    from ..views.next_steps import of_dispute, tell_next

    state = place.ledger.dispute(number)
    prospects = of_dispute(number, state, place.ledger.terms, place.ledger.draw_block(number))
    return dispute_json(number, state) | tell_next(place, prospects)


def dispute_json(number: int, state: "DisputeState") -> dict[str, Any]:
    """A dispute as `--json` gives it."""
    return {
        "dispute": number,
        "case": state.case,
        "stage": state.stage.value,
        "ends": Moment(state.ends),
        "round": state.round,
        "jurors": list(state.jurors),
        "pays": state.pays,
        "refuses": state.refuses,
    }

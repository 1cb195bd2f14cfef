"""The jury (评审团): volunteers, draws, votes and counts (rules, section 4).

::

    drawing ──draw──► committing ──time──► revealing ──time──► counting ──tally──► decided
       │  └──draw finds too few──► decided                        └──quorum missed, once──► drawing
       ├──time: a quorum was found──► committing
       └──time: it was not──► counting

Every stage ends by the clock, whoever is silent; and whatever is missing at the end, the panel's word stands.
"""

import hashlib

from ..errors import (
    AlreadyVolunteer,
    AlreadyVoted,
    CommitmentMismatch,
    NotActive,
    NotJuror,
    NotVolunteer,
    ResignedLately,
    UnknownDispute,
    WrongStage,
)
from ..records import Account, DisputeStage, DisputeState, MemberStatus, Verdict
from . import drawing, verdicts
from .drawing import BARRED_FOR
from .state import Dispute, PlanState, Seat, Volunteer


def volunteer(plan: PlanState, name: Account) -> None:
    """Offer oneself, for cases announced or filed later; the first time one takes a seat, which is theirs for ever.

    Raises:
        NotActive, AlreadyVolunteer, ResignedLately: in this order.
    """
    if plan.status(name) != MemberStatus.ACTIVE:
        raise NotActive(name)
    if name in plan.volunteers:
        resigned_at = plan.volunteers[name].resigned_at
        if resigned_at is None:
            raise AlreadyVolunteer(name)
        if plan.now < resigned_at + BARRED_FOR:
            raise ResignedLately(name, resigned_at + BARRED_FOR)
        plan.volunteers[name].taken_at = plan.now
        plan.volunteers[name].resigned_at = None
    else:
        plan.seats.append(Seat(name, plan.now))
        plan.volunteers[name] = Volunteer(plan.now)


def resign(plan: PlanState, name: Account) -> None:
    """Offer oneself no more, for disputes that begin later.

    Raises:
        NotVolunteer: who does not volunteer.
    """
    if name not in plan.volunteers or plan.volunteers[name].resigned_at is not None:
        raise NotVolunteer(name)
    plan.volunteers[name].resigned_at = plan.now


STAGES = list(DisputeStage)
"""Their places are the numbers by which a refusal names them."""


# --- where a dispute stands ------------------------------------------------------------------------------


def dispute_numbered(plan: PlanState, number: int) -> Dispute:
    """The dispute of that number, counted from 0.  Raises UnknownDispute."""
    if not 0 <= number < len(plan.disputes):
        raise UnknownDispute(number)
    return plan.disputes[number]


def dispute_at(plan: PlanState, number: int, stage: DisputeStage) -> Dispute:
    """The dispute of that number, which must be at that stage.  Raises UnknownDispute, WrongStage."""
    dispute = dispute_numbered(plan, number)
    found, _ = stage_of(plan, dispute)
    if found != stage:
        raise WrongStage(number, STAGES.index(found))
    return dispute


def stage_of(plan: PlanState, dispute: Dispute) -> tuple[DisputeStage, int]:
    """The stage that a dispute is at, and when that is over: 0 once it is decided."""
    if dispute.decided:
        return DisputeStage.DECIDED, 0
    ends = votes_from(plan, dispute)
    if ends is None:
        ends = dispute.called_at + plan.terms.jury.commit
        return DisputeStage.DRAWING if plan.now < ends else DisputeStage.COUNTING, ends
    ends += plan.terms.jury.commit
    if plan.now < ends:
        return DisputeStage.COMMITTING, ends
    ends += plan.terms.jury.reveal
    return DisputeStage.REVEALING if plan.now < ends else DisputeStage.COUNTING, ends


def votes_from(plan: PlanState, dispute: Dispute) -> int | None:
    """When the jury could begin to vote; None while there is none.

    That is when the draw was complete, or when its time was over if those found by then are a quorum, whether or not
    anybody calls then.
    """
    if dispute.drawn_at is not None:
        return dispute.drawn_at
    ends = dispute.called_at + plan.terms.jury.commit
    return ends if plan.now >= ends and len(dispute.jurors) >= plan.terms.jury.quorum else None


def state(plan: PlanState, number: int) -> DisputeState:
    """The dispute as it looks from outside.  Raises UnknownDispute."""
    dispute = dispute_numbered(plan, number)
    stage, ends = stage_of(plan, dispute)
    pays = sum(dispute.votes.values())
    return DisputeState(
        case=dispute.case,
        stage=stage,
        ends=ends,
        round=dispute.round,
        jurors=dispute.jurors,
        pays=pays,
        refuses=len(dispute.votes) - pays,
    )


# --- drawing ---------------------------------------------------------------------------------------------


def begin(plan: PlanState, case: int, bonded: Account, before: int, announced_in: int | None) -> int:
    """Begin a dispute, whose jurors volunteered and joined before that time; returns its number."""
    plan.disputes.append(Dispute(case, bonded, before, announced_in, opened_at=plan.now, called_at=plan.now))
    return len(plan.disputes) - 1


def draw_on(plan: PlanState, number: int, seed: bytes | None = None) -> bool:
    """Draw jurors, by one call; returns whether the draw is complete.  If too few were found, the dispute ends with it.

    Args:
        plan: the plan.
        number: the dispute.
        seed: that of another ledger, 32 bytes; only the first call of a draw reads it.

    Raises:
        UnknownDispute, WrongStage: in this order.
    """
    dispute = dispute_at(plan, number, DisputeStage.DRAWING)
    if dispute.seed is None:
        dispute.seed = seed or drawing.own_seed(plan, number)
    if not drawing.look(plan, dispute, dispute.seed):
        return False
    dispute.drawn_at = plan.now
    if len(dispute.jurors) < plan.terms.jury.quorum:
        end_without_jury(plan, dispute)
    return True


def end_without_jury(plan: PlanState, dispute: Dispute) -> None:
    """End a dispute for which no jury can sit: in the first round as if nobody had asked, in the second undecided."""
    verdicts.conclude(plan, dispute, Verdict.NO_JURY if dispute.round == 0 else Verdict.NONE, [])


# --- voting ----------------------------------------------------------------------------------------------


def commitment_of(plan: PlanState, number: int, juror: Account, pays: bool, salt: bytes) -> bytes:
    """What a juror commits to: it binds dispute, draw and juror, so a copy opens for nobody.  Raises UnknownDispute."""
    round_ = dispute_numbered(plan, number).round
    words = f"{plan.account} {number} {round_} {juror!r} {pays} "
    return hashlib.sha256(words.encode() + salt).digest()


def commit(plan: PlanState, juror: Account, number: int, commitment: bytes) -> None:
    """Seal a vote.

    Raises:
        UnknownDispute, WrongStage, NotJuror, AlreadyVoted: in this order.
    """
    dispute = dispute_at(plan, number, DisputeStage.COMMITTING)
    must_be_juror(dispute, juror)
    if juror in dispute.sealed:
        raise AlreadyVoted(juror)
    dispute.sealed[juror] = commitment


def reveal(plan: PlanState, number: int, juror: Account, pays: bool, salt: bytes) -> None:
    """Open a juror's vote, by anyone who knows their secret.

    Raises:
        UnknownDispute, WrongStage, NotJuror, AlreadyVoted, CommitmentMismatch: in this order; the last one also for
            who has sealed nothing.
    """
    dispute = dispute_at(plan, number, DisputeStage.REVEALING)
    must_be_juror(dispute, juror)
    if juror in dispute.votes:
        raise AlreadyVoted(juror)
    if dispute.sealed.get(juror) != commitment_of(plan, number, juror, pays, salt):
        raise CommitmentMismatch(juror)
    dispute.votes[juror] = pays


def must_be_juror(dispute: Dispute, account: Account) -> None:
    """Only who was drawn last has a vote.  Raises NotJuror."""
    if account not in dispute.jurors:
        raise NotJuror(account)


# --- counting --------------------------------------------------------------------------------------------


def tally(plan: PlanState, number: int) -> None:
    """Count the votes; end the dispute, or call for a second draw where the quorum is missed for the first time.

    Who was drawn and did not reveal is not drawn for a while.  A dispute that has no jury ends.

    Raises:
        UnknownDispute, WrongStage: in this order; then QueueFull, if an appeal is won and there is no room now.
    """
    dispute = dispute_at(plan, number, DisputeStage.COUNTING)
    if votes_from(plan, dispute) is None:
        end_without_jury(plan, dispute)
        return
    faithful = [juror for juror in dispute.jurors if juror in dispute.votes]
    silent = [juror for juror in dispute.jurors if juror not in dispute.votes]
    if len(faithful) < plan.terms.jury.quorum and dispute.round == 0:
        draw_again(plan, dispute)
    else:
        verdicts.conclude(plan, dispute, verdict_of(plan, dispute), faithful)
    for juror in silent:
        plan.volunteers[juror].barred_until = plan.now + BARRED_FOR


def verdict_of(plan: PlanState, dispute: Dispute) -> Verdict:
    """What the majority of the revealed votes says; nothing for a tie, or when too few were revealed."""
    pays = sum(dispute.votes.values())
    refuses = len(dispute.votes) - pays
    if pays + refuses < plan.terms.jury.quorum or pays == refuses:
        return Verdict.NONE
    return Verdict.PAYS if pays > refuses else Verdict.REFUSES


def draw_again(plan: PlanState, dispute: Dispute) -> None:
    """Call for the second draw: nobody is a juror, and nothing voted counts, until it is made."""
    dispute.round, dispute.called_at, dispute.drawn_at = 1, plan.now, None
    dispute.seed, dispute.position, dispute.looked = None, 0, 0
    dispute.jurors, dispute.sealed, dispute.votes = (), {}, {}

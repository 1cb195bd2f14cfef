"""The jury (评审团): volunteers, draws, votes and counts (rules, section 4).

::

    drawing ──draw──► committing ──time──► revealing ──time──► counting ──tally──► decided
       │  └──draw finds too few──► decided                        └──quorum missed, once──► drawing
       └──time: nobody drew──► counting

Every stage ends by the clock, whoever is silent; and whatever is missing at the end, the panel's word stands.

A ledger on a chain draws by the hash of a block that was not there when the dispute began, and waits for it.  The
model has no blocks: it can draw at once, by a chance of its own, or be told whom another ledger has drawn.
"""

import hashlib
from collections.abc import Sequence
from random import Random

from ..errors import (
    AlreadyVolunteer,
    AlreadyVoted,
    CommitmentMismatch,
    NotActive,
    NotJuror,
    NotVolunteer,
    UnknownDispute,
    WrongStage,
)
from ..records import Account, DisputeStage, DisputeState, MemberStatus, Verdict
from . import verdicts
from .state import Dispute, PlanState

BARRED_FOR = 90 * 24 * 60 * 60
"""How long a juror who did not reveal cannot be drawn, in seconds."""


def volunteer(plan: PlanState, name: Account) -> None:
    """Offer oneself, for cases announced or filed later.  The offer outlasts a membership.

    Raises:
        NotActive, AlreadyVolunteer: in this order.
    """
    if plan.status(name) != MemberStatus.ACTIVE:
        raise NotActive(name)
    if name in plan.volunteers:
        raise AlreadyVolunteer(name)
    plan.volunteers[name] = plan.now


def resign(plan: PlanState, name: Account) -> None:
    """Offer oneself no more; a juror already drawn stays one.

    Raises:
        NotVolunteer: who does not volunteer.
    """
    if name not in plan.volunteers:
        raise NotVolunteer(name)
    del plan.volunteers[name]


def drawable(plan: PlanState, dispute: Dispute) -> list[Account]:
    """All who can be drawn for a dispute now, in the order in which they volunteered.

    They volunteered before it was known that there would be something to judge, and have no part in it.
    """
    parties = (plan.cases[dispute.case].claimant, dispute.bonded)
    return [
        name
        for name, since in plan.volunteers.items()
        if since < dispute.before and name not in parties and is_eligible(plan, name)
    ]


def is_eligible(plan: PlanState, name: Account) -> bool:
    """Whether a volunteer can be drawn now for a dispute that is not their own.

    Active, past the plan's waiting period, no assessor, and not barred for having been silent.
    """
    if plan.status(name) != MemberStatus.ACTIVE or name in plan.roles.assessors:
        return False
    past_waiting = plan.members[name].joined_at + plan.terms.waiting <= plan.now
    return past_waiting and plan.now >= plan.barred.get(name, 0)


def bar(plan: PlanState, name: Account) -> None:
    """Who was drawn and did not reveal is not drawn again for a while."""
    plan.barred[name] = plan.now + BARRED_FOR


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
    if dispute.drawn_at is None:
        ends = dispute.called_at + plan.terms.jury.commit
        return DisputeStage.DRAWING if plan.now < ends else DisputeStage.COUNTING, ends
    ends = dispute.drawn_at + plan.terms.jury.commit
    if plan.now < ends:
        return DisputeStage.COMMITTING, ends
    ends += plan.terms.jury.reveal
    return DisputeStage.REVEALING if plan.now < ends else DisputeStage.COUNTING, ends


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


def begin(plan: PlanState, case: int, bonded: Account, before: int) -> int:
    """Begin a dispute, whose jurors volunteered before that time; returns its number."""
    plan.disputes.append(Dispute(case=case, bonded=bonded, before=before, called_at=plan.now))
    return len(plan.disputes) - 1


def draw(plan: PlanState, number: int, told: Sequence[Account] | None = None) -> None:
    """Draw the jurors; with too few who can be drawn the dispute ends, and the panel's word stands.

    Args:
        plan: the plan.
        number: the dispute.
        told: whom another ledger has drawn in this place; nobody where it found too few.

    Raises:
        UnknownDispute, WrongStage: in this order.
        ValueError: who is told of could not have been drawn.
    """
    dispute = dispute_at(plan, number, DisputeStage.DRAWING)
    able, size = drawable(plan, dispute), plan.terms.jury.size
    if len(able) < size:
        size = 0
    chance = Random(f"{plan.account} {number} {dispute.round}")
    jurors = tuple(chance.sample(able, size) if told is None else told)
    if len(jurors) != size or len(set(jurors)) != size or not set(jurors) <= set(able):
        raise ValueError(f"{jurors} cannot be drawn: it takes {size} of {able}")

    if size == 0:
        verdicts.conclude(plan, dispute, Verdict.NONE, [])
    else:
        dispute.jurors, dispute.drawn_at = jurors, plan.now


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


def reveal(plan: PlanState, juror: Account, number: int, pays: bool, salt: bytes) -> None:
    """Open a vote.

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

    Raises:
        UnknownDispute, WrongStage: in this order; then QueueFull, if an appeal is won and there is no room now.
    """
    dispute = dispute_at(plan, number, DisputeStage.COUNTING)
    faithful = [juror for juror in dispute.jurors if juror in dispute.votes]
    silent = [juror for juror in dispute.jurors if juror not in dispute.votes]
    if dispute.jurors and len(faithful) < plan.terms.jury.quorum and dispute.round == 0:
        draw_again(plan, dispute)
    else:
        verdicts.conclude(plan, dispute, verdict_of(plan, dispute), faithful)
    for juror in silent:
        bar(plan, juror)


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
    dispute.jurors, dispute.sealed, dispute.votes = (), {}, {}

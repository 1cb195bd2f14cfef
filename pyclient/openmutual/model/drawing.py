"""Who can judge, and in which order they are looked at (rules, section 4: candidates and draw).

Everybody who ever volunteered has a seat.  A seed puts all seats that count for a dispute into one order; the draw
looks at them one after the other, and keeps the candidates.  Who is one was fixed when the dispute began: nothing that
anybody does once the seed is known makes them one, or saves them from being one.

A ledger on a chain takes its seed from a block that was not there when the dispute began.  The model has no blocks: it
makes a seed of its own, or is told that of another ledger, and then draws the same jurors.
"""

import hashlib

from sha3 import keccak_256  # type: ignore[import-untyped]

from ..records import Account
from .state import Dispute, Member, PlanState, Volunteer

BARRED_FOR = 90 * 24 * 60 * 60
"""How long a juror who did not reveal cannot be drawn, and who resigned cannot volunteer, in seconds."""

MOST_SEATS = 128
MOST_POSITIONS = 512
"""So many seats, and positions, one call of a draw looks at, at the most."""

STEPS = 4
LEAST_HALF = 3


# --- candidates ------------------------------------------------------------------------------------------


def is_candidate(plan: PlanState, dispute: Dispute, name: Account) -> bool:
    """Whether somebody with a seat may judge, by the records as they are now.

    What happens in the second of the opening counts as after it.
    """
    case = plan.cases[dispute.case]
    judges = name in plan.roles.assessors or name in plan.signed
    if judges or name in (case.claimant, case.payee, dispute.bonded):
        return False
    is_willing = volunteered(plan.volunteers[name], dispute)
    return is_willing and belonged(plan, plan.members[name], dispute)


def volunteered(volunteer: Volunteer, dispute: Dispute) -> bool:
    """Took the seat early enough, had not resigned, and is not barred beyond the opening."""
    resigned = volunteer.resigned_at is not None and volunteer.resigned_at < dispute.opened_at
    return volunteer.taken_at < dispute.before and not resigned and volunteer.barred_until <= dispute.opened_at


def belonged(plan: PlanState, member: Member, dispute: Dispute) -> bool:
    """Joined early enough, and was at the opening past the waiting period and active.

    Who lapsed in the very announcement of the case counts as active: they paid for it.  Who was reinstated since does
    not: nobody can come in once the seed is known.
    """
    opened_at = dispute.opened_at
    if member.joined_at >= dispute.before or member.joined_at + plan.terms.waiting > opened_at:
        return False
    if member.reinstated_at is not None and member.reinstated_at >= opened_at:
        return False
    if member.ended_at is not None and member.ended_at < opened_at:
        return False
    gone = member.cover_ended_at is not None and member.cover_ended_at < opened_at
    return not gone or member.cover_ended_in == dispute.announced_in


# --- the draw --------------------------------------------------------------------------------------------


def own_seed(plan: PlanState, number: int) -> bytes:
    """A seed that the model makes up; the same in every run of the same story."""
    words = f"{plan.account} {number} {plan.disputes[number].round}"
    return hashlib.sha256(words.encode()).digest()


def look(plan: PlanState, dispute: Dispute, seed: bytes) -> bool:
    """Go on with a draw by one call; returns whether it is complete.

    It is complete when the jury is, or when all seats were looked at that were first taken early enough.
    """
    pool = [seat.account for seat in plan.seats if seat.taken_at < dispute.before]
    size, half = plan.terms.jury.size, half_of(len(pool))
    found = list(dispute.jurors)
    looked = dispute.looked
    last_looked, last_position = min(looked + MOST_SEATS, len(pool)), dispute.position + MOST_POSITIONS
    while len(found) < size and looked < last_looked and dispute.position < last_position:
        seat = number_at(seed, half, dispute.position)
        dispute.position += 1
        if seat >= len(pool):
            continue
        looked += 1
        if is_candidate(plan, dispute, pool[seat]):
            found.append(pool[seat])
    dispute.looked, dispute.jurors = looked, tuple(found)
    return len(found) == size or looked == len(pool)


def half_of(pool: int) -> int:
    """Half the bits of a position: the least `h` from 3 on with `4^h` at least as many as there are seats."""
    half = LEAST_HALF
    while 1 << 2 * half < pool:
        half += 1
    return half


def number_at(seed: bytes, half: int, position: int) -> int:
    """The seat at a position: four steps `(L, R) → (R, L xor (keccak256(abi.encode(seed, i, R)) mod 2^h))`."""
    width = 1 << half
    left, right = divmod(position, width)
    for step in range(STEPS):
        words = seed + step.to_bytes(32, "big") + right.to_bytes(32, "big")
        digest: bytes = keccak_256(words).digest()
        left, right = right, left ^ int.from_bytes(digest, "big") % width
    return left * width + right

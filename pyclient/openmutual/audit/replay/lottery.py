"""The draw of a jury, once more: who may be drawn, and whom the randomness of one block's header picks.

Seats are looked at in an order that follows from that randomness, and the first jurors found who qualify are drawn.
"""

from collections.abc import Iterator

from eth_utils.crypto import keccak

from ...codec import from_hex
from ...records import NOBODY, Account, MemberStatus
from .context import Context
from .state import Dispute, Draw, ReplayedPlan

MOST_LOOKS = 256
"""The most seats a draw looks at."""


def running_draw(dispute: Dispute) -> Draw | None:
    """The draw of the dispute's round; None before it is made."""
    last = dispute.draws[-1] if dispute.draws else None
    return last if last is not None and last.round == dispute.round else None


def faithful(dispute: Dispute) -> tuple[Account, ...]:
    """The jurors of the last draw who revealed, in the order in which they were drawn."""
    draw = running_draw(dispute)
    return tuple(juror for juror in draw.jurors if juror in draw.opened) if draw else ()


def silent(dispute: Dispute) -> tuple[Account, ...]:
    """Those who did not reveal, and lose their seats."""
    draw = running_draw(dispute)
    return tuple(juror for juror in draw.jurors if juror not in draw.opened) if draw else ()


def is_eligible(plan: ReplayedPlan, account: Account, now: int) -> bool:
    """Whether somebody may be a juror now: active, past the plan's waiting period, not barred, no assessor."""
    member = plan.members.get(account)
    if member is None or member.status is not MemberStatus.ACTIVE or account in plan.panel:
        return False
    return member.joined_at + plan.terms.waiting <= now and now >= plan.barred.get(account, 0)


def qualifies(plan: ReplayedPlan, dispute: Dispute, account: Account, now: int) -> bool:
    """Whether somebody who holds a seat may judge this dispute."""
    party = account in (NOBODY, dispute.claimant, dispute.objector)
    return not party and is_eligible(plan, account, now)


def lots(seed: bytes, size: int) -> Iterator[int]:
    """Seats in the order in which the seed takes them out of an urn of `size`."""
    moved: dict[int, int] = {}
    for first in range(min(size, MOST_LOOKS)):
        word = int.from_bytes(keccak(seed + first.to_bytes(32, "big")), "big")
        place = first + word % (size - first)
        yield moved.get(place, place)
        moved[place] = moved.get(first, first)


def seed_of(context: Context, dispute: Dispute) -> bytes | None:
    """What the draw follows from; None where the header of its block is not at hand."""
    randomness = context.randomness(dispute.draw_block)
    if randomness is None:
        return None
    jury = from_hex(context.contracts.jury).rjust(32, b"\0")
    return keccak(randomness + jury + dispute.number.to_bytes(32, "big") + dispute.round.to_bytes(32, "big"))


def drawn(context: Context, dispute: Dispute, now: int) -> tuple[Account, ...] | None:
    """Who must be drawn, fewer than a jury if no more were found; None if that cannot be recomputed."""
    plan, seed = context.plan, seed_of(context, dispute)
    if seed is None:
        return None
    jurors: list[Account] = []
    for seat in lots(seed, dispute.pool):
        if len(jurors) == plan.terms.jury.size:
            break
        candidate = plan.seats[seat] if seat < len(plan.seats) else NOBODY
        if qualifies(plan, dispute, candidate, now):
            jurors.append(candidate)
    return tuple(jurors)


def could_be_drawn(plan: ReplayedPlan, dispute: Dispute, now: int) -> int:
    """How many of the pool qualify."""
    return sum(qualifies(plan, dispute, account, now) for account in plan.seats[: dispute.pool])

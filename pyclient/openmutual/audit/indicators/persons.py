"""What the log shows of persons, and what no log can show."""

from collections.abc import Iterator

from ...events import EvidenceGranted
from ...records import NOBODY, MemberStatus
from .figure import Figure, Judgement
from .record import Record
from .thresholds import judged

DISTINCT_BYTES = 16
"""A salted hash of 32 bytes has about thirty different ones; one with fewer than this was made up by hand."""


def figures(record: Record) -> Iterator[Figure]:
    """Persons behind memberships, privacy, and the rest that is beyond any ledger."""
    yield _identity(record)
    yield _privacy(record)
    yield Figure("beyond-the-log", Judgement.UNANSWERED)


def _identity(record: Record) -> Figure:
    """Where an attestor vouches, every membership that holds a place has taken a nullifier."""
    plan = record.plan
    standing = [who for who, member in plan.members.items() if member.status is not MemberStatus.WITHDRAWN]
    without = sum(who not in plan.nullifier_of for who in standing)
    facts = {"members": len(standing), "attested": len(standing) - without, "without": without}
    if plan.roles.attestor == NOBODY:
        return Figure("one-person-one-membership", Judgement.UNANSWERED, facts, wording="empty")
    return Figure("one-person-one-membership", judged(False, without > 0), facts)


def _privacy(record: Record) -> Figure:
    hashes = [case.commitment for case in record.plan.cases]
    weak = sum(len(set(each)) < DISTINCT_BYTES for each in hashes)
    grants = [event for event, _ in record.of(EvidenceGranted)]
    facts = {
        "events": len(record.history),
        "cases": len(hashes),
        "weak": weak,
        "grants": len(grants),
        "readers": len({event.reader for event in grants}),
    }
    return Figure("privacy", judged(weak > 0), facts)

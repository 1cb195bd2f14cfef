"""What the case desk and the jury make the ledger do: each effect once, for the right case, in the same transaction.

The ledger speaks before the desk in some calls and after it in others, so both sides wait until the transaction ends:
what was called for here, the ledger's own events in `run.awaited` under the names below.  Here it matters that the two
belong together; the amounts of the ledger's events are worked out where its money is followed.
"""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...events import Event, LogPosition
from .context import Context


@dataclass(frozen=True, slots=True)
class Kind:
    """How events of one kind are matched.

    Attributes:
        words: what of an event must agree.
        missing: the check that fails where a case called for an event that the ledger does not have.
        uncalled: the check that fails where the ledger has an event that no case called for.
    """

    words: tuple[str, ...]
    missing: str
    uncalled: str

    def said_by(self, event: Event) -> dict[str, Any]:
        """What must agree, as an event has it."""
        return {word: getattr(event, word) for word in self.words}


KINDS: Mapping[str, Kind] = {
    "queued": Kind(("period", "level"), "approval-not-queued", "queued-without-approval"),
    "ended": Kind(("member",), "membership-not-ended", "membership-ended-without-benefit"),
    "paid": Kind(("payee", "period", "level"), "settlement-not-paid", "paid-without-settlement"),
    "overturned": Kind(("period", "level"), "overturning-not-booked", "overturned-without-verdict"),
    "bond_taken": Kind(("payer",), "bond-not-taken", "bond-without-dispute"),
    "bond_released": Kind(("owner",), "bond-not-released", "bond-released-without-verdict"),
    "jurors_paid": Kind(("juror",), "juror-not-paid", "juror-paid-without-verdict"),
}
"""By the name under which the ledger's events wait in `run.awaited`."""


@dataclass(frozen=True, slots=True)
class Effect:
    """An event that the ledger must have in this transaction, on account of a case."""

    kind: str
    case: int
    words: Mapping[str, Any]
    place: LogPosition


CALLED = "called_for"
"""Where effects wait in `run.awaited`."""


def call_for(context: Context, case: int, place: LogPosition, kind: str, **words: Any) -> None:
    """The log at a place makes the ledger do something, on account of a case."""
    context.awaited.setdefault(CALLED, []).append(Effect(kind, case, words, place))


def match_effects(context: Context) -> None:
    """Find what was called for and not done, and what was done without being called for."""
    called: list[Effect] = context.awaited.pop(CALLED, [])
    for name, kind in KINDS.items():
        done: list[Event] = context.awaited.pop(name, [])
        _match(context, kind, [effect for effect in called if effect.kind == name], done)


def _match(context: Context, kind: Kind, called: list[Effect], done: list[Event]) -> None:
    """What does not agree is told once: a wrong event stands for the one that should be there."""
    missing: list[Effect] = []
    waiting = defaultdict[frozenset[tuple[str, Any]], deque[int]](deque)
    left = dict(enumerate(done))
    for number, event in left.items():
        waiting[frozenset(kind.said_by(event).items())].append(number)
    for effect in called:
        if fitting := waiting[frozenset(effect.words.items())]:
            del left[fitting.popleft()]
        else:
            missing.append(effect)
    for effect in missing:
        instead = (left.pop(next(iter(left))).place,) if left else ()
        context.findings.add(kind.missing, effect.place, *instead, case=effect.case, **effect.words)
    for event in left.values():
        context.findings.add(kind.uncalled, event.place, **kind.said_by(event))

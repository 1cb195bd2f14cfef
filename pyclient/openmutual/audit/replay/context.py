"""What a rule of the replay works on, and what one transaction must have in all contracts' words.

A rule is a function ``(context, event, time)`` that says what is wrong with an event, then lets it happen as the log
says.
Each module of rules has a table ``RULES`` from the type of an event to its rule.

The ledger speaks before the desk in some calls and after it in others, so both sides wait until the transaction ends:
what was called for here, the ledger's own events in `context.awaited` under the names below.  Here it matters that
the two belong together; the amounts of the ledger's events are worked out where its money is followed.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...events import Event, LogPosition
from ...records import Account
from ..findings import Findings
from ..source.extract import PlanContracts
from .state import ReplayedPlan


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that must move in this transaction, by an event.

    Attributes:
        who: the other side; None where the event does not name it (a sponsor of `joinMany`).
        amount: into the ledger; out of it where negative.
    """

    who: Account | None
    amount: int
    place: LogPosition


def itself(block: int) -> int:
    """The number that contracts see in a block, on most chains."""
    return block


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a replay must know of the chain's blocks beside their logs, by number.

    Attributes:
        randomness: the RANDAO value in a block's header, as 32 bytes; None where the header is not at hand.
        number_seen: the number that contracts in a block see as its own.
    """

    randomness: Callable[[int], bytes | None]
    number_seen: Callable[[int], int] = itself


@dataclass
class Context:
    """A replay under way.

    Attributes:
        flows: what the events of the open transaction move; `moved` what the token's log says of it.
        awaited: events of the open transaction that must be matched by another before it ends, by a name for the match.
        gap: by how much the books were out after the last transaction; what is new since is a finding.
        settled: how many findings there were then.
    """

    plan: ReplayedPlan
    contracts: PlanContracts
    chain_id: int
    findings: Findings
    blocks: Blocks
    flows: list[Flow] = field(default_factory=list)
    moved: list[Flow] = field(default_factory=list)
    awaited: dict[str, Any] = field(default_factory=dict)
    gap: int = 0
    settled: int = 0

    def await_(self, name: str, event: Event) -> None:
        """An event that another one must match before the transaction ends."""
        self.awaited.setdefault(name, []).append(event)


Rule = Callable[[Context, Any, int], None]
Rules = Mapping[type[Event], Rule]


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
    "jurors_rewarded": Kind(("juror",), "juror-not-rewarded", "juror-rewarded-without-verdict"),
}
"""By the name under which the ledger's events wait in `context.awaited`."""


@dataclass(frozen=True, slots=True)
class Effect:
    """An event that the ledger must have in this transaction, on account of a case."""

    kind: str
    case: int
    words: Mapping[str, Any]
    place: LogPosition


CALLED = "called_for"
"""Where effects wait in `context.awaited`."""


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

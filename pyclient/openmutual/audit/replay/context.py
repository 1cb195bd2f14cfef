"""What a rule of the replay works on: the plan so far, where findings go, and what one transaction has begun.

A rule is a function ``(run, event, time)`` that says what is wrong with an event, then lets it happen as the log says.
Each module of rules has a table ``RULES`` from the type of an event to its rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...events import Event, LogPosition
from ...records import Account
from ..findings import Findings
from ..source.extract import PlanContracts
from .state import Plan


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


@dataclass
class Context:
    """A replay under way.

    Attributes:
        randomness: the RANDAO value in a block's header, as 32 bytes; None where the header is not at hand.
        flows: what the events of the open transaction move; `moved` what the token's log says of it.
        awaited: events of the open transaction that must be matched by another before it ends, by a name for the match.
        gap: by how much the books were out after the last transaction; what is new since is a finding.
        settled: how many findings there were then.
    """

    plan: Plan
    contracts: PlanContracts
    chain_id: int
    findings: Findings
    randomness: Callable[[int], bytes | None]
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

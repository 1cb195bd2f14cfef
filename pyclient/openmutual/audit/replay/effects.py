"""What the case desk and the jury make the ledger do: each effect once, with the right values, in the same transaction.

The ledger speaks before the desk in some calls and after it in others, so both sides are kept until the transaction
ends: the events that were called for here, the ledger's own in `run.awaited` under the keys below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...chain.events import (
    BenefitEndedMembership,
    BondReleased,
    BondTaken,
    CaseOverturned,
    CasePaid,
    Event,
    JurorPaid,
    Place,
    Queued,
)
from .run import Run


@dataclass(frozen=True, slots=True)
class Effect:
    """One event that the ledger must have in the same transaction, on account of a case."""

    case: int
    event: Event


@dataclass(frozen=True, slots=True)
class Kind:
    """How events of one kind are matched.

    Attributes:
        key: where the ledger's own wait in `run.awaited`.
        missing: the check that fails where a case called for an event that the ledger does not have.
        uncalled: the check that fails where the ledger has an event that no case called for.
        told: what of the event goes into the facts of a finding.
    """

    key: str
    of: type[Event]
    missing: str
    uncalled: str
    told: tuple[str, ...]

    def agree(self, called: Any, done: Any) -> bool:
        """Whether they say the same; what is left of an ended membership is a matter of the member's account."""
        return called.member == done.member if self.key == "ended" else bool(called == done)

    def facts(self, event: Event) -> dict[str, Any]:
        """The words of an event that a finding tells."""
        return {name: getattr(event, name) for name in self.told}


KINDS = (
    Kind("queued", Queued, "approval-not-queued", "queued-without-approval", ("period", "level")),
    Kind("ended", BenefitEndedMembership, "membership-not-ended", "membership-ended-without-benefit", ("member",)),
    Kind("paid", CasePaid, "settlement-not-paid", "paid-without-settlement", ("payee", "benefit", "fee", "period")),
    Kind(
        "overturned",
        CaseOverturned,
        "overturning-not-booked",
        "overturned-without-verdict",
        ("period", "to_jurors", "to_surplus", "to_backstop"),
    ),
    Kind("bond_taken", BondTaken, "bond-not-taken", "bond-without-dispute", ("payer", "amount")),
    Kind(
        "bond_released",
        BondReleased,
        "bond-not-released",
        "bond-released-without-verdict",
        ("owner", "to_jurors", "rest"),
    ),
    Kind("jurors_paid", JurorPaid, "juror-not-paid", "juror-paid-without-verdict", ("juror", "amount")),
)

CALLED = "called_for"
"""Where the effects that were called for wait in `run.awaited`."""


def call_for(run: Run, case: int, *events: Event) -> None:
    """The ledger must have these events in this transaction, on account of a case."""
    run.awaited.setdefault(CALLED, []).extend(Effect(case, event) for event in events)


def match_effects(run: Run) -> None:
    """Find what was called for and not done, and what was done without being called for."""
    called: list[Effect] = run.awaited.pop(CALLED, [])
    for kind in KINDS:
        done: list[Any] = run.awaited.pop(kind.key, [])
        if done or called:
            _match(run, kind, [effect for effect in called if isinstance(effect.event, kind.of)], done)


def _match(run: Run, kind: Kind, called: list[Effect], done: list[Any]) -> None:
    """What does not agree is told once: a wrong event stands for the one that should be there."""
    missing: list[Effect] = []
    left = list(done)
    for effect in called:
        fitting = next((each for each in left if kind.agree(effect.event, each)), None)
        if fitting is None:
            missing.append(effect)
        else:
            left.remove(fitting)
    for effect in missing:
        instead: Iterable[Place] = (left.pop(0).place,) if left else ()
        facts = kind.facts(effect.event)
        run.findings.add(kind.missing, effect.event.place, *instead, case=effect.case, **facts)
    for event in left:
        run.findings.add(kind.uncalled, event.place, **kind.facts(event))

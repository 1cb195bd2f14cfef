"""A plan once more, from its log: every event by its rule, every transaction to its end."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ...events import Event, PlanOpened
from ...records import Terms, Tier
from ..findings import Findings
from ..source.extract import PlanContracts
from . import (
    announcing,
    cases,
    disputes,
    draws,
    enrolment,
    jury,
    members,
    panel,
    payments,
    powers,
    seats,
    transfers,
)
from .context import Blocks, Context, Rule, match_effects
from .disputes import match_disputes, match_verdicts
from .enrolment import match_nullifiers
from .jury import match_barred
from .members import match_rejoined
from .state import ReplayedPlan


def end_of_transaction(context: Context) -> None:
    """Find what lacks its counterpart; verdicts first, for their effects are matched with the others'."""
    match_disputes(context)
    match_verdicts(context)
    match_barred(context)
    match_effects(context)
    match_nullifiers(context)
    match_rejoined(context)


MODULES = (
    *(announcing, members, enrolment, payments, powers, transfers),
    *(cases, panel, disputes, seats, draws, jury),
)
"""Each with its rules."""

ENDS: tuple[Callable[[Context], None], ...] = (powers.end, payments.end, end_of_transaction)
"""What has to be looked at when a transaction is over, before the money is counted."""


class Replay:
    """A replay under way.  Give it every event in log order, the token's transfers included.

    It takes any events at all, honest or not: what is wrong with one is a finding, then the log is taken at its word.

    Args:
        opened: the first word of the ledger; its place is the plan's beginning.
        time: of its block.
        blocks: what must be known of the chain's blocks.

    Attributes:
        context: the plan so far, and what the open transaction has begun.
    """

    def __init__(
        self,
        opened: PlanOpened,
        time: int,
        contracts: PlanContracts,
        chain_id: int,
        findings: Findings,
        blocks: Blocks,
    ) -> None:
        plan = ReplayedPlan(
            terms=workable(opened.terms),
            roles=opened.roles,
            plan_hash=opened.plan_hash,
            opened=opened.place,
            opened_at=time,
            announced_at=time,
            operator=opened.roles.operator,
        )
        self.context = Context(plan, contracts, chain_id, findings, blocks, settled=len(findings.found))
        findings.expect(plan.terms == opened.terms, "terms-unworkable", opened.place)
        self._transaction = (-1, -1)
        self._rules: dict[type[Event], Rule] = {PlanOpened: opened_again}
        for module in MODULES:
            self._rules |= module.RULES

    @property
    def plan(self) -> ReplayedPlan:
        """The plan as it stands."""
        return self.context.plan

    def apply(self, event: Event, time: int, transaction: int) -> None:
        """One event, of the transaction with that place in its block, whose time is given."""
        self.turn_to(event, time, transaction)
        rule = self._rules.get(type(event))
        if rule is not None:
            rule(self.context, event, time)

    def turn_to(self, event: Event, time: int, transaction: int) -> None:
        """Go on to the transaction of an event, if it is another one than that which is open."""
        here = event.place.block, transaction
        if here != self._transaction:
            self.finish()
            self._transaction = here
            self.context.plan.block, self.context.plan.now = event.place.block, time

    def apply_all(self, events: Iterable[tuple[Event, int, int]]) -> None:
        """Events with their times and transactions, to the end of the last."""
        for event, time, transaction in events:
            self.apply(event, time, transaction)
        self.finish()

    def finish(self) -> None:
        """The open transaction is over: what it began must be complete, and the books must balance."""
        context = self.context
        if context.awaited:
            for end in ENDS:
                end(context)
            context.awaited.clear()
        transfers.settle_up(context)


def opened_again(context: Context, event: PlanOpened, _time: int) -> None:
    """A plan begins once."""
    context.findings.expect(event.place == context.plan.opened, "opened-twice", event.place)


def workable(terms: Terms) -> Terms:
    """Terms that one can divide by: no ledger that keeps the rules opens with others (rules, section 2)."""
    tiers = tuple(Tier(tier.name, max(1, tier.units), tier.deposit) for tier in terms.tiers)
    return replace(terms, step=max(1, terms.step), tiers=tiers)

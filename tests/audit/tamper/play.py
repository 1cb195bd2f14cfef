"""The plan that stories are played on, and its people, with a way to try what must not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from openmutual.audit.extraction.collect import collect
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.chain import ChainWorld, EmbeddedWorld
from openmutual.chain.embedded import EmbeddedNode
from openmutual.errors import ChainError, Refusal
from openmutual.records import Account, JuryTerms, Level, Terms, Tier
from tests.client.chain_play import ChainPlay, sender_of
from tests.terms import DAY
from tests.terms import TERMS as ROUND_TERMS

TERMS = replace(
    ROUND_TERMS,
    step=10,
    tiers=(Tier("one", 1, 110), Tier("three", 3, 330)),
    levels=(
        Level("severe", benefit=3_000, fee=240, ends_membership=True, waiting=0),
        Level("mild", benefit=500, fee=45, ends_membership=False, waiting=0),
    ),
    period_cap=100,
    dues=10,
    waiting=0,
    filing=20 * DAY,
    decision=10 * DAY,
    run_off=30 * DAY,
    jury=JuryTerms(size=3, quorum=2, bond=50, reward=10, commit=2 * DAY, reveal=2 * DAY),
)
"""A reserve of 110 a unit; a period of 14 days, a notice of 3, a grace of 30; two of three assessors decide."""

SINGLES = ("ann", "bo", "cai", "dan", "eve", "fay")


class Play(ChainPlay):
    """A plan and its people, with a way to try what must not be.

    Attributes:
        allowed: how often that went through.
    """

    def __init__(self, world: EmbeddedWorld, terms: Terms, token: str = "") -> None:
        super().__init__(world, terms, token)
        self.allowed = 0

    def tries(self, verb: Callable[..., Any], *arguments: Any) -> None:
        """Do what honest contracts refuse, and go on if these refuse it as well."""
        try:
            verb(*arguments)
        except (Refusal, ChainError):
            return
        self.allowed += 1

    def secretly(self, caller: str, function: str, *arguments: str) -> None:
        """Call a function of the ledger that no interface has; its arguments are accounts."""
        data = keccak(text=function)[:4] + encode(["address"] * len(arguments), arguments)
        sender_of(self.world, caller).send(self.who(caller), self.ledger.site.ledger, data)

    def people(self) -> None:
        """Six members of one unit and one of three, with money enough."""
        self.join(*SINGLES, deposit=1_000)
        self.join("gus", tier="three", deposit=3_000)

    def ill(self, name: str, day: float) -> int:
        """A case, decided at once and announced on that day."""
        case = self.approved(name, "mild")
        self.go(day)
        self.ledger.announce()
        return case

    def withdraw(self, *names: str) -> None:
        for name in names:
            self.ledger.withdraw(self.who(name))

    def audited(self) -> Audited:
        """What an audit makes of it."""
        return audited(self.world, self.ledger.site.ledger)


def audited(world: ChainWorld, ledger: Account) -> Audited:
    """What an audit makes of a plan, from what the chain says."""
    assert isinstance(world.node, EmbeddedNode)
    source = EmbeddedSource(world.node)
    return audit(collect(source, ledger), source=source)

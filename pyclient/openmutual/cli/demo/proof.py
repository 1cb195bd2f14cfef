"""The check at the end: all money that came in has gone out or is still there, account by account.

Four sources are asked, none of which relies on another: the currency's own log of transfers, the events of the
ledger, the reference model, to which the same story is told, and an audit of the public log.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eth_utils.address import to_checksum_address

from ... import events
from ...audit.extraction.collect import collect
from ...audit.pipeline import audit
from ...audit.source.embedded import EmbeddedSource
from ...chain.node import Node
from ...model import ModelWorld
from ...money import format_amount
from ...records import Account
from ...scenario import Result, Scenario, run
from .world import DemoWorld

TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
"""The digest of `Transfer(address,address,uint256)`, by which every ERC-20 logs what it moves."""


@dataclass(slots=True)
class Purse:
    """What one account brought and got, by the events of the ledger.

    Attributes:
        taken: out of its own; `rebate` is the part of the surplus that came with it.
        paid: shares and dues, by the model.
    """

    brought: int = 0
    aid: int = 0
    rebate: int = 0
    taken: int = 0
    paid: int = 0

    @property
    def balances(self) -> bool:
        """Whether a member's reserve has gone into shares and dues, or back to them, to the last base unit."""
        return self.brought == self.paid + self.taken


@dataclass(frozen=True, slots=True)
class Proof:
    """The evidence, money in base units.

    Attributes:
        members: by name; `operator` and `sponsor` have theirs.
        money_in: what the token says it moved into the ledger; `money_out` out of it; `left` what it says is there.
        words_agree: the ledger's events tell of the same money.
        model_agrees: the model comes to the same result.
        logs: how many logs the audit has read; `audit_clean` whether it found nothing wrong.
    """

    members: Mapping[str, Purse]
    operator: Purse
    sponsor: Purse
    money_in: int
    money_out: int
    left: int
    words_agree: bool
    model_agrees: bool
    logs: int
    audit_clean: bool

    @property
    def right(self) -> int:
        """How many members' accounts balance."""
        return sum(purse.balances for purse in self.members.values())

    @property
    def token_agrees(self) -> bool:
        """Whether what came in is what went out and what is left."""
        return self.money_in == self.money_out + self.left

    @property
    def holds(self) -> bool:
        """Whether the books balance."""
        sources = self.token_agrees, self.words_agree, self.model_agrees, self.audit_clean
        return all(sources) and self.right == len(self.members)

    def to_json(self, decimals: int) -> dict[str, Any]:
        """The evidence for `json.dumps`, amounts as decimal strings."""
        return {
            "money_in": format_amount(self.money_in, decimals),
            "money_out": format_amount(self.money_out, decimals),
            "left": format_amount(self.left, decimals),
            "token_agrees": self.token_agrees,
            "events_agree": self.words_agree,
            "members_right": self.right,
            "model_agrees": self.model_agrees,
            "audited_logs": self.logs,
            "audit_clean": self.audit_clean,
            "books_balance": self.holds,
        }


def prove(world: DemoWorld, scenario: Scenario, result: Result) -> Proof:
    """Ask the sources about a scenario that has run on the chain."""
    told = run(scenario, ModelWorld())
    record = collect(EmbeddedSource(world.node), world.ledger.site.ledger, since=world.ledger.site.since)
    site, purses = world.ledger.site, by_account(world.ledger.events())
    members = {name: purses[world.account(name)] for name in result.members}
    for name, purse in members.items():
        purse.paid = told.members[name].paid
    moved = list(transfers(world.node, site.token))
    money_in = sum(amount for _, to, amount in moved if to == site.ledger)
    money_out = sum(amount for source, _, amount in moved if source == site.ledger)
    said = list(purses.values())
    said_out = sum(purse.aid + purse.rebate + purse.taken for purse in said)
    return Proof(
        members=members,
        operator=purses[world.account("operator")],
        sponsor=purses[world.account("sponsor")],
        money_in=money_in,
        money_out=money_out,
        left=result.books.token_balance,
        words_agree=(sum(purse.brought for purse in said), said_out) == (money_in, money_out),
        model_agrees=told.to_json() == result.to_json(),
        logs=record.logs.height,
        audit_clean=audit(record).findings.is_clean,
    )


def transfers(node: Node, token: Account) -> Iterator[tuple[Account, Account, int]]:
    """All that a token has ever moved, by its own log: from whom, to whom, how much."""
    for log in node.logs([token], 0, node.head().number):
        if log.topics[0] == TRANSFER:
            source, to = (to_checksum_address(topic[-20:]) for topic in log.topics[1:3])
            yield source, to, int.from_bytes(log.data, "big")


def by_account(told: Iterable[events.Event]) -> Mapping[Account, Purse]:
    """What the ledger says that everybody brought and got."""
    purses: dict[Account, Purse] = defaultdict(Purse)
    for event in told:
        match event:
            case events.Joined(member=member, deposit=amount):
                purses[member].brought += amount
            case events.ToppedUp(member=member, amount=amount) | events.Reinstated(member=member, amount=amount):
                purses[member].brought += amount
            case events.BackstopFunded(payer=payer, amount=amount):
                purses[payer].brought += amount
            case events.CasePaid(payee=payee, benefit=amount):
                purses[payee].aid += amount
            case events.Withdrawn(member=member, amount=amount, rebate=rebate):
                purses[member].taken += amount
                purses[member].rebate += rebate
            case (
                events.FeeCollected(operator=account, amount=amount)
                | events.BackstopTaken(sponsor=account, amount=amount)
            ):
                purses[account].taken += amount
    return purses

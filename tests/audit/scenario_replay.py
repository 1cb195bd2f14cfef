"""Whole stories on the embedded chain, as an audit reads them: the plan's events and the token's transfers, in log order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from openmutual.audit.decoding.words import Transfer
from openmutual.audit.findings import Findings
from openmutual.audit.replay.context import Blocks
from openmutual.audit.replay.replay import Replay
from openmutual.audit.source.extract import PlanContracts
from openmutual.chain import EmbeddedWorld
from openmutual.chain.contract import Contract
from openmutual.chain.ledger import ChainLedger
from openmutual.chain.node import Log
from openmutual.events import Event, LogPosition, PlanOpened
from openmutual.records import Snapshot
from openmutual.scenario import load_scenario, run, scenario_names

VECTORS = sorted((Path(__file__).parent.parent / "parity" / "vectors").glob("*.yaml"))
NAMES = [*scenario_names(), *(f"vector {path.stem}" for path in VECTORS)]

TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")

Entry = tuple[Event, int, int]
"""An event, the time of its block, and the place of its transaction in it."""


@dataclass
class ReplayedScenario:
    """What the chain says of a plan, and what its contracts answer at the end."""

    contracts: PlanContracts
    entries: list[Entry]
    snapshot: Snapshot | None = None
    now: int = 0
    randomness: dict[int, bytes] = field(default_factory=dict)
    books: Mapping[str, Any] = field(default_factory=dict)

    def replayed(self, entries: Iterable[Entry] | None = None) -> tuple[Replay, Findings]:
        """The story, or another one in its place, from beginning to end."""
        told = self.entries if entries is None else list(entries)
        findings = Findings()
        opened, time = next((event, time) for event, time, _ in told if isinstance(event, PlanOpened))
        replay = Replay(opened, time, self.contracts, 1, findings, Blocks(self.randomness.get))
        replay.apply_all(told)
        return replay, findings

    def found_in(self, entries: Iterable[Entry]) -> list[str]:
        """Which checks find something."""
        return self.replayed(entries)[1].keys


@cache
def story_of(name: str) -> ReplayedScenario:
    """A scenario of the package, or a vector, on a chain of its own."""
    world = EmbeddedWorld()
    file = next((path for path in VECTORS if f"vector {path.stem}" == name), name)
    ledger = run(load_scenario(file), world).ledger
    assert isinstance(ledger, ChainLedger)
    return story_on(world, ledger)


def story_on(world: EmbeddedWorld, ledger: ChainLedger) -> ReplayedScenario:
    """What has happened to a plan on a chain so far."""
    site, head = ledger.site, world.node.head()
    events = [*ledger.events(), *transfers(world.node.logs((site.token,), site.since, head.number), site.ledger)]
    entries = [(event, world.node.block_time(event.place.block), 0) for event in sorted(events, key=order)]
    contracts = PlanContracts(site.ledger, site.desk, site.jury, site.enrolment, site.token)
    seen = {number: world.node._chain.get_canonical_block_header_by_number(number) for number in range(head.number + 1)}
    randomness = {number: bytes(header.mix_hash) for number, header in seen.items()}
    books = Contract(world.node, "MutualLedger", site.ledger).read("books")
    return ReplayedScenario(contracts, entries, ledger.snapshot(), world.now(), randomness, books)


def order(event: Event) -> tuple[int, int]:
    return event.place.block, event.place.index


def transfers(logs: Iterable[Log], ledger: str) -> Iterable[Transfer]:
    """The token's transfers that the ledger is a side of."""
    from eth_utils.address import to_checksum_address

    for log in logs:
        if log.topics[0] != TRANSFER:
            continue
        sender, receiver = (to_checksum_address(topic[-20:]) for topic in log.topics[1:3])
        if ledger in (sender, receiver):
            place = LogPosition(log.contract, log.block, log.index)
            yield Transfer(sender, receiver, int.from_bytes(log.data), place=place)

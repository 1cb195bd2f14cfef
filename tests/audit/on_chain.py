"""Plans on the embedded chain as an audit sees them: what is said of them, and what their logs come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from openmutual.audit.decoding.events import decode
from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Findings
from openmutual.audit.replay.context import Blocks
from openmutual.audit.replay.replay import Replay
from openmutual.audit.replay.state import ReplayedPlan
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.extract import Extract
from openmutual.chain import EmbeddedWorld
from openmutual.chain.ledger import ChainLedger
from openmutual.events import Event, PlanOpened
from openmutual.plans.terms import Plan as PlanFile
from openmutual.scenario import Scenario, load_scenario, run, scenario_names

VECTORS = sorted((Path(__file__).parent.parent / "parity" / "vectors").glob("*.yaml"))
NAMES = [*scenario_names(), *(f"vector {path.stem}" for path in VECTORS)]
"""Every story there is."""


@dataclass
class Collected:
    """A plan, the chain as a source, and what it says.

    Attributes:
        entries: the time, the transaction and the event, in log order from the plan's beginning.
        file: the plan file of the story, if it has one.
    """

    source: EmbeddedSource
    extract: Extract
    entries: list[tuple[int, int, Event]]
    file: PlanFile | None = None

    def plan(self) -> ReplayedPlan:
        """The plan at its end, anew each time."""
        *_, (plan, _) = self.stages()
        return plan

    def stages(self) -> Iterator[tuple[ReplayedPlan, int]]:
        """The plan after every block in which something happened, and the block."""
        said, (time, _, opened) = self.extract, self.entries[0]
        assert isinstance(opened, PlanOpened)
        replay = Replay(opened, time, said.contracts, said.chain_id, Findings(), Blocks(lambda _block: None))
        blocks = [event.place.block for _, _, event in self.entries]
        for (time, transaction, event), after in zip(self.entries, [*blocks[1:], -1], strict=True):
            replay.apply(event, time, transaction)
            if after != event.place.block:
                replay.finish()
                yield replay.plan, event.place.block


def scenario_of(name: str) -> Scenario:
    """The story of that name."""
    return load_scenario(next((path for path in VECTORS if f"vector {path.stem}" == name), name))


@cache
def collected_of(name: str) -> Collected:
    """A scenario of the package, or a vector, on a chain of its own."""
    scenario, world = scenario_of(name), EmbeddedWorld()
    ledger = run(scenario, world).ledger
    assert isinstance(ledger, ChainLedger)
    return collected_on(world, ledger, scenario.plan)


def collected_on(world: EmbeddedWorld, ledger: ChainLedger, file: PlanFile | None = None) -> Collected:
    """What a chain says of a plan now."""
    source = EmbeddedSource(world.node)
    extract = collect(source, ledger.site.ledger, since=ledger.site.since)
    entries = list(decode(extract, world.node.block_time, Findings()))
    first = next(place for place, (_, _, event) in enumerate(entries) if isinstance(event, PlanOpened))
    return Collected(source, extract, entries[first:], file)

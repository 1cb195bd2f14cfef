"""I9, events suffice: the whole state can be rebuilt from the event log alone, in log order."""

from __future__ import annotations

from pathlib import Path

import pytest

from openmutual.chain import EmbeddedWorld
from openmutual.chain.ledger import ChainLedger
from openmutual.records import Snapshot
from openmutual.scenario import load_scenario, run, scenario_names

from .replay import Replay

pytestmark = pytest.mark.slow


def time_of(world: EmbeddedWorld, block: int) -> int:
    """What stands in the header of a block."""
    return int(world.node._chain.get_canonical_block_header_by_number(block).timestamp)


def rebuilt(world: EmbeddedWorld, ledger: ChainLedger, leave_out: str = "") -> Snapshot:
    """What the log tells; without the events of one kind, if one is left out."""
    replay = Replay(ledger.terms)
    for event in ledger.events():
        if type(event).__name__ != leave_out:
            replay.apply(event, time_of(world, event.place.block))
    return replay.snapshot(world.now())


VECTORS = sorted(str(path) for path in (Path(__file__).parent.parent / "parity" / "vectors").glob("*.yaml"))


@pytest.mark.parametrize("name", [*scenario_names(), *VECTORS], ids=lambda name: Path(name).stem)
def test_the_log_alone_tells_the_whole_state(name: str) -> None:
    world = EmbeddedWorld()
    ledger = run(load_scenario(name), world).ledger
    assert isinstance(ledger, ChainLedger)
    assert rebuilt(world, ledger) == ledger.snapshot()


def test_a_log_with_something_left_out_tells_another_state() -> None:
    world = EmbeddedWorld()
    ledger = run(load_scenario("circle"), world).ledger
    assert isinstance(ledger, ChainLedger)
    kinds = {type(event).__name__ for event in ledger.events()} & {"Announced", "CasePaid", "ToppedUp", "Withdrawn"}
    assert kinds
    for kind in kinds:
        assert rebuilt(world, ledger, leave_out=kind) != ledger.snapshot()

"""Extracts to compare: everything that is said, in plain Python."""

from typing import Any

from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.extract import Extract
from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.scenario import load_scenario, run

TABLES = ("headers", "receipts", "logs")


def told(name: str) -> tuple[EmbeddedWorld, ChainLedger, EmbeddedSource]:
    """A scenario of the package on a fresh embedded chain, and the chain as a source."""
    world = EmbeddedWorld()
    ledger = run(load_scenario(name), world).ledger
    assert isinstance(ledger, ChainLedger)
    return world, ledger, EmbeddedSource(world.node)


def content(extract: Extract) -> dict[str, Any]:
    """All fields but the source, in a form that can be compared."""
    fields = {name: getattr(extract, name) for name in Extract.__dataclass_fields__ if name != "source"}
    return fields | {name: (fields[name].schema, fields[name].rows()) for name in TABLES}

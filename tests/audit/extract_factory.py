"""Extracts for tests: one that a scenario on the embedded chain gives, and ones that are made up log by log."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Findings
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.extract import HEADERS, LOGS, RECEIPTS, Extract, PlanContracts
from openmutual.chain import EmbeddedWorld
from openmutual.events import Event
from openmutual.i18n.formatter import SentenceFormatter
from openmutual.scenario import load_scenario, run

LEDGER, DESK, JURY, ENROLMENT, TOKEN = (f"0x{digit * 40}" for digit in "abcde")
MADE_UP = PlanContracts(LEDGER, DESK, JURY, ENROLMENT, TOKEN)


@cache
def told(scenario: str | Path, *, every_header: bool = True) -> tuple[Extract, tuple[Event, ...]]:
    """What the chain says of a scenario, and the events that the client reads from the same chain."""
    return collected_on(EmbeddedWorld(), scenario, every_header=every_header)


def collected_on(
    world: EmbeddedWorld, scenario: str | Path, *, every_header: bool = True
) -> tuple[Extract, tuple[Event, ...]]:
    """The same, on a chain that the test goes on to ask."""
    ledger: Any = run(load_scenario(scenario), world).ledger
    extract = collect(EmbeddedSource(world.node), ledger.site.ledger, every_header=every_header)
    return extract, tuple(ledger.events())


def made_up(logs: Iterable[tuple[str, Sequence[bytes | None], bytes]]) -> Extract:
    """An extract of nothing but logs (address, topics, data), all of them of one transaction."""
    rows = [
        (1, 0, index, bytes.fromhex(address[2:]), *topics, *[None] * (4 - len(topics)), data)
        for index, (address, topics, data) in enumerate(logs)
    ]
    return Extract(
        source="nobody",
        chain_id=1,
        contracts=MADE_UP,
        first=1,
        last=1,
        block_hash=b"",
        every_header=False,
        has_receipts=False,
        headers=pl.DataFrame(schema=HEADERS),
        receipts=pl.DataFrame(schema=RECEIPTS),
        logs=pl.DataFrame(rows, LOGS, orient="row"),
        accounts=(),
        codes={},
        answers=(),
    )


def keys_of(findings: Findings) -> list[str]:
    """The check of every finding, which must be able to say itself in both languages."""
    for finding in findings.found:
        for language in ("en", "zh"):
            words = SentenceFormatter(language, 2, "CNY")
            assert words.fill(finding.check.sentence[language], finding.facts)
            assert words.fill(finding.check.by_hand[language], finding.facts)
    return [finding.check.key for finding in findings.found]


def with_cell(extract: Extract, table: str, row: int, **cells: Any) -> Extract:
    """The same extract with other words in one row of a table."""
    frame: pl.DataFrame = getattr(extract, table)
    here = pl.int_range(frame.height) == row
    changed = frame.with_columns(
        pl.when(here).then(pl.lit(value, frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in cells.items()
    )
    return replace(extract, **{table: changed})


def with_rows(extract: Extract, table: str, rows: Sequence[int]) -> Extract:
    """The same extract with these rows of a table, in this order."""
    frame: pl.DataFrame = getattr(extract, table)
    return replace(extract, **{table: frame[list(rows)]})

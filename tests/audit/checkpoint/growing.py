"""Exports in parts as they grow: a folder for each day, with the parts of the day before and one more."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp
from typing import Any

import polars as pl

from benchmarks.made_blocks import Block, Writer, log, words
from openmutual.abi.artifacts import artifact
from openmutual.audit.extraction.appending import append
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.report.report import to_json
from openmutual.audit.source.export_parts import load_parts
from openmutual.audit.source.extract import Extract
from openmutual.codec import from_hex

from ..columnar.lives import STORIES, lived, lives
from ..on_chain import collected_of


@cache
def grown(name: str, days: int) -> tuple[Path, ...]:
    """The export of a story after so many of its blocks, from its first part to all of it.

    Its name is a scenario's, or one of those of members in columns.
    """
    if name in STORIES:
        source, extract = lived(name)[0], lives(name)
    else:
        source, extract = collected_of(name).source, collected_of(name).extract
    blocks = extract.logs["block"].unique().sort().to_list()
    ends = sorted({blocks[len(blocks) * day // days] for day in range(1, days)} | {extract.last})
    folder = Path(mkdtemp())
    for end in ends:
        append(source, extract.contracts.ledger, folder / "plan", block=end)
        copytree(folder / "plan", folder / str(end))
    return tuple(folder / str(end) for end in ends)


def report_of(audited: Audited) -> dict[str, Any]:
    """All that a report says, but for where it began, and for the name of the folder."""
    report = to_json(assemble(audited))
    return report | {"start": None, "subject": report["subject"] | {"source": ""}}


@cache
def whole_report(folder: Path) -> dict[str, Any]:
    """What an audit from the beginning says of an export."""
    return report_of(audit(load_parts(folder)))


@cache
def with_another_day(*limits: int) -> tuple[Path, Path]:
    """A plan's export, and the same after blocks of a chain that keeps no rules: a top-up to each of these limits."""
    folder, seed = Path(mkdtemp()), lives()
    writer = Writer(folder / "plan", seed, 1_000_000)
    (folder / "plan").mkdir()
    _end(writer, seed)
    copytree(folder / "plan", folder / "before")
    events = {event.name: event.digest for event in artifact("MutualLedger").interface.events.values()}
    joined = seed.logs.filter(pl.col("topic0") == events["Joined"])
    for limit in limits:
        block, ledger = Block(), from_hex(seed.contracts.ledger)
        block.add(log(ledger, [events["ToppedUp"], *[joined["topic1"][0]] * 2], words([0], [limit])))
        writer.block(block, 12)
    _end(writer, seed)
    return folder / "before", folder / "plan"


def _end(writer: Writer, seed: Extract) -> None:
    """The export as it stands, with a state that has not changed."""
    writer.end(writer.fields[3])
    accounts = [replace(said, block=writer.number) for said in seed.accounts]
    answers = [replace(said, block=writer.number) for said in seed.answers if said.block == seed.last]
    writer.tell(accounts, [*(said for said in seed.answers if said.block == seed.first), *answers])

"""Members' lives that are audited in columns and without, and how their logs can be changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from openmutual.audit import kernels
from openmutual.audit.decoding.shapes import shapes
from openmutual.audit.extraction.collect import collect
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.report.report import to_json
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.extract import Extract
from openmutual.audit.source.source import Source
from openmutual.chain import EmbeddedWorld
from openmutual.plans.document import parse_document
from openmutual.scenario import run
from openmutual.scenario.steps import read_scenario

from ..attested_world import AttestedWorld
from ..extract_factory import with_cell, with_rows
from ..on_chain import collected_of, scenario_of

LIVES = """
name: lives
plan: circle
start: 2026-01-01
steps:
  - {day: 0, fund_backstop: {amount: 300}}
  - {day: 0, join: {who: h1..h9, tier: couple, deposit: 400}}
  - {day: 0, join: {who: s1..s6, tier: family, deposit: 800}}
  - {day: 1, top_up: {who: h1, amount: 400}}
  - {day: 2, top_up_many: {who: [h2, h3, s1], amount: 80}}
  - {day: 65, file: {who: h9, case: one, diagnosed: 62, level: grave}}
  - {day: 65, file: {who: h8, case: two, diagnosed: 62, level: grave}}
  - {day: 66, decide: {case: one, verdict: approve}}
  - {day: 66, decide: {case: two, verdict: approve}}
  - {day: 67, announce: {}}
  - {day: 68, leave: {who: s2}}
  - {day: 80, settle: {case: one}}
  - {day: 80, settle: {case: two}}
  - {day: 90, file: {who: h7, case: three, diagnosed: 88, level: grave}}
  - {day: 90, file: {who: h6, case: four, diagnosed: 88, level: grave}}
  - {day: 91, decide: {case: three, verdict: approve}}
  - {day: 91, decide: {case: four, verdict: approve}}
  - {day: 98, announce: {}}
  - {day: 99, withdraw: {who: s2}}
  - {day: 100, file: {who: h5, case: five, diagnosed: 88, level: grave}}
  - {day: 101, decide: {case: five, verdict: approve}}
  - {day: 106, settle: {case: three}}
  - {day: 106, settle: {case: four}}
  - {day: 110, top_up: {who: h4, amount: 40}}
  - {day: 130, announce: {}}                     # whoever did not top up lapses
  - {day: 138, settle: {case: five}}
  - {day: 140, top_up: {who: s3, amount: 300}}
  - {day: 141, join: {who: s2, tier: family, deposit: 800}}
  - {day: 158, fund_backstop: {amount: 70}}
  - {day: 161, announce: {}}
  - {day: 162, leave: {who: h2}}
  - {day: 170, withdraw: {who: h4}}
  - {day: 192, announce: {}}
  - {day: 193, withdraw: {who: h2}}
  - {day: 195, join: {who: n1..n2, tier: family, deposit: 800}}
  - {day: 200, close: {by: operator}}
  - {day: 224, announce: {}}
  - {day: 800, finish: {}}
  - {day: 801, withdraw: {who: h1}}
  - {day: 802, withdraw: {who: s3}}
"""
"""Members who do everything that members can, and whom no case names."""

SERVING = """
name: serving
plan:
  name: serving
  title: {en: Serving}
  source: made up for a test
  currency: {symbol: CNY, decimals: 2}
  step: 0.01
  tiers: {one: {units: 1, deposit: 3}}
  levels: {hospital: {benefit: 10, fee: 1%}}
  caps: {period: 1, case: 0, year: 0}
  dues: 0.5
  waiting: 0 d
  period: 30 d
  notice: 7 d
  grace: 30 d
  filing: 90 d
  decision: 14 d
  run_off: 90 d
  min_members: 1
  panel: {assessors: 3, quorum: 2}
  jury: {size: 3, quorum: 2, bond: 50, reward: 5}
start: 2026-01-01
steps:
  - {day: 0, join: {who: m1..m40, tier: one, deposit: 20}}
  - {day: 0, join: {who: n1..n4, tier: one, deposit: 3}}
  - {day: 1, resign: {who: m5..m24}}
  - {day: 1, file: {who: m1, case: one, diagnosed: 0.5, level: hospital}}
  - {day: 2, decide: {case: one, verdict: approve}}
  - {day: 31, announce: {}}
  - {day: 32, object: {who: m2, case: one}}
  - {day: 33, jury: {case: one, verdict: uphold}}
  - {day: 50, settle: {case: one}}
  - {day: 51, leave: {who: m6}}
  - {day: 62, announce: {}}
  - {day: 70, withdraw: {who: m6}}
  - {day: 92, volunteer: {who: m7..m8}}
  - {day: 93, join: {who: o1..o2, tier: one, deposit: 20}}
  - {day: 94, resign: {who: m7}}
  - {day: 95, file: {who: m3, case: two, diagnosed: 94, level: hospital}}
  - {day: 96, decide: {case: two, verdict: approve}}
  - {day: 97, announce: {}}
  - {day: 98, object: {who: m4, case: two}}
  - {day: 99, jury: {case: two, verdict: overturn}}
  - {day: 120, resign: {who: o1}}
  - {day: 130, volunteer: {who: m9}}
"""
"""Volunteers for the jury: half of the seats are empty when it is drawn, and some are taken again between two draws."""

KINDS = ("open", "attested")
"""Whether anybody can join, or who has the attestor's word."""

STORIES = {"open": LIVES, "attested": LIVES, "serving": SERVING}
"""What members do in columns."""


def world_of(kind: str, **goes_on: str) -> EmbeddedWorld:
    return AttestedWorld(**goes_on) if kind == "attested" else EmbeddedWorld()


@cache
def lived(kind: str) -> tuple[EmbeddedSource, str]:
    """The chain that they live on, and the plan's ledger; with an attestor, one of them goes on after a key was lost."""
    world = world_of(kind, n1="s4")
    ledger: Any = run(read_scenario(parse_document(STORIES[kind].encode(), "lives.yaml"), None), world).ledger
    return EmbeddedSource(world.node), ledger.site.ledger


@cache
def lives(kind: str = "open") -> Extract:
    return collect(*lived(kind))


@cache
def told(kind: str, name: str) -> Extract:
    """What the chain says of a story."""
    if kind == "open":
        return collected_of(name).extract
    world = AttestedWorld()
    ledger: Any = run(scenario_of(name), world).ledger
    return collect(EmbeddedSource(world.node), ledger.site.ledger)


def expect_same(extract: Any, monkeypatch: pytest.MonkeyPatch, source: Source | None = None) -> Audited:
    """The audit in columns, once its report is that of the audit event by event."""
    fast = audit(extract, source=source)
    with monkeypatch.context() as patch:
        patch.setattr(kernels, "IS_COMPILED", False)
        slow = audit(extract, source=source)
    assert fast.findings.found == slow.findings.found
    assert to_json(assemble(fast)) == to_json(assemble(slow))
    return fast


def bare(extract: Extract) -> Extract:
    """The same as a node tells it that gives no receipts: nothing proves the logs, so that only the replay judges them."""
    return replace(extract, has_receipts=False, receipts=extract.receipts.clear())


def rows_of(extract: Extract, event: str) -> list[int]:
    """Where the logs of an event of the plan's contracts stand."""
    known = (shape for contract in ("MutualLedger", "Enrolment", "Jury") for shape in shapes(contract).values())
    digest = next(shape.entry.digest for shape in known if shape.name == event)
    return [row for row, topic in enumerate(extract.logs["topic0"]) if topic == digest]


def with_word(extract: Extract, row: int, word: int, add: int) -> Extract:
    """The same with more in one word of a log's data."""
    data = bytearray(extract.logs["data"][row])
    value = int.from_bytes(data[32 * word : 32 * word + 32], "big") + add
    data[32 * word : 32 * word + 32] = (value % 2**256).to_bytes(32, "big")
    return with_cell(extract, "logs", row, data=bytes(data))


CHANGES: dict[str, Callable[[Extract, int], Extract]] = {
    "left out": lambda extract, row: with_rows(extract, "logs", [*range(row), *range(row + 1, extract.logs.height)]),
    "another member": lambda extract, row: with_cell(extract, "logs", row, topic1=bytes(12) + b"\7" * 20),
    "no member": lambda extract, row: with_cell(extract, "logs", row, topic1=b"\1" * 32),
    "a topic more": lambda extract, row: with_cell(extract, "logs", row, topic3=bytes(32)),
    "less data": lambda extract, row: with_cell(extract, "logs", row, data=extract.logs["data"][row][:-1]),
    "of nobody": lambda extract, row: with_cell(extract, "logs", row, address=b"\7" * 20),
}

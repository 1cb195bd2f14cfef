"""Reports to test with: of stories on the embedded chain, and of what a plan could be made to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl

from openmutual.audit.findings import Basis, Check, Finding, Findings, Severity
from openmutual.audit.indicators import figures
from openmutual.audit.indicators.figure import Figure
from openmutual.audit.report.assemble import Audited
from openmutual.audit.report.report import GROUNDS
from openmutual.audit.source.extract import HEADERS, LOGS, RECEIPTS, Extract
from openmutual.events import LogPosition

from .scenario_replay import ReplayedScenario, story_of

HASH = bytes(range(32))


@cache
def audited(name: str = "circle") -> Audited:
    """A scenario's plan as the audit has rebuilt it; nothing was found, and no figures of conduct were asked for."""
    story = story_of(name)
    replay, findings = story.replayed()
    assert findings.found == []
    return Audited(
        extract=extract(story),
        plan=replay.plan,
        history=[event for event, _, _ in story.entries],
        findings=findings,
        figures=(),
        bases=dict.fromkeys(GROUNDS, Basis.PROVEN),
        symbol="CNY",
        decimals=2,
        token_balance=story.snapshot.books.token_balance if story.snapshot else None,
        times={event.place.block: time for event, time, _ in story.entries},
        hash_given=True,
        plan_name=name,
        plan_title={"en": name, "zh": name},
    )


@cache
def conducted(name: str = "circle") -> Audited:
    """The same with every figure on its conduct."""
    base = audited(name)
    history = [(event, time) for event, time, _ in story_of(name).entries]
    return with_figures(base, figures(base.plan, history, base.plan.now))


def extract(story: ReplayedScenario) -> Extract:
    """What was said of a story, without the headers: a transaction of its own for every log."""
    last = max(event.place.block for event, _, _ in story.entries)
    logs = [(event.place.block, index, event.place.index) for index, (event, _, _) in enumerate(story.entries)]
    return Extract(
        source="embedded chain",
        chain_id=1,
        contracts=story.contracts,
        first=1,
        last=last,
        block_hash=HASH,
        every_header=True,
        has_receipts=True,
        headers=pl.DataFrame(schema=HEADERS),
        receipts=frame(RECEIPTS, [{"block": b, "transaction": t, "hash": HASH} for b, t, _ in logs]),
        logs=frame(LOGS, [{"block": b, "transaction": t, "index": i} for b, t, i in logs]),
        accounts=(),
        codes={},
        answers=(),
    )


def frame(schema: pl.Schema, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def check(severity: Severity, sentence: str, by_hand: str = "by hand", number: str = "Q1") -> Check:
    return Check(f"check-{number}", number, severity, {"en": sentence, "zh": sentence}, {"en": by_hand, "zh": by_hand})


def finding(severity: Severity, sentence: str, *places: LogPosition, number: str = "Q1", **facts: Any) -> Finding:
    return Finding(check(severity, sentence, sentence, number), facts, places)


def with_findings(base: Audited, found: Sequence[Finding]) -> Audited:
    return replace(base, findings=Findings(list(found)))


def with_figures(base: Audited, figures: Sequence[Figure]) -> Audited:
    return replace(base, figures=figures)

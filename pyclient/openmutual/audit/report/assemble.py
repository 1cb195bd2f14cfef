"""The report of an audit, put together from all its parts, and the published form of its JSON."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from typing import Any

import polars as pl

from ...events import Event, LogPosition
from ...i18n import Bilingual
from ...i18n.formatter import LOCALES, tame, tame_name
from ...records import Terms
from ...resources import read_text
from ..currency.kind import is_test_money
from ..findings import Basis, Finding, Findings, Severity
from ..indicators import criticisms
from ..indicators.figure import Figure
from ..replay.state import Period, ReplayedPlan
from ..source.extract import Extract
from .cases import cases
from .flow import flow, reserves
from .report import (
    GROUNDS,
    VERSION,
    Conclusion,
    Conduct,
    Evidence,
    FindingView,
    Ground,
    Outcome,
    Periods,
    PeriodView,
    Report,
    Rest,
    Subject,
)
from .sentences import Sentences, account, criticism, evidence, hexed, moment, money, weakest
from .terms import LevelView, TermsView, TierView

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The published schema, as it is packaged."""
    text = read_text("audit", "report", "schema.json")
    published: dict[str, Any] = json.loads(text)
    return published


def described() -> dict[str, Any]:
    """The schema that the report's types come to; the published one must be equal to it."""
    from pydantic import TypeAdapter

    made = TypeAdapter(Report).json_schema(mode="serialization")
    closed: dict[str, Any] = _closed(made)
    closed["properties"]["version"] |= {"const": VERSION}
    return {"$schema": DIALECT, "title": f"Report of an audit by openmutual, version {VERSION}"} | closed


def _closed(node: Any) -> Any:
    """Every object has all its members and no others; what Python calls a tuple is a list of any length."""
    if isinstance(node, list):
        return [_closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    told = {key: _closed(each) for key, each in node.items() if key != "title" or not isinstance(each, str)}
    if told.get("type") == "object":
        told |= {"additionalProperties": False, "required": list(told["properties"])}
    if "description" in told:
        told["description"] = " ".join(str(told["description"]).split())
    return told


MOST_TERMS = 16
"""The most tiers, and the most levels, that a plan may have; a ledger that claims more is not told in full."""

MOST_ALIKE = 1_000
"""The most findings of one check that are listed; all are counted."""


@dataclass(frozen=True)
class Audited:
    """All that a report is made of.

    Attributes:
        history: the events of the plan's contracts, in log order.
        bases: what each part of `GROUNDS` rests on; a part that was not looked at is left out.
        symbol: of the currency; `decimals` its places; `token_balance` what it says the ledger holds, in base units.
        times: of blocks, in Unix seconds; at least the audited one and those with logs.
        hash_given: whether the auditor named the audited block's hash.
        head_age: seconds between the newest block that the node knew and the clock; None where nobody could say.
        plan_name: as the plan file has it, and `plan_title` by language; empty without one.
    """

    extract: Extract
    plan: ReplayedPlan
    history: Sequence[Event]
    findings: Findings
    figures: Sequence[Figure]
    bases: Mapping[str, Basis]
    symbol: str
    decimals: int
    token_balance: int | None
    times: Mapping[int, int]
    hash_given: bool
    head_age: int | None = None
    plan_name: str = ""
    plan_title: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Audited {self.extract!r}: {len(self.findings.found)} findings>"

    @cached_property
    def currency(self) -> str:
        """The currency's name, made harmless."""
        return tame_name(self.symbol)

    def rest(self, *parts: str) -> Rest:
        """What our own arithmetic rests on that needs these parts; one that was not looked at is only reported."""
        return weakest("recomputed", *(self.bases.get(part, Basis.REPORTED).value for part in parts))


def assemble(audited: Audited) -> Report:
    """The report.  Raises KeyError if a finding or a figure lacks a fact that its sentence names."""
    plan, decimals = audited.plan, audited.decimals
    rest = audited.rest("log", "completeness")
    sayer = Sentences(decimals, audited.currency)
    return Report(
        version=VERSION,
        made_by=f"openmutual {version('openmutual')}",
        verdict=_verdict(audited),
        subject=_subject(audited),
        grounds=tuple(Ground(part, audited.bases[part].value) for part in GROUNDS if part in audited.bases),
        terms=_terms(plan.terms, decimals),
        flow=flow(audited.history, plan, audited.token_balance, decimals, rest),
        periods=Periods(rest, tuple(_period(period, decimals) for period in plan.periods)),
        reserves=reserves(audited.history, plan, decimals, rest),
        cases=cases(plan, decimals, audited.rest("log", "completeness", "times")),
        conduct=Conduct(rest, tuple(sayer.figure(figure) for figure in audited.figures)),
        criticisms=tuple(criticism(each) for each in criticisms()),
        findings=_findings(audited, sayer),
    )


def _findings(audited: Audited, sayer: Sentences) -> tuple[FindingView, ...]:
    """The worst first, otherwise as they were found."""
    locate = _Logs(audited)
    worst_first = sorted(_listed(audited.findings), key=lambda finding: list(Severity).index(finding.check.severity))
    return tuple(sayer.finding(finding, locate) for finding in worst_first)


def _listed(findings: Findings) -> list[Finding]:
    """The first findings of each check: anybody can make very many alike, by gifts of the smallest unit for one."""
    listed, count = [], Counter[str]()
    for finding in findings.found:
        count[finding.check.key] += 1
        if count[finding.check.key] <= MOST_ALIKE:
            listed.append(finding)
    return listed


class _Logs:
    """Finds block time, transaction and event of a log."""

    def __init__(self, audited: Audited) -> None:
        places = {place for finding in _listed(audited.findings) for place in finding.places}
        blocks = [place.block for place in places]
        self._transactions: dict[tuple[int, int], str] = {}
        for said in audited.extract.stretches() if blocks else ():
            hashes = said.logs.filter(pl.col("block").is_in(blocks)).join(said.receipts, on=["block", "transaction"])
            rows = hashes.select("block", "index", "hash").iter_rows()
            self._transactions |= {(block, index): hexed(value) for block, index, value in rows}
        self._names = {_key(event.place): type(event).__name__ for event in audited.history if event.place in places}
        self._times = audited.times

    def __call__(self, place: LogPosition) -> Evidence:
        transaction = self._transactions.get((place.block, place.index), "")
        time = moment(self._times.get(place.block, -1))
        return evidence(place, self._names.get(_key(place), ""), transaction, time)


def _key(place: LogPosition) -> tuple[int, int]:
    return place.block, place.index


def _verdict(audited: Audited) -> Conclusion:
    findings = audited.findings
    severities = [finding.check.severity for finding in findings.found]
    unlisted = len(severities) - len(_listed(findings))
    of_source, breaches, doubts, remarks = map(severities.count, Severity)
    is_proven = Basis.REPORTED not in audited.bases.values()
    is_known = "token-unknown" not in findings.keys
    outcome = _outcome(findings, is_proven, is_known)
    return Conclusion(outcome, is_proven, is_known, findings.is_clean, of_source, breaches, doubts, remarks, unlisted)


def _outcome(findings: Findings, is_proven: bool, is_known: bool) -> Outcome:
    """What it comes to."""
    if findings.of_source:
        return "source"
    if not findings.is_clean:
        return "found"
    if not is_known:
        return "unknown"
    return "clean" if is_proven else "reported"


def _subject(audited: Audited) -> Subject:
    said, plan, contracts = audited.extract, audited.plan, audited.extract.contracts
    return Subject(
        plan_name=tame_name(audited.plan_name),
        plan_title=Bilingual(**{each: tame_name(audited.plan_title.get(each, "")) for each in LOCALES}),
        plan_hash=hexed(plan.plan_hash),
        source=tame(said.source, 80),
        chain_id=said.chain_id,
        ledger=account(contracts.ledger),
        desk=account(contracts.desk),
        jury=account(contracts.jury),
        enrolment=account(contracts.enrolment),
        token=account(contracts.token),
        symbol=audited.currency,
        decimals=audited.decimals,
        test_money=is_test_money(said),
        first_block=said.first,
        last_block=said.last,
        block_hash=hexed(said.block_hash),
        block_time=moment(audited.times.get(said.last, -1)),
        hash_given=audited.hash_given,
        head_age=audited.head_age,
        every_header=said.every_header,
        has_receipts=said.has_receipts,
        opened_at=moment(plan.opened_at),
        stage=plan.stage.value,
        members=plan.active,
        units=plan.units,
    )


def _terms(terms: Terms, decimals: int) -> TermsView:
    amounts = ("step", "reserve", "case_cap", "period_cap", "year_cap", "backstop_cap", "dues")
    numbers = ("waiting", "period", "notice", "grace", "filing", "decision", "run_off", "min_members", "assessors")
    values: dict[str, Any] = {name: getattr(terms, name) for name in (*numbers, "quorum")}
    values |= {name: money(getattr(terms, name), decimals) for name in amounts}
    tiers, levels = terms.tiers[:MOST_TERMS], terms.levels[:MOST_TERMS]
    return TermsView(
        **values,
        jurors=terms.jury.size,
        jury_quorum=terms.jury.quorum,
        bond=money(terms.jury.bond, decimals),
        reward=money(terms.jury.reward, decimals),
        tiers=tuple(TierView(tame_name(tier.name), tier.units, money(tier.deposit, decimals)) for tier in tiers),
        levels=tuple(
            LevelView(
                name=tame_name(level.name),
                benefit=money(level.benefit, decimals),
                fee=money(level.fee, decimals),
                ends_membership=level.ends_membership,
                waiting=level.waiting,
            )
            for level in levels
        ),
    )


def _period(period: Period, decimals: int) -> PeriodView:
    bound = {"case": period.case_capped, "period": period.period_capped, "year": period.waits}
    return PeriodView(
        number=period.number,
        at=moment(period.at),
        block=period.place.block,
        units=period.units,
        members=period.members,
        cases=sum(period.queue.values()),
        share=money(period.share, decimals),
        dues=money(period.dues, decimals),
        needed=money(period.need, decimals),
        collected=money(period.collected, decimals),
        from_backstop=money(period.drawn, decimals),
        surplus=money(period.surplus, decimals),
        bound_by=tuple(cap for cap, bound_it in bound.items() if bound_it),
        cut=period.is_cut,
        lapsed=period.lapsed_members,
        leavers=period.leavers,
    )

"""A report as data: what it sums up to, that its JSON is what is published, what it tells of logs, cases and caps."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from eth_utils.address import to_checksum_address
from jsonschema import Draft202012Validator

from openmutual.audit.findings import Basis, Severity
from openmutual.audit.indicators import figures
from openmutual.audit.indicators.figure import Figure, Table
from openmutual.audit.report.assemble import Audited, assemble, described, schema
from openmutual.audit.report.report import GROUNDS, Report, to_json
from openmutual.events import Announced, CasePaid, Credited, Joined

from ..reports import HASH, audited, finding, with_figures, with_findings
from ..scenario_replay import NAMES, story_of


def test_the_published_schema_is_that_of_the_types() -> None:
    assert schema() == described()
    Draft202012Validator.check_schema(schema())


def test_the_schema_knows_no_other_words_and_misses_none() -> None:
    told = _json(assemble(audited()))
    validator = Draft202012Validator(schema())
    assert validator.is_valid(told)
    assert not validator.is_valid(told | {"extra": 1})
    assert not validator.is_valid({key: value for key, value in told.items() if key != "verdict"})
    assert not validator.is_valid(told | {"version": 2})
    assert not validator.is_valid(told | {"flow": told["flow"] | {"total_in": "1,300.00"}})


@pytest.mark.parametrize("name", NAMES)
def test_every_story_has_a_report_that_the_schema_allows_and_whose_money_adds_up(name: str) -> None:
    report = assemble(with_figures(audited(name), _figures(name)))
    Draft202012Validator(schema()).validate(_json(report))
    flow = report.flow
    assert flow.adds_up
    assert flow.difference == "0"
    assert Decimal(flow.total_in) == Decimal(flow.total_out) + Decimal(flow.total_held)
    for lines, total in ((flow.came_in, flow.total_in), (flow.went_out, flow.total_out), (flow.held, flow.total_held)):
        assert sum(Decimal(line.amount) for line in lines) == Decimal(total)
    assert [row.difference for row in report.reserves.rows] == ["0"] * len(report.periods.rows)
    assert report.verdict.clean


def test_extract_and_report_show_themselves_in_a_line() -> None:
    found = audited("circle")
    ledger = found.extract.contracts.ledger
    assert f"<Extract of {ledger} on chain {found.extract.chain_id}, blocks {found.extract.first} to " in repr(found)
    assert repr(found).endswith(": 0 findings>")
    assert repr(assemble(found)) == (
        f"<Report on {to_checksum_address(ledger)} at block {found.extract.last}: clean, 0 findings>"
    )


def test_the_circle_in_numbers() -> None:
    report = assemble(audited("circle"))
    money = {line.key: line.amount for part in ("came_in", "went_out", "held") for line in getattr(report.flow, part)}
    assert money["deposits"] == "6800"
    assert money["backstop_funded"] == "500"
    assert money["aid"] == "1300"
    assert money["withdrawals"] == "1071.8"
    assert report.flow.token_balance == report.flow.total_held == "4852.2"
    assert [(row.share, row.dues, row.collected) for row in report.periods.rows] == [
        ("0", "0.5", "0"),
        ("9", "0.5", "306"),
        ("33.6", "0.5", "1008"),
        ("0", "0.5", "0"),
    ]
    funnel = {count.key: count.number for count in report.cases.funnel}
    assert (funnel["filed"], funnel["approved"], funnel["settled"], funnel["contested"]) == (2, 2, 2, 0)
    waits = {wait.key: wait for wait in report.cases.waits}
    assert (waits["to_payment"].cases, waits["to_payment"].longest) == (2, 27 * 86_400)
    assert [case.status for case in report.cases.rows] == ["settled", "settled"]
    assert report.subject.stage == "closing"


def test_a_jury_shows_in_the_funnel() -> None:
    funnel = {count.key: count.number for count in assemble(audited("disputed-case")).cases.funnel}
    assert funnel["contested"] > 0
    assert funnel["filed"] >= funnel["settled"] + funnel["overturned"]


def test_money_that_no_event_explains_is_a_gift_and_money_that_is_missing_is_a_difference() -> None:
    base = audited()
    assert base.token_balance is not None
    given = assemble(replace(base, token_balance=base.token_balance + 700)).flow
    assert {line.key: line.amount for line in given.came_in}["gifts"] == "7"
    assert given.adds_up
    without_a_deposit = [event for event in base.history if not isinstance(event, Joined)]
    lost = assemble(replace(base, history=without_a_deposit)).flow
    assert not lost.adds_up
    assert lost.difference == "-6800"


def test_a_payment_that_the_token_refused_has_not_gone_out() -> None:
    base = audited()
    paid = next(event for event in base.history if isinstance(event, CasePaid))
    refused = Credited(owner=paid.payee, amount=paid.benefit, place=paid.place)
    flow = assemble(replace(base, history=[*base.history, refused])).flow
    assert {line.key: line.amount for line in flow.went_out}["refused"] == "-300"
    assert Decimal(flow.total_out) == Decimal("2447.8") - 300


def test_reserves_that_fall_short_are_told_for_the_period_they_do() -> None:
    base = audited()
    paid_twice = [each for event in base.history for each in [event] * (2 if isinstance(event, CasePaid) else 1)]
    rows = assemble(replace(base, history=paid_twice)).reserves.rows
    assert [row.held for row in rows] == ["7300", "7300", "6700", "3628.2"]
    assert [row.to_cases for row in rows] == ["0", "303", "707", "-1313"]


def test_a_finding_carries_block_time_transaction_and_event_and_the_worst_comes_first() -> None:
    base = audited()
    event = next(event for event in base.history if isinstance(event, Announced))
    place = event.place
    remark = finding(Severity.REMARK, "worth knowing", number="Q1")
    breach = finding(
        Severity.BREACH, "{paid:money} at {at:time}", place, number="Q2", paid=1250, at=base.times[place.block]
    )
    report = assemble(with_findings(base, [remark, breach]))
    assert [told.number for told in report.findings] == ["Q2", "Q1"]
    assert (report.verdict.clean, report.verdict.breaches, report.verdict.remarks) == (False, 1, 1)
    told = report.findings[0]
    assert told.sentence.en.replace("\u00a0", " ").startswith("12.50 CNY at ")
    assert "(1250)" in told.by_hand.en
    assert {(fact.name, fact.kind): fact.value for fact in told.facts}["paid", "money"] == "12.5"
    (log,) = told.evidence
    assert (log.block, log.log_index, log.event) == (place.block, place.index, "Announced")
    assert log.transaction == "0x" + HASH.hex()
    assert log.time.endswith("Z")
    assert assemble(with_findings(base, [remark])).verdict.clean


def test_a_log_that_nothing_is_known_of_is_told_all_the_same() -> None:
    base = audited()
    place = replace(base.history[0].place, block=10**9)
    (log,) = assemble(with_findings(base, [finding(Severity.DOUBT, "x", place)])).findings[0].evidence
    assert (log.transaction, log.event, log.time) == ("", "", "")


def test_a_figure_keeps_its_table_with_cells_as_a_report_has_them() -> None:
    rows = [(1, 30_000, "0x" + "ab" * 20, 86_400, Fraction(1, 3)), (2, None, "", 0, Fraction(0))]
    columns = ("case", "paid:money", "payee:account", "took:days", "share:percent")
    figure = replace(_figures("circle")[0], table=Table(columns, rows))
    table = assemble(with_figures(audited(), [figure])).conduct.figures[0].table
    assert table is not None
    assert [column.kind for column in table.columns] == ["count", "money", "account", "days", "percent"]
    assert table.rows[0] == ("1", "300", to_checksum_address("0x" + "ab" * 20), "86400", "1/3")
    assert table.rows[1] == ("2", "", "", "0", "0")


@pytest.mark.parametrize(
    ("bases", "rest"),
    [
        (dict.fromkeys(GROUNDS, Basis.PROVEN), "recomputed"),
        (dict.fromkeys(GROUNDS, Basis.PROVEN) | {"completeness": Basis.REPORTED}, "reported"),
        (dict.fromkeys(GROUNDS, Basis.PROVEN) | {"log": Basis.REPORTED}, "reported"),
        ({}, "reported"),
    ],
)
def test_what_is_recomputed_is_no_better_than_the_log_it_comes_from(bases: dict[str, Basis], rest: str) -> None:
    report = assemble(replace(audited(), bases=bases))
    parts = (report.flow, report.periods, report.reserves, report.cases, report.conduct)
    assert {part.rest for part in parts} == {rest}
    assert [ground.part for ground in report.grounds] == [part for part in GROUNDS if part in bases]


def test_names_from_the_chain_are_cut_and_harmless() -> None:
    base = audited()
    wild = "\u202e<script>" + "長" * 500
    terms = base.plan.terms
    levels = tuple(replace(level, name=wild) for level in terms.levels)
    tiers = tuple(replace(tier, name=wild) for tier in terms.tiers) * 40
    report = assemble(_retermed(base, replace(terms, levels=levels, tiers=tiers), wild))
    names = [*(tier.name for tier in report.terms.tiers), *(level.name for level in report.terms.levels)]
    names += [report.subject.symbol, report.subject.plan_name, *(case.level for case in report.cases.rows)]
    assert len(report.terms.tiers) == 16
    assert all(len(name) <= 40 and "\u202e" not in name for name in names)


def _figures(name: str) -> list[Figure]:
    plan = audited(name).plan
    return figures(plan, [(event, time) for event, time, _ in story_of(name).entries], plan.now)


def _retermed(base: Audited, terms: object, name: str) -> Audited:
    plan = replace(base.plan, terms=terms)  # type: ignore[arg-type]
    return replace(base, plan=plan, symbol=name, plan_name=name)


def _json(report: Report) -> dict[str, object]:
    told: dict[str, object] = json.loads(json.dumps(to_json(report)))
    return told

"""Frames of a circle: every amount a decimal in its currency, every time in UTC, and the sums those of the ledger."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from openmutual import Circle, Connection, connect
from openmutual.chain.queries import Calendar
from openmutual.circle.rows import ABOUT, MONEY
from openmutual.errors import ArgumentError, ChainError
from openmutual.events import EVENTS
from openmutual.records import Stage
from tests.circle.conftest import MEMBERS

MONEY_TYPE, TIME_TYPE = pl.Decimal(38, 2), pl.Datetime("us", "UTC")


@pytest.fixture(scope="module")
def lived() -> Circle:
    """A plan with one case, announced and paid."""
    om = connect()
    made = om.deploy("circle")
    for name in MEMBERS:
        made.join(name, "couple", "400")
    om.advance(timedelta(days=61))
    case = made.file("couple 0", "grave", diagnosed=om.now).value
    made.approve(case, ["assessor-1", "assessor-2"])
    made.announce()
    om.advance(timedelta(days=8))
    made.settle(case)
    return made


@pytest.mark.parametrize("since", [datetime.fromisoformat("2020-01-01"), -1, "yesterday", True])
def test_a_beginning_must_be_a_time_with_a_zone_or_a_block(lived: Circle, since: object) -> None:
    with pytest.raises(ArgumentError, match=r"moment|zone"):
        lived.events(since=since)  # type: ignore[arg-type]


def test_frames_have_times_money_and_a_symbol(lived: Circle) -> None:
    for frame, money, times in (
        (lived.events(), ["amount"], ["time"]),
        (lived.members(), ["balance", "paid"], ["joined"]),
        (lived.cases(), ["payout", "paid", "fee"], ["diagnosed", "filed", "announced"]),
        (lived.periods(), ["share", "dues", "collected", "backstop", "surplus", "payout_grave"], ["time"]),
    ):
        assert set(frame["symbol"]) == {"CNY"}
        assert {frame.schema[name] for name in money} == {MONEY_TYPE}
        assert {frame.schema[name] for name in times} == {TIME_TYPE}


def test_a_plan_in_which_nothing_has_happened_has_empty_frames_of_the_same_columns(lived: Circle) -> None:
    fresh = connect().deploy("circle")
    for name in ("members", "cases", "periods"):
        empty = getattr(fresh, name)()
        assert empty.height == 0
        assert empty.schema == getattr(lived, name)().schema


def test_every_event_has_a_row_that_says_all_of_it(lived: Circle) -> None:
    frame = lived.events()
    assert frame["event"].to_list() == [type(event).__name__ for event in lived.ledger.events()]
    assert frame.filter(pl.col("event") == "Joined")["amount"].sum() == Decimal(400) * 12
    paid = frame.filter(pl.col("event") == "CasePaid")
    assert (paid["account"][0], paid["amount"][0]) == (lived.account("couple 0"), Decimal(1000))
    assert json.loads(paid["details"][0])["fee"] == "10"
    opened = json.loads(frame["details"][0])
    assert opened["terms"]["levels"][1]["benefit"] == "1000"
    assert frame.filter(pl.col("event") == "CaseFiled")["case"].to_list() == [0]


def test_events_may_begin_at_a_block_or_at_a_time(lived: Circle) -> None:
    every = lived.events()
    announced = every.filter(pl.col("event") == "Announced")
    later = every.filter(pl.col("block") >= announced["block"][0])
    assert lived.events(since=announced["block"][0]).equals(later)
    assert lived.events(since=announced["time"][0]).equals(later)
    assert lived.events(since=datetime(2100, 1, 1, tzinfo=UTC)).height == 0


def test_the_sums_are_those_of_the_books(lived: Circle) -> None:
    (period,) = lived.periods().iter_rows(named=True)
    assert period["share"] * period["units"] == period["collected"]
    assert (period["cases_grave"], period["cases_hospital"]) == (1, 0)
    (case,) = lived.cases().iter_rows(named=True)
    assert case["payout"] == case["paid"] + case["fee"] == period["payout_grave"] == 1010
    members, books = lived.members(), lived.ledger.snapshot().books
    assert members["paid"].sum() == period["collected"] + period["dues"] * period["units"]
    held = members["balance"].sum() * 100 + books.surplus + books.operator_credit
    assert held == books.token_balance


def test_money_that_a_record_names_is_known_as_money() -> None:
    """Fields of the records that hold amounts, by what their documentation says; a new one must be put on the list."""
    amounts = {
        "amount",
        "deposit",
        "benefit",
        "fee",
        "back_pay",
        "rebate",
        "balance",
        "to_jurors",
        "to_surplus",
        "rest",
    }
    assert amounts <= MONEY
    named = {field for kind in EVENTS.values() for field in kind.__dataclass_fields__}
    assert set(ABOUT) <= named


def test_a_circle_shows_itself(lived: Circle) -> None:
    assert repr(lived).startswith(f"<Circle {lived.address} on chain ")
    for words in ("stage open", "members 11", "units 22", "period 2", "held 3800 CNY"):
        assert words in repr(lived)
    page = lived._repr_html_()
    assert page.startswith("<table>")
    assert lived.address in page


def test_a_closed_circle_promises_no_announcement(monkeypatch: pytest.MonkeyPatch, lived: Circle) -> None:
    assert "to be announced from" in repr(lived)
    monkeypatch.setattr(type(lived.ledger), "calendar", lambda _: Calendar(Stage.CLOSED, 5, 0, 1))
    assert "stage closed, period 6, members 11" in repr(lived)


def test_a_circle_whose_chain_is_gone_still_says_which_it_is(monkeypatch: pytest.MonkeyPatch, lived: Circle) -> None:
    def gone(*_: object) -> None:
        raise ChainError("no chain answers")

    monkeypatch.setattr(type(lived.ledger), "totals", gone)
    assert "no chain answers" in repr(lived)
    assert lived.address in repr(lived)


def test_a_circle_shows_itself_without_reading_its_log(monkeypatch: pytest.MonkeyPatch, lived: Circle) -> None:
    shown = repr(lived)
    monkeypatch.setattr(type(lived.ledger), "snapshot", None)
    monkeypatch.setattr(type(lived.ledger), "events", None)
    assert repr(lived) == shown
    assert repr(lived.ledger) == f"<ChainLedger {lived.address} on chain {lived.ledger.chain_id}>"


def test_a_connection_shows_itself(om: Connection) -> None:
    assert repr(om) == f"<Connection to chain {om.chain_id}, a local one>"
    assert repr(om.world) == f"<EmbeddedWorld of chain {om.chain_id}>"
    assert str(om.chain_id) in om._repr_html_()


def test_what_others_say_is_shown_and_not_run() -> None:
    from openmutual.circle.page import as_html

    assert "&lt;script&gt;" in as_html("x", {"name": "<script>"})

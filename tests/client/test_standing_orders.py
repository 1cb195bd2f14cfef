"""Standing orders on a chain: found or not, read back, and bounded by their types."""

from __future__ import annotations

import pytest

from openmutual.chain import EmbeddedWorld
from openmutual.chain.ledger import ChainLedger
from openmutual.chain.node import Call
from openmutual.errors import ChainError
from openmutual.records import StandingOrder
from openmutual.scenario import load_scenario, run


@pytest.fixture(scope="module")
def world() -> EmbeddedWorld:
    return EmbeddedWorld()


@pytest.fixture(scope="module")
def ledger(world: EmbeddedWorld) -> ChainLedger:
    told = run(load_scenario("standing-orders"), world).ledger
    assert isinstance(told, ChainLedger)
    return told


def test_without_a_contract_for_them_there_are_no_orders(world: EmbeddedWorld, ledger: ChainLedger) -> None:
    fresh = world.ledger_at(ledger.site.ledger)
    for verb in (lambda: fresh.place_order("", None), lambda: fresh.refill([""]), lambda: fresh.order_of("")):
        with pytest.raises(ChainError, match="no contract for standing orders is known"):
            verb()


def test_a_contract_that_serves_another_plan_or_none_is_refused(world: EmbeddedWorld, ledger: ChainLedger) -> None:
    other = run(load_scenario("lapse-and-return"), world).ledger
    assert isinstance(other, ChainLedger)
    for address in (other.open_orders(), ledger.site.token, ledger.site.desk, world.account("nobody")):
        with pytest.raises(ChainError, match="carries out no standing orders of this plan"):
            ledger.orders_at(address)
    ledger.orders_at(ledger.orders)


def test_an_amount_beyond_its_type_is_refused(world: EmbeddedWorld, ledger: ChainLedger) -> None:
    for beyond in (StandingOrder(1 << 128, 1), StandingOrder(1, 1 << 128)):
        with pytest.raises(ChainError, match="counts at most"):
            ledger.place_order("", beyond)
    largest = StandingOrder((1 << 128) - 1, (1 << 128) - 1)
    ledger.place_order(world.account("h14"), largest)
    assert ledger.order_of(world.account("h14")) == largest


def test_an_order_reads_back(world: EmbeddedWorld, ledger: ChainLedger) -> None:
    orders = {name: ledger.order_of(world.account(name)) for name in ("h1", "h2", "h12", "h13")}
    assert orders == {"h1": StandingOrder(40_000, 40_000), "h2": None, "h12": StandingOrder(40_000, 3_000), "h13": None}


def test_who_needs_nothing_is_not_asked_about_one_by_one(
    world: EmbeddedWorld, ledger: ChainLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.refill(ledger.refillable())
    asked, read = list[Call](), world.node.read
    monkeypatch.setattr(world.node, "read", lambda calls, at=None: asked.extend(calls) or read(calls, at))
    assert ledger.refillable() == []
    assert len(asked) == 1, "a hundred in one question"

    world.stock(ledger, world.account("h1"), 100_000)
    ledger.place_order(world.account("h1"), StandingOrder(60_000, 100_000))
    asked.clear()
    assert ledger.refillable() == [world.account("h1")]
    assert 2 < len(asked) <= 14


def test_who_would_be_refilled_is_known_beforehand(world: EmbeddedWorld, ledger: ChainLedger) -> None:
    member, without = world.account("h5"), world.account("h13")
    world.stock(ledger, member, 100_000)
    ledger.place_order(member, StandingOrder(50_000, 90_000))
    assert member in (found := ledger.refillable())
    assert without not in found
    assert ledger.refill(found) == len(found)
    assert ledger.refillable() == []


def test_more_than_a_hundred_are_refilled_in_several_transactions(world: EmbeddedWorld, ledger: ChainLedger) -> None:
    """Who stands in the list twice is refilled once."""
    world.stock(ledger, world.account("h3"), 100_000)
    ledger.place_order(world.account("h3"), StandingOrder(50_000, 90_000))
    before = world.node.head().number
    assert ledger.refill([world.account("h13")] * 100 + [world.account("h3")] * 2) == 1
    assert world.node.head().number == before + 2

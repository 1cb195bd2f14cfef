"""Standing orders from the command line."""

from __future__ import annotations

from openmutual.cli.errors import Exit


def test_without_the_contract_nothing_can_be_ordered(town):
    assert town.run("m0", "order", "place", "500").exit_code == Exit.USAGE
    line = town.run("m0", "order", "place", "500", "--orders", town.ledger.site.desk)
    assert line.exit_code == Exit.CHAIN
    assert "carries out no standing orders of this plan" in line.stderr


def test_an_order_is_placed_carried_out_and_called_off(town):
    at = town.told("anyone", "order", "open")["orders"]
    town.world.print_money(town.ledger, town.address("m0"), 10_000)
    said = town.done("m0", "order", "place", "450", "--most", "30", "--orders", at)
    assert "filled up to 450, with at most 30 a period and 450 in all" in said
    assert town.told("anyone", "order", "refill", "--orders", at) == {"refilled": 1}
    assert town.told("m0", "membership")["balance"] == 43_000
    assert town.told("anyone", "order", "refill", town.address("m0"), "--orders", at) == {"refilled": 0}
    town.done("m0", "order", "cancel", "--orders", at)
    town.done("anyone", "announce")
    assert town.told("anyone", "order", "refill", "--orders", at) == {"refilled": 0}

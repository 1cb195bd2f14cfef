"""Standing orders from the command line."""

from __future__ import annotations

from openmutual.cli.errors import Exit


def test_without_the_contract_nothing_can_be_ordered(cli_plan):
    assert cli_plan.run("m0", "order", "place", "500").exit_code == Exit.USAGE
    line = cli_plan.run("m0", "order", "place", "500", "--orders", cli_plan.ledger.site.desk)
    assert line.exit_code == Exit.CHAIN
    assert "carries out no standing orders of this plan" in line.stderr


def test_an_order_is_placed_carried_out_and_called_off(cli_plan):
    at = cli_plan.told("anyone", "order", "open")["orders"]
    cli_plan.world.print_money(cli_plan.ledger, cli_plan.address("m0"), 10_000)
    told = cli_plan.told("m0", "order", "place", "450", "--most", "30", "--orders", at)
    assert (told["target"], told["most_per_period"], told["allowance"]) == ("450", "30", "450")
    assert "filled up to 450, with at most 30 a period and 450 in all" in " ".join(cli_plan.said.split())
    assert "The wallet holds 100 now" in " ".join(cli_plan.said.split())
    assert cli_plan.told("anyone", "order", "refill", "--orders", at) == {"refilled": 1}
    assert cli_plan.told("m0", "membership")["balance"] == "430"
    assert cli_plan.told("anyone", "order", "refill", cli_plan.address("m0"), "--orders", at) == {"refilled": 0}
    assert cli_plan.told("m0", "order", "cancel", "--orders", at)["target"] == "0"
    cli_plan.done("anyone", "announce")
    assert cli_plan.told("anyone", "order", "refill", "--orders", at) == {"refilled": 0}

"""`cost`: what a chain takes, told in a table and as JSON."""

from __future__ import annotations

import json

import pytest

from openmutual.cli.errors import Exit

PRICES = ("--gas-price", "0.05", "--token-price", "20000")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ("circle", "--members", "100", "--gas-price", "cheap", "--token-price", "1"),
            Exit.USAGE,
            "'cheap' is no plain",
        ),
        (("circle", "--members", "100", "--gas-price", "-1", "--token-price", "1"), Exit.USAGE, "negative"),
        (("circle", "--members", "100", "--gas-price", "0.0000000001", "--token-price", "1"), Exit.USAGE, "finer"),
        (("circle", "--members", "100", "--gas-price", "1"), Exit.USAGE, "--token-price"),
        (("circle", *PRICES), Exit.USAGE, "--members"),
        (("circle", "--members", "100", *PRICES, "--stay", "0"), Exit.USAGE, "stay must be from"),
        (("nowhere", "--members", "100", *PRICES), Exit.FILE, "is neither a file nor a preset"),
    ],
)
def test_what_cannot_be_priced_is_refused(openmutual, arguments, code, said):
    result = openmutual("cost", *arguments)
    assert result.exit_code == code
    assert said in result.stderr


def test_a_members_year_is_told(openmutual):
    result = openmutual("cost", "xianghubao", "--members", "100_000_000", *PRICES)
    assert result.exit_code == 0
    assert "Xianghubao: what a chain costs each of 100,000,000 members" in result.stdout
    lines = [line.split() for line in result.stdout.splitlines()]
    # 60,543 gas, four times, at 0.05 gwei and 20,000 yuan a coin.
    assert ["tops", "up", "4.000000", "60,543", "242,172.0", "0.242172"] in lines


def test_both_ways_of_keeping_a_reserve_filled_stand_beside_each_other(openmutual):
    result = openmutual("cost", "xianghubao", "--members", "100_000_000", *PRICES, "--stay", "2")
    told = [" ".join(line.split()) for line in result.stdout.split("keeping the reserve filled")[1].splitlines()]
    assert told[1:5] == [
        "tops up, a transaction each 4.000000 60,543 242,172.0 0.242172",
        "gives a standing order 0.500000 45,714 22,857.0 0.022857",
        "is refilled the first time 0.500000 69,390 34,695.1 0.034696",
        "is refilled again 3.500000 55,888 195,607.4 0.195608",
    ]
    assert told[5].startswith("by standing order, together 253,159.5")


def test_it_speaks_chinese(openmutual):
    assert "每人的上链成本" in openmutual("cost", "circle", "--members", "20", *PRICES, "--lang", "zh").stdout


def test_json_has_exact_amounts(openmutual):
    result = openmutual("cost", "circle", "--members", "20", *PRICES, "--json", "-")
    told = json.loads(result.stdout)
    assert told["gas_price_gwei"] == "0.05"
    assert told["token_price"] == "20000"
    assert float(told["cost_a_year"]) == pytest.approx(told["gas_a_year"] * 0.05e-9 * 20_000, abs=1e-6)
    assert float(told["cost_a_year_batched"]) < float(told["cost_a_year"])

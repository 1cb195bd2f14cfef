"""`clock`: a chain's time is shown, and on a local chain it is moved."""

from __future__ import annotations

import json

from openmutual.chain.json_rpc import RpcNode
from openmutual.cli.errors import Exit
from tests.cli.cli_fixture import DAY, unix


def clock(cli_plan, *words):
    return cli_plan.openmutual("clock", *words, "--on", cli_plan.url)


def told(cli_plan, *words):
    result = clock(cli_plan, *words, "--json", "-")
    assert result.exit_code == 0, result.output
    return unix(json.loads(result.stdout)["time"])


def test_time_never_goes_back(cli_plan):
    for words in ("2020-01-01", "yesterday"):
        assert clock(cli_plan, words).exit_code == Exit.USAGE


def test_the_clock_of_a_real_chain_cannot_be_moved(cli_plan, monkeypatch):
    monkeypatch.setattr(RpcNode, "is_local", property(lambda _: False, lambda *_: None), raising=False)
    result = clock(cli_plan, "1 d")
    assert result.exit_code == Exit.CHAIN
    assert "cannot be moved" in result.stderr


def test_it_is_moved_by_a_time_or_to_a_date_and_left_where_nothing_is_said(cli_plan):
    before = told(cli_plan)
    assert told(cli_plan) == before
    assert told(cli_plan, "30 d") - before in range(30 * DAY, 30 * DAY + 3)
    assert told(cli_plan, "2090-01-01T12:00") > before + 365 * DAY
    assert cli_plan.told("anyone", "announce")["period"] == 0

"""`openmutual audit` of a plan whose node lies about the currency, and of one whose currency nobody knows."""

from __future__ import annotations

import json

import pytest

from openmutual.audit.extraction.collect import collect
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.export_file import save
from openmutual.cli.errors import Exit
from tests.audit.currency.coins import coin
from tests.audit.lying_node import proxied
from tests.cli.auditor import CLEAN, Auditor


@pytest.fixture
def auditor(cli_plan):
    return Auditor(cli_plan)


@pytest.mark.parametrize("asked", ["0x70a08231", "0x313ce567", "0x95d89b41"], ids=["balanceOf", "decimals", "symbol"])
def test_a_node_that_lies_about_what_the_currency_answers_is_found_by_the_currencys_own_code(auditor, asked):
    def lies(method, params, result):
        is_asked = method == "eth_call" and params[0]["data"].startswith(asked)
        return f"0x{7:064x}" if is_asked else result

    with proxied(auditor.cli_plan.url, lies) as url:
        told = auditor.told(url=url)
    assert {finding["number"] for finding in told["findings"]} == {"U1"}
    assert told["verdict"]["outcome"] == "source"
    assert (told["subject"]["symbol"], told["subject"]["decimals"]) == ("tCNY", 2)


def test_a_node_that_lies_about_the_currency_once_is_asked_again(auditor):
    lies_left = [7]

    def lies(method, params, result):
        is_asked = method == "eth_call" and params[0]["data"] == "0x313ce567"
        return f"0x{lies_left.pop():064x}" if is_asked and lies_left else result

    with proxied(auditor.cli_plan.url, lies) as url:
        assert auditor.told(url=url)["verdict"] == CLEAN


def test_an_unknown_currency_is_said_first_and_ends_with_7_unless_it_is_accepted(openmutual, tmp_path):
    play, file = coin("PlainCoin").play, tmp_path / "plan.parquet"
    save(collect(EmbeddedSource(play.world.node), play.ledger.site.ledger), file)
    result = openmutual("audit", file)
    assert result.exit_code == Exit.CURRENCY
    verdict = " ".join(result.stdout.split())
    told_first = ("as far as the currency keeps its word", "All of it holds only as far as", "Every announcement")
    assert sorted(told_first, key=verdict.index) == list(told_first)
    told = json.loads(openmutual("audit", file, "--json", "-").stdout)["verdict"]
    assert (told["outcome"], told["proven"], told["currency_known"]) == ("unknown", True, False)
    assert openmutual("audit", file, "--accept-reported").exit_code == Exit.CURRENCY
    assert openmutual("audit", file, "--accept-currency", play.ledger.site.token).exit_code == Exit.FINE
    assert openmutual("audit", file, "--accept-currency", play.ledger.site.desk).exit_code == Exit.CURRENCY
    assert openmutual("audit", file, "--accept-currency", "0x12").exit_code == Exit.USAGE

"""The tables of the commands on a small screen: no line is wider than it, and no address is cut."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from rich.console import Console

from openmutual.chain.queries import CaseFile
from openmutual.cli import console
from openmutual.cli.context import PlanContext
from openmutual.cli.demo.performance import show_months, show_people
from openmutual.cli.demo.world import demo_phrases
from openmutual.cli.deployment import role_rows
from openmutual.cli.language import Language
from openmutual.cli.output import Page
from openmutual.cli.views.membership import show_case, show_cases
from openmutual.records import Announcement, CaseStatus, Roles
from openmutual.study.population import tell

SMALL = 60
ADDRESS = "0x" + "Ab" * 20
MUCH = 10**12
WIDE = Announcement(
    period=11,
    at=0,
    units=10**6,
    cases={"severe": 999},
    waiting={},
    share=MUCH,
    dues=MUCH,
    collected=MUCH * 100,
    payout={"severe": MUCH},
    surplus=MUCH,
    lapsed=12_345,
    backstop_used=MUCH,
)
CASE = CaseFile(
    number=123,
    claimant=ADDRESS,
    beneficiary="0x" + "Cd" * 20,
    level="hospital",
    status=CaseStatus.FILED,
    diagnosed_at=10**9,
    filed_at=10**9,
    commitment=bytes(range(32)),
    decided_at=10**9,
    report=bytes(range(32)),
    announced_at=10**9,
    payout=MUCH,
    contested=False,
    appealed=False,
    disputes=(1, 2),
)


def expect_narrow(text: str) -> None:
    assert text.strip()
    assert [line for line in text.splitlines() if cell_len(line) > SMALL] == []


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def page(out: io.StringIO) -> Page:
    return Page(Console(file=out, width=SMALL))


@pytest.mark.parametrize(
    "command",
    [
        ("plans",),
        ("plan", "fair", "circle"),
        ("scenarios",),
        ("figures",),
        ("figures", "1"),
        ("figures", "--history"),
        ("cost", "xianghubao", "--members", "1000", "--gas-price", "1", "--token-price", "20000"),
        ("simulate", "xianghubao", "--members", "1000000"),
        ("run", "circle", "--on", "model"),
    ],
    ids=" ".join,
)
def test_what_a_command_prints_beside_a_plan_fits(openmutual, monkeypatch, language, command):
    monkeypatch.setattr(console, "PIPED_WIDTH", SMALL)
    result = openmutual(*command, "--lang", language)
    assert result.exit_code == 0
    expect_narrow(result.stdout)


def test_a_list_of_key_files_shows_every_address_whole(openmutual, monkeypatch, language, tmp_path):
    (tmp_path / "me.json").write_text(f'{{"address": "{ADDRESS[2:].lower()}", "crypto": {{}}, "version": 3}}')
    monkeypatch.setenv("OPENMUTUAL_ACCOUNTS", str(tmp_path))
    monkeypatch.setattr(console, "PIPED_WIDTH", SMALL)
    told = openmutual("account", "list", "--lang", language).stdout
    expect_narrow(told)
    assert ADDRESS.lower() in told.lower()


def test_the_tables_of_the_demo_fit(page, out, language):
    words = demo_phrases(language, 6)
    show_people(tell(20, 1), page, words)
    show_months([(WIDE, 10**6, 10**9)], page, words)
    expect_narrow(out.getvalue())


def test_cases_and_roles_fit_and_show_every_address_whole(page, out, language):
    site = SimpleNamespace(desk=ADDRESS)
    ledger = SimpleNamespace(site=site, chain_id=11_155_111)
    place = PlanContext(SimpleNamespace(), ledger, page, None, SimpleNamespace(), Language(language))
    place.__dict__["currency"] = SimpleNamespace(decimals=6)
    show_case(CASE, place)
    show_cases([CASE], place)
    page.table(["", ""], role_rows(Roles(ADDRESS, (ADDRESS,) * 3, ADDRESS, ADDRESS)), words=(0, 1))
    expect_narrow(out.getvalue())
    # The claimant twice, the desk, and six who hold a power.
    assert out.getvalue().count(ADDRESS) == 9
    assert CASE.beneficiary in out.getvalue()

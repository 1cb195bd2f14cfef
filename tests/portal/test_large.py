"""A large plan: no file that a page loads grows with it, and one more announcement leaves accounts alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from openmutual.audit.indicators import figures
from openmutual.audit.replay.state import Funding
from openmutual.audit.report.assemble import assemble
from openmutual.events import CaseFiled, Joined, LogPosition
from openmutual.portal.examined import ExaminedPlan
from openmutual.portal.papers import Papers
from openmutual.portal.site import site
from tests.audit.log_builder import DAY, START
from tests.audit.plans import case, member, period, plan
from tests.audit.reports import audited

MEMBERS, PERIODS, CASES = 3_000, 700, 500
DESK, LEDGER = "0x" + "dd" * 20, "0x" + "ee" * 20
MOST = 1_000_000
"""Bytes of a file that a page loads."""


def address(number: int) -> str:
    return "0x" + hashlib.sha256(number.to_bytes(4)).hexdigest()[:40]


def large(folder: Path, periods: int = PERIODS) -> ExaminedPlan:
    """A plan of many members, announcements and cases, all told by hand."""
    people = [member(address(number)) for number in range(MEMBERS)]
    cases = [
        case(number, address(number), approved=True, decided=101, queue=number, beneficiary=address(number))
        for number in range(CASES)
    ]
    announced = [
        period(
            number, number + 102, units=MEMBERS, members=MEMBERS, share=10, queue={1: 1}, funding={1: Funding(20, 2)}
        )
        for number in range(periods)
    ]
    told = plan(members=people, cases=cases, periods=announced)
    history = [
        *(Joined(each.account, 0, 80, 40, place=LogPosition(LEDGER, 2, place)) for place, each in enumerate(people)),
        *(
            CaseFiled(each.number, each.claimant, 1, each.diagnosed_at, bytes(32), each.claimant, place=at)
            for each in cases
            for at in [LogPosition(DESK, 3, each.number)]
        ),
    ]
    base = audited("circle")
    times = dict.fromkeys(base.times, START + 1_000 * DAY) | {2: START, 3: START + 100 * DAY}
    found = figures(told, [(event, times[event.place.block]) for event in history], START + 1_000 * DAY)
    made = replace(base, plan=told, history=history, times=times, figures=found)
    made = replace(made, extract=replace(made.extract, last=max(times)))
    log = folder / "log.parquet"
    log.write_bytes(b"the log")
    return ExaminedPlan(Papers(log), made, assemble(made), None, False)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return dict(site([large(tmp_path_factory.mktemp("large"))]))


def test_no_file_that_a_page_loads_is_large(files: dict[str, bytes]) -> None:
    sizes = {path: len(content) for path, content in files.items() if "/downloads/" not in path}
    assert max(sizes.values()) < MOST, max(sizes, key=sizes.get)
    assert sum("/members/" in path for path in sizes) > 1


def test_long_tables_have_a_page_for_each_part_and_every_case_and_period_its_place(files: dict[str, bytes]) -> None:
    pages = {path.rpartition("/")[2]: content.decode() for path, content in files.items() if "/en/" in path}
    for number in range(CASES):
        assert f'id="case-{number}"' in pages[f"cases-{number // 25}.html"]
    for number in range(PERIODS):
        assert f'id="period-{number}"' in pages[f"periods-{number // 50}.html"]
    assert pages["periods.html"].count("<tr>") < 60
    assert "periods-13.html" in pages["periods.html"]


def test_one_more_announcement_changes_no_account(files: dict[str, bytes], tmp_path: Path) -> None:
    after = dict(site([large(tmp_path, PERIODS + 1)]))
    changed = {path for path, content in after.items() if files.get(path) != content}
    assert not {path for path in changed if "/members/" in path}
    assert {path.rpartition("/")[2] for path in changed if "/announced/" in path} == {"1.js"}
    assert {path.rpartition("/")[2] for path in changed} & {"periods-0.html", "cases-0.html", "proof.js"} == set()

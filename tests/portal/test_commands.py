"""`openmutual portal` and `demo --portal` as people type them."""

from __future__ import annotations

import json
from pathlib import Path

from openmutual.cli.errors import Exit
from openmutual.plans.terms import load_plan
from openmutual.portal import serving
from openmutual.portal.examined import ExaminedPlan, examine
from openmutual.portal.papers import Papers
from openmutual.portal.serving import Updates

MOST_OF_THE_DEMO = 2_000_000
"""Bytes of the demo's site, at most."""


def test_a_folder_of_somebody_else_and_files_of_no_plan_are_refused(openmutual, log: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    result = openmutual("portal", "build", log, "-o", tmp_path)
    assert result.exit_code == Exit.FILE
    assert "name an empty folder" in result.stderr
    result = openmutual("portal", "check", tmp_path)
    assert result.exit_code == Exit.FILE
    plan = tmp_path / "other.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    result = openmutual("portal", "build", log, "-o", tmp_path / "site", "--plan", plan)
    assert result.exit_code == Exit.FILE
    assert "is of none of these plans" in result.stderr
    assert not (tmp_path / "site").exists()


def test_a_plan_that_is_given_twice_is_refused(openmutual, log: Path, tmp_path: Path) -> None:
    result = openmutual("portal", "build", log, log, "-o", tmp_path / "site")
    assert result.exit_code == Exit.FILE
    assert "name each plan once" in " ".join(result.stderr.split())


def test_a_ledger_without_a_node_is_wrong_usage(openmutual, tmp_path: Path) -> None:
    result = openmutual("portal", "build", "0x" + "11" * 20, "-o", tmp_path / "site")
    assert result.exit_code == Exit.USAGE
    assert "--rpc" in result.stderr


def test_a_site_is_built_once_and_checked(openmutual, log: Path, examined: ExaminedPlan, tmp_path: Path) -> None:
    site = tmp_path / "site"
    first = json.loads(openmutual("portal", "build", log, "-o", site, "--json", "-").stdout)
    again = json.loads(openmutual("portal", "build", log, "-o", site, "--json", "-").stdout)
    assert first["changed"] == first["files"] == again["files"]
    assert (again["changed"], again["removed"]) == (0, 0)
    told = json.loads(openmutual("portal", "check", site, "--json", "-").stdout)
    assert (told["true"], told["root"], told["differences"]) == (True, first["root"], [])
    assert told["plans"][0]["block_hash"] == f"0x{examined.audited.extract.block_hash.hex()}"
    assert told["plans"][0]["hash_given"] is False
    (site / "index.html").write_text("elsewhere", encoding="utf-8")
    result = openmutual("portal", "check", site)
    assert result.exit_code == Exit.REFUSED
    assert "edited index.html" in " ".join(result.stdout.split())


def test_serving_begins_with_a_build_and_goes_on_with_what_is_new(
    openmutual, log: Path, tmp_path: Path, monkeypatch
) -> None:
    served: list[tuple[Path, Updates, str, int]] = []
    monkeypatch.setattr(serving, "run", lambda *arguments: served.append(arguments))
    result = openmutual("portal", "serve", log, "-o", tmp_path / "site", "--port", "8123")
    assert result.exit_code == Exit.FINE
    ((folder, updates, host, port),) = served
    assert (folder, host, port) == (tmp_path / "site", "127.0.0.1", 8123)
    assert f"as of block {updates.block}" in result.stdout
    before = updates.block
    updates.step()
    assert (updates.block, updates.problem) == (before, "")
    assert (folder / "index.html").is_file()


def test_the_demo_s_site_is_small_tells_its_plan_and_is_true(openmutual, tmp_path: Path) -> None:
    site = tmp_path / "site"
    result = openmutual("demo", "--members", "20", "--portal", site)
    assert result.exit_code == Exit.FINE
    assert "index.html" in result.stderr
    assert sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) < MOST_OF_THE_DEMO
    assert "邻里互助圈" in next(site.glob("*/zh/charter.html")).read_text(encoding="utf-8")
    assert openmutual("portal", "check", site).exit_code == Exit.FINE


def test_a_plan_file_that_the_ledger_did_not_commit_to_is_never_shown(log: Path, tmp_path: Path) -> None:
    plan = tmp_path / "other.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    examined = examine(Papers(log, plan))
    assert examined.charter == load_plan("circle")
    assert "T1" in {finding.number for finding in examined.report.findings}


PLAN = """
name: other
currency: {symbol: CNY, decimals: 2}
step: 1
tiers: {one: {units: 1, deposit: 2000}}
levels: {severe: {benefit: 5000, fee: 0}}
caps: {case: 520, period: 600}
waiting: 30 d
period: 29 d
notice: 7 d
grace: 30 d
filing: 60 d
run_off: 60 d
min_members: 0
panel: {assessors: 3, quorum: 2}
jury: {size: 5, quorum: 3, bond: 100, reward: 5}
"""

"""`panel`: a decision is signed without any node, and anyone brings a quorum of it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from openmutual.cli.errors import Exit
from openmutual.codec import to_hex
from openmutual.errors import ChainError
from openmutual.plans.terms import load_plan
from openmutual.records import CaseStatus
from tests.cli.cli_fixture import PLAN, unix

REAL_CHAIN = 1
FIELDS = {
    "format",
    "chain",
    "desk",
    "plan",
    "case",
    "approve",
    "level",
    "level_name",
    "report",
    "assessor",
    "signature",
}


def seals(cli_plan, case, *who, verdict="approve", **options):
    return [cli_plan.sign(assessor, case, verdict, **options) for assessor in who]


def submit(cli_plan, files):
    return cli_plan.run("anyone", "panel", "submit", *files)


def test_a_seal_holds_what_the_chain_will_hold_and_no_key(cli_plan):
    case = cli_plan.filed()
    seal = json.loads(cli_plan.sign("assessor-0", case, "approve").read_text(encoding="utf-8"))
    assert seal["assessor"] == cli_plan.address("assessor-0")
    assert (seal["case"], seal["approve"], seal["level"]) == (case, True, 0)
    assert seal["desk"] == cli_plan.ledger.site.desk
    assert seal["plan"] == to_hex(cli_plan.ledger.plan_hash)
    assert set(seal) == FIELDS


def test_signing_asks_no_node(cli_plan, monkeypatch):
    monkeypatch.setattr("openmutual.chain.json_rpc.RpcNode.__init__", None)
    assert cli_plan.sign("assessor-0", 0, "reject").exists()


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (2, 1, 0)])
def test_seals_come_in_any_order(cli_plan, order):
    case = cli_plan.filed()
    told = cli_plan.told(
        "anyone", "panel", "submit", *seals(cli_plan, case, *(f"assessor-{number}" for number in order))
    )
    assert told["status"] == CaseStatus.APPROVED
    assert told["next"][0]["command"] == "announce"


def test_a_no_can_be_appealed(cli_plan):
    case = cli_plan.filed()
    files = seals(cli_plan, case, "assessor-0", "assessor-1", verdict="reject")
    told = cli_plan.told("anyone", "panel", "submit", *files)
    assert told["status"] == CaseStatus.REJECTED
    assert unix(told["next"][0]["until"]) == unix(told["decided_at"]) + cli_plan.ledger.terms.notice


def test_too_few_are_refused(cli_plan):
    case = cli_plan.filed()
    assert cli_plan.refused("anyone", "panel", "submit", *seals(cli_plan, case, "assessor-0")).startswith("NoQuorum: ")


def test_a_stranger_is_refused(cli_plan):
    case = cli_plan.filed()
    files = seals(cli_plan, case, "assessor-0", "stranger")
    assert cli_plan.refused("anyone", "panel", "submit", *files).startswith("NotAssessor: ")


def test_one_assessor_counts_once(cli_plan):
    case = cli_plan.filed()
    seal = cli_plan.sign("assessor-0", case, "approve")
    copy = cli_plan.file("copy.seal", seal.read_text(encoding="utf-8"))
    assert "has signed twice" in cli_plan.refused("anyone", "panel", "submit", seal, copy)


def test_all_must_sign_the_same(cli_plan):
    case = cli_plan.filed()
    files = [cli_plan.sign("assessor-0", case, "approve"), cli_plan.sign("assessor-1", case, "reject")]
    assert "another decision" in cli_plan.refused("anyone", "panel", "submit", *files)


def test_a_changed_seal_is_refused(cli_plan):
    case = cli_plan.filed()
    files = seals(cli_plan, case, "assessor-0", "assessor-1", verdict="reject")
    for file in files:
        file.write_text(file.read_text(encoding="utf-8").replace('"approve": false', '"approve": true'), "utf-8")
    assert cli_plan.refused("anyone", "panel", "submit", *files).startswith("InvalidSignature: ")


def test_a_seal_for_another_desk_is_refused(cli_plan):
    case = cli_plan.filed()
    seal = cli_plan.sign("assessor-0", case, "approve", "--desk", cli_plan.address("elsewhere"))
    assert "for the desk" in cli_plan.refused("anyone", "panel", "submit", seal)


def plan_text():
    return files("openmutual").joinpath(f"data/plans/{PLAN}.yaml").read_text(encoding="utf-8")


def dearer(cli_plan):
    """The plan's file, but for one benefit."""
    return cli_plan.file("dearer.yaml", plan_text().replace("{benefit: 300,", "{benefit: 900,"))


def swapped(cli_plan):
    """The plan's file with its levels in another order, so that their numbers are others."""
    text = plan_text()
    first, second = (f"  {level.name}:" for level in load_plan(PLAN).terms.levels[:2])
    lines = text.splitlines(keepends=True)
    one, two = (next(n for n, line in enumerate(lines) if line.startswith(name)) for name in (first, second))
    lines[one], lines[two] = lines[two], lines[one]
    return cli_plan.file("swapped.yaml", "".join(lines))


def test_a_level_read_in_another_plan_file_is_refused_with_both_hashes(cli_plan):
    case, other = cli_plan.filed(), dearer(cli_plan)
    seal = [cli_plan.sign(f"assessor-{number}", case, "approve", "--plan", other) for number in range(2)]
    said = cli_plan.refused("anyone", "panel", "submit", *seal)
    assert to_hex(load_plan(other).plan_hash) in said
    assert to_hex(cli_plan.ledger.plan_hash) in said
    assert "sign anew" in said
    assert cli_plan.ledger.case(case).status is CaseStatus.FILED


def test_one_seal_by_another_plan_file_is_enough_to_be_refused(cli_plan):
    case = cli_plan.filed()
    files_of = [cli_plan.sign("assessor-0", case, "approve")]
    files_of.append(cli_plan.sign("assessor-1", case, "approve", "--plan", dearer(cli_plan)))
    assert cli_plan.address("assessor-1") in cli_plan.refused("anyone", "panel", "submit", *files_of)


def test_a_plan_file_with_its_levels_in_another_order_is_refused_as_another(cli_plan):
    case, other = cli_plan.filed(), swapped(cli_plan)
    seal = cli_plan.sign("assessor-0", case, "approve", "--plan", other)
    assert to_hex(load_plan(other).plan_hash) in cli_plan.refused("anyone", "panel", "submit", seal)


def test_a_name_that_stands_for_another_number_on_the_chain_is_refused(cli_plan):
    """A seal that claims the chain's plan file, and was made by one with another order."""
    case, other = cli_plan.filed(), swapped(cli_plan)
    seal = [cli_plan.sign(f"assessor-{number}", case, "approve", "--plan", other) for number in range(2)]
    given, on_chain = to_hex(load_plan(other).plan_hash), to_hex(cli_plan.ledger.plan_hash)
    for file in seal:
        file.write_text(file.read_text(encoding="utf-8").replace(given, on_chain), encoding="utf-8")
    said = cli_plan.refused("anyone", "panel", "submit", *seal)
    assert "level hospital as number 1" in said
    assert "on the chain the levels are hospital, grave" in said
    assert cli_plan.ledger.case(case).status is CaseStatus.FILED


def test_who_signs_and_who_submits_see_the_level_and_what_it_pays(cli_plan):
    case = cli_plan.filed()
    files_of = seals(cli_plan, case, "assessor-0", "assessor-1")
    assert "level hospital (benefit 300 CNY, fee 3 CNY)" in " ".join(cli_plan.said.split())
    told = cli_plan.told("anyone", "panel", "submit", *files_of)
    assert told["signed"] == {"level": "hospital", "benefit": "300", "fee": "3"}
    assert "level hospital (benefit 300, fee 3)" in " ".join(cli_plan.said.split())


def test_what_was_signed_is_shown_before_it_is_sent(cli_plan, monkeypatch):
    case = cli_plan.filed()
    files_of = seals(cli_plan, case, "assessor-0", "assessor-1")

    def fails(*_):
        raise ChainError("the node does not answer")

    monkeypatch.setattr("openmutual.chain.json_rpc.RpcNode.submit", fails)
    result = submit(cli_plan, files_of)
    assert result.exit_code == Exit.CHAIN
    assert f"Case {case}, approve: 2 assessors have signed for level hospital (benefit 300, fee 3)." in " ".join(
        result.stdout.split()
    )


@pytest.mark.parametrize("content", ["", "{}", '{"format": "other"}', "[1]"])
def test_a_file_that_is_no_seal_is_a_bad_file(cli_plan, content):
    assert submit(cli_plan, [cli_plan.file("bad.seal", content)]).exit_code == Exit.FILE


def test_a_name_signs_on_local_chains_only(cli_plan):
    words = [
        "--desk",
        cli_plan.ledger.site.desk,
        "--plan",
        PLAN,
        "--report",
        cli_plan.file("report"),
        "--level",
        "hospital",
    ]
    words += ["--seal", cli_plan.folder / "seal", "--key", "assessor-0"]
    result = cli_plan.openmutual("panel", "sign", 0, "approve", "--chain", REAL_CHAIN, *words)
    assert result.exit_code == Exit.USAGE
    assert not (cli_plan.folder / "seal").exists()


def test_an_unknown_level_and_a_missing_report_are_wrong_usage(cli_plan):
    words = ["--desk", cli_plan.ledger.site.desk, "--plan", PLAN, "--chain", 31337, "--key", "assessor-0"]
    words += ["--seal", cli_plan.folder / "seal"]
    unknown = ["--report", cli_plan.file("report"), "--level", "huge"]
    missing = ["--report", cli_plan.folder / "none", "--level", "hospital"]
    for options in (unknown, missing):
        assert cli_plan.openmutual("panel", "sign", 0, "approve", *words, *options).exit_code == Exit.USAGE
    assert [file.name for file in cli_plan.folder.iterdir()] == ["report"]

"""`openmutual audit`, `export` and `statement`, and the record of a story: what they say, write, and end with."""

from __future__ import annotations

import json
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest

from openmutual.audit import pipeline
from openmutual.audit.report.assemble import schema
from openmutual.cli.errors import Exit
from openmutual.plans.terms import load_plan
from openmutual.project import Deployments, Project, entry_of
from tests.audit.lying_node import Fault, HttpFault, proxied
from tests.cli.auditor import CLEAN, Auditor
from tests.cli.cli_fixture import MEMBERS, PLAN, fen
from tests.cli.cli_fixture import node as own_node


@pytest.fixture
def auditor(cli_plan):
    return Auditor(cli_plan)


def balance_said(amount):
    """A node that says that the ledger holds so much."""
    return lambda method, params, result: (
        f"0x{amount:064x}" if method == "eth_call" and params[0]["data"].startswith("0x70a08231") else result
    )


def proves_nothing(amount):
    """The same, of a node that gives no proofs."""

    def hook(method, params, result):
        if method == "eth_getProof":
            raise Fault(-32_601, "no such method")
        return balance_said(amount)(method, params, result)

    return hook


# --- refusals --------------------------------------------------------------------------------------------------------


def test_an_address_without_a_node_is_wrong_usage(openmutual):
    result = openmutual("audit", "0x" + 40 * "1")
    assert result.exit_code == Exit.USAGE
    assert "--rpc" in result.stderr
    assert openmutual("audit").exit_code == Exit.USAGE


@pytest.mark.parametrize("hash_given", ["no", "0x12", "0x" + 63 * "1", "0x" + 65 * "1"])
def test_a_hash_that_is_none_is_wrong_usage(auditor, hash_given):
    assert "64 hexadecimal" in auditor.refused(Exit.USAGE, "audit", auditor.ledger, "--trusted-block", hash_given)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"{}", b"PK\x03\x04"])
def test_a_file_that_is_no_export_is_a_bad_file(auditor, tmp_path, content):
    file = tmp_path / "plan.parquet"
    file.write_bytes(content)
    for command in (("audit", file), ("statement", "0x" + 40 * "1", "--ledger", file)):
        assert str(file) in auditor.refused(Exit.FILE, *command).replace(" ", "")


def test_a_file_that_is_not_there_is_a_bad_file(auditor, tmp_path):
    auditor.refused(Exit.FILE, "audit", tmp_path / "none.parquet")
    auditor.refused(Exit.FILE, "audit", auditor.ledger, "--plan", tmp_path / "none.yaml")
    auditor.refused(Exit.FILE, "export", auditor.ledger, "-o", tmp_path / "none" / "plan.parquet")


def test_without_a_chain_there_is_nothing_to_work_with(auditor):
    for command in (("audit", auditor.ledger), ("statement", auditor.ledger, "--ledger", auditor.ledger)):
        said = auditor.refused(Exit.CHAIN, *command, url="http://user:secret@127.0.0.1:9/secret")
        assert "no chain answers" in said
        assert "secret" not in said


def test_what_is_no_plan_is_refused(auditor):
    site = auditor.cli_plan.ledger.site
    assert "no contract" in auditor.refused(Exit.CHAIN, "audit", "0x" + 40 * "1")
    for address in (site.token, site.desk, site.jury):
        assert "is no ledger of a plan" in auditor.refused(Exit.CHAIN, "audit", address)
        assert "is no ledger of a plan" in auditor.refused(Exit.CHAIN, "export", address, "-o", "plan.parquet")


def test_a_block_that_is_not_there_is_refused(auditor):
    head = auditor.cli_plan.world.node.head().number
    auditor.refused(Exit.CHAIN, "audit", auditor.ledger, "--block", head + 1)
    auditor.refused(Exit.CHAIN, "audit", auditor.ledger, "--block", 1)
    auditor.refused(Exit.CHAIN, "audit", auditor.ledger, "--block", head - 1, "--at", head)
    auditor.refused(Exit.CHAIN, "audit", auditor.ledger, "--at", 1)


UNABLE = {
    "catching up": ("eth_syncing", {"currentBlock": "0x1", "highestBlock": "0x2"}),
    "forgotten the state": ("eth_getCode", Fault(-32_000, "missing trie node 5a1f")),
    "nonsense": ("eth_getBlockReceipts", [{"logs": 1}]),
    "broken": ("eth_getBlockByNumber", HttpFault(500)),
    "no logs": ("eth_getLogs", Fault(-32_601, "no such method")),
}


@pytest.mark.parametrize("fault", UNABLE)
def test_what_cannot_be_checked_leaves_no_verdict_and_no_file(auditor, tmp_path, fault):
    asked, answer = UNABLE[fault]

    def unable(method, _params, result):
        if method != asked:
            return result
        if isinstance(answer, Exception):
            raise answer
        return answer

    files = ("--json", tmp_path / "report.json", "--html", tmp_path / "report.html")
    with proxied(auditor.cli_plan.url, unable) as url:
        auditor.refused(Exit.CHAIN, "audit", auditor.ledger, *files, url=url)
        auditor.refused(Exit.CHAIN, "export", auditor.ledger, "-o", tmp_path / "plan.parquet", url=url)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


# --- audits ----------------------------------------------------------------------------------------------------------


def test_a_clean_plan_is_said_to_be_clean(auditor):
    said = auditor.done("audit", auditor.ledger)
    assert "Nothing wrong was found" in said.stdout
    assert "is the source's word" in " ".join(said.stdout.split())
    assert "\x1b" not in said.stdout


def test_the_report_as_json_is_alone_on_standard_output_and_has_its_published_form(auditor):
    told = auditor.told()
    assert told["verdict"] == CLEAN
    assert told["subject"]["members"] == len(MEMBERS)
    assert told["subject"]["plan_name"] == "circle"
    assert {ground["rest"] for ground in told["grounds"]} == {"proven"}


def test_a_command_that_was_refused_leaves_nothing_behind_the_last_block(auditor, cli_plan):
    cli_plan.refused("somebody-new", "leave")
    assert auditor.told()["verdict"] == CLEAN


def test_blocks_on_the_way_a_trusted_hash_and_fewer_headers(auditor):
    told = auditor.told()
    subject = told["subject"]
    block = ("--block", subject["last_block"], "--trusted-block", subject["block_hash"])
    # The node must have mined twice since: what a local world gives to a new account, it gives behind the last block.
    again = auditor.told(auditor.ledger, *block, "--at", subject["last_block"] - 1)
    assert again["subject"] == subject | {"hash_given": True}
    assert again["grounds"] == told["grounds"]
    few = auditor.told(auditor.ledger, "--headers", "touched", "--since", subject["first_block"])
    assert few["verdict"]["clean"]
    assert {"part": "completeness", "rest": "reported"} in few["grounds"]
    false = auditor.told(auditor.ledger, "--trusted-block", "0x" + 64 * "1")
    assert [finding["number"] for finding in false["findings"]] == ["L6"]
    assert (false["verdict"]["outcome"], false["verdict"]["breaches"]) == ("source", 0)


def test_what_is_found_is_said_and_ends_with_1(auditor, tmp_path):
    page = tmp_path / "report.html"
    with proxied(auditor.cli_plan.url, proves_nothing(7)) as url:
        told = auditor.told(url=url)
        result = auditor.run("audit", auditor.ledger, "--html", page, url=url)
    assert [finding["number"] for finding in told["findings"]] == ["M10"]
    assert result.exit_code == Exit.REFUSED
    assert "1 breach" in result.stdout
    assert "M10" in result.stdout
    assert "M10" in page.read_text(encoding="utf-8")


def test_a_source_that_contradicts_itself_is_no_word_against_the_plan_and_ends_with_5(auditor):
    def lies(method, _params, result):
        return [one | {"cumulativeGasUsed": "0x5"} for one in result] if method == "eth_getBlockReceipts" else result

    with proxied(auditor.cli_plan.url, lies) as url:
        told = auditor.told(url=url)
        result = auditor.run("audit", auditor.ledger, "--plan", "xianghubao", url=url)
        member = auditor.cli_plan.address("m0")
        said = auditor.refused(Exit.SOURCE, "statement", member, "--ledger", auditor.ledger, url=url)
    assert told["verdict"]["outcome"] == "source"
    assert {finding["severity"] for finding in told["findings"]} == {"source"}
    assert result.exit_code == Exit.SOURCE
    assert "contradicts itself (checks L13): ask another one" in said
    assert "This source cannot be used" in result.stdout
    assert "breach" not in result.stdout


def test_what_a_source_says_that_cannot_be_read_together_ends_with_5(auditor):
    def lies(method, params, result):
        numbered = method == "eth_getBlockByNumber" and params[0] == "0x5"
        return result | {"gasUsed": "0x1"} if numbered else result

    with proxied(auditor.cli_plan.url, lies) as url:
        assert "contradicts itself" in auditor.refused(Exit.SOURCE, "audit", auditor.ledger, "--json", "-", url=url)


def test_what_is_only_reported_ends_with_6_unless_it_is_accepted(auditor):
    few = ("audit", auditor.ledger, "--headers", "touched")
    result = auditor.run(*few)
    assert result.exit_code == Exit.REPORTED
    assert "not all of it is proven" in result.stdout
    assert auditor.run(*few, "--accept-reported").exit_code == Exit.FINE
    assert auditor.told(*few[1:])["verdict"]["outcome"] == "reported"
    member = auditor.cli_plan.address("m0")
    assert auditor.run("statement", member, *few[2:], "--ledger", auditor.ledger).exit_code == Exit.REPORTED
    with proxied(auditor.cli_plan.url, proves_nothing(7)) as url:
        assert auditor.run(*few, "--accept-reported", url=url).exit_code == Exit.REFUSED


def test_a_node_that_stands_still_is_told_by_the_clock(auditor, monkeypatch):
    head = auditor.cli_plan.world.node.head()
    monkeypatch.setattr(pipeline, "time", SimpleNamespace(time=lambda: head.time + 3 * 3_600))

    def real(method, _params, result):
        if method == "evm_increaseTime":
            raise Fault(-32_601, "no such method")
        return None if _params[:1] == ["finalized"] else result

    with proxied(auditor.cli_plan.url, real) as url:
        told, result = auditor.told(url=url), auditor.run("audit", auditor.ledger, url=url)
    assert told["subject"]["head_age"] == 3 * 3_600
    assert "is 3 h old: it may have stopped following its chain" in " ".join(result.stdout.split())
    assert auditor.told()["subject"]["head_age"] is None


def test_another_plan_file_than_members_were_shown_is_found(auditor):
    assert auditor.told(auditor.ledger, "--plan", "circle")["verdict"]["clean"]
    found = auditor.told(auditor.ledger, "--plan", "xianghubao")["findings"]
    assert {finding["number"][0] for finding in found} == {"T"}


def test_the_report_in_both_languages_on_a_page_and_on_the_terminal(auditor, tmp_path):
    for lang, word in (("en", "Nothing wrong was found"), ("zh", "没有发现问题")):
        page = tmp_path / f"{lang}.html"
        said = auditor.done("audit", auditor.ledger, "--lang", lang, "--html", page, "--json", tmp_path / "r.json")
        assert word in said.stdout
        text = page.read_text(encoding="utf-8")
        assert f'<html lang="{lang}' in text
        assert word in text
        assert "<script" not in text
    jsonschema.validate(json.loads((tmp_path / "r.json").read_text(encoding="utf-8")), schema())


# --- files -----------------------------------------------------------------------------------------------------------


def test_an_exported_plan_is_audited_without_a_node_like_with_one(auditor, openmutual, tmp_path):
    file = tmp_path / "plan.parquet"
    online = auditor.told()
    last = ("--block", online["subject"]["last_block"])
    said = json.loads(auditor.done("export", auditor.ledger, "-o", file, *last, "--json", "-").stdout)
    assert (said["first"], said["last"]) == (online["subject"]["first_block"], online["subject"]["last_block"])
    result = openmutual("audit", file, "--json", "-")
    assert result.exit_code == Exit.FINE
    offline = json.loads(result.stdout)
    assert offline["subject"].pop("source") == "plan.parquet"
    online["subject"].pop("source")
    assert offline == online


def test_an_edited_export_is_found_out(auditor, openmutual, tmp_path):
    file = tmp_path / "plan.parquet"
    auditor.done("export", auditor.ledger, "-o", file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    # What is edited of a witness is found under its hash no longer: nothing is proven by it.
    assert openmutual("audit", file).exit_code in (Exit.REFUSED, Exit.FILE, Exit.CHAIN, Exit.SOURCE, Exit.REPORTED)


@pytest.mark.parametrize("on", ["embedded", "node"])
def test_the_record_of_a_story_is_audited_like_any_other(openmutual, tmp_path, on):
    file = tmp_path / "story.parquet"
    with own_node() if on == "node" else nullcontext("embedded") as place:
        assert openmutual("run", "lapse-and-return", "--on", place, "--export", file).exit_code == Exit.FINE
    told = json.loads(openmutual("audit", file, "--json", "-").stdout)
    jsonschema.validate(told, schema())
    assert told["verdict"] == CLEAN


def test_the_model_keeps_no_record(openmutual, tmp_path):
    result = openmutual("run", "circle", "--on", "model", "--export", tmp_path / "story.parquet")
    assert result.exit_code == Exit.USAGE
    assert list(tmp_path.iterdir()) == []


# --- statements ------------------------------------------------------------------------------------------------------


def statement(auditor, who, *words) -> dict[str, Any]:
    address = auditor.cli_plan.address(who)
    result = auditor.done("statement", address, "--ledger", auditor.ledger, "--json", "-", *words)
    told: dict[str, Any] = json.loads(result.stdout)
    assert told["member"] == address
    return told


def test_a_statement_comes_to_what_the_ledger_says_of_the_member(auditor, cli_plan):
    cli_plan.announced()
    cli_plan.done("m1", "leave")
    cli_plan.done("m2", "top-up", "20")
    cli_plan.wait(31)
    cli_plan.done("anyone", "announce")
    for who in MEMBERS[:4]:
        said, told = cli_plan.told(who, "membership"), statement(auditor, who)
        assert told["rests_on"] == "proven"
        assert (fen(told["balance"]), told["status"]) == (fen(said["balance"]), said["status"])
        assert sum(fen(line["amount"]) for line in told["lines"]) == fen(told["balance"])
        assert fen(told["brought"]) == fen(told["shared"]) + fen(told["taken"]) + fen(told["balance"])
        assert told["lines"][-1]["balance"] == told["balance"]


def test_a_statement_in_both_languages_and_from_a_file(auditor, openmutual, tmp_path):
    file = tmp_path / "plan.parquet"
    auditor.done("export", auditor.ledger, "-o", file)
    member = auditor.cli_plan.address("m0")
    online = statement(auditor, "m0")
    offline = json.loads(openmutual("statement", member, "--ledger", file, "--json", "-").stdout)
    assert offline["lines"] == online["lines"]
    for lang, word in (("en", "joined"), ("zh", "加入")):
        result = openmutual("statement", member, "--ledger", file, "--lang", lang)
        assert result.exit_code == Exit.FINE
        assert word in result.stdout.lower()


def test_who_never_joined_has_no_lines(auditor):
    told = statement(auditor, "nobody")
    assert (told["status"], told["lines"], fen(told["balance"])) == ("none", [], 0)


def test_a_member_who_is_no_address_is_refused(auditor):
    auditor.refused(Exit.USAGE, "statement", "0x12", "--ledger", auditor.ledger)


def test_a_plan_that_was_deployed_from_here_is_audited_by_its_name(cli_plan, tmp_path, monkeypatch):
    (tmp_path / "openmutual.toml").write_text(f'[networks.home]\nrpc = "{cli_plan.url}"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    entry = entry_of(load_plan(PLAN), cli_plan.world, cli_plan.ledger)
    Deployments(Project.here().deployments, cli_plan.ledger.chain_id).add(entry)
    exported = cli_plan.openmutual("export", PLAN, "--rpc", "home", "-o", "plan.parquet")
    assert exported.exit_code == 0, exported.output
    other = cli_plan.openmutual("export", "another", "--rpc", "home", "-o", "plan.parquet")
    assert other.exit_code == Exit.USAGE
    assert PLAN in other.stderr

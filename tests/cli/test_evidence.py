"""`evidence`: from sealing to destroying the key, what each command says, and that no secret is printed."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from deploy.toolchain import ROOT
from openmutual.chain import EmbeddedWorld
from openmutual.cli import context
from openmutual.cli.commands.evidence import AGE_KEY, AGE_PASSPHRASE
from openmutual.cli.errors import Exit
from openmutual.evidence import reader_hash
from openmutual.plans.terms import load_plan
from openmutual.protocol import ANYONE
from openmutual.records import Roles


class Desk:
    """Someone's folder, a plan on a chain, and the commands."""

    def __init__(self, openmutual, folder, monkeypatch):
        self.openmutual, self.folder = openmutual, folder
        monkeypatch.chdir(folder)
        self.paper = folder / "诊断.txt"
        self.paper.write_text("carcinoma", encoding="utf-8")

    def run(self, *arguments):
        return self.openmutual("evidence", *arguments)

    def reader(self, name):
        made = self.run("key", f"{name}.key")
        assert made.exit_code == 0
        return made.stdout.strip()

    def seal(self, *readers):
        options = [part for one in readers for part in ("--reader", one)]
        result = self.run("seal", self.paper, *options, "--json", "-")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def open(self, sealed, name, *options, to="out"):
        return self.run(
            "open", sealed["address"], "--commitment", sealed["commitment"], "--to", to, "-i", f"{name}.key", *options
        )


@pytest.fixture
def desk(openmutual, tmp_path, monkeypatch):
    return Desk(openmutual, tmp_path, monkeypatch)


@pytest.fixture
def assessor(desk):
    return desk.reader("assessor")


@pytest.fixture
def plan(monkeypatch):
    """A plan in which the account that signs here is a member past the waiting period."""
    world = EmbeddedWorld()
    terms = replace(load_plan("circle").terms, min_members=0)
    panel = tuple(world.account(f"assessor {number}") for number in range(terms.assessors))
    ledger = world.deploy(terms, Roles(world.account("operator"), panel), 2, bytes(32))
    member = world.account(ANYONE)
    world.give(ledger, member, 400_00)
    ledger.join(member, "couple", 400_00)
    world.advance(world.now() + terms.waiting + 1)
    monkeypatch.setattr(context, "reach", lambda *_: world)
    ledger.file_here = lambda sealed: ledger.file(
        member, "grave", world.now() - 1, bytes.fromhex(sealed["commitment"][2:])
    )
    return ledger


def at(plan):
    return ["--ledger", plan.site.ledger, "--on", "http://node", "--key", "me"]


def test_a_reader_who_is_none_is_refused(desk):
    result = desk.run("seal", desk.paper, "--reader", "age1nobody")
    assert result.exit_code == Exit.REFUSED
    assert "no public age key" in result.stderr
    assert not (desk.folder / "evidence").exists()


def test_a_missing_file_is_refused(desk, assessor):
    assert "cannot be read" in desk.run("seal", "missing.pdf", "--reader", assessor).stderr


def test_another_reader_opens_nothing(desk, assessor):
    desk.reader("juror")
    result = desk.open(desk.seal(assessor), "juror")
    assert result.exit_code == Exit.REFUSED
    assert "does not open it" in result.stderr
    assert not (desk.folder / "out").exists()


@pytest.mark.parametrize("commitment", ["0x12", "x" * 64, "0x" + "g" * 64])
def test_what_is_no_commitment_is_wrong_usage(desk, assessor, commitment):
    sealed = desk.seal(assessor) | {"commitment": commitment}
    assert desk.open(sealed, "assessor").exit_code == Exit.USAGE


def test_other_evidence_than_the_cases_is_not_written_out(desk, assessor):
    sealed = desk.seal(assessor) | {"commitment": "0x" + "11" * 32}
    result = desk.open(sealed, "assessor")
    assert result.exit_code == Exit.REFUSED
    assert "not the evidence of the case" in result.stderr
    assert not (desk.folder / "out").exists()


def test_without_a_key_one_is_asked_for_by_name(desk, assessor, monkeypatch):
    monkeypatch.delenv(AGE_KEY, raising=False)
    sealed = desk.seal(assessor)
    result = desk.run("open", sealed["address"], "--commitment", sealed["commitment"], "--to", "out")
    assert result.exit_code == Exit.FILE
    assert AGE_KEY in result.stderr


def test_changed_and_lost_evidence_does_not_verify(desk, assessor):
    sealed = desk.seal(assessor)
    [stored] = (desk.folder / "evidence").iterdir()
    stored.write_bytes(stored.read_bytes()[:-1])
    assert "is something else" in desk.run("verify", sealed["receipt"]).stderr
    stored.unlink()
    result = desk.run("verify", sealed["receipt"])
    assert result.exit_code == Exit.REFUSED
    assert "does not have" in result.stderr


def test_nobody_grants_a_case_filed_with_other_evidence(desk, assessor, plan):
    plan.file_here(desk.seal(assessor))
    other = desk.seal(assessor)
    result = desk.run("grant", other["receipt"], "--reader", assessor, "--case", 0, *at(plan))
    assert result.exit_code == Exit.REFUSED
    assert "filed with other evidence" in result.stderr
    assert plan.grants(0) == []


def test_sealing_says_what_comes_next_and_where_the_key_is(desk, assessor):
    result = desk.run("seal", desk.paper, "--reader", assessor)
    assert result.exit_code == 0
    assert "Sealed 1 file for you and 1 more" in result.stdout
    assert "Next: file the case with this commitment" in result.stdout
    [case_key] = desk.folder.glob("case-*.key")
    assert f"--evidence {case_key.stem}.json" in " ".join(result.stdout.split())
    assert case_key.name in result.stdout
    assert "carcinoma" not in result.output


def test_no_secret_key_is_ever_printed(desk, assessor, plan):
    sealed = desk.seal(assessor)
    plan.file_here(sealed)
    said = [
        desk.run("key", "new.key"),
        desk.run("seal", desk.paper, "--reader", assessor),
        desk.run("grant", sealed["receipt"], "--reader", assessor, "--case", 0, *at(plan)),
        desk.open(sealed, "assessor"),
        desk.run("verify", sealed["receipt"]),
        desk.run("destroy", sealed["key"], "--yes"),
    ]
    assert [result.exit_code for result in said] == [0] * 6
    assert not any("AGE-SECRET-KEY" in result.output for result in said)


def test_a_reader_opens_what_was_sealed_for_them(desk, assessor):
    sealed = desk.seal(assessor)
    result = desk.open(sealed, "assessor")
    assert result.exit_code == 0, result.output
    assert "what the case was filed with" in result.stdout
    assert (desk.folder / "out" / "诊断.txt").read_text(encoding="utf-8") == "carcinoma"


def test_a_key_may_come_from_the_environment(desk, assessor, monkeypatch):
    sealed = desk.seal(assessor)
    secret = re.search("AGE-SECRET-KEY-1.*", (desk.folder / "assessor.key").read_text())[0]
    monkeypatch.setenv(AGE_KEY, secret)
    result = desk.run("open", sealed["address"], "--commitment", sealed["commitment"], "--to", "out")
    assert result.exit_code == 0, result.output


def test_a_key_file_may_have_a_passphrase(desk, monkeypatch):
    monkeypatch.setenv(AGE_PASSPHRASE, "correct horse")
    public = desk.run("key", "assessor.key", "--passphrase").stdout.strip()
    assert b"AGE-SECRET-KEY" not in (desk.folder / "assessor.key").read_bytes()
    assert desk.open(desk.seal(public), "assessor").exit_code == 0


def test_a_grant_is_logged_lets_the_reader_in_and_is_logged_once(desk, assessor, plan):
    juror, sealed = desk.reader("juror"), desk.seal(assessor)
    plan.file_here(sealed)
    grant = ["grant", sealed["receipt"], "--reader", juror, "--case", 0, *at(plan), "--json", "-"]
    granted = json.loads(desk.run(*grant).stdout)
    assert granted["reader"] == "0x" + reader_hash(juror).hex()
    again = json.loads(desk.run(*grant).stdout)
    assert plan.grants(0) == [reader_hash(juror)]
    for number, one in enumerate((granted, again)):
        assert desk.open(sealed, "juror", "--grant", one["grant"], to=f"out{number}").exit_code == 0


def test_stored_evidence_verifies_alone_and_against_its_case(desk, assessor, plan):
    sealed = desk.seal(assessor)
    plan.file_here(sealed)
    assert "is to what is stored" in desk.run("verify", sealed["receipt"]).stdout
    result = desk.run("verify", sealed["receipt"], "--case", 0, *at(plan)[:4])
    assert "case 0 was filed with it" in result.stdout


def test_once_the_key_is_destroyed_no_grant_is_made_or_logged(desk, assessor, plan):
    juror, sealed = desk.reader("juror"), desk.seal(assessor)
    plan.file_here(sealed)
    assert "still can" in desk.run("destroy", sealed["key"], "--yes").stdout
    result = desk.run("grant", sealed["receipt"], "--reader", juror, "--case", 0, *at(plan))
    assert result.exit_code == Exit.FILE
    assert plan.grants(0) == []
    assert desk.open(sealed, "assessor").exit_code == 0


def test_destroying_asks_first(desk, assessor):
    sealed = desk.seal(assessor)
    assert desk.run("destroy", sealed["key"]).exit_code != 0
    assert (desk.folder / sealed["key"]).exists()


def test_the_page_on_privacy_names_commands_that_there_are(openmutual):
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"^openmutual ((?:evidence|enrol) [a-z]+)", page, re.MULTILINE))
    assert len(commands) == 9
    for command in commands:
        result = openmutual(*command.split(), "--help")
        assert result.exit_code == 0
        for option in re.findall(rf"^openmutual {command} .*", page, re.MULTILINE):
            assert all(name in result.stdout for name in re.findall(r" (--[a-z-]+)", option))

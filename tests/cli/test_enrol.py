"""`enrol`: an attestor vouches, and neither number nor key is printed, stored or taken as an argument."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from eth_account import Account
from typer.testing import CliRunner

from openmutual.audit.counts import read_counts
from openmutual.cli import app
from openmutual.cli.commands.enrol import NULLIFIER_KEY
from openmutual.cli.errors import Exit
from openmutual.enrolment import NullifierKey, SigningDomain, document, nullifier, read_attestation
from openmutual.plans.terms import load_plan
from openmutual.project.accounts import PASSPHRASE

SECRET = bytes(range(32))
ALICES, BOBS = "11010519491231002X", "440524188001010014"
ALICE, BOB = (f"0x{number:040x}" for number in (11, 12))
ENROLMENT = "0x" + "11" * 20
TIERS = [tier.name for tier in load_plan("circle").terms.tiers]
ATTESTOR = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


@pytest.fixture
def issue(tmp_path, monkeypatch):
    """Issue an attestation with numbers from standard input."""
    file = tmp_path / "attestor.json"
    file.write_text(json.dumps(Account.encrypt(bytes(31) + b"\1", "open", kdf="pbkdf2", iterations=1)))
    monkeypatch.setenv(PASSPHRASE, "open")
    monkeypatch.setenv(NULLIFIER_KEY, SECRET.hex())
    monkeypatch.chdir(tmp_path)
    options = ["--chain", "1337", "--enrolment", ENROLMENT, "--key", str(file), "--out", "out.json"]
    options += ["--plan", "circle", "--tier", TIERS[1]]

    def run(*members, numbers, more=()):
        return CliRunner().invoke(app, ["enrol", "issue", *members, *options, *more], input=numbers)

    return run


def test_a_wrong_number_is_refused_and_not_repeated(issue, tmp_path):
    wrong = "110105194912310021"
    result = issue(ALICE, numbers=f"{wrong}\n")
    assert result.exit_code == Exit.REFUSED
    assert "check digit" in result.stderr
    assert wrong not in result.output
    assert not (tmp_path / "out.json").exists()


def test_a_tier_that_the_plan_does_not_have_is_refused(issue, tmp_path):
    result = issue(ALICE, numbers=f"{ALICES}\n", more=("--tier", "palace"))
    assert result.exit_code == Exit.USAGE
    assert not (tmp_path / "out.json").exists()


def test_a_batch_needs_to_know_who_pays(issue):
    result = issue(ALICE, BOB, numbers=f"{ALICES}\n{BOBS}\n")
    assert result.exit_code == Exit.USAGE
    assert "--payer" in result.output


@pytest.mark.parametrize("numbers", ["", f"{ALICES}\n{BOBS}\n"])
def test_as_many_numbers_as_members_are_needed(issue, numbers):
    result = issue(ALICE, numbers=numbers)
    assert result.exit_code == Exit.USAGE
    assert ALICES not in result.output


def test_what_is_no_address_is_refused(issue):
    assert "no address" in issue("alice", numbers=ALICES).stderr


def test_without_a_nullifier_key_nothing_is_issued(issue, monkeypatch):
    monkeypatch.delenv(NULLIFIER_KEY)
    result = issue(ALICE, numbers=ALICES)
    assert result.exit_code == Exit.FILE
    assert f"{NULLIFIER_KEY} is not set" in result.stderr


def test_a_changed_attestation_does_not_check(issue, openmutual, tmp_path):
    issue(ALICE, numbers=ALICES)
    content = json.loads((tmp_path / "out.json").read_text())
    (tmp_path / "out.json").write_text(json.dumps(content | {"members": [BOB]}))
    result = openmutual("enrol", "check", "out.json", "--attestor", ATTESTOR)
    assert result.exit_code == Exit.REFUSED
    assert "was changed since" in result.stderr


def test_an_expired_attestation_does_not_check(issue, openmutual, monkeypatch):
    issue(ALICE, numbers=ALICES)
    later = time.time() + 8 * 24 * 60 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert "ask the attestor for a new one" in openmutual("enrol", "check", "out.json", "--attestor", ATTESTOR).stderr


def test_an_attestation_is_issued_and_says_until_when_it_holds(issue, openmutual, tmp_path):
    result = issue(ALICE, BOB, numbers=f"{ALICES.lower()}\n{BOBS}\n", more=("--payer", BOB))
    assert result.exit_code == 0, result.output
    assert f"{ATTESTOR} vouches for 2" in result.stdout
    assert "The ledger takes it once, before 20" in result.stdout
    signed = read_attestation(tmp_path / "out.json")
    assert signed.plan_hash == load_plan("circle").plan_hash
    assert (signed.enrolment.tier, int(signed.enrolment.payer, 16)) == (1, 12)
    place = SigningDomain(1337, ENROLMENT)
    cards = [document("resident-id", number) for number in (ALICES, BOBS)]
    assert signed.word.nullifiers == tuple(nullifier(NullifierKey(SECRET), place, card) for card in cards)
    checked = openmutual("enrol", "check", "out.json", "--attestor", ATTESTOR)
    assert checked.exit_code == 0, checked.output
    assert "it holds until 20" in checked.stdout


def test_neither_number_nor_key_is_printed_or_stored(issue, tmp_path):
    result = issue(ALICE, numbers=ALICES, more=("--json", "-"))
    assert result.exit_code == 0
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.name != "attestor.json")
    for secret in (ALICES, ALICES.lower(), "19491231", SECRET.hex()):
        assert secret not in result.output
        assert secret.encode() not in written


def test_the_nullifier_key_is_made_in_an_encrypted_file_that_issue_takes(issue, openmutual, tmp_path, monkeypatch):
    result = openmutual("enrol", "key", "nullifiers.json")
    assert result.exit_code == 0, result.output
    assert "Keep a copy" in result.stdout
    monkeypatch.delenv(NULLIFIER_KEY)
    assert issue(ALICE, numbers=ALICES, more=("--nullifier-key", "nullifiers.json")).exit_code == 0
    first = read_attestation(tmp_path / "out.json").word.nullifiers
    assert issue(ALICE, numbers=ALICES, more=("--nullifier-key", "nullifiers.json")).exit_code == 0
    assert read_attestation(tmp_path / "out.json").word.nullifiers == first


def sign_counts(issue, openmutual, rows):
    """Sign a table of counts, as the attestor whose key `issue` has laid ready."""
    del issue
    Path("members.csv").write_text(f"tier,ages,members\n{rows}", encoding="utf-8")
    options = ("--chain", "1337", "--ledger", ENROLMENT, "--key", "attestor.json", "--out", "counts.json")
    return openmutual("enrol", "counts", "members.csv", *options)


def test_a_cell_that_could_give_somebody_away_is_not_signed(issue, openmutual, tmp_path):
    result = sign_counts(issue, openmutual, "couple,20-29,25\ncouple,30-39,19\n")
    assert result.exit_code == Exit.FILE
    assert "too few to be published" in " ".join(result.stderr.split())
    assert not (tmp_path / "counts.json").exists()


def test_counts_are_signed_by_the_attestor(issue, openmutual, tmp_path):
    result = sign_counts(issue, openmutual, "couple,20-29,25\ncouple,30-39 female,20\n")
    assert result.exit_code == Exit.FINE, result.output
    counts = read_counts(tmp_path / "counts.json")
    assert (counts.signer, len(counts.cells)) == (ATTESTOR.lower(), 2)

"""`openmutual statement --proof` and `check-proof`: what they write, say, and end with; no chain is asked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openmutual.audit.source.export_file import load, save
from openmutual.cli.errors import Exit
from openmutual.codec import to_hex
from openmutual.money import parse_amount
from openmutual.portal.proof.file import read_proof
from tests.audit.exports import written
from tests.audit.on_chain import collected_of
from tests.cli.cli_fixture import MEMBERS, CliPlan

DECIMALS = 2
"""Of the circle's currency."""

STRANGER = "0x" + 40 * "7"


@pytest.fixture(scope="module")
def export() -> Path:
    return written(collected_of("circle").extract)


@pytest.fixture(scope="module")
def member() -> str:
    plan = collected_of("circle").plan()
    return next(account for account, one in plan.members.items() if one.status == "active")


class Prover:
    """Somebody with an exported log and a folder."""

    def __init__(self, openmutual: Any, export: Path, folder: Path) -> None:
        self.openmutual, self.export, self.folder = openmutual, export, folder
        self.block_hash = to_hex(collected_of("circle").extract.block_hash)

    def proven(self, member: str, *options: str) -> Path:
        """The file of a member's proof."""
        file = self.folder / "proof.json"
        result = self.openmutual("statement", member, "--ledger", self.export, "--proof", file, *options)
        assert result.exit_code == Exit.FINE, result.output
        assert self.block_hash in "".join(result.stdout.split())
        return file

    def check(self, file: Path, *options: Any) -> Any:
        return self.openmutual("check-proof", file, "--block-hash", self.block_hash, *options)


@pytest.fixture
def prover(openmutual: Any, export: Path, tmp_path: Path) -> Prover:
    return Prover(openmutual, export, tmp_path)


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["no", "0x12", "0x" + 63 * "1"])
def test_a_hash_that_is_none_is_wrong_usage(prover: Prover, member: str, given: str) -> None:
    result = prover.openmutual("check-proof", prover.proven(member), "--block-hash", given)
    assert result.exit_code == Exit.USAGE
    assert "64 hexadecimal" in " ".join(result.stderr.split())


def test_a_file_that_is_no_proof_is_refused(prover: Prover) -> None:
    file = prover.folder / "no.json"
    file.write_text("{}")
    result = prover.check(file)
    assert result.exit_code == Exit.FILE
    assert "no.json" in result.stderr


@pytest.mark.parametrize(
    ("options", "refused", "words"),
    [
        (("--member", STRANGER), "OtherMember", "not of 0x7777"),
        (("--ledger", STRANGER), "OtherLedger", "not of the one at 0x7777"),
        (("--chain-id", "1"), "OtherChain", "not of chain 1"),
        (("--block-hash", "0x" + 64 * "1"), "OtherBlock", "another block or another chain"),
    ],
)
def test_a_proof_of_something_else_is_refused(
    prover: Prover, member: str, options: tuple[str, ...], refused: str, words: str
) -> None:
    file = prover.proven(member)
    result = prover.check(file, *options, "--lang", "en")
    assert result.exit_code == Exit.REFUSED
    assert words in " ".join(result.stdout.split())
    told = json.loads(prover.check(file, *options, "--json", "-").stdout)
    assert (told["proven"], told["refused"]) == (False, refused)


def test_a_prettier_figure_is_refused_in_both_languages(prover: Prover, member: str) -> None:
    file = prover.proven(member)
    content = json.loads(file.read_text())
    content["figures"]["balance"] = "99"
    file.write_text(json.dumps(content))
    for language, words in (("en", "claims that balance is 99"), ("zh", "声称 balance 为 99")):
        result = prover.check(file, "--lang", language)
        assert result.exit_code == Exit.REFUSED
        assert words in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("language", "words"), [("en", "gives no proof of the ledger's account"), ("zh", "没有给出账本账户的证明")]
)
def test_what_cannot_be_proven_is_said_and_nothing_is_written(
    prover: Prover, member: str, language: str, words: str
) -> None:
    extract, poor, file = load(prover.export), prover.folder / "poor.parquet", prover.folder / "proof.json"
    save(replace(extract, accounts=tuple(replace(said, proof=()) for said in extract.accounts)), poor)
    result = prover.openmutual("statement", member, "--ledger", poor, "--proof", file, "--lang", language)
    assert result.exit_code == Exit.REFUSED
    assert words in " ".join(result.stderr.split())
    assert not file.exists()


# --- what holds ------------------------------------------------------------------------------------------------------


def test_a_members_proof_holds_and_says_what_it_proves_and_what_not(prover: Prover, member: str) -> None:
    file = prover.proven(member)
    english = " ".join(prover.check(file, "--member", member, "--decimals", "2", "--lang", "en").stdout.split())
    assert "active member" in english
    assert "Not proven by it: that the contracts keep the rules" in english
    chinese = prover.check(file, "--lang", "zh").stdout
    assert "在册成员" in chinese
    assert "没有证明" in chinese


def test_the_proof_and_the_statement_come_to_the_same_balance(prover: Prover, member: str) -> None:
    account = prover.folder / "account.json"
    told = json.loads(prover.check(prover.proven(member, "--json", str(account)), "--json", "-").stdout)
    stated = json.loads(account.read_text())
    assert told["figures"]["status"] == stated["status"]
    assert int(told["figures"]["balance_base_units"]) == parse_amount(stated["balance"], DECIMALS)
    assert told["block"] == stated["block"]


def test_a_proof_from_a_nodes_record_holds_as_well(cli_plan: CliPlan, openmutual: Any, tmp_path: Path) -> None:
    file, member = tmp_path / "proof.json", cli_plan.address(MEMBERS[0])
    options = ("--ledger", cli_plan.ledger.site.ledger, "--rpc", cli_plan.url, "--lang", "en")
    written = openmutual("statement", member, *options, "--proof", file)
    assert written.exit_code == Exit.FINE, written.output
    block = hex(read_proof(file).place.block)
    block_hash = cli_plan.read("eth_getBlockByNumber", block, False)["hash"]
    checked = openmutual("check-proof", file, "--block-hash", block_hash, "--member", member, "--lang", "en")
    assert checked.exit_code == Exit.FINE
    assert "active member; 2 ×" in checked.stdout.replace("\u00a0", " ")


def test_a_stranger_is_proven_to_be_no_member(prover: Prover) -> None:
    result = prover.check(prover.proven(STRANGER), "--lang", "en")
    assert result.exit_code == Exit.FINE
    assert "no membership" in result.stdout


def test_a_picture_is_drawn_that_says_the_same(prover: Prover, member: str) -> None:
    picture = prover.folder / "proof.svg"
    file = prover.proven(member, "--qr", str(picture))
    assert "<svg" in picture.read_text()
    assert read_proof(file).member == member


def test_a_proof_that_is_too_long_is_not_drawn(prover: Prover, member: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from openmutual.portal.proof import picture as drawing

    monkeypatch.setattr(drawing, "MOST_CHARACTERS", 100)
    picture = prover.folder / "proof.svg"
    prover.proven(member, "--qr", str(picture), "--lang", "en")
    assert not picture.exists()

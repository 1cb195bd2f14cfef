"""`case`: filed, shown, listed, taken back, paid; and what each of them says happens next."""

from __future__ import annotations

import json

import pytest

from openmutual.cli.errors import Exit
from openmutual.evidence.files import Receipt, write_receipt
from openmutual.records import CaseStatus
from tests.cli.cli_fixture import DAY

ZEROS = "0x" + "00" * 32


def test_nobody_shows_a_case_that_is_not_there(town):
    assert town.refused(None, "case", "show", 0) == "UnknownCase: There is no such case (caseId 0)"


def test_an_illness_of_before_the_cover_is_refused_with_its_date(town):
    line = town.refused("m0", "case", "file", "hospital", "--diagnosed", "2020-01-01", "--commitment", ZEROS)
    assert line.startswith("FilingTooLate: ")
    assert "(until 2020-03-31 " in line


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--diagnosed", "yesterday", "--commitment", ZEROS], "no date"),
        (["--diagnosed", "2020-01-01", "--commitment", "0x12"], "32 bytes"),
        (["--diagnosed", "2020-01-01", "--commitment", "none"], "32 bytes"),
        (["--diagnosed", "2020-01-01"], "by its receipt"),
        (["--diagnosed", "2020-01-01", "--commitment", ZEROS, "--beneficiary", "me"], "no address"),
    ],
)
def test_wrong_words_are_wrong_usage(town, words, problem):
    result = town.run("m0", "case", "file", "hospital", *words)
    assert result.exit_code == Exit.USAGE
    assert problem in " ".join(result.stderr.replace("│", " ").split())


def test_who_signs_must_be_named(town):
    for words in (["case", "settle", 0], ["announce"], ["jury", "volunteer"]):
        result = town.run(None, *words)
        assert result.exit_code == Exit.USAGE
        assert "say who acts" in " ".join(result.stderr.replace("│", " ").split())


def test_a_case_is_filed_with_what_evidence_seal_saved(town):
    receipt = town.folder / "case.receipt"
    write_receipt(receipt, Receipt(b"\5" * 32, "sha256:" + "ab" * 32, b"\1" * 32))
    words = ["--diagnosed", town.today(), "--evidence", receipt, "--beneficiary", town.address("m1")]
    told = town.told("m0", "case", "file", "hospital", *words)
    assert told["commitment"] == "0x" + "05" * 32
    assert told["beneficiary"] == town.address("m1")
    assert town.address("m1") in town.done(None, "case", "show", told["case"])


def test_a_filed_case_says_who_decides_until_when(town):
    case = town.filed()
    told = town.told(None, "case", "show", case)
    terms = town.ledger.terms
    assert told["status"] == CaseStatus.FILED
    assert [each["until"] - told["filed_at"] for each in told["next"]] == [
        terms.decision,
        terms.decision + terms.notice,
    ]
    said = town.done(None, "case", "show", case)
    assert "2 of 3 assessors sign" in said
    assert "(in 13 days)" in said
    assert f"--chain {town.ledger.chain_id} --desk {town.ledger.site.desk}" in said


def test_only_the_claimant_takes_a_case_back(town):
    case = town.filed()
    assert town.refused("m1", "case", "withdraw", case).startswith("NotClaimant: ")
    assert "for good" in town.done("m0", "case", "withdraw", case)
    assert town.refused("m0", "case", "withdraw", case).startswith("CaseNotFiled: ")


def test_a_case_is_paid_after_its_notice_to_whom_it_names(town):
    case = town.announced()
    assert town.refused("anyone", "case", "settle", case).startswith("CaseNotPayable: ")
    town.wait(8)
    told = town.told("anyone", "case", "settle", case)
    assert told["status"] == CaseStatus.SETTLED
    assert told["payout"] == 30_300


def test_cases_are_listed(town):
    assert "No case" in town.done(None, "case", "list")
    town.filed("m0")
    town.filed("m1")
    assert [each["claimant"] for each in town.told(None, "case", "list")["cases"]] == [
        town.address("m0"),
        town.address("m1"),
    ]
    assert "hospital filed" in town.done(None, "case", "list")


def test_json_goes_to_a_file_and_the_page_beside_it(town):
    case, target = town.filed(), town.folder / "case.out"
    assert "Case 0" in town.done(None, "case", "show", case, "--json", target)
    assert json.loads(target.read_text(encoding="utf-8"))["case"] == case


def test_what_waits_for_a_decision_until_the_day_it_expires(town):
    case = town.filed()
    town.wait(14)
    assert "left the case undecided" in town.done(None, "case", "show", case)
    town.go(town.told(None, "case", "show", case)["filed_at"] + 21 * DAY)
    assert town.told(None, "case", "show", case)["status"] == CaseStatus.EXPIRED

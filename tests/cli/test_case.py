"""`case`: filed, shown, listed, taken back, paid; and what each of them says happens next."""

from __future__ import annotations

import json

import pytest

from openmutual.cli.errors import Exit
from openmutual.evidence.files import Receipt, write_receipt
from openmutual.records import CaseStatus
from tests.cli.cli_fixture import DAY, unix

ZEROS = "0x" + "00" * 32


def test_nobody_shows_a_case_that_is_not_there(cli_plan):
    assert cli_plan.refused(None, "case", "show", 0) == "UnknownCase: There is no such case (caseId 0)"


def test_an_illness_of_before_the_cover_is_refused_with_its_date(cli_plan):
    line = cli_plan.refused("m0", "case", "file", "hospital", "--diagnosed", "2020-01-01", "--commitment", ZEROS)
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
def test_wrong_words_are_wrong_usage(cli_plan, words, problem):
    result = cli_plan.run("m0", "case", "file", "hospital", *words)
    assert result.exit_code == Exit.USAGE
    assert problem in " ".join(result.stderr.replace("│", " ").split())


def test_who_signs_must_be_named(cli_plan):
    for words in (["case", "settle", 0], ["announce"], ["jury", "volunteer"]):
        result = cli_plan.run(None, *words)
        assert result.exit_code == Exit.USAGE
        assert "say who acts" in " ".join(result.stderr.replace("│", " ").split())


def test_a_case_is_filed_with_what_evidence_seal_saved(cli_plan):
    receipt = cli_plan.folder / "case.receipt"
    write_receipt(receipt, Receipt(b"\5" * 32, "sha256:" + "ab" * 32, b"\1" * 32))
    words = ["--diagnosed", cli_plan.today(), "--evidence", receipt, "--beneficiary", cli_plan.address("m1")]
    told = cli_plan.told("m0", "case", "file", "hospital", *words)
    assert told["commitment"] == "0x" + "05" * 32
    assert told["beneficiary"] == cli_plan.address("m1")
    assert cli_plan.address("m1") in cli_plan.done(None, "case", "show", told["case"])


def test_a_filed_case_says_who_decides_until_when(cli_plan):
    case = cli_plan.filed()
    told = cli_plan.told(None, "case", "show", case)
    terms = cli_plan.ledger.terms
    assert told["status"] == CaseStatus.FILED
    assert [unix(each["until"]) - unix(told["filed_at"]) for each in told["next"]] == [
        terms.decision,
        terms.decision + terms.notice,
    ]
    said = cli_plan.done(None, "case", "show", case)
    assert "2 of 3 assessors sign" in said
    assert "(in 13 days)" in said
    assert f"--chain {cli_plan.ledger.chain_id} --desk {cli_plan.ledger.site.desk}" in said


def test_only_the_claimant_takes_a_case_back(cli_plan):
    case = cli_plan.filed()
    assert cli_plan.refused("m1", "case", "withdraw", case).startswith("NotClaimant: ")
    assert "for good" in cli_plan.done("m0", "case", "withdraw", case)
    assert cli_plan.refused("m0", "case", "withdraw", case).startswith("CaseNotFiled: ")


def test_a_case_is_paid_after_its_notice_to_whom_it_names(cli_plan):
    case = cli_plan.announced()
    assert cli_plan.refused("anyone", "case", "settle", case).startswith("CaseNotPayable: ")
    cli_plan.wait(8)
    told = cli_plan.told("anyone", "case", "settle", case)
    assert told["status"] == CaseStatus.SETTLED
    assert told["payout"] == "303"


def test_cases_are_listed(cli_plan):
    assert "No case" in cli_plan.done(None, "case", "list")
    cli_plan.filed("m0")
    cli_plan.filed("m1")
    assert [each["claimant"] for each in cli_plan.told(None, "case", "list")["cases"]] == [
        cli_plan.address("m0"),
        cli_plan.address("m1"),
    ]
    assert "hospital filed" in cli_plan.done(None, "case", "list")


def test_json_goes_to_a_file_and_the_page_beside_it(cli_plan):
    case, target = cli_plan.filed(), cli_plan.folder / "case.out"
    assert "Case 0" in cli_plan.done(None, "case", "show", case, "--json", target)
    assert json.loads(target.read_text(encoding="utf-8"))["case"] == case


def test_what_waits_for_a_decision_until_the_day_it_expires(cli_plan):
    case = cli_plan.filed()
    cli_plan.wait(14)
    assert "left the case undecided" in cli_plan.done(None, "case", "show", case)
    cli_plan.go(unix(cli_plan.told(None, "case", "show", case)["filed_at"]) + 21 * DAY)
    assert cli_plan.told(None, "case", "show", case)["status"] == CaseStatus.EXPIRED

"""What a reader could take a report for: nothing proven for clean, other code for the rules, a flood for a crowd."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from openmutual.audit.findings import Basis, Finding, catalogue
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import MOST_ALIKE, Audited, assemble
from openmutual.audit.report.html import page
from openmutual.audit.report.report import GROUNDS
from openmutual.audit.report.sentences import HOUR, texts
from openmutual.audit.report.terminal import lines
from openmutual.audit.source.extract import Extract

from ..extract_factory import told
from ..reports import audited, with_findings

UNPROVEN = dict.fromkeys(GROUNDS, Basis.REPORTED)


def collected() -> Extract:
    return told("circle")[0]


def without_proofs(extract: Extract) -> Extract:
    """What a node says that gives neither receipts nor proofs."""
    accounts = tuple(replace(one, proof=()) for one in extract.accounts)
    return replace(extract, has_receipts=False, receipts=extract.receipts.clear(), accounts=accounts)


# --- nothing proven ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_nothing_is_proven_the_verdict_says_so_first(language: str) -> None:
    words = texts(language)["verdict"]
    report = assemble(audit(without_proofs(collected())))
    shown, html = lines(report, language), page(report, language)
    assert report.verdict.clean
    assert (shown.tone, shown.verdict) == ("doubt", words["clean_unproven"])
    assert words["clean_unproven_more"] in shown.sentences
    assert 'class="verdict doubt"' in html
    assert words["clean_unproven"] in html
    assert words["clean_unproven_more"] in unescape(html)


@pytest.mark.parametrize("part", ["log", "code", "state_ledger"])
def test_one_proven_part_is_more_than_nothing(part: str) -> None:
    report = assemble(replace(audited(), bases=UNPROVEN | {part: Basis.PROVEN}))
    assert report.verdict.outcome == "reported"
    assert lines(report, "en").verdict == texts("en")["verdict"]["clean_reported"]
    assert texts("en")["verdict"]["clean_reported_more"] in lines(report, "en").sentences


def test_proven_times_and_terms_do_not_stand_for_a_proven_plan() -> None:
    report = assemble(replace(audited(), bases=UNPROVEN | {"times": Basis.PROVEN, "terms": Basis.PROVEN}))
    assert lines(report, "en").verdict == texts("en")["verdict"]["clean_unproven"]


@pytest.mark.parametrize("part", ["token_balance", "currency", "birth"])
def test_what_the_currency_answers_must_be_proven_like_everything_else(part: str) -> None:
    bases = dict.fromkeys(GROUNDS, Basis.PROVEN) | {part: Basis.REPORTED}
    report = assemble(replace(audited(), bases=bases))
    shown = lines(report, "en")
    assert report.verdict.outcome == "reported"
    assert (shown.tone, texts("en")["verdict"]["clean_reported_more"] in shown.sentences) == ("doubt", True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_old_head_is_told_in_the_first_lines(language: str) -> None:
    old, fresh = (assemble(replace(audited(), head_age=age)) for age in (3 * HOUR + 5, HOUR - 1))
    said = lines(old, language).age
    assert "3" in said
    assert said in unescape(page(old, language))
    assert lines(fresh, language).age == ""
    assert lines(assemble(audited()), language).age == ""


# --- balances ----------------------------------------------------------------------------------------------------


def test_balances_are_proven_by_code_and_storage() -> None:
    assert audit(collected()).bases["balances"] is Basis.PROVEN


def test_balances_are_not_proven_where_the_code_is_another() -> None:
    extract = collected()
    ledger = extract.contracts.ledger
    other = dict(extract.codes) | {ledger: extract.codes[ledger] + b"\0"}
    made = audit(replace(extract, codes=other))
    assert made.findings.keys == ["code-hash-differs"]
    assert (made.bases["state_ledger"], made.bases["balances"]) == (Basis.PROVEN, Basis.RECOMPUTED)


def test_balances_are_no_more_proven_than_the_log_they_are_worked_out_from() -> None:
    assert audit(without_proofs(collected())).bases["balances"] is Basis.REPORTED


# --- floods ------------------------------------------------------------------------------------------------------


def flooded(count: int) -> Audited:
    gifts = [Finding(catalogue()["gift"], {"who": "0x" + 20 * "11", "amount": 1}) for _ in range(count)]
    late = Finding(catalogue()["payment-without-event"], {"who": "0x" + 20 * "66", "amount": 5})
    return with_findings(audited(), [*gifts, late])


def test_a_flood_of_gifts_is_counted_and_hides_no_breach() -> None:
    report = assemble(flooded(MOST_ALIKE + 5))
    assert (report.verdict.remarks, report.verdict.breaches, report.verdict.unlisted) == (MOST_ALIKE + 5, 1, 5)
    assert len(report.findings) == MOST_ALIKE + 1
    assert report.findings[0].key == "payment-without-event"
    assert any("5 findings" in sentence for sentence in lines(report, "en").sentences)
    assert "5 findings of which" in page(report, "en")


def test_findings_that_are_few_are_all_listed() -> None:
    report = assemble(flooded(MOST_ALIKE))
    assert (len(report.findings), report.verdict.unlisted) == (MOST_ALIKE + 1, 0)

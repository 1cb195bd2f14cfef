"""What a terminal shows of a report: the verdict first, one row for each check, the same numbers as the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eth_utils.address import to_checksum_address

from openmutual.audit.findings import Basis, Finding, Severity, catalogue
from openmutual.audit.report.assemble import assemble
from openmutual.audit.report.report import GROUNDS
from openmutual.audit.report.sentences import texts
from openmutual.audit.report.terminal import Lines, lines

from ..reports import audited, conducted, finding, with_findings

LANGUAGES = ("en", "zh")


def cells(shown: Lines) -> list[str]:
    return [cell for part in shown.parts for row in part.rows for cell in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clean_plan_says_so_with_its_key_figures_and_what_they_rest_on(language: str) -> None:
    shown = lines(assemble(audited()), language)
    words = texts(language)
    assert (shown.tone, shown.verdict) == ("clean", words["verdict"]["clean"])
    assert [part.heading for part in shown.parts] == [words["sections"]["grounds"], words["glance"]["heading"]]
    grounds, glance = shown.parts
    assert len(grounds.rows) == len(GROUNDS)
    assert {row[1] for row in grounds.rows} == {words["rests"]["proven"]}
    assert [row[1] for row in glance.rows] == ["1,300.00", "2", "10", "4,852.20", "0.00"]
    assert all(len(row) == len(part.columns) for part in shown.parts for row in part.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_of_one_check_are_one_row_the_worst_first(language: str) -> None:
    base = audited()
    place = base.history[3].place
    doubts = [
        finding(Severity.DOUBT, "doubt {n} of {who:account}", place, number="Q1", n=n, who=place.contract)
        for n in range(3)
    ]
    breach = finding(Severity.BREACH, "breach", number="Q2")
    shown = lines(assemble(with_findings(base, [*doubts, breach])), language)
    words = texts(language)
    rows = shown.parts[0].rows
    assert shown.tone == "breach"
    assert shown.verdict == {"en": "1 breach and 3 doubts found", "zh": "发现 1 处违规、3 处疑点"}[language]
    assert [row[0] for row in rows] == ["Q2", "Q1"]
    assert [row[1] for row in rows] == [words["severity"]["breach"], words["severity"]["doubt"]]
    whole = to_checksum_address(place.contract)
    assert rows[1][2].startswith(f"doubt 0 of {whole} (")
    assert "2" in rows[1][2].removeprefix(f"doubt 0 of {whole}")
    assert (rows[0][3], rows[1][3]) == ("", str(place.block))
    assert words["verdict"]["doubts_more"] in shown.sentences


def test_only_conduct_that_is_worth_a_look_is_shown() -> None:
    report = assemble(conducted())
    told = [figure.number for figure in report.conduct.figures if figure.judgement in ("watch", "unusual")]
    heading = texts("en")["sections"]["conduct"]
    assert [row[0] for part in lines(report, "en").parts if part.heading == heading for row in part.rows] == told


def test_what_is_only_reported_and_a_hash_that_nobody_named_are_said() -> None:
    base = audited()
    bases = dict.fromkeys(GROUNDS, Basis.PROVEN) | {"times": Basis.REPORTED}
    shown = lines(assemble(replace(base, bases=bases, hash_given=False)), "en")
    assert shown.anchor == "12 of 13 parts proven · block hash not compared"
    assert texts("en")["verdict"]["clean_reported_more"] in shown.sentences
    assert texts("en")["grounds"]["hash_taken"] in shown.sentences


def test_what_the_terms_were_held_against_is_said_and_what_no_audit_can_show() -> None:
    base = audited()
    alone, named = (lines(assemble(replace(base, plan_name=name)), "en").sentences for name in ("", "circle"))
    said = texts("en")["verdict"]
    assert said["no_file"] in alone
    assert said["no_file"] not in named
    assert said["limit"] in alone
    assert said["limit"] in named
    other = Finding(catalogue()["plan-hash-differs"], {"file": bytes(32), "committed": b"\2" * 32}, ())
    told = lines(assemble(with_findings(replace(base, plan_name="circle"), [other])), "en")
    assert said["other_file"] in told.sentences
    assert said["other_file"] not in named


def test_nothing_of_others_that_a_terminal_would_obey_is_shown() -> None:
    wild = "\x1b]0;owned\x07\u202e\r\n" + "x" * 10_000
    base = replace(audited(), symbol=wild, plan_name=wild)
    shown = lines(assemble(with_findings(base, [finding(Severity.BREACH, "{a}", a=wild)])), "en")
    text = " ".join([shown.title, shown.subtitle, *shown.sentences, *cells(shown)])
    assert not {"\x1b", "\x07", "\u202e", "\r", "\n"} & set(text)
    assert max(map(len, [shown.title, *cells(shown)])) <= 250

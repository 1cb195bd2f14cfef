"""Times as people read them, and dates as they write them."""

from __future__ import annotations

import time

import pytest
import typer

from openmutual.cli.errors import said
from openmutual.cli.moments import local, moment, relative, unix
from openmutual.errors import AnnouncementTooEarly, CommitmentMismatch, NotCovered, UnknownCase, WrongStage

NEW_YEAR = 1_767_225_600


@pytest.fixture(autouse=True)
def _shanghai(monkeypatch):
    """People live somewhere."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (1, "in 1 second"),
        (119, "in 1 minute"),
        (3_600, "in 1 hour"),
        (86_399, "in 23 hours"),
        (2 * 86_400, "in 2 days"),
        (-7_200, "2 hours ago"),
        (-86_400, "1 day ago"),
    ],
)
def test_how_far_away_a_time_is_is_never_promised_too_long(seconds, words):
    assert relative(seconds) == words


def test_a_time_is_local():
    assert local(NEW_YEAR) == "2026-01-01 08:00+08:00"


@pytest.mark.parametrize("at", [2**40 - 1, 2**256 - 1, 253_402_300_799])
def test_a_time_that_no_calendar_knows_is_told_as_a_number(at):
    assert local(at) == str(at)
    assert str(at) in said(AnnouncementTooEarly(at))
    assert moment(NEW_YEAR, NEW_YEAR - 86_400) == "2026-01-01 08:00+08:00 (in 1 day)"


@pytest.mark.parametrize(
    "written", ["2026-01-01T08:00", "2026-01-01 08:00:00", "2026-01-01T00:00+00:00", "2025-12-31T16:00-08:00"]
)
def test_a_date_is_read_as_it_is_written(written):
    assert unix("--diagnosed", written) == NEW_YEAR


def test_a_day_begins_at_midnight_here():
    assert unix("--diagnosed", "2026-01-01") == NEW_YEAR - 8 * 3_600


@pytest.mark.parametrize("written", ["", "today", "2026-13-01", "2026-02-30", "01.02.2026", "2026-01-01T25:00"])
def test_what_is_no_date_is_wrong_usage(written):
    with pytest.raises(typer.BadParameter):
        unix("--diagnosed", written)


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (AnnouncementTooEarly(NEW_YEAR), "(earliest 2026-01-01 08:00+08:00)"),
        (NotCovered("0xab", NEW_YEAR), "(member 0xab, at 2026-01-01 08:00+08:00)"),
        (WrongStage(3, 1), "(disputeId 3, stage committing)"),
        (UnknownCase(2**200), f"(caseId {2**200})"),
        (AnnouncementTooEarly(2**250), f"(earliest {2**250})"),
        (CommitmentMismatch("0xab"), "(juror 0xab)"),
    ],
)
def test_a_refusal_says_times_and_stages_in_words(error, ending):
    line = said(error)
    assert line.startswith(f"{type(error).__name__}: {error.reason} (")
    assert line.endswith(ending)

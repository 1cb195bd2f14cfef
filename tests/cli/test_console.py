"""What others wrote, into a chain or a file, cannot take over a reader's terminal."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from openmutual.cli.console import harmless, write_json
from openmutual.cli.errors import tell
from openmutual.cli.output import Page
from openmutual.errors import ChainError, UnknownTier

EVIL = "\x1b]0;owned\x07\x9b31m\u202egnp\r\ud800"


@pytest.mark.parametrize("word", ["Wu Jianguo", "互助金", "é\n", "–✓", "[bold]", "👩\u200d⚕️"])
def test_words_stay_as_they_are(word):
    assert harmless(word) == word


def test_nothing_that_a_terminal_obeys_reaches_it(capsys):
    out = io.StringIO()
    page = Page(Console(file=out, width=80))
    page.title(EVIL)
    page.heading(EVIL)
    page.prose(EVIL)
    page.item("next", EVIL)
    page.table(["a"], [[EVIL]])
    tell(UnknownTier(EVIL))
    tell(ChainError(EVIL))
    write_json("-", {"level": EVIL})
    captured = capsys.readouterr()
    for text in (out.getvalue(), captured.out, captured.err):
        assert text
        assert not set(text) & set(EVIL) - set("]0;owned31mgnp")


def test_json_still_says_what_was_written(capsys):
    write_json("-", {"level": EVIL})
    assert json.loads(capsys.readouterr().out) == {"level": EVIL}


ADDRESS, HASH = "0x" + "12" * 20, "0x" + "ab" * 32


def printed(width, *table, **options):
    out = io.StringIO()
    Page(Console(file=out, width=width)).table(*table, **options)
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 110])
def test_no_address_is_cut_or_broken_on_any_screen(width):
    columns = ["case", "level", "status", "filed", "claimant", "payout"]
    row = ["12", "hospital", "announced", "2026-03-05 14:00+08:00", ADDRESS, "1,297,000.00"]
    said = printed(width, columns, [row], words=(0, 1, 2, 3, 4))
    assert ADDRESS in said
    assert "1,297,000.00" in said
    assert max(map(len, said.splitlines())) <= width


def test_a_hash_on_a_small_screen_goes_on_in_the_next_line():
    said = printed(60, ["", ""], [["plan hash", HASH], ["ledger", ADDRESS]], words=(0, 1))
    assert HASH in said.replace("\n", "").replace(" ", "")
    assert ADDRESS in said


def test_where_a_table_is_too_wide_each_row_is_a_block_under_the_names_of_the_columns():
    columns = ["level", "benefit", "fee"]
    said = printed(
        30, columns, [["hospital", "1,297,000.00", "12,970.00"], ["grave", "1", ""]], total=["all", "2", "3"]
    )
    lines = [line.split() for line in said.splitlines()]
    assert lines[:3] == [["level", "hospital"], ["benefit", "1,297,000.00"], ["fee", "12,970.00"]]
    assert ["fee", ""] not in lines
    assert lines[-2] == ["fee", "3"]


def test_where_a_long_table_is_too_wide_its_parts_stand_below_one_another_each_with_the_first_column():
    columns = ["level", "benefit", "fee"]
    rows = [[f"level-{number}", "1,297,000.00", "12,970.00"] for number in range(7)]
    lines = [line.split() for line in printed(24, columns, rows, total=["all", "2", "3"]).splitlines()]
    assert lines[0] == ["level", "benefit"]
    assert lines[1:8] == [row[:2] for row in rows]
    assert lines[8:11] == [["all", "2"], [], ["level", "fee"]]
    assert lines[11:] == [*([row[0], row[2]] for row in rows), ["all", "3"]]


def test_columns_move_together_before_a_line_is_broken():
    row = ["2026-03-05", "a top-up by somebody else", "1,297.00"]
    assert [
        len(printed(width, ["day", "what", "amount"], [row], words=(0, 1)).splitlines()) for width in (51, 47, 46)
    ] == [*(2, 2, 3)]

"""Where lines break: between words and between Chinese characters, never inside an address that fits into a line."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from openmutual.cli.console import print_line
from openmutual.cli.output import Page
from openmutual.cli.wrapping import broken, longest_piece

ADDRESS, HASH = "0x" + "Ab" * 20, "0x" + "12" * 32


def prose(words: str, width: int) -> list[str]:
    out = io.StringIO()
    Page(Console(file=out, width=width)).prose(words)
    return [line.strip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("分摊均等账目公开", 8, ["分摊均等", "账目公开"]),
        ("满 60 天后受保障", 8, ["满 60 天", "后受保障"]),
        ("分摊均等，账目公开", 8, ["分摊均", "等，账目", "公开"]),
        ("每份（至多五十）", 6, ["每份", "（至多", "五十）"]),
        (f"账户{ADDRESS}，已加入", 49, [f"账户{ADDRESS}，", "已加入"]),
        (f"hash {HASH} of it", 40, ["hash", HASH, "of it"]),
    ],
)
def test_lines_break_where_readers_expect_it(words, width, lines):
    assert broken(words, width) == lines


def test_a_longer_word_goes_on_in_the_next_line_of_prose_and_a_path_breaks_after_a_folder():
    assert "".join(prose(f"hash {HASH}", 40)) == f"hash{HASH}"
    assert prose(f"sources/31337/{ADDRESS}", 50) == ["sources/31337/", ADDRESS]
    assert all(cell_len(line) <= 48 for line in prose("智能合约上的互助账本：" * 20, 50))


def test_the_longest_piece_is_what_a_column_must_hold():
    assert longest_piece(["满 60 天", ADDRESS]) == len(ADDRESS)
    assert longest_piece(["分摊"]) == 2
    assert longest_piece([]) == 0


def test_a_line_that_is_piped_stays_whole():
    out = io.StringIO()
    print_line(Console(file=out, width=30), f"'x' is {'no ' * 30}address\nand another")
    assert out.getvalue().splitlines() == [f"'x' is {'no ' * 30}address", "and another"]

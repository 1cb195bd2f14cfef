"""Parquet files that unpack to far more than they take, and that lie about it; none is unpacked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from io import BytesIO

import polars as pl
import pytest

from openmutual.audit.parquet import bounded
from openmutual.audit.parquet.bounded import Oversized, read
from openmutual.audit.parquet.pages import PAGE, REPEATING, _footer, unpacked
from openmutual.audit.parquet.thrift import read_struct

BYTES, LISTS = pl.Schema({"a": pl.Binary}), pl.Schema({"a": pl.List(pl.Binary)})
ONE_HUGE = pl.DataFrame({"a": [bytes(2**23)]}, BYTES)
ALIKE = pl.DataFrame({"a": [bytes(2**10)] * 2**11}, BYTES)
HUGE_LIST = pl.DataFrame({"a": [[b""] * 2**19]}, LISTS)
HONEST = pl.DataFrame({"a": [bytes([each]) * 40 for each in range(50)], "b": range(50)})


def packed(rows: pl.DataFrame) -> bytes:
    file = BytesIO()
    rows.write_parquet(file, compression="zstd", statistics=False)
    return file.getvalue()


def varint(number: int, size: int) -> bytes:
    """A whole number as Thrift has it, in so many bytes."""
    doubled = 2 * number
    return bytes(doubled >> 7 * at & 127 | (128 if at < size - 1 else 0) for at in range(size))


def with_number(content: bytes, before: int, after: int) -> bytes:
    """The file with another number wherever it says this one."""
    size = (2 * before).bit_length() // 7 + 1
    return content.replace(varint(before, size), varint(after, size))


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a small test can exceed."""
    monkeypatch.setattr(bounded, "ALWAYS", 2**20)
    monkeypatch.setattr(bounded, "CONTENT", 2**20)


@pytest.mark.parametrize("rows", [ONE_HUGE, HUGE_LIST], ids=["one huge value", "a huge list of nothing"])
def test_a_bomb_is_not_unpacked(rows: pl.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed(rows)
    assert len(content) < 2_000
    assert unpacked(content) >= 2**23
    monkeypatch.setattr(pl, "read_parquet", None)
    with pytest.raises(Oversized):
        read(content)


def test_one_value_for_many_rows_is_counted_for_each() -> None:
    content = packed(ALIKE)
    assert unpacked(content) < 2**20
    with pytest.raises(Oversized):
        read(content)


def test_what_has_as_many_cells_as_it_must_may_be_all_alike() -> None:
    content = packed(pl.DataFrame({"a": [0] * 2**18}))
    with pytest.raises(Oversized):
        read(content)
    assert read(content, cells=2**18).height == 2**18


def test_an_honest_file_comes_back_as_it_was() -> None:
    assert read(packed(HONEST)).equals(HONEST)
    assert read(packed(HONEST), ["b"]).equals(HONEST.select("b"))
    assert unpacked(packed(HONEST)) >= HONEST.estimated_size()


# --- lies ------------------------------------------------------------------------------------------------------------


def total_of(content: bytes) -> int:
    """The size that the footer tells of the first column."""
    total: int = _footer(content)[4][0][1][0][3][6]
    return total


def test_a_footer_that_tells_of_less_is_not_believed() -> None:
    content = packed(ONE_HUGE)
    lying = with_number(content, total_of(content), 1)
    assert total_of(lying) == 1
    assert unpacked(lying) == unpacked(content)


@pytest.mark.parametrize("said", [1, 2**23 - 1])
def test_from_a_page_come_no_more_bytes_than_its_header_says(said: int) -> None:
    content = packed(ONE_HUGE)
    lying = with_number(content, 2**23 + 4, said)
    assert unpacked(lying) < unpacked(content)
    with pytest.raises(pl.exceptions.ComputeError, match="zstd"):
        pl.read_parquet(BytesIO(lying))


def test_rows_that_no_page_has_are_refused() -> None:
    content = packed(pl.DataFrame({"a": range(9_999)}))
    rows = content.rindex(varint(9_999, 3))
    lying = content[:rows] + varint(2**20 - 1, 3) + content[rows + 3 :]
    with pytest.raises(ValueError, match="more rows than values"):
        unpacked(lying)
    with pytest.raises(ValueError, match="another number of values than its pages have"):
        unpacked(content[:4] + with_number(content[4:100], 9_999, 2**20 - 1) + content[100:])


def test_values_that_repeat_those_before_are_refused() -> None:
    content = packed(ALIKE)
    header, _ = read_struct(content, _footer(content)[4][0][1][0][3][9], PAGE)
    assert header[5][2] == 8
    at = content.index(bytes([0x15, 0x10]), _footer(content)[4][0][1][0][3][9])
    with pytest.raises(ValueError, match="repeat those before"):
        unpacked(content[: at + 1] + varint(REPEATING, 1) + content[at + 2 :])


def test_a_field_that_is_said_to_be_of_another_type_is_refused() -> None:
    """A reader that goes by its number would take the byte behind it for its value, and go on elsewhere."""
    content = packed(HONEST)
    assert content[4:7:2] == b"\x15\x15"
    with pytest.raises(ValueError, match="of another type"):
        unpacked(content[:6] + b"\x11" + content[7:])


@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"PAR1PAR1", b"PAR1\xff\xff\xff\xffPAR1", b"PAR1" + bytes(9) + b"PAR1"]
)
def test_what_is_no_parquet_file_is_said(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        unpacked(content)


def damaged(content: bytes, count: int) -> Iterator[bytes]:
    """The file with a byte or two of other values, most of them where sizes stand."""
    dice = random.Random(7)
    for _ in range(count):
        changed = bytearray(content)
        for _ in range(dice.choice((1, 1, 2))):
            changed[dice.randrange(4, len(content) - 4)] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
        yield bytes(changed)


@pytest.mark.parametrize("rows", [HONEST, HUGE_LIST.head(0), pl.DataFrame({"a": [[b"x"], [], [b"y"] * 9]}, LISTS)])
def test_whatever_a_file_says_no_more_comes_out_than_was_counted(rows: pl.DataFrame) -> None:
    for content in damaged(packed(rows), 400):
        try:
            found = read(content)
        except bounded.UNREADABLE:
            continue
        assert found.estimated_size() <= unpacked(content) + 2 * len(content)

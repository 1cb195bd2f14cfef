"""Counts of members by tier and age: small cells are refused, and the signature is the signer's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eth_account import Account as Accounts
from eth_account.messages import encode_typed_data

from openmutual.audit.counts import Cell, read_cells, read_counts, sign_counts
from openmutual.errors import CountsError, FileError
from openmutual.signing.typed_data import SigningDomain

KEY = Accounts.from_key(b"\x07" * 32)
DOMAIN = SigningDomain(31337, "0x" + "11" * 20)
CELLS = (Cell("one", "20-29", 20), Cell("one", "30-39 female", 31), Cell("two", "20-29", 25))


class Ring:
    def sign_typed_data(self, _account, data):
        words = encode_typed_data(data["domain"], data["types"], data["message"])
        return KEY.sign_message(words).signature


def signed(tmp_path: Path, *cells: Cell) -> Path:
    file = tmp_path / "counts.json"
    file.write_text(sign_counts((Ring(), KEY.address), DOMAIN, 1_700_000_000, cells or CELLS), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([], "no cell"),
        ([Cell("one", "20-29", 19)], "too few"),
        ([Cell("one", "20-29", 20), Cell("one", "25 female", 20)], "counted in another cell"),
    ],
)
def test_cells_that_tell_too_much_or_count_twice_are_not_signed(cells, said):
    with pytest.raises(CountsError, match=said):
        sign_counts((Ring(), KEY.address), DOMAIN, 0, cells)


def test_a_small_cell_is_refused_by_the_reader_too(tmp_path):
    file = signed(tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace('"members": 20', '"members": 19'), encoding="utf-8")
    with pytest.raises(CountsError, match="too few"):
        read_counts(file)


def test_what_was_signed_is_read_with_its_signer(tmp_path):
    counts = read_counts(signed(tmp_path))
    assert counts.cells == CELLS
    assert (counts.signer, counts.at, counts.domain) == (KEY.address.lower(), 1_700_000_000, DOMAIN)


def test_who_changes_a_count_is_not_the_signer(tmp_path):
    file = signed(tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace('"members": 25', '"members": 250'), encoding="utf-8")
    assert read_counts(file).signer != KEY.address.lower()


def test_a_text_that_is_no_signature_is_refused(tmp_path):
    file = signed(tmp_path)
    told = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(told | {"signature": "0x1234"}), encoding="utf-8")
    with pytest.raises(CountsError, match="no signature"):
        read_counts(file)


def test_counts_of_another_plan_are_refused(tmp_path):
    counts = read_counts(signed(tmp_path))
    counts.expect_of(DOMAIN.chain_id, DOMAIN.contract.upper().replace("0X", "0x"))
    with pytest.raises(CountsError, match="not of this one"):
        counts.expect_of(1, DOMAIN.contract)
    with pytest.raises(CountsError, match="not of this one"):
        counts.expect_of(DOMAIN.chain_id, "0x" + "22" * 20)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"format": "other"}, "format"),
        ({"counts": [{"tier": "one", "ages": "20-99", "members": 20}]}, "counts[0].ages"),
    ],
)
def test_a_file_that_is_not_made_so_is_refused(tmp_path, change, key):
    file = signed(tmp_path)
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(FileError) as refused:
        read_counts(file)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("tier,members\n", 1),
        ("tier,ages,members\none,20-29\n", 2),
        ("tier,ages,members\none,20-99,20\n", 2),
        ("tier,ages,members\none,20-29,some\n", 2),
    ],
)
def test_a_table_that_is_not_made_so_is_refused(tmp_path, text, line):
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        read_cells(file)
    assert refused.value.line == line


def test_a_table_in_another_encoding_is_refused_with_its_line(tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes("tier,ages,members\n老人,20-29,20\n".encode("gb18030"))
    with pytest.raises(FileError, match=r"table\.csv:2: is not UTF-8"):
        read_cells(file)


def test_a_table_is_read(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("tier,ages,members\none,20-29,20\none,30-39 female,31\ntwo,20-29,25\n", encoding="utf-8")
    assert read_cells(file) == CELLS
    with pytest.raises(FileError, match="cannot be read"):
        read_cells(tmp_path / "none.csv")

"""Evidence on a disk: nothing is written over, nothing leads out of a folder, and a receipt says nothing secret."""

import json
import stat
from pathlib import Path

import pytest

from openmutual.errors import EvidenceError, FileError, KeyFileError
from openmutual.evidence import files as on_disk
from openmutual.evidence.files import FORMAT, Receipt, read_files, read_receipt, write_files, write_receipt

RECEIPT = Receipt(bytes(range(32)), "sha256:" + "ab" * 32, bytes(32))


@pytest.mark.parametrize("name", ["../x", "/x", "a/b", "..", "a\\b"])
def test_a_name_that_leads_out_of_the_folder_is_refused_before_anything_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError):
        write_files(tmp_path / "new", {"a": b"", name: b""})
    assert not list(tmp_path.iterdir())


def test_an_existing_folder_is_not_written_into(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="is there already"):
        write_files(tmp_path, {"a": b""})


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "scan").write_bytes(b"")
    with pytest.raises(EvidenceError, match="two files are named 'scan'"):
        read_files([tmp_path / "a" / "scan", tmp_path / "b" / "scan"])


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(EvidenceError, match="cannot be read"):
            read_files([path])


def test_files_too_large_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_disk, "MOST_BYTES", 10)
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(bytes(6))
    with pytest.raises(EvidenceError, match="larger than"):
        read_files([tmp_path / "a", tmp_path / "b"])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "openmutual evidence 2"),
        ("commitment", "0x00"),
        ("commitment", 5),
        ("address", "../x"),
        ("salt", "zz"),
        ("more", "x"),
    ],
)
def test_a_damaged_receipt_is_refused_by_its_line(key: str, value: object, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(RECEIPT.to_json() | {key: value}, indent=0))
    with pytest.raises(FileError, match=rf"receipt\.json:\d: {key}"):
        read_receipt(file)


def test_a_receipt_is_not_written_over(tmp_path: Path) -> None:
    write_receipt(tmp_path / "r", RECEIPT)
    with pytest.raises(KeyFileError, match="is there already"):
        write_receipt(tmp_path / "r", RECEIPT)


def test_a_receipt_comes_back_as_it_was(tmp_path: Path) -> None:
    write_receipt(tmp_path / "r", RECEIPT)
    assert read_receipt(tmp_path / "r") == RECEIPT
    assert json.loads((tmp_path / "r").read_text()).keys() == {"format", "commitment", "address", "salt"}
    assert json.loads((tmp_path / "r").read_text())["format"] == FORMAT


def test_opened_files_are_for_their_reader_alone(tmp_path: Path) -> None:
    written = write_files(tmp_path / "a" / "new", {"b": b"2", "诊断": b"1"})
    assert written == [tmp_path / "a" / "new" / "b", tmp_path / "a" / "new" / "诊断"]
    assert [file.read_bytes() for file in written] == [b"2", b"1"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in written} == {0o600}
    assert stat.S_IMODE((tmp_path / "a" / "new").stat().st_mode) == 0o700


def test_files_are_read_by_their_last_names(tmp_path: Path) -> None:
    (tmp_path / "诊断.pdf").write_bytes(b"x")
    assert read_files([tmp_path / "诊断.pdf"]) == {"诊断.pdf": b"x"}

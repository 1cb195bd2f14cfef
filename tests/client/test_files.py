"""Files are there whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from openmutual.codec import from_hex, to_hex
from openmutual.errors import KeyFileError
from openmutual.files import PRIVATE, append_line, create, locked, replace, replacing, write_secret
from openmutual.resources import read_text, read_yaml, resource


def test_nothing_is_written_over_a_file_that_must_be_new(tmp_path: Path) -> None:
    file = tmp_path / "key"
    create(file, b"first")
    with pytest.raises(FileExistsError):
        create(file, b"second")
    assert file.read_bytes() == b"first"
    assert stat.S_IMODE(file.stat().st_mode) == PRIVATE


def test_a_secret_that_cannot_be_written_is_refused_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    write_secret(file, b"first")
    with pytest.raises(KeyFileError, match="key is there already; nothing was written over it"):
        write_secret(file, b"second")
    with pytest.raises(KeyFileError, match="none/key cannot be written: No such file or directory"):
        write_secret(tmp_path / "none" / "key", b"first")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"first", PRIVATE)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "report"
    replace(file, b"old")
    with pytest.raises(TypeError), replacing(file) as out:
        out.writelines([b"half of the n", None])  # type: ignore[list-item]
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_what_is_replaced_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append((tmp_path / "ballot").exists()))
    replace(tmp_path / "ballot", b"vote", PRIVATE)
    assert seen == [False, True]  # the content, then the folder
    assert stat.S_IMODE((tmp_path / "ballot").stat().st_mode) == PRIVATE


def test_lines_are_added_one_by_one_each_down_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    monkeypatch.setattr(os, "fsync", lambda _: synced.append((tmp_path / "journal").read_bytes()))
    append_line(tmp_path / "journal", "one")
    append_line(tmp_path / "journal", "two")
    assert synced == [b"one\n", b"one\ntwo\n"]


def test_hexadecimal_goes_there_and_back_with_or_without_its_mark() -> None:
    assert to_hex(b"\x00\xff") == "0x00ff"
    assert from_hex("0x00ff") == from_hex("00ff") == b"\x00\xff"
    with pytest.raises(ValueError, match="non-hexadecimal"):
        from_hex("0xzz")


def test_packaged_data_is_found_by_its_path() -> None:
    assert resource("plans", "circle.yaml").is_file()
    assert "name: circle" in read_text("plans", "circle.yaml")
    assert read_yaml("plans", "circle.yaml")["name"] == "circle"


def test_a_locked_file_is_kept_from_others_until_it_is_let_go(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    with locked(file), pytest.raises(BlockingIOError), locked(file, wait=False):
        pass
    with locked(file, wait=False):
        assert not file.exists()

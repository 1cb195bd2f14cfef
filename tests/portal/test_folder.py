"""A site's folder: never somebody else's, and touched only where something changed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from openmutual.errors import FileError, NotASite
from openmutual.files import locked
from openmutual.portal.folder import own, read_list, write
from openmutual.portal.site import LIST, Held

PLAN = Held("1-0xab", 1, "0xab", 7, "0x07")
LISTED = {"format": "openmutual portal 1", "made_by": "x", "plans": [], "files": {}}
FILES = [("a.html", b"one"), ("en/b.html", b"two")]


def built(folder: Path, files: list[tuple[str, bytes]] = FILES) -> tuple[int, int, int]:
    with own(folder):
        done = write(folder, files, [PLAN], "openmutual 0")
    return done.files, done.changed, done.removed


@pytest.mark.parametrize(
    "content",
    [
        "no list at all",
        "{}",
        json.dumps({"format": "something else", "plans": [], "files": {}}),
        json.dumps({"format": "openmutual portal 1", "made_by": "x", "plans": [], "files": {"../up": ""}}),
        json.dumps({"format": "openmutual portal 1", "made_by": "x", "plans": [], "files": {"/elsewhere": ""}}),
        json.dumps({"format": "openmutual portal 1", "made_by": "x", "plans": [{"folder": 1}], "files": {}}),
        json.dumps({**LISTED, "plans": [{**asdict(PLAN), "folder": "../elsewhere"}]}),
        json.dumps({**LISTED, "plans": [{**asdict(PLAN), "folder": 7}]}),
    ],
)
def test_a_folder_with_a_list_that_no_site_has_is_refused_and_let_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / LIST).write_text(content, encoding="utf-8")
    with pytest.raises(NotASite), own(tmp_path):
        pass
    assert [file.name for file in tmp_path.iterdir()] == [LIST]


def test_a_list_that_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / LIST).write_text("[" * 100_000, encoding="utf-8")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)  # as in the command; the embedded chain of other tests has raised it
    try:
        with pytest.raises(NotASite):
            read_list(tmp_path)
    finally:
        sys.setrecursionlimit(limit)


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(NotASite, match="name an empty folder"), own(tmp_path):
        pass


def linked_out(tmp_path: Path) -> tuple[Path, Path]:
    """A site in which the folder of a page is a link to somebody else's, and a file of the page's name there."""
    folder, home = tmp_path / "site", tmp_path / "home"
    built(folder)
    home.mkdir()
    (folder / "en/b.html").unlink()
    (folder / "en").rmdir()
    (folder / "en").symlink_to(home)
    (home / "b.html").write_text("years of work", encoding="utf-8")
    return folder, home / "b.html"


@pytest.mark.parametrize("files", [FILES, FILES[:1]], ids=["written", "taken away"])
def test_nothing_is_touched_beyond_a_link_that_leads_out(tmp_path: Path, files: list[tuple[str, bytes]]) -> None:
    folder, work = linked_out(tmp_path)
    with pytest.raises(NotASite, match=r"a link in the way of en/b\.html"):
        built(folder, files)
    assert work.read_text(encoding="utf-8") == "years of work"


def test_a_link_in_the_place_of_a_file_becomes_a_file(tmp_path: Path) -> None:
    folder, mine = tmp_path / "site", tmp_path / "mine"
    built(folder)
    (folder / "a.html").replace(mine)
    (folder / "a.html").symlink_to(mine)
    assert built(folder) == (2, 1, 0)
    assert not (folder / "a.html").is_symlink()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("", encoding="utf-8")
    with pytest.raises(FileError, match="cannot be written"), own(tmp_path / "site"):
        pass


def test_two_builds_do_not_meet_in_one_folder(tmp_path: Path) -> None:
    built(tmp_path / "site")
    with (
        locked((tmp_path / "site").resolve()),
        pytest.raises(FileError, match="another process"),
        own(tmp_path / "site"),
    ):
        pass


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert built(folder) == (2, 2, 0)
    before = (folder / "a.html").stat()
    assert built(folder, [FILES[0], ("en/b.html", b"TWO")]) == (2, 1, 0)
    after = (folder / "a.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert (folder / "en/b.html").read_bytes() == b"TWO"


def test_what_the_site_has_no_more_is_taken_away_and_what_others_put_there_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    built(folder)
    (folder / "robots.txt").write_text("of the host", encoding="utf-8")
    assert built(folder, FILES[:1]) == (1, 0, 1)
    assert sorted(file.name for file in folder.iterdir()) == ["a.html", LIST, "robots.txt"]


def test_the_list_names_the_hash_of_each_file_and_of_the_whole(tmp_path: Path) -> None:
    built(tmp_path / "one")
    built(tmp_path / "two", FILES[::-1])
    built(tmp_path / "three", [FILES[0], ("en/b.html", b"twp")])
    one, two, three = (read_list(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one.root == two.root != three.root
    assert one.plans == (PLAN,)
    assert set(one.files) == {"a.html", "en/b.html"}

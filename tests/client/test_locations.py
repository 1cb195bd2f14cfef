"""Files at a path or a URL: what is not there or cannot be reached is said by the system's own errors, and no key is."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest

from openmutual.errors import ProtocolMissing
from openmutual.locations import Location, place


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and does not write of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Location]:
    """A folder over HTTP, whose address carries a key."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield Location(f"http://127.0.0.1:{server.server_port}/?key=secret")
        server.shutdown()


@pytest.fixture(params=["path", "file", "memory"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    urls = {"path": str(tmp_path), "file": f"file://{tmp_path}", "memory": f"memory://{uuid4().hex}"}
    return Location(urls[request.param])


def test_a_file_that_is_not_there_is_said_to_be_none(folder: Location) -> None:
    with pytest.raises(FileNotFoundError, match="No such file") as caught:
        (folder / "none").read_bytes()
    assert caught.value.filename == str(folder / "none")


def test_a_file_that_a_server_has_not_is_said_to_be_none_without_the_key(served: Location) -> None:
    with pytest.raises(FileNotFoundError, match=r"http://127\.0\.0\.1:\d+/none") as caught:
        (served / "none").read_bytes()
    assert "secret" not in str(caught.value)


def test_a_server_that_is_away_is_told_of_without_the_key() -> None:
    away = Location("http://user:secret@127.0.0.1:9/plan?key=secret")
    with pytest.raises(OSError, match=r"http://127\.0\.0\.1:9/plan") as caught:
        away.read_bytes()
    assert caught.value.errno
    assert "secret" not in str(caught.value) + repr(away)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("s3://key:secret@bucket/plan?key=secret#secret", "s3://bucket/plan"),
        ("zip://plan::https://user:secret@host/a.zip?key=secret", "zip://plan::https://host/a.zip"),
        ("zip://plan?secret::https://secret@host/a.zip", "zip://plan::https://host/a.zip"),
        ("simplecache::https://user:secret@host/plan?key=se::cret", "simplecache::https://host/plan"),
        ("http://user:secret@[::1]:80/plan", "http://[::1]:80/plan"),
        ("http://user:secret@[/plan", "http://[/plan"),
    ],
)
def test_no_url_of_a_chain_shows_its_key_and_a_malformed_one_is_shown_likewise(url: str, said: str) -> None:
    assert str(Location(url)) == said


def test_what_is_no_url_though_it_looks_like_one_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match=r"http://\[/plan"):
        Location("http://user:secret@[/plan").read_bytes()


@pytest.mark.parametrize("url", ["nosuch://bucket/plan", "dask://worker/plan"])
def test_a_protocol_without_its_plug_in_says_what_to_install(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ProtocolMissing, match=rf"{url.partition(':')[0]}:// need .* 'openmutual\[remote\]'"):
        Location(url).read_bytes()


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="file") as caught:
        Location(str(tmp_path / "file")).make_folder()
    assert caught.value.errno == errno.EEXIST


def test_what_is_written_is_read_whole_or_in_part_and_removed_with_its_folder(folder: Location) -> None:
    inner = folder / "inner"
    inner.make_folder()
    (inner / "file").write_bytes(b"0123456789")
    assert (inner / "file").read_bytes() == b"0123456789"
    assert (inner / "file").read_bytes(3, 5) == b"34"
    inner.remove_folder()
    with pytest.raises(FileNotFoundError):
        (inner / "file").read_bytes()


def test_a_name_is_put_before_the_query(served: Location, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"here")
    file = served / "file"
    assert (file.name, file.url.rpartition("?")[2]) == ("file", "key=secret")
    assert file.read_bytes() == b"here"


def test_what_has_no_protocol_is_a_path() -> None:
    assert place("plan/log.parquet") == Path("plan/log.parquet")
    assert place("memory://plan") == Location("memory://plan")

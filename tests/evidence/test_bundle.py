"""Bundles: what may not go in, what is refused when it comes out, and that the rest comes out as it went in."""

import io
import tarfile

import pytest

from openmutual.errors import EvidenceError
from openmutual.evidence import files
from openmutual.evidence.files import SALT_NAME, pack, unpack

SALT = bytes(range(32))

BAD_NAMES = [
    "../x",
    "..",
    ".",
    "",
    "a/b",
    "/etc/passwd",
    "..\\x",
    "C:x",
    "a\0b",
    "a\nb",
    "a\x1b[2Jb",
    "scan\u202efdp.exe",
    " a",
    "a.",
    "CON",
    "nul.txt",
    "x" * 201,
]


def tar_of(*entries: tarfile.TarInfo | tuple[str, bytes]) -> bytes:
    """A tar as a stranger could make it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                tar.addfile(entry)
            else:
                info = tarfile.TarInfo(entry[0])
                info.size = len(entry[1])
                tar.addfile(info, io.BytesIO(entry[1]))
    return buffer.getvalue()


def special(kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo("x")
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_leads_elsewhere_or_deceives_is_not_packed(name: str) -> None:
    with pytest.raises(EvidenceError):
        pack({name: b""}, SALT)


@pytest.mark.parametrize("name", [name for name in BAD_NAMES if name and "\0" not in name])
def test_a_name_that_leads_elsewhere_or_deceives_is_not_unpacked(name: str) -> None:
    with pytest.raises(EvidenceError):
        unpack(tar_of((SALT_NAME, SALT), (name, b"")))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_is_refused(kind: bytes) -> None:
    with pytest.raises(EvidenceError, match="no plain file"):
        unpack(tar_of((SALT_NAME, SALT), special(kind, "/etc/passwd")))


def test_a_sparse_file_that_would_swell_is_refused() -> None:
    info = tarfile.TarInfo("x")
    info.pax_headers = {"GNU.sparse.map": "0,1", "GNU.sparse.size": "99999999999", "GNU.sparse.numblocks": "1"}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(info)
    with pytest.raises(EvidenceError, match="no plain file"):
        unpack(buffer.getvalue())


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(EvidenceError, match="twice"):
        unpack(tar_of((SALT_NAME, SALT), ("a", b"1"), ("a", b"2")))
    with pytest.raises(EvidenceError, match="same name"):
        pack({"scan.pdf": b"1", "SCAN.pdf": b"2"}, SALT)
    with pytest.raises(EvidenceError, match="same name"):
        pack({SALT_NAME: b"1"}, SALT)


@pytest.mark.parametrize("salt", [None, b"", bytes(15)])
def test_a_bundle_without_enough_salt_is_refused(salt: bytes | None) -> None:
    entries = [("a", b"1")] if salt is None else [(SALT_NAME, salt), ("a", b"1")]
    with pytest.raises(EvidenceError, match="no salt"):
        unpack(tar_of(*entries))


@pytest.mark.parametrize("content", [b"", b"no tar", bytes(5_000), b"\xff" * 10_240])
def test_what_is_no_bundle_is_refused(content: bytes) -> None:
    with pytest.raises(EvidenceError):
        unpack(content)


@pytest.mark.parametrize("cut", [100, 512, 1_500])
def test_a_cut_bundle_is_refused(cut: int) -> None:
    with pytest.raises(EvidenceError):
        unpack(pack({"a": bytes(3_000)}, SALT)[:cut])


def test_too_many_files_are_refused() -> None:
    with pytest.raises(EvidenceError, match="1 to 100 files, not 101"):
        pack({str(number): b"" for number in range(101)}, SALT)
    with pytest.raises(EvidenceError, match="more than a bundle may"):
        unpack(tar_of((SALT_NAME, SALT), *((str(number), b"") for number in range(101))))


def test_no_file_is_refused() -> None:
    with pytest.raises(EvidenceError, match="not 0"):
        pack({}, SALT)


def test_too_large_files_are_refused_and_the_largest_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 2_000)
    assert unpack(pack({"a": bytes(1_000), "b": bytes(1_000)}, SALT))
    with pytest.raises(EvidenceError, match="at most"):
        pack({"a": bytes(1_000), "b": bytes(1_001)}, SALT)
    with pytest.raises(EvidenceError, match="at most"):
        unpack(tar_of((SALT_NAME, SALT), ("a", bytes(2_001))))


def test_what_goes_in_comes_out() -> None:
    files = {"诊断.pdf": b"\0\1", "b ü.txt": b"", "x" * 200: b"long", ".hidden": b"."}
    assert unpack(pack(files, SALT)) == (files, SALT)


def test_the_same_files_make_the_same_bundle() -> None:
    assert pack({"a": b"1", "b": b"2"}, SALT) == pack({"b": b"2", "a": b"1"}, SALT)


def test_a_bundle_is_a_tar_that_says_nothing_of_who_packed_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(pack({"a": b"1"}, SALT))) as tar:
        entries = tar.getmembers()
    assert [entry.name for entry in entries] == [SALT_NAME, "a"]
    assert {(entry.uid, entry.gid, entry.uname, entry.gname, entry.mtime) for entry in entries} == {(0, 0, "", "", 0)}

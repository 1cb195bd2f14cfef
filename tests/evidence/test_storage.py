"""Storage: addresses are hashes, so nothing can be put in another's place, and nothing outside is reached."""

import hashlib
from pathlib import Path

import pytest

from openmutual.errors import EvidenceTampered, StorageError
from openmutual.evidence import Store, files
from openmutual.evidence.files import address_of, hash_in

CONTENT = b"sealed"
ADDRESS = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"


@pytest.mark.parametrize(
    "address", ["", "x", "../../etc/passwd", ADDRESS + "/..", ADDRESS.upper(), ADDRESS[7:], ADDRESS + "\n"]
)
def test_what_is_no_address_is_refused(store: Store, address: str) -> None:
    with pytest.raises(StorageError, match="is no address"):
        store.get(address)


def test_what_was_never_stored_is_not_there(store: Store) -> None:
    with pytest.raises(StorageError, match=r"does not have sha256:.* \(FileNotFoundError\)"):
        store.get(ADDRESS)


def test_a_changed_file_is_noticed(store: Store, folder: Path) -> None:
    store.put(CONTENT)
    [file] = folder.iterdir()
    file.write_bytes(b"other")
    with pytest.raises(EvidenceTampered, match="is something else"):
        store.get(ADDRESS)


def test_storing_again_mends_a_changed_file(store: Store, folder: Path) -> None:
    store.put(CONTENT)
    [file] = folder.iterdir()
    file.write_bytes(b"")
    store.put(CONTENT)
    assert store.get(ADDRESS) == CONTENT


def test_a_file_too_large_is_not_read_to_its_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(CONTENT)
    monkeypatch.setattr(files, "MOST_SEALED_BYTES", len(CONTENT))
    assert store.get(ADDRESS) == CONTENT
    monkeypatch.setattr(files, "MOST_SEALED_BYTES", len(CONTENT) - 1)
    with pytest.raises(StorageError, match="larger than evidence may be"):
        store.get(ADDRESS)


def test_an_unknown_kind_of_storage_is_refused() -> None:
    with pytest.raises(StorageError, match="nowhere://x cannot be used"):
        Store("nowhere://x")


def test_a_storage_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="does not take the file"):
        Store(str(tmp_path / "file")).put(CONTENT)


def test_a_password_in_the_url_is_not_shown() -> None:
    with pytest.raises(StorageError) as refused:
        Store("nowhere://user:hunter2@host/path?token=hunter2#hunter2")
    assert "hunter2" not in str(refused.value)
    assert refused.value.__suppress_context__
    assert "nowhere://host/path" in str(refused.value)


def test_content_lies_under_its_hash(store: Store, folder: Path) -> None:
    assert store.put(CONTENT) == ADDRESS == address_of(CONTENT)
    assert [file.name for file in folder.iterdir()] == [f"{ADDRESS[7:]}.age"]
    assert store.put(CONTENT) == ADDRESS
    assert hash_in(ADDRESS) == hashlib.sha256(CONTENT).digest()


@pytest.mark.parametrize("url", ["memory://evidence", "file://{}"])
def test_any_storage_that_fsspec_speaks_to_will_do(url: str, folder: Path) -> None:
    address = Store(url.format(folder)).put(CONTENT)
    assert Store(url.format(folder)).get(address) == CONTENT

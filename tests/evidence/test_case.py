"""The evidence of a case: who can open it, who cannot, and what is left once the case key is destroyed."""

import io
import tarfile
from pathlib import Path

import pytest

from openmutual.errors import EvidenceError, EvidenceLocked, EvidenceTampered, StorageError
from openmutual.evidence import AgeKey, Sealed, Store, age, check, grant, read, seal, verify
from openmutual.evidence.age import new_key
from openmutual.evidence.files import SALT_NAME, hash_in, pack

from .conftest import FILES


def test_nobody_opens_it_without_a_grant(sealed: Sealed, store: Store, juror: AgeKey) -> None:
    with pytest.raises(EvidenceLocked):
        read(sealed.address, juror, store)


def test_a_grant_is_of_no_use_to_another(sealed: Sealed, store: Store, juror: AgeKey) -> None:
    granted = grant(sealed.address, sealed.key, juror.public, store)
    with pytest.raises(EvidenceLocked):
        read(sealed.address, new_key(), store, granted)


def test_a_grant_of_one_case_does_not_open_another(sealed: Sealed, store: Store, juror: AgeKey) -> None:
    other = seal(FILES, [], store)
    granted = grant(other.address, other.key, juror.public, store)
    with pytest.raises(EvidenceError, match="no grant for"):
        read(sealed.address, juror, store, granted)


def test_what_is_no_grant_is_refused(sealed: Sealed, store: Store, juror: AgeKey) -> None:
    for content in (b"", f"# opens: {sealed.address}\n".encode()):
        granted = store.put(age.seal(content, [juror.public]))
        with pytest.raises(EvidenceError, match=r"no grant|no key"):
            read(sealed.address, juror, store, granted)


def test_another_key_than_the_cases_grants_nothing(sealed: Sealed, store: Store, juror: AgeKey, folder: Path) -> None:
    before = set(folder.iterdir())
    with pytest.raises(EvidenceLocked):
        grant(sealed.address, new_key(), juror.public, store)
    assert set(folder.iterdir()) == before


@pytest.mark.parametrize("reader", ["", "somebody", "age1qqqq"])
def test_nothing_is_sealed_for_what_is_no_reader(reader: str, store: Store, sealed: Sealed, folder: Path) -> None:
    before = set(folder.iterdir())
    with pytest.raises(EvidenceError, match="is no public age key"):
        seal(FILES, [reader], store)
    with pytest.raises(EvidenceError, match="is no public age key"):
        grant(sealed.address, sealed.key, reader, store)
    assert set(folder.iterdir()) == before


def test_too_many_readers_are_refused(store: Store, juror: AgeKey) -> None:
    with pytest.raises(EvidenceError, match="1 to 100 readers"):
        seal(FILES, [juror.public] * 100, store)


@pytest.mark.parametrize("place", [30, 200, -1])
def test_a_changed_byte_is_noticed(place: int, sealed: Sealed, store: Store, assessor: AgeKey, folder: Path) -> None:
    [file] = folder.iterdir()
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    with pytest.raises(EvidenceTampered):
        read(sealed.address, assessor, store)
    with pytest.raises(EvidenceTampered):
        verify(sealed.commitment, sealed.salt, sealed.address, store)


@pytest.mark.parametrize("place", [200, -1])
def test_the_seal_itself_notices_a_changed_byte(place: int, sealed: Sealed, store: Store, assessor: AgeKey) -> None:
    content = bytearray(store.get(sealed.address))
    content[place] ^= 1
    with pytest.raises(EvidenceLocked):
        age.unseal(bytes(content), assessor)


def test_a_lost_bundle_is_missed(sealed: Sealed, store: Store, assessor: AgeKey, folder: Path) -> None:
    [file] = folder.iterdir()
    file.unlink()
    with pytest.raises(StorageError):
        read(sealed.address, assessor, store)
    with pytest.raises(StorageError):
        verify(sealed.commitment, sealed.salt, sealed.address, store)


def test_a_wrong_salt_does_not_verify(sealed: Sealed, store: Store) -> None:
    with pytest.raises(EvidenceTampered, match="under this salt"):
        verify(sealed.commitment, bytes(32), sealed.address, store)
    with pytest.raises(EvidenceError, match="a salt has"):
        verify(sealed.commitment, sealed.salt[:8], sealed.address, store)


def test_the_same_files_sealed_again_are_not_the_evidence_of_the_case(
    sealed: Sealed, store: Store, assessor: AgeKey
) -> None:
    again = seal(FILES, [assessor.public], store)
    with pytest.raises(EvidenceTampered, match="its commitment is another one"):
        check(read(again.address, assessor, store), sealed.commitment)


def test_a_stranger_with_the_salt_cannot_put_other_files_in_its_place(
    sealed: Sealed, store: Store, assessor: AgeKey
) -> None:
    forged = store.put(age.seal(pack({"x": b"forged"}, sealed.salt), [assessor.public]))
    with pytest.raises(EvidenceTampered):
        check(read(forged, assessor, store), sealed.commitment)


def test_a_bundle_that_would_leave_its_folder_is_refused(store: Store, assessor: AgeKey) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in ((SALT_NAME, bytes(32)), ("../x", b"")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    address = store.put(age.seal(buffer.getvalue(), [assessor.public]))
    with pytest.raises(EvidenceError, match=r"no name|characters"):
        read(address, assessor, store)


def test_once_the_case_key_is_destroyed_old_readers_read_on_and_new_ones_cannot(
    sealed: Sealed, store: Store, assessor: AgeKey, juror: AgeKey
) -> None:
    granted, late = grant(sealed.address, sealed.key, juror.public, store), new_key()
    # What is left without the case key: the storage, and everybody's own keys.
    for key in (late, juror):
        with pytest.raises(EvidenceLocked):
            grant(sealed.address, key, late.public, store)
    for address in ("", granted):
        with pytest.raises(EvidenceLocked):
            read(sealed.address, late, store, address)
    assert read(sealed.address, assessor, store).files == FILES
    assert read(sealed.address, juror, store, granted).files == FILES
    verify(sealed.commitment, sealed.salt, sealed.address, store)


def test_readers_named_at_first_open_it(sealed: Sealed, store: Store, assessor: AgeKey) -> None:
    opened = read(sealed.address, assessor, store)
    assert opened.files == FILES
    check(opened, sealed.commitment)


def test_the_claimant_opens_it(sealed: Sealed, store: Store) -> None:
    assert read(sealed.address, sealed.key, store).files == FILES


def test_a_granted_reader_opens_it_and_finds_the_same_commitment(sealed: Sealed, store: Store, juror: AgeKey) -> None:
    granted = grant(sealed.address, sealed.key, juror.public, store)
    opened = read(sealed.address, juror, store, granted)
    assert opened.files == FILES
    check(opened, sealed.commitment)


def test_what_is_stored_is_in_the_age_format_and_shows_nothing(sealed: Sealed, store: Store, juror: AgeKey) -> None:
    granted = grant(sealed.address, sealed.key, juror.public, store)
    for address in (sealed.address, granted):
        content = store.get(address)
        assert content.startswith(b"age-encryption.org/v1\n-> ")
        for secret in (
            b"carcinoma",
            "诊断证明".encode(),
            sealed.salt,
            sealed.key.secret.encode(),
            juror.public.encode(),
        ):
            assert secret not in content


def test_a_grant_opened_by_hand_is_a_key_that_opens_the_bundle(sealed: Sealed, store: Store, juror: AgeKey) -> None:
    granted = grant(sealed.address, sealed.key, juror.public, store)
    text = age.unseal(store.get(granted), juror).decode()
    assert text == f"# opens: {sealed.address}\n# public key: {sealed.key.public}\n{sealed.key.secret}\n"


def test_the_commitment_is_to_the_stored_bundle(sealed: Sealed, store: Store) -> None:
    verify(sealed.commitment, sealed.salt, sealed.address, store)
    assert len(sealed.commitment) == len(sealed.salt) == len(hash_in(sealed.address)) == 32


def test_nothing_secret_shows(sealed: Sealed, store: Store) -> None:
    shown = f"{sealed!r} {read(sealed.address, sealed.key, store)!r} {store!r}"
    assert sealed.key.secret not in shown
    assert repr(sealed.salt) not in shown
    assert "carcinoma" not in shown

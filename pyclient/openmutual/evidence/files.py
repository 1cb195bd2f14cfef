"""Evidence as files: read, made into one bundle, kept by the hash of its content, taken out again.

A local folder needs nothing; `s3://`, `http://` or `ipfs://` need their fsspec plug-in.  What is stored is sealed, and
whoever keeps it can neither read it nor change it unnoticed; they can only lose it.

What comes out of a bundle was written by somebody else, so names that could leave a folder or deceive a reader are
refused, and so is everything that is no plain file.  Names are as secret as what they name: they are inside the seal.
"""

import hashlib
import io
import json
import re
import tarfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..codec import to_hex
from ..errors import EvidenceError, EvidenceTampered, StorageError
from ..files import create, write_secret
from ..plans.document import read_document
from .commitment import LEAST_SALT_BYTES

MOST_BYTES = 64 * 1024 * 1024
"""All files of a bundle together."""

MOST_FILES = 100
MOST_NAME_BYTES = 200

SALT_NAME = "openmutual-salt"
"""The file of a bundle that holds the commitment's salt, so that whoever can open it can check it."""

_FORBIDDEN = set('/\\:*?"<>|')
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}


def pack(files: Mapping[str, bytes], salt: bytes) -> bytes:
    """A bundle of files, by name.  The same files and salt make the same bytes: no owner, no time, sorted.

    Raises:
        EvidenceError: a name is not allowed, or there are too many files, too few or too large ones.
    """
    _check(files)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in [(SALT_NAME, salt), *sorted(files.items())]:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def unpack(bundle: bytes) -> tuple[dict[str, bytes], bytes]:
    """The files of a bundle by name, and its salt.

    Raises:
        EvidenceError: it is no bundle, or holds what no bundle may.
    """
    try:
        files = _members(bundle)
    except (tarfile.TarError, ValueError, OverflowError):
        raise EvidenceError("what was sealed is no bundle of evidence") from None
    salt = files.pop(SALT_NAME, b"")
    if len(salt) < LEAST_SALT_BYTES:
        raise EvidenceError("the bundle holds no salt")
    _check(files)
    return files, salt


def check_name(name: str) -> str:
    """A name that stays in its folder on every system and shows as what it is.  Raises EvidenceError."""
    if not name or name != name.strip() or name.endswith(".") or name.partition(".")[0].upper() in _DEVICES:
        raise EvidenceError(f"{name!a} is no name for a file")
    if any(character in _FORBIDDEN or unicodedata.category(character)[0] == "C" for character in name):
        raise EvidenceError(f"{name!a} holds characters that no file name of evidence may")
    if len(name.encode()) > MOST_NAME_BYTES:
        raise EvidenceError(f"{name[:40]!a}… is too long for a file name")
    return name


def _members(bundle: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(bundle), mode="r:") as tar:
        for entry in tar:
            if entry.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or entry.sparse is not None:
                raise EvidenceError(f"{entry.name!a} in the bundle is no plain file")
            if entry.name in files:
                raise EvidenceError(f"{entry.name!a} is in the bundle twice")
            if len(files) > MOST_FILES or entry.size > len(bundle):
                raise EvidenceError("the bundle holds more than a bundle may")
            content = tar.extractfile(entry)
            files[entry.name] = content.read() if content is not None else b""
    return files


def _check(files: Mapping[str, bytes]) -> None:
    if not 1 <= len(files) <= MOST_FILES:
        raise EvidenceError(f"a bundle holds 1 to {MOST_FILES} files, not {len(files)}")
    if sum(map(len, files.values())) > MOST_BYTES:
        raise EvidenceError(f"a bundle holds at most {MOST_BYTES // 1024 // 1024} MiB")
    folded = {unicodedata.normalize("NFC", check_name(name)).casefold() for name in files}
    if len(folded) < len(files) or SALT_NAME in folded:
        raise EvidenceError("two files of a bundle cannot have the same name")


FORMAT = "openmutual evidence 1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a claimant keeps beside the case key; it holds no key and says nothing of what was sealed.

    Attributes:
        commitment: what the chain holds, 32 bytes.
        address: where the bundle is stored.
        salt: what opens the commitment.
    """

    commitment: bytes
    address: str
    salt: bytes

    def to_json(self) -> dict[str, str]:
        """As it stands in a file."""
        shown = {"commitment": to_hex(self.commitment), "address": self.address, "salt": to_hex(self.salt)}
        return {"format": FORMAT, **shown}


def write_receipt(file: Path, receipt: Receipt) -> None:
    """Write a receipt into a new file.  Raises KeyFileError."""
    write_secret(file, (json.dumps(receipt.to_json(), indent=2) + "\n").encode())


def read_receipt(file: Path) -> Receipt:
    """A receipt out of its file.  Raises FileError."""
    top = read_document(file)
    fields = top.fields(["format", "commitment", "address", "salt"])
    if fields["format"].text() != FORMAT:
        raise fields["format"].error(f"must be {FORMAT!r}")
    address = fields["address"].text()
    try:
        hash_in(address)
    except StorageError as error:
        raise fields["address"].error(str(error)) from None
    return Receipt(fields["commitment"].data(32), address, fields["salt"].data())


def read_files(paths: Iterable[Path]) -> dict[str, bytes]:
    """Files to be sealed, by their last names.

    Raises:
        EvidenceError: one cannot be read, is too large, or has the name of another.
    """
    files: dict[str, bytes] = {}
    for path in paths:
        if path.name in files:
            raise EvidenceError(f"two files are named {path.name!a}; rename one")
        try:
            with path.open("rb") as source:
                files[path.name] = source.read(MOST_BYTES + 1)
        except OSError as error:
            raise EvidenceError(f"{path} cannot be read: {error.strerror}") from None
        if sum(map(len, files.values())) > MOST_BYTES:
            raise EvidenceError(f"the files are larger than {MOST_BYTES // 1024 // 1024} MiB together")
    return files


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write opened evidence into a new folder that only its owner may enter; returns the files, sorted.

    Raises:
        EvidenceError: the folder is there already, cannot be made, or a name would lead out of it.
    """
    names = sorted(check_name(name) for name in files)
    try:
        folder.mkdir(mode=0o700, parents=True)
        for name in names:
            create(folder / name, files[name])
    except FileExistsError:
        raise EvidenceError(f"{folder} is there already; name a new folder") from None
    except OSError as error:
        raise EvidenceError(f"{folder} cannot be written: {error.strerror}") from None
    return [folder / name for name in names]


MOST_SEALED_BYTES = MOST_BYTES + 1024 * 1024
"""The most that is read for one address: the largest bundle, sealed."""

_ADDRESS = re.compile(r"sha256:([0-9a-f]{64})")


def address_of(content: bytes) -> str:
    """The address of content: `sha256:` and its hash."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def hash_in(address: str) -> bytes:
    """The hash that an address is, 32 bytes.  Raises StorageError for anything else."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise StorageError(f"{address[:80]!a} is no address; one is sha256: and 64 hexadecimal digits")
    return bytes.fromhex(found[1])


class Store:
    """A storage, by its fsspec URL; a path is a local folder, made when it is first written to.

    Raises:
        StorageError: there is no such kind of storage here.
    """

    def __init__(self, url: str) -> None:
        self.shown = _shown(url)
        with self._spoken_to("cannot be used"):
            from fsspec.core import url_to_fs  # type: ignore[import-untyped]

            options = {"auto_mkdir": True} if urlsplit(url).scheme in {"", "file", "local"} else {}
            self._files, root = url_to_fs(url, **options)
            self._root = str(root).rstrip("/")

    def __repr__(self) -> str:
        return f"<Store at {self.shown}>"

    def put(self, content: bytes) -> str:
        """Store content; returns its address.  Raises StorageError."""
        address = address_of(content)
        with self._spoken_to("does not take the file"):
            self._files.pipe_file(self._path(address), content)
        return address

    def get(self, address: str) -> bytes:
        """What is stored at an address.

        Raises:
            StorageError: it is not there, is too large, or the storage does not answer.
            EvidenceTampered: what is there is not what the address stands for.
        """
        path = self._path(address)
        with self._spoken_to(f"does not have {address}"), self._files.open(path, "rb") as file:
            content = bytes(file.read(MOST_SEALED_BYTES + 1))
        if len(content) > MOST_SEALED_BYTES:
            raise StorageError(f"{address} is larger than evidence may be")
        if address_of(content) != address:
            raise EvidenceTampered(f"what {self.shown} gives for {address} is something else")
        return content

    def _path(self, address: str) -> str:
        return f"{self._root}/{hash_in(address).hex()}.age"

    @contextmanager
    def _spoken_to(self, problem: str) -> Iterator[None]:
        """Plug-ins raise what they like, and may repeat an address with its password: only the kind is shown."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  plug-ins' errors have no common base
            raise StorageError(f"the storage at {self.shown} {problem} ({type(error).__name__})") from None


def _shown(url: str) -> str:
    """A URL without the password, key or query that it may carry."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else url

"""Evidence on a disk: files read to be sealed, files written where a reader wants them, the claimant's receipt."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..codec import to_hex
from ..errors import EvidenceError, StorageError
from ..files import create
from ..plans.document import read_document
from .bundle import MOST_BYTES, check_name
from .keys import write_privately
from .storage import hash_in

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
    write_privately(file, (json.dumps(receipt.to_json(), indent=2) + "\n").encode())


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

"""A juror's sealed votes, kept on this machine from the moment before one is sent until it is opened.

The chain holds a hash; only vote and secret together open it, and whoever loses the secret loses the vote and is barred
for a while.  So a ballot is on the disk, whole, before anything is sent; none is ever written over; and it is found
again by the very hash that the chain holds, whatever happened in between.
"""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from eth_utils.address import to_checksum_address

from ..codec import to_hex
from ..errors import BallotError, FileError
from ..files import PRIVATE, replace
from ..plans.document import read_document
from ..records import Account

FORMAT = "openmutual ballot 1"
SECRET_BYTES = 32
FOLDER_VARIABLE = "OPENMUTUAL_BALLOTS"
"""The environment variable that may name the folder of ballots."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote with what opens it.

    Attributes:
        commitment: what the chain holds for it, 32 bytes.
        pays: the vote: whether it is for the claimant; never shown before it is opened.
        secret: 32 random bytes; never shown.
    """

    juror: Account
    dispute: int
    commitment: bytes
    pays: bool = field(repr=False)
    secret: bytes = field(repr=False)


def new_secret() -> bytes:
    """A fresh secret to seal a vote with."""
    return secrets.token_bytes(SECRET_BYTES)


def home() -> Path:
    """The folder of ballots: the one that the environment names, else one in the user's own data."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get(FOLDER_VARIABLE) or Path(data) / "openmutual" / "ballots")


class Ballots:
    """A folder of ballots that only its owner may enter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, ballot: Ballot) -> Path:
        """Write a ballot down; whole and on the disk when this returns.  Raises BallotError."""
        words = {"juror": ballot.juror, "dispute": ballot.dispute, "commitment": to_hex(ballot.commitment)}
        vote = {"pays": ballot.pays, "secret": to_hex(ballot.secret)}
        file = self._file(ballot.commitment)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            content = json.dumps({"format": FORMAT, **words, **vote}, indent=2) + "\n"
            replace(file, content.encode(), PRIVATE)
        except OSError as error:
            raise BallotError(f"the secret of the vote cannot be kept in {self.folder}: {error.strerror}") from None
        return file

    def find(self, commitment: bytes) -> Ballot | None:
        """The ballot that a commitment stands for, if it is here.  Raises FileError if it was tampered with."""
        file = self._file(commitment)
        if not file.exists():
            return None
        fields = read_document(file).fields(["format", "juror", "dispute", "commitment", "pays", "secret"])
        if fields["format"].text() != FORMAT:
            raise fields["format"].error(f"must be {FORMAT!r}")
        if fields["commitment"].data(32) != commitment:
            raise fields["commitment"].error("must be what the file is named by")
        return Ballot(
            juror=to_checksum_address(fields["juror"].data(20)),
            dispute=fields["dispute"].whole(0, 2**64 - 1),
            commitment=commitment,
            pays=fields["pays"].flag(),
            secret=fields["secret"].data(SECRET_BYTES),
        )

    def kept(self) -> Iterator[Ballot | FileError]:
        """Each ballot that is here, in no particular order; in place of one that was tampered with, what is wrong."""
        for file in self.folder.glob("*.json"):
            if _is_hash(file.stem):
                try:
                    found = self.find(bytes.fromhex(file.stem))
                except FileError as error:
                    yield error
                else:
                    yield from () if found is None else (found,)

    def forget(self, commitment: bytes) -> None:
        """Remove a ballot that was refused, so that nothing stands for it on any chain."""
        self._file(commitment).unlink(missing_ok=True)

    def _file(self, commitment: bytes) -> Path:
        return self.folder / f"{commitment.hex()}.json"


def _is_hash(name: str) -> bool:
    return len(name) == 64 and all(digit in "0123456789abcdef" for digit in name)

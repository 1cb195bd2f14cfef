"""What a panel decides: each assessor signs it alone, without any chain, into a file; a quorum of files goes to one.

The file holds nothing that the chain will not hold too: the case, the verdict, the level, the hash of the report.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..chain.signers import Keyring
from ..codec import to_hex
from ..errors import DecisionError, FileError
from ..files import replace
from ..plans.document import Value, read_document
from ..records import Account
from . import typed_data
from .typed_data import Decision, Place, Seal

FORMAT = "openmutual seal 1"
MOST = 2**64 - 1
"""No chain, case or level has a larger number."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A decision with one assessor's signature.

    Attributes:
        place: the chain, and the case desk on it.
        decision: case, verdict, number of the level, hash of the report.
    """

    place: Place
    decision: Decision
    assessor: Account
    signature: bytes

    def to_json(self) -> dict[str, Any]:
        """As it stands in a file."""
        (chain, desk), (case, approve, level, report) = self.place, self.decision
        words = {"case": case, "approve": approve, "level": level, "report": to_hex(report)}
        signed = {"assessor": self.assessor, "signature": to_hex(self.signature)}
        return {"format": FORMAT, "chain": chain, "desk": desk, **words, **signed}


def sign(keyring: Keyring, assessor: Account, place: Place, decision: Decision) -> Sealed:
    """Sign a decision.  Raises ChainError if the keyring does not have the assessor's key."""
    return Sealed(place, decision, assessor, keyring.sign_words(assessor, typed_data.decision_words(place, decision)))


def write_seal(file: Path, sealed: Sealed) -> None:
    """Write a signed decision.  Raises FileError."""
    try:
        replace(file, (json.dumps(sealed.to_json(), indent=2) + "\n").encode())
    except OSError as error:
        raise FileError(str(file), 0, "", f"cannot be written: {error.strerror}") from None


def read_seal(file: Path) -> Sealed:
    """A signed decision out of its file.  Raises FileError."""
    names = ["format", "chain", "desk", "case", "approve", "level", "report", "assessor", "signature"]
    fields = read_document(file).fields(names)
    if fields["format"].text() != FORMAT:
        raise fields["format"].error(f"must be {FORMAT!r}")
    case, level = (fields[name].whole(0, MOST) for name in ("case", "level"))
    return Sealed(
        place=(fields["chain"].whole(1, MOST), _account(fields["desk"])),
        decision=(case, fields["approve"].flag(), level, fields["report"].data(32)),
        assessor=_account(fields["assessor"]),
        signature=fields["signature"].data(),
    )


def is_signed(sealed: Sealed) -> bool:
    """Whether the assessor's own key made the signature; a contract's (ERC-1271) only its chain can check."""
    from eth_account import Account as Accounts
    from eth_account.messages import encode_typed_data

    words = typed_data.decision_words(sealed.place, sealed.decision)
    message = encode_typed_data(words["domain"], words["types"], words["message"])
    try:
        return bool(Accounts.recover_message(message, signature=sealed.signature) == sealed.assessor)
    except Exception:  # noqa: BLE001  eth_account's errors have no common base
        return False


def gather(sealed: Sequence[Sealed], place: Place) -> tuple[Decision, list[Seal]]:
    """The one decision that all have signed, and their signatures as a desk takes them: assessors rising.

    Raises:
        DecisionError: there are none, they are for another desk, somebody has signed twice, or not all the same.
    """
    if not sealed:
        raise DecisionError("there is no seal to submit")
    for one in sealed:
        if one.place != place:
            raise DecisionError(f"{one.assessor} has signed for the desk {one.place[1]} on chain {one.place[0]}")
        if one.decision != sealed[0].decision:
            raise DecisionError(f"{one.assessor} has signed another decision than {sealed[0].assessor}")
    ordered = sorted(sealed, key=lambda one: int(one.assessor, 16))
    for one, following in pairwise(ordered):
        if one.assessor == following.assessor:
            raise DecisionError(f"{one.assessor} has signed twice, and counts once")
    return sealed[0].decision, [(one.assessor, one.signature) for one in ordered]


def _account(value: Value) -> Account:
    from eth_utils.address import to_checksum_address

    return to_checksum_address(value.data(20))

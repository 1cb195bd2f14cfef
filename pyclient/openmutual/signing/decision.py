"""What a panel decides: each assessor signs it alone, without any chain, into a file; a quorum of files goes to one.

The file holds nothing that the chain will not hold too: the case, the verdict, the level, the hash of the report.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..codec import to_hex
from ..errors import DecisionError, FileError
from ..files import replace
from ..plans.document import Value, read_document
from ..records import Account
from . import typed_data
from .typed_data import Decision, Seal, Signer, SigningDomain

FORMAT = "openmutual seal 1"
MOST = 2**64 - 1
"""No chain, case or level has a larger number."""


@dataclass(frozen=True, slots=True)
class SignedDecision:
    """A decision with one assessor's signature; `domain` is the chain, and the case desk on it."""

    domain: SigningDomain
    decision: Decision
    assessor: Account
    signature: bytes

    def to_json(self) -> dict[str, Any]:
        """As it stands in a file."""
        where = {"chain": self.domain.chain_id, "desk": self.domain.contract}
        decided = asdict(self.decision) | {"report": to_hex(self.decision.report)}
        signed = {"assessor": self.assessor, "signature": to_hex(self.signature)}
        return {"format": FORMAT, **where, **decided, **signed}


def sign(signer: Signer, assessor: Account, domain: SigningDomain, decision: Decision) -> SignedDecision:
    """Sign a decision.  Raises ChainError without the assessor's key."""
    signature = signer.sign_typed_data(assessor, typed_data.decision_data(domain, decision))
    return SignedDecision(domain, decision, assessor, signature)


def write_seal(file: Path, signed: SignedDecision) -> None:
    """Write a signed decision.  Raises FileError."""
    try:
        replace(file, (json.dumps(signed.to_json(), indent=2) + "\n").encode())
    except OSError as error:
        raise FileError(str(file), 0, "", f"cannot be written: {error.strerror}") from None


def read_seal(file: Path) -> SignedDecision:
    """A signed decision out of its file.  Raises FileError."""
    names = ["format", "chain", "desk", "case", "approve", "level", "report", "assessor", "signature"]
    fields = read_document(file).fields(names)
    if fields["format"].text() != FORMAT:
        raise fields["format"].error(f"must be {FORMAT!r}")
    case, level = (fields[name].whole(0, MOST) for name in ("case", "level"))
    return SignedDecision(
        domain=SigningDomain(fields["chain"].whole(1, MOST), _account(fields["desk"])),
        decision=Decision(case, fields["approve"].flag(), level, fields["report"].data(32)),
        assessor=_account(fields["assessor"]),
        signature=fields["signature"].data(),
    )


def is_signed(signed: SignedDecision) -> bool:
    """Whether the assessor's own key made the signature; a contract's (ERC-1271) only its chain can check."""
    from eth_account import Account as Accounts
    from eth_account.messages import encode_typed_data

    data = typed_data.decision_data(signed.domain, signed.decision)
    message = encode_typed_data(data["domain"], data["types"], data["message"])
    try:
        return bool(Accounts.recover_message(message, signature=signed.signature) == signed.assessor)
    except Exception:  # noqa: BLE001  eth_account's errors have no common base
        return False


def gather(signed: Sequence[SignedDecision], domain: SigningDomain) -> tuple[Decision, list[Seal]]:
    """The one decision that all have signed, and their signatures as a desk takes them: assessors rising.

    Raises:
        DecisionError: there are none, they are for another desk, somebody has signed twice, or not all the same.
    """
    if not signed:
        raise DecisionError("there is no seal to submit")
    for one in signed:
        if one.domain != domain:
            where = f"{one.domain.contract} on chain {one.domain.chain_id}"
            raise DecisionError(f"{one.assessor} has signed for the desk {where}")
        if one.decision != signed[0].decision:
            raise DecisionError(f"{one.assessor} has signed another decision than {signed[0].assessor}")
    ordered = sorted(signed, key=lambda one: int(one.assessor, 16))
    for one, following in pairwise(ordered):
        if one.assessor == following.assessor:
            raise DecisionError(f"{one.assessor} has signed twice, and counts once")
    return signed[0].decision, [Seal(one.assessor, one.signature) for one in ordered]


def _account(value: Value) -> Account:
    from eth_utils.address import to_checksum_address

    return to_checksum_address(value.data(20))

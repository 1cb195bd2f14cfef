"""What a panel decides: each assessor signs it alone, without any chain, into a file; a quorum of files goes to one.

The file holds nothing that the chain will not hold too: the case, the verdict, the level, the hash of the report.  The
level stands there by number and by name, with the hash of the plan file that gave the one for the other.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..codec import to_hex
from ..errors import DecisionError, FileError, OtherPlan
from ..files import replace
from ..plans.document import Value, read_document
from ..records import Account
from . import typed_data
from .typed_data import Decision, Seal, Signer, SigningDomain

FORMAT = "openmutual seal 2"
MOST = 2**64 - 1
"""No chain, case or level has a larger number."""


@dataclass(frozen=True, slots=True)
class SignedDecision:
    """A decision with one assessor's signature.

    Attributes:
        domain: the chain, and the case desk on it.
        level_name: what the assessor read; only the level's number is signed.
        plan_hash: of the plan file that they read, 32 bytes.  It is not signed: it tells the wrong file, not a forger.
    """

    domain: SigningDomain
    decision: Decision
    assessor: Account
    signature: bytes
    level_name: str
    plan_hash: bytes

    def to_json(self) -> dict[str, Any]:
        """As it stands in a file."""
        where = {"chain": self.domain.chain_id, "desk": self.domain.contract, "plan": to_hex(self.plan_hash)}
        decided = asdict(self.decision) | {"report": to_hex(self.decision.report)}
        decided["level_name"] = self.level_name
        signed = {"assessor": self.assessor, "signature": to_hex(self.signature)}
        return {"format": FORMAT, **where, **decided, **signed}


def sign(
    signer: tuple[Signer, Account], domain: SigningDomain, decision: Decision, plan: tuple[bytes, str]
) -> SignedDecision:
    """Sign a decision.

    Args:
        signer: whoever has the assessor's key, and the assessor.
        domain: the chain, and the case desk on it.
        decision: what is signed.
        plan: the hash of the plan file (32 bytes), and the name that the level has there.

    Raises:
        ChainError: the assessor's key is not there.
    """
    keyring, assessor = signer
    plan_hash, level_name = plan
    signature = keyring.sign_typed_data(assessor, typed_data.decision_data(domain, decision))
    return SignedDecision(domain, decision, assessor, signature, level_name, plan_hash)


def write_seal(file: Path, signed: SignedDecision) -> None:
    """Write a signed decision.  Raises FileError."""
    try:
        replace(file, (json.dumps(signed.to_json(), indent=2) + "\n").encode())
    except OSError as error:
        raise FileError(str(file), 0, "", f"cannot be written: {error.strerror}") from None


def read_seal(file: Path) -> SignedDecision:
    """A signed decision out of its file.  Raises FileError."""
    names = ["format", "chain", "desk", "plan", "case", "approve", "level", "level_name", "report"]
    names += ["assessor", "signature"]
    fields = read_document(file).fields(names)
    if fields["format"].text() != FORMAT:
        raise fields["format"].error(f"must be {FORMAT!r}")
    case, level = (fields[name].whole(0, MOST) for name in ("case", "level"))
    return SignedDecision(
        domain=SigningDomain(fields["chain"].whole(1, MOST), _account(fields["desk"])),
        decision=Decision(case, fields["approve"].flag(), level, fields["report"].data(32)),
        assessor=_account(fields["assessor"]),
        signature=fields["signature"].data(),
        level_name=fields["level_name"].text(),
        plan_hash=fields["plan"].data(32),
    )


def is_signed(signed: SignedDecision) -> bool:
    """Whether the assessor's own key made the signature; a contract's (ERC-1271) only its chain can check."""
    data = typed_data.decision_data(signed.domain, signed.decision)
    return typed_data.signer_of(data, signed.signature) == signed.assessor


def gather(
    signed: Sequence[SignedDecision], domain: SigningDomain, plan_hash: bytes, levels: Sequence[str]
) -> tuple[Decision, list[Seal]]:
    """The one decision that all have signed, and their signatures as a desk takes them: assessors rising.

    Args:
        signed: what the assessors' files hold.
        domain: the chain, and the case desk on it.
        plan_hash: of the plan on the chain, 32 bytes.
        levels: the names of its levels, in the order of their numbers.

    Raises:
        DecisionError: there are none, they are for another desk, the level's name stands for another number there,
            somebody has signed twice, or not all the same.
        OtherPlan: somebody has read the level's name in another plan file than the chain's.
    """
    if not signed:
        raise DecisionError("there is no seal to submit")
    for one in signed:
        if one.domain != domain:
            where = f"{one.domain.contract} on chain {one.domain.chain_id}"
            raise DecisionError(f"{one.assessor} has signed for the desk {where}")
        _expect_read_as_on_chain(one, plan_hash, levels)
        if one.decision != signed[0].decision:
            raise DecisionError(f"{one.assessor} has signed another decision than {signed[0].assessor}")
    ordered = sorted(signed, key=lambda one: int(one.assessor, 16))
    for one, following in pairwise(ordered):
        if one.assessor == following.assessor:
            raise DecisionError(f"{one.assessor} has signed twice, and counts once")
    return signed[0].decision, [Seal(one.assessor, one.signature) for one in ordered]


def _expect_read_as_on_chain(signed: SignedDecision, plan_hash: bytes, levels: Sequence[str]) -> None:
    """The plan's hash gives each level its number; the seal's own may still be another, so it is compared too."""
    name, number = signed.level_name, signed.decision.level
    if signed.plan_hash != plan_hash:
        raise OtherPlan(signed.assessor, signed.plan_hash, plan_hash)
    if name not in levels or levels.index(name) != number:
        raise DecisionError(
            f"{signed.assessor} has signed for level {name} as number {number}, but on the chain the levels are "
            f"{', '.join(levels)}, counted from 0; sign anew by the plan file that was deployed"
        )


def _account(value: Value) -> Account:
    from eth_utils.address import to_checksum_address

    return to_checksum_address(value.data(20))

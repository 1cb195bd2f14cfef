"""What is wrong with the proof of a balance.  `proof.js` refuses for the same reasons, under the same names."""

from typing import Any, ClassVar

from .base import OpenMutualError


class ProofError(OpenMutualError):
    """A proof of a balance does not hold.

    Attributes:
        facts: what its sentence tells, by name.
    """

    message: ClassVar[str]

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.message.format(**facts))


class OtherMember(ProofError):
    """The proof is another member's."""

    message = "the proof is of {said}, not of {wanted}; ask for the one of {wanted}"


class OtherLedger(ProofError):
    """The proof is of another plan."""

    message = "the proof is of the ledger {said}, not of {wanted}; ask for one from the plan you mean"


class OtherChain(ProofError):
    """The proof is of another chain."""

    message = "the proof is of chain {said}, not of chain {wanted}; ask for one from the chain you mean"


class OtherBlock(ProofError):
    """The header in the proof is not that of the block."""

    message = (
        "the header in the proof hashes to {said}, not to {wanted}: it is of another block or another chain, or was "
        "changed; take the hash of block {block}, from somewhere else"
    )


class AccountUnproven(ProofError):
    """The nodes in the proof do not lead from the state's root to the ledger."""

    message = (
        "the proof does not show the account of {ledger}: it is of another contract, or was changed; ask for it anew"
    )


class OtherCode(ProofError):
    """The ledger does not run the packaged code with these immutables."""

    message = "the code of {ledger} is not the packaged one with the immutables in the proof; ask for it anew"


class StorageUnproven(ProofError):
    """The nodes in the proof do not lead from the storage's root to every slot that the balance follows from."""

    message = (
        "the proof does not show what the ledger stores of {member}: it is of another member, or was changed; "
        "ask for it anew"
    )


class SpareNodes(ProofError):
    """The proof holds nodes that prove nothing."""

    message = "the proof holds {count} nodes that lead nowhere: it was put together from others; ask for it anew"


class FiguresDiffer(ProofError):
    """The proof claims another figure than it proves."""

    message = "the proof claims that {figure} is {said}, and proves that it is {proven}; go by what is proven"


class NotProvable(OpenMutualError):
    """No proof of a balance can be cut from what is known of a plan.

    Attributes:
        reason: `headers`, `account`, `code` or `storage`: the first step down from the block's hash that fails.
    """

    REASONS: ClassVar[dict[str, str]] = {
        "headers": "blocks of this chain are not hashed as Ethereum's, or the source's last header is not the block's",
        "account": "the source gives no proof of the ledger's account; ask a node that answers eth_getProof",
        "code": "the ledger does not run the packaged code; openmutual audit says where it differs",
        "storage": "the ledger does not store what its log comes to; openmutual audit says where",
    }

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"no balance can be proven here: {self.REASONS[reason]}")

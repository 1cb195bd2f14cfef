"""What each immutable of a plan's contracts must be, by the terms, the roles and the addresses.

A value is a number, an account, or 32 bytes.
"""

from collections.abc import Mapping

from ...codec import to_hex
from ...records import Account
from ..hashing import keccak
from ..replay.state import ReplayedPlan
from ..source.extract import PlanContracts

Value = int | Account | bytes

EIP712_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"

Values = Mapping[str, Value]
"""Immutables by their names in the artifacts."""


def due_immutables(plan: ReplayedPlan, contracts: PlanContracts, chain_id: int) -> dict[str, Values]:
    """All immutables of a plan's contracts, by the contract's name."""
    ledger, desk, jury, terms = contracts.ledger, contracts.desk, contracts.jury, plan.terms
    return {
        "MutualLedger": {
            **_charter(plan),
            "token": contracts.token,
            "desk": desk,
            "enrolment": contracts.enrolment,
            "supervisor": plan.roles.supervisor,
            "sponsor": plan.roles.sponsor,
        },
        "CaseDesk": {
            **_signing("openmutual case desk", desk, chain_id),
            "_period": terms.period,
            "_notice": terms.notice,
            "_filing": terms.filing,
            "_runOff": terms.run_off,
            "ledger": ledger,
            "jury": jury,
            "quorum": terms.quorum,
            "_panelSize": terms.assessors,
            "_decision": terms.decision,
        },
        "Jury": {
            "ledger": ledger,
            "desk": desk,
            "_size": terms.jury.size,
            "_quorum": terms.jury.quorum,
            "_commit": terms.jury.commit,
            "_reveal": terms.jury.reveal,
            "_waiting": terms.waiting,
        },
        "Enrolment": {
            **_signing("openmutual enrolment", contracts.enrolment, chain_id),
            "ledger": ledger,
            "desk": desk,
            "attestor": plan.roles.attestor,
            "_grace": terms.grace,
        },
    }


def _charter(plan: ReplayedPlan) -> Values:
    """The terms that the ledger holds as immutables; per-unit money in steps."""
    terms = plan.terms
    # Terms without a step are refused by every honest ledger, and found elsewhere.
    step = max(terms.step, 1)
    return {
        "_period": terms.period,
        "_notice": terms.notice,
        "_runOff": terms.run_off,
        "_deployedAt": plan.opened_at,
        "_step": terms.step,
        "_caseCap": terms.case_cap,
        "_periodCapSteps": terms.period_cap // step,
        "_yearCapSteps": terms.year_cap // step,
        "_backstopCap": terms.backstop_cap,
        "_duesSteps": terms.dues // step,
        "_reserveSteps": terms.reserve // step,
        "_grace": terms.grace,
        "_bond": terms.jury.bond,
        "_reward": terms.jury.reward,
        "_minMembers": max(terms.min_members, 1),
        "_tierCount": len(terms.tiers),
        "_levelCount": len(terms.levels),
    }


def _signing(name: str, contract: Account, chain_id: int) -> Values:
    """What OpenZeppelin's EIP712 keeps so that a signature holds for one contract on one chain."""
    hashed = [keccak(text.encode()) for text in (EIP712_DOMAIN, name, "1")]
    place = word(chain_id) + word(contract)
    return {
        "EIP712._cachedDomainSeparator": keccak(b"".join(hashed) + place),
        "EIP712._cachedChainId": chain_id,
        "EIP712._cachedThis": contract,
        "EIP712._hashedName": hashed[1],
        "EIP712._hashedVersion": hashed[2],
        "EIP712._name": _short(name),
        "EIP712._version": _short("1"),
    }


def _short(text: str) -> bytes:
    """A short string in one word: its bytes from the left, their number at the right."""
    return text.encode().ljust(31, b"\0") + bytes((len(text),))


def word(value: Value) -> bytes:
    """A value as the code holds it: 32 bytes; nobody is zero.  More than a word is longer, as no code can hold it."""
    if isinstance(value, bytes):
        return value
    number = value if isinstance(value, int) else int(value or "0", 16)
    return number.to_bytes(max(32, (number.bit_length() + 7) // 8), "big")


def spell(held: bytes, value: Value) -> str:
    """What the code holds, written as the value that is due would be."""
    number = int.from_bytes(held, "big")
    if isinstance(value, bytes) or (isinstance(value, str) and number >= 1 << 160):
        return to_hex(held)
    return str(number) if isinstance(value, int) else f"0x{number:040x}"

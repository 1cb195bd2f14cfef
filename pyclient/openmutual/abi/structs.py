"""Terms, roles and block headers as they are encoded: in calls, in logs, under a hash.

A draw is proven by such a header: the jury reads the block's randomness from it once its hash fits.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sha3 import keccak_256  # type: ignore[import-untyped]

from ..codec import ZERO_ADDRESS, from_hex
from ..errors import ForeignHeaders
from ..records import NOBODY, Account, JuryTerms, Level, Roles, Terms, Tier
from .rlp import number, sequence, string


def terms_words(terms: Terms) -> tuple[Any, ...]:
    """Terms in the order of the contracts' struct."""
    jury = terms.jury
    return (
        terms.step,
        [(name_word(tier.name), tier.units, tier.deposit) for tier in terms.tiers],
        [
            (name_word(level.name), level.benefit, level.fee, level.ends_membership, level.waiting)
            for level in terms.levels
        ],
        terms.case_cap,
        terms.period_cap,
        terms.year_cap,
        terms.backstop_cap,
        terms.dues,
        terms.waiting,
        terms.period,
        terms.notice,
        terms.grace,
        terms.filing,
        terms.decision,
        terms.run_off,
        terms.min_members,
        terms.assessors,
        terms.quorum,
        (jury.size, jury.quorum, jury.bond, jury.reward, jury.commit, jury.reveal),
    )


def terms_from(words: Mapping[str, Any]) -> Terms:
    """Terms out of the event that opened a plan."""
    return Terms(
        step=words["step"],
        tiers=tuple(Tier(name_from(tier["name"]), tier["units"], tier["deposit"]) for tier in words["tiers"]),
        levels=tuple(
            Level(name_from(level["name"]), level["benefit"], level["fee"], level["endsMembership"], level["waiting"])
            for level in words["levels"]
        ),
        case_cap=words["caseCap"],
        period_cap=words["periodCap"],
        year_cap=words["yearCap"],
        backstop_cap=words["backstopCap"],
        dues=words["dues"],
        waiting=words["waiting"],
        period=words["period"],
        notice=words["notice"],
        grace=words["grace"],
        filing=words["filing"],
        decision=words["decision"],
        run_off=words["runOff"],
        min_members=words["minMembers"],
        assessors=words["assessors"],
        quorum=words["quorum"],
        jury=JuryTerms(**words["jury"]),
    )


def roles_words(roles: Roles) -> tuple[Any, ...]:
    """Roles in the order of the contracts' struct."""
    assessors = [address_word(assessor) for assessor in roles.assessors]
    powers = (roles.operator, roles.supervisor, roles.sponsor, roles.attestor)
    return (*map(address_word, powers), assessors)


def roles_from(words: Mapping[str, Any]) -> Roles:
    """Roles out of the event that opened a plan."""
    return Roles(
        operator=account_from(words["operator"]),
        assessors=tuple(words["assessors"]),
        supervisor=account_from(words["supervisor"]),
        sponsor=account_from(words["sponsor"]),
        attestor=account_from(words["attestor"]),
    )


def name_word(name: str) -> bytes:
    """A name of a tier or level: at most 32 bytes, filled up with zeros."""
    return name.encode().ljust(32, b"\0")


def name_from(word: bytes) -> str:
    """The name that a word holds."""
    return word.rstrip(b"\0").decode(errors="replace")


def address_word(account: Account) -> Account:
    """An account as an address; nobody is zero."""
    return account if account != NOBODY else ZERO_ADDRESS


def account_from(address: Account) -> Account:
    """An address as an account; zero is nobody."""
    return address if address != ZERO_ADDRESS else NOBODY


Form = Sequence[tuple[str, bool]]

FIELDS: Form = (
    ("parentHash", True),
    ("sha3Uncles", True),
    ("miner", True),
    ("stateRoot", True),
    ("transactionsRoot", True),
    ("receiptsRoot", True),
    ("logsBloom", True),
    ("difficulty", False),
    ("number", False),
    ("gasLimit", False),
    ("gasUsed", False),
    ("timestamp", False),
    ("extraData", True),
    ("mixHash", True),
    ("nonce", True),
    ("baseFeePerGas", False),
    ("withdrawalsRoot", True),
    ("blobGasUsed", False),
    ("excessBlobGas", False),
    ("parentBeaconBlockRoot", True),
    ("requestsHash", True),
    ("blockAccessListHash", True),
    ("slotNumber", False),
)
"""Every field in the order of the header, and whether it is bytes or a number; later forks added to the end."""

OLDEST: Form = FIELDS[:15]
"""The fields that every header of a known form has, so that each stands in its place."""

DIGITS = {"parentHash": 64, "stateRoot": 64, "receiptsRoot": 64, "logsBloom": 512, "mixHash": 64}
"""How many digits those have that a proof reads."""

AVALANCHE: Form = (
    *OLDEST,
    ("extDataHash", True),
    ("baseFeePerGas", False),
    ("extDataGasUsed", False),
    ("blockGasCost", False),
    ("blobGasUsed", False),
    ("excessBlobGas", False),
    ("parentBeaconBlockRoot", True),
    ("timestampMilliseconds", False),
    ("minDelayExcess", False),
    ("targetExponent", False),
    ("minPriceExponent", False),
    ("settledHeight", False),
    ("settledGasUnix", False),
    ("settledGasNumerator", False),
    ("settledExcess", False),
)
"""The fields on Avalanche's C-Chain (`HeaderSerializable` of ava-labs/coreth; the last six shown by a real block)."""

XDC = (
    *OLDEST,
    ("validators", True),
    ("validator", True),
    ("penalties", True),
    ("baseFeePerGas", False),
)
"""The fields on XDC Network (`Header` of XinFinOrg/XDPoSChain)."""

GOAT = (*FIELDS[:20], ("requestsRoot", True))
"""The fields on GOAT Network, whose nodes call the requests' hash as drafts of EIP-7685 did."""

FORMS = (FIELDS, AVALANCHE, XDC, GOAT)
"""The forms of headers that are known."""


def header_of(block: Mapping[str, Any]) -> bytes:
    """The RLP-encoded header of a block, from a node's answer to `eth_getBlockByNumber`.

    Raises:
        ForeignHeaders: it hashes in no known form to what the node says; the chain has other fields in its headers.
    """
    for form in FORMS if _has_the_oldest(block) else ():
        header = header_in(form, block)
        if keccak_256(header).digest() == from_hex(block["hash"]):
            return header
    raise ForeignHeaders(f"the header of block {int(block['number'], 16)} does not hash to what the node says")


def _has_the_oldest(block: Mapping[str, Any]) -> bool:
    """Whether the fields that every header has are there, as long as they should be: else others take their places."""
    return all(block.get(name) is not None for name, _ in OLDEST) and all(
        len(block[name].removeprefix("0x")) == digits for name, digits in DIGITS.items()
    )


def header_in(form: Form, block: Mapping[str, Any]) -> bytes:
    """The RLP-encoded header of a block in one form, whatever it hashes to."""
    return sequence(_field(block[name], is_bytes) for name, is_bytes in form if block.get(name) is not None)


def _field(word: str, is_bytes: bool) -> bytes:
    if is_bytes:
        return string(from_hex(word))
    value = int(word, 16)
    if value < 0:
        raise ValueError("no field of a header is below zero")
    return number(value)

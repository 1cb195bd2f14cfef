"""The check of a balance's proof against a block's hash: offline, and trusting nothing in the file."""

from dataclasses import dataclass
from typing import Any

from ...audit.hashing import keccak
from ...audit.proof.account import ProvenAccount
from ...audit.proof.headers import Header, header_of
from ...codec import to_hex
from ...errors import (
    AccountUnproven,
    FiguresDiffer,
    OtherBlock,
    OtherChain,
    OtherCode,
    OtherLedger,
    OtherMember,
    ProofError,
    SpareNodes,
    StorageUnproven,
)
from ...records import Account
from .code import filled
from .cut import account_of, cut
from .file import BalanceProof, LedgerProof
from .standing import Standing
from .trie import table


@dataclass(frozen=True, slots=True)
class Expected:
    """Whom and what a proof must be of; None where that does not matter.

    Attributes:
        member, ledger: addresses, in any case of letters.
        chain: its number.
    """

    member: Account | None = None
    ledger: Account | None = None
    chain: int | None = None


ANY = Expected()


@dataclass(frozen=True, slots=True)
class Checked:
    """A proof that holds.

    Attributes:
        proof: with the figures as they are proven.
        header: of the block.
    """

    proof: BalanceProof
    header: Header


def check_proof(proof: BalanceProof, block_hash: bytes, expected: Expected = ANY) -> Checked:
    """Verify a proof by itself and a block's hash, and work the figures out anew.

    Args:
        proof: whatever somebody has given as one.
        block_hash: 32 bytes, from anywhere but where the proof came from.
        expected: whom and what it must be of.

    Raises:
        OtherChain, OtherLedger, OtherMember: it is, by its own word, of something else than expected.
        OtherBlock: its header is not the block's.
        AccountUnproven, OtherCode, StorageUnproven, SpareNodes: a step down from there does not hold.
        FiguresDiffer: it claims something else than it proves.
    """
    place = proof.place
    _expect(OtherChain, place.chain, expected.chain)
    _expect(OtherLedger, place.ledger, expected.ledger and expected.ledger.lower())
    _expect(OtherMember, proof.member, expected.member and expected.member.lower())
    header = _header(place, block_hash)
    account = _account(place, header)
    if keccak(filled(place.immutables)) != account.code_hash:
        raise OtherCode(ledger=place.ledger)
    _compare(proof.figures, _standing(proof, account))
    return Checked(proof, header)


def _expect(error: type[ProofError], said: Account | int, wanted: Account | int | None) -> None:
    if wanted not in (None, said):
        raise error(said=said, wanted=wanted)


def _header(place: LedgerProof, block_hash: bytes) -> Header:
    header = header_of(place.header)
    if header is None or header.hash != block_hash:
        raise OtherBlock(block=place.block, said=to_hex(keccak(place.header)), wanted=to_hex(block_hash))
    if header.number != place.block:
        raise FiguresDiffer(figure="block", said=place.block, proven=header.number)
    return header


def _account(place: LedgerProof, header: Header) -> ProvenAccount:
    """The ledger's account under the state's root, by the nodes given and no others."""
    account, used = account_of(place.ledger, header.state_root, table(place.account).__getitem__)
    if account is None:
        raise AccountUnproven(ledger=place.ledger)
    _expect_no_more(len(place.account), len(used))
    return account


def _standing(proof: BalanceProof, account: ProvenAccount) -> Standing:
    """The figures as they are proven, by the nodes given and no others."""
    node_of = table(proof.storage).__getitem__
    try:
        figures, used = cut(proof.member, account.storage_root, proof.place.immutables, node_of)
    except KeyError:
        raise StorageUnproven(member=proof.member) from None
    _expect_no_more(len(proof.storage), len(used))
    return figures


def _expect_no_more(given: int, used: int) -> None:
    if given != used:
        raise SpareNodes(count=given - used)


def _compare(said: Standing, proven: Standing) -> None:
    told: dict[str, Any] = proven.to_json()
    for figure, value in said.to_json().items():
        if value != told[figure]:
            raise FiguresDiffer(figure=figure, said=value, proven=told[figure])

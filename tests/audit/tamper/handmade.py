"""A chain on which a plan's contracts are put one by one, so that another thing can stand in the place of one."""

from __future__ import annotations

from typing import Any

import rlp
from eth_abi.abi import encode
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from openmutual.abi.artifacts import artifact
from openmutual.abi.structs import roles_words, terms_words
from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.chain.deploy import Deployment
from openmutual.codec import ZERO_ADDRESS
from openmutual.records import Account, Roles, Terms
from tests.client.chain_play import put_on_chain

from .variant_compiler import written_code


class HandMadeWorld(EmbeddedWorld):
    """The embedded chain, without a factory.

    Attributes:
        mask: the look-alike behind which a desk is put; none if it is empty.
        borrowed: the plan whose desk and jury the next plan names as its own.
        desk_arguments: what the last desk was made with, encoded.
    """

    def __init__(self, mask: str = "") -> None:
        super().__init__()
        self.mask = mask
        self.borrowed: Deployment | None = None
        self.desk_arguments = b""

    def deploy_in(self, token: Account, terms: Terms, roles: Roles, plan_hash: bytes) -> ChainLedger:
        """Put ledger, desk and jury on the chain; each is told where the others will be."""
        maker, words = self.account("anyone"), terms_words(terms)
        first = self.node.nonce(maker)
        ledger, desk, jury = (created_by(maker, first + number) for number in range(3))
        if self.borrowed:
            desk, jury = self.borrowed.desk, self.borrowed.jury
        put_on_chain(self, creation("MutualLedger", token, desk, ZERO_ADDRESS, plan_hash, words, roles_words(roles)))
        since = self.node.head().number
        if not self.borrowed:
            self.desk_arguments = arguments_of("CaseDesk", ledger, jury, words, list(roles.assessors))
            put_on_chain(self, self._masked(artifact("CaseDesk").creation_code + self.desk_arguments))
            put_on_chain(self, creation("Jury", ledger, desk, words))
        return ChainLedger(self._sender, Deployment(ledger, desk, jury, "", token, since), maker)

    def _masked(self, made: bytes) -> bytes:
        return written_code("lookalikes.sol", self.mask) + encode(["bytes"], [made]) if self.mask else made


def creation(contract: str, *arguments: Any) -> bytes:
    """What a deployment of an honest contract runs, with its arguments."""
    return artifact(contract).creation_code + arguments_of(contract, *arguments)


def arguments_of(contract: str, *arguments: Any) -> bytes:
    """A constructor's arguments, as they follow its code."""
    return artifact(contract).interface.constructor(*arguments)


def created_by(maker: Account, nonce: int) -> Account:
    """Where an account's transaction of that number puts a contract."""
    return to_checksum_address(keccak(rlp.encode([to_canonical_address(maker), nonce]))[12:])

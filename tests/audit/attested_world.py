"""A world whose plans all have an attestor, who vouches for everybody: any story can be told in it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.model.enrolment import Joining
from openmutual.protocol import ANYONE
from openmutual.records import Account, Attestation, Roles, Terms
from tests.parity.words import Word

VALID = 400 * 24 * 60 * 60


class AttestedLedger(ChainLedger):
    """A plan in which nobody has to ask for the attestor's word.

    Attributes:
        goes_on: who goes on at an account after the key of another, which is named, was lost.
    """

    goes_on: dict[Account, Account]

    def join(self, member: Account, tier: str, deposit: int, attestation: Attestation | None = None) -> None:
        super().join(member, tier, deposit, attestation or self.word([member], member, tier))

    def join_many(
        self, payer: Account, members: list[Account], tier: str, deposit: int, attestation: Attestation | None = None
    ) -> None:
        super().join_many(payer, members, tier, deposit, attestation or self.word(members, payer, tier))

    def word(self, members: list[Account], payer: Account, tier: str) -> Attestation:
        """The attestor's word that these are persons, each another one."""
        persons = [self.goes_on.get(member, member) for member in members]
        nullifiers = tuple(sha256(person.encode()).digest() for person in persons)
        expiry = self._sender.node.head().time + VALID
        return Word(self.roles.attestor, Joining(payer, tuple(members), tier), nullifiers, expiry).on_chain(self)


class AttestedWorld(EmbeddedWorld):
    """The embedded chain, with an attestor in every plan.

    Args:
        goes_on: whose person goes on at the account of another name, after a key was lost.
    """

    def __init__(self, **goes_on: str) -> None:
        super().__init__()
        self._goes_on = {self.account(new): self.account(lost) for new, lost in goes_on.items()}

    def deploy_in(self, token: Account, terms: Terms, roles: Roles, plan_hash: bytes, **given: Any) -> ChainLedger:
        """As everywhere, but that nobody joins without the attestor's word."""
        plan = super().deploy_in(token, terms, replace(roles, attestor=self.account("attestor")), plan_hash, **given)
        ledger = AttestedLedger(self._sender, plan.site, self.account(ANYONE))
        ledger.goes_on = self._goes_on
        return ledger

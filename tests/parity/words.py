"""What an attestor signs for people who join: on the chain with a key, in the model by name."""

from __future__ import annotations

from dataclasses import dataclass

from openmutual.chain import ChainLedger, LocalKeyring
from openmutual.model.enrolment import Joining, sign
from openmutual.records import Attestation
from openmutual.signing.typed_data import Enrolment, SigningDomain, enrolment_data

KEYRING = LocalKeyring()
SIGNERS = [KEYRING.account(name) for name in ("attestor", "m0")]
"""Whose keys there are."""


@dataclass(frozen=True)
class Word:
    """Somebody's word for people who join; whether it is worth anything, the plan decides."""

    signer: str
    joining: Joining
    nullifiers: tuple[bytes, ...]
    expiry: int

    def in_model(self) -> Attestation:
        """As the model takes it."""
        return sign(self.signer, self.joining, self.nullifiers, self.expiry)

    def on_chain(self, ledger: ChainLedger) -> Attestation:
        """As the chain takes it, signed."""
        tier = [tier.name for tier in ledger.terms.tiers].index(self.joining.tier)
        words = Enrolment(self.joining.members, self.nullifiers, tier, self.joining.payer, self.expiry)
        domain = SigningDomain(ledger.chain_id, ledger.site.enrolment or ledger.site.ledger)
        signature = KEYRING.sign_typed_data(self.signer, enrolment_data(domain, words))
        return Attestation(self.nullifiers, self.expiry, signature)

"""People who enrol in a plan with an attestor, by name and identity number."""

from openmutual.chain import ChainLedger, EmbeddedWorld, LocalKeyring
from openmutual.enrolment import Joining, NullifierKey, SigningDomain, attest, document
from openmutual.records import Account, Attestation

VALID = 7 * 24 * 60 * 60


class Attested:
    """A plan and its attestor."""

    def __init__(self, world: EmbeddedWorld, ledger: ChainLedger, key: NullifierKey) -> None:
        self.world, self.ledger, self.key = world, ledger, key
        self.place = SigningDomain(world.node.chain_id, ledger.site.enrolment)
        self.tier = ledger.terms.tiers[0]

    def word(
        self, *people: tuple[str, str], signer: str = "attestor", payer: str = "", tier: int = 0, expiry: int = 0
    ) -> Attestation:
        """The attestor's word for people by name and number; who pays is the first, if nobody is named."""
        keyring = LocalKeyring()
        named = [(self.world.account(name), document("resident-id", number)) for name, number in people]
        joining = Joining(
            tier, self.world.account(payer or people[0][0]), expiry or self.world.now() + VALID, self.ledger.plan_hash
        )
        return attest((keyring, keyring.account(signer)), self.key, self.place, named, joining).word

    def join(self, name: str, word: Attestation | None) -> Account:
        """Somebody joins with a word, whoever it is for."""
        account = self.world.account(name)
        self.world.give(self.ledger, account, self.tier.deposit)
        self.ledger.join(account, self.tier.name, self.tier.deposit, word)
        return account

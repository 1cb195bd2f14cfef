"""What people bring from the attestor when they join: its word, or something else."""

from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any

from openmutual.records import Attestation
from tests.parity.parity_harness import ParityHarness

DAY = 24 * 60 * 60


class Enrolment:
    """The words of a history whose plan may have an attestor; the model's signatures are accounts in UTF-8."""

    chance: Random
    people: list[str]
    harness: ParityHarness
    model: Any

    def word_for(self, members: list[str]) -> Attestation | None:
        """The attestor's word; nothing where anyone may join."""
        attestor = self.model.roles.attestor
        nullifiers = tuple(sha256(member.encode()).digest() for member in members)
        return Attestation(nullifiers, self.harness.now() + DAY, attestor.encode()) if attestor else None

    def some_word(self, members: list[str]) -> Attestation | None:
        """The attestor's word, or one time in four what should be no use."""
        word = self.word_for(members)
        return word if self.chance.random() < 0.75 else self.chance.choice(self.useless_words(word))

    def useless_words(self, word: Attestation | None) -> list[Attestation | None]:
        """A word that is missing, over, somebody else's, one too long, or for the same person twice."""
        if word is None:
            return [None]
        other = sha256(self.people[0].encode()).digest()
        return [
            None,
            replace(word, expiry=self.harness.now() - 1),
            replace(word, signature=self.people[0].encode()),
            replace(word, nullifiers=(*word.nullifiers, other)),
            replace(word, nullifiers=(other,) * len(word.nullifiers)),
        ]

"""What people bring from the attestor when they join: its word, or something else."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any

from openmutual.model.enrolment import Joining
from openmutual.records import MemberStatus, Terms
from tests.parity.parity_harness import ParityHarness
from tests.parity.words import Word

DAY = 24 * 60 * 60


class Enrolment:
    """The words of a history whose plan may have an attestor.

    Attributes:
        brought: words that have let somebody in.
    """

    chance: Random
    people: list[str]
    terms: Terms
    harness: ParityHarness
    model: Any
    note: Callable[[str], None]
    brought: list[Word]

    def word_for(self, members: list[str], payer: str, tier: str) -> Word | None:
        """The attestor's word; nothing where anyone may join."""
        attestor = self.model.roles.attestor
        joining = Joining(payer, tuple(members), tier)
        return (
            Word(attestor, joining, tuple(map(self.nullifier, members)), self.harness.now() + 400 * DAY)
            if attestor
            else None
        )

    def some_word(self, members: list[str], payer: str, tier: str) -> Word | None:
        """The attestor's word, or one time in four what should be no use; or that of somebody who has lost a key."""
        if self.model.roles.attestor == "" or tier not in [each.name for each in self.terms.tiers]:
            return None
        word = self.word_for(members, payer, tier)
        assert word is not None
        gone = [
            person for person in self.people if self.model.status(person) in (MemberStatus.LAPSED, MemberStatus.LEFT)
        ]
        if gone and len(members) == 1 and self.chance.random() < 0.6:
            return replace(word, nullifiers=(self.nullifier(self.chance.choice(gone)),))
        return word if self.chance.random() < 0.75 else self.chance.choice(self.useless_words(word))

    def useless_words(self, word: Word) -> list[Word | None]:
        """A word that is missing, over, used, or for something else; or that names a person too many, or one twice."""
        other = self.nullifier(self.people[0])
        tiers = [tier.name for tier in self.terms.tiers]
        joining = word.joining
        return [
            None,
            replace(word, expiry=self.harness.now()),
            replace(word, signer=self.people[0]),
            replace(word, joining=replace(joining, payer=next(who for who in self.people if who != joining.payer))),
            replace(word, joining=replace(joining, tier=next(tier for tier in tiers if tier != joining.tier))),
            replace(word, nullifiers=(*word.nullifiers, other)),
            replace(word, nullifiers=(other,) * len(word.nullifiers)),
            *[used for used in self.brought if used.joining == joining],
        ]

    def let_in(self, word: Word | None) -> None:
        """Remember a word that has let somebody in."""
        if word is not None:
            self.note("vouched for")
            self.brought.append(word)
            if any(member.replaced for member in self.model.members.values()):
                self.note("account replaced")

    def nullifier(self, person: str) -> bytes:
        return sha256(person.encode()).digest()

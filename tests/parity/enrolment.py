"""What people bring from the attestor when they join: its word, or something else."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any

from openmutual.model.enrolment import Joining
from openmutual.records import MemberStatus, Terms, Tier
from tests.parity.parity_harness import ParityHarness
from tests.parity.words import Word

DAY = 24 * 60 * 60

OUTSIDE = (MemberStatus.NONE, MemberStatus.WITHDRAWN)
GONE = (MemberStatus.LAPSED, MemberStatus.LEFT)


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
    does: Callable[..., Any]
    anybody: Callable[..., str]
    announce: Callable[[], None]
    claim: Callable[[], None]
    withdraw: Callable[[str], None]
    least_deposit: Callable[[Tier], int]
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
        gone = [person for person in self.people if self.model.status(person) in GONE]
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

    def turn_over(self) -> None:
        """Some join, by useless words first; one leaves with a case, others lapse; all of them come back as others."""
        for person in self.people[:4]:
            if self.model.status(person) in OUTSIDE:
                for word in self.useless_words(self.word_of(person, person)):
                    self.enter(person, word)
                self.enter(person, self.word_of(person, person))
        self.announce()
        self.claim()
        leaver = self.anybody(MemberStatus.ACTIVE)
        self.does("file", leaver, self.terms.levels[2].name, self.harness.now(), bytes(32))
        self.does("leave", leaver)
        self.announce()
        gone = [person for person in self.people if self.model.status(person) in GONE]
        gone.sort(key=lambda person: person != leaver)
        for person in gone[:2]:
            self.lose_key(person)
        self.announce()
        for person in gone:
            self.withdraw(person)

    def lose_key(self, person: str) -> None:
        """Who has gone comes back at another account: at once, and when the grace and the panel's time are over."""
        free = [account for account in self.people if self.model.status(account) in OUTSIDE]
        for wait in (0, self.terms.grace, self.terms.decision + self.terms.notice):
            self.harness.advance(self.harness.now() + wait)
            if free and self.enter(free[0], self.word_of(free[0], person)):
                return

    def word_of(self, account: str, person: str) -> Word:
        """The attestor's word that somebody is this person, for the first tier."""
        word = self.word_for([account], account, self.terms.tiers[0].name)
        assert word is not None
        return replace(word, nullifiers=(self.nullifier(person),))

    def enter(self, account: str, word: Word | None) -> bool:
        """Join in the first tier, with enough money."""
        tier = self.terms.tiers[0]
        joined = self.does("join", account, tier.name, self.least_deposit(tier), word, pays=account)
        if joined:
            self.let_in(word)
        return bool(joined)

    def bring_again(self, member: str) -> None:
        """Who has just gone tries the words that let them in once more, with money enough."""
        tiers = {tier.name: tier for tier in self.terms.tiers}
        for word in [word for word in self.brought if word.joining.members == (member,)]:
            tier = tiers[word.joining.tier]
            self.does("join", member, tier.name, self.least_deposit(tier), word, pays=member)

    def nullifier(self, person: str) -> bytes:
        return sha256(person.encode()).digest()

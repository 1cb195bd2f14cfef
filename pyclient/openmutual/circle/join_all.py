"""Many people join at once: transactions are handed in without waiting for one before the next, and none twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from ..chain.ledger import ChainLedger, Joining
from ..errors import ArgumentError, UnknownTier
from ..money import Amount
from ..records import Account, Attestation, MemberStatus
from .arguments import Who, word_in
from .base import CircleBase
from .receipt import Receipt

BATCH = 100
"""Members in one transaction of a payer's: about a sixth of the gas that one may use."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to join.

    Attributes:
        tier: by the plan's name for it.
        deposit: in the currency.
        attestation: the attestor's word for this person alone, where the plan asks for one.
    """

    account: Who
    tier: str
    deposit: Amount
    attestation: Attestation | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A person as the ledger takes them; the deposit in base units."""

    account: Account
    tier: str
    deposit: int
    attestation: Attestation | None


class JoinAll(CircleBase):
    """The verb of many."""

    def join_all(self, people: Iterable[Person], *, payer: Who = "") -> Receipt[list[Account]]:
        """All `people` join who are not members yet; gives back the addresses of those who did.

        The same call again, after it was stopped at whatever point, goes on where it was: who is a member is passed
        over, and with a journal nothing that was sent is sent again.

        Args:
            people: who, each in a tier and with a deposit.
            payer: who pays for everybody, a hundred in a transaction; without one each pays, and signs, for
                themselves.  Whoever brings an attestation joins in a transaction of their own.

        Raises:
            ArgumentError, AmountError: a person is none, or stands there twice; nothing has been sent.
            UnknownTier: the plan has no such tier; nothing has been sent.
            NotEnoughMoney: somebody has less than they are to pay; nothing has been sent.
            Refusal: the rules refuse somebody; nothing has been sent, or, where others were faster, those before them
                may have joined, and the same call again goes on.
        """
        entries = self._entries(people)
        payer_account = self.account(payer) if payer else ""

        # What an earlier run had sent is brought to its end before anybody is asked who is a member.
        if self._errand is not None:
            self._errand.take_up()
        missing = self._missing(entries)
        joinings = list(_joinings(missing, payer_account))
        needs = _needs(joinings)

        def join(ledger: ChainLedger) -> list[Account]:
            ledger.join_all(joinings)
            return [entry.account for entry in missing]

        return self._pay(needs, join)

    def _entries(self, people: Iterable[Person]) -> list[_Entry]:
        entries: dict[Account, _Entry] = {}
        tiers = {tier.name for tier in self.ledger.terms.tiers}
        for person in people:
            if not isinstance(person, Person):
                raise ArgumentError(f"{person!r} is no Person; hand in Person('ann', tier='standard', deposit='30')")
            if person.tier not in tiers:
                raise UnknownTier(person.tier)
            account = self.account(person.account)
            if account in entries:
                raise ArgumentError(f"{person.account} is to join twice; name everybody once")
            word = word_in(person.attestation)
            entries[account] = _Entry(account, person.tier, self._units(person.deposit), word)
        return list(entries.values())

    def _missing(self, entries: Sequence[_Entry]) -> list[_Entry]:
        statuses = self.ledger.statuses([entry.account for entry in entries])
        there = (MemberStatus.ACTIVE, MemberStatus.LEAVING)
        return [entry for entry, status in zip(entries, statuses, strict=True) if status not in there]


def _needs(joinings: Sequence[Joining]) -> dict[Account, int]:
    needs: dict[Account, int] = {}
    for each in joinings:
        needs[each.payer] = needs.get(each.payer, 0) + each.deposit * len(each.members)
    return needs


def _joinings(entries: Sequence[_Entry], payer: Account) -> Iterator[Joining]:
    """Everybody by themselves, or in a payer's batches of those who are alike; no two have the same attestation."""
    size = BATCH if payer else 1
    terms = attrgetter("tier", "deposit", "attestation")
    for (tier, deposit, attestation), alike in groupby(entries, terms):
        accounts = [entry.account for entry in alike]
        for first in range(0, len(accounts), size):
            members = tuple(accounts[first : first + size])
            yield Joining(payer or members[0], members, tier, deposit, attestation)

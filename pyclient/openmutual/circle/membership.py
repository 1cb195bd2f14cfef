"""What members do, and what anyone can do for them."""

from decimal import Decimal

from ..errors import ArgumentError
from ..money import Amount
from ..records import Account, Attestation
from .base import CircleBase, Who
from .receipt import Receipt


class Membership(CircleBase):
    """The verbs of a membership, from joining to taking out what is left."""

    def join(self, member: Who, tier: str, deposit: Amount, *, attestation: Attestation | None = None) -> Receipt[None]:
        """`member` joins: the deposit becomes their reserve, and stays theirs.

        Args:
            member: who joins, and pays.
            tier: by the plan's name for it.
            deposit: in the currency.
            attestation: the attestor's word, where the plan asks for one.

        Raises:
            Refusal: the rules refuse it; nothing has changed.
            AmountError, ArgumentError: an argument is not what it must be.
            NotEnoughMoney: `member` has less than the deposit.
        """
        who, units = self.account(member), self._units(deposit)
        return self._pay({who: units}, lambda ledger: ledger.join(who, tier, units, attestation))

    def top_up(self, payer: Who, amount: Amount, *, member: Who = "") -> Receipt[None]:
        """`payer` fills up a reserve, their own if no `member` is named.

        One's own top-up within the grace after a lapse brings one back, with cover unbroken.

        Raises:
            Refusal: the rules refuse it; nothing has changed.
            NotEnoughMoney: `payer` has less.
        """
        who, units = self.account(payer), self._units(amount)
        whose = self.account(member) if member else who
        return self._pay({who: units}, lambda ledger: ledger.top_up(who, whose, units))

    def top_up_many(self, payer: Who, amounts: dict[Who, Amount]) -> Receipt[list[Account]]:
        """`payer` fills up several reserves in one transfer; gives back who was passed over, not being active."""
        if not isinstance(amounts, dict):
            raise ArgumentError("hand in amounts by member: {'ann': '30', 'bo': '10'}")
        who, each = self.account(payer), {self.account(name): self._units(amount) for name, amount in amounts.items()}
        members, units = list(each), list(each.values())
        return self._pay({who: sum(units)}, lambda ledger: ledger.top_up_many(who, members, units))

    def leave(self, member: Who) -> Receipt[None]:
        """`member` leaves: it takes effect after the next announcement, until when they are covered and share."""
        who = self.account(member)
        return self._act(lambda: self.ledger.leave(who))

    def withdraw(self, member: Who) -> Receipt[Decimal]:
        """`member` takes out what is theirs; gives back the amount.  Nobody can hold it back."""
        who = self.account(member)
        return self._tell_decimal(lambda: self.ledger.withdraw(who))

    def collect(self, owner: Who, *, to: Who = "") -> Receipt[Decimal]:
        """`owner` collects what is credited to them, a juror's rewards say; gives back the amount."""
        who, where = self.account(owner), self.account(to or owner)
        return self._tell_decimal(lambda: self.ledger.collect_credit(who, where))

    def volunteer(self, member: Who) -> Receipt[None]:
        """`member` volunteers as a juror, for cases announced or filed afterwards."""
        who = self.account(member)
        return self._act(lambda: self.ledger.volunteer(who))

    def resign(self, member: Who) -> Receipt[None]:
        """`member` stops volunteering, for ninety days at least."""
        who = self.account(member)
        return self._act(lambda: self.ledger.resign(who))

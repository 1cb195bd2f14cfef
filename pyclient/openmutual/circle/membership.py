"""What members do, and what anyone can do for them."""

from collections.abc import Mapping
from decimal import Decimal

from ..errors import ArgumentError
from ..money import Amount
from ..records import Account, Attestation
from .arguments import Who, word_in
from .base import CircleBase
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
            PlanNotOpen, JoinsStopped: nobody joins any more.
            UnknownTier, AmountNotWhole, DepositTooSmall, AmountTooLarge: tier and deposit do not fit the plan.
            AlreadyMember, MembershipEnded: one membership a person, and none after a benefit that ended one.
            NotEnoughMoney: `member` has less than the deposit.
        """
        who, units, word = self.account(member), self._units(deposit), word_in(attestation)
        return self._pay({who: units}, lambda ledger: ledger.join(who, tier, units, word))

    def top_up(self, payer: Who, amount: Amount, *, member: Who = "") -> Receipt[None]:
        """`payer` fills up a reserve, their own if no `member` is named.

        One's own top-up within the grace after a lapse brings one back, with cover unbroken.

        Args:
            payer: who pays.
            amount: in the currency; a whole number of steps for every unit.
            member: whose reserve.

        Raises:
            NotActive, PlanClosed: there is no reserve to fill up.
            ZeroAmount, AmountNotWhole, AmountTooLarge: the amount cannot be shared out among the units.
            OnlyMemberReinstates, PlanNotOpen, GraceOver, BelowReserve: who has lapsed cannot come back so.
            NotEnoughMoney: `payer` has less.
        """
        who, units = self.account(payer), self._units(amount)
        whose = self.account(member) if member else who
        return self._pay({who: units}, lambda ledger: ledger.top_up(who, whose, units))

    def top_up_many(self, payer: Who, amounts: Mapping[Who, Amount]) -> Receipt[list[Account]]:
        """`payer` fills up several reserves in one transfer.

        Args:
            payer: who pays for all of them.
            amounts: by member, in the currency.

        Returns:
            The addresses of those who were passed over and cost nothing, not being active members.

        Raises:
            ArgumentError: the amounts do not say whose they are.
            PlanClosed, EmptyBatch, ZeroAmount, AmountNotWhole, AmountTooLarge: nobody's reserve has been filled up.
            NotEnoughMoney: `payer` has less than all of it together.
        """
        if not isinstance(amounts, Mapping):
            raise ArgumentError("hand in amounts by member: {'ann': '30', 'bo': '10'}")
        who, each = self.account(payer), {self.account(name): self._units(amount) for name, amount in amounts.items()}
        members, units = list(each), list(each.values())
        return self._pay({who: sum(units)}, lambda ledger: ledger.top_up_many(who, members, units))

    def leave(self, member: Who) -> Receipt[None]:
        """`member` leaves: it takes effect after the next announcement, until when they are covered and share.

        Raises:
            NotActive: there is no membership to leave.
            MinimumStay: `member` has joined in this very period.
            PlanClosed: nobody needs to leave a closed plan; they withdraw.
        """
        who = self.account(member)
        return self._act(lambda: self.ledger.leave(who))

    def withdraw(self, member: Who) -> Receipt[Decimal]:
        """`member` takes out all that is theirs.  Nobody can hold it back.

        Returns:
            The amount, in the currency, the rebate of a closed plan included.

        Raises:
            NothingToWithdraw: `member` is a stranger, has it already, or must leave first.
            MinimumStay: the membership has not outlasted two announcements.
            CaseUndecided: a case of this membership is filed or appealed.
        """
        who = self.account(member)
        return self._tell_decimal(lambda: self.ledger.withdraw(who))

    def collect(self, owner: Who, *, to: Who = "") -> Receipt[Decimal]:
        """`owner` collects what is credited to them, a juror's rewards say.

        Args:
            owner: whose credit.
            to: who is paid instead of the owner, whose wallet the currency may refuse.

        Returns:
            The amount, in the currency.

        Raises:
            NoCredit: nothing is credited to `owner`.
        """
        who, where = self.account(owner), self.account(to or owner)
        return self._tell_decimal(lambda: self.ledger.collect_credit(who, where))

    def volunteer(self, member: Who) -> Receipt[None]:
        """`member` volunteers as a juror, for cases announced or filed afterwards.

        Raises:
            NotActive: only active members volunteer.
            AlreadyVolunteer: `member` does already.
            ResignedLately: ninety days have not gone by since `member` resigned.
        """
        who = self.account(member)
        return self._act(lambda: self.ledger.volunteer(who))

    def resign(self, member: Who) -> Receipt[None]:
        """`member` stops volunteering, for ninety days at least.  Raises NotVolunteer."""
        who = self.account(member)
        return self._act(lambda: self.ledger.resign(who))

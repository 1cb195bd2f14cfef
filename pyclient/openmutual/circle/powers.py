"""The calendar, the backstop and the powers of a plan: what anyone, the sponsor and the operator do."""

from collections.abc import Sequence
from decimal import Decimal

from ..money import Amount
from .base import CircleBase, Who
from .receipt import Receipt


class Powers(CircleBase):
    """The verbs about a plan as a whole."""

    def announce(self) -> Receipt[int]:
        """Anyone closes the period: every member is charged the same share; gives back the period's number.

        Its figures are the last row of :meth:`Circle.periods`.
        """
        return self._act(lambda: self.ledger.announce().period)

    def finish(self) -> Receipt[None]:
        """Anyone closes a plan whose run-off is over: the surplus goes back to those who shared."""
        return self._act(self.ledger.finish)

    # backstop ------------------------------------------------------------------------------------------

    def fund_backstop(self, payer: Who, amount: Amount) -> Receipt[None]:
        """Anyone gives money to the backstop."""
        who, units = self.account(payer), self._units(amount)
        return self._pay({who: units}, lambda ledger: ledger.fund_backstop(who, units))

    def notice_backstop(self, sponsor: Who, amount: Amount) -> Receipt[None]:
        """The sponsor gives notice that it may take up to `amount`; 0 withdraws a notice."""
        who, units = self.account(sponsor), self._units(amount)
        return self._act(lambda: self.ledger.notice_backstop(who, units))

    def take_backstop(self, sponsor: Who, amount: Amount) -> Receipt[None]:
        """The sponsor takes money out: within its notice, or what is left once the plan is closed."""
        who, units = self.account(sponsor), self._units(amount)
        return self._act(lambda: self.ledger.take_backstop(who, units))

    # powers --------------------------------------------------------------------------------------------

    def collect_fee(self, operator: Who) -> Receipt[Decimal]:
        """The operator collects its credit; gives back the amount."""
        who = self.account(operator)
        return self._tell_decimal(lambda: self.ledger.collect_fee(who))

    def stop_joins(self, by: Who) -> Receipt[None]:
        """Operator or supervisor stops new joins, for good."""
        who = self.account(by)
        return self._act(lambda: self.ledger.stop_joins(who))

    def close(self, by: Who) -> Receipt[None]:
        """Operator or supervisor starts the closing."""
        who = self.account(by)
        return self._act(lambda: self.ledger.close(who))

    def propose_operator(self, operator: Who, successor: Who) -> Receipt[None]:
        """The operator proposes its successor."""
        who, next_one = self.account(operator), self.account(successor)
        return self._act(lambda: self.ledger.propose_operator(who, next_one))

    def accept_operator(self, successor: Who) -> Receipt[None]:
        """The successor takes over, `2 × period + notice` later, for one period."""
        who = self.account(successor)
        return self._act(lambda: self.ledger.accept_operator(who))

    def propose_panel(self, operator: Who, assessors: Sequence[Who]) -> Receipt[None]:
        """The operator proposes another panel of the same size."""
        who, panel = self.account(operator), [self.account(name) for name in assessors]
        return self._act(lambda: self.ledger.propose_panel(who, panel))

    def install_panel(self) -> Receipt[None]:
        """Anyone puts a proposed panel in force, `2 × period + notice` later, for one period."""
        return self._act(self.ledger.install_panel)

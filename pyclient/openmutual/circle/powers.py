"""The calendar, the backstop and the powers of a plan: what anyone, the sponsor and the operator do."""

from collections.abc import Iterable
from decimal import Decimal

from ..money import Amount
from .arguments import Who, accounts_of
from .base import CircleBase
from .receipt import Receipt


class Powers(CircleBase):
    """The verbs about a plan as a whole."""

    def announce(self) -> Receipt[int]:
        """Anyone closes the period: every member is charged the same share.

        Returns:
            The number of the period, counted from 0.  Its figures are the last row of :meth:`Circle.periods`.

        Raises:
            AnnouncementTooEarly: the period is not over.
            PlanClosed: the plan is over.
        """
        return self._act(lambda: self.ledger.announce().period)

    def finish(self) -> Receipt[None]:
        """Anyone closes a plan whose run-off is over: the surplus goes back to those who shared.

        Raises:
            PlanNotClosing, FinishTooEarly: the closing has not begun, or the run-off is not over.
            CasesOpen: cases are still to be decided or paid.
        """
        return self._act(self.ledger.finish)

    # backstop ------------------------------------------------------------------------------------------

    def fund_backstop(self, payer: Who, amount: Amount) -> Receipt[None]:
        """Anyone gives money to the backstop.

        Raises:
            ZeroAmount, PlanClosed: there is nothing to give, or nothing to give it to.
            NotEnoughMoney: `payer` has less.
        """
        who, units = self.account(payer), self._units(amount)
        return self._pay({who: units}, lambda ledger: ledger.fund_backstop(who, units))

    def notice_backstop(self, sponsor: Who, amount: Amount) -> Receipt[None]:
        """The sponsor gives notice that it may take up to `amount`; 0 withdraws a notice.  Raises NotSponsor."""
        who, units = self.account(sponsor), self._units(amount)
        return self._act(lambda: self.ledger.notice_backstop(who, units))

    def take_backstop(self, sponsor: Who, amount: Amount) -> Receipt[None]:
        """The sponsor takes money out: within its notice, or what is left once the plan is closed.

        Raises:
            NotSponsor: somebody else would take it.
            ZeroAmount, BackstopTooSmall: there is nothing to take, or less.
            NoBackstopNotice, MoreThanNoticed: the plan is not closed, and no notice of as much is in force.
        """
        who, units = self.account(sponsor), self._units(amount)
        return self._act(lambda: self.ledger.take_backstop(who, units))

    # powers --------------------------------------------------------------------------------------------

    def collect_fee(self, operator: Who) -> Receipt[Decimal]:
        """The operator collects its credit: dues, and the fees of paid cases.

        Returns:
            The amount, in the currency.

        Raises:
            NotOperator, ZeroAmount: somebody else would collect it, or there is none.
        """
        who = self.account(operator)
        return self._tell_decimal(lambda: self.ledger.collect_fee(who))

    def stop_joins(self, by: Who) -> Receipt[None]:
        """Operator or supervisor stops new joins, for good.  Raises NotSupervision, PlanNotOpen."""
        who = self.account(by)
        return self._act(lambda: self.ledger.stop_joins(who))

    def close(self, by: Who) -> Receipt[None]:
        """Operator or supervisor starts the closing.  Raises NotSupervision, PlanNotOpen."""
        who = self.account(by)
        return self._act(lambda: self.ledger.close(who))

    def propose_operator(self, operator: Who, successor: Who) -> Receipt[None]:
        """The operator proposes its successor.  Raises NotOperator."""
        who, next_one = self.account(operator), self.account(successor)
        return self._act(lambda: self.ledger.propose_operator(who, next_one))

    def accept_operator(self, successor: Who) -> Receipt[None]:
        """The successor takes over, `2 × period + notice` later, for one period.

        Raises:
            NoProposal, NotSuccessor: `successor` was not proposed.
            ProposalTooEarly, ProposalVoid: it is not time yet, or no longer.
        """
        who = self.account(successor)
        return self._act(lambda: self.ledger.accept_operator(who))

    def propose_panel(self, operator: Who, assessors: Iterable[Who]) -> Receipt[None]:
        """The operator proposes another panel of the same size.

        Raises:
            NotOperator: somebody else would propose it.
            InvalidTerm: the panel has another size, or somebody sits on two seats.
        """
        who, panel = self.account(operator), accounts_of(self._world, assessors)
        return self._act(lambda: self.ledger.propose_panel(who, panel))

    def install_panel(self) -> Receipt[None]:
        """Anyone puts a proposed panel in force, `2 × period + notice` later, for one period.

        Raises:
            NoProposal: none was proposed.
            ProposalTooEarly, ProposalVoid: it is not time yet, or no longer.
        """
        return self._act(self.ledger.install_panel)

"""Payments tried on a proven state: what each takes from the payer, and what it brings to the payee."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...codec import to_hex
from ...records import Account
from ..hashing import keccak
from ..source import calls
from ..source.extract import PlanContracts
from .machine import Call, Machine, Said, number_of

TIMED = "instruction TIMESTAMP"
"""Why not all is proven of payments that look at the clock: on another day they may move something else."""

BALANCES = 2
"""The payer's and the payee's, asked before and after each payment."""


@dataclass(frozen=True, slots=True)
class Move:
    """One payment that was tried.

    Attributes:
        amount: what was to move; `left` is what the payer then had less, and `arrived` what the payee had more.
        is_refused: whether the currency did not do it.
    """

    payer: Account
    payee: Account
    amount: int
    left: int
    arrived: int
    is_refused: bool

    @property
    def is_exact(self) -> bool:
        """Whether it moved what it was to."""
        return not self.is_refused and self.left == self.arrived == self.amount


@dataclass(frozen=True, slots=True)
class Trial:
    """Payments that were tried one after the other, up to the first that went wrong.

    Attributes:
        unproven: why not all is proven of them; empty if it is.
    """

    moves: tuple[Move, ...] = ()
    unproven: str = ""


@dataclass(frozen=True, slots=True)
class _Payment:
    """A payment that is to be tried, by these calls."""

    payer: Account
    payee: Account
    calls: tuple[Call, ...]


def stranger_after(block_hash: bytes) -> Account:
    """With whom payments are tried after a block: nobody's account, which no code that is in it can have foreseen."""
    return to_hex(keccak(b"an account that nobody has" + block_hash)[-20:])


def there_and_back(machine: Machine, contracts: PlanContracts, stranger: Account, amount: int) -> Trial:
    """An amount paid by the ledger to a stranger, and taken from there again, as deposits are."""
    token, ledger = contracts.token, contracts.ledger
    allowed = Call(stranger, token, calls.approve(ledger, amount))
    taken = Call(ledger, token, calls.transfer_from(stranger, ledger, amount))
    back = _Payment(stranger, ledger, (allowed, taken))
    return _tried(machine, token, amount, _paid(contracts, stranger, amount), back)


def taken(machine: Machine, contracts: PlanContracts, taker: Account, amount: int) -> Said:
    """What the currency answers to somebody who takes an amount from the ledger for themselves."""
    (said,) = machine.play([Call(taker, contracts.token, calls.transfer_from(contracts.ledger, taker, amount))])
    return said


def there(machine: Machine, contracts: PlanContracts, payee: Account, amount: int) -> Trial:
    """An amount paid by the ledger to somebody."""
    return _tried(machine, contracts.token, amount, _paid(contracts, payee, amount))


def _paid(contracts: PlanContracts, payee: Account, amount: int) -> _Payment:
    ledger = contracts.ledger
    return _Payment(ledger, payee, (Call(ledger, contracts.token, calls.transfer(payee, amount)),))


def _tried(machine: Machine, token: Account, amount: int, *payments: _Payment) -> Trial:
    """Payments between the same two, with the balances of both around each."""
    if not amount:
        return Trial()
    made = _balances(token, payments[0])
    for payment in payments:
        made += [*payment.calls, *_balances(token, payment)]
    said = machine.play(made)
    if said[-1].unproven:
        return Trial(unproven=said[-1].unproven)
    return Trial(tuple(_moves(amount, payments, said)), TIMED if any(each.is_timed for each in said) else "")


def _balances(token: Account, payment: _Payment) -> list[Call]:
    """What both have, as each of them is told, in an order that does not depend on who pays."""
    return [Call(each, token, calls.balance_of(each)) for each in sorted((payment.payer, payment.payee))]


def _moves(amount: int, payments: Sequence[_Payment], said: Sequence[Said]) -> Iterator[Move]:
    """What each payment moved, read off the balances around it; after one that went wrong there is no other."""
    place = 0
    for payment in payments:
        end = place + BALANCES + len(payment.calls)
        before, after = (_by_account(payment, said[start : start + BALANCES]) for start in (place, end))
        move = Move(
            payer=payment.payer,
            payee=payment.payee,
            amount=amount,
            left=before[payment.payer] - after[payment.payer],
            arrived=after[payment.payee] - before[payment.payee],
            is_refused=not all(map(is_done, said[place + BALANCES : end])),
        )
        yield move
        if not move.is_exact:
            return
        place = end


def _by_account(payment: _Payment, said: Sequence[Said]) -> dict[Account, int]:
    return dict(zip(sorted((payment.payer, payment.payee)), (number_of(each) or 0 for each in said), strict=True))


def is_done(said: Said) -> bool:
    """Whether a currency did what it was told: it returned true, or nothing, as the oldest do."""
    return said.output is not None and (not said.output or number_of(said) == 1)

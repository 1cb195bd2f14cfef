"""Payments that the token refuses (rules, section 7)."""

from collections.abc import Callable

import pytest

from openmutual.errors import NoCredit, OpenMutualError
from openmutual.records import CaseStatus
from tests.model.play import Play


@pytest.fixture
def owed(play: Play) -> Play:
    """Ann's case is settled while the token refuses her: 10 wait for her."""
    play.join("ann", "bo")
    play.approved("ann")
    play.go(14)
    play.ledger.announce()
    play.go(17)
    play.world.block("ann")
    play.ledger.settle(0)
    return play


def test_without_credit_there_is_nothing_to_collect(owed: Play) -> None:
    owed.refuses(NoCredit("bo"), owed.ledger.collect_credit, "bo", "bo")


def test_a_refused_payment_holds_nothing_up_and_waits_for_its_owner(owed: Play) -> None:
    assert owed.ledger.snapshot().cases[0].status == CaseStatus.SETTLED
    assert owed.ledger.snapshot().cases[0].claimant_paid == 10
    assert (owed.ledger.snapshot().books.credits, owed.wallet("ann")) == (10, 0)


def test_a_credit_is_collected_once_to_another_account(owed: Play) -> None:
    assert owed.ledger.collect_credit("ann", "ann2") == 10
    assert (owed.ledger.snapshot().books.credits, owed.wallet("ann2")) == (0, 10)
    owed.refuses(NoCredit("ann"), owed.ledger.collect_credit, "ann", "ann2")


@pytest.mark.parametrize("to", ["ann", ""])
def test_a_credit_stands_if_the_other_account_is_refused_too(owed: Play, to: str) -> None:
    with pytest.raises(OpenMutualError, match="refuses"):
        owed.ledger.collect_credit("ann", to)
    assert owed.ledger.snapshot().books.credits == 10
    owed.world.unblock("ann")
    assert owed.ledger.collect_credit("ann", "ann") == 10


def test_a_refused_withdrawal_adds_to_the_credit(owed: Play) -> None:
    owed.ledger.leave("ann")
    owed.go(28)
    owed.ledger.announce()
    assert owed.ledger.withdraw("ann") == 25
    assert owed.ledger.snapshot().books.credits == 35


def test_the_beneficiary_owns_the_credit_of_a_payment_to_them(play: Play) -> None:
    play.join("ann", "bo")
    play.approved("ann", beneficiary="child")
    play.go(14)
    play.ledger.announce()
    play.go(17)
    play.world.block("child")
    play.ledger.settle(0)
    play.refuses(NoCredit("ann"), play.ledger.collect_credit, "ann", "ann")
    assert play.ledger.collect_credit("child", "ann") == 10


def test_nothing_is_no_credit(play: Play) -> None:
    play.join("ann")
    play.approved("ann", "accident")
    play.go(14)
    play.ledger.announce()
    play.go(17)
    play.world.block("ann")
    play.ledger.settle(0)
    play.refuses(NoCredit("ann"), play.ledger.collect_credit, "ann", "bo")


def test_operator_and_sponsor_are_credited_too(stage: Callable[..., Play]) -> None:
    play = stage(dues=1, run_off=0)
    play.join("ann", deposit=90)
    play.fund(5)
    play.go(14)
    play.ledger.announce()
    play.ledger.close("operator")
    play.ledger.finish()
    for name in ("operator", "sponsor"):
        play.world.block(name)
    play.ledger.collect_fee("operator")
    play.ledger.take_backstop("sponsor", 5)
    assert play.ledger.collect_credit("operator", "x") == 1
    assert play.ledger.collect_credit("sponsor", "x") == 5


def test_a_blocked_payer_brings_nothing_in(play: Play) -> None:
    play.world.block("ann")
    with pytest.raises(OpenMutualError, match="refuses 'ann'"):
        play.join("ann")
    assert play.ledger.snapshot().members == {}

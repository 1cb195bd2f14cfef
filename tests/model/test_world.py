"""The world in which model ledgers live, and that they keep the protocol."""

import pytest

from openmutual.errors import InvalidTerm, OpenMutualError
from openmutual.model import ModelWorld
from openmutual.protocol import Ledger, World
from tests.model.play import ROLES, Play
from tests.terms import TERMS, terms


def test_the_clock_never_goes_back() -> None:
    world = ModelWorld(100)
    world.advance(99)
    assert world.now() == 100
    world.advance(101)
    assert world.now() == 101


def test_an_account_is_its_name() -> None:
    assert ModelWorld().account("ann") == "ann"


def test_a_broken_plan_is_not_deployed() -> None:
    with pytest.raises(InvalidTerm):
        ModelWorld().deploy(terms(period=0), ROLES, 2, b"")


def test_ledgers_of_one_currency_share_wallets_but_no_money() -> None:
    world = ModelWorld()
    one, two, other = (world.deploy(TERMS, ROLES, decimals, b"") for decimals in (2, 2, 6))
    world.give(one, "ann", 60)
    one.join("ann", "one", 30)
    two.join("ann", "one", 30)
    with pytest.raises(OpenMutualError):
        other.join("ann", "one", 30)
    assert [ledger.snapshot().books.token_balance for ledger in (one, two, other)] == [30, 30, 0]


def test_a_ledger_of_another_world_is_given_nothing() -> None:
    with pytest.raises(OpenMutualError, match="another world"):
        ModelWorld().give(Play().ledger, "ann", 1)


def test_world_and_ledger_keep_the_protocol() -> None:
    world: World = ModelWorld()
    ledger: Ledger = world.deploy(TERMS, ROLES, 2, b"")
    assert (ledger.terms, ledger.roles) == (TERMS, ROLES)


def test_books_that_do_not_balance_are_noticed() -> None:
    play = Play()
    play.join("ann", tier="three", deposit=90)
    ledger, ann = play.ledger, play.ledger.members["ann"]
    ledger.check_books()
    for invariant, spoil, mend in (
        ("I1", lambda: ledger.token.mint(ledger.account, 1), lambda: ledger.token.mint(ledger.account, -1)),
        ("I2", lambda: shift(play, -63), lambda: shift(play, 63)),
        ("I8", lambda: shift(play, -1), lambda: shift(play, 1)),
        ("bonds", lambda: pledge(play, 1), lambda: pledge(play, -1)),
        ("rebate", lambda: promise(play, 1), lambda: promise(play, -1)),
        ("index", lambda: setattr(ledger, "index", 1), lambda: setattr(ledger, "index", 0)),
    ):
        spoil()
        with pytest.raises(AssertionError, match=invariant):
            ledger.check_books()
        mend()
    ledger.backstop, ann.balance = -3, 93
    with pytest.raises(AssertionError, match="below zero"):
        ledger.check_books()


def shift(play: Play, amount: int) -> None:
    """Move money from the surplus to ann, who never paid it; the sum stays right."""
    play.ledger.members["ann"].balance += amount
    play.ledger.surplus -= amount


def pledge(play: Play, amount: int) -> None:
    """Move money from the surplus to a bond that nobody has put up."""
    play.ledger.bonds += amount
    play.ledger.surplus -= amount


def promise(play: Play, amount: int) -> None:
    """Move money from the surplus to a rebate that no closing has made."""
    play.ledger.rebate_pool += amount
    play.ledger.surplus -= amount

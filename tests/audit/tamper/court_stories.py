"""What happens to cases, before juries and at enrolment, where their contracts are dishonest; honest ones refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openmutual.chain import EmbeddedWorld
from openmutual.enrolment import NullifierKey
from openmutual.records import Roles
from tests.enrolment.attested import Attested

from .play import SINGLES, TERMS, Play

SALT = bytes(range(32))
MANY = tuple(f"neighbour {number}" for number in range(14))
"""So many more volunteers that no order of theirs draws the same jury as another by chance."""


# --- the desk ----------------------------------------------------------------------------------------------------


def paid_early(play: Play) -> None:
    play.people()
    case = play.ill("ann", 14)
    play.go(15)
    play.tries(play.ledger.settle, case)


def paid_twice(play: Play) -> None:
    play.people()
    case = play.ill("ann", 14)
    play.go(18)
    play.ledger.settle(case)
    play.tries(play.ledger.settle, case)


def decided_by(*signers: str, day: float = 1) -> Callable[[Play], None]:
    """A case that these assessors approve, on a day, if they can; then an announcement."""

    def tell(play: Play) -> None:
        play.people()
        case = play.file("ann", "mild")
        play.go(day)
        play.tries(play.decide, case, "mild", True, [play.who(signer) for signer in signers])
        play.period(14)

    return tell


def filed_uncovered(play: Play) -> None:
    play.go(5)
    play.people()
    play.tries(play.file, "ann", "mild", play.at(4))


def taken_back_and_filed(play: Play) -> None:
    play.people()
    play.ledger.withdraw_case(play.who("ann"), play.file("ann", "mild"))
    play.go(5)
    play.tries(play.file, "ann", "mild")


def appealed_from_outside(play: Play) -> None:
    """Rejected, out with the money, and before the jury for more."""
    play.people()
    play.period(14)
    play.go(27)
    case = play.file("bo", "severe")
    play.decide(case, "severe", approve=False)
    play.ledger.leave(play.who("bo"))
    play.period(28)
    play.withdraw("bo")
    play.tries(play.ledger.appeal, play.who("bo"), case, b"why")


# --- the jury ----------------------------------------------------------------------------------------------------


def contested(objector: str, beneficiary: str = "") -> Callable[[Play], None]:
    """Somebody objects who may not."""

    def tell(play: Play) -> None:
        play.people()
        play.approved("ann", "mild", play.who(beneficiary) if beneficiary else "")
        play.period(14)
        if objector not in SINGLES:
            play.join(objector, deposit=1_000)
        play.world.give(play.ledger, play.who(objector), TERMS.jury.bond)
        play.tries(play.ledger.object, play.who(objector), 0, b"why")

    return tell


def disputed(play: Play, volunteers: tuple[str, ...] = (*SINGLES, "gus"), resigns: str = "") -> int:
    """An objection to a case, whose jury can be drawn; one of those who had volunteered may have resigned."""
    play.people()
    play.join(*(name for name in volunteers if name not in (*SINGLES, "gus")), deposit=1_000)
    for name in volunteers:
        play.ledger.volunteer(play.who(name))
    case = play.ill("ann", 14)
    if resigns:
        play.ledger.resign(play.who(resigns))
    play.world.give(play.ledger, play.who("bo"), TERMS.jury.bond)
    return play.ledger.object(play.who("bo"), case, b"why")


def judged(
    *votes: bool | None, volunteers: tuple[str, ...] = (*SINGLES, "gus"), resigns: str = ""
) -> Callable[[Play], None]:
    """An objection, and what the jurors say to it, one after the other; None for a juror who keeps silent."""

    def tell(play: Play) -> None:
        dispute = disputed(play, volunteers, resigns)
        play.ledger.draw(dispute)
        said = [(juror, vote) for juror, vote in zip(play.ledger.dispute(dispute).jurors, votes, strict=False)]
        for juror, vote in said:
            if vote is not None:
                play.ledger.commit(juror, dispute, vote, SALT)
        play.go(16, 600)
        for juror, vote in said:
            if vote is not None:
                play.ledger.reveal(dispute, juror, vote, SALT)
        play.go(19)
        play.ledger.tally(dispute)
        if votes.count(False) >= TERMS.jury.quorum:
            play.tries(play.ledger.settle, 0)

    return tell


def without_a_jury(play: Play) -> None:
    """Nobody draws."""
    dispute = disputed(play)
    play.go(17)
    play.ledger.tally(dispute)


def back_on_the_jury(day: float) -> Callable[[Play], None]:
    """A volunteer resigns, and comes back on a day."""

    def tell(play: Play) -> None:
        play.people()
        play.ledger.volunteer(play.who("bo"))
        play.ledger.resign(play.who("bo"))
        play.go(day)
        (play.tries if day < 90 else _does)(play.ledger.volunteer, play.who("bo"))

    return tell


# --- enrolment ---------------------------------------------------------------------------------------------------


def enrolled(*names: str) -> Callable[[Play], None]:
    """People who join, each vouched for as the same person."""

    def tell(play: Play) -> None:
        roles = Roles(play.operator, tuple(play.panel), attestor=play.who("attestor"))
        play.ledger = play.world.deploy(TERMS, roles, 2, bytes(32))
        assert isinstance(play.world, EmbeddedWorld)
        desk = Attested(play.world, play.ledger, NullifierKey(SALT))
        for number, name in enumerate(names):
            word = desk.word((name, "11010519491231002X"))
            (play.tries if number else _does)(desk.join, name, word)

    return tell


def key_lost_early(play: Play) -> None:
    """A member lapses, and would go on at another account while they can still come back at the old one."""
    roles = Roles(play.operator, tuple(play.panel), attestor=play.who("attestor"))
    play.ledger = play.world.deploy(TERMS, roles, 2, bytes(32))
    assert isinstance(play.world, EmbeddedWorld)
    desk = Attested(play.world, play.ledger, NullifierKey(SALT))
    person = "11010519491231002X"
    desk.join("ann", desk.word(("ann", person)))
    play.ledger.file(play.who("ann"), "mild", play.world.now(), bytes(32))
    play.decide(0, "mild")
    play.go(16)
    play.ledger.announce()
    play.tries(desk.join, "bo", desk.word(("bo", person)))


def enrolled_again(play: Play) -> None:
    """Somebody who had gone is a member again, by the word that had enrolled them before."""
    roles = Roles(play.operator, tuple(play.panel), attestor=play.who("attestor"))
    play.ledger = play.world.deploy(TERMS, roles, 2, bytes(32))
    assert isinstance(play.world, EmbeddedWorld)
    desk = Attested(play.world, play.ledger, NullifierKey(SALT))
    word = desk.word(("ann", "11010519491231002X"), expiry=play.at(100))
    desk.join("ann", word)
    play.go(15)
    play.ledger.announce()
    play.go(30)
    play.ledger.announce()
    play.withdraw("ann")
    play.tries(desk.join, "ann", word)


def _does(verb: Callable[..., Any], *arguments: Any) -> None:
    verb(*arguments)

"""What happens on the plans: each story tries the wrong that its dishonest contracts allow, and honest ones refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from openmutual.records import Terms

from . import court_stories as court
from .play import SINGLES, TERMS, Play
from .world import TamperedWorld

SHORT_YEAR, THREE = replace(TERMS, year_cap=100), replace(TERMS, min_members=3)


# --- a year like any other ---------------------------------------------------------------------------------------


def ordinary(play: Play) -> None:
    play.people()
    case = play.ill("ann", 14)
    play.go(18)
    play.ledger.settle(case)
    play.ledger.leave(play.who("bo"))
    case = play.ill("cai", 28)
    play.go(32)
    play.ledger.settle(case)
    play.withdraw("bo")
    play.ledger.collect_fee(play.operator)


def two_in_a_row(play: Play) -> None:
    """A case in each of two periods; where a year's cap is short, the second waits."""
    play.people()
    play.ill("ann", 14)
    play.ill("cai", 28)


def closing_with_a_case_that_waits(play: Play) -> None:
    """Who asks to leave a closing plan waits with the case that waits for the next plan year."""
    play.people()
    play.ill("ann", 14)
    play.go(15)
    play.approved("cai", "mild")
    play.ledger.close(play.operator)
    play.ledger.leave(play.who("bo"))
    play.period(28)
    play.tries(play.withdraw, "bo")


def cut(play: Play) -> None:
    """Three units cannot bring what a case needs."""
    play.join("ann", "bo", "cai", deposit=1_000)
    case = play.ill("ann", 14)
    play.go(18)
    play.ledger.settle(case)


def backstop(play: Play) -> None:
    play.fund(1_000)
    cut(play)


def backstop_taken(play: Play) -> None:
    play.fund(1_000)
    play.tries(play.ledger.take_backstop, play.sponsor, 400)


def closing(play: Play) -> None:
    play.people()
    play.ill("ann", 14)
    play.go(20)
    play.ledger.settle(0)
    case = play.approved("bo", "mild")
    play.go(21)
    play.ledger.close(play.operator)
    play.period(28)
    play.go(52)
    play.ledger.settle(case)
    play.ledger.finish()
    play.withdraw(*SINGLES, "gus")


# --- members -----------------------------------------------------------------------------------------------------


def lapse(play: Play) -> None:
    """After the first announcement one member holds just the reserve, and another one less."""
    play.join(*SINGLES[:5], deposit=1_000)
    play.join("thin", deposit=110)
    play.join("edge", deposit=200)
    play.ill("ann", 14)


def coming_back(play: Play) -> None:
    lapse(play)
    play.ill("bo", 28)
    play.go(30)
    play.top_up("thin", 500)


def left_at_once(play: Play) -> None:
    """Join, be counted, and be out again with the next announcement."""
    play.people()
    play.tries(play.ledger.leave, play.who("bo"))
    play.period(14)


def out_through_a_lapse(play: Play) -> None:
    lapse(play)
    play.tries(play.withdraw, "thin")


def out_past_a_case(play: Play) -> None:
    """File, leave, have the announcement made, and be out before the panel can act."""
    play.people()
    play.period(14)
    play.go(27)
    play.file("bo", "severe")
    play.ledger.leave(play.who("bo"))
    play.period(28)
    play.tries(play.withdraw, "bo")


def drafted_back(play: Play) -> None:
    """A sponsor enrols somebody who had gone."""
    play.people()
    play.period(14)
    play.ledger.leave(play.who("bo"))
    play.period(28)
    play.withdraw("bo")
    play.world.give(play.ledger, play.sponsor, 110)
    play.tries(play.ledger.join_many, play.sponsor, [play.who("bo")], "one", 110)


def hidden_member(play: Play) -> None:
    play.people()
    play.tries(play.secretly, "operator", "enlist()")
    play.ill("ann", 14)
    play.tries(play.ledger.leave, play.operator)
    play.ill("bo", 28)
    play.tries(play.ledger.withdraw, play.operator)


def favoured_friend(play: Play) -> None:
    play.people()
    play.period(14)
    play.tries(play.secretly, "operator", "favour(address)", play.who("bo"))
    play.ledger.leave(play.who("bo"))
    play.period(28)
    play.withdraw("bo")


def swept(play: Play) -> None:
    play.people()
    play.period(14)
    play.ledger.collect_fee(play.operator)
    play.tries(play.secretly, "operator", "sweep()")


# --- the calendar ------------------------------------------------------------------------------------------------


def hurried(play: Play) -> None:
    """The operator asks for two shares more, a day and two days after the first."""
    play.people()
    play.ill("ann", 14)
    for day in (15, 16):
        play.approved("bo" if day == 15 else "cai", "mild")
        play.go(day)
        play.tries(play.raw, "operator", "MutualLedger", "announce")


def ended_early(play: Play) -> None:
    play.people()
    play.period(14)
    play.ledger.close(play.operator)
    play.go(20)
    play.tries(play.ledger.finish)


def too_few_for_a_while(play: Play) -> None:
    """Enough in two announcements, too few in the next two."""
    play.join("ann", "bo", "cai", deposit=1_000)
    play.period(14)
    play.period(28)
    play.ledger.leave(play.who("cai"))
    play.period(42)
    play.period(56)


def too_few(play: Play) -> None:
    too_few_for_a_while(play)
    play.period(73)


def never_enough(play: Play) -> None:
    """Enough in one announcement only, and then too few for longer than the grace."""
    play.join("ann", "bo", "cai", deposit=1_000)
    play.period(14)
    play.ledger.leave(play.who("cai"))
    play.period(28)
    play.period(59)


def succeeded(day: float) -> Callable[[Play], None]:
    """The operator hands over, on a day after proposing a friend."""

    def tell(play: Play) -> None:
        play.people()
        play.ledger.propose_operator(play.operator, play.who("friend"))
        play.go(day)
        play.tries(play.ledger.accept_operator, play.who("friend"))

    return tell


def packed_panel(day: float) -> Callable[[Play], None]:
    """The operator would have others decide, before members can leave, or long after they were warned."""

    def tell(play: Play) -> None:
        play.people()
        play.ledger.propose_panel(play.operator, [play.who(name) for name in ("b1", "b2", "b3")])
        play.go(day)
        play.tries(play.ledger.install_panel)

    return tell


class ReplayedScenario(NamedTuple):
    """What happens, and the terms of the plan it happens on."""

    tell: Callable[[Play], None]
    terms: Terms = TERMS


STORIES: Mapping[str, ReplayedScenario] = {
    "ordinary": ReplayedScenario(ordinary),
    "two in a row": ReplayedScenario(two_in_a_row),
    "waiting": ReplayedScenario(two_in_a_row, SHORT_YEAR),
    "closing with a case that waits": ReplayedScenario(closing_with_a_case_that_waits, SHORT_YEAR),
    "capped by the case": ReplayedScenario(ordinary, replace(TERMS, case_cap=20)),
    "cut": ReplayedScenario(cut),
    "backstop": ReplayedScenario(backstop, replace(TERMS, backstop_cap=100)),
    "backstop taken": ReplayedScenario(backstop_taken),
    "closing": ReplayedScenario(closing),
    "lapse": ReplayedScenario(lapse),
    "return": ReplayedScenario(coming_back),
    "hidden member": ReplayedScenario(hidden_member),
    "favoured friend": ReplayedScenario(favoured_friend),
    "swept": ReplayedScenario(swept),
    "hurried": ReplayedScenario(hurried),
    "ended early": ReplayedScenario(ended_early),
    "packed panel": ReplayedScenario(packed_panel(5)),
    "late panel": ReplayedScenario(packed_panel(46)),
    "hasty successor": ReplayedScenario(succeeded(16)),
    "late successor": ReplayedScenario(succeeded(46)),
    "too few": ReplayedScenario(too_few, THREE),
    "too few for a while": ReplayedScenario(too_few_for_a_while, THREE),
    "never enough": ReplayedScenario(never_enough, THREE),
    "left at once": ReplayedScenario(left_at_once),
    "out through a lapse": ReplayedScenario(out_through_a_lapse),
    "out past a case": ReplayedScenario(out_past_a_case),
    "drafted back": ReplayedScenario(drafted_back),
    "taken back and filed": ReplayedScenario(court.taken_back_and_filed),
    "appealed from outside": ReplayedScenario(court.appealed_from_outside),
    "contested by a newcomer": ReplayedScenario(court.contested("late")),
    "contested by the beneficiary": ReplayedScenario(court.contested("cai", beneficiary="cai")),
    "paid early": ReplayedScenario(court.paid_early),
    "paid twice": ReplayedScenario(court.paid_twice),
    "decided by one": ReplayedScenario(court.decided_by("a1")),
    "decided by one twice": ReplayedScenario(court.decided_by("a1", "a1")),
    "decided with a stranger": ReplayedScenario(court.decided_by("a1", "stranger")),
    "decided late": ReplayedScenario(court.decided_by("a1", "a2", day=11)),
    "filed uncovered": ReplayedScenario(court.filed_uncovered),
    "upheld": ReplayedScenario(court.judged(True, False, True)),
    "overturned": ReplayedScenario(court.judged(False, False, True)),
    "upheld among many": ReplayedScenario(court.judged(True, True, True, volunteers=(*SINGLES, *court.MANY))),
    "upheld by two": ReplayedScenario(court.judged(True, True, None)),
    "tied": ReplayedScenario(court.judged(True, False, None)),
    "few volunteers": ReplayedScenario(court.judged(True, True, volunteers=("cai", "dan", "eve"))),
    "one has resigned": ReplayedScenario(court.judged(True, True, volunteers=("cai", "dan", "eve"), resigns="dan")),
    "without a jury": ReplayedScenario(court.without_a_jury),
    "back on the jury": ReplayedScenario(court.back_on_the_jury(91)),
    "back at once": ReplayedScenario(court.back_on_the_jury(1)),
    "one person once": ReplayedScenario(court.enrolled("ann")),
    "one person twice": ReplayedScenario(court.enrolled("ann", "bo")),
    "enrolled again": ReplayedScenario(court.enrolled_again),
    "a key lost early": ReplayedScenario(court.key_lost_early),
}


# --- chains ------------------------------------------------------------------------------------------------------


def told(story: str, codes: Mapping[str, bytes] | None = None) -> Play:
    """A story on plans whose contracts have these creation codes; those that ship for all others."""
    tell, terms = STORIES[story]
    play = Play(TamperedWorld(codes or {}), terms)
    tell(play)
    return play

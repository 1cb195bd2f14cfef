"""What happens on the plans: each story tries the wrong that its dishonest contracts allow, and honest ones refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited
from openmutual.audit.source.collect import collect
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.chain import ChainWorld, EmbeddedWorld
from openmutual.chain.embedded import EmbeddedNode
from openmutual.enrolment import NullifierKey
from openmutual.errors import ChainError, Refusal
from openmutual.records import Account, JuryTerms, Level, Roles, Terms, Tier
from tests.client.chain_play import ChainPlay, sender_of
from tests.enrolment.attested import Attested
from tests.terms import DAY
from tests.terms import TERMS as ROUND_TERMS

from .world import TamperedWorld

TERMS = replace(
    ROUND_TERMS,
    step=10,
    tiers=(Tier("one", 1, 110), Tier("three", 3, 330)),
    levels=(
        Level("severe", benefit=3_000, fee=240, ends_membership=True, waiting=0),
        Level("mild", benefit=500, fee=45, ends_membership=False, waiting=0),
    ),
    period_cap=100,
    dues=10,
    waiting=0,
    filing=20 * DAY,
    decision=10 * DAY,
    run_off=30 * DAY,
    jury=JuryTerms(size=3, quorum=2, bond=50, reward=10, commit=2 * DAY, reveal=2 * DAY),
)
"""A reserve of 110 a unit; a period of 14 days, a notice of 3, a grace of 30; two of three assessors decide."""

SHORT_YEAR, THREE = replace(TERMS, year_cap=100), replace(TERMS, min_members=3)

SALT = bytes(range(32))
MANY = tuple(f"neighbour {number}" for number in range(14))
"""So many more volunteers that no order of theirs draws the same jury as another by chance."""

SINGLES = ("ann", "bo", "cai", "dan", "eve", "fay")


class Play(ChainPlay):
    """A plan and its people, with a way to try what must not be.

    Attributes:
        allowed: how often that went through.
    """

    def __init__(self, world: EmbeddedWorld, terms: Terms, token: str = "") -> None:
        super().__init__(world, terms, token)
        self.allowed = 0

    def tries(self, verb: Callable[..., Any], *arguments: Any) -> None:
        """Do what honest contracts refuse, and go on if these refuse it as well."""
        try:
            verb(*arguments)
        except (Refusal, ChainError):
            return
        self.allowed += 1

    def secretly(self, caller: str, function: str, *arguments: str) -> None:
        """Call a function of the ledger that no interface has; its arguments are accounts."""
        data = keccak(text=function)[:4] + encode(["address"] * len(arguments), arguments)
        sender_of(self.world, caller).send(self.who(caller), self.ledger.site.ledger, data)

    def people(self) -> None:
        """Six members of one unit and one of three, with money enough."""
        self.join(*SINGLES, deposit=1_000)
        self.join("gus", tier="three", deposit=3_000)

    def ill(self, name: str, day: float) -> int:
        """A case, decided at once and announced on that day."""
        case = self.approved(name, "mild")
        self.go(day)
        self.ledger.announce()
        return case

    def withdraw(self, *names: str) -> None:
        for name in names:
            self.ledger.withdraw(self.who(name))

    def audited(self) -> Audited:
        """What an audit makes of it."""
        return audited(self.world, self.ledger.site.ledger)


def audited(world: ChainWorld, ledger: Account) -> Audited:
    """What an audit makes of a plan, from what the chain says."""
    assert isinstance(world.node, EmbeddedNode)
    source = EmbeddedSource(world.node)
    return audit(collect(source, ledger), source=source)


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
    "taken back and filed": ReplayedScenario(taken_back_and_filed),
    "appealed from outside": ReplayedScenario(appealed_from_outside),
    "contested by a newcomer": ReplayedScenario(contested("late")),
    "contested by the beneficiary": ReplayedScenario(contested("cai", beneficiary="cai")),
    "paid early": ReplayedScenario(paid_early),
    "paid twice": ReplayedScenario(paid_twice),
    "decided by one": ReplayedScenario(decided_by("a1")),
    "decided by one twice": ReplayedScenario(decided_by("a1", "a1")),
    "decided with a stranger": ReplayedScenario(decided_by("a1", "stranger")),
    "decided late": ReplayedScenario(decided_by("a1", "a2", day=11)),
    "filed uncovered": ReplayedScenario(filed_uncovered),
    "upheld": ReplayedScenario(judged(True, False, True)),
    "overturned": ReplayedScenario(judged(False, False, True)),
    "upheld among many": ReplayedScenario(judged(True, True, True, volunteers=(*SINGLES, *MANY))),
    "upheld by two": ReplayedScenario(judged(True, True, None)),
    "tied": ReplayedScenario(judged(True, False, None)),
    "few volunteers": ReplayedScenario(judged(True, True, volunteers=("cai", "dan", "eve"))),
    "one has resigned": ReplayedScenario(judged(True, True, volunteers=("cai", "dan", "eve"), resigns="dan")),
    "without a jury": ReplayedScenario(without_a_jury),
    "back on the jury": ReplayedScenario(back_on_the_jury(91)),
    "back at once": ReplayedScenario(back_on_the_jury(1)),
    "one person once": ReplayedScenario(enrolled("ann")),
    "one person twice": ReplayedScenario(enrolled("ann", "bo")),
    "enrolled again": ReplayedScenario(enrolled_again),
    "a key lost early": ReplayedScenario(key_lost_early),
}


# --- chains ------------------------------------------------------------------------------------------------------


def told(story: str, codes: Mapping[str, bytes] | None = None) -> Play:
    """A story on plans whose contracts have these creation codes; those that ship for all others."""
    tell, terms = STORIES[story]
    play = Play(TamperedWorld(codes or {}), terms)
    tell(play)
    return play

"""What a plan's terms must be for the plan to be deployed at all (rules, section 2).

A plan's terms can never be changed, so a broken one is refused at the door, with the name of the term.  The
rules are written as rows `(field, value, sound)`, in the one order in which every ledger checks them: the
first row that is not sound is the refusal.  The rows come from generators, so a later row, which may lean on
an earlier one (all money is divided by `step`), is never reached when the earlier one is broken.

Two kinds of rule stand side by side: those of meaning (a deposit covers the reserve), and the bounds of the
types that hold the numbers on a chain (`2**32` seconds, `2**48` steps), which the model has no need of but
shares, because a plan is either valid everywhere or nowhere.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from ..errors import InvalidTerm
from ..records import NOBODY, Account, JuryTerms, Roles, Terms
from .state import YEAR

Row = tuple[str, int, bool]
"""A term's name, its value, and whether it keeps its rule."""

MOST_TIERS = MOST_LEVELS = 16
MOST_ASSESSORS = 32
MOST_JURORS = 64

MOST_STEPS_A_PERIOD = 4096
"""How far the index may move in one announcement: it bounds the rungs that a chain has to look through."""

HOUR = 60 * 60
MOST_A_DISPUTE = 90 * 24 * HOUR

SECONDS_BOUND = UNITS_BOUND = 2**32
MEMBERS_BOUND = 2**40
STEP_BOUND = 2**64
STEPS_BOUND = 2**48
LEVEL_BOUND = 2**96
MONEY_BOUND = 2**128


def check_terms(terms: Terms, roles: Roles) -> None:
    """Refuse a plan whose terms or roles break a rule.

    Raises:
        InvalidTerm: with the first broken term, and its value.
    """
    first_broken(
        chain(
            caps(terms),
            tiers(terms),
            levels(terms),
            durations(terms),
            jury(terms.jury),
            [("operator", 0, roles.operator != NOBODY)],
            panel(roles.assessors, terms.assessors),
            # More than half, so that two verdicts can never both be valid.
            [("quorum", terms.quorum, terms.assessors < 2 * terms.quorum <= 2 * terms.assessors)],
        )
    )


def first_broken(rows: Iterator[Row]) -> None:
    """Read the rows in order.  Raises InvalidTerm at the first that is not sound."""
    for field, value, sound in rows:
        if not sound:
            raise InvalidTerm(field, value)


def caps(terms: Terms) -> Iterator[Row]:
    """Per-unit money is a whole number of steps; a whole period, dues included, is at most 4,096 of them.

    The reserve is not a term of its own: it is what a unit can be charged in one period, `periodCap + dues`.
    """

    def whole(amount: int) -> bool:
        return amount % terms.step == 0 and amount // terms.step < STEPS_BOUND

    yield "step", terms.step, 0 < terms.step < STEP_BOUND
    yield "caseCap", terms.case_cap, whole(terms.case_cap)
    yield "periodCap", terms.period_cap, terms.period_cap > 0 and whole(terms.period_cap)
    yield "dues", terms.dues, whole(terms.dues)
    yield "reserve", terms.reserve, terms.reserve // terms.step <= MOST_STEPS_A_PERIOD

    # A year's cap below a period's would make the period's cap a promise that no period can use.
    holds_a_period = whole(terms.year_cap) and terms.year_cap >= terms.period_cap
    yield "yearCap", terms.year_cap, terms.year_cap == 0 or holds_a_period
    yield "backstopCap", terms.backstop_cap, terms.backstop_cap < MONEY_BOUND


def tiers(terms: Terms) -> Iterator[Row]:
    """A tier carries at least one unit, and its deposit holds at least the reserve of all of them.

    That is where I2 begins: nobody is a member for a moment without a whole period's money.
    """
    yield "tiers", len(terms.tiers), 0 < len(terms.tiers) <= MOST_TIERS
    for tier in terms.tiers:
        yield "tier.units", tier.units, 0 < tier.units < UNITS_BOUND
        yield "tier.deposit", tier.deposit, tier.units * terms.reserve <= tier.deposit < MONEY_BOUND


def levels(terms: Terms) -> Iterator[Row]:
    """A level pays something; its fee may be nothing."""
    yield "levels", len(terms.levels), 0 < len(terms.levels) <= MOST_LEVELS
    for level in terms.levels:
        yield "level.benefit", level.benefit, 0 < level.benefit < LEVEL_BOUND
        yield "level.fee", level.fee, level.fee < LEVEL_BOUND
        yield "level.waiting", level.waiting, level.waiting < SECONDS_BOUND


def durations(terms: Terms) -> Iterator[Row]:
    """Windows in which somebody must be able to act last longer than nothing; delays may be nothing.

    Announcements are an hour apart at least, and a year at most; without a notice nobody could object.  Without a
    waiting period, a grace or a run-off a plan is only harder, and some plans are.
    """
    yield "period", terms.period, HOUR <= terms.period <= YEAR
    for field, seconds in (("notice", terms.notice), ("filing", terms.filing), ("decision", terms.decision)):
        yield field, seconds, 0 < seconds < SECONDS_BOUND
    yield from stages(terms.jury)
    for field, seconds in (("waiting", terms.waiting), ("grace", terms.grace), ("runOff", terms.run_off)):
        yield field, seconds, seconds < SECONDS_BOUND
    yield "minMembers", terms.min_members, terms.min_members < MEMBERS_BOUND


def stages(terms: JuryTerms) -> Iterator[Row]:
    """A dispute is over within 90 days: twice a draw, which has as long as the sealing of votes, and a vote."""
    yield "jury.commit", terms.commit, HOUR <= terms.commit <= MOST_A_DISPUTE
    ends = terms.reveal >= HOUR and 4 * terms.commit + 2 * terms.reveal <= MOST_A_DISPUTE
    yield "jury.reveal", terms.reveal, ends


def jury(terms: JuryTerms) -> Iterator[Row]:
    """The bond can always pay every juror: nobody else's money is ever at stake in an objection."""
    yield "jury.size", terms.size, 0 < terms.size <= MOST_JURORS
    yield "jury.quorum", terms.quorum, 0 < terms.quorum <= terms.size
    yield "jury.bond", terms.bond, terms.bond < LEVEL_BOUND
    yield "jury.reward", terms.reward, terms.size * terms.reward <= terms.bond


def panel(assessors: Sequence[Account], seats: int) -> Iterator[Row]:
    """Every seat of the panel is taken, by somebody, and by nobody twice.

    The same rule holds for the panel that a plan starts with and for one that is proposed later.
    """
    count = len(assessors)
    yield "assessors", count, 0 < count <= MOST_ASSESSORS and count == seats
    for seat, assessor in enumerate(assessors):
        yield "assessor", 0, assessor != NOBODY and assessor not in assessors[:seat]

"""Which sharing rule a plan is: properties of the rule, tried out on the reference model with the plan's own terms.

A handful of people in each tier join a ledger of the model; one of them is granted the dearest benefit, and the period
is announced.  Then the properties are read off what everybody paid.  Terms of the literature:

- uniform risk sharing: all pay the same, whoever had the loss (Dhaene, Kazzi, Valdez, 2024);
- proportional to fixed weights, here the units; *mean-proportional* if these follow what each is expected to lose;
- conditional mean risk sharing: see :mod:`.conditional_mean`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ...model import ModelWorld
from ...model.announcing import share_out
from ...plans.terms import Plan
from ...records import Account, Announcement, Roles, Terms, Tier
from .cover import Balance

EACH = 4
"""People in each tier of the trial."""

LATER = 3600
"""Seconds by which the trial keeps clear of the ends of windows."""

FLOOD = 10**6
"""Cases of a level for each person: more than any plan can pay."""


class Rule(StrEnum):
    """The rule, in the literature's terms."""

    UNIFORM = "uniform"
    MEAN_PROPORTIONAL = "mean proportional"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True, slots=True)
class Properties:
    """What the rule of a plan is like; each but the last two is tried out on the model.

    Attributes:
        rule: in the literature's terms.
        equal_per_unit: all paid the same for each unit.
        balanced: what was charged is what cases were granted and what is left over, to the last base unit.
        capped: however many cases there are, a unit pays no more than the caps.
        nameless: other names and another order of joining change nothing.
        sourceless: another claimant of the same tier changes nothing for those who pay.
        deviation: the largest |paid ÷ worth − 1| of a band; `subsidy` the most that a person pays for others in a year.
    """

    rule: Rule
    equal_per_unit: bool
    balanced: bool
    capped: bool
    nameless: bool
    sourceless: bool
    deviation: Fraction
    subsidy: Fraction


@dataclass(frozen=True, slots=True)
class _Trial:
    """One announcement: what it said, and what each member paid."""

    made: Announcement
    paid: Mapping[Account, int]
    units: Mapping[Account, int]

    @property
    def kinds(self) -> Counter[tuple[int, int]]:
        """How many carried so many units and paid so much, whoever they are."""
        return Counter((self.units[name], paid) for name, paid in self.paid.items())


def properties(plan: Plan, balance: Balance) -> Properties:
    """Try the properties out, and put beside them what the bands pay for each other."""
    terms = plan.terms
    names = [f"{tier.name}-{number}" for tier in terms.tiers for number in range(EACH)]
    tiers = {name: tier for tier in terms.tiers for name in names if name.rpartition("-")[0] == tier.name}
    trial = _try(plan, tiers, names[0])
    renamed = _try(plan, {f"other-{name}": tiers[name] for name in reversed(names)}, f"other-{names[0]}")
    other = _try(plan, tiers, names[1])
    return Properties(
        rule=_rule(balance),
        equal_per_unit=len({Fraction(paid, trial.units[name]) for name, paid in trial.paid.items()}) == 1,
        balanced=_is_balanced(trial.made),
        capped=_is_capped(terms, trial.made.units),
        nameless=trial.kinds == renamed.kinds,
        sourceless=trial.kinds == other.kinds,
        deviation=max(balance.deviations),
        subsidy=max(balance.subsidies),
    )


def _rule(balance: Balance) -> Rule:
    if len({cover.units for cover in balance.covers}) == 1:
        return Rule.UNIFORM
    return Rule.PROPORTIONAL if any(balance.deviations) else Rule.MEAN_PROPORTIONAL


def _try(plan: Plan, tiers: Mapping[Account, Tier], claimant: Account) -> _Trial:
    """One period, in which the claimant is granted the dearest benefit."""
    terms = plan.terms
    assessors = tuple(f"assessor {number}" for number in range(terms.assessors))
    world = ModelWorld()
    ledger = world.deploy(terms, Roles(operator="operator", assessors=assessors), plan.decimals, b"")
    for name, tier in tiers.items():
        world.give(ledger, name, tier.deposit)
        ledger.join(name, tier.name, tier.deposit)
    level = max(terms.levels, key=lambda level: level.due)
    world.advance(world.now() + level.waiting + LATER)
    case = ledger.file(claimant, level.name, world.now(), b"", "")
    ledger.decide(case, True, level.name, b"", list(assessors[: terms.quorum]))
    world.advance(world.now() + terms.period)
    made = ledger.announce()
    gone = {claimant} if level.ends_membership else set()
    paid = {name: state.paid for name, state in ledger.snapshot().members.items() if name not in gone}
    return _Trial(made, paid, {name: tiers[name].units for name in paid})


def _is_balanced(made: Announcement) -> bool:
    """Whether nothing was lost; the trial began without a surplus and without a backstop."""
    granted = sum(count * made.payout[level] for level, count in made.cases.items())
    return made.collected == granted + made.surplus


def _is_capped(terms: Terms, units: int) -> bool:
    """Whether a flood of cases costs a unit no more than the period's cap, and each case no more than its own."""
    flood = {level.name: FLOOD * units for level in terms.levels}
    outcome = share_out(terms, flood, units, surplus=0, backstop=0, charged_this_year=0)
    most = terms.case_cap * units or max(level.due for level in terms.levels)
    return outcome.share <= terms.period_cap and all(paid <= most for paid in outcome.from_members.values())

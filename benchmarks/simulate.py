"""A hundred million members through 72 announcements: how long it takes, and how much memory.

From the root of the checkout: ``python benchmarks/simulate.py [MEMBERS [YEARS]]``.  Members join and leave all the
time, so that there are as many different cohorts as a plan can have.
"""

import resource
import sys
import time
from fractions import Fraction

from openmutual.plans.terms import load_plan
from openmutual.statistics.incidence import load_ages
from openmutual.study.population.cohorts import Assumptions, simulate

PLAN = "xianghubao"


def measure(members: int, years: int) -> None:
    """Simulate, and print what it took."""
    assumed = Assumptions(
        members,
        years,
        seed=1,
        ages=load_ages("xianghubao-2019"),
        illness=Fraction(1, 4),
        joining=Fraction(1, 100),
        impatience=Fraction(1, 100),
    )
    began = time.perf_counter()
    life = simulate(load_plan(PLAN), assumed)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cohorts = len(life.ledger.cohorts.counts)
    print(
        f"{members:,} members, {len(life.periods)} announcements: {seconds:.1f} s, {peak:.0f} MiB, {cohorts:,} cohorts"
    )


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    measure(*(given + [100_000_000, 3][len(given) :]))

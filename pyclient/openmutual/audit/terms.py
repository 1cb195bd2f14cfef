"""What the plan committed to: the file that hashes to its record, and terms that keep the rules' table (section 2)."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from ..plans.terms import Plan as PlanFile
from ..plans.terms import load_plan, preset_names
from ..records import NOBODY, JuryTerms, Level, Roles, Terms, Tier
from .findings import Findings
from .replay.state import ReplayedPlan

UINT32, UINT40, UINT48, UINT64, UINT96, UINT128 = (2**bits - 1 for bits in (32, 40, 48, 64, 96, 128))
"""What the ledger's types can hold."""

HOUR, YEAR, MOST_DISPUTE = 3_600, 365 * 86_400, 90 * 86_400
"""Bounds of a period and of a jury's stages; the longest that two draws with their votes can take."""

MOST_RESERVE_STEPS = 4_096
MOST_TIERS_OR_LEVELS = 16
"""The most tiers, and the most levels."""
MOST_ASSESSORS, MOST_JURORS, MOST_DECIMALS = 32, 64, 18

Rule = tuple[str, int, bool]
"""A term by its name, what it is, and whether it keeps its rule."""


def check_terms(
    plan: ReplayedPlan, plan_file: PlanFile | None, findings: Findings, decimals: int | None = None
) -> PlanFile | None:
    """Compare the terms on the chain with the plan file and with the rules.

    Args:
        plan: what the chain says.
        plan_file: the file that members were shown, if there is one; else a packaged plan of the same hash, if any is.
        findings: where everything goes that does not fit.
        decimals: of the currency, as it answers; None if it does not.

    Returns:
        The plan file; None without one.
    """
    place = plan.opened
    for term, value, kept in chain(_rules(plan.terms), _roles(plan.terms, plan.roles)):
        findings.expect(kept, "term-breaks-rule", place, term=term, value=value)
    if decimals is not None:
        findings.expect(decimals <= MOST_DECIMALS, "currency-too-fine", place, decimals=decimals)
    if plan_file is None:
        name = preset_of(plan.plan_hash)
        if not name:
            return None
        plan_file = load_plan(name)
    _compare(plan, plan_file, findings)
    fits = decimals in (None, plan_file.decimals)
    findings.expect(fits, "decimals-differ", place, written=plan_file.decimals, held=decimals)
    return plan_file


def preset_of(plan_hash: bytes) -> str:
    """The packaged plan of that hash; empty if there is none."""
    return next((name for name in preset_names() if load_plan(name).plan_hash == plan_hash), "")


def _compare(plan: ReplayedPlan, plan_file: PlanFile, findings: Findings) -> None:
    """The file is the one that the plan committed to, and each term on the chain is the file's."""
    place, file, committed = plan.opened, plan_file.plan_hash, plan.plan_hash
    findings.expect(file == committed, "plan-hash-differs", place, file=file, committed=committed)
    written, held = dict(_named("", plan_file.terms)), dict(_named("", plan.terms))
    for term in dict.fromkeys((*written, *held)):
        said = {"written": written.get(term), "held": held.get(term)}
        findings.expect(said["written"] == said["held"], "term-differs", place, term=term, **said)


def _named(prefix: str, record: Terms | JuryTerms | Tier | Level) -> Iterator[tuple[str, Any]]:
    """Each term by its name, tiers and levels by their numbers."""
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        if isinstance(value, tuple):
            for number, each in enumerate(value):
                yield from _named(f"{prefix}{name}[{number}].", each)
        elif isinstance(value, JuryTerms):
            yield from _named(f"{prefix}{name}.", value)
        else:
            yield prefix + name, value


# --- the rules ---------------------------------------------------------------------------------------------------


def _rules(terms: Terms) -> Iterator[Rule]:
    yield from _money(terms)
    yield "tiers", len(terms.tiers), 1 <= len(terms.tiers) <= MOST_TIERS_OR_LEVELS
    for number, tier in enumerate(terms.tiers):
        yield f"tiers[{number}].units", tier.units, 1 <= tier.units <= UINT32
        least = tier.units * terms.reserve
        yield f"tiers[{number}].deposit", tier.deposit, least <= tier.deposit <= UINT128
    yield "levels", len(terms.levels), 1 <= len(terms.levels) <= MOST_TIERS_OR_LEVELS
    for number, level in enumerate(terms.levels):
        yield f"levels[{number}].benefit", level.benefit, 1 <= level.benefit <= UINT96
        yield f"levels[{number}].fee", level.fee, level.fee <= UINT96
        yield f"levels[{number}].waiting", level.waiting, level.waiting <= UINT32
    yield from _times(terms)
    yield "min_members", terms.min_members, terms.min_members <= UINT40
    yield from _jury(terms.jury)


def _money(terms: Terms) -> Iterator[Rule]:
    """Per-unit money is whole steps."""
    step, period, year = terms.step, terms.period_cap, terms.year_cap
    yield "step", step, 1 <= step <= UINT64
    yield "case_cap", terms.case_cap, _whole(terms.case_cap, step)
    yield "period_cap", period, period > 0 and _whole(period, step)
    yield "year_cap", year, _whole(year, step) and (year == 0 or year >= period)
    yield "backstop_cap", terms.backstop_cap, terms.backstop_cap <= UINT128
    yield "dues", terms.dues, _whole(terms.dues, step)
    yield "reserve", terms.reserve, terms.reserve <= MOST_RESERVE_STEPS * step


def _whole(amount: int, step: int) -> bool:
    return step > 0 and amount % step == 0 and amount // step <= UINT48


def _times(terms: Terms) -> Iterator[Rule]:
    """In seconds; those that something must happen in are not nothing."""
    yield "period", terms.period, HOUR <= terms.period <= YEAR
    for name in ("notice", "filing", "decision"):
        yield name, getattr(terms, name), 1 <= getattr(terms, name) <= UINT32
    commit, reveal = terms.jury.commit, terms.jury.reveal
    yield "jury.commit", commit, commit >= HOUR
    yield "jury.reveal", reveal, reveal >= HOUR and 4 * commit + 2 * reveal <= MOST_DISPUTE
    for name in ("waiting", "grace", "run_off"):
        yield name, getattr(terms, name), getattr(terms, name) <= UINT32


def _jury(jury: JuryTerms) -> Iterator[Rule]:
    yield "jury.size", jury.size, 1 <= jury.size <= MOST_JURORS
    yield "jury.quorum", jury.quorum, 1 <= jury.quorum <= jury.size
    yield "jury.bond", jury.bond, jury.bond <= UINT96
    yield "jury.reward", jury.reward, jury.size * jury.reward <= jury.bond


def _roles(terms: Terms, roles: Roles) -> Iterator[Rule]:
    """A plan has an operator, and as many assessors as its terms say, each somebody and none twice.

    More than half of them decide, so that no two verdicts can both be valid.
    """
    people = {assessor for assessor in roles.assessors if assessor != NOBODY}
    seats = terms.assessors
    yield "assessors", seats, 1 <= seats <= MOST_ASSESSORS and len(roles.assessors) == len(people) == seats
    yield "quorum", terms.quorum, seats < 2 * terms.quorum <= 2 * seats
    yield "operator", 0, roles.operator != NOBODY

"""What turns up in more than one case: evidence, reports, payees; and cases of those who hold an office."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from ...records import NOBODY, Account
from ..replay.state import Case
from .figure import Figure, Table, judged
from .record import Record

PAYEES = 3
"""A family has one payee for two of its members; from three on it is worth knowing who that is."""


def repeats_figures(record: Record) -> Iterator[Figure]:
    """Repeats of what ought to be there once."""
    yield _evidence(record)
    yield _reports(record)
    yield _payees(record)
    yield _cases_of_officers(record)


def _evidence(record: Record) -> Figure:
    """Whoever files anew after a refusal may well bring the same papers; two people, or two payments, may not."""
    cases = record.plan.cases
    repeated = _shared(cases, lambda case: case.commitment)
    by_several = any(len({case.claimant for case in group}) > 1 for group in repeated.values())
    approved = {case.number for case in record.approved}
    twice = any(sum(case.number in approved for case in group) > 1 for group in repeated.values())
    rows = [(key, case.number, case.claimant) for key, group in repeated.items() for case in group]
    return Figure(
        "repeated-evidence",
        judged(False, by_several or twice),
        {"cases": len(cases), "repeated": len(repeated)},
        Table(("commitment:hash", "case", "claimant:account"), rows),
        "sentence" if cases else "empty",
    )


def _reports(record: Record) -> Figure:
    """A report is of one case; a short refusal might be worded alike, an approval not."""
    decided = [case for case in record.plan.cases if case.decided_at >= 0]
    repeated = _shared(decided, lambda case: case.report_hash)
    approved = any(sum(case.approved_by_panel is True for case in group) > 1 for group in repeated.values())
    rows = [(key, case.number, case.decided_at) for key, group in repeated.items() for case in group]
    return Figure(
        "repeated-reports",
        judged(approved),
        {"cases": len(decided), "repeated": len(repeated)},
        Table(("report:hash", "case", "decided:time"), rows),
        "sentence" if decided else "empty",
    )


def _payees(record: Record) -> Figure:
    elsewhere = [case for case in record.approved if _is_paid_elsewhere(case)]
    groups = defaultdict[Account, list[Case]](list)
    for case in elsewhere:
        groups[case.beneficiary].append(case)
    shared = {payee: group for payee, group in groups.items() if len({case.claimant for case in group}) > 1}
    claimants = [len({case.claimant for case in group}) for group in shared.values()]
    rows = [(payee, len(group), sum(case.benefit_paid for case in group)) for payee, group in shared.items()]
    return Figure(
        "shared-payees",
        judged(max(claimants, default=0) >= PAYEES),
        {"cases": len(record.approved), "elsewhere": len(elsewhere), "shared": len(shared)},
        Table(("payee:account", "cases", "paid:money"), rows),
        "sentence" if record.approved else "empty",
    )


def _is_paid_elsewhere(case: Case) -> bool:
    return case.beneficiary not in (NOBODY, case.claimant)


def _cases_of_officers(record: Record) -> Figure:
    """Who holds an office may fall ill like anybody; who signs for their own money may not."""
    officers = _officers(record)
    theirs = [case for case in record.approved if officers & {case.claimant, case.beneficiary}]
    own = [case for case in theirs if {case.claimant, case.beneficiary} & set(case.assessors)]
    odd = [case for case in theirs if _is_paid_elsewhere(case) and case.beneficiary in officers]
    rows = [(case.number, case.claimant, case.beneficiary, case.benefit_paid) for case in theirs]
    return Figure(
        "cases-of-officers",
        judged(bool(theirs), bool(own or odd)),
        {"officers": len(officers), "cases": len(theirs), "own": len(own)},
        Table(("case", "claimant:account", "payee:account", "paid:money"), rows),
    )


def _officers(record: Record) -> set[Account]:
    """Whoever holds, or once held, an office of the plan."""
    plan = record.plan
    panels = {assessor for _, panel in plan.panels for assessor in panel}
    roles = {plan.roles.operator, plan.operator, plan.roles.supervisor, plan.roles.sponsor, plan.roles.attestor}
    return (roles | panels | set(plan.roles.assessors) | set(plan.panel)) - {NOBODY}


def _shared(cases: list[Case], key: Callable[[Case], bytes]) -> dict[bytes, list[Case]]:
    """The cases that share a hash, by that hash.  An empty one is nothing to share."""
    groups = defaultdict[bytes, list[Case]](list)
    for case in cases:
        if any(key(case)):
            groups[key(case)].append(case)
    return {shared: group for shared, group in groups.items() if len(group) > 1}

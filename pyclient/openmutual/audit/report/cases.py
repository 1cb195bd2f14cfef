"""The cases as a funnel: how many got how far, and how long it took."""

from collections.abc import Iterable
from statistics import median

from ...i18n.sanitize import tame_name
from ...records import CaseStatus, Terms
from ..replay.state import Case, Plan
from .figures import account, moment, money
from .report import Cases, CaseView, Count, Rest, Wait

UNPAID = (CaseStatus.APPROVED, CaseStatus.ANNOUNCED, CaseStatus.CONTESTED)


def cases(plan: Plan, decimals: int, rest: Rest) -> Cases:
    """All cases of a plan."""
    told = [(case, standing(case, plan)) for case in plan.cases]
    return Cases(
        rest=rest,
        funnel=tuple(Count(key, number) for key, number in _funnel(told).items()),
        waits=tuple(_waits(plan)),
        rows=tuple(_told(case, status, plan.terms, decimals) for case, status in told),
    )


def standing(case: Case, plan: Plan) -> CaseStatus:
    """The status of a case, with what time alone has made of it (rules, section 4)."""
    if case.status == CaseStatus.FILED:
        expires = case.filed_at + plan.terms.decision + plan.terms.notice
        return CaseStatus.EXPIRED if plan.now >= expires else CaseStatus.FILED
    if case.status == CaseStatus.APPROVED and 0 <= case.period < len(plan.periods):
        return CaseStatus.ANNOUNCED
    return case.status


def level_name(terms: Terms, level: int) -> str:
    """What a level is called; its number if the terms have no such level."""
    return tame_name(terms.levels[level].name) if 0 <= level < len(terms.levels) else str(level)


def _funnel(told: list[tuple[Case, CaseStatus]]) -> dict[str, int]:
    def count(flags: Iterable[bool]) -> int:
        return sum(flags)

    return {
        "filed": len(told),
        "withdrawn": count(status == CaseStatus.WITHDRAWN for _, status in told),
        "undecided": count(status == CaseStatus.FILED for _, status in told),
        "expired": count(status == CaseStatus.EXPIRED for _, status in told),
        "approved": count(case.approved_by_panel is True for case, _ in told),
        "rejected": count(case.approved_by_panel is False for case, _ in told),
        "appealed": count(case.appealed for case, _ in told),
        "appeals_won": count(case.appealed and case.period >= 0 for case, _ in told),
        "contested": count(case.objected_at >= 0 for case, _ in told),
        "overturned": count(status == CaseStatus.OVERTURNED for _, status in told),
        "unpaid": count(status in UNPAID for _, status in told),
        "settled": count(status == CaseStatus.SETTLED for _, status in told),
    }


def _waits(plan: Plan) -> Iterable[Wait]:
    announced = {period.number: period.at for period in plan.periods}
    spans = {
        "to_decision": [(case.filed_at, case.decided_at) for case in plan.cases],
        "to_announcement": [(case.filed_at, announced.get(case.period, -1)) for case in plan.cases],
        "to_payment": [(case.filed_at, case.settled_at) for case in plan.cases],
        "to_verdict": [(dispute.opened_at, dispute.decided_at) for dispute in plan.disputes],
    }
    for key, pairs in spans.items():
        if seconds := [end - start for start, end in pairs if end >= 0]:
            yield Wait(key, len(seconds), int(median(seconds)), max(seconds))


def _told(case: Case, status: CaseStatus, terms: Terms, decimals: int) -> CaseView:
    return CaseView(
        number=case.number,
        level=level_name(terms, case.level),
        status=status.value,
        claimant=account(case.claimant),
        filed_at=moment(case.filed_at),
        decided_at=moment(case.decided_at),
        settled_at=moment(case.settled_at),
        period=case.period,
        appealed=case.appealed,
        contested=case.objected_at >= 0,
        paid=money(case.benefit_paid, decimals),
        fee=money(case.fee_paid, decimals),
    )

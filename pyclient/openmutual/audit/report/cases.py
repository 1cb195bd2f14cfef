"""The cases as a funnel, and a member's account, in words and as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from ...i18n.formatter import SentenceFormatter, tame_name
from ...records import Account, CaseStatus, Terms
from ..findings import Basis
from ..replay.cases import announcement_of
from ..replay.state import Case, ReplayedPlan
from ..statement import Line, Statement
from .report import Cases, CaseView, Count, Rest, Wait
from .sentences import account, moment, money, statement_texts

UNPAID = (CaseStatus.APPROVED, CaseStatus.ANNOUNCED, CaseStatus.CONTESTED)


def cases(plan: ReplayedPlan, decimals: int, rest: Rest) -> Cases:
    """All cases of a plan."""
    told = [(case, standing(case, plan)) for case in plan.cases]
    return Cases(
        rest=rest,
        funnel=tuple(Count(key, number) for key, number in _funnel(told).items()),
        waits=tuple(_waits(plan)),
        rows=tuple(_told(case, status, plan, decimals) for case, status in told),
    )


def standing(case: Case, plan: ReplayedPlan) -> CaseStatus:
    """The status of a case, with what time alone has made of it (rules, section 4)."""
    if case.status == CaseStatus.FILED:
        expires = case.filed_at + plan.terms.decision + plan.terms.notice
        return CaseStatus.EXPIRED if plan.now >= expires else CaseStatus.FILED
    if case.status == CaseStatus.APPROVED and announcement_of(plan, case) is not None:
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
        "appeals_won": count(case.appealed and case.queue >= 0 for case, _ in told),
        "contested": count(case.objected_at >= 0 for case, _ in told),
        "overturned": count(status == CaseStatus.OVERTURNED for _, status in told),
        "unpaid": count(status in UNPAID for _, status in told),
        "settled": count(status == CaseStatus.SETTLED for _, status in told),
    }


def _waits(plan: ReplayedPlan) -> Iterable[Wait]:
    announced = {case.number: period.at for case in plan.cases if (period := announcement_of(plan, case))}
    spans = {
        "to_decision": [(case.filed_at, case.decided_at) for case in plan.cases],
        "to_announcement": [(case.filed_at, announced.get(case.number, -1)) for case in plan.cases],
        "to_payment": [(case.filed_at, case.settled_at) for case in plan.cases],
        "to_verdict": [(dispute.opened_at, dispute.decided_at) for dispute in plan.disputes],
    }
    for key, pairs in spans.items():
        if seconds := [end - start for start, end in pairs if end >= 0]:
            yield Wait(key, len(seconds), int(median(seconds)), max(seconds))


def _told(case: Case, status: CaseStatus, plan: ReplayedPlan, decimals: int) -> CaseView:
    announced = announcement_of(plan, case)
    return CaseView(
        number=case.number,
        level=level_name(plan.terms, case.level),
        status=status.value,
        claimant=account(case.claimant),
        filed_at=moment(case.filed_at),
        decided_at=moment(case.decided_at),
        settled_at=moment(case.settled_at),
        period=announced.number if announced else -1,
        appealed=case.appealed,
        contested=case.objected_at >= 0,
        paid=money(case.benefit_paid, decimals),
        fee=money(case.fee_paid, decimals),
    )


@dataclass(frozen=True, slots=True)
class AccountView:
    """A member's account and what it was read from.

    Attributes:
        told: the account.
        ledger: of the plan; `block` the last one read, `at` its time.
        basis: what the log rests on: proven, or the source's word.
    """

    told: Statement
    ledger: Account
    block: int
    at: int
    basis: Basis
    decimals: int
    symbol: str

    def rows(self, language: str) -> list[tuple[str, ...]]:
        """The lines for a table: when, what, what for, how much, what is left."""
        words, wording = statement_texts()[language], SentenceFormatter(language, self.decimals, self.symbol)
        return [_row(line, words, wording) for line in self.told.lines]

    def sentences(self, language: str) -> list[str]:
        """What it comes to, and what that rests on."""
        words, wording, told = (
            statement_texts()[language],
            SentenceFormatter(language, self.decimals, self.symbol),
            self.told,
        )
        facts = {"block": self.block, "member": told.member}
        if not told.lines:
            return [wording.fill(words["nobody"], facts)]
        sums = {"brought": told.brought, "shared": told.shared, "taken": told.taken, "balance": told.balance}
        rests = words["proven" if self.basis is Basis.PROVEN else "reported"]
        status = words["status"][told.status.value]
        return [wording.fill(words["sum"], sums | {"status": status}), wording.fill(rests, facts)]

    def headings(self, language: str) -> tuple[str, str, list[str]]:
        """Title, subtitle, and the columns of the table."""
        words, wording = statement_texts()[language], SentenceFormatter(language, self.decimals, self.symbol)
        facts = {"member": self.told.member, "ledger": self.ledger, "block": self.block, "time": self.at}
        return wording.fill(words["title"], facts), wording.fill(words["subtitle"], facts), list(words["columns"])

    def to_json(self) -> dict[str, Any]:
        """The account as data: money as decimal text in the currency, times in ISO 8601."""
        told, sums = self.told, ("brought", "shared", "taken", "balance")
        return {
            "member": account(told.member),
            "ledger": account(self.ledger),
            "block": self.block,
            "block_time": moment(self.at),
            "rests_on": self.basis.value,
            "status": told.status.value,
            "currency": self.symbol,
            **{name: money(getattr(told, name), self.decimals) for name in sums},
            "lines": [self._line(line) for line in told.lines],
        }

    def _line(self, line: Line) -> dict[str, Any]:
        return {
            "at": moment(line.at),
            "what": line.what,
            "amount": money(line.amount, self.decimals),
            "balance": money(line.balance, self.decimals),
            "period": None if line.period < 0 else line.period,
            "cases": dict(line.cases),
            "block": line.place.block,
            "log": line.place.index,
        }


def _row(line: Line, words: Mapping[str, Any], wording: SentenceFormatter) -> tuple[str, ...]:
    what = wording.fill(words["lines"][line.what], {"period": line.period + 1})
    cases = [wording.fill(words["case"], {"number": count, "level": level}) for level, count in line.cases.items()]
    amount = wording.money(line.amount) if line.amount else ""
    return wording.time(line.at), what, words["comma"].join(cases), amount, wording.money(line.balance)

"""The whole report of an audit as data, in no language: what its JSON holds and what page and terminal show.

Money is a decimal string in the plan's currency, a time ISO 8601 in UTC (empty where it has not come), a span whole
seconds, a hash or an account hexadecimal text.  Only what is said in sentences stands in both languages.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from ...i18n import Bilingual
from ...i18n.formatter import Kind
from .terms import TermsView
from .values import Hex, Moment, Money, Seconds

VERSION = 3
"""Of the format; it rises when something that a reader may rely on changes."""

Rest = Literal["proven", "recomputed", "reported"]
Outcome = Literal["clean", "unknown", "reported", "found", "source"]

GROUNDS = (
    *("log", "completeness", "times", "code", "state_ledger", "state_desk", "state_jury", "state_enrolment"),
    *("balances", "token_balance", "currency", "birth", "terms"),
)
"""What an audit rests on, in the order of the report: a basis each."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What it comes to.

    Attributes:
        outcome: nothing wrong and all `proven` and the `currency_known`; nothing wrong, but not the one or the other;
            breaches or doubts of the plan; a source that cannot be used (`of_source` findings alone).
        clean: whether there is nothing but remarks; `unlisted` are counted, and too many alike to list.
    """

    outcome: Outcome
    proven: bool
    currency_known: bool
    clean: bool
    of_source: int
    breaches: int
    doubts: int
    remarks: int
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What was audited.

    Attributes:
        plan_name: as the plan file has it, and `plan_title`; empty if there was none.
        test_money: whether the currency is this project's test money, which anybody makes and nobody takes.
        hash_given: whether the auditor named the block's hash; else it is the source's word.
        head_age: seconds between the node's newest block and the clock; None without a node, and for a local chain.
        members: how many active members there are; `units` theirs.
    """

    plan_name: str
    plan_title: Bilingual
    plan_hash: Hex
    source: str
    chain_id: int
    ledger: Hex
    desk: Hex
    jury: Hex
    enrolment: Hex
    token: Hex
    symbol: str
    decimals: int
    test_money: bool
    first_block: int
    last_block: int
    block_hash: Hex
    block_time: Moment
    hash_given: bool
    head_age: Seconds | None
    every_header: bool
    has_receipts: bool
    opened_at: Moment
    stage: str
    members: int
    units: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What one part of the audit rests on."""

    part: str
    rest: Rest


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of an account."""

    key: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Flow:
    """All money that ever came in, that went out, and that is held: the first is the sum of the others.

    Attributes:
        difference: what came in, less what went out, less what is held; 0 if the account adds up.
        token_balance: what the currency says the ledger holds; empty if it was not asked.
    """

    rest: Rest
    came_in: tuple[Sum, ...]
    went_out: tuple[Sum, ...]
    held: tuple[Sum, ...]
    total_in: Money
    total_out: Money
    total_held: Money
    difference: Money
    adds_up: bool
    token_balance: Money


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One announcement, by unit and in all.

    Attributes:
        needed: what the cases asked of the members, after the cap per case.
        bound_by: the caps that bound: `case`, `period`; `year` if it made the cases wait.
        cut: whether members' money fell short, so that everyone was cut in proportion.
    """

    number: int
    at: Moment
    block: int
    units: int
    members: int
    cases: int
    share: Money
    dues: Money
    needed: Money
    collected: Money
    from_backstop: Money
    surplus: Money
    bound_by: tuple[str, ...]
    cut: bool
    lapsed: int
    leavers: int


@dataclass(frozen=True, slots=True)
class Periods:
    """All announcements in order."""

    rest: Rest
    rows: tuple[PeriodView, ...]


@dataclass(frozen=True, slots=True)
class ReserveView:
    """What the ledger held right after an announcement, what of it was owed (in all) and what was free.

    Attributes:
        difference: held, less owed, less surplus, less backstop; 0 in a sound plan.
    """

    period: int
    at: Moment
    held: Money
    to_members: Money
    to_cases: Money
    to_others: Money
    owed: Money
    surplus: Money
    backstop: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class Reserves:
    """The reserves after each announcement."""

    rest: Rest
    rows: tuple[ReserveView, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something."""

    key: str
    number: int


@dataclass(frozen=True, slots=True)
class Wait:
    """How long something took, over all cases in which it has happened."""

    key: str
    cases: int
    median: Seconds
    longest: Seconds


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case; `period` is -1 until it is queued."""

    number: int
    level: str
    status: str
    claimant: Hex
    filed_at: Moment
    decided_at: Moment
    settled_at: Moment
    period: int
    appealed: bool
    contested: bool
    paid: Money
    fee: Money


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases as a funnel, how long they took, and each of them."""

    rest: Rest
    funnel: tuple[Count, ...]
    waits: tuple[Wait, ...]
    rows: tuple[CaseView, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value in a sentence; a number of a report written as the head of this module says."""

    name: str
    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of a table."""

    key: str
    kind: Kind
    title: Bilingual


@dataclass(frozen=True, slots=True)
class TableView:
    """The rows behind a figure; cells are written as facts are."""

    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure on the conduct of the plan, how it is measured, what it cannot show, and what criticism it answers."""

    number: str
    key: str
    judgement: Literal["fine", "watch", "unusual", "unanswered"]
    title: Bilingual
    sentence: Bilingual
    measure: Bilingual
    limit: Bilingual
    criticism: Bilingual
    facts: tuple[Fact, ...]
    table: TableView | None


@dataclass(frozen=True, slots=True)
class Conduct:
    """The figures on conduct."""

    rest: Rest
    figures: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True)
class CriticismView:
    """What has been held against plans like this one, and the numbers of the figures and checks that answer it."""

    number: str
    key: str
    answered: bool
    says: Bilingual
    answer: Bilingual
    figures: tuple[str, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A log that a finding rests on; `event` and `transaction` are empty where they are not known."""

    contract: Hex
    block: int
    time: Moment
    transaction: Hex
    log_index: int
    event: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One thing found, with all that is needed to check it without this program."""

    number: str
    key: str
    severity: Literal["source", "breach", "doubt", "remark"]
    sentence: Bilingual
    by_hand: Bilingual
    facts: tuple[Fact, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The report.  `made_by` is the program and its version."""

    version: int
    made_by: str
    verdict: Conclusion
    subject: Subject
    grounds: tuple[Ground, ...]
    terms: TermsView
    flow: Flow
    periods: Periods
    reserves: Reserves
    cases: Cases
    conduct: Conduct
    criticisms: tuple[CriticismView, ...]
    findings: tuple[FindingView, ...]

    def __repr__(self) -> str:
        told = f"{self.verdict.outcome}, {len(self.findings)} findings"
        return f"<Report on {self.subject.ledger} at block {self.subject.last_block}: {told}>"


def to_json(report: Report) -> dict[str, Any]:
    """The report as `data/audit/report/schema.json` describes it, ready for `json.dumps`."""
    return dict(_lists(asdict(report)))


def _lists(value: Any) -> Any:
    """JSON knows lists alone."""
    if isinstance(value, dict):
        return {key: _lists(each) for key, each in value.items()}
    return [_lists(each) for each in value] if isinstance(value, tuple) else value

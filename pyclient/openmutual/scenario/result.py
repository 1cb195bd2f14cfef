"""What a run has come to, and its JSON: amounts as decimal strings in the plan's currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..money import format_amount
from ..protocol import Ledger
from ..records import Announcement, Books, CaseState, MemberState


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one run of a scenario.

    Attributes:
        decimals: of the plan's currency, in whose base units all amounts are.
        periods: each announcement with the day of its step.
        members: everybody who ever joined, by name; cases by their name in the file.
        refused: the steps that were refused, as they had to be, with the refusal's name.
        ledger: the ledger that it ran on, to be looked into; not part of the JSON.
    """

    scenario: str
    plan: str
    decimals: int
    periods: tuple[tuple[Fraction, Announcement], ...]
    cases: Mapping[str, CaseState]
    members: Mapping[str, MemberState]
    books: Books
    refused: tuple[tuple[int, str], ...]
    ledger: Ledger

    def to_json(self) -> dict[str, Any]:
        """The result as the format of scenario results has it, ready for `json.dumps`."""
        return {
            "scenario": self.scenario,
            "plan": self.plan,
            "periods": [self._period(day, announcement) for day, announcement in self.periods],
            "cases": {name: self._case(case) for name, case in self.cases.items()},
            "members": {name: self._member(member) for name, member in self.members.items()},
            "ledger": self._books(),
            "refused": [{"step": step, "error": error} for step, error in self.refused],
        }

    def _period(self, day: Fraction, announcement: Announcement) -> dict[str, Any]:
        return {
            "period": announcement.period,
            "day": int(day) if day.denominator == 1 else float(day),
            "units": announcement.units,
            "cases": dict(announcement.cases),
            "share": self._money(announcement.share),
            "dues": self._money(announcement.dues),
            "collected": self._money(announcement.collected),
            "payout": {level: self._money(payout) for level, payout in announcement.payout.items()},
            "backstop_used": self._money(announcement.backstop_used),
            "surplus": self._money(announcement.surplus),
            "lapsed": announcement.lapsed,
        }

    def _case(self, case: CaseState) -> dict[str, str]:
        return {
            "status": case.status.value,
            "claimant_paid": self._money(case.claimant_paid),
            "fee_paid": self._money(case.fee_paid),
        }

    def _member(self, member: MemberState) -> dict[str, str]:
        return {
            "status": member.status.value,
            "balance": self._money(member.balance),
            "paid": self._money(member.paid),
        }

    def _books(self) -> dict[str, Any]:
        books = self.books
        return {
            "index": self._money(books.index),
            "members": books.members,
            "units": books.units,
            "surplus": self._money(books.surplus),
            "backstop": self._money(books.backstop),
            "operator_credit": self._money(books.operator_credit),
            "operator_paid": self._money(books.operator_paid),
            "bonds": self._money(books.bonds),
            "rebate_pool": self._money(books.rebate_pool),
            "token_balance": self._money(books.token_balance),
        }

    def _money(self, amount: int) -> str:
        return format_amount(amount, self.decimals)

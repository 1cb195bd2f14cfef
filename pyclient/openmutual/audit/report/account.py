"""A member's account in words, and as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...i18n.formatter import SentenceFormatter
from ...records import Account
from ..findings import Basis
from ..statement import Line, Statement
from .figures import account, moment, money
from .texts import statement_texts


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

"""Lists of people in CSV files, as spreadsheets write them: who joins, and whose reserves are filled.

A mark of the byte order, either end of a line, commas, semicolons or tabs, and headers in English or Chinese are all
understood.  All that is wrong is told at once, by row and column, before anything is sent.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ..errors import AmountError, ArgumentError, FileError, FileErrors
from ..money import format_amount, parse_amount
from ..plans.document import closest, read_bounded, text_in
from ..records import Account, Terms

HEADERS: Mapping[str, tuple[str, ...]] = {
    "address": ("address", "account", "member", "wallet", "地址", "账户", "账号", "成员", "成员地址", "钱包地址"),
    "tier": ("tier", "档", "档位", "档次"),
    "deposit": ("deposit", "存入", "存入金额", "预存", "预存金额", "押金"),
    "amount": ("amount", "top-up", "金额", "充值", "充值金额", "补充金额"),
}
"""What a column may be called, by what it holds."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Joiner:
    """Who is to join, with which deposit in base units; `line` is where the file says so."""

    line: int
    account: Account
    tier: str
    deposit: int


@dataclass(frozen=True, slots=True)
class Refill:
    """Whose reserve is to be filled, by how much in base units."""

    line: int
    account: Account
    amount: int


def read_joiners(file: Path, terms: Terms, decimals: int) -> list[Joiner]:
    """Who is to join: address, tier (where the plan has several), deposit (the tier's least where there is none).

    Raises:
        FileError: for all that is wrong, each with its row and column.
    """
    roll = _Roll(file, required=("address",), optional=("tier", "deposit"))
    tiers = {tier.name: tier for tier in terms.tiers}
    joiners = []
    for line, cells in roll.rows:
        account = roll.read(line, cells, "address", _address)
        name = cells.get("tier") or (next(iter(tiers)) if len(tiers) == 1 else "")
        if name not in tiers:
            roll.wrong(line, "tier", f"{name!r} is no tier; {closest(name, tiers)}" if name else "is missing")
            continue
        least, whole = tiers[name].deposit, tiers[name].units * terms.step
        deposit = roll.read(line, cells, "deposit", _deposit, least, whole, decimals) if cells.get("deposit") else least
        if account is not None and deposit is not None:
            joiners.append(Joiner(line, account, name, deposit))
    roll.expect_right([(joiner.line, joiner.account) for joiner in joiners])
    return joiners


def read_refills(file: Path, decimals: int) -> list[Refill]:
    """Whose reserves are to be filled: address and amount.  Raises FileError as :func:`read_joiners` does."""
    roll = _Roll(file, required=("address", "amount"), optional=())
    refills = []
    for line, cells in roll.rows:
        account = roll.read(line, cells, "address", _address)
        amount = roll.read(line, cells, "amount", _above_nothing, decimals)
        if account is not None and amount is not None:
            refills.append(Refill(line, account, amount))
    roll.expect_right([(refill.line, refill.account) for refill in refills])
    return refills


class _Roll:
    """The rows of a file, and what is wrong with them."""

    def __init__(self, file: Path, required: Sequence[str], optional: Sequence[str]) -> None:
        self._file, self._wrong = str(file), list[FileError]()
        self._titles: dict[str, str] = {}
        self.rows = self._read(text_in(read_bounded(file), str(file)), [*required, *optional], required)

    def read(self, line: int, cells: Mapping[str, str], column: str, reader: Callable[..., T], *more: Any) -> T | None:
        """What a reader makes of a cell; None where it is wrong."""
        try:
            return reader(cells[column], *more)
        except (AmountError, ArgumentError) as error:
            self.wrong(line, column, str(error))
            return None

    def wrong(self, line: int, column: str, problem: str) -> None:
        """Write down what is wrong with a cell."""
        self._wrong.append(FileError(self._file, line, self._titles.get(column, column), problem))

    def expect_right(self, people: Sequence[tuple[int, Account]]) -> None:
        """Raise FileError for all that is wrong, anybody named twice among it, or if there is nobody."""
        first: dict[Account, int] = {}
        for line, account in people:
            if account in first:
                self.wrong(line, "address", f"{account} is in row {first[account]} already; keep one")
            first.setdefault(account, line)
        if not self.rows and not self._wrong:
            raise FileError(self._file, 0, "", "names nobody; write a row for each person below the headers")
        if self._wrong:
            found = sorted(self._wrong, key=lambda error: error.line)
            raise found[0] if len(found) == 1 else FileErrors(found)

    def _read(self, text: str, known: Sequence[str], required: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
        header, _, _ = text.partition("\n")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
        try:
            titles = [title.strip() for title in next(reader, [])]
            columns = [_column(title, known) for title in titles]
            self._check(titles, columns, known, required)
            rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
        except csv.Error as error:
            raise FileError(self._file, reader.line_num, "", f"is no CSV: {error}") from None
        self._titles = {column: title for column, title in zip(columns, titles, strict=True) if column}
        return [
            (line, {column: cell for column, cell in zip(columns, row, strict=False) if column})
            for line, row in rows
            if any(row) and self._fits(line, row, titles)
        ]

    def _check(
        self, titles: Sequence[str], columns: Sequence[str], known: Sequence[str], required: Sequence[str]
    ) -> None:
        for column in required:
            if column not in columns:
                names = ", ".join(HEADERS[column])
                raise FileError(self._file, 1, column, f"there is no such column; its header may be {names}")
        for column in known:
            if columns.count(column) > 1:
                twice = ", ".join(title for title, found in zip(titles, columns, strict=True) if found == column)
                raise FileError(self._file, 1, column, f"there are several such columns: {twice}; keep one")

    def _fits(self, line: int, row: Sequence[str], titles: Sequence[str]) -> bool:
        if len(row) == len(titles):
            return True
        self._wrong.append(FileError(self._file, line, "", f"has {len(row)} cells under {len(titles)} headers"))
        return False


def _column(title: str, known: Sequence[str]) -> str:
    """What a column holds; nothing that matters, if its title is none of ours."""
    return next((column for column in known if title.casefold() in HEADERS[column]), "")


def _address(cell: str) -> Account:
    from ..chain.addresses import checked_address

    return checked_address(cell)


def _deposit(cell: str, least: int, whole: int, decimals: int) -> int:
    deposit = parse_amount(cell, decimals)
    if deposit < least:
        raise AmountError(f"{cell} is less than the tier asks, {format_amount(least, decimals)}")
    return _whole(deposit, whole, decimals)


def _whole(amount: int, whole: int, decimals: int) -> int:
    if amount % whole:
        raise AmountError(f"must be a multiple of units × step, {format_amount(whole, decimals)}")
    return amount


def _above_nothing(cell: str, decimals: int) -> int:
    amount = parse_amount(cell, decimals)
    if amount == 0:
        raise AmountError("must be above 0")
    return amount

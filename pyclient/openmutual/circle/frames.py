"""What can be read of a circle, as polars frames: times in UTC, money as decimals in the plan's currency."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..errors import ArgumentError, ChainError
from .arguments import seconds_of, time_of
from .base import CircleBase
from .rows import EVENT_COLUMNS, Column, event_row

if TYPE_CHECKING:
    import polars as pl

DIGITS = 38
"""How many a decimal in a frame has."""

BEYOND: Mapping[Column, int] = {"money": 10**DIGITS, "whole": 2**63}
"""What a column's numbers do not reach, and no plan's do."""


class Frames(CircleBase):
    """The part of a circle that tells of it in frames; each has a column `symbol`, the currency of its amounts."""

    def events(self, *, since: datetime | int | None = None) -> "pl.DataFrame":
        """Everything that has happened, a row each, in the order of the log.

        Columns: `time`; `block`; `event`, its name; `account`, whom it is about; `case` and `dispute`, by number;
        `period`; `amount`, the money that it moves; `symbol`; `details`, all that the event says, as JSON, with amounts
        as decimal texts.

        Args:
            since: a time with its zone, or the number of a block; nothing before it is told.

        Raises:
            ArgumentError: a time without a zone.
            ChainError: the chain does not answer.
        """
        first = self._first_block(since)
        found = [event for event in self.ledger.events() if event.place.block >= first]
        times = self.ledger.block_times({event.place.block for event in found})
        if isinstance(since, datetime):
            found = [event for event in found if times[event.place.block] >= seconds_of(since)]
        rows = [event_row(event, time_of(times[event.place.block]), self._decimal) for event in found]
        return self._frame(EVENT_COLUMNS, rows)

    def members(self) -> "pl.DataFrame":
        """Everybody who ever joined, a row each, in the order in which they did.

        Columns: `account`, `status`, `units`, `balance` (what they could take out), `paid` (shares and dues of this
        membership so far), `symbol`, `joined`.
        """
        columns: Mapping[str, Column] = {
            "account": "text",
            "status": "text",
            "units": "whole",
            "balance": "money",
            "paid": "money",
            "symbol": "symbol",
            "joined": "time",
        }
        rows = [
            [account, state.status.value, state.units, state.balance, state.paid, None, _time(state.joined_at)]
            for account, state in self.ledger.view().members().items()
        ]
        return self._frame(columns, rows)

    def cases(self) -> "pl.DataFrame":
        """Every case, a row each, by number.

        Columns: `case`, `claimant`, `level`, `status`, `diagnosed`, `filed`, `announced` (null before it is), `payout`
        (benefit and fee together; 0 before the announcement), `paid` and `fee` (0 before it is settled), `symbol`.
        """
        columns: Mapping[str, Column] = {
            "case": "whole",
            "claimant": "text",
            "level": "text",
            "status": "text",
            "diagnosed": "time",
            "filed": "time",
            "announced": "time",
            "payout": "money",
            "paid": "money",
            "fee": "money",
            "symbol": "symbol",
        }
        rows, states = [], self.ledger.view().cases()
        for file, state in zip(self.ledger.cases([*states]), states.values(), strict=True):
            dates = map(_time, (file.diagnosed_at, file.filed_at, file.announced_at))
            money = file.payout, state.claimant_paid, state.fee_paid
            rows.append([file.number, file.claimant, file.level, file.status.value, *dates, *money, None])
        return self._frame(columns, rows)

    def periods(self) -> "pl.DataFrame":
        """Every announcement, a row each.

        Columns: `period`, `time`, `units` (that paid), `share` and `dues` (what each paid), `collected` (shares of all
        together), `backstop`, `surplus`, `lapsed` (members), `symbol`; and for each level of the plan
        `cases_LEVEL`, how many were announced, and `payout_LEVEL`, what one of them got.
        """
        columns: dict[str, Column] = {
            "period": "whole",
            "time": "time",
            "units": "whole",
            "share": "money",
            "dues": "money",
            "collected": "money",
            "backstop": "money",
            "surplus": "money",
            "lapsed": "whole",
            "symbol": "symbol",
        }
        levels = [level.name for level in self.ledger.terms.levels]
        for level in levels:
            columns |= {f"cases_{level}": "whole", f"payout_{level}": "money"}
        rows = []
        for made in self.ledger.view().all_announcements():
            each = [value for level in levels for value in (made.cases.get(level, 0), made.payout.get(level, 0))]
            money = made.share, made.dues, made.collected, made.backstop_used, made.surplus
            rows.append([made.period, _time(made.at), made.units, *money, made.lapsed, None, *each])
        return self._frame(columns, rows)

    def _frame(self, columns: Mapping[str, Column], rows: Sequence[Sequence[Any]]) -> "pl.DataFrame":
        """Rows as a frame; money in base units becomes decimals, and the symbol is filled in."""
        import polars as pl

        kinds: dict[Column, Any] = {
            "text": pl.String,
            "whole": pl.Int64,
            "money": pl.Decimal(DIGITS, self.currency.decimals),
            "time": pl.Datetime("us", "UTC"),
            "symbol": pl.String,
        }
        content = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        series = [
            pl.Series(name, [self._cell(kind, value) for value in column], kinds[kind])
            for (name, kind), column in zip(columns.items(), content, strict=True)
        ]
        return pl.DataFrame(series)

    def _cell(self, kind: Column, value: Any) -> Any:
        if kind == "symbol":
            return self.currency.symbol
        if kind in BEYOND and value is not None and abs(value) >= BEYOND[kind]:
            raise ChainError(f"the node speaks of the number {value}, which no plan comes to; ask another node")
        return self._decimal(value) if kind == "money" and value is not None else value

    def _first_block(self, since: datetime | int | None) -> int:
        if since is None or isinstance(since, datetime):
            return 0
        if type(since) is not int or since < 0:
            raise ArgumentError(f"{since!r} is no moment: hand in a datetime with its zone, or a block's number")
        return since


def _time(at: int) -> datetime | None:
    """A time that may not have come."""
    return time_of(at) if at else None

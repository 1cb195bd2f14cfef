"""Tables to download, as CSV, JSON and Parquet: the rows that the pages show, whole, with the block that they hold for.

Amounts are decimal text in the plan's currency, exact; times are ISO 8601 in UTC, empty where they have not come.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from io import BytesIO
from typing import Any

import polars as pl

from ..audit.indicators.solidarity import paid_by
from ..audit.replay.members import balance
from ..audit.replay.state import Membership
from ..audit.report.report import CaseView, PeriodView, ReserveView
from ..audit.report.sentences import account, moment, money
from .examined import ExaminedPlan

FORMATS = ("csv", "json", "parquet")

FLOW = ("side", "line", "amount")

TIERS = ("tier", "memberships", "paid", "received", "net", "ratio")

MEMBERS = (
    *("member", "tier", "units", "status", "joined_at"),
    *("brought", "paid", "taken", "rebate", "balance"),
)


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table; every row has its columns as keys, and a table without rows has them too."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


def tables(examined: ExaminedPlan) -> Iterator[DataTable]:
    """All tables of a plan, in the order of the page."""
    report = examined.report
    yield DataTable("flow", FLOW, [*_flow(examined)])
    yield DataTable("periods", _names(PeriodView), [_flat(asdict(row)) for row in report.periods.rows])
    yield DataTable("reserves", _names(ReserveView), [asdict(row) for row in report.reserves.rows])
    yield DataTable("cases", _names(CaseView), [asdict(row) for row in report.cases.rows])
    yield DataTable("tiers", TIERS, [*_tiers(examined)])
    yield DataTable("members", MEMBERS, [_member(member, examined) for member in examined.plan.memberships()])


def files(table: DataTable, examined: ExaminedPlan) -> Iterator[tuple[str, bytes]]:
    """A table in each format, by the names of the files."""
    extract = examined.audited.extract
    held_at = {"chain": extract.chain_id, "ledger": account(extract.contracts.ledger), "block": extract.last}
    frame = _frame(table, extract.last)
    yield f"{table.name}.csv", frame.write_csv().encode()
    text = json.dumps({**held_at, "rows": list(table.rows)}, ensure_ascii=False, indent=1)
    yield f"{table.name}.json", f"{text}\n".encode()
    packed = BytesIO()
    frame.write_parquet(packed)
    yield f"{table.name}.parquet", packed.getvalue()


def _frame(table: DataTable, block: int) -> pl.DataFrame:
    """A table with its block in each row; without rows nothing tells the kinds of its columns, which are text then."""
    if not table.rows:
        return pl.DataFrame(schema={"at_block": pl.Int64, **dict.fromkeys(table.columns, pl.String)})
    frame = pl.DataFrame(list(table.rows), schema=list(table.columns), infer_schema_length=None)
    return frame.select(pl.lit(block, pl.Int64).alias("at_block"), pl.all())


def _names(row: type[PeriodView | ReserveView | CaseView]) -> list[str]:
    return [field.name for field in fields(row)]


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A list in a cell as words apart."""
    return {name: " ".join(value) if isinstance(value, tuple) else value for name, value in row.items()}


def _flow(examined: ExaminedPlan) -> Iterator[Mapping[str, str]]:
    flow = examined.report.flow
    for side in ("came_in", "went_out", "held"):
        for line in getattr(flow, side):
            yield {"side": side, "line": line.key, "amount": line.amount}


def _tiers(examined: ExaminedPlan) -> Iterator[Mapping[str, str]]:
    """Who paid for whom, by tier, as the figure on it has it."""
    for figure in examined.report.conduct.figures:
        if figure.key == "paid-by-tier" and figure.table:
            keys = [column.key for column in figure.table.columns]
            yield from (dict(zip(keys, row, strict=True)) for row in figure.table.rows)


def _member(member: Membership, examined: ExaminedPlan) -> Mapping[str, Any]:
    """One membership; who left and joined anew has two."""
    plan, decimals = examined.plan, examined.audited.decimals
    tiers = plan.terms.tiers
    amounts = {
        "brought": member.brought,
        "paid": paid_by(plan, member),
        "taken": member.taken,
        "rebate": member.rebate,
        "balance": balance(plan, member),
    }
    return {
        "member": account(member.account),
        "tier": tiers[member.tier].name if 0 <= member.tier < len(tiers) else "",
        "units": member.units,
        "status": member.status.value,
        "joined_at": moment(member.joined_at),
        **{name: money(amount, decimals) for name, amount in amounts.items()},
    }

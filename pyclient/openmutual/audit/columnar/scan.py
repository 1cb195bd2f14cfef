"""From logs to rows: which logs are of members alone and settled by their transaction, and which the replay must read.

A transaction is settled if its transfers of the currency are just those that its members' logs call for: one payment
for all who join, or for all whom one payer tops up, or one withdrawal.  Where an attestor vouches for members, each who
joins is vouched for in that transaction.  Any other one is the replay's to judge.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..decoding.shapes import Shape, shapes, transfer_shape
from ..decoding.words import WORD
from ..kernels.columns import binary, fixed
from ..kernels.compiled import Bytes, Flags, Integers, Table
from .enrolment import are_attested, words_in
from .members import JOINED, LEFT, REINSTATED, RESIGNED, TOPPED_UP, VOLUNTEERED, WITHDRAWN
from .well_formed import are_clean, has_form, words_of

ACCOUNT = 20

ROW = np.dtype(
    [
        *((name, "u1", ACCOUNT) for name in ("account", "payer")),
        *((name, "i8") for name in ("row", "block", "index", "transaction", "time")),
        *((name, "i8") for name in ("kind", "tier", "steps", "limit", "extra")),
        ("is_settled", "?"),
    ]
)
"""A member's log: money in steps; `extra` is the period, back pay in steps, a rebate in base units, or a seat."""

KINDS = {
    "Joined": JOINED,
    "ToppedUp": TOPPED_UP,
    "Reinstated": REINSTATED,
    "LeaveRequested": LEFT,
    "Withdrawn": WITHDRAWN,
    "Volunteered": VOLUNTEERED,
    "Resigned": RESIGNED,
}
"""The events of members, as rows have them."""

MOVES = {JOINED: 1, TOPPED_UP: 1, REINSTATED: 1, LEFT: 0, WITHDRAWN: -1, VOLUNTEERED: 0, RESIGNED: 0}
"""Whether they bring money, or take it."""

MOST = 2**44
"""No number of a row is larger, so that no sum over a transaction is too large for the machine's own integers."""


@dataclass(frozen=True)
class Scanned:
    """One stretch of logs.

    Attributes:
        rows: of the members' logs.
        words: of the attestor's words.
        is_row: which of the relevant logs are the members'.
        is_settled: which of the relevant logs are of settled transactions, their transfers among them.
    """

    rows: Table
    words: Table
    is_row: Flags
    is_settled: Flags


@dataclass(frozen=True)
class Scanner:
    """What a plan's logs are read by.

    Attributes:
        enrolment: where an attestor vouches for members; empty where nobody does.
        step: of the plan, in base units.
        opened: the block in which it began, whose logs the replay reads.
    """

    ledger: bytes
    jury: bytes
    token: bytes
    enrolment: bytes
    step: int
    opened: int

    def scan(self, logs: pl.DataFrame, first: int, times: Integers) -> Scanned:
        """The rows in logs that concern the plan, of which the first is that of number `first`."""
        rows = np.concatenate([np.empty(0, ROW), *self._rows(logs, times)])
        rows, words = rows[np.argsort(rows["row"])], words_in(logs, self.enrolment, times)
        vouching = words
        if self.enrolment:
            rows, vouching = _vouched(rows, words)
        is_row, is_word = (_marked(logs.height, each) for each in (rows, vouching))
        is_settled = self._settled(logs, rows, is_row, is_word)
        for each in (rows, words):
            each["is_settled"] = is_settled[each["row"]]
            each["row"] += first
        return Scanned(rows, words, is_row, is_settled)

    def _rows(self, logs: pl.DataFrame, times: Integers) -> Iterator[Table]:
        numbered = logs.with_row_index("row").filter(pl.col("block") > self.opened)
        for contract, address in (("MutualLedger", self.ledger), ("Jury", self.jury)):
            said = numbered.filter(pl.col("address") == address)
            for shape in (each for each in shapes(contract).values() if each.name in KINDS):
                found = said.filter(has_form(shape))
                if found.height:
                    yield self._read(KINDS[shape.name], shape, found, times)

    def _read(self, kind: int, shape: Shape, logs: pl.DataFrame, times: Integers) -> Table:
        """The rows of one kind of logs, without those that hold what no such row can."""
        words = words_of(shape, logs)
        fits = are_clean(shape, words)
        at = {field.name: words[:, number] for number, field in enumerate(shape.fields)}
        rows = np.zeros(logs.height, ROW)
        for name in ("row", "block", "index", "transaction"):
            rows[name] = logs[name].to_numpy()
        rows["time"], rows["kind"] = times[rows["row"]], kind
        rows["account"] = at["member"][:, WORD - ACCOUNT :]
        rows["payer"] = at["payer"][:, WORD - ACCOUNT :] if "payer" in at else 0
        for name in ("tier", "limit"):
            rows[name] = self._numbers(at[name], 1) if name in at else 0
        paid = next((at[name] for name in ("deposit", "amount") if name in at), None)
        rows["steps"] = 0 if paid is None else self._numbers(paid, self.step)
        rows["extra"] = self._extra(at)
        if "to_backstop" in at:
            fits &= ~at["to_backstop"].any(axis=1)
        fits &= np.all([rows[name] >= 0 for name in ("steps", "limit", "extra")], axis=0)
        return rows[fits]

    def _extra(self, at: dict[str, Bytes]) -> Integers | int:
        if "back_pay" in at:
            return self._numbers(at["back_pay"], self.step)
        for name in ("period", "rebate", "seat"):
            if name in at:
                return self._numbers(at[name], 1)
        return 0

    def _numbers(self, words: Bytes, unit: int) -> Integers:
        """Words in whole units; -1 for one that is none, or too large."""
        low = np.ascontiguousarray(words[:, 24:]).view(">u8").reshape(-1).astype(np.uint64)
        if unit >= 2**63:
            return np.array([_whole(int.from_bytes(bytes(word), "big"), unit) for word in words], np.int64)
        whole, rest = np.divmod(low, np.uint64(unit))
        numbers = np.where((rest == 0) & (whole < MOST), whole.astype(np.int64), -1)
        for place in np.flatnonzero(words[:, :24].any(axis=1)).tolist():
            numbers[place] = _whole(int.from_bytes(bytes(words[place]), "big"), unit)
        return numbers

    def _settled(self, logs: pl.DataFrame, rows: Table, is_row: Flags, is_word: Flags) -> Flags:
        """Which logs are of settled transactions; notes who paid for one that joins alone."""
        moves = self._transfers(logs, is_row)
        table = logs.select("block", "transaction").with_columns(is_row=pl.Series(is_row))
        table = table.with_columns(move=pl.Series(moves["move"]), who=moves["who"], is_move=pl.Series(moves["is_move"]))
        flow = np.zeros(logs.height, np.int64)
        payer = np.zeros((logs.height, ACCOUNT), np.uint8)
        kind = np.full(logs.height, -1, np.int64)
        flow[rows["row"]] = rows["steps"] * np.array(list(MOVES.values()))[rows["kind"]]
        kind[rows["row"]] = rows["kind"]
        named = np.where((rows["kind"] == WITHDRAWN)[:, None], rows["account"], rows["payer"])
        payer[rows["row"]] = named
        rebated = np.zeros(logs.height, np.bool_)
        rebated[rows["row"]] = (rows["kind"] == WITHDRAWN) & (rows["extra"] > 0)
        table = table.with_columns(
            flow=pl.Series(flow),
            kind=pl.Series(kind),
            payer=binary(payer),
            is_other=~(pl.col("is_row") | pl.col("is_move") | pl.Series(is_word)) | pl.Series(rebated),
        )
        key = ["block", "transaction"]
        verdict = table.group_by(key).agg(is_settled=_is_settled(), is_single=_joined() == 1, giver=_giver())
        table = table.join(verdict, on=key, how="left", maintain_order="left")
        singles = table.filter("is_row")
        alone = (singles["is_settled"] & singles["is_single"]).to_numpy() & (rows["kind"] == JOINED)
        givers = fixed(singles["giver"].fill_null(bytes(ACCOUNT)), ACCOUNT)
        rows["payer"] = np.where(alone[:, None], givers, rows["payer"])
        return table["is_settled"].to_numpy()

    def _transfers(self, logs: pl.DataFrame, is_row: Flags) -> dict[str, pl.Series | NDArray[np.generic]]:
        """What each log moves into the ledger, or out of it, in steps, and whose the other side is."""
        shape = transfer_shape()
        found = logs.with_row_index("row").filter(pl.col("address") == self.token, has_form(shape))
        words, places = words_of(shape, found), found["row"].to_numpy()
        ends, ledger = words[:, :2, WORD - ACCOUNT :], np.frombuffer(self.ledger, np.uint8)
        comes, goes = ((ends[:, side] == ledger).all(axis=1) for side in (1, 0))
        steps = self._numbers(words[:, 2], self.step)
        clean = (steps > 0) & (comes != goes) & ~words[:, :2, : WORD - ACCOUNT].any(axis=(1, 2))
        move, is_move = np.zeros(len(is_row), np.int64), np.zeros(len(is_row), np.bool_)
        who = np.zeros((len(is_row), ACCOUNT), np.uint8)
        move[places] = np.where(clean, steps * (comes.astype(np.int64) - goes), 0)
        is_move[places] = clean
        who[places] = np.where(comes[:, None], ends[:, 0], ends[:, 1])
        return {"move": move, "is_move": is_move, "who": binary(who)}


def _vouched(rows: Table, words: Table) -> tuple[Table, Table]:
    """The rows without those who joined on no word of the attestor, and the words on which somebody did."""
    has_joined = rows["kind"] == JOINED
    of_joins, of_words = are_attested(rows[has_joined], words)
    keeps = ~has_joined
    keeps[has_joined] = of_joins
    return rows[keeps], words[of_words]


def _marked(count: int, logs: Table) -> Flags:
    """Which of so many logs these are."""
    marked = np.zeros(count, np.bool_)
    marked[logs["row"]] = True
    return marked


def _whole(value: int, unit: int) -> int:
    whole, rest = divmod(value, unit)
    return whole if not rest and whole < MOST else -1


def _joined() -> pl.Expr:
    return (pl.col("kind") == JOINED).sum()


def _giver() -> pl.Expr:
    """Who is on the other side of a transaction's first transfer."""
    return pl.col("who").filter(pl.col("is_move")).first()


def _is_settled() -> pl.Expr:
    """Whether a transaction's transfers are just those that its members' logs call for."""
    kind, flow, moves = pl.col("kind"), pl.col("flow"), pl.col("is_move").sum()
    flows = (flow != 0).sum()
    same_sum = pl.col("move").sum() == flow.sum()
    one_kind = kind.filter(flow != 0)
    joins = (one_kind == JOINED).all()
    named = pl.col("payer").filter(flow != 0)
    payers = one_kind.is_in([TOPPED_UP, REINSTATED]).all() & (named == _giver()).all()
    out = (one_kind == WITHDRAWN).all() & (flows == 1) & (named == _giver()).all()
    paid = (moves == 1) & same_sum & (joins | payers | out)
    return ~pl.col("is_other").any() & (((flows == 0) & (moves == 0)) | ((flows > 0) & paid))

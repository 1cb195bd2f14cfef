"""The attestor's words in columns: which nullifiers were taken, and which words were spent.

A nullifier that was taken once, by a member in columns, is a slot of the enrolment's storage, and nobody asks for it
again; so is a word that was spent once.  Whatever comes again is the replay's, with all whom it concerns.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from ...locations import Location
from ..decoding.shapes import shapes
from ..decoding.words import ADDRESS, WORD
from ..kernels.columns import named
from ..kernels.compiled import Flags, Integers, Table
from .pieces import Cut, Piece, cuts_of, ranges, read_rows, write_rows
from .well_formed import are_clean, has_form, words_of

WORDS = np.dtype(
    [
        ("key", "u1", WORD),
        ("account", "u1", ADDRESS),
        *((name, "i8") for name in ("row", "block", "index", "transaction", "time")),
        *((name, "?") for name in ("is_spent", "is_settled")),
    ]
)
"""A log of the enrolment: `key` is the nullifier that an account took, or what `is_spent`, which names nobody."""

MOST_WORDS = 500_000
"""Words that are looked at at once, if no more of them have one first byte."""


def words_in(logs: pl.DataFrame, enrolment: bytes, times: Integers) -> Table:
    """The logs of an enrolment that are clean, in the order of the log."""
    numbered = logs.with_row_index("row").filter(pl.col("address") == enrolment)
    tables = [np.empty(0, WORDS)]
    for shape in shapes("Enrolment").values():
        found = numbered.filter(has_form(shape))
        words = words_of(shape, found)
        at = {field.name: words[:, number] for number, field in enumerate(shape.fields)}
        table = np.zeros(found.height, WORDS)
        for name in ("row", "block", "index", "transaction"):
            table[name] = found[name].to_numpy()
        table["time"], table["is_spent"] = times[table["row"]], "member" not in at
        table["key"] = at["nullifier"] if "nullifier" in at else at["words"]
        table["account"] = at["member"][:, WORD - ADDRESS :] if "member" in at else 0
        tables.append(table[are_clean(shape, words)])
    told = np.concatenate(tables)
    return told[np.argsort(told["row"])]


def are_attested(joins: Table, words: Table) -> tuple[Flags, Flags]:
    """Who of those who joined is vouched for, and which words do that; both in the order of the log.

    A transaction spends one word, and takes a nullifier for each who joins in it, in their order.
    """
    calls = np.unique(np.concatenate([_calls(joins), _calls(words)]), return_inverse=True)[1]
    joining, saying = np.split(calls, [len(joins)])
    taken = words[~words["is_spent"]]
    taking = saying[~words["is_spent"]]
    joined, took, said = (np.bincount(each, minlength=len(calls)) for each in (joining, taking, saying))
    fits = (joined > 0) & (joined == took) & (said == took + 1)
    in_turn, in_turn_taken = (np.argsort(each, kind="stable") for each in (joining, taking))
    pairs = in_turn[fits[joining[in_turn]]], in_turn_taken[fits[taking[in_turn_taken]]]
    who, whose = joins[pairs[0]], taken[pairs[1]]
    is_pair = (who["account"] == whose["account"]).all(axis=1) & (who["row"] < whose["row"])
    fits[joining[pairs[0]][~is_pair]] = False
    return fits[joining], fits[saying]


def _calls(logs: Table) -> Integers:
    """The transactions of logs, by a number."""
    calls: Integers = logs["block"] * 2**32 + logs["transaction"]
    return calls


class Enrolment:
    """All words of the attestor, in pieces.

    Args:
        scratch: where these are.
    """

    def __init__(self, scratch: Location) -> None:
        self._scratch = scratch
        self._pieces: list[Piece] = []

    def add(self, words: Piece) -> None:
        """Keep more words."""
        self._pieces.append(words)

    def all(self) -> Iterator[Table]:
        """All words, those with one key together.  Raises ScratchLost."""
        for place in ranges(self._pieces, MOST_WORDS):
            yield read_rows(self._scratch, cuts_of(self._pieces, place), WORDS)

    def met_again(self) -> set[bytes]:
        """The accounts whose nullifiers were taken more than once.  Raises ScratchLost."""
        found: set[bytes] = set()
        for words in self.all():
            again = words[_came_again(words) & ~words["is_spent"]]
            found.update(map(bytes, again["account"]))
        return found

    def of_story(self, members: set[bytes]) -> Iterator[np.void]:
        """The words of settled transactions that are the replay's: of these members, and what came more than once."""
        for words in self.all():
            yield from words[words["is_settled"] & ~_is_slot(words, members)]

    def slots(self, members: set[bytes]) -> list[Cut]:
        """Write what is left, a slot each, where these members are the replay's.  Raises ScratchLost."""
        return [write_rows(self._scratch, words[_is_slot(words, members)]) for words in self.all()]


def _is_slot(words: Table, members: set[bytes]) -> Flags:
    """Which words are nothing but a slot, where the replay has these members."""
    is_alone: Flags = words["is_settled"] & ~_came_again(words)
    return is_alone & (words["is_spent"] | ~named(words["account"], members))


def _came_again(words: Table) -> Flags:
    """Which nullifiers were taken more than once, and which words spent."""
    parts = np.ascontiguousarray(words["key"]).view(">u8").reshape(-1, 4)
    order = np.lexsort((words["is_spent"], parts[:, 3], parts[:, 2], parts[:, 1], parts[:, 0]))
    keys, kinds = words["key"][order], words["is_spent"][order]
    is_next = (keys[1:] == keys[:-1]).all(axis=1) & (kinds[1:] == kinds[:-1])
    again = np.zeros(len(words), np.bool_)
    again[order[1:][is_next]] = again[order[:-1][is_next]] = True
    return again

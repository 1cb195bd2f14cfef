"""Shards of the members: the rows of some accounts, sorted by account, few enough for the memory."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..kernels.compiled import Bytes, Integers, Table
from .members import FIELDS
from .scan import ACCOUNT

MOST_ROWS = 500_000
"""Rows of a shard, if no more of them have one first byte."""


RECORD = np.dtype([("account", "u1", ACCOUNT), ("fields", "i8", len(FIELDS))])
"""What an account has come to."""

Keys = NDArray[np.bytes_]


class Shard(NamedTuple):
    """The rows of some accounts: those of an account together, in their order.

    Attributes:
        accounts: in rows of bytes.
        starts: where each account's rows begin; `ends` where they end.
        fields: what each account has come to before its rows; 0 for those who are new.
    """

    rows: Table
    accounts: Bytes
    starts: Integers
    ends: Integers
    fields: Integers


def shard_of(rows: Table, kept: Table) -> Shard:
    """Rows in the order of the log as a shard, with what accounts had come to before."""
    words = _words(rows["account"])
    order = np.argsort(words[0], kind="stable")
    if _are_mixed([word[order] for word in words]):
        order = np.lexsort((rows["row"], *reversed(words)))
    rows = rows[order]
    bounds, before = _bounds(rows["account"]), keys_of(kept["account"])
    own = keys_of(rows["account"][bounds[:-1]])
    keys = np.union1d(own, before) if len(kept) else own
    spans, fields = np.zeros((2, len(keys)), np.int64), np.zeros((len(keys), len(FIELDS)), np.int64)
    spans[:, np.searchsorted(keys, own)] = bounds[:-1], bounds[1:]
    fields[np.searchsorted(keys, before)] = kept["fields"]
    return Shard(rows, keys.view(np.uint8).reshape(-1, ACCOUNT), spans[0], spans[1], fields)


def keys_of(accounts: Bytes) -> Keys:
    """Accounts as strings of bytes, which compare as they do: all are of one length."""
    return np.ascontiguousarray(accounts).view(f"S{ACCOUNT}").reshape(-1)


def _words(accounts: NDArray[np.uint8]) -> list[NDArray[np.uint64]]:
    """Accounts as numbers of eight, eight and four bytes, the first ones first."""
    return [
        np.ascontiguousarray(accounts[:, start:end]).view(f">u{end - start}").reshape(-1).astype(np.uint64)
        for start, end in ((0, 8), (8, 16), (16, 20))
    ]


def _are_mixed(words: list[NDArray[np.uint64]]) -> bool:
    """Whether accounts differ that begin with the same word, of accounts sorted by their first words alone."""
    alike, differs = (np.diff(words[0]) == 0), (np.diff(words[1]) != 0) | (np.diff(words[2]) != 0)
    return bool((alike & differs).any())


def _bounds(rows: NDArray[np.uint8]) -> Integers:
    """Where the runs of rows begin that are alike and stand together, and where the last one ends."""
    if not len(rows):
        return np.zeros(1, np.int64)
    changes = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
    return np.concatenate(([0], changes, [len(rows)])).astype(np.int64)

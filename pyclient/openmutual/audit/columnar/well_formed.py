"""Logs that have the form of an event, and their words."""

import numpy as np
import polars as pl

from ..decoding.shapes import Shape
from ..decoding.words import WORD
from ..kernels.columns import fixed
from ..kernels.compiled import Bytes, Flags


def has_form(shape: Shape) -> pl.Expr:
    """Whether a log says this event, with as many topics and as much data as it has."""
    sizes = (pl.col(f"topic{place}").bin.size() == WORD for place in range(1, shape.indexed + 1))
    more = (pl.col(f"topic{place}").is_null() for place in range(shape.indexed + 1, 4))
    is_said = pl.col("topic0") == shape.entry.digest
    is_there = pl.col(f"topic{shape.indexed}").is_not_null()
    return pl.all_horizontal(is_said, is_there, *sizes, *more, pl.col("data").bin.size() == shape.most_data)


def words_of(shape: Shape, logs: pl.DataFrame) -> Bytes:
    """The words of each log that has the form: by log, word and byte."""
    topics = [fixed(logs[f"topic{place}"], WORD)[:, None] for place in range(1, shape.indexed + 1)]
    if not shape.most_data:
        return np.concatenate(topics, axis=1)
    data = fixed(logs["data"], shape.most_data).reshape(logs.height, shape.most_data // WORD, WORD)
    return np.concatenate([*topics, data], axis=1)


def are_clean(shape: Shape, words: Bytes) -> Flags:
    """Of which logs no word is larger than its field can be."""
    clean = np.ones(len(words), np.bool_)
    for number, field in enumerate(shape.fields):
        clean &= field.fits(words[:, number])
    return clean

"""Public statistics: how often people fall gravely ill, and how populations are made up by age and sex.

A table is a CSV file with the columns `ages`, `female` and `male`.  `ages` is one age or a band such as `20-29`,
the others are whole numbers: how many of these ages there are among all.  A band is spread evenly over its ages.  Lines
that begin with # are remarks.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path

from ..errors import AmountError, FileError
from ..plans.document import closest, read_bounded, text_in
from ..resources import read_text, resource

MILLION = 1_000_000


class Sex(StrEnum):
    """As the table of incidence tells people apart."""

    FEMALE = "female"
    MALE = "male"


@cache
def incidence() -> Mapping[tuple[int, Sex], int]:
    """First diagnoses a year in a million people of that age and sex, from 0 to 70 years.

    The file says where the figures come from, and how far they can be trusted.
    """
    text = read_text("ci_rates.csv")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {(int(row["age"]), sex): int(row[sex]) for row in rows for sex in Sex}


Weights = Mapping[tuple[int, Sex], Fraction]
"""How many people there are of each age and sex, in any measure; ages without people are left out."""

OLDEST = 70
"""The highest age that the table of incidence knows."""

COLUMNS = ["ages", "female", "male"]
MOST_WEIGHT = 10**12


def table_names() -> list[str]:
    """The tables that are shipped with the package."""
    found = resource("ages").iterdir()
    return sorted(entry.name.removesuffix(".csv") for entry in found if entry.name.endswith(".csv"))


def load_ages(name_or_path: str) -> Weights:
    """The weights of a table of the package, or of a file.  Raises FileError."""
    if name_or_path in (known := table_names()):
        raw = resource("ages", f"{name_or_path}.csv").read_bytes()
        return read_ages(raw, f"ages/{name_or_path}.csv")
    path = Path(name_or_path)
    if re.fullmatch("[a-z0-9-]+", name_or_path) and not path.is_file():
        raise FileError(name_or_path, 0, "", f"is neither a file nor a table of ages; {closest(name_or_path, known)}")
    return read_ages(read_bounded(path), str(path))


def read_ages(raw: bytes, file: str) -> Weights:
    """The weights in a table; `file` is its name in errors.  Raises FileError with the line and the column."""
    weights: dict[tuple[int, Sex], Fraction] = {}
    seen: dict[int, int] = {}
    for line, row in _rows(raw, file):
        try:
            ages = parse_ages(row[0])
        except AmountError as error:
            raise FileError(file, line, "ages", str(error)) from error
        for age in ages:
            if age in seen:
                raise FileError(file, line, "ages", f"counts age {age} again, as line {seen[age]} does; keep one")
            seen[age] = line
        for sex, cell in zip((Sex.FEMALE, Sex.MALE), row[1:], strict=True):
            weight = _weight(cell, file, line, sex)
            weights |= {(age, sex): Fraction(weight, len(ages)) for age in ages if weight}
    if not weights:
        raise FileError(file, 0, "", "counts nobody; write a line such as 20-29,10,10")
    return weights


def parse_ages(text: str) -> range:
    """The ages of `35` or `20-29`, both ends included.  Raises AmountError."""
    match = re.fullmatch(r"([0-9]{1,2})(?:-([0-9]{1,2}))?", text)
    if match is None:
        raise AmountError(f"{text[:80]!r} is neither an age nor a band of ages; write 35 or 20-29")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise AmountError(f"{text} runs backwards; write the younger age first")
    if last > OLDEST:
        raise AmountError(f"{text} goes beyond {OLDEST}, the highest age in the table of incidence")
    return range(first, last + 1)


def parse_people(text: str) -> tuple[range, tuple[Sex, ...]]:
    """The ages and sexes of `20-29`, which is both, or `20-29 female`.  Raises AmountError."""
    ages, _, sex = text.partition(" ")
    if sex and sex not in list(Sex):
        raise AmountError(f"{sex[:80]!r} is no sex that the table of incidence knows; write female or male")
    return parse_ages(ages), (Sex(sex),) if sex else tuple(Sex)


def _rows(raw: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, with their lines."""
    header = False
    for line, text in enumerate(text_in(raw, file).splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        row = [cell.strip() for cell in next(csv.reader([text]))]
        if not header and row != COLUMNS:
            raise FileError(file, line, "", f"must begin with the columns {','.join(COLUMNS)}")
        if len(row) != len(COLUMNS):
            raise FileError(file, line, "", f"has {len(row)} columns, not {len(COLUMNS)}")
        if header:
            yield line, row
        header = True


def _weight(cell: str, file: str, line: int, sex: Sex) -> int:
    if not re.fullmatch("[0-9]{1,13}", cell) or int(cell) > MOST_WEIGHT:
        raise FileError(file, line, sex.value, f"must be a whole number from 0 to {MOST_WEIGHT}, but is {cell[:80]!r}")
    return int(cell)

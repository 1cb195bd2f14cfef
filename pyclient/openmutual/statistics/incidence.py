"""How often people fall gravely ill, by age and sex: whole cases a year in a million."""

import csv
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from ..resources import read_text

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

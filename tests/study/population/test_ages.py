"""Tables of ages: what is wrong in one is said with file, line and column."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.errors import AmountError, FileError
from openmutual.statistics.incidence import Sex, load_ages, parse_ages, read_ages, table_names

HEAD = "ages,female,male\n"


def read(text: str):
    return read_ages(text.encode(), "mine.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "mine.csv: counts nobody; write a line such as 20-29,10,10"),
        (HEAD, "mine.csv: counts nobody; write a line such as 20-29,10,10"),
        (HEAD + "20-29,0,0\n", "mine.csv: counts nobody; write a line such as 20-29,10,10"),
        ("age,female,male\n", "mine.csv:1: must begin with the columns ages,female,male"),
        ("# a remark\n\n20-29,1,1\n", "mine.csv:3: must begin with the columns ages,female,male"),
        (HEAD + "20-29,1\n", "mine.csv:2: has 2 columns, not 3"),
        (HEAD + "20-29,1,1,1\n", "mine.csv:2: has 4 columns, not 3"),
        (HEAD + "grown,1,1\n", "mine.csv:2: ages: 'grown' is neither an age nor a band of ages; write 35 or 20-29"),
        (HEAD + "-5,1,1\n", "mine.csv:2: ages: '-5' is neither an age nor a band of ages; write 35 or 20-29"),
        (HEAD + "30-20,1,1\n", "mine.csv:2: ages: 30-20 runs backwards; write the younger age first"),
        (HEAD + "60-71,1,1\n", "mine.csv:2: ages: 60-71 goes beyond 70, the highest age in the table of incidence"),
        (HEAD + "20-29,1,1\n25,1,1\n", "mine.csv:3: ages: counts age 25 again, as line 2 does; keep one"),
        (HEAD + "20,0.5,1\n", "mine.csv:2: female: must be a whole number from 0 to 1000000000000, but is '0.5'"),
        (HEAD + "20,1,-1\n", "mine.csv:2: male: must be a whole number from 0 to 1000000000000, but is '-1'"),
        (HEAD + "20,1,\n", "mine.csv:2: male: must be a whole number from 0 to 1000000000000, but is ''"),
        (
            HEAD + "20,1,2000000000000\n",
            "mine.csv:2: male: must be a whole number from 0 to 1000000000000, but is '2000000000000'",
        ),
        ('ages,female,male\n20,"1\n', "mine.csv:2: has 2 columns, not 3"),
    ],
)
def test_a_bad_table_is_refused(text, said):
    with pytest.raises(FileError) as refused:
        read(text)
    assert str(refused.value) == said


def test_what_is_no_text_or_too_much_is_refused():
    with pytest.raises(FileError, match=r"mine\.csv:2: is not UTF-8"):
        read_ages(HEAD.encode() + b"\xff", "mine.csv")
    with pytest.raises(FileError, match="larger than 1000000 bytes"):
        read_ages(b"#" * 1_000_001, "mine.csv")


def test_a_table_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileError, match="is neither a file nor a table of ages; did you mean xianghubao-2019"):
        load_ages("xianghubao-2091")
    with pytest.raises(FileError, match="cannot be read"):
        load_ages(str(tmp_path / "none.csv"))


@pytest.mark.parametrize("text", ["", "1-", "100", "1–2", "٣"])
def test_what_is_no_age_is_refused(text):
    with pytest.raises(AmountError):
        parse_ages(text)


def test_a_band_is_spread_evenly_over_its_ages():
    weights = read(HEAD + "20-29,10,0\n35,0,3\n")
    assert weights == {**{(age, Sex.FEMALE): Fraction(1) for age in range(20, 30)}, (35, Sex.MALE): Fraction(3)}


def test_a_file_of_ones_own_is_read(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("\ufeff# ours\n" + HEAD + " 40 , 1 , 2\n", encoding="utf-8")
    assert load_ages(str(path)) == {(40, Sex.FEMALE): 1, (40, Sex.MALE): 2}


@pytest.mark.parametrize("name", table_names())
def test_every_table_of_the_package_can_be_read(name):
    assert load_ages(name)


def test_the_study_has_the_published_shares_of_each_decade():
    weights = load_ages("xianghubao-2019")
    decades = [sum(weight for (age, _), weight in weights.items() if age // 10 == decade) for decade in range(6)]
    assert decades == [905, 700, 2820, 3150, 1520, 905]
    assert sum(decades) == 10_000


def test_the_paper_has_two_ages_of_men():
    assert load_ages("paper-2020") == {(25, Sex.MALE): 85, (50, Sex.MALE): 15}

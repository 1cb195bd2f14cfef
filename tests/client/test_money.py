"""Amounts, durations and rates: refusals first, then exactness."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmutual.errors import AmountError
from openmutual.money import (
    MOST_AMOUNT,
    MOST_SECONDS,
    Amount,
    Units,
    base_units,
    decimal_of,
    format_amount,
    format_duration,
    grouped,
    normal_number,
    parse_amount,
    parse_duration,
    parse_rate,
)

NOT_PLAIN = ["", " ", "abc", "nan", "NaN", "inf", "Infinity", "1e3", "1E-2", "1e999999999", "0x10", "1_000", "1,000"]
NOT_PLAIN += ["+1", ".5", "5.", "1.2.3", "1 000", "١٢", "１２", "1/3", "1\n", "½", "1" * 81, "0." + "0" * 79]


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(AmountError, match="no plain decimal number"):
        parse_amount(text, 6)


@pytest.mark.parametrize("text", ["-1", "-0.01", "-0", "-1e9"])
def test_a_negative_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountError, match="negative"):
        parse_amount(text, 6)


@pytest.mark.parametrize(
    ("text", "decimals"), [("0.0000001", 6), ("36.001", 2), ("0.1", 0), ("1.0000000000000000001", 18)]
)
def test_an_amount_finer_than_the_currency_is_refused(text: str, decimals: int) -> None:
    with pytest.raises(AmountError, match="finer than the currency allows"):
        parse_amount(text, decimals)


def test_an_amount_that_outgrows_the_ledger_is_refused() -> None:
    assert parse_amount(str(2**128 - 1), 0) == MOST_AMOUNT
    with pytest.raises(AmountError, match="larger than the ledger can hold"):
        parse_amount(str(MOST_AMOUNT + 1), 0)
    with pytest.raises(AmountError, match="larger than the ledger can hold"):
        parse_amount("9" * 60, 18)


def test_a_long_text_is_not_repeated_in_full() -> None:
    with pytest.raises(AmountError) as caught:
        parse_amount("9" * 1_000_000, 6)
    assert len(str(caught.value)) < 200


def test_a_binary_float_is_never_taken() -> None:
    with pytest.raises(TypeError):
        parse_amount(0.01, 6)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "decimals", "amount"),
    [
        ("30", 6, 30_000_000),
        ("0.01", 6, 10_000),
        ("0.1", 18, 10**17),
        ("36.010", 2, 3601),
        ("007", 0, 7),
        ("0", 6, 0),
        ("0.1000000", 1, 1),
        ("0" * 79 + "7", 0, 7),
    ],
)
def test_amounts_become_base_units(text: str, decimals: int, amount: int) -> None:
    assert parse_amount(text, decimals) == amount


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [(42_000_000_000, 6, "42000"), (10_000, 6, "0.01"), (1, 18, "0.000000000000000001"), (0, 6, "0"), (100, 0, "100")],
)
def test_amounts_are_written_without_trailing_zeros(amount: int, decimals: int, text: str) -> None:
    assert format_amount(amount, decimals) == text


def test_a_negative_amount_is_not_written() -> None:
    with pytest.raises(AmountError, match="negative"):
        format_amount(-1, 6)


@given(st.integers(0, MOST_AMOUNT), st.integers(0, 18))
def test_what_is_written_is_read_back(amount: int, decimals: int) -> None:
    assert parse_amount(format_amount(amount, decimals), decimals) == amount


@pytest.mark.parametrize(
    "text", ["", "d", "90 days", "-1 d", "1 w", "1e3 d", "1 d 2 h", "d 1", "1\td", "one d", "1 " * 50]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        parse_duration(text)


def test_a_duration_is_a_whole_number_of_seconds_that_fits() -> None:
    with pytest.raises(AmountError, match="whole number of seconds"):
        parse_duration("0.00001 d")
    with pytest.raises(AmountError, match="longer than the ledger can hold"):
        parse_duration("4294967296 s")


@pytest.mark.parametrize("text", ["30", "0.5", "3600", "1"])
def test_a_number_without_a_unit_is_no_duration_and_what_to_write_is_said(text: str) -> None:
    with pytest.raises(AmountError, match=f"{text} has no unit; write {text} d, or h, min or s"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90 d", 7_776_000),
        ("13.9 d", 1_200_960),
        ("89.9 d", 7_767_360),
        ("12 h", 43_200),
        ("30 min", 1_800),
        ("30min", 1_800),
        ("45 s", 45),
        ("0", 0),
        ("0.0", 0),
        ("0 d", 0),
        ("4294967295 s", MOST_SECONDS),
        ("0" * 78 + "7s", 7),
    ],
)
def test_durations_become_seconds(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["90 d", "13.9 d", "1 d", "12 h", "30 min", "45 s", "0 d", "1.5 d"])
def test_durations_are_written_as_people_do(text: str) -> None:
    assert format_duration(parse_duration(text)) == text


@given(st.integers(0, MOST_SECONDS))
def test_a_duration_that_is_written_is_read_back(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize("text", ["8", "81", "%", "-8%", "8 percent", "1e1%", "100.1%", "8%%"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        parse_rate(text)


def test_rates_are_exact() -> None:
    assert parse_rate("8%") == Fraction(8, 100)
    assert parse_rate("0.1 %") == Fraction(1, 1000)
    assert parse_rate("100%") == 1


@pytest.mark.parametrize(
    ("text", "normal"), [("030.0", "30"), ("0.10", "0.1"), ("0", "0"), ("00", "0"), ("8%", "8%"), ("", "")]
)
def test_numbers_have_one_normal_form(text: str, normal: str) -> None:
    assert normal_number(text) == normal


@pytest.mark.parametrize("count", [-1, 2**128, 1.0, True, "1"])
def test_what_is_no_number_of_base_units_is_refused(count: Any) -> None:
    with pytest.raises(AmountError, match="no number of base units"):
        Units(count)


@pytest.mark.parametrize("amount", [30, 0.3, None, Decimal("NaN"), Decimal("1e80")])
def test_what_does_not_say_in_which_unit_it_is_or_how_much_is_no_amount(amount: Any) -> None:
    with pytest.raises(AmountError, match="is no amount; hand in '30'"):
        base_units(amount, 2)


@pytest.mark.parametrize("amount", ["0.3", Decimal("0.30"), Units(30)])
def test_an_amount_is_handed_in_as_text_decimal_or_units(amount: Amount) -> None:
    assert base_units(amount, 2) == 30
    assert decimal_of(base_units(amount, 2), 2) == Decimal("0.3")


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0"), (3_400_000, "34,000"), (10, "0.10"), (123_456_789, "1,234,567.89")]
)
def test_people_read_amounts_in_groups_of_three_digits(amount: int, text: str) -> None:
    assert grouped(amount, 2) == text

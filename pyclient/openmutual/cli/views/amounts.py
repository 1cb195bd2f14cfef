"""Amounts as people read them: grouped by thousands, with two decimals or more if they are not whole."""

from ...money import format_amount


def grouped(amount: int, decimals: int) -> str:
    """An amount of base units in the currency: `34,000`, `0.10`, `0.028`."""
    whole, _, part = format_amount(amount, decimals).partition(".")
    return f"{int(whole):,}.{part:0<2}" if part else f"{int(whole):,}"

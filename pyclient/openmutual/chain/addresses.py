"""Addresses that people write: checked before anything is sent to them."""

from eth_utils.address import (
    is_checksum_address,
    is_checksum_formatted_address,
    is_hex_address,
    to_checksum_address,
)

from ..errors import ArgumentError
from ..records import Account


def is_written_as_address(text: str) -> bool:
    """Whether a text is meant as an address, and not as a name."""
    return text.startswith(("0x", "0X"))


def checked_address(text: str) -> Account:
    """An address, checksummed; one with capitals must have them right (EIP-55).  Raises ArgumentError."""
    is_good = is_checksum_address(text) if is_checksum_formatted_address(text) else is_hex_address(text)
    if not is_good or not is_written_as_address(text):
        raise ArgumentError(f"{text[:80]!r} is no address, or has a mistake in it")
    return Account(to_checksum_address(text))

"""The order in which a draw looks at the seats, once more: a permutation that follows from one block's randomness.

Positions 0, 1, 2, … are shuffled by a network of four Feistel rounds over the smallest square of powers of two that
holds all seats; what lies beyond the last seat is passed over.  So an order of a million seats needs no list.
"""

from eth_utils.crypto import keccak

LEAST_HALF = 3
"""Bits of each half of a position, at the least."""

ROUNDS = 4

WORD = 32


def half_bits(seats: int) -> int:
    """Bits of each half of a position: as few as hold all seats (h)."""
    bits = LEAST_HALF
    while 4**bits < seats:
        bits += 1
    return bits


def positions(seats: int) -> int:
    """How many positions there are."""
    return int(4 ** half_bits(seats))


def seat_at(seed: bytes, position: int, seats: int) -> int:
    """The seat at a position; none if that is no number of a seat."""
    bits = half_bits(seats)
    left, right = position >> bits, position & (1 << bits) - 1
    for number in range(ROUNDS):
        left, right = right, left ^ _mixed(seed, number, right) & (1 << bits) - 1
    return left << bits | right


def _mixed(seed: bytes, number: int, half: int) -> int:
    return int.from_bytes(keccak(seed + number.to_bytes(WORD, "big") + half.to_bytes(WORD, "big")), "big")

"""Keccak-256 of many strings at once, compiled.

The state's 25 lanes are local variables, which the compiler keeps in registers as far as there are any; written with
loops over an array, the same takes more than twice as long.
"""

import numpy as np

from .compiled import Bytes, Words, compiled

RATE = 136
"""Bytes that one permutation takes in."""

ROUNDS = np.array(
    [
        *(0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000),
        *(0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009),
        *(0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A),
        *(0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003),
        *(0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A),
        *(0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008),
    ],
    np.uint64,
)
"""The constants of the 24 rounds (FIPS 202, section 3.2.5)."""


@compiled
def rotated(lane: np.uint64, by: int) -> np.uint64:
    """A lane turned left by so many bits, from 1 to 63."""
    return (lane << np.uint64(by)) | (lane >> np.uint64(64 - by))


@compiled
def permute(state: Words) -> None:
    """The permutation Keccak-f[1600], in place; lane x, y stands at x + 5y."""
    a0, a1, a2, a3, a4 = state[0], state[1], state[2], state[3], state[4]
    a5, a6, a7, a8, a9 = state[5], state[6], state[7], state[8], state[9]
    a10, a11, a12, a13, a14 = state[10], state[11], state[12], state[13], state[14]
    a15, a16, a17, a18, a19 = state[15], state[16], state[17], state[18], state[19]
    a20, a21, a22, a23, a24 = state[20], state[21], state[22], state[23], state[24]
    for constant in ROUNDS:
        c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20
        c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21
        c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22
        c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23
        c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24
        d0 = c4 ^ rotated(c1, 1)
        d1 = c0 ^ rotated(c2, 1)
        d2 = c1 ^ rotated(c3, 1)
        d3 = c2 ^ rotated(c4, 1)
        d4 = c3 ^ rotated(c0, 1)
        b0 = a0 ^ d0
        b16 = rotated(a5 ^ d0, 36)
        b7 = rotated(a10 ^ d0, 3)
        b23 = rotated(a15 ^ d0, 41)
        b14 = rotated(a20 ^ d0, 18)
        b10 = rotated(a1 ^ d1, 1)
        b1 = rotated(a6 ^ d1, 44)
        b17 = rotated(a11 ^ d1, 10)
        b8 = rotated(a16 ^ d1, 45)
        b24 = rotated(a21 ^ d1, 2)
        b20 = rotated(a2 ^ d2, 62)
        b11 = rotated(a7 ^ d2, 6)
        b2 = rotated(a12 ^ d2, 43)
        b18 = rotated(a17 ^ d2, 15)
        b9 = rotated(a22 ^ d2, 61)
        b5 = rotated(a3 ^ d3, 28)
        b21 = rotated(a8 ^ d3, 55)
        b12 = rotated(a13 ^ d3, 25)
        b3 = rotated(a18 ^ d3, 21)
        b19 = rotated(a23 ^ d3, 56)
        b15 = rotated(a4 ^ d4, 27)
        b6 = rotated(a9 ^ d4, 20)
        b22 = rotated(a14 ^ d4, 39)
        b13 = rotated(a19 ^ d4, 8)
        b4 = rotated(a24 ^ d4, 14)
        a0 = b0 ^ (~b1 & b2)
        a1 = b1 ^ (~b2 & b3)
        a2 = b2 ^ (~b3 & b4)
        a3 = b3 ^ (~b4 & b0)
        a4 = b4 ^ (~b0 & b1)
        a5 = b5 ^ (~b6 & b7)
        a6 = b6 ^ (~b7 & b8)
        a7 = b7 ^ (~b8 & b9)
        a8 = b8 ^ (~b9 & b5)
        a9 = b9 ^ (~b5 & b6)
        a10 = b10 ^ (~b11 & b12)
        a11 = b11 ^ (~b12 & b13)
        a12 = b12 ^ (~b13 & b14)
        a13 = b13 ^ (~b14 & b10)
        a14 = b14 ^ (~b10 & b11)
        a15 = b15 ^ (~b16 & b17)
        a16 = b16 ^ (~b17 & b18)
        a17 = b17 ^ (~b18 & b19)
        a18 = b18 ^ (~b19 & b15)
        a19 = b19 ^ (~b15 & b16)
        a20 = b20 ^ (~b21 & b22)
        a21 = b21 ^ (~b22 & b23)
        a22 = b22 ^ (~b23 & b24)
        a23 = b23 ^ (~b24 & b20)
        a24 = b24 ^ (~b20 & b21)
        a0 ^= constant
    state[0], state[1], state[2], state[3], state[4] = a0, a1, a2, a3, a4
    state[5], state[6], state[7], state[8], state[9] = a5, a6, a7, a8, a9
    state[10], state[11], state[12], state[13], state[14] = a10, a11, a12, a13, a14
    state[15], state[16], state[17], state[18], state[19] = a15, a16, a17, a18, a19
    state[20], state[21], state[22], state[23], state[24] = a20, a21, a22, a23, a24


@compiled
def absorb(state: Words, data: Bytes, start: int, size: int) -> None:
    """Mix bytes into the state, the first lanes first; at most a rate of them."""
    for place in range(size):
        lane, shift = place >> 3, np.uint64((place & 7) << 3)
        state[lane] ^= np.uint64(data[start + place]) << shift


@compiled
def keccak_into(data: Bytes, start: int, end: int, digest: Bytes, at: int, state: Words) -> None:
    """The hash of `data[start:end]`, written to `digest` from `at` on; `state` is 25 lanes of scratch."""
    state[:] = 0
    while end - start >= RATE:
        absorb(state, data, start, RATE)
        permute(state)
        start += RATE
    absorb(state, data, start, end - start)
    size = end - start
    state[size >> 3] ^= np.uint64(1) << np.uint64((size & 7) << 3)
    state[16] ^= np.uint64(0x8000000000000000)
    permute(state)
    for place in range(32):
        digest[at + place] = (state[place >> 3] >> np.uint64((place & 7) << 3)) & np.uint64(0xFF)


@compiled
def keccak_rows(rows: Bytes) -> Bytes:
    """The hash of each row, as rows of 32 bytes."""
    count, width = rows.shape
    digests, state, flat = np.empty((count, 32), np.uint8), np.zeros(25, np.uint64), rows.reshape(-1)
    out = digests.reshape(-1)
    for row in range(count):
        keccak_into(flat, row * width, (row + 1) * width, out, row * 32, state)
    return digests

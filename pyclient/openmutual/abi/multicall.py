"""A multicall: many views of one contract in one question, by a few instructions that are run once and leave nothing.

No contract need lie anywhere for it: as with the hash of a block (:mod:`.block_hash`), what a creation returns is read.
"""

from collections.abc import Sequence

MOST = 64
"""Views in one question.  A creation returns at most 24,576 bytes (EIP-170), which is room for ten words from each."""

WORD = 32

INSTRUCTIONS = (
    "61005e 61{size} 600101"  # on the stack: where the next call's data stand in this code, and where its answer will
    "5b 38 82 10 6019 57"  # while data are left
    "61{size} 90 03 61{size} f3"  # in the end: return what lies in the memory behind the data of one call
    "5b 61{size} 82 6000 39"  # the data of the next call, to the beginning of the memory
    "6000 80 61{size} 81 73{contract} 5a fa 15 6059 57"  # STATICCALL
    "3d 81 52 602001"  # the length of the answer
    "3d 6000 82 3e 3d01"  # the answer
    "90 61{size} 01 90 6009 56"  # go on with the next
    "5b 6000 80 fd"  # a call was refused: so is everything
)
"""In hexadecimal; the data of the calls stand behind them."""


def program(contract: bytes, calls: Sequence[bytes]) -> bytes:
    """Instructions that return what a contract answers to each of these calls: the data of a call that creates one.

    A zero stands before the answers: no contract may begin with 0xef (EIP-3541).  Each has its length before it.

    Args:
        contract: its address, 20 bytes.
        calls: the data of each, all of the same length.
    """
    filled = INSTRUCTIONS.format(size=len(calls[0]).to_bytes(2).hex(), contract=contract.hex())
    return bytes.fromhex(filled) + b"".join(calls)


def answers(returned: bytes, count: int) -> list[bytes] | None:
    """The answers in what the instructions returned; None if they returned something else than so many."""
    found, place = list[bytes](), 1
    while place + WORD <= len(returned):
        start = place + WORD
        place = start + int.from_bytes(returned[place:start])
        found.append(returned[start:place])
    return found if len(found) == count and place == len(returned) else None

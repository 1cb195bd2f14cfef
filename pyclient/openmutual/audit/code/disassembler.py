"""Reading bytecode: instruction by instruction, without taking data for instructions."""

from collections.abc import Iterator
from typing import NamedTuple

ENDS = frozenset((0x00, 0x56, 0xF3, 0xFD, 0xFE, 0xFF))
"""STOP, JUMP, RETURN, REVERT, INVALID, SELFDESTRUCT: what follows is run only if something jumps there."""
JUMPDEST = 0x5B
EQ, SUB, XOR, JUMPI = 0x14, 0x03, 0x18, 0x57
GAS, DELEGATECALL = 0x5A, 0xF4
PUSH0, PUSH20, PUSH32 = 0x5F, 0x73, 0x7F
DUP1, SWAP16 = 0x80, 0x9F

RISKY = {0xF2: "CALLCODE", DELEGATECALL: "DELEGATECALL", 0xFF: "SELFDESTRUCT"}
"""What runs another's code as one's own, or takes the contract away; no contract of a plan has any of them."""

METADATA_START = bytes.fromhex("a264697066735822")
"""What begins the note that the compiler leaves at the end: two entries, the first of them `ipfs`, 34 bytes."""

SELECTOR_BYTES = (3, 4)
"""How selectors are pushed; with three bytes where the first is zero."""

MOST_OF_A_PROXY = 200
"""The longest code, in bytes, that is taken for one that only hands on what it is called with."""

DELEGATED = bytes.fromhex("ef0100")
"""How the code of an account begins that runs another's (EIP-7702); the other's address follows."""


class Instruction(NamedTuple):
    """One instruction: where it stands, its opcode, and what it pushes."""

    offset: int
    opcode: int
    data: bytes


def instructions(code: bytes) -> Iterator[Instruction]:
    """The instructions of a code that can be run.

    Data and the compiler's note are walked over too, as the machine does to find where jumps may land; but what no
    jump can reach is no instruction, whatever its bytes say.
    """
    offset, reachable = 0, True
    while offset < len(code):
        opcode = code[offset]
        pushed = opcode - PUSH0 if PUSH0 < opcode <= PUSH32 else 0
        reachable = reachable or opcode == JUMPDEST
        if reachable:
            yield Instruction(offset, opcode, code[offset + 1 : offset + 1 + pushed])
        reachable = reachable and opcode not in ENDS
        offset += 1 + pushed


def without_note(code: bytes) -> bytes:
    """The code without the note about its sources that the compiler leaves at its end."""
    length = int.from_bytes(code[-2:], "big") + 2
    is_note = code[-length:].startswith(METADATA_START)
    return code[:-length] if is_note else code


def risky(code: bytes) -> list[tuple[str, int]]:
    """The names and places of instructions that no contract of a plan has."""
    return [(RISKY[found.opcode], found.offset) for found in instructions(code) if found.opcode in RISKY]


def selectors(code: bytes) -> set[bytes]:
    """The functions that a code answers to, by selector, as compilers write the choice between them.

    That is: push the selector, compare, push where to go on, go there.  Comparisons that look just so are found too.
    """
    found: set[bytes] = set()
    steps = list(instructions(code))
    for place, step in enumerate(steps):
        if len(step.data) in SELECTOR_BYTES:
            after = [follower.opcode for follower in steps[place + 1 : place + 5]]
            if after and DUP1 <= after[0] <= SWAP16:
                after = after[1:]
            if after[:1] in ([EQ], [SUB], [XOR]) and JUMPI in after[1:3]:
                found.add(step.data.rjust(4, b"\0"))
    return found


def delegate_of(code: bytes) -> bytes:
    """Whose code an account runs instead of its own (EIP-7702); empty if it has its own."""
    return code[3:23] if len(code) == 23 and code.startswith(DELEGATED) else b""


def target_of(code: bytes) -> bytes:
    """Whom a minimal proxy hands everything on to; empty if it is none.

    Their kinds (EIP-1167 and what came of it) differ in how they copy; all push an address, then the gas, and delegate.
    """
    if len(code) > MOST_OF_A_PROXY:
        return b""
    steps = list(instructions(code))
    for pushed, gas, call in zip(steps, steps[1:], steps[2:], strict=False):
        hands_on = gas.opcode == GAS and call.opcode == DELEGATECALL
        if hands_on and PUSH0 < pushed.opcode <= PUSH20 and len(pushed.data) > 10:
            return pushed.data.rjust(20, b"\0")
    return b""

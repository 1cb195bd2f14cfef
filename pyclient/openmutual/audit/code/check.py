"""Whether the code on the chain is what the shipped sources compile to; bytecode read instruction by instruction."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from ...abi.artifacts import Artifact, artifact, is_shipped, masked
from ...codec import to_hex
from ...records import Account
from ..findings import Findings
from ..hashing import keccak
from ..replay.state import ReplayedPlan
from ..source.extract import Extract, PlanContracts
from .immutables import Values, due_immutables, spell, word


def misgiven(extract: Extract) -> dict[Account, bytes]:
    """The contracts of which another code is given than their accounts name, and the hash that they name."""
    codes, last = extract.codes, extract.last
    named = {said.address: said.code_hash for said in extract.accounts if said.block == last and said.code_hash}
    return {address: due for address, due in named.items() if address in codes and keccak(codes[address]) != due}


def first_difference(code: bytes, shipped: Artifact) -> int:
    """Where a code begins to differ from a shipped one; the end of the shorter if nothing before does."""
    one, other = masked(code, shipped), shipped.runtime_code
    pairs = enumerate(zip(one, other, strict=False))
    return next((offset for offset, (a, b) in pairs if a != b), min(len(one), len(other)))


def held(code: bytes, shipped: Artifact, immutable: str) -> list[bytes]:
    """What a code that is the shipped one has as an immutable: one value, or several that disagree."""
    places = shipped.immutables[immutable]
    return list(dict.fromkeys(code[start : start + length] for start, length in places))


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


def contract_names(contracts: PlanContracts) -> dict[Account, str]:
    """The contracts of a plan, by their addresses, as the sources call them."""
    names = {contracts.ledger: "MutualLedger", contracts.desk: "CaseDesk", contracts.jury: "Jury"}
    return names | ({contracts.enrolment: "Enrolment"} if contracts.enrolment else {})


def check_code(extract: Extract, plan: ReplayedPlan, findings: Findings) -> None:
    """Compare the code of every contract of the plan with what ships, and each immutable with what it must be.

    What the currency's code lets somebody do is told by :func:`openmutual.audit.currency.kind.check_kind`.
    """
    false, is_sound = _check_hashes(extract, findings), findings.is_clean
    found, made_on = _compared(extract, plan, extract.chain_id, false), _chain_of(extract)
    # Which number its chain has is the source's word alone.  A plan that is at odds with it in nothing but that number
    # was made on a chain of another; one that is at odds with more cannot hide behind it.
    is_of_another = is_sound and made_on != extract.chain_id
    if made_on is not None and is_of_another and _compared(extract, plan, made_on, false).is_clean:
        findings.add("chain-differs", contract=extract.contracts.desk, said=extract.chain_id, due=made_on)
    else:
        findings.take(found.found)


def _compared(extract: Extract, plan: ReplayedPlan, chain_id: int, false: Collection[Account]) -> Findings:
    """What is found in the contracts' codes, if the plan was made on a chain of that number."""
    findings, due = Findings(), due_immutables(plan, extract.contracts, chain_id)
    for address, name in contract_names(extract.contracts).items():
        if address in false:
            continue
        code = extract.codes.get(address, b"")
        if _is_own(address, name, code, findings) and _is_published(address, artifact(name), code, findings):
            _check_immutables(address, artifact(name), code, due[name], findings)
    return findings


def _chain_of(extract: Extract) -> int | None:
    """The number that its chain had when the case desk was made; None if its code does not say one."""
    values = held(extract.codes.get(extract.contracts.desk, b""), artifact("CaseDesk"), "EIP712._cachedChainId")
    return int.from_bytes(values[0], "big") if len(values) == 1 and values[0] else None


def _check_hashes(extract: Extract, findings: Findings) -> dict[Account, bytes]:
    """The code that was given must be the one that the accounts name by its hash; no plan is judged by another.

    Returns:
        The hashes that are due, where it is not.
    """
    false = misgiven(extract)
    for address, due in false.items():
        given = keccak(extract.codes[address])
        findings.add("code-hash-differs", contract=address, given=given, due=due)
    return false


def _is_own(address: Account, name: str, code: bytes, findings: Findings) -> bool:
    """Whether there is a code, and no reference to another's."""
    facts = {"contract": address, "name": name}
    if not code:
        findings.add("code-missing", **facts)
    elif delegate := delegate_of(code):
        findings.add("code-delegated", **facts, target=to_hex(delegate))
    elif target := target_of(code):
        findings.add("code-proxy", **facts, target=to_hex(target))
    else:
        return True
    return False


def _is_published(address: Account, shipped: Artifact, code: bytes, findings: Findings) -> bool:
    """Whether a code is the shipped one but for its immutables; if not, what else it can do."""
    if is_shipped(code, shipped):
        return True
    facts = {"contract": address, "name": shipped.name}
    if without_note(masked(code, shipped)) == without_note(shipped.runtime_code):
        findings.add("code-note-differs", **facts)
        return True
    offset = first_difference(code, shipped)
    findings.add("code-differs", **facts, offset=offset, size=len(code), due=len(shipped.runtime_code))
    for opcode, offset in risky(code):
        findings.add("code-risky", **facts, opcode=opcode, offset=offset)
    known = {entry.selector for entry in shipped.interface.functions.values()}
    foreign = sorted(selectors(code) - known)
    if foreign:
        findings.add("code-answers-more", **facts, selectors=tuple(to_hex(selector) for selector in foreign))
    return False


def _check_immutables(address: Account, shipped: Artifact, code: bytes, due: Values, findings: Findings) -> None:
    """Each immutable must be the same at all its places, and what it must be."""
    for name in shipped.immutables:
        for value in held(code, shipped, name):
            findings.expect(
                value == word(due[name]),
                "immutable-differs",
                contract=address,
                name=shipped.name,
                immutable=name,
                said=spell(value, due[name]),
                due=spell(word(due[name]), due[name]),
            )

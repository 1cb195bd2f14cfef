"""Whether the code at a plan's addresses is what the shipped sources compile to, for these terms and roles."""

from ...abi.artifacts import Artifact, artifact
from ...codec import to_hex
from ...records import Account
from ..findings import Findings
from ..proof.encoding import keccak
from ..replay.state import Plan
from ..source.extract import Extract, PlanContracts
from .comparison import first_difference, held, is_shipped, masked, misgiven
from .disassembler import delegate_of, risky, selectors, target_of, without_note
from .immutables import Values, due_immutables, spell, word


def contract_names(contracts: PlanContracts) -> dict[Account, str]:
    """The contracts of a plan, by their addresses, as the sources call them."""
    names = {contracts.ledger: "MutualLedger", contracts.desk: "CaseDesk", contracts.jury: "Jury"}
    return names | ({contracts.enrolment: "Enrolment"} if contracts.enrolment else {})


def check_code(extract: Extract, plan: Plan, findings: Findings) -> None:
    """Compare the code of every contract of the plan with what ships, and each immutable with what it must be.

    What the currency's code lets somebody do is told by :func:`openmutual.audit.code.token.check_token`.
    """
    false = _check_hashes(extract, findings)
    due = due_immutables(plan, extract.contracts, extract.chain_id)
    for address, name in contract_names(extract.contracts).items():
        if address in false:
            continue
        code = extract.codes.get(address, b"")
        if _is_own(address, name, code, findings) and _is_published(address, artifact(name), code, findings):
            _check_immutables(address, artifact(name), code, due[name], findings)


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

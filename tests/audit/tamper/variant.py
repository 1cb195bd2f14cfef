"""What a dishonest contract is, and the plan it is put into."""

from __future__ import annotations

from dataclasses import dataclass, field

from openmutual.audit.findings import Findings

from .variant_compiler import Patch, creation_code

CONTRACTS = {
    "CaseDesk.sol": "CaseDesk",
    "Panel.sol": "CaseDesk",
    "Jury.sol": "Jury",
    "Volunteers.sol": "Jury",
    "Enrolment.sol": "Enrolment",
}
"""By the file that is changed; everything else is a part of the ledger."""


@dataclass(frozen=True)
class Variant:
    """One dishonest contract.

    Attributes:
        name: what it does.
        patches: how its sources differ from the honest ones.
        story: in which it shows; see `stories.py`.
        found: the checks that find it in log, money and state, with nothing left over.
        code: those that find it in the code.
    """

    name: str
    patches: tuple[Patch, ...]
    story: str
    found: set[str]
    code: set[str] = field(default_factory=lambda: {"code-differs"})

    @property
    def found_by_code(self) -> set[str]:
        """The same, and that no published factory makes such a plan."""
        return self.code | {"birth-by-another"}

    @property
    def contract(self) -> str:
        """The contract that is another than the one that ships."""
        return CONTRACTS.get(self.patches[0].file, "MutualLedger")

    @property
    def creation_code(self) -> bytes:
        """What its deployment runs."""
        return creation_code(self.contract, self.patches)


def changed(file: str, old: str, new: str) -> tuple[Patch, ...]:
    """A single change of a source."""
    return (Patch(file, old, new),)


def split(findings: Findings) -> tuple[set[str], set[str]]:
    """The checks that found something: those of the code, and all others."""
    code = {found.check.key for found in findings.found if found.check.number.startswith("C")}
    return code, set(findings.keys) - code

"""Whether the contracts store what the log comes to, and nothing else."""

from collections.abc import Mapping
from itertools import islice

from ...errors import ChainError, StateNotKept
from ...records import Account
from ...rpc.transport import Declined
from ..findings import Basis, Findings
from ..hashing import EMPTY_ROOT
from ..replay.state import ReplayedPlan
from ..source.extract import Extract, RawAccount
from ..source.source import Source
from .books import check_books
from .diff import differences
from .expected import Part, parts

MOST_DIFFERENCES = 100
"""Fields of one contract that are named one by one; where all is wrong, a list of everything helps nobody."""


def check_state(
    extract: Extract,
    plan: ReplayedPlan,
    block: int,
    bases: Mapping[tuple[Account, int], Basis],
    findings: Findings,
    source: Source | None = None,
) -> dict[Account, Basis]:
    """Compare the storage of every contract of a plan after a block with what its log says that it must hold.

    Args:
        extract: what is said of the accounts.
        plan: as the log up to that block left it.
        block: one after which the accounts were asked for.
        bases: what the accounts rest on, by address and block.
        findings: where every difference goes.
        source: a node that can still be asked, to name what differs, and where no account has a storage root.

    Returns:
        What this rests on, by contract; one of which nothing is given that could be compared is left out.
    """
    check, rests = _Check(extract, plan, block, findings, source), dict[Account, Basis]()
    for address, part in parts(extract.contracts).items():
        basis = check.contract(address, part, bases)
        is_ledger = address == extract.contracts.ledger
        if basis is None and is_ledger and check_books(extract, plan, block, findings):
            basis = Basis.REPORTED
        if basis is None:
            key = "state-not-told" if is_ledger and block == extract.last else "state-not-compared"
            findings.add(key, contract=address, name=part.name, block=block)
        else:
            rests[address] = basis
    return rests


def has_roots(extract: Extract) -> bool:
    """Whether the storage roots of all contracts of a plan are told after the audited block."""
    said = {account.address: account for account in extract.accounts if account.block == extract.last}
    return all(_root(said.get(address)) is not None for address in parts(extract.contracts))


class _Check:
    """The comparison of one plan after one block."""

    def __init__(
        self, extract: Extract, plan: ReplayedPlan, block: int, findings: Findings, source: Source | None
    ) -> None:
        self._said = {account.address: account for account in extract.accounts if account.block == block}
        self._block = block
        self._plan = plan
        self._findings = findings
        self._witness = source

    def contract(self, address: Account, part: Part, bases: Mapping[tuple[Account, int], Basis]) -> Basis | None:
        """Compare one contract, by its storage root, or else slot by slot; None where there is neither."""
        said = self._said.get(address)
        root = _root(said)
        if said is not None and root is not None:
            due = part.root(self._plan)
            if root != due and not self._keeps_what_is_emptied(said, part):
                self._explain(address, part, root, due)
            return bases.get((address, self._block), Basis.REPORTED)
        try:
            return Basis.REPORTED if self._name(address, part) else None
        except (Declined, StateNotKept):
            return None

    def _keeps_what_is_emptied(self, said: RawAccount, part: Part) -> bool:
        """Whether all that differs is that slots without anything are kept: a developers' node's habit, no plan's."""
        if said.storage_root == part.root(self._plan, said.emptied):
            return True
        emptied = self._witness.emptied(said.address, self._block) if self._witness is not None else ()
        return bool(emptied) and said.storage_root == part.root(self._plan, emptied)

    def _explain(self, address: Account, part: Part, root: bytes, due: bytes) -> None:
        """Say what is stored that must not be; without anybody to ask, or with nothing stored at all, only that."""
        facts = {"contract": address, "name": part.name, "said": root, "due": due, "block": self._block}
        before = len(self._findings.found)
        try:
            is_asked = root != EMPTY_ROOT and self._name(address, part)
        except ChainError:
            is_asked = False
        if len(self._findings.found) == before:
            self._findings.add("state-hidden" if is_asked else "state-root-differs", **facts)

    def _name(self, address: Account, part: Part) -> bool:
        """Name each field that differs; false if there is no source.  Raises ChainError if it does not answer."""
        source = self._witness
        if source is None:
            return False
        found = differences(part, self._plan, lambda slots: source.storage(address, slots, self._block))
        for difference in islice(found, MOST_DIFFERENCES):
            self._findings.add(difference.check, **difference.facts(address, self._block))
        more = sum(1 for _ in found)
        if more:
            self._findings.add("state-more", contract=address, name=part.name, more=more)
        return True


def _root(said: RawAccount | None) -> bytes | None:
    """The storage root that is said of an account; None if none is.  Of an account never used, it may be left out."""
    if said is None or not any(said.storage_root):
        return EMPTY_ROOT if said is not None and said.proof else None
    return said.storage_root

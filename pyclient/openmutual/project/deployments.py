"""What a deployment has made, written down before anything is said of it: one file a chain, `deployments/<id>.json`.

Whoever loses a plan's address has lost the plan.  So the file is on the disk, whole, before the first word is printed,
and holds all that any other command asks for.
"""

import json
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak

from ..chain import ChainLedger, ChainWorld
from ..codec import to_hex
from ..errors import FileError
from ..files import locked, replace
from ..money import format_time
from ..plans.document import Value, read_document
from ..plans.terms import Plan

FORMAT = "openmutual deployments 1"

NEEDED = ("plan", "plan_hash", "chain", "block", "block_hash", "ledger")
"""What every entry says; the rest is compared where it is there."""

MOST_BLOCK = 2**63

CONTRACTS = {"ledger": "MutualLedger", "desk": "CaseDesk", "jury": "Jury", "enrolment": "Enrolment"}
"""The contracts of a plan, by their keys in the file."""


class Deployments:
    """The plans that were deployed from here on one chain.

    Args:
        folder: where the file of each chain is.
        chain_id: which chain.
    """

    def __init__(self, folder: Path, chain_id: int) -> None:
        self.file = folder / f"{chain_id}.json"
        self._chain_id = chain_id

    def prepare(self) -> None:
        """See to it that something can be written down, while nothing is deployed yet.  Raises FileError."""
        self._write({})

    def add(self, entry: dict[str, Any]) -> None:
        """Write a plan down under its ledger's address; on the disk when this returns.  Raises FileError."""
        self._write({entry["ledger"]: entry})

    def _write(self, more: dict[str, Any]) -> None:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.file):
                content = {"format": FORMAT, "plans": self.plans() | more}
                replace(self.file, (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode())
        except OSError as error:
            raise FileError(str(self.file), 0, "", f"cannot be written: {error.strerror}") from None

    def plans(self) -> dict[str, Any]:
        """What is written down of each plan, by the address of its ledger.  Raises FileError."""
        if not self.file.exists():
            return {}
        fields = read_document(self.file).fields(["format", "plans"])
        if fields["format"].text() != FORMAT:
            raise fields["format"].error(f"must be {FORMAT!r}")
        for address, entry in fields["plans"].entries().items():
            _expect_usable(address, entry, self._chain_id)
        plans: dict[str, Any] = json.loads(self.file.read_text("utf-8"))["plans"]
        return plans


def _expect_usable(address: str, entry: Value, chain_id: int) -> None:
    """See that an entry is about the plan under whose address it stands, and says what others build on.

    Raises FileError.
    """
    known = entry.entries()
    for name in NEEDED:
        if name not in known:
            raise entry.error(f"the key {name} is missing; take the entry out, and name the plan by its address")
    for name in ("plan", "ledger"):
        known[name].text()
    for name in ("plan_hash", "block_hash"):
        known[name].data(32)
    known["block"].whole(0, MOST_BLOCK)
    if known["ledger"].text() != address:
        raise known["ledger"].error(f"must be {address}, under which the entry stands")
    known["chain"].whole(chain_id, chain_id)
    for name in known["code"].entries() if "code" in known else ():
        if name not in CONTRACTS or name not in known:
            raise known["code"].error(f"{name[:80]!r} is no contract of this entry")


def entry_of(plan: Plan, world: ChainWorld, ledger: ChainLedger) -> dict[str, Any]:
    """A deployed plan: its contracts, roles and currency, and where on the chain it began; nobody is null."""
    site, roles, node = ledger.site, ledger.roles, world.node
    contracts = {name: address for name in CONTRACTS if (address := getattr(site, name))}
    return {
        "plan": plan.name,
        "plan_hash": to_hex(plan.plan_hash),
        "chain": node.chain_id,
        "transaction": to_hex(site.transaction),
        "block": site.since,
        "block_hash": to_hex(node.block_hash(site.since)),
        "time": format_time(node.block_time(site.since)),
        "ledger": site.ledger,
        "desk": site.desk,
        "jury": site.jury,
        "enrolment": site.enrolment or None,
        "factory": site.factory,
        "code": {name: to_hex(keccak(node.code(address))) for name, address in contracts.items()},
        "token": site.token,
        "symbol": plan.symbol,
        "decimals": plan.decimals,
        "operator": roles.operator,
        "assessors": list(roles.assessors),
        "supervisor": roles.supervisor or None,
        "sponsor": roles.sponsor or None,
        "attestor": roles.attestor or None,
    }

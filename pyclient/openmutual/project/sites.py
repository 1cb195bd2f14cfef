"""From the name of a plan to its contracts on a chain, which must be what was deployed there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from eth_utils.crypto import keccak

from ..abi.artifacts import artifact, is_shipped
from ..chain import ChainLedger, ChainWorld
from ..chain.addresses import checked_address, is_written_as_address
from ..chain.client_base import only
from ..chain.deploy import Deployment
from ..chain.node import Node
from ..codec import to_hex
from ..errors import ArgumentError, FileError, ForeignChain, ForeignCode, ForeignPlan
from ..events import PlanOpened
from ..plans.document import closest
from ..plans.terms import load_plan
from ..records import NOBODY, Account
from .deployments import CONTRACTS, Deployments
from .project import NamedPlan, Project


@dataclass(frozen=True, slots=True)
class Site:
    """Where a plan is, and what is written down of it.

    Attributes:
        since: a block before which it was not there; 0 if that is not known.
        entry: what the list of deployments holds; empty where it does not know the plan.
        plan_hash: of the plan file that the name stands for, 32 bytes; empty where it stands for none.
    """

    ledger: Account
    since: int = 0
    entry: Mapping[str, Any] = field(default_factory=dict)
    plan_hash: bytes = b""


def open_plan(world: ChainWorld, site: Site, since: int = 0) -> ChainLedger:
    """The plan at a site, on a chain and of a code that have been compared; `since` as where nothing is written down.

    Raises:
        ForeignChain: the chain bears the same number, and is another one, or has been undone.
        ForeignCode: something else lies at one of the addresses.
        ForeignPlan: another plan lies there than was written down, or than the plan file says.
        ChainError: there is no plan, or the chain does not answer.
    """
    if site.entry:
        _expect_as_written_down(world.node, site.entry)
    ledger = world.ledger_at(site.ledger, max(site.since, since))
    _expect_shipped(world.node, ledger.site)
    _expect_plan(ledger, site)
    return ledger


def site_named(project: Project, chain_id: int, name: str = "") -> Site:
    """The plan of a name on a chain: one of `openmutual.toml`, one that was deployed from here, or an address.

    Args:
        project: who knows names.
        chain_id: the chain.
        name: empty for the project's default, or the only plan that was deployed on this chain.

    Raises:
        ArgumentError: there is none of that name, or more than one.
        FileError: the list of deployments cannot be read.
    """
    book = Deployments(project.deployments, chain_id)
    entries = book.plans()
    if is_written_as_address(name):
        address = checked_address(name)
        return _site(entries[address]) if address in entries else Site(address)
    name = name or project.plan
    known = project.plans.get(name)
    if known is not None and known.ledger:
        found = _site(entries[known.ledger]) if known.ledger in entries else Site(known.ledger)
        return replace(found, plan_hash=load_plan(known.file).plan_hash) if known.file else found
    return _site(_only(_matching(entries, name, known), name, entries, book))


def meant_by(project: Project, chain_id: int, name: str = "") -> Account:
    """The ledger that a name means, as :func:`site_named` has it; nobody where it means none, or several."""
    try:
        return site_named(project, chain_id, name).ledger
    except (ArgumentError, FileError):
        return NOBODY


def _matching(entries: Mapping[str, Any], name: str, known: NamedPlan | None) -> list[dict[str, Any]]:
    if known is not None and known.file:
        plan_hash = to_hex(load_plan(known.file).plan_hash)
        return [entry for entry in entries.values() if entry["plan_hash"] == plan_hash]
    return [entry for entry in entries.values() if name in ("", entry["plan"])]


def _only(found: list[dict[str, Any]], name: str, entries: Mapping[str, Any], book: Deployments) -> dict[str, Any]:
    if len(found) == 1:
        return found[0]
    if not entries and name:
        raise ArgumentError(
            f"no plan {name!r} was deployed on this chain from here: {book.file} lists none; is it the right network? "
            "Else name its ledger's address"
        )
    if not entries:
        raise ArgumentError(f"no plan is named: name its ledger's address, since {book.file} lists none")
    if not found:
        names = {entry["plan"] for entry in entries.values()}
        raise ArgumentError(f"no plan {name!r} was deployed on this chain from here; {closest(name, names)}")
    each = ", ".join(f"{entry['plan']} at {entry['ledger']}" for entry in found)
    raise ArgumentError(f"more than one plan is meant: {each}; name the address")


def _site(entry: dict[str, Any]) -> Site:
    return Site(entry["ledger"], entry["block"], entry)


def _expect_as_written_down(node: Node, entry: Mapping[str, Any]) -> None:
    if to_hex(node.block_hash(entry["block"])) != entry["block_hash"]:
        raise ForeignChain(
            f"this chain bears the number {entry['chain']} too, but its block {entry['block']} is not the one "
            f"in which {entry['plan']} was deployed: it is another chain, or was started anew"
        )
    for name, code_hash in entry.get("code", {}).items():
        if to_hex(keccak(node.code(entry[name]))) != code_hash:
            raise ForeignCode(f"the code of {name} at {entry[name]} is not the one that was deployed there")


def _expect_shipped(node: Node, site: Deployment) -> None:
    for role, name in CONTRACTS.items():
        address = getattr(site, role)
        if address and not is_shipped(node.code(address), artifact(name)):
            raise ForeignCode(f"the code at {address} is not the {name} that this version of the package ships")


def _expect_plan(ledger: ChainLedger, site: Site) -> None:
    """See that a ledger of the same code is the plan that is meant: other terms, money or people make it another."""
    if site.plan_hash not in (b"", ledger.plan_hash):
        raise ForeignPlan(
            f"the plan at {site.ledger} has the hash {to_hex(ledger.plan_hash)}, and its file in openmutual.toml "
            f"{to_hex(site.plan_hash)}: it is another plan, or the file was changed"
        )
    opened = only(PlanOpened, ledger.events())
    found = {
        "plan_hash": to_hex(opened.plan_hash),
        "desk": opened.desk,
        "token": opened.token,
        "operator": opened.roles.operator,
        "assessors": list(opened.roles.assessors),
    }
    for name, is_there in found.items():
        if (written := site.entry.get(name, is_there)) != is_there:
            raise ForeignPlan(
                f"the plan at {site.ledger} was opened with another {name} than is written down: {is_there}, "
                f"not {written}; the list of deployments was changed, or is about another plan"
            )

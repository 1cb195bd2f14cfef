"""Reaching a chain by the name of a network or the address of a node, with the keys of whoever acts there."""

from ..chain import LocalKeyring, RpcWorld
from ..chain.signers import Keyring, ReadOnlyKeyring
from .project import Network, Project

CONFIRMATIONS = 2
"""Blocks on top of a transaction before it counts, on a real chain for which nothing else is said."""


def network_of(project: Project, named: str, plan: str = "") -> Network:
    """The network of a name or a node's address; where neither is given, the plan's, or the project's default.

    Raises:
        ArgumentError: there is no network of that name, or nothing is named at all.
    """
    if named.startswith(("http://", "https://")):
        return Network("", named)
    wanted = project.plans.get(plan or project.plan)
    return project.network_named(named or (wanted.network if wanted else ""))


def reach(network: Network, ring: Keyring | None) -> RpcWorld:
    """The chain with somebody's keys; without, a local one has a key for any name, and a real one can be read.

    Raises:
        ChainError: the node does not answer, or is of another chain than expected.
    """
    confirmations = CONFIRMATIONS if network.confirmations is None else network.confirmations
    world = _open(network, ring or ReadOnlyKeyring(), confirmations)
    return _open(network, LocalKeyring(), confirmations) if ring is None and world.node.is_local else world


def _open(network: Network, ring: Keyring, confirmations: int) -> RpcWorld:
    return RpcWorld(network.url, ring, network.chain_id or None, confirmations)

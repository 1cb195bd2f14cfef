"""The worlds that a command can work in, by what stands after `--on`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import ArgumentError, ChainError

if TYPE_CHECKING:
    from ..chain import ChainWorld
    from ..protocol import World


On = Annotated[
    str,
    typer.Option(
        "--on", metavar="embedded|model|URL", help="An EVM inside the command, the reference model, or a local node."
    ),
]


def open_world(on: str) -> "World":
    """The world of that name, or the one behind a node's address.  Raises ChainError if it does not answer."""
    if on == "model":
        from ..model import ModelWorld

        return ModelWorld()
    return open_chain(on)


def open_chain(on: str, key: Path | None = None, confirmations: int | None = None) -> "ChainWorld":
    """The embedded chain, or the one of a network or a node, where one key pays for everything.

    Args:
        on: `embedded`, the name of a network, or a node's address.
        key: an encrypted key file, or the name of an account; on a real chain the project's own if it is not given.
        confirmations: instead of the network's.

    Raises:
        BadParameter: `on` is none of these.
        ChainError: the node does not answer, is another chain, or is a real one and there is no key.
    """
    from ..chain import EmbeddedWorld, RpcWorld
    from ..chain.signers import KeyFile
    from ..project import Project
    from ..project.reach import CONFIRMATIONS, network_of, reach
    from .signers import passphrase, ring_of

    if on == "embedded":
        return EmbeddedWorld()
    project = Project.here()
    try:
        network = network_of(project, on)
    except ArgumentError as error:
        raise typer.BadParameter(f"{error}; or write embedded, for a trial", param_hint="--on") from None
    world = reach(network, None)
    named = str(key) if key else project.account
    if world.node.is_local and key is None:
        return world
    if not named:
        raise ChainError(f"chain {world.node.chain_id} is a real one: it needs a key, --key FILE or a default account")
    ring = ring_of(named, network.url) if named in project.accounts else KeyFile(Path(named), passphrase)
    depth = next(each for each in (confirmations, network.confirmations, CONFIRMATIONS) if each is not None)
    return RpcWorld(network.url, ring, network.chain_id or None, depth)

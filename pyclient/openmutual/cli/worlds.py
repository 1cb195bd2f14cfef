"""The worlds that a command can work in, by what stands after `--on`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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


def open_chain(on: str, key: Path | None = None, confirmations: int = 0) -> "ChainWorld":
    """The embedded chain, or the one behind a node's address, where the key file pays for everything.

    Raises:
        BadParameter: `on` is neither.
        ChainError: the node does not answer, or is a real chain and there is no key file.
    """
    from ..chain import EmbeddedWorld, RpcWorld

    if on == "embedded":
        return EmbeddedWorld()
    if on.startswith(("http://", "https://")):
        if key is None:
            return RpcWorld(on)
        from .signers import KeyFile, passphrase

        return RpcWorld(on, KeyFile(key, passphrase), confirmations=confirmations)
    raise typer.BadParameter(f"{on!r} is no chain; write embedded or http://…", param_hint="--on")

"""Local chains: a developer's own, known by what they do and not by their names."""

from ..errors import ChainError
from .transport import Rpc


def is_local(rpc: Rpc) -> bool:
    """Whether the clock of a node's chain can be moved, as no real chain's can: asked by moving it by nothing."""
    try:
        return rpc.ask("evm_increaseTime", "0x0") is not None  # some gateways answer nothing to what they do not know
    except ChainError:
        return False

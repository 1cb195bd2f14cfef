"""The typed client: plans as contracts on a chain, embedded in this process or behind a JSON-RPC address.

Start with a world: ``EmbeddedWorld()`` or ``RpcWorld(url)``.  It deploys plans, or finds them by address, and gives
back a :class:`ChainLedger`, which keeps the protocol that the reference model keeps as well.
"""

from .ledger import ChainLedger
from .signers import KeystoreKeyring, LocalKeyring
from .world import ChainWorld, EmbeddedWorld, RpcWorld

__all__ = ["ChainLedger", "ChainWorld", "EmbeddedWorld", "KeystoreKeyring", "LocalKeyring", "RpcWorld"]

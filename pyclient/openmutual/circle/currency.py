"""The currency of a plan, by what its contract says of itself."""

from dataclasses import dataclass

from ..chain.contract import Contract, symbol_of
from ..chain.node import Node
from ..errors import ArgumentError, ChainError
from ..records import Account


@dataclass(frozen=True, slots=True)
class Currency:
    """What a plan counts in: its ERC-20, the symbol that people read, and how many decimals it has."""

    token: Account
    symbol: str
    decimals: int


def currency_at(node: Node, token: Account, symbol: str = "") -> Currency:
    """The currency at an address.

    Args:
        node: of its chain.
        token: its ERC-20.
        symbol: as people write it; left out, what the contract calls itself, which may be nothing.

    Raises:
        ChainError: the chain does not answer.
    """
    contract = Contract(node, "TestYuan", token)
    return Currency(token, symbol or symbol_of(contract), contract.read("decimals"))


def expect_decimals(node: Node, token: Account, decimals: int) -> None:
    """See that a currency counts as a plan does, before the plan is deployed in it.

    Args:
        node: of its chain.
        token: its ERC-20.
        decimals: of the plan.

    Raises:
        ArgumentError: it has more decimals, or fewer.
        ChainError: there is none at that address, or the chain does not answer.
    """
    if not node.code(token):
        raise ChainError(f"there is no currency at {token}: no contract lies there")
    found = Contract(node, "TestYuan", token).read("decimals")
    if found != decimals:
        raise ArgumentError(f"the currency has {found} decimals, the plan counts with {decimals}")

"""A contract at its address: questions to it, the data of calls to it, and what it says when it refuses."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from eth_abi.exceptions import DecodingError

from ..abi.artifacts import CONTRACTS, artifact
from ..abi.interface import Entry, decoded
from ..codec import ZERO_ADDRESS, to_hex
from ..errors import REFUSALS, ChainError, Reentered, UnexpectedRevert
from ..records import Account
from .node import Call, Node, Reverted

Choice = TypeVar("Choice")


class Contract:
    """One contract of the shipped ones, on a chain.

    Args:
        name: which of them; its packaged interface is used.
    """

    def __init__(self, node: Node, name: str, address: Account) -> None:
        self.address = address
        self._node = node
        self._functions = artifact(name).interface.functions

    def call(self, function: str, *arguments: Any) -> bytes:
        """The data of a call.  Raises ArgumentError for a value that is none of its parameter's type."""
        return self._functions[function].call(*arguments)

    def read(self, function: str, *arguments: Any, at: int | None = None) -> Any:
        """What a reading function returns, after block `at` or now.  Raises Refusal, ChainError."""
        return self.read_each(function, [arguments], at)[0]

    def read_each(self, function: str, each: Iterable[tuple[Any, ...]], at: int | None = None) -> list[Any]:
        """The same question with each of the arguments, all answered after the same block.  Raises as :meth:`read`."""
        entry = self._functions[function]
        data = (entry.call(*arguments) for arguments in each)
        calls = [Call(ZERO_ADDRESS, self.address, asked, is_view=entry.is_view) for asked in data]
        try:
            return [entry.result(answer) for answer in self._node.read(calls, at)]
        except Reverted as error:
            raise refusal(error.data) from None
        except DecodingError:
            raise ChainError(f"{self.address} answers {function} with what is no answer to it") from None


def one_of(choices: Sequence[Choice], number: int) -> Choice:
    """What a number in a contract's answer stands for.  Raises ChainError for one that stands for nothing."""
    if number < len(choices):
        return choices[number]
    raise ChainError(f"the node speaks of number {number} where {len(choices)} are counted from 0; ask another node")


def symbol_of(token: Contract) -> str:
    """What a currency calls itself; nothing, if it does not say, or not as ERC-20 has it."""
    try:
        return str(token.read("symbol"))
    except (ChainError, ValueError):
        return ""


ALIASES = {"ReentrancyGuardReentrantCall": Reentered}
"""Refusals that the contracts inherit under another name."""

TEXT, PANIC = bytes.fromhex("08c379a0"), bytes.fromhex("4e487b71")
"""The selectors of Solidity's own `Error(string)` and `Panic(uint256)`."""


@cache
def known_errors() -> dict[bytes, Entry]:
    """Every error that the shipped contracts can name, by selector."""
    return {selector: entry for name in CONTRACTS for selector, entry in artifact(name).interface.errors.items()}


def refusal(revert: bytes) -> Exception:
    """The exception for revert data: a Refusal of the same name and values, else an UnexpectedRevert."""
    try:
        return _refusal(revert)
    except DecodingError:
        return UnexpectedRevert(f"the call failed with data that fits no error: {to_hex(revert)}")


def _refusal(revert: bytes) -> ChainError | Exception:
    selector = revert[:4]
    if selector == TEXT:
        return UnexpectedRevert(f"the call failed: {decoded(['string'], revert[4:])[0]}")
    if selector == PANIC:
        return UnexpectedRevert(f"the call failed with panic 0x{decoded(['uint256'], revert[4:])[0]:02x}")
    if selector not in known_errors():
        said = f"with {to_hex(revert)}" if revert else "without a word; it may have run out of gas"
        return UnexpectedRevert(f"the call failed {said}")
    error = known_errors()[selector]
    values = error.values(revert)
    kind = REFUSALS.get(error.name) or ALIASES.get(error.name)
    if kind is not None:
        return kind(*values.values())
    shown = ", ".join(f"{name}={value}" for name, value in values.items())
    return UnexpectedRevert(f"the call failed with {error.name}({shown})")

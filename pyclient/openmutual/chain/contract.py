"""A contract at its address: questions to it, and the data of calls to it."""

from collections.abc import Iterable
from typing import Any

from ..abi.artifacts import artifact
from ..codec import ZERO_ADDRESS
from ..records import Account
from .node import Call, Node, Reverted
from .refusals import refusal


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
        """The data of a call."""
        return self._functions[function].call(*arguments)

    def read(self, function: str, *arguments: Any, at: int | None = None) -> Any:
        """What a reading function returns, after block `at` or now.  Raises Refusal, UnexpectedRevert."""
        return self.read_each(function, [arguments], at)[0]

    def read_each(self, function: str, each: Iterable[tuple[Any, ...]], at: int | None = None) -> list[Any]:
        """The same question with each of the arguments, all answered after the same block."""
        entry = self._functions[function]
        calls = [Call(ZERO_ADDRESS, self.address, entry.call(*arguments)) for arguments in each]
        try:
            return [entry.result(answer) for answer in self._node.read(calls, at)]
        except Reverted as error:
            raise refusal(error.data) from None

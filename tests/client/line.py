"""What lines to made-up nodes have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from openmutual.rpc.transport import Declined


class Line(ABC):
    """Stands for the line to a node; a single question is one of many that has no others beside it."""

    def ask(self, method: str, *parameters: Any, is_heavy: bool = False) -> Any:  # noqa: ARG002
        (answer,) = self.ask_all(method, [parameters])
        if isinstance(answer, Declined):
            raise answer
        return answer

    @abstractmethod
    def ask_all(self, method: str, each: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """The answers in order; a declined one stands there as such."""

"""A search for logs: through as many blocks at a time as a node can bear, fewer after a refusal, later more again."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import AnswerTooLong, TooMuchAsked
from .pace import Pace
from .refusals import Kind
from .transport import Declined, Rpc


class LogSearch:
    """Searches on one node.

    Args:
        rpc: a line to it.
        most: the most blocks that are searched at once.
    """

    def __init__(self, rpc: Rpc, most: int) -> None:
        self._rpc = rpc
        self._span = Pace(most)

    def answers(self, wanted: Mapping[str, Any], first: int, last: int) -> Iterator[tuple[range, Any]]:
        """What the node says of one part of the blocks after another, each with these blocks.

        Args:
            wanted: `address` and `topics` of the logs, as `eth_getLogs` has them.
            first: the first block.
            last: the last one.

        Raises:
            Declined, AnswerTooLong, TooMuchAsked: the node does not even search one block.
            ChainError: it does not answer.
        """
        while first <= last:
            end = min(last, first + self._span.now - 1)
            asked = {**wanted, "fromBlock": hex(first), "toBlock": hex(end)}
            try:
                told = self._rpc.ask("eth_getLogs", asked, is_heavy=end > first)
            except (Declined, AnswerTooLong, TooMuchAsked) as error:
                if end == first or (isinstance(error, Declined) and error.kind is Kind.UNKNOWN):
                    raise
                self._span.refused(end + 1 - first)
                continue
            self._span.went_well()
            yield range(first, end + 1), told
            first = end + 1

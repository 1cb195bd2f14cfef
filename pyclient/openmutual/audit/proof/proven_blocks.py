"""What an earlier audit has proven of a plan's blocks, so that the proof of those after them can go on from there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ProvenBlocks:
    """All blocks from a plan's first one up to the last that was audited.

    Their headers lead to the last one's hash, their receipts and logs follow from the headers, and none that a filter
    lets through is lacking.

    Attributes:
        first: the number of the first.
        times: of each, in Unix seconds; shape (blocks,).
        is_told: of each, whether there are receipts or logs; shape (blocks,).
    """

    first: int
    times: NDArray[np.int64]
    is_told: NDArray[np.bool_]

    @property
    def last(self) -> int:
        """The number of the last."""
        return self.first + len(self.times) - 1

    @property
    def told(self) -> list[int]:
        """The numbers of those of which there are receipts or logs."""
        return [self.first + place for place in np.flatnonzero(self.is_told).tolist()]

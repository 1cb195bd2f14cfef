"""What an audit has come to after its last block, and a later one can go on from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..proof.proven_blocks import ProvenBlocks

if TYPE_CHECKING:
    from ..columnar.kept import Kept


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """What an audit that found nothing wrong has come to after its last block.

    Attributes:
        blocks: all that were audited, which were proven.
        members: the plan's story, and its members in columns; None where all of the log was replayed event by event.
    """

    blocks: ProvenBlocks
    members: "Kept | None" = None

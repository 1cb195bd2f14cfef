"""Whom an audit asks: a node that nobody trusts, with a few raw questions.

What a source says is only written down; see :mod:`openmutual.audit.proof` for what is made of it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from ...records import Account
from .extract import RawAccount


class RawLog(NamedTuple):
    """One log as a source tells it.

    Attributes:
        transaction: its place in the block.
        place: the log's own place among the logs of the block.
    """

    block: int
    transaction: int
    place: int
    address: bytes
    topics: tuple[bytes, ...]
    data: bytes


class RawReceipt(NamedTuple):
    """One receipt as a source tells it: what its encoding needs, and whose transaction it is of.

    Attributes:
        transaction: its place in the block.
        hash: of the transaction.
        kind: the transaction's type: 0, 1, 2, 3, …
        gas: cumulative, as receipts have it.
        tail: what its chain hashes after the logs, each item encoded; empty on most chains.
    """

    block: int
    transaction: int
    hash: bytes
    sender: bytes
    kind: int
    succeeded: bool
    gas: int
    bloom: bytes
    tail: bytes
    logs: tuple[RawLog, ...]


class Source(Protocol):
    """A node that answers.  Every question may raise ChainError.

    Attributes:
        name: what to call it: a node's host, never its whole address, which may hold a key.
    """

    name: str
    chain_id: int

    @property
    def is_local(self) -> bool:
        """Whether it is a chain of this machine's own, where the newest block is final."""

    def syncing(self) -> bool:
        """Whether it is still catching up with its chain."""

    def head(self) -> int:
        """The newest block."""

    def finalized(self) -> int | None:
        """The newest block that its chain will not undo; None where the chain knows no such thing."""

    def headers(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """The RLP-encoded headers of these blocks, in this order."""

    def receipts(self, blocks: Sequence[int]) -> Iterator[list[RawReceipt] | None]:
        """All receipts of each of these blocks, in the order of its transactions; None where it does not give them."""

    def logs(
        self, addresses: Sequence[Account], first: int, last: int, topics: Sequence[bytes | None] = ()
    ) -> Iterator[RawLog]:
        """What these contracts wrote from block `first` to `last`, in log order, with topics that begin with `topics`.

        None stands for any topic.
        """

    def account(self, address: Account, block: int) -> RawAccount:
        """An account after a block; without proof and hashes where the node does not give them."""

    def proof(self, address: Account, slots: Sequence[int], block: int) -> Sequence[bytes]:
        """The nodes of the tries that lead to an account after a block, and to words of its storage.

        None where the source does not give them, or no longer.
        """

    def storage(self, address: Account, slots: Sequence[int], block: int) -> dict[int, int]:
        """Words of a contract's storage after a block, by slot."""

    def code(self, address: Account, block: int) -> bytes:
        """The code at an address after a block; empty if there is none."""

    def call(self, to: Account, data: bytes, block: int) -> bytes | None:
        """What a call returns after a block; None if the contract refuses it."""

    def run(self, code: bytes, block: int) -> bytes | None:
        """What code returns that is run once after a block, in no contract; None if the node does not say."""

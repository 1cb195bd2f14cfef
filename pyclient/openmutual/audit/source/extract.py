"""What a node, or an export file, says of a plan: everything that an audit judges, and nothing that it has judged.

Nothing in here is believed.  Headers are checked against the audited block's hash, receipts against their headers, logs
against the receipts, accounts against the state root; see :mod:`openmutual.audit.proof`.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import polars as pl

from ...records import Account

HEADERS = pl.Schema({"number": pl.UInt64, "rlp": pl.Binary})
"""Headers as they are hashed, ascending by number."""

RECEIPTS = pl.Schema(
    {
        "block": pl.UInt64,
        "transaction": pl.UInt32,  # its place in the block
        "hash": pl.Binary,  # of the transaction
        "sender": pl.Binary,
        "kind": pl.UInt8,  # the transaction's type: 0, 1, 2, 3, …
        "succeeded": pl.Boolean,
        "gas": pl.UInt64,  # cumulative, as receipts have it
        "bloom": pl.Binary,
        "tail": pl.Binary,  # what its chain hashes after the logs, encoded; empty on most
    }
)
"""All receipts of every block that has logs of the plan (others' transactions too), without their logs."""

LOGS = pl.Schema(
    {
        "block": pl.UInt64,
        "transaction": pl.UInt32,
        "index": pl.UInt32,  # its place among the logs of the block
        "address": pl.Binary,
        "topic0": pl.Binary,  # null where there are fewer
        "topic1": pl.Binary,
        "topic2": pl.Binary,
        "topic3": pl.Binary,
        "data": pl.Binary,
    }
)
"""All logs of those receipts (others' logs too: without them no receipt can be checked), in log order."""


@dataclass(frozen=True, slots=True)
class PlanContracts:
    """The contracts of a plan and its currency, in lower-case hex; `enrolment` is empty where anyone may join."""

    ledger: Account
    desk: Account
    jury: Account
    enrolment: Account
    token: Account

    @property
    def own(self) -> tuple[Account, ...]:
        """The contracts of the plan, without the currency."""
        return tuple(contract for contract in (self.ledger, self.desk, self.jury, self.enrolment) if contract)


@dataclass(frozen=True, slots=True)
class RawAccount:
    """What is said of a contract after a block.

    Attributes:
        proof: the nodes of the state trie from the root to the account (`eth_getProof`); empty where there are none.
        emptied: slots that the storage trie keeps though they hold nothing.  Ethereum's tries keep none, anvil's do.
            It is advice on how to come to the storage root, and shows nothing by itself.
    """

    address: Account
    block: int
    nonce: int
    balance: int
    storage_root: bytes
    code_hash: bytes
    proof: tuple[bytes, ...]
    emptied: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call of a contract is said to return after a block."""

    contract: Account
    data: bytes
    block: int
    result: bytes


class Stretch(NamedTuple):
    """Receipts and logs of blocks that follow one another."""

    receipts: pl.DataFrame
    logs: pl.DataFrame


class StoredStretch(Protocol):
    """A stretch that is kept outside of the memory."""

    @property
    def logs(self) -> int:
        """How many logs it has."""

    @property
    def last(self) -> int:
        """The block up to which it tells."""

    def read(self) -> Stretch:
        """What it tells.  Raises ExportError."""


@dataclass(frozen=True)
class Extract:
    """All that is said of a plan, from its first block to the one that is audited.

    Attributes:
        source: who says so: a node's host, or a file's name.
        first: the block in which the ledger was made; `last` the audited one.
        block_hash: the audited block's hash.
        parts: where receipts and logs are kept that are too many for the memory; the tables have none of them then.
        every_header: whether `headers` has every block from `first` to `last`, or only those with logs.
        has_receipts: whether the node gave receipts; without them logs are only reported.
        accounts: the plan's contracts and the currency after `last`, and after every other block that was chosen.
        codes: the code at each of these addresses after `last`.
        answers: what views of the contracts returned (the currency's balance of the ledger, its decimals, symbol), and,
            under no account's address, what contracts see as a block's hash.
        witness: what executing the currency's code needs besides: nodes of tries, codes and a header, each found by its
            hash alone.
    """

    source: str
    chain_id: int
    contracts: PlanContracts
    first: int
    last: int
    block_hash: bytes
    every_header: bool
    has_receipts: bool
    headers: pl.DataFrame
    receipts: pl.DataFrame
    logs: pl.DataFrame
    accounts: tuple[RawAccount, ...]
    codes: Mapping[Account, bytes]
    answers: tuple[Answer, ...]
    witness: tuple[bytes, ...] = ()
    parts: Sequence[StoredStretch] = ()

    def __repr__(self) -> str:
        blocks = f"blocks {self.first} to {self.last}"
        return f"<Extract of {self.contracts.ledger} on chain {self.chain_id}, {blocks}, from {self.source}>"

    def stretches(self) -> Iterator["Extract"]:
        """The same with all receipts and logs, of as many blocks at a time as the memory need hold.

        While one stretch is worked on, another core reads the next.

        Raises:
            ExportError: a part cannot be read.
        """
        if not self.parts:
            yield self
            return
        with ThreadPoolExecutor(1) as reader:
            reading = reader.submit(self.parts[0].read)
            for following in (*self.parts[1:], None):
                told = reading.result()
                if following is not None:
                    reading = reader.submit(following.read)
                yield replace(self, receipts=told.receipts, logs=told.logs, parts=())

    @property
    def log_count(self) -> int:
        """How many logs there are."""
        return sum(part.logs for part in self.parts) if self.parts else self.logs.height

    def tells_state_after(self, block: int) -> bool:
        """Whether anything is said of what accounts were after a block: many nodes forget it soon."""
        return any(said.block == block and (said.proof or said.code_hash) for said in self.accounts)

"""What the client needs of a chain, whichever it is: a few words, and the records they speak in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..codec import to_hex
from ..errors import ChainError
from ..records import Account
from ..signing.authorization import SignedAuthorization

MOST_GAS = 16_777_216
"""The most gas that one transaction may ask for (EIP-7825), here as on a real chain."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the chain; `time` in Unix seconds."""

    number: int
    time: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Log:
    """One entry of the event log.

    Attributes:
        contract: which contract wrote it.
        index: its place among the logs of its block.
    """

    contract: Account
    topics: tuple[bytes, ...]
    data: bytes
    block: int
    index: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a transaction.

    Attributes:
        created: the contract that it made, if it made one.
        transaction: its hash, where it was sent from here.
        revert: why it failed, as the contract said it, where the chain keeps that.
    """

    succeeded: bool
    block: int
    gas_used: int
    logs: tuple[Log, ...]
    created: Account = ""
    revert: bytes = b""
    transaction: bytes = b""


@dataclass(frozen=True, slots=True)
class Fees:
    """What a transaction offers for a unit of gas, in wei."""

    most: int
    tip: int


@dataclass(frozen=True, slots=True)
class Call:
    """A message to a contract; no `to` makes a new contract out of `data`.

    Attributes:
        authorizations: by which accounts let codes run as themselves, before the message is delivered and for good.
        is_needed: the caller has seen on the chain that it is; that it was sent once before is no answer.
        is_view: it asks for what is the same whoever asks, and changes nothing.
    """

    sender: Account
    to: Account
    data: bytes
    authorizations: tuple[SignedAuthorization, ...] = ()
    is_needed: bool = False
    is_view: bool = False

    @property
    def digest(self) -> str:
        """What tells this message from others of the sender, in hexadecimal.

        Authorizations do not: the same message carries none any more once they have had their effect.
        """
        return hashlib.sha256(repr((self.to, self.data)).encode()).hexdigest()


Topics = Sequence[Sequence[bytes]]
"""For the first places of a log's topics, those that are asked for."""


class Reverted(ChainError):
    """A call that a contract refused; `data` is why, as the contract said it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        super().__init__(f"the call was refused with {to_hex(data)}")


class Stuck(ChainError):
    """A transaction that no block has taken in for long: it may be in one yet."""


class TooDear(ChainError):
    """The chain asks more for gas than is ever offered, so nothing is sent; nor is what is stuck replaced."""


class Rejected(ChainError):
    """A transaction that the chain would not take in: it is in no block and will be in none."""


class Node(Protocol):
    """A chain to read from and to send signed transactions to.

    Whatever cannot be reached or used raises :class:`openmutual.errors.ChainError`.

    Attributes:
        most_fee: the most that is ever offered for a unit of gas, in wei; 0 for a multiple of what the chain asks.
    """

    chain_id: int
    most_fee: int

    @property
    def is_local(self) -> bool:
        """Whether the chain is a toy: its clock can be moved and its money is worthless."""

    def head(self) -> Block:
        """The newest block."""

    def block_hash(self, number: int) -> bytes:
        """The hash of a block; empty if there is no such block (any more)."""

    def block_time(self, number: int) -> int:
        """The time of a block that is there, in Unix seconds."""

    def nonce(self, account: Account, pending: bool = True) -> int:
        """How many transactions an account has sent; with `pending`, those that wait for a block as well."""

    def balance(self, account: Account) -> int:
        """The chain's own currency that an account has to pay gas with, in wei."""

    def gas_for(self, call: Call) -> int:
        """The gas to give a call.  Raises Reverted if the chain knows beforehand that it will be refused."""

    def fees(self) -> Fees:
        """What to offer for gas now.  Raises TooDear if the chain asks for more than is ever offered."""

    def submit(self, raw: bytes) -> None:
        """Hand a signed transaction in; the same one again does no harm.

        Raises:
            Rejected: the chain will never take it.
            Stuck: it offers too little now; it may have been taken before all the same.
        """

    def is_mined(self, transaction: bytes) -> bool:
        """Whether the transaction of that hash is in a block."""

    def first_mined(self, transactions: Sequence[bytes]) -> bytes | None:
        """Which of these is in a block, if one is; asked when their number is known to be spent, by one of them or not.

        Behind one address there may be several nodes, and the one that answers now may lag behind the one before.  So
        that none is there counts only once it has been so for a while.
        """

    def receipt(self, transaction: bytes) -> Receipt:
        """Wait until the transaction of that hash is in a block, deep enough.  Raises Stuck if none takes it in."""

    def revert_reason(self, call: Call, receipt: Receipt) -> bytes:
        """Why a call failed, as the contract said it; empty if it said nothing."""

    def read(self, calls: Sequence[Call], at: int | None = None) -> list[bytes]:
        """What calls would return after block `at` (now, if it is not given), changing nothing.  Raises Reverted."""

    def logs(self, contracts: Sequence[Account], first: int, last: int, topics: Topics = ()) -> list[Log]:
        """What the contracts wrote into the event log from block `first` to `last`, both included, in log order.

        With `topics`, only logs whose topics begin with one of those that are named for each place.
        """

    def header(self, number: int) -> bytes:
        """The RLP-encoded header of a block, as it is hashed.  Raises ChainError if there is no such block."""

    def code(self, account: Account) -> bytes:
        """The code that lies at an address; empty if none does."""

    def now(self) -> int:
        """The time that the next block will carry, at least."""

    def advance(self, to: int) -> None:
        """Let the next block carry the time `to`, on a local chain."""

    def wait_for(self, block: int) -> None:
        """Return once the block of that number is there; a local chain makes what is missing, a second each."""

    def fund_gas(self, account: Account) -> None:
        """See to it that an account can pay for gas, on a local chain."""

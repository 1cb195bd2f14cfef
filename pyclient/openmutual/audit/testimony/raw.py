"""A node's JSON into what an audit keeps.  Nothing is believed, but all must have the form that it should.

All functions raise ChainError for an answer of another form.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar

from ...errors import ChainError
from ...records import Account
from .testimony import AccountSaid
from .witness import LogSaid, ReceiptSaid

ADDRESS, WORD, BLOOM = 20, 32, 256
MOST_TOPICS = 4
UINT32 = 2**32 - 1
UINT64 = 2**64 - 1

P = ParamSpec("P")
R = TypeVar("R")


def _in_form(read: Callable[P, R]) -> Callable[P, R]:
    """Turn whatever goes wrong with an answer of another form into one error."""

    @wraps(read)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return read(*args, **kwargs)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise ChainError(f"the node's answer has another form than it must ({type(error).__name__})") from None

    return checked


@_in_form
def number_of(text: Any) -> int:
    """A number in hexadecimal."""
    return int(text, 16)


@_in_form
def bytes_of(text: Any) -> bytes:
    """Bytes in hexadecimal."""
    return bytes.fromhex(text[2:])


@_in_form
def receipts_of(block: int, told: Sequence[Any]) -> list[ReceiptSaid]:
    """The receipts of a block in the order of its transactions, and all their logs, counted through the block."""
    places = count()
    ordered = sorted(told, key=lambda receipt: int(receipt["transactionIndex"], 16))
    return [_receipt(block, transaction, receipt, places) for transaction, receipt in enumerate(ordered)]


@_in_form
def logs_of(told: Sequence[Any]) -> list[LogSaid]:
    """The logs in the answer to a search, in log order."""
    return sorted(map(_found, told))


@_in_form
def account_of(address: Account, block: int, told: Any) -> AccountSaid:
    """An account with its proof."""
    return AccountSaid(
        address=address,
        block=block,
        nonce=_bounded(told["nonce"]),
        balance=_bounded(told["balance"], 2**256 - 1),
        storage_root=_sized(told["storageHash"], WORD),
        code_hash=_sized(told["codeHash"], WORD),
        proof=tuple(bytes.fromhex(node[2:]) for node in told["accountProof"]),
    )


def _receipt(block: int, transaction: int, told: Any, places: Any) -> ReceiptSaid:
    return ReceiptSaid(
        block=block,
        transaction=transaction,
        hash=_sized(told["transactionHash"], WORD),
        sender=_sized(told["from"], ADDRESS),
        kind=_bounded(told.get("type", "0x0"), 0x7F),
        succeeded=int(told["status"], 16) == 1,
        gas=_bounded(told["cumulativeGasUsed"]),
        bloom=_sized(told["logsBloom"], BLOOM),
        logs=tuple(_log(block, transaction, next(places), log) for log in told["logs"]),
    )


def _found(told: Any) -> LogSaid:
    transaction, place = (_bounded(told[name], UINT32) for name in ("transactionIndex", "logIndex"))
    return _log(_bounded(told["blockNumber"]), transaction, place, told)


def _log(block: int, transaction: int, place: int, told: Any) -> LogSaid:
    topics = tuple(_sized(topic, WORD) for topic in told["topics"])
    if len(topics) > MOST_TOPICS:
        raise ValueError("more topics than a log has")
    return LogSaid(block, transaction, place, _sized(told["address"], ADDRESS), topics, bytes.fromhex(told["data"][2:]))


def _bounded(text: str, most: int = UINT64) -> int:
    number = int(text, 16)
    if not 0 <= number <= most:
        raise ValueError("a number out of its range")
    return number


def _sized(text: str, size: int) -> bytes:
    content = bytes.fromhex(text[2:])
    if len(content) != size:
        raise ValueError("a word of another length")
    return content

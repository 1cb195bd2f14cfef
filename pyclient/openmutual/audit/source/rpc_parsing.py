"""A node's JSON into what an audit keeps.  Nothing is believed, but all must have the form that it should.

All functions raise OddAnswer for an answer of another form.
"""

import gzip
import json
from collections.abc import Callable, Sequence
from functools import cache, wraps
from io import BytesIO
from itertools import count
from typing import Any, ParamSpec, TypeVar

import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak

from ...codec import from_hex, to_hex
from ...errors import ChainError, UnusableSource
from ...records import Account
from ...rpc.quantities import LAST_BLOCK, UINT64, WORD_MAX, number_in
from .extract import RawAccount
from .source import RawLog, RawReceipt

ADDRESS, WORD, BLOOM = 20, 32, 256
MOST_TOPICS = 4
TAILS = {0x7B: ("baseFee",), 0x7E: ("depositNonce", "depositReceiptVersion")}
"""What a receipt hashes after its logs, by its type, if its last part is told; all others end with their logs.

0x7b pays for gas in another currency of Celo's, at a base fee in that (`CeloCip64Receipt` in celo-org/celo-kona).  0x7e
is what an OP Stack's chain takes over from the chain below; before Canyon nodes tell the nonce alone, and it is not
hashed (`Deposit Receipt` in ethereum-optimism/specs).
"""

EMPTY_LEAF = "8180"
"""How the leaf of a storage trie ends that holds nothing; before it stands the end of its key's hash."""
ACCOUNTS, AFTER_ACCOUNTS = '"accounts":', b'"best_block_number":'
"""What stands before the accounts in anvil's dump, and after them."""
DUMP_CHUNK = 2**20
LONGEST_DUMP = 2**30
"""Bytes of a dump that are unpacked."""

UINT32 = 2**32 - 1
FEW = 48
"""How many of a contract's first slots, and of the small keys of each mapping among them, are likely."""
FEW_PLACES = 4
"""How many places of each array among them."""
CHAIN_IDS = 2**63 - 1
"""The highest number of a chain that an export can hold."""

P = ParamSpec("P")
R = TypeVar("R")


class OddAnswer(ChainError):
    """An answer has another form than it must have."""


def _in_form(read: Callable[P, R]) -> Callable[P, R]:
    """Turn whatever goes wrong with an answer of another form into one exception."""

    @wraps(read)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return read(*args, **kwargs)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OSError, EOFError) as error:
            raise OddAnswer(f"another form than it must have ({type(error).__name__})") from None

    return checked


@_in_form
def number_of(text: Any, most: int = WORD_MAX) -> int:
    """A number in hexadecimal, of a word at most."""
    return _bounded(text, most)


def block_of(text: Any) -> int:
    """The number of a block."""
    return number_of(text, LAST_BLOCK)


@_in_form
def bytes_of(text: Any) -> bytes:
    """Bytes in hexadecimal."""
    return from_hex(text)


@_in_form
def hashes_of(block: Any) -> list[str]:
    """The hashes of a block's transactions, in their order."""
    return [to_hex(_sized(transaction, WORD)) for transaction in block["transactions"]]


@_in_form
def receipts_of(block: int, told: Sequence[Any]) -> list[RawReceipt]:
    """The receipts of a block in the order of its transactions, and all their logs, counted through the block.

    Raises:
        UnusableSource: they say that they are of another block.
    """
    for receipt in told:
        if (named := _bounded(receipt["blockNumber"])) != block:
            raise UnusableSource(f"the node contradicts itself: receipts given for block {block} are of block {named}")
    places = count()
    ordered = sorted(told, key=lambda receipt: int(receipt["transactionIndex"], 16))
    return [_receipt(block, transaction, receipt, places) for transaction, receipt in enumerate(ordered)]


@_in_form
def kinds_of(told: Sequence[Any], block: Any) -> list[Any]:
    """Receipts with the type of each transaction, as the block has it: by its name, or by the fields that it has."""
    transactions = {int(each["transactionIndex"], 16): each for each in block["transactions"]}
    return [{"type": _kind(transactions[int(one["transactionIndex"], 16)])} | _told(one) for one in told]


@_in_form
def logs_of(told: Sequence[Any]) -> list[RawLog]:
    """The logs in the answer to a search, in log order."""
    return sorted(map(_found, told))


@_in_form
def account_of(address: Account, block: int, told: Any) -> RawAccount:
    """An account with its proof."""
    return RawAccount(
        address=address,
        block=block,
        nonce=_bounded(told["nonce"]),
        balance=_bounded(told["balance"], WORD_MAX),
        storage_root=_sized(told["storageHash"], WORD),
        code_hash=_sized(told["codeHash"], WORD),
        proof=tuple(from_hex(node) for node in told["accountProof"]),
        emptied=tuple(_bounded(slot["key"], WORD_MAX) for slot in told["storageProof"] if _is_emptied(slot)),
    )


@_in_form
def nodes_of(told: Any) -> list[bytes]:
    """The nodes of an account's proof, and of those of its slots."""
    paths = [told["accountProof"], *(slot["proof"] for slot in told["storageProof"])]
    return [from_hex(node) for path in paths for node in path]


@_in_form
def emptied_of(told: Any) -> dict[Account, list[str]]:
    """The slots that hold nothing, of every contract in anvil's dump of its state (`anvil_dumpState`)."""
    return {
        account.lower(): [_word(int(slot, 16)) for slot, held in state["storage"].items() if int(held, 16) == 0]
        for account, state in _dumped_accounts(from_hex(told)).items()
    }


def _dumped_accounts(dump: bytes) -> Any:
    """The accounts of a dump; what follows them, all blocks and transactions, is many times as long, and not read."""
    content = bytearray()
    with gzip.GzipFile(fileobj=BytesIO(dump)) as file:
        while AFTER_ACCOUNTS not in content[-DUMP_CHUNK - len(AFTER_ACCOUNTS) :] and (more := file.read(DUMP_CHUNK)):
            content += more
            if len(content) > LONGEST_DUMP:
                raise ValueError("a dump longer than any that is read")
    _, _, accounts = content.decode().partition(ACCOUNTS)
    return json.JSONDecoder().raw_decode(accounts)[0]


@cache
def likely_slots(named: frozenset[bytes]) -> list[str]:
    """Where a contract's storage may hold nothing.

    Its first slots; of the mappings among them, small keys and accounts that are named; of the arrays, first places.
    """
    first = [slot.to_bytes(WORD) for slot in range(FEW)]
    mapped = (keccak(key + slot) for slot in first for key in (*first, *sorted(named)))
    listed = (int.from_bytes(keccak(slot)) + place for slot in first for place in range(FEW_PLACES))
    return [*map(to_hex, first), *map(to_hex, mapped), *map(_word, listed)]


def _kind(transaction: Any) -> str:
    """The type of a transaction.  Nodes from before there were types leave it out, as do some newer ones."""
    marks = ("accessList", "maxFeePerGas", "maxFeePerBlobGas", "authorizationList")
    newest = max((kind for kind, mark in enumerate(marks, start=1) if transaction.get(mark) is not None), default=0)
    return str(transaction.get("type") or hex(newest))


def _told(receipt: Any) -> dict[str, Any]:
    return {name: value for name, value in receipt.items() if value is not None}


def _word(slot: int) -> str:
    return f"0x{slot:064x}"


def _is_emptied(slot: Any) -> bool:
    """Whether a proof of a slot ends in a leaf that holds nothing, instead of showing that there is none."""
    end = keccak(from_hex(slot["key"]))[-ADDRESS:].hex() + EMPTY_LEAF
    return any(node.lower().endswith(end) for node in slot["proof"][-1:])


def _receipt(block: int, transaction: int, told: Any, places: Any) -> RawReceipt:
    return RawReceipt(
        block=block,
        transaction=transaction,
        hash=_sized(told["transactionHash"], WORD),
        sender=_sized(told["from"], ADDRESS),
        kind=_bounded(told["type"], 0x7F),
        succeeded=int(told["status"], 16) == 1,
        gas=_bounded(told["cumulativeGasUsed"]),
        bloom=_sized(told["logsBloom"], BLOOM),
        tail=_tail(told),
        logs=tuple(_log(block, transaction, next(places), log) for log in told["logs"]),
    )


def _tail(told: Any) -> bytes:
    names = TAILS.get(_bounded(told["type"], 0x7F), ())
    if not names or told.get(names[-1]) is None:
        return b""
    return b"".join(bytes(rlp.encode(_bounded(told[name], WORD_MAX))) for name in names)


def _found(told: Any) -> RawLog:
    transaction, place = (_bounded(told[name], UINT32) for name in ("transactionIndex", "logIndex"))
    return _log(_bounded(told["blockNumber"], LAST_BLOCK), transaction, place, told)


def _log(block: int, transaction: int, place: int, told: Any) -> RawLog:
    topics = tuple(_sized(topic, WORD) for topic in told["topics"])
    if len(topics) > MOST_TOPICS:
        raise ValueError("more topics than a log has")
    return RawLog(block, transaction, place, _sized(told["address"], ADDRESS), topics, from_hex(told["data"]))


def _bounded(text: str, most: int = UINT64) -> int:
    return number_in(text, most)


def _sized(text: str, size: int) -> bytes:
    content = from_hex(text)
    if len(content) != size:
        raise ValueError("a word of another length")
    return content

"""Receipts of real blocks of other chains: each has the root that its header names, or is said not to be covered by it."""

from __future__ import annotations

from typing import Any

import pytest
import rlp

from openmutual.abi.structs import header_of as encoded_header
from openmutual.audit.hashing import keccak
from openmutual.audit.proof.headers import header_of
from openmutual.audit.proof.receipts import STATE_SYNC, encoded_receipt
from openmutual.audit.source.rpc import RpcSource
from openmutual.audit.source.rpc_parsing import receipts_of
from openmutual.codec import from_hex
from openmutual.errors import ForeignHeaders

from ..extract_factory import LEDGER
from ..moody_node import Forward, Mood, moody
from .public_blocks import HEADERS_OF, PUBLIC, answer, collected, found, header_around, told

BEFORE_CANYON = "OP Stack before Canyon"
DEPOSIT = PUBLIC[BEFORE_CANYON]["receipts"][0]


@pytest.mark.parametrize("chain", PUBLIC)
def test_the_receipts_of_a_real_block_have_the_root_that_their_chain_has(chain: str) -> None:
    block = PUBLIC[chain]
    assert found(collected(block, answer(block))) == (True, [])


@pytest.mark.parametrize("chain", PUBLIC)
def test_a_changed_receipt_of_a_real_block_has_another_root(chain: str) -> None:
    """Where a block has a type of its own chain's, and nothing else of that type fits, its chain may encode it anew."""
    block = PUBLIC[chain]
    first, *rest = answer(block)
    changed = first | {"cumulativeGasUsed": hex(block["receipts"][0]["gas"] + 1)}
    is_ethereums = all(receipt["kind"] <= 4 for receipt in block["receipts"])
    due = "receipts-root-differs" if is_ethereums else "receipt-kind-unknown"
    assert found(collected(block, [changed, *rest])) == (False, [due])


# --- OP Stack --------------------------------------------------------------------------------------------------------


def test_since_canyon_a_deposit_hashes_its_nonce_and_the_number_of_its_form() -> None:
    """As the blocks of OP Mainnet and Swell have it; that before Canyon it is told and not hashed shows the other one."""
    deposit = told(PUBLIC[BEFORE_CANYON], 0, DEPOSIT) | {"depositReceiptVersion": "0x1"}
    (receipt,) = receipts_of(PUBLIC[BEFORE_CANYON]["number"], [deposit])
    encoded = encoded_receipt(0x7E, True, receipt.gas, receipt.bloom, [], receipt.tail)
    assert encoded == b"\x7e" + rlp.encode([1, 46_913, bytes(256), [], 4_012_991, 1])
    assert encoded.endswith(bytes.fromhex("c0833d3bbf01"))


# --- Celo ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("told_fee", "tail"), [({"baseFee": "0x43d573"}, [4_445_555]), ({}, [])])
def test_a_payment_of_gas_in_another_currency_hashes_its_base_fee_where_there_is_one(
    told_fee: dict[str, str], tail: list[int]
) -> None:
    """The bytes are those of a test of celo-org/celo-kona, crates/celo-alloy/consensus/src/receipt/receipts.rs."""
    payment = {"kind": 0x7B, "status": 1, "gas": 46_913, "logs": []}
    (receipt,) = receipts_of(7, [told({"number": 7}, 0, payment) | told_fee])
    encoded = encoded_receipt(0x7B, True, receipt.gas, receipt.bloom, [], receipt.tail)
    assert encoded == b"\x7b" + rlp.encode([1, 46_913, bytes(256), [], *tail])
    assert encoded[1:7] == bytes.fromhex("f9010c0182b7" if tail else "f901080182b7")


# --- Polygon and Hyperliquid -----------------------------------------------------------------------------------------

POLYGON = PUBLIC["Polygon"]
"""A block without what Polygon may add; that follows from the block's hash."""

TRANSFER = "0x" + keccak(b"Transfer(address,address,uint256)").hex()


def with_state_sync(block: dict[str, Any], speaker: str) -> list[dict[str, Any]]:
    """The receipts, and behind them that of what was taken over from Ethereum, with a log of the speaker."""
    receipts = answer(block)
    sync = {"kind": 0, "status": 1, "gas": 0, "logs": [[speaker, [TRANSFER], "0x"]]}
    derived = keccak(b"matic-bor-receipt-" + block["number"].to_bytes(8) + keccak(header_around(block)))
    return [*receipts, told(block, len(receipts), sync) | {"transactionHash": "0x" + derived.hex()}]


@pytest.mark.parametrize(
    ("number", "block", "transaction"),
    [
        (
            67_836_608,
            "baa03f17ce34d98fc687ea64b2be18d1e1d8028574823a73a9a4f1809808f085",
            "e4733eb7834d1e62a2ff484065f1fd07bbb8905c41c1ed963fa139a25cd683dd",
        ),
        (
            74_538_448,
            "a3544674a744ccf338954b5de7dcb278063daac5222bbf36a31c2fda82a7a578",
            "c6bb4df4982ba2a43088e24e787e3e82c391f34162929d370e695cd5830370c2",
        ),
    ],
)
def test_what_polygon_took_over_from_ethereum_is_known_by_the_hash_of_its_transaction(
    number: int, block: str, transaction: str
) -> None:
    """From erigontech/rpc-tests, integration/polygon-pos, eth_getTransactionReceipt and eth_getLogs."""
    assert keccak(STATE_SYNC + number.to_bytes(8) + bytes.fromhex(block)).hex() == transaction


def test_a_block_that_polygon_put_such_a_receipt_behind_is_proven_without_it() -> None:
    block = PUBLIC["Polygon with a state sync"]
    *covered, outside = answer(block)
    assert found(collected(block, covered)) == found(collected(block, [*covered, outside])) == (True, [])
    elsewhere = block | {"chain": 1}
    assert found(collected(elsewhere, [*covered, outside])) == (False, ["receipts-root-differs"])


def test_a_receipt_that_polygon_leaves_out_of_the_root_is_left_out() -> None:
    assert found(collected(POLYGON, with_state_sync(POLYGON, "0x" + 40 * "9"))) == (True, [])


def test_what_such_a_receipt_tells_of_the_plan_is_only_reported() -> None:
    receipts = with_state_sync(POLYGON, LEDGER)
    assert found(collected(POLYGON, receipts)) == (False, ["receipt-outside-root"])


def test_what_hyperliquid_does_itself_is_left_out_of_the_root() -> None:
    block = PUBLIC["Hyperliquid"]
    own = {"kind": 0, "status": 1, "gas": 0, "logs": [["0x" + 40 * "9", [TRANSFER], "0x"]]}
    with_own = block | {"receipts": [own, *block["receipts"]]}
    assert found(collected(block, answer(with_own))) == (True, [])
    own["logs"][0][0] = LEDGER
    assert found(collected(block, answer(with_own))) == (False, ["receipt-outside-root"])
    assert found(collected(block | {"chain": 1}, answer(with_own))) == (False, ["receipts-root-differs"])


def test_no_other_chain_and_no_other_receipt_is_left_out_of_the_root() -> None:
    elsewhere = POLYGON | {"chain": 1}
    assert found(collected(elsewhere, with_state_sync(elsewhere, LEDGER))) == (False, ["receipts-root-differs"])
    *receipts, sync = with_state_sync(POLYGON, LEDGER)
    forged = sync | {"transactionHash": "0x" + 64 * "1"}
    assert found(collected(POLYGON, [*receipts, forged])) == (False, ["receipts-root-differs"])


@pytest.mark.parametrize(
    "chain",
    [
        *("Ethereum since Cancun", "OP Mainnet", "Polygon", "BSC testnet", "Hyperliquid", "Avalanche testnet"),
        *(
            "Polygon before London",
            "Polygon with a state sync",
            "BSC testnet before London",
            "Linea",
            "Linea testnet",
            "Gnosis",
            "BSC",
            "Avalanche",
            "Base",
            "Mantle",
            "Scroll",
            "Swell",
            "Rollux",
            "Sonic",
            "Monad",
            "XDC",
            "GOAT",
        ),
    ],
)
def test_contracts_count_the_blocks_of_their_own_chain(chain: str) -> None:
    block = HEADERS_OF[chain]["block"]
    seen = header_of(encoded_header(block))
    assert seen is not None
    assert seen.number_seen == seen.number == int(block["number"], 16)


@pytest.mark.parametrize(
    ("chain", "number", "seen_as"),
    [
        ("Arbitrum", 150_000_000, 0x11B3FB3),
        ("Arbitrum Nova", 2_459_388, 16_677_033),
        ("Arbitrum testnet", 185_232_421, 9_010_944),
    ],
)
def test_contracts_on_arbitrum_count_the_blocks_of_ethereum_and_its_headers_tell_which(
    chain: str, number: int, seen_as: int
) -> None:
    """The node says it as `l1BlockNumber` beside the block, which is not hashed."""
    seen = header_of(encoded_header(HEADERS_OF[chain]["block"]))
    assert seen is not None
    assert (seen.number, seen.number_seen) == (number, seen_as)


# --- as their nodes tell them ----------------------------------------------------------------------------------------

FOREIGN = {
    *("AuRa", "Bittensor testnet", "Cronos", "Etherlink", "Fantom", "Filecoin", "Hedera", "Kaia", "Moonbeam"),
    *("Rootstock", "Sei", "Stable", "Tempo", "ZKsync"),
}
"""Chains that hash their headers otherwise than Ethereum does, or more than their nodes tell."""


def node_of(chain: str) -> Mood:
    """A node that knows one block, and tells it under each number."""
    block = HEADERS_OF[chain]["block"]

    def mood(questions: Any, _forward: Forward) -> Any:
        each = questions if isinstance(questions, list) else [questions]
        answers = [
            {"id": one["id"], "result": block | {"number": one["params"][0]} if one["params"] else "0x1"}
            for one in each
        ]
        return answers if isinstance(questions, list) else answers[0]

    return mood


@pytest.mark.parametrize("chain", HEADERS_OF)
def test_a_chains_header_hashes_or_the_chain_is_said_to_be_beyond_proof_and_its_node_no_liar(chain: str) -> None:
    block = HEADERS_OF[chain]["block"]
    with moody("", node_of(chain)) as (url, _):
        headers = RpcSource(url).headers([int(block["number"], 16)])
        if chain in FOREIGN:
            with pytest.raises(ForeignHeaders, match=r"headers cannot be proven here.*nothing is held against it"):
                next(headers)
        else:
            assert keccak(next(headers)) == from_hex(block["hash"])

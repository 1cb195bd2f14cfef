"""No plan is deployed where juries could be worked out beforehand, or never be drawn, unless somebody asks for that."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rlp
from eth_utils.crypto import keccak

from openmutual.abi.block_hash import program, seen
from openmutual.abi.structs import FIELDS, header_of
from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.chain.node import Call, Reverted
from openmutual.chain.randomness import LEAST_RANDAO, PROBED, expect_unknown_draws, randomness_of
from openmutual.codec import ZERO_ADDRESS, from_hex, to_hex
from openmutual.errors import ChainError, ChainTooYoung, ForeignHeaders, KnownRandomness, PredictableDraws
from openmutual.records import Roles
from openmutual.rpc.transport import Declined
from tests.client.real_chain import OLD, YOUNG, BlockTold, RealChain, new_each_block
from tests.terms import TERMS


def every(blocks: int) -> Callable[[int], bytes]:
    """Randomness that is a new one only every so many blocks, as that of another chain which is slower."""
    return lambda block: new_each_block(block // blocks)


def number(value: int) -> bytes:
    return value.to_bytes(32, "big")


def cycle(*values: int) -> Callable[[int], bytes]:
    """Milliseconds of a second, as the time of blocks goes on."""
    return lambda block: number(2**128 + values[block % len(values)])


KNOWN: dict[str, Callable[[int], bytes]] = {
    "zero": lambda _block: bytes(32),
    "a magic word": lambda _block: b"ctical byzantine fault tolerance".rjust(32, b"\0"),
    "milliseconds": lambda block: number(block * 750),
    "the number of the block": number,
    "the largest number that is no randomness": lambda block: number(LEAST_RANDAO - 1 - block),
    "new every second block": every(2),
    "new every six blocks": every(6),
    "new every 32 blocks": every(32),
    "a cycle of 20": cycle(*range(20)),
    "a cycle of 31": cycle(*range(31)),
}


def without(name: str) -> Callable[[BlockTold], BlockTold]:
    return lambda told: {field: word for field, word in told.items() if field != name}


def hashed(told: BlockTold) -> BlockTold:
    """A block with the hash that its fields have, as they are."""
    given = [(told[name], is_bytes) for name, is_bytes in FIELDS if name in told]
    fields = [from_hex(word) if is_bytes else int(word, 16) for word, is_bytes in given]
    return told | {"hash": to_hex(keccak(rlp.encode(fields)))}


FOREIGN: dict[str, dict[str, Any]] = {
    "a header without randomness": {"told": without("mixHash")},
    "a header without randomness, hashed so": {"told": lambda told: hashed(without("mixHash")(told))},
    "fields of an earlier fork only": {"told": without("requestsHash")},
    "a seal that is not hashed": {"told": lambda told: told | {"extraData": told["extraData"] + "00" * 65}},
    "another chain's hash": {"told": lambda told: told | {"hash": to_hex(keccak(from_hex(told["hash"])))}},
    "another header with its hash": {"told": lambda told: hashed(told | {"gasUsed": "0x1"})},
    "contracts that see another hash": {"hash_seen": keccak},
    "contracts that see none": {"hash_seen": lambda _hash: bytes(32)},
    "contracts that return something else": {"hash_seen": lambda _hash: b""},
}


def deploy(chain: RealChain, **options: bool) -> ChainLedger:
    world = chain.world()
    roles = Roles(world.account("operator"), tuple(world.account(name) for name in "abc"))
    return world.deploy_in(chain.token, TERMS, roles, bytes(32), **options)


def refusal(chain: RealChain) -> PredictableDraws:
    """What refuses a plan on that chain; nothing has been sent then."""
    before = chain.node.head().number
    with pytest.raises(PredictableDraws) as caught:
        deploy(chain)
    assert chain.node.head().number == before
    return caught.value


@pytest.mark.parametrize("kind", KNOWN)
def test_randomness_that_is_known_is_refused(kind: str) -> None:
    assert isinstance(refusal(RealChain(KNOWN[kind])), KnownRandomness)


@pytest.mark.parametrize("kind", FOREIGN)
def test_headers_that_prove_nothing_are_refused(kind: str) -> None:
    assert isinstance(refusal(RealChain(**FOREIGN[kind])), ForeignHeaders)


@pytest.mark.parametrize(
    "answer", [Declined("node.example", -32_000, "no target", None), Reverted(b"")], ids=["error", "revert"]
)
def test_a_node_that_does_not_say_what_contracts_see_is_refused(answer: ChainError) -> None:
    def refuse(_hash: bytes) -> bytes:
        raise answer

    assert isinstance(refusal(RealChain(hash_seen=refuse)), ForeignHeaders)


def test_a_chain_with_too_few_blocks_is_refused() -> None:
    assert isinstance(refusal(RealChain(age=YOUNG)), ChainTooYoung)


def test_as_many_blocks_as_are_probed_are_enough() -> None:
    node = EmbeddedWorld().node
    node.wait_for(PROBED - 1)
    with pytest.raises(ChainTooYoung, match=f"has {PROBED - 1} blocks"):
        expect_unknown_draws(node)
    node = RealChain(age=PROBED - 1).node
    assert node.head().number == PROBED
    with pytest.raises(KnownRandomness, match="block 0 has no randomness"):
        expect_unknown_draws(node)


@pytest.mark.parametrize(
    "chain", [{"rule": KNOWN["zero"]}, {"hash_seen": keccak}, {"age": YOUNG}], ids=lambda chain: next(iter(chain))
)
def test_who_accepts_predictable_draws_can_deploy_all_the_same(chain: dict[str, Any]) -> None:
    there = RealChain(**chain)
    ledger = deploy(there, accept_predictable_draws=True)
    assert there.node.code(ledger.site.jury)


def test_a_chain_with_new_randomness_in_each_block_takes_a_plan() -> None:
    chain = RealChain()
    assert chain.node.head().number == OLD + 1
    ledger = deploy(chain)
    assert ledger.terms == TERMS


def test_a_local_chain_is_not_asked() -> None:
    """It has no blocks yet, and nothing is at stake on it."""
    world = EmbeddedWorld()
    roles = Roles(world.account("operator"), tuple(world.account(name) for name in "abc"))
    assert world.deploy(TERMS, roles, 2, bytes(32)).site.since == 3


def test_the_randomness_of_the_embedded_chain_is_new_in_each_block() -> None:
    node = EmbeddedWorld().node
    node.wait_for(2 * PROBED)
    expect_unknown_draws(node)


FIELDS_BEFORE = [b""] * 13


@pytest.mark.parametrize(
    "fields",
    [FIELDS_BEFORE, [*FIELDS_BEFORE, b"\1" * 8], [*FIELDS_BEFORE, b"\1" * 33], [*FIELDS_BEFORE, [b"\1" * 32]]],
    ids=["nothing", "a nonce", "more than a word", "a list"],
)
def test_something_else_in_the_place_of_the_randomness_is_refused(fields: list[Any]) -> None:
    with pytest.raises(ForeignHeaders, match="block 7 has no randomness where Ethereum's headers have it"):
        randomness_of(7, rlp.encode(fields))


# --- real blocks of public chains ------------------------------------------------------------------------------------

PUBLIC = json.loads((Path(__file__).parent / "public_headers.json").read_text(encoding="utf-8"))
"""A block of each chain as its node told it, without what is not hashed, and where that was found."""

UNFIT: dict[str, type[PredictableDraws] | None] = {
    "Ethereum": None,
    "Ethereum since Cancun": None,
    # Its one header is in order; but contracts count the blocks of Ethereum there, and see hashes of their own.
    "Arbitrum": None,
    # Ethereum's randomness of a block that is past by then: only more blocks show that it stands still.
    "OP Mainnet": None,
    "Base testnet": None,
    "Polygon": KnownRandomness,
    "BSC testnet": KnownRandomness,
    "Hyperliquid": KnownRandomness,
    "Cronos": ForeignHeaders,
    "Bittensor testnet": ForeignHeaders,
    "Stable": ForeignHeaders,
    "Tempo": ForeignHeaders,
    "AuRa": ForeignHeaders,
    "Hedera": ForeignHeaders,
    "Avalanche testnet": KnownRandomness,
    "Polygon before London": KnownRandomness,
    "Gnosis": None,
    "BSC": KnownRandomness,
    "Avalanche": KnownRandomness,
    "Base": None,
    "Mantle": KnownRandomness,
    "Scroll": KnownRandomness,
    "Swell": None,
    "Rollux": KnownRandomness,
    "Sonic": None,
    "Monad": None,
    "Arbitrum Nova": None,
    "Arbitrum testnet": None,
    "XDC": KnownRandomness,
    "GOAT": None,
    "ZKsync": ForeignHeaders,
    "Kaia": ForeignHeaders,
    "Fantom": ForeignHeaders,
    "Moonbeam": ForeignHeaders,
    "Sei": ForeignHeaders,
    "Etherlink": ForeignHeaders,
    "Filecoin": ForeignHeaders,
    "Rootstock": ForeignHeaders,
    "Polygon with a state sync": KnownRandomness,
    "BSC testnet before London": KnownRandomness,
    "Linea": KnownRandomness,
    "Linea testnet": None,
    "Scroll with receipts": KnownRandomness,
    "Monad with receipts": None,
}
"""Why a block of that chain alone shows that juries cannot be drawn by it."""


@pytest.mark.parametrize("chain", PUBLIC)
def test_a_real_block_shows_what_its_chain_is_good_for(chain: str) -> None:
    block, why = PUBLIC[chain]["block"], UNFIT[chain]
    if why is None:
        assert randomness_of(int(block["number"], 16), header_of(block)) == from_hex(block["mixHash"])
    else:
        with pytest.raises(why):
            randomness_of(int(block["number"], 16), header_of(block))


def test_a_header_of_the_fork_to_come_is_read_with_its_two_fields_more() -> None:
    """Amsterdam: the hash of the block's access list (EIP-7928), then the slot (EIP-7843)."""
    words = {"requestsHash": "0x" + 64 * "1", "blockAccessListHash": "0x" + 64 * "2", "slotNumber": "0x1234"}
    block = hashed(PUBLIC["Ethereum since Cancun"]["block"] | words)
    fields = rlp.decode(header_of(block))
    assert (len(fields), fields[-3:]) == (23, [b"\x11" * 32, b"\x22" * 32, b"\x12\x34"])
    assert randomness_of(int(block["number"], 16), header_of(block)) == from_hex(block["mixHash"])


def test_the_randomness_of_arbitrum_is_that_of_several_blocks() -> None:
    """Its value counts messages sent and blocks of Ethereum: those who make neither leave it as it is."""
    value = from_hex(PUBLIC["Arbitrum"]["block"]["mixHash"])
    sent, ethereum_block = (int.from_bytes(value[start : start + 8], "big") for start in (0, 8))
    assert (sent, ethereum_block) == (96_807, 18_562_995)
    chain = RealChain(
        lambda block: (sent.to_bytes(8, "big") + number(ethereum_block + block // 48)[-8:]).ljust(32, b"\0")
    )
    assert isinstance(refusal(chain), KnownRandomness)


# --- what contracts see ----------------------------------------------------------------------------------------------


def test_what_contracts_see_of_256_blocks_are_their_hashes() -> None:
    """Among so many there is a hash that begins with 0xef, which no contract may."""
    node = EmbeddedWorld().node
    node.wait_for(300)
    blocks = range(300 - 250, 300)
    returned = node.read([Call(ZERO_ADDRESS, "", program(block)) for block in blocks], 300)
    assert list(map(seen, returned)) == [node.block_hash(block) for block in blocks]
    assert all(answer[0] == 0 for answer in returned)


def test_what_is_no_hash_is_not_seen_as_one() -> None:
    assert [seen(bytes(length)) for length in (0, 32, 34)] == [b"", b"", b""]
    assert seen(bytes(33)) == bytes(32)

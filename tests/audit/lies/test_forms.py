"""What a stranger's bytes could do to the program that reads them: bring it down, or keep it busy for ever."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import rlp  # type: ignore[import-untyped]
from eth_abi.abi import encode
from trie.hexary import HexaryTrie

from openmutual.abi.rlp import head
from openmutual.audit.code.immutables import spell, word
from openmutual.audit.decoding.events import decode
from openmutual.audit.decoding.shapes import SPEAKERS, shapes
from openmutual.audit.findings import Findings
from openmutual.audit.hashing import keccak
from openmutual.audit.proof.account import proven_account
from openmutual.audit.proof.headers import header_of

from ..extract_factory import DESK, JURY, keys_of, made_up

ACCOUNT = "0x" + 20 * "11"
KEY = keccak(bytes.fromhex(ACCOUNT[2:]))

TOPICS = {shape.name: topic for name in SPEAKERS for topic, shape in shapes(name).items()}


def nested(depth: int) -> bytes:
    """A list in a list in a list, and so on."""
    heads, length = [], 1
    for _ in range(depth):
        heads.append(head(length, 0xC0))
        length += len(heads[-1])
    return b"".join(reversed(heads)) + b"\xc0"


def header(number: int, time: int) -> bytes:
    sizes = (32, 32, 20, 32, 32, 32, 256)
    numbers = [b"", number.to_bytes(32, "big").lstrip(b"\0"), b"", b"", time.to_bytes(32, "big").lstrip(b"\0")]
    return bytes(rlp.encode([*map(bytes, sizes), *numbers, b"", bytes(32), bytes(8)]))


# --- headers -----------------------------------------------------------------------------------------------------


def test_lists_within_lists_are_no_header() -> None:
    assert header_of(nested(100_000)) is None


@pytest.mark.parametrize(("number", "time"), [(1, 2**63), (2**63, 1), (1, 2**256 - 1)])
def test_a_number_or_time_that_no_machine_can_count_is_no_header(number: int, time: int) -> None:
    assert header_of(header(number, time)) is None


def test_the_largest_number_and_time_are_read() -> None:
    read = header_of(header(2**63 - 1, 2**63 - 1))
    assert read is not None
    assert (read.number, read.time) == (2**63 - 1, 2**63 - 1)


# --- accounts ----------------------------------------------------------------------------------------------------

LEAVES = {
    "text": b"abcd",
    "a string": rlp.encode(b"abcd"),
    "too few fields": rlp.encode([b"", b""]),
    "a list for a number": rlp.encode([[b""], b"", bytes(32), bytes(32)]),
    "no hashes": rlp.encode([b"", b"", b"", b""]),
    "a nonce of nine bytes": rlp.encode([b"1" * 9, b"", bytes(32), bytes(32)]),
    "more than a word": rlp.encode([b"", b"1" * 33, bytes(32), bytes(32)]),
}


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_leaf_that_is_no_account_proves_nothing(leaf: str) -> None:
    trie = HexaryTrie({})
    trie[KEY] = LEAVES[leaf]
    proof = [rlp.encode(node) for node in trie.get_proof(KEY)]
    assert proven_account(trie.root_hash, ACCOUNT, proof) is None


def test_lists_within_lists_prove_no_account() -> None:
    node = nested(100_000)
    assert proven_account(keccak(node), ACCOUNT, [node]) is None


def made_up_nodes() -> Iterator[bytes]:
    """Nodes of every wrong form: too short, too long, too deep, with children that are none."""
    chance = random.Random(1)
    words = [b"", b"\x00", b"\x20", b"\x35", b"\xff", keccak(b""), bytes(15), KEY]

    def node(depth: int) -> object:
        if depth > 2 or chance.random() < 0.5:
            return chance.choice(words)
        return [node(depth + 1) for _ in range(chance.choice((0, 1, 2, 2, 3, 16, 17, 17, 18)))]

    for _ in range(2_000):
        yield rlp.encode(node(0))


def test_nodes_of_any_wrong_form_prove_no_account() -> None:
    proven = [proven_account(keccak(node), ACCOUNT, [node]) for node in made_up_nodes()]
    assert [each for each in proven if each is not None and each.nonce] == []


# --- lists -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contract", "event", "indexed", "kinds", "before"),
    [
        (DESK, "PanelSeated", 0, ["address[]"], []),
        (DESK, "CaseDecided", 1, ["bool", "uint256", "bytes32", "address[]"], [True, 0, bytes(32)]),
        (JURY, "JurorsDrawn", 1, ["uint256", "address[]", "uint256", "bool"], [0]),
    ],
)
def test_a_list_of_thousands_is_a_finding_before_anybody_compares_it(
    contract: str, event: str, indexed: int, kinds: list[str], before: list[object]
) -> None:
    people = [f"0x{number:040x}" for number in range(1, 5_000)]
    findings = Findings()
    after = [{"uint256": 0, "bool": False}[kind] for kind in kinds[len(before) + 1 :]]
    log = (contract, [TOPICS[event], *[bytes(32)] * indexed], encode(kinds, [*before, people, *after]))
    assert list(decode(made_up([log]), int, findings)) == []
    assert keys_of(findings) == ["data-of-wrong-length"]


def test_a_full_jury_is_read() -> None:
    jurors = [f"0x{number:040x}" for number in range(1, 65)]
    kinds, said = ["uint256", "address[]", "uint256", "bool"], [1, jurors, 64, True]
    log = (JURY, [TOPICS["JurorsDrawn"], bytes(32)], encode(kinds, said))
    findings = Findings()
    ((_, _, event),) = decode(made_up([log]), int, findings)
    assert (findings.found, event.jurors) == ([], tuple(jurors))  # type: ignore[attr-defined]


# --- terms -------------------------------------------------------------------------------------------------------


def test_terms_that_add_up_to_more_than_a_word_are_what_no_code_holds() -> None:
    due = 2 * (2**256 - 1)
    assert len(word(due)) == 33
    assert spell(word(due), due) == str(due)
    assert word(2**256 - 1) == bytes([0xFF] * 32)

"""Roots by compiled loops are those of the encoders that they take the place of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest
from sha3 import keccak_256

from openmutual.abi.rlp import number
from openmutual.audit import kernels
from openmutual.audit.columnar.pieces import write_piece
from openmutual.audit.crew import Crew
from openmutual.audit.hashing import root_of, storage_root
from openmutual.audit.kernels.keccak import RATE, keccak_rows
from openmutual.audit.kernels.trie import Items, root_into, scratch_for
from openmutual.audit.proof.receipts import roots
from openmutual.audit.source.extract import LOGS, RECEIPTS
from openmutual.audit.storage import root as storage
from openmutual.audit.storage.root import root_of_pieces, root_of_slots, slots_of
from openmutual.locations import Location

pytestmark = pytest.mark.slow

Bytes = Callable[[int], bytes]


@pytest.mark.parametrize("width", [1, 64, RATE - 1, RATE, RATE + 1, 2 * RATE])
def test_hashes_of_rows_are_keccak(width: int) -> None:
    rows = np.frombuffer(Random(width).randbytes(3 * width), np.uint8).reshape(3, width)
    assert [bytes(digest) for digest in keccak_rows(rows)] == [keccak_256(bytes(row)).digest() for row in rows]


@pytest.mark.parametrize("count", [1, 2, 3, 17, 400])
@pytest.mark.parametrize("shared", [0, 3])
def test_a_trie_of_hashed_keys_has_its_root(count: int, shared: int) -> None:
    """Keys that share their first bytes stand below an extension."""
    random = Random(count)
    keys = sorted(bytes(shared) + random.randbytes(32 - shared) for _ in range(count))
    values = [number(random.getrandbits(random.randint(1, 256))) for _ in keys]
    rows = np.frombuffer(b"".join(keys), np.uint8).reshape(count, 32)
    ends = np.cumsum([0, *map(len, values)])
    items = Items(rows, np.full(count, 64), np.frombuffer(b"".join(values), np.uint8), ends)
    root = np.empty(32, np.uint8)
    root_into(items, scratch_for(33), count, root, 0)
    assert bytes(root) == root_of(zip(keys, values, strict=True))


@pytest.mark.parametrize("count", [0, 1, 90, 5_000])
def test_slots_in_buckets_have_the_root_of_all_of_them(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MOST_SLOTS", 40)
    random = Random(count)
    slots = {random.getrandbits(256): random.getrandbits(random.choice([1, 7, 8, 200, 256])) for _ in range(count)}
    held = {slot: value for slot, value in slots.items() if value}
    each = [slots_of({slot: value}) for slot, value in held.items()] if count < 100 else [slots_of(held)]
    crew = Crew(scratch=Location(str(tmp_path)))
    pieces = [write_piece(crew.scratch, slots, "key") for slots in each]
    assert root_of_pieces(pieces, crew) == storage_root(held) == root_of_slots(held)


def tables(random: Random, sizes: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Blocks of so many receipts each, with logs of any form."""
    receipts, logs = [], []
    for block, size in enumerate(sizes):
        index = 0
        for place in range(size):
            kind, gas = random.choice([0, 1, 2, 0x7E]), random.getrandbits(random.choice([0, 7, 8, 40, 64]))
            tail = random.choice([b"", b"\x01\x82\x02\x03"])
            rest = random.random() < 0.5, gas, random.randbytes(256), tail
            receipts.append((block, place, bytes(32), bytes(20), kind, *rest))
            for _ in range(random.choice([0, 0, 1, 2, 9])):
                topics = [random.randbytes(32) for _ in range(random.randint(0, 4))]
                data = random.choice(
                    [b"", b"\x07", b"\x80", random.randbytes(random.choice([31, 55, 56, 300, 70_000]))]
                )
                logs.append((block, place, index, random.randbytes(20), *topics, *[None] * (4 - len(topics)), data))
                index += 1
    return pl.DataFrame(receipts, RECEIPTS, orient="row"), pl.DataFrame(logs, LOGS, orient="row")


@pytest.mark.parametrize("seed", range(3))
def test_receipts_of_any_form_have_the_same_roots(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tables(Random(seed), [1, 2, 16, 127, 128, 129, 300])
    fast = list(roots(*told))
    monkeypatch.setattr(kernels, "IS_COMPILED", False)
    assert fast == list(roots(*told))
    assert len(fast) == 7


def test_no_receipts_have_no_roots() -> None:
    assert list(roots(pl.DataFrame(schema=RECEIPTS), pl.DataFrame(schema=LOGS))) == []

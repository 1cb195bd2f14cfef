"""Shards: a look-up stays small however many members there are, and one more announcement touches none of them."""

from __future__ import annotations

import json
from typing import Any

from openmutual.portal.shards import LARGEST, SPLIT, by_address, in_chunks, script


def read(content: bytes) -> Any:
    """The value that a shard hands over."""
    text = content.decode("ascii")
    assert text.startswith("openmutual.shard(")
    arguments = text.removeprefix("openmutual.shard(").removesuffix(");\n")
    return json.loads(f"[{arguments}]")[1]


def people(count: int) -> dict[str, list[Any]]:
    """Accounts spread as hashes are."""
    spread = ((number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**160 for number in range(1, count + 1))
    line = ["joined", 1_700_000_000, "40000000", 1_234_567, 12]
    return {f"0x{each:040x}": [line, ["pays", 0, None, 1]] for each in spread}


def test_text_of_others_cannot_end_the_script() -> None:
    name = "</script>\u2028\u202e\"'`${x}"
    content = script("words", {"name": name})
    assert content.isascii()
    assert b"\n" not in content[:-1]
    assert read(content) == {"name": name}


def test_a_small_table_is_one_shard() -> None:
    table = people(20)
    assert {name: read(content) for name, content in by_address("members", table)} == {"members/all": table}


def test_every_account_of_many_is_found_by_a_walk_of_small_files() -> None:
    table = people(5_000)
    shards = dict(by_address("members", table))
    assert max(map(len, shards.values())) <= LARGEST + len(script("members/abcd", {}))
    values = {name: read(content) for name, content in shards.items()}
    for address, lines in table.items():
        loaded = ["members/all"]
        while values[loaded[-1]] == SPLIT:
            loaded.append(f"members/{address[2 : 2 + len(loaded)]}")
        assert values[loaded[-1]][address] == lines
        assert sum(len(shards[name]) for name in loaded) < 100_000
    assert values["members/all"] == SPLIT


def test_an_account_too_large_for_a_shard_has_one_of_its_own() -> None:
    table = people(2)
    table[next(iter(table))] = [["topped_up", 0, "1", 0, 0]] * 5_000
    shards = dict(by_address("members", table))
    found = [read(content) for content in shards.values() if read(content) != SPLIT]
    assert sorted(len(each) for each in found if each) == [1, 1]


def test_a_list_is_cut_into_chunks_that_keep_their_rows() -> None:
    before, after = dict(in_chunks("announced", [1, 2, 3], 2)), dict(in_chunks("announced", [1, 2, 3, 4], 2))
    assert [read(content) for content in after.values()] == [[1, 2], [3, 4]]
    assert before["announced/0"] == after["announced/0"]
    assert dict(in_chunks("announced", [], 2)) == {"announced/0": script("announced/0", [])}

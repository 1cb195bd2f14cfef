"""What a site of a large plan loads to prove one balance; from the checkout, `python -m benchmarks.proofs`.

A storage trie with a slot for each member is cut into shards as `portal build` does it, and members are looked up.
"""

import argparse
import time
from random import Random

from openmutual.audit.hashing import storage_root
from openmutual.portal.proof.shards import ShardedTrie, shards
from openmutual.portal.proof.trie import slot_of

SLOTS = {"an active member": 2, "one who lapsed, of a hundred announcements": 9, "the same in a closed plan": 13}
"""How many slots a standing takes."""

LOOK_UPS = 200


def main() -> None:
    """Cut a trie and look members up in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=1_000_000)
    members, chance = parser.parse_args().members, Random(1)
    slots = {chance.getrandbits(256): chance.getrandbits(230) for _ in range(members)}
    begun, nodes = time.process_time(), dict[bytes, bytes]()
    root = storage_root(slots, (), nodes)
    cut = dict(shards(root, nodes))
    sizes = list(map(len, cut.values()))
    print(f"{members:,} members: {len(cut):,} files, {sum(sizes):,} bytes, the largest {max(sizes):,}")
    print(f"cut in {time.process_time() - begun:.0f} s of one core")
    keys = list(slots)
    for what, count in SLOTS.items():
        loads = [looked_up(root, chance.sample(keys, count), cut) for _ in range(LOOK_UPS)]
        print(f"{what}, {count} slots: at most {max(loads):,} bytes")


def looked_up(root: bytes, slots: list[int], cut: dict[str, str]) -> int:
    """How many bytes it takes to look these slots up, in base64."""
    loaded: dict[str, str] = {}
    trie = ShardedTrie(lambda name: loaded.setdefault(name, cut[name]))
    for slot in slots:
        slot_of(root, slot, trie.node_of)
    return sum(map(len, loaded.values()))


if __name__ == "__main__":
    main()

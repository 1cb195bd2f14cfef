"""How fast a plan is exported from a node; from the root of the checkout, `python -m benchmarks.audit_export`.

A plan on a fresh anvil gets a member for each event, in batches; then it is exported into parts; on another, empty
blocks are read.  With `--stretch`, a stand-in in a process of its own (:mod:`benchmarks.stretched_node`) lets the last
block come again and again, until there are so many logs, and shows how much memory their export takes.

Processor times are given beside the clock: this process's own, and anvil's.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import requests
from eth_utils.crypto import keccak

from benchmarks.stretched_node import stretched
from deploy.anvil import anvil
from openmutual.audit.extraction.appending import append
from openmutual.audit.extraction.collect import begin
from openmutual.audit.source.rpc import RpcSource
from openmutual.chain import ChainLedger, RpcWorld
from openmutual.chain.contract import Contract
from openmutual.plans.terms import load_plan
from openmutual.records import Roles

T = TypeVar("T")

BATCH = 200
"""Members who join in one transaction, which the most gas of a transaction allows."""

GAS = 10_000_000

TRANSACTIONS = 3
"""In one block."""


def open_plan(world: RpcWorld) -> ChainLedger:
    """The package's plan for a circle of neighbours."""
    plan = load_plan("circle")
    who = [world.account(f"assessor {number}") for number in range(plan.terms.assessors)]
    return world.deploy(plan.terms, Roles(world.account("operator"), tuple(who)), plan.decimals, bytes(32))


def enrol(url: str, world: RpcWorld, ledger: ChainLedger, members: int, in_a_block: int = TRANSACTIONS) -> None:
    """Let so many people join, sent as raw JSON-RPC from anvil's own first account."""
    tier = ledger.terms.tiers[0]
    payer: str = ask(url, "eth_accounts")[0]
    token = Contract(world.node, "TestYuan", ledger.site.token)
    contract = Contract(world.node, "MutualLedger", ledger.site.ledger)
    calls: list[tuple[Any, ...]] = [
        (token, "mint", payer, members * tier.deposit),
        (token, "approve", ledger.site.ledger, 2**256 - 1),
    ]
    for first in range(0, members, BATCH):
        people = [member(number) for number in range(first, min(members, first + BATCH))]
        calls.append((contract, "joinMany", people, 0, tier.deposit, b""))
    ask(url, "evm_setAutomine", False)
    ask(url, "evm_mine")
    for first in range(0, len(calls), in_a_block):
        for place, (to, function, *arguments) in enumerate(calls[first : first + in_a_block]):
            data = "0x" + to.call(function, *arguments).hex()
            ask(
                url,
                "eth_sendTransaction",
                {"from": payer, "to": to.address, "data": data, "gas": hex(GAS), "nonce": hex(first + place)},
            )
        ask(url, "evm_mine")


def member(number: int) -> str:
    """The address of the member of that number; nobody has its key."""
    return "0x" + keccak(number.to_bytes(8))[12:].hex()


def ask(url: str, method: str, *parameters: Any) -> Any:
    """One question of anvil."""
    answer = requests.post(url, json={"jsonrpc": "2.0", "id": 0, "method": method, "params": parameters}, timeout=600)
    return answer.json()["result"]


def taken(what: str, node: int, count: Callable[[T], int], work: Callable[[], T]) -> T:
    """What some work comes to; tells how many of `what` it counts, and how long they took.

    Args:
        what: is counted.
        node: the process that is asked.
        count: of the result.
        work: is timed.
    """
    start, own, asked = time.perf_counter(), time.process_time(), used_by(node)
    result = work()
    clock, own, asked = time.perf_counter() - start, time.process_time() - own, used_by(node) - asked
    number = count(result)
    each = f"{own / number * 1e6:.1f} µs of ours and {asked / number * 1e6:.1f} µs of the node's for each"
    print(f"{number:,} {what} in {clock:.1f} s by the clock: {own:.1f} s of our processor time, {asked:.1f} s of the")
    print(f"    node's ({each})")
    return result


def used_by(process: int) -> float:
    """The seconds of processor time that a process has used, its own and the system's for it."""
    words = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def child() -> int:
    """The process that this one has started last."""
    return int(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()[-1])


EXPORT = """
import sys, time
from pathlib import Path
from openmutual.audit.extraction.appending import append
from openmutual.audit.source.rpc import RpcSource
node, ledger, folder = sys.argv[1:]
parts = append(RpcSource(node), ledger, Path(folder))
status = Path("/proc/self/status").read_text().splitlines()
peak = next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))
logs, used = sum(part.logs for part in parts.sealed), time.process_time()
print(f"{logs:,} logs in {len(parts.sealed)} parts: {used:.1f} s of processor time, at most {peak} MiB")
"""
"""An export that tells the most memory that it has had itself."""


def export_stretched(each: Sequence[int]) -> None:
    """Export a small plan's chain whose last block comes again until there are about so many logs."""
    with anvil() as url, tempfile.TemporaryDirectory() as folder:
        world = RpcWorld(url)
        ledger = open_plan(world)
        enrol(url, world, ledger, BATCH * TRANSACTIONS)
        last = ask(url, "eth_getBlockReceipts", "latest")
        for logs in each:
            with stretched(url, logs // sum(len(receipt["logs"]) for receipt in last)) as node:
                command = [sys.executable, "-c", EXPORT, node, ledger.site.ledger, f"{folder}/{logs}"]
                subprocess.run(command, check=True)


def export_from_anvil(events: int) -> None:
    """Make a plan on anvil, and take the time of its export."""
    with anvil() as url, tempfile.TemporaryDirectory() as folder:
        node, world = child(), RpcWorld(url)
        ledger = open_plan(world)
        enrol(url, world, ledger, events)
        taken(
            "logs",
            node,
            lambda parts: sum(part.logs for part in parts.sealed),
            lambda: append(RpcSource(url), ledger.site.ledger, Path(folder) / "plan"),
        )


def read_empty_blocks(headers: int) -> None:
    """Take the time of reading blocks in which nothing happens, as an export reads them."""
    with anvil() as url:
        node, world = child(), RpcWorld(url)
        ledger = open_plan(world)
        first = world.node.head().number + 1
        ask(url, "anvil_mine", hex(headers))
        reading = begin(RpcSource(url), ledger.site.ledger, since=ledger.site.since)
        taken(
            "empty headers",
            node,
            lambda pieces: sum(piece.headers.height for piece in pieces),
            lambda: list(reading.pieces(first)),
        )


def main() -> None:
    """Take the time, and the memory, of exports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="how many members join, an event each")
    parser.add_argument("--headers", type=int, default=5_000, help="how many empty blocks are read")
    parser.add_argument(
        "--stretch", type=int, nargs="*", default=[], help="export so many logs from a stand-in as well"
    )
    given = parser.parse_args()
    export_stretched(given.stretch)
    export_from_anvil(given.events)
    read_empty_blocks(given.headers)
    print(f"{os.cpu_count()} cores")


if __name__ == "__main__":
    main()

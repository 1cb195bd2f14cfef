"""How fast a plan is exported from a node; from the root of the checkout, `python -m benchmarks.audit_export`.

A plan on a fresh anvil gets a member for each event, in batches; then an extract of it is heard and saved.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import requests
from eth_utils.crypto import keccak

from deploy.anvil import anvil
from openmutual.audit.source.collect import collect
from openmutual.audit.source.export_file import save
from openmutual.audit.source.rpc import RpcSource
from openmutual.chain import ChainLedger, RpcWorld
from openmutual.chain.contract import Contract
from openmutual.plans.terms import load_plan
from openmutual.records import Roles

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
    answer = requests.post(url, json={"jsonrpc": "2.0", "id": 0, "method": method, "params": parameters}, timeout=60)
    return answer.json()["result"]


def main() -> None:
    """Make the plan, then take the time of its export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="how many members join, an event each")
    events = parser.parse_args().events
    with anvil() as url, tempfile.TemporaryDirectory() as folder:
        world = RpcWorld(url)
        ledger = open_plan(world)
        enrol(url, world, ledger, events)
        file = Path(folder) / "plan.parquet"
        start = time.perf_counter()
        extract = collect(RpcSource(url), ledger.site.ledger)
        collected = time.perf_counter()
        save(extract, file)
        saved = time.perf_counter()
        logs, size = len(extract.logs), file.stat().st_size
    print(f"{logs:,} logs in {extract.last - extract.first + 1:,} blocks")
    rate = f"{logs / (saved - start):,.0f} logs a second"
    print(f"collected in {collected - start:.1f} s, saved in {saved - collected:.1f} s: {rate}")
    print(f"{size:,} bytes: {size / logs:.1f} a log")


if __name__ == "__main__":
    main()

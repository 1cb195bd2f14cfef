"""How long an audit of a large plan takes, and how much memory; from the checkout, `python -m benchmarks.audit`.

A plan on a fresh anvil gets members in batches, top-ups in transactions of their own, and a year of announcements.  Its
record is written to a file, and the file is audited by the command that anyone would use.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from benchmarks.audit_export import ask, enrol, member, open_plan
from deploy.anvil import anvil
from openmutual.audit.source.collect import collect
from openmutual.audit.source.export_file import save
from openmutual.audit.source.rpc import RpcSource
from openmutual.chain import ChainLedger, RpcWorld
from openmutual.chain.contract import Contract

BATCHES_IN_A_BLOCK, TOP_UPS_IN_A_BLOCK = 10, 500
"""Not too many blocks, for each of which anvil works out the whole storage anew, nor too long ones."""

ANNOUNCEMENTS = 12


def top_up(url: str, world: RpcWorld, ledger: ChainLedger, times: int) -> None:
    """Let somebody top members up, one after the other: two logs in each transaction."""
    tier = ledger.terms.tiers[0]
    payer = ask(url, "eth_accounts")[0]
    amount = tier.units * ledger.terms.step
    ask(url, "evm_mine")
    token = Contract(world.node, "TestYuan", ledger.site.token)
    nonce = int(ask(url, "eth_getTransactionCount", payer, "latest"), 16)
    calls = [(token.address, token.call("mint", payer, times * amount))]
    contract = Contract(world.node, "MutualLedger", ledger.site.ledger)
    calls += [(contract.address, contract.call("topUp", member(number), amount)) for number in range(times)]
    for first in range(0, len(calls), TOP_UPS_IN_A_BLOCK):
        block = enumerate(calls[first : first + TOP_UPS_IN_A_BLOCK], start=nonce + first)
        requests.post(
            url, json=[sending(payer, *call, number) for number, call in block], timeout=60
        ).raise_for_status()
        ask(url, "evm_mine")


def sending(payer: str, to: str, data: bytes, nonce: int) -> dict[str, object]:
    """One transaction, as JSON-RPC has it."""
    transaction = {"from": payer, "to": to, "data": "0x" + data.hex(), "gas": hex(200_000), "nonce": hex(nonce)}
    return {"jsonrpc": "2.0", "id": nonce, "method": "eth_sendTransaction", "params": [transaction]}


def announce(url: str, world: RpcWorld, ledger: ChainLedger) -> None:
    """Let a period pass, and charge everybody the dues."""
    payer = ask(url, "eth_accounts")[0]
    data = Contract(world.node, "MutualLedger", ledger.site.ledger).call("announce")
    ask(url, "evm_setNextBlockTimestamp", world.node.head().time + ledger.terms.period)
    transaction = {"from": payer, "to": ledger.site.ledger, "data": "0x" + data.hex(), "gas": hex(16_000_000)}
    ask(url, "eth_sendTransaction", transaction)
    ask(url, "evm_mine")


def make(file: Path, members: int, top_ups: int) -> int:
    """Make the plan and its file; returns how many logs it has."""
    with anvil("--prune-history", "--gas-limit", "1000000000") as url:
        world = RpcWorld(url)
        ledger = open_plan(world)
        enrol(url, world, ledger, members, BATCHES_IN_A_BLOCK)
        top_up(url, world, ledger, top_ups)
        for _ in range(ANNOUNCEMENTS):
            announce(url, world, ledger)
        start = time.perf_counter()
        extract = collect(RpcSource(url), ledger.site.ledger)
        save(extract, file)
        taken = time.perf_counter() - start
    logs = extract.logs.height
    print(f"{logs:,} logs exported in {taken:.0f} s: {logs / taken:,.0f} a second, {file.stat().st_size:,} bytes")
    return logs


def main() -> None:
    """Make a plan of about so many events, then take time and memory of its audit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="about how many logs the plan has")
    parser.add_argument("--file", type=Path, help="a file to keep the export in; used again if it is there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = given.file or Path(folder) / "plan.parquet"
        if not file.exists():
            make(file, members=8 * given.events // 10, top_ups=given.events // 10)
        start = time.perf_counter()
        audit = subprocess.Popen([sys.executable, "-m", "openmutual", "audit", str(file)])
        _, status, used = os.wait4(audit.pid, 0)
        taken = time.perf_counter() - start
    print(f"audited in {taken:.0f} s, at most {used.ru_maxrss / 1024**2:.2f} GiB, status {status}")


if __name__ == "__main__":
    main()

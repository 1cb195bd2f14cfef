"""How long many people take to join on a chain that makes a block a second.

Each of them has a key of their own, allows the ledger to take the deposit, and joins: two transactions each.  Then as
many are brought by one payer, a hundred in a transaction.  From the root of the checkout:
`python -m benchmarks.join_all --members 1000`.  It needs anvil, which `deploy.toolchain` brings.
"""

import argparse
import time

from openmutual import Connection, Person
from openmutual.chain import LocalKeyring, RpcWorld
from openmutual.chain.contract import Contract
from openmutual.chain.node import Call
from openmutual.chain.transactions import Sender
from openmutual.project import Project
from openmutual.rpc.transport import JsonRpc
from tests.cli.cli_fixture import node

ETHER = hex(10**18)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="How long many people take to join.")
    parser.add_argument("--members", type=int, default=1000)
    count: int = parser.parse_args().members
    with node() as url:
        measure(url, count)


def measure(url: str, count: int) -> None:
    """Let so many people join by themselves, and as many by a payer."""
    keyring, rpc = LocalKeyring(), JsonRpc(url)
    om = Connection(RpcWorld(url, keyring), Project())
    circle = om.deploy("circle")
    own = [Person(f"own {number}", "couple", "400") for number in range(count)]
    brought = [Person(f"brought {number}", "couple", "400") for number in range(count)]
    token = Contract(om.world.node, "TestYuan", circle.currency.token)
    needs = dict.fromkeys([om.account(person.account) for person in own], 400_00) | {om.account("firm"): count * 400_00}
    mints = [
        Call(om.account("anyone"), token.address, token.call("mint", account, amount))
        for account, amount in needs.items()
    ]
    Sender(om.world.node, keyring).deliver_all(mints)
    for account in needs:
        rpc.ask("anvil_setBalance", account, ETHER)
    # From here on as on any real chain: a block a second, gas that is estimated, nothing made up.
    om.world.node.is_local = False
    rpc.ask("evm_setIntervalMining", 1)
    for name, people, payer in (("by themselves", own, ""), ("by one payer", brought, "firm")):
        begun, head = time.monotonic(), om.world.node.head().number
        receipt = circle.join_all(people, payer=payer)
        taken, blocks = time.monotonic() - begun, om.world.node.head().number - head
        print(f"{count} {name}: {taken:.0f} s, {blocks} blocks, {len(receipt.transactions)} transactions")


if __name__ == "__main__":
    main()

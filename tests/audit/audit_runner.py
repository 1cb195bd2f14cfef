"""A plan on a node that lies, or on a chain that was tampered with: what an audit of it comes to."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import requests
import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak

from openmutual.abi.artifacts import artifact
from openmutual.abi.structs import FIELDS
from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Basis
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.source.rpc import RpcSource
from openmutual.audit.storage.layout import WHOLE, Cell, layout_of, word
from openmutual.chain import ChainLedger, RpcWorld
from openmutual.scenario import load_scenario, run

from .lying_node import Fault, Hook, proxied

Change = Callable[[Any], Any]
NO_METHOD = Fault(-32_601, "the method does not exist")
STRANGER = "0x" + 40 * "5"
NONSENSE = "0x" + 64 * "2"


def ask(url: str, method: str, *parameters: Any) -> Any:
    question = {"jsonrpc": "2.0", "id": 0, "method": method, "params": list(parameters)}
    answer = requests.post(url, json=question, timeout=10).json()
    assert "error" not in answer, answer
    return answer["result"]


def call(contract: str, function: str, *arguments: Any) -> str:
    return "0x" + artifact(contract).interface.functions[function].call(*arguments).hex()


@dataclass
class AuditRunner:
    """A plan on a node, and what an audit comes to if the node speaks the truth."""

    url: str
    ledger: str
    honest: Audited

    def contract(self, name: str) -> str:
        address: str = getattr(self.honest.extract.contracts, name)
        return address

    @property
    def last(self) -> int:
        return self.honest.extract.last

    def block(self, kind: str) -> int:
        """The first block with an event of that kind."""
        return next(event.place.block for event in self.honest.history if type(event).__name__ == kind)

    def collected(self, hook: Hook, trusted: bytes | None = None, **options: Any) -> Audited:
        """What an audit comes to if the node says what the hook makes of it; the report can be written."""
        with proxied(self.url, hook) as url:
            source = RpcSource(url, (0.0, 0.0))
            audited = audit(collect(source, self.ledger, **options), trusted=trusted, source=source)
        assert assemble(audited)
        return audited

    def weaker(self, audited: Audited) -> dict[str, Basis]:
        """What rests on less than if the node speaks the truth."""
        return {part: basis for part, basis in audited.bases.items() if basis != self.honest.bases[part]}


def runner_on(url: str) -> AuditRunner:
    """The circle, and after it a block in which two people give to the backstop."""
    ledger = run(load_scenario("circle"), RpcWorld(url)).ledger
    assert isinstance(ledger, ChainLedger)
    site, giver = ledger.site, ask(url, "eth_accounts")[0]
    give(url, giver, site.token, call("TestYuan", "mint", giver, 1_000))
    give(url, giver, site.token, call("TestYuan", "approve", site.ledger, 1_000))
    ask(url, "evm_setAutomine", False)
    for amount in (100, 200):
        give(url, giver, site.ledger, call("MutualLedger", "fundBackstop", amount))
    ask(url, "evm_mine")
    ask(url, "evm_setAutomine", True)
    source = RpcSource(url)
    return AuditRunner(url, site.ledger, audit(collect(source, site.ledger), source=source))


def give(url: str, giver: str, to: str, data: str) -> None:
    ask(url, "eth_sendTransaction", {"from": giver, "to": to, "data": data})


def says(method: str, change: Callable[[list[Any], Any], Any]) -> Hook:
    """Another answer to one question."""
    return lambda asked, params, result: change(params, deepcopy(result)) if asked == method else result


def without(*methods: str, but: Hook | None = None) -> Hook:
    """A node that cannot answer some questions."""

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method in methods:
            raise NO_METHOD
        return but(method, params, result) if but else result

    return hook


def hashed(block: dict[str, Any], **words: str) -> dict[str, Any]:
    """A block with other words in its header, and the hash that it then has."""
    other = block | words
    fields = [
        bytes.fromhex(other[name][2:]) if is_bytes else int(other[name], 16)
        for name, is_bytes in FIELDS
        if other.get(name) is not None
    ]
    return other | {"hash": "0x" + keccak(rlp.encode(fields)).hex()}


def move_to_another_history(chain: AuditRunner, fork: str) -> None:
    """Undo all blocks since the fork, and go on otherwise."""
    assert ask(chain.url, "evm_revert", fork)
    ask(chain.url, "evm_increaseTime", 7)
    ask(chain.url, "evm_mine")


def credit(owner: str, amount: int) -> tuple[str, str]:
    """Where the ledger keeps what it owes somebody, and that it owes them so much."""
    (slot,) = layout_of("MutualLedger").words(Cell("_credits", (word(owner),), {WHOLE: amount}))
    return f"0x{slot:064x}", f"0x{amount:064x}"

"""A plan on a node, with people who hold it in their hands through the command line alone."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from typer.testing import Result

from deploy.toolchain import Toolchain
from openmutual.chain import ChainLedger, RpcWorld
from openmutual.errors import ChainError
from openmutual.plans.terms import load_plan
from openmutual.records import Roles
from openmutual.rpc.transport import JsonRpc

DAY = 24 * 60 * 60
PLAN = "circle"
MEMBERS = tuple(f"m{number}" for number in range(12))
"""Twelve couples; from the fourth on they volunteer as jurors."""


@contextmanager
def node() -> Iterator[str]:
    """A node of its own, at the address that is yielded."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    anvil = Toolchain().program("anvil")
    process = subprocess.Popen([anvil, "--silent", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            RpcWorld(url)
        except ChainError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("anvil does not answer")


def settle_down(url: str) -> ChainLedger:
    """The plan with its members, all covered."""
    world, plan = RpcWorld(url), load_plan(PLAN)
    panel = tuple(world.account(f"assessor-{number}") for number in range(plan.terms.assessors))
    roles = Roles(world.account("operator"), panel, world.account("supervisor"), world.account("sponsor"))
    ledger = world.deploy(plan.terms, roles, plan.decimals, plan.plan_hash)
    deposit = plan.terms.tiers[0].deposit
    payer = world.account("payer")
    world.give(ledger, payer, deposit * len(MEMBERS))
    ledger.join_many(payer, [world.account(name) for name in MEMBERS], plan.terms.tiers[0].name, deposit)
    for name in MEMBERS[3:]:
        ledger.volunteer(world.account(name))
    world.advance(world.now() + plan.terms.waiting + DAY)
    pass_block(world)
    return ledger


def pass_block(world: RpcWorld) -> None:
    """Let the newest block carry the time that the clock shows."""
    world.node.wait_for(world.node.head().number + 1)


def unix(written: str) -> int:
    """The Unix time of one in JSON."""
    return int(datetime.fromisoformat(written).timestamp())


def fen(written: str) -> int:
    """The base units of an amount in JSON."""
    return int(Decimal(written).scaleb(2))


class CliPlan:
    """The commands, as people of the plan type them.

    Attributes:
        said: everything that was ever printed, on either channel.
    """

    def __init__(self, openmutual: Callable[..., Result], url: str, ledger: ChainLedger, folder: Path) -> None:
        self.openmutual, self.url, self.ledger, self.folder = openmutual, url, ledger, folder
        self.world = RpcWorld(url)
        self.said = ""

    def run(self, who: str | Path | None, *words: object) -> Result:
        """Run a command as somebody."""
        key = () if who is None else ("--key", who)
        result = self.openmutual(*words, "--ledger", self.ledger.site.ledger, "--on", self.url, *key)
        self.said += result.output
        return result

    def done(self, who: str | Path | None, *words: object) -> str:
        """Run a command that must succeed; what it says, with all white space as one blank."""
        result = self.run(who, *words)
        assert result.exit_code == 0, result.output
        return " ".join(result.stdout.split())

    def told(self, who: str | Path | None, *words: object) -> dict[str, Any]:
        """Run a command that must succeed; its JSON."""
        result = self.run(who, *words, "--json", "-")
        assert result.exit_code == 0, result.output
        told: dict[str, Any] = json.loads(result.stdout)
        return told

    def refused(self, who: str | Path | None, *words: object) -> str:
        """Run a command that must be refused, with exit code 1 and one line after the transactions; the line."""
        result = self.run(who, *words)
        assert result.exit_code == 1, result.output
        assert result.stdout == ""
        (line,) = [line for line in result.stderr.splitlines() if not line.startswith("transaction 0x")]
        return line.strip()

    def wait(self, days: float) -> None:
        """Let time pass, and a block with it."""
        self.go(self.world.now() + int(days * DAY))

    def go(self, to: int) -> None:
        """Let the newest block carry the time `to`."""
        self.world.advance(to)
        pass_block(self.world)

    def read(self, method: str, *parameters: object) -> Any:
        """Ask the node for what only a local one does."""
        return JsonRpc(self.url).ask(method, *parameters)

    def file(self, name: str, content: str = "why") -> Path:
        """A file of somebody's."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    def address(self, name: str) -> str:
        """The account of a name."""
        return self.world.account(name)

    def sign(self, assessor: str | Path, case: int, verdict: str, *words: object, level: str = "hospital") -> Path:
        """An assessor signs, without any node; where the seal is."""
        seal = self.folder / f"{Path(assessor).name}-{case}.seal"
        site = ("--chain", self.ledger.chain_id, "--desk", self.ledger.site.desk, "--plan", PLAN)
        options = ("--report", self.file("report"), "--level", level, "--seal", seal, "--key", assessor)
        result = self.openmutual("panel", "sign", case, verdict, *site, *options, *words)
        self.said += result.output
        assert result.exit_code == 0, result.output
        return seal

    def today(self) -> str:
        """The chain's date, here."""
        return time.strftime("%Y-%m-%d", time.localtime(self.world.now()))

    def filed(self, who: str | Path = "m0", level: str = "hospital") -> int:
        """A case of somebody's."""
        words = ("--diagnosed", self.today(), "--commitment", "0x" + "11" * 32)
        told = self.told(who, "case", "file", level, *words)
        return int(told["case"])

    def decided(self, verdict: str = "approve", who: str = "m0") -> int:
        """A case that the panel has decided."""
        case = self.filed(who)
        seals = [self.sign(f"assessor-{number}", case, verdict) for number in range(2)]
        self.done("anyone", "panel", "submit", *seals)
        return case

    def lapsed(self) -> None:
        """Two announcements at the period's cap, for two grave cases each: who has not topped up has lapsed."""
        ledger, panel = self.ledger, [self.address(f"assessor-{number}") for number in range(2)]
        for claimants in (("m8", "m9"), ("m10", "m11")):
            self.wait(ledger.terms.period / DAY)
            for claimant in claimants:
                case = ledger.file(self.address(claimant), "grave", self.world.now() - 60, bytes(32))
                ledger.decide(case, True, "grave", b"report", panel)
            ledger.announce()
        pass_block(self.world)

    def announced(self, who: str = "m0") -> int:
        """A case that is announced."""
        case = self.decided(who=who)
        self.done("anyone", "announce")
        return case

    def drawn(self) -> tuple[int, list[str]]:
        """A dispute about an announced case of `m0`, objected to by `m1`, and the names of its jurors."""
        case = self.announced()
        dispute = self.told("m1", "object", case, "--reason", self.file("reason"))["dispute"]
        return dispute, self.names(self.told("anyone", "jury", "draw", dispute)["jurors"])

    def names(self, accounts: Iterable[str]) -> list[str]:
        """The names of members' accounts."""
        names = {self.address(name): name for name in MEMBERS}
        return [names[account] for account in accounts]

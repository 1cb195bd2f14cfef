"""A small plan on a chain, and the people who act in it, by name."""

from typing import Any

from openmutual.abi import multicall
from openmutual.chain import ChainWorld, LocalKeyring
from openmutual.chain.contract import Contract
from openmutual.chain.node import Call, Node
from openmutual.chain.transactions import Sender
from openmutual.codec import ZERO_ADDRESS, from_hex
from openmutual.records import MemberStatus, Roles, Terms
from tests.terms import DAY, TERMS


class ChainPlay:
    """One plan from its deployment on; days count from there."""

    def __init__(self, world: ChainWorld, terms: Terms = TERMS, token: str = "") -> None:
        self.world = world
        self.operator, self.supervisor, self.sponsor = (
            self.who(name) for name in ("operator", "supervisor", "sponsor")
        )
        self.panel = [self.who(name) for name in ("a1", "a2", "a3")]
        roles = Roles(self.operator, tuple(self.panel), self.supervisor, self.sponsor)
        plan = terms, roles
        self.ledger = world.deploy_in(token, *plan, bytes(32)) if token else world.deploy(*plan, 2, bytes(32))
        self.start = world.now() - 1

    def who(self, name: str) -> str:
        return self.world.account(name)

    def at(self, day: float, seconds: int = 0) -> int:
        return self.start + int(day * DAY) + seconds

    def go(self, day: float, seconds: int = 0) -> None:
        self.world.advance(self.at(day, seconds))

    def join(self, *names: str, tier: str = "one", deposit: int = 30) -> None:
        for name in names:
            self.world.give(self.ledger, self.who(name), deposit)
            self.ledger.join(self.who(name), tier, deposit)

    def top_up(self, name: str, amount: int, payer: str = "") -> None:
        self.world.give(self.ledger, self.who(payer or name), amount)
        self.ledger.top_up(self.who(payer or name), self.who(name), amount)

    def fund(self, amount: int) -> None:
        self.world.give(self.ledger, self.sponsor, amount)
        self.ledger.fund_backstop(self.sponsor, amount)

    def file(self, name: str, level: str = "bruise", diagnosed_at: int | None = None, beneficiary: str = "") -> int:
        at = self.world.now() if diagnosed_at is None else diagnosed_at
        return self.ledger.file(self.who(name), level, at, bytes(32), beneficiary)

    def decide(self, case: int, level: str = "bruise", approve: bool = True, signers: list[str] | None = None) -> None:
        self.ledger.decide(case, approve, level, b"the report", self.panel[:2] if signers is None else signers)

    def approved(self, name: str, level: str = "bruise", beneficiary: str = "") -> int:
        case = self.file(name, level, beneficiary=beneficiary)
        self.decide(case, level)
        return case

    def period(self, day: float, claimant: str = "", level: str = "bruise") -> None:
        """A case of the claimant's, if one is named, approved now, and announced on that day."""
        if claimant:
            self.approved(claimant, level)
        self.go(day)
        self.ledger.announce()

    def status(self, name: str) -> MemberStatus:
        return self.ledger.snapshot().members[self.who(name)].status

    def wallet(self, name: str) -> int:
        token = Contract(self.world.node, "TestYuan", self.ledger.site.token)
        return int(token.read("balanceOf", self.who(name)))

    def raw(self, caller: str, contract: str, function: str, *arguments: Any) -> None:
        """A call that the client has no verb for."""
        site = self.ledger.site
        places = {"MutualLedger": site.ledger, "CaseDesk": site.desk, "Jury": site.jury, "Enrolment": site.enrolment}
        address = places[contract]
        call = Contract(self.world.node, contract, address).call(function, *arguments)
        sender_of(self.world, caller).send(self.who(caller), address, call)


def sender_of(world: ChainWorld, *names: str) -> Sender:
    """A sender of the test's own, with the keys of these names."""
    keyring = LocalKeyring()
    for name in names:
        keyring.account(name)
    return Sender(world.node, keyring)


def expect_multicalls(node: Node, ledger: str) -> None:
    """A node runs them, so that nothing need be asked one by one."""
    books = Contract(node, "MutualLedger", ledger).call("books")
    (returned,) = node.read([Call(ZERO_ADDRESS, "", multicall.program(from_hex(ledger), [books, books]))])
    assert multicall.answers(returned, 2) == 2 * node.read([Call(ZERO_ADDRESS, ledger, books)])


def put_on_chain(world: ChainWorld, creation_code: bytes) -> str:
    """Deploy any code, and say where it lies."""
    return sender_of(world, "anyone").send(world.account("anyone"), "", creation_code).created

"""A journey through all commands at a terminal, actor by actor: what each sees when all goes well, and when it does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from eth_account import Account

from tests.cli.cli_fixture import DAY, MEMBERS, PLAN, CliPlan
from tests.cli.terminal import Shown, on_terminal

PASSPHRASE = "open"
PRIVATE = bytes(31) + b"\1"
NULLIFIERS = bytes(range(32)).hex()
DOCUMENT = "11010519491231002X"
SMALL = ("--members", "2000", "--seeds", "0", "--ages", "population")


class Journey:
    """Somebody who sits at a terminal and is everybody in turn.

    Attributes:
        seen: every screen, in order.
    """

    def __init__(self, people: CliPlan, columns: int, also: Sequence[int] = ()) -> None:
        self.people, self.columns, self.also = people, columns, also
        self.seen: list[Shown] = []

    def types(self, *words: object, answers: Sequence[str] = ()) -> Shown:
        """A command beside a plan."""
        shown = on_terminal(words, self.columns, *answers, also=self.also)
        self.seen.append(shown)
        return shown

    def does(self, who: str, *words: object, answers: Sequence[str] = ()) -> Shown:
        """A command on the plan, as somebody."""
        ledger = self.people.ledger.site.ledger
        return self.types(*words, "--ledger", ledger, "--on", self.people.url, "--key", who, answers=answers)

    def file(self, name: str, content: str = "why") -> Path:
        """A file in the folder where this happens."""
        return self.people.file(name, content)

    def address(self, name: str) -> str:
        """The account of a name."""
        return self.people.address(name)


def of_founders(at: Journey) -> None:
    """Plans are looked at, copied, checked, deployed; chains have clocks, people have keys."""
    for words in (("plans",), ("scenarios",), ("plan", "show", PLAN), ("plan", "show", "xianghubao"), ("clock",)):
        at.types(*words, *(("--on", at.people.url) if words == ("clock",) else ()))
    at.types("plan", "new", "new.yaml", "--name", "mine", "--from", PLAN)
    at.types("plan", "copy", PLAN, "copy.yaml", "--set", "caps.period=5")
    at.types("plan", "check", "copy.yaml", "--members", "3")
    at.file("bad.yaml", "nmae: mine\n")
    for file in ("bad.yaml", "nowhere", str(at.people.folder)):
        at.types("plan", "check", file)
    at.types("deploy", PLAN)
    at.types("deploy", PLAN, "--token", "0x" + "Ab" * 20)
    for words in ((), ("case",), ("join", "--help"), ("keep", "--help")):
        at.types(*words)
    at.types("deploy", PLAN, "--on", at.people.url, "--key", "founder", answers=["n"])
    at.types("clock", "12 h", "--on", at.people.url)
    at.types("clock", "1970-01-02", "--on", at.people.url)
    at.types("account", "list")
    at.types("account", "new", "mine")
    at.types("account", "import", "taken", "attestor.json")
    at.types("account", "import", "taken", "attestor.json")
    at.types("account", "list")
    at.types("membership", "--on", "http://127.0.0.1:1", "--ledger", at.people.ledger.site.ledger)


def of_scholars(at: Journey) -> None:
    """Plans are reckoned with: figures, simulations, costs, fairness."""
    at.types("run", PLAN, "--on", "model")
    at.types("run", "nowhere", "--on", "model")
    for words in ((), ("2",), ("--history",), ("99",)):
        at.types("figures", *words)
    at.types("simulate", PLAN, "--members", "300", "--years", "1")
    at.types("simulate", PLAN, "--members", "300", "--illness", "many")
    at.types("cost", PLAN, "--members", "1000", "--gas-price", "1", "--token-price", "20000")
    at.types("plan", "fair", "xianghubao", "--illness", "0.25", "--seeds", "0", "--members", "1000000")
    at.types("plan", "solidarity", "xianghubao", "--young", "0-70")


def of_attestors(at: Journey) -> None:
    """People are vouched for."""
    place = ("--chain", "1337", "--enrolment", "0x" + "11" * 20, "--key", "attestor.json", "--out", "word.json")
    at.types("enrol", "key", "nullifiers.json")
    plan = ("--plan", PLAN, "--tier", "family")
    at.types("enrol", "issue", at.address("new"), *place, *plan, answers=[DOCUMENT])
    at.types("enrol", "issue", at.address("new"), *place, "--plan", PLAN, "--tier", "palace")
    at.types("enrol", "check", "word.json", "--attestor", Account.from_key(PRIVATE).address)
    at.types("enrol", "check", "word.json", "--attestor", at.address("new"))
    at.file("members.csv", "tier,ages,members\ncouple,20-29,25\n")
    at.file("few.csv", "tier,ages,members\ncouple,20-29,19\n")
    counts = ("--chain", "1337", "--ledger", "0x" + "11" * 20, "--key", "attestor.json", "--out", "counts.json")
    for table in ("members.csv", "few.csv"):
        at.types("enrol", "counts", table, *counts)


def of_members(at: Journey) -> None:
    """Members join, top up, look, leave."""
    at.does("new", "join", "couple", "401.1")
    at.does("new", "join", "palace", "400")
    at.does("new", "join", "couple", "400", "--lang", "la")
    for _ in range(2):
        at.does("new", "join", "couple", "400")
    at.does("m0", "top-up", "20")
    at.does("m0", "membership")
    at.does("m0", "membership", "--member", at.address("stranger"))
    for words in (("allowance",), ("allowance", "--revoke"), ("reinstate",), ("withdraw",), ("collect",)):
        at.does("m0", *words)
    at.file("people.csv", f"address,tier\n{at.address('ann')},couple\n{at.address('bo')},family\n")
    at.file("wrong.csv", f"address,tier\n0x12,couple\n{at.address('bo')},palace\n")
    for file in ("wrong.csv", "people.csv"):
        at.does("payer", "join-many", file)
    at.does("payer", "top-up-many", "10", at.address("ann"), at.address("stranger"))
    at.does("m0", "order", "place", "450", "--most", "30", "--orders", at.people.ledger.site.desk)
    orders = json.loads(at.does("anyone", "order", "open", "--json", "orders.json") and Path("orders.json").read_text())
    deputy = ("--orders", orders["orders"])
    at.people.world.print_money(at.people.ledger, at.address("m0"), 10_000)
    at.does("m0", "order", "place", "450", "--most", "30", *deputy)
    at.does("anyone", "order", "refill", *deputy)
    at.does("m0", "order", "cancel", *deputy)
    at.does("relayer", "relay", "open", "--json", "relay.json")
    delegate = json.loads(Path("relay.json").read_text())["delegate"]
    at.does("m0", "relay", "sign", "call.json", "--delegate", delegate, "membership")
    at.people.world.print_money(at.people.ledger, at.address("poor"), 50_000)
    at.does("poor", "relay", "sign", "call.json", "--delegate", delegate, "join", "couple", "400")
    for _ in range(2):
        at.does("relayer", "relay", "bring", "call.json")


def of_a_case(at: Journey) -> None:
    """Somebody falls ill: evidence, the panel, an announcement, an objection, a jury."""
    reader = at.types("evidence", "key", "assessor.key").text.replace("\n", "")[: len("age1") + 58]
    at.file("诊断.txt", "carcinoma")
    at.types("evidence", "seal", "诊断.txt", "--reader", reader, "--json", "sealed.json")
    at.types("evidence", "seal", "诊断.txt", "--reader", reader)
    at.types("evidence", "seal", "诊断.txt", "--reader", "age1nobody")
    at.types("evidence", "seal", "missing.txt", "--reader", reader)
    sealed = json.loads(Path("sealed.json").read_text())
    at.does("m0", "case", "list")
    filing = ("--diagnosed", at.people.today(), "--evidence", sealed["receipt"])
    at.does("stranger", "case", "file", "hospital", *filing)
    at.does("m0", "case", "file", "cold", *filing)
    for _ in range(2):
        at.does("m0", "case", "file", "hospital", *filing)
    at.does("m0", "evidence", "grant", sealed["receipt"], "--reader", reader, "--case", 0)
    at.types("evidence", "verify", sealed["receipt"])
    opened = ("--commitment", sealed["commitment"], "--to", "out", "-i", "assessor.key")
    for _ in range(2):
        at.types("evidence", "open", sealed["address"], *opened)
    at.types("evidence", "destroy", sealed["key"], answers=["n"])
    at.types("evidence", "destroy", sealed["key"], answers=["y"])
    at.does("m1", "case", "file", "hospital", "--diagnosed", at.people.today(), "--commitment", "0x" + "11" * 32)
    at.does("m1", "appeal", 1, "--reason", at.file("reason"))
    at.does("m1", "case", "withdraw", 1)
    at.does("m2", "case", "show", 7)
    _decide(at)
    at.does("anyone", "announce")
    for who in ("m0", "stranger", "m1"):
        at.does(who, "object", 0, "--reason", at.file("reason"))
    at.does("m2", "add-reason", 0, "--reason", at.file("reason"))
    at.does("anyone", "case", "show", 0)
    _vote(at)
    at.people.wait(at.people.ledger.terms.notice / DAY + 1)
    at.does("anyone", "keep", "--dry-run")
    at.does("anyone", "case", "settle", 0)
    for words in (("case", "show", 0), ("case", "list"), ("case", "settle", 0)):
        at.does("m0", *words)


def _decide(at: Journey) -> None:
    site = ("--chain", at.people.ledger.chain_id, "--desk", at.people.ledger.site.desk, "--plan", PLAN)
    options = ("--report", at.file("report"), "--level", "hospital", *site)
    seals = []
    for number in range(2):
        seals.append(f"{number}.seal")
        at.types("panel", "sign", 0, "approve", *options, "--seal", seals[-1], "--key", f"assessor-{number}")
    at.does("anyone", "panel", "submit", seals[0])
    at.does("anyone", "keep", "--once")
    at.does("anyone", "panel", "submit", *seals)
    at.does("anyone", "announce")
    at.people.wait(at.people.ledger.terms.period / DAY)


def _vote(at: Journey) -> None:
    at.does("m3", "jury", "volunteer")
    at.does("m2", "jury", "volunteer")
    at.does("m2", "jury", "resign")
    at.does("anyone", "jury", "tally", 0)
    at.does("anyone", "jury", "draw", 0)
    jurors = at.people.names(at.people.ledger.dispute(0).jurors)
    at.does(next(name for name in MEMBERS if name not in jurors), "jury", "commit", 0, "pays")
    for juror in jurors:
        at.does(juror, "jury", "commit", 0, answers=["pays"])
    at.does(jurors[0], "jury", "duty")
    at.does(jurors[0], "jury", "reveal", 0)
    at.people.go(at.people.ledger.dispute(0).ends)
    for juror in jurors:
        at.does(juror, "jury", "reveal", 0)
    at.people.go(at.people.ledger.dispute(0).ends)
    at.does("anyone", "jury", "tally", 0)
    for _ in range(2):
        at.does(jurors[0], "collect")


def of_those_who_run_it(at: Journey) -> None:
    """The operator, the sponsor, and the end of the plan."""
    at.does("m0", "operator", "stop-joins", "--yes")
    at.does("supervisor", "operator", "stop-joins", answers=[""])
    at.does("supervisor", "operator", "stop-joins", "--yes")
    at.does("new2", "join", "couple", "400")
    at.does("operator", "operator", "collect-fee")
    at.does("operator", "operator", "collect-fee")
    at.does("operator", "operator", "propose", at.address("m0"))
    at.does("operator", "operator", "propose-panel", *sorted(at.address(f"m{number}") for number in range(3)))
    at.people.go(at.people.world.now() + 2 * at.people.ledger.terms.period + at.people.ledger.terms.notice)
    at.does("m0", "operator", "accept")
    at.does("anyone", "operator", "install-panel")
    at.does("m0", "sponsor", "fund", "70")
    at.does("sponsor", "sponsor", "take", "20")
    at.does("sponsor", "sponsor", "notice", "20")
    at.people.wait(100)
    for amount in ("30", "20"):
        at.does("sponsor", "sponsor", "take", amount)
    at.does("m1", "leave")
    at.does("m1", "membership")
    at.does("m0", "operator", "close", "--yes")
    at.does("m1", "announce")
    at.does("m1", "withdraw")


def of_auditors(at: Journey) -> None:
    """Anyone reads the public record."""
    ledger, rpc = at.people.ledger.site.ledger, ("--rpc", at.people.url)
    at.types("export", ledger, "-o", "log.parquet", *rpc)
    at.types("export", ledger, "-o", "parts/", *rpc)
    at.types("export", ledger, "-o", "parts/", *rpc)
    at.types("audit", "log.parquet", "--plan", PLAN)
    at.types("audit", "log.parquet", "--plan", "xianghubao")
    at.types("audit", at.address("m0"), *rpc)
    at.types("audit", "people.csv")
    at.types("statement", at.address("m0"), "--ledger", "log.parquet", "--proof", "proof.json")
    at.types("statement", at.address("stranger"), "--ledger", "log.parquet")
    block = "0x" + at.people.world.node.block_hash(at.people.world.node.head().number).hex()
    for digest in (block, "0x" + "11" * 32):
        at.types("check-proof", "proof.json", "--block-hash", digest)
    at.types("verify", "--ledger", ledger, "--on", at.people.url, "--out", "verified")
    at.types("portal", "build", "log.parquet", "-o", "site")
    at.types("portal", "check", "site")
    next(Path("site").rglob("*.html")).write_text("edited")
    at.types("portal", "check", "site")


def of_the_end(at: Journey) -> None:
    """The plan is finished, and money goes home."""
    at.does("anyone", "finish")
    at.people.wait(200)
    at.does("anyone", "finish")
    at.does("m2", "withdraw")
    at.does("m2", "withdraw")


ACTORS = (
    *(of_founders, of_scholars, of_attestors, of_members, of_a_case, of_those_who_run_it, of_auditors, of_the_end),
)

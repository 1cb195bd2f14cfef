"""Every command that sends is killed at each moment that leaves something behind; typed again, it has its effect once."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from shutil import rmtree
from typing import Any

import pytest
from pyrage import x25519
from typer.main import get_command

from openmutual.cli import app
from tests.cli.cli_fixture import PLAN, CliPlan
from tests.cli.mortal import End, Mortals, mortals

pytestmark = pytest.mark.slow

READING = {"membership", "verify", "case show", "case list", "jury duty"}
"""Commands on a plan that send nothing."""

SAYING_OTHERWISE = {"join-many", "evidence grant", "keep", "deploy", "jury draw"}
"""Who joined in an earlier run is passed over, a grant is locked by chance, a keeper tells what was left to do, the block
of a new plan has another hash, and the hash of a block draws jurors."""

Command = tuple[Any, ...]
"""Who acts, and what they type."""


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortals]:
    with mortals(tmp_path_factory.mktemp("mortals")) as those:
        yield those


class Repeated:
    """A command that is killed again and again.

    Args:
        state: all that it may change, for comparison.
    """

    def __init__(self, plan: CliPlan, living: Mortals, words: list[str], state: Callable[[], Any]) -> None:
        self.plan, self.living, self.words, self.state = plan, living, [*words, "--json", "-"], state
        self.says_the_same = name_of(words) not in SAYING_OTHERWISE
        self.point = plan.read("evm_snapshot")

    def wherever_it_is_ended(self) -> None:
        """End it after each of its acts, and type it again: it comes to what an undisturbed run comes to."""
        undisturbed = self.run()
        for moment in count(1):
            self.undo()
            if self.is_told(self.living.run(self.words, moment)):
                break
            assert self.run() == undisturbed, moment
        assert moment > 2
        self.undo()
        stopped = self.living.run(self.words, moment - 1, signal.SIGINT)
        assert stopped.code == 130, stopped
        assert "The same command again goes on from here, and does nothing twice." in stopped.err
        assert self.run() == undisturbed

    def run(self) -> tuple[Any, Any]:
        """What a run that lives comes to."""
        end = self.living.run(self.words)
        assert end.code == 0, end
        assert [*(self.plan.folder / "journals").glob(f"{self.plan.ledger.chain_id}-*.jsonl")] == []
        return self.state(), json.loads(end.out) if self.says_the_same else None

    def undo(self) -> None:
        """Go back to where it had not been typed."""
        self.plan.read("evm_revert", self.point)
        self.point = self.plan.read("evm_snapshot")
        rmtree(self.plan.folder / "deployments", ignore_errors=True)

    @staticmethod
    def is_told(end: End) -> bool:
        """Whether it had said everything; otherwise it was killed before."""
        assert end.code in (0, -signal.SIGKILL), end
        assert end.out or end.code, end
        return bool(end.out)


def of_members(plan: CliPlan) -> Iterator[Command]:
    yield "new", "join", "couple", "400"
    yield "new", "top-up", "10"
    yield "anyone", "announce"
    yield "m1", "leave"
    yield "m1", "top-up-many", "10", plan.address("m2"), plan.address("m3")
    yield "anyone", "order", "open"
    yield "m3", "jury", "resign"
    yield "new", "jury", "volunteer"


def of_payers(plan: CliPlan) -> Iterator[Command]:
    rows = [f"{plan.address(name)},couple,{deposit}" for name, deposit in (("a", 400), ("b", 410))]
    roll = plan.file("people.csv", "\n".join(["address,tier,deposit", *rows]))
    yield "rich", "join-many", roll
    yield "rich", "sponsor", "fund", "20"
    yield "sponsor", "sponsor", "notice", "10"
    plan.wait(37)
    yield "sponsor", "sponsor", "take", "10"
    plan.world.allow(plan.ledger, plan.address("rich"), 5_000)
    yield "rich", "allowance", "--revoke"


def of_standing_orders(plan: CliPlan) -> Iterator[Command]:
    at = ("--orders", plan.ledger.open_orders())
    plan.world.print_money(plan.ledger, plan.address("m3"), 10_000)
    yield "m3", "order", "place", "450", *at
    yield "anyone", "order", "refill", plan.address("m3"), *at
    yield "m3", "order", "cancel", *at


def of_the_operator(plan: CliPlan) -> Iterator[Command]:
    plan.done("anyone", "announce")
    yield "operator", "operator", "collect-fee"
    panel = [plan.address(f"m{number}") for number in range(3)]
    yield "operator", "operator", "propose-panel", *panel
    yield "operator", "operator", "propose", plan.address("m0")
    plan.wait(68)
    yield "m0", "operator", "accept"
    yield "anyone", "operator", "install-panel"
    yield "supervisor", "operator", "stop-joins", "--yes"
    yield "m0", "operator", "close", "--yes"
    plan.wait(91)
    yield "anyone", "finish"
    yield "m1", "withdraw"


def of_those_who_lapsed(plan: CliPlan) -> Iterator[Command]:
    plan.lapsed()
    yield "m0", "reinstate"
    yield "m1", "withdraw"


def of_a_case(plan: CliPlan) -> Iterator[Command]:
    yield "m2", "case", "file", "hospital", "--diagnosed", plan.today(), "--commitment", "0x" + "11" * 32
    yield "m2", "case", "withdraw", 0
    case = plan.filed("m0")
    seals = [plan.sign(f"assessor-{number}", case, "approve") for number in range(2)]
    yield "anyone", "panel", "submit", *seals
    plan.done("anyone", "announce")
    plan.wait(8)
    yield "anyone", "case", "settle", case


def of_who_has_no_ether(plan: CliPlan) -> Iterator[Command]:
    yield "relayer", "relay", "open"
    delegate = plan.told("relayer", "relay", "open")["delegate"]
    plan.world.print_money(plan.ledger, plan.address("poor"), 40_000)
    request = plan.folder / "request.json"
    plan.done("poor", "relay", "sign", request, "--delegate", delegate, "join", "couple", "400")
    yield "relayer", "relay", "bring", request


def of_a_keeper(plan: CliPlan) -> Iterator[Command]:
    plan.go(plan.ledger.calendar().announceable_from)
    yield "anyone", "keep", "--once"


def of_evidence(plan: CliPlan) -> Iterator[Command]:
    def made(*words):
        return json.loads(plan.openmutual("evidence", *words, "--json", "-").stdout)

    reader, store = str(x25519.Identity.generate().to_public()), plan.folder / "store"
    sealed = made("seal", plan.file("scan"), "--reader", reader, "--store", store, "--keep", plan.folder)
    words = ("--diagnosed", plan.today(), "--evidence", sealed["receipt"])
    case = plan.told("m0", "case", "file", "hospital", *words)["case"]
    another = str(x25519.Identity.generate().to_public())
    yield "m0", "evidence", "grant", sealed["receipt"], "--reader", another, "--case", case, "--store", store


def of_an_appeal(plan: CliPlan) -> Iterator[Command]:
    case = plan.decided("reject")
    yield "m0", "appeal", case, "--reason", plan.file("reason")


def of_a_dispute(plan: CliPlan) -> Iterator[Command]:
    case, reason, dispute = plan.announced(), plan.file("reason"), 0
    yield "m1", "object", case, "--reason", reason
    yield "m2", "add-reason", case, "--reason", reason
    yield "anyone", "jury", "draw", dispute
    jurors = plan.names(plan.ledger.dispute(dispute).jurors)
    yield jurors[0], "jury", "commit", dispute, "pays"
    for juror in jurors[1:]:
        plan.done(juror, "jury", "commit", dispute, "pays")
    plan.go(plan.ledger.dispute(dispute).ends)
    yield jurors[0], "jury", "reveal", dispute
    for juror in jurors[1:]:
        plan.done(juror, "jury", "reveal", dispute)
    plan.go(plan.ledger.dispute(dispute).ends)
    yield "anyone", "jury", "tally", dispute
    yield jurors[0], "collect"


STORIES = {
    of_members: "join, top-up, announce, leave, top-up-many, order open, jury resign, jury volunteer",
    of_payers: "join-many, sponsor fund, sponsor notice, sponsor take, allowance",
    of_standing_orders: "order place, order refill, order cancel",
    of_the_operator: "operator collect-fee, operator propose-panel, operator propose, operator accept, "
    "operator install-panel, operator stop-joins, operator close, finish, withdraw",
    of_those_who_lapsed: "reinstate, withdraw",
    of_who_has_no_ether: "relay open, relay bring",
    of_a_keeper: "keep",
    of_evidence: "evidence grant",
    of_a_case: "case file, case withdraw, panel submit, case settle",
    of_an_appeal: "appeal",
    of_a_dispute: "object, add-reason, jury draw, jury commit, jury reveal, jury tally, collect",
}
"""What happens, and the commands that are killed in it."""


def commands() -> Iterator[str]:
    """All that pays for gas, by what is typed."""

    def within(command: Any, path: tuple[str, ...]) -> Iterator[str]:
        for name, each in getattr(command, "commands", {}).items():
            yield from within(each, (*path, name))
        if any(option.name == "max_fee" for option in command.params):
            yield " ".join(path)

    return within(get_command(app), ())


def name_of(words: Sequence[str]) -> str:
    """The command in what is typed."""
    known = set(commands())
    return next(name for name in (" ".join(words[:2]), words[0]) if name in known)


def at_plan(plan: CliPlan, who: str, *words: Any) -> list[str]:
    """All that is typed."""
    return [*map(str, words), "--ledger", plan.ledger.site.ledger, "--on", plan.url, "--key", who]


def state_of(plan: CliPlan, account: str) -> Any:
    """All that a command in the name of an account may change."""
    sent, allowed = plan.world.node.nonce(account), plan.world.allowance(plan.ledger, account)
    return plan.ledger.snapshot(), plan.ledger.calendar(), sent, allowed


def test_every_command_that_pays_for_gas_is_killed_here() -> None:
    killed = {name for names in STORIES.values() for name in names.split(", ")}
    assert killed | READING | {"deploy"} == set(commands())


def test_what_only_reads_sends_nothing(cli_plan: CliPlan) -> None:
    case, before = cli_plan.filed(), cli_plan.world.node.head()
    given = {"case show": [case], "jury duty": ["--juror", cli_plan.address("m3")], "verify": ["-o", cli_plan.folder]}
    for name in READING:
        cli_plan.done("m0", *name.split(), *given.get(name, []))
    assert cli_plan.world.node.head() == before


@pytest.mark.parametrize("story", STORIES)
def test_killed_anywhere_and_typed_again_a_command_has_its_effect_once(
    cli_plan: CliPlan, living: Mortals, story: Callable[[CliPlan], Iterator[Command]]
) -> None:
    typed = []
    for who, *words in story(cli_plan):
        command = at_plan(cli_plan, who, *words)
        typed.append(name_of(command))
        Repeated(cli_plan, living, command, partial(state_of, cli_plan, cli_plan.address(who))).wherever_it_is_ended()
    assert ", ".join(typed) == STORIES[story]


def test_killed_anywhere_and_typed_again_a_plan_is_founded_once(cli_plan: CliPlan, living: Mortals) -> None:
    book = cli_plan.folder / "deployments" / f"{cli_plan.ledger.chain_id}.json"
    payer, node = cli_plan.address("anyone"), cli_plan.world.node

    def state() -> Any:
        return node.nonce(payer), [*json.loads(book.read_text(encoding="utf-8"))["plans"]]

    Repeated(cli_plan, living, ["deploy", PLAN, "--on", cli_plan.url, "--yes"], state).wherever_it_is_ended()
    assert len(state()[1]) == 1


def test_a_story_that_is_stopped_halfway_says_how_to_begin_anew(cli_plan: CliPlan, living: Mortals) -> None:
    words = ["run", "circle", "--on", cli_plan.url]
    stopped = living.run(words, 9, signal.SIGINT)
    assert stopped.code == 130
    assert "--again begins anew" in stopped.err
    assert living.run(words).code == 1


def test_commands_at_once_with_one_key_each_have_their_effect(cli_plan: CliPlan, living: Mortals) -> None:
    """A keeper is among them."""
    before = cli_plan.ledger.snapshot().members[cli_plan.address("m1")].balance
    cli_plan.go(cli_plan.ledger.calendar().announceable_from)
    amounts = (10, 20, 10, 40)
    top_ups = [("top-up", amount) for amount in amounts]
    ends = living.together(*(at_plan(cli_plan, "m1", *words) for words in (*top_ups, ("keep", "--once"))))
    assert [end.code for end in ends] == [0] * (len(amounts) + 1), ends
    after = cli_plan.ledger.snapshot()
    member = after.members[cli_plan.address("m1")]
    assert member.balance + member.paid == before + 100 * sum(amounts)
    assert len(after.announcements) == 1

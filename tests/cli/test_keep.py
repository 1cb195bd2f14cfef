"""`openmutual keep` in a terminal: one turn for cron, a look without sending, and what it refuses to begin with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typer.testing import Result

from openmutual.cli import keeping
from openmutual.cli.errands import home
from openmutual.cli.moments import local
from openmutual.errors import NodeSilent, RateLimited
from openmutual.files import locked
from tests.cli.cli_fixture import CliPlan, node, settle_down

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with node() as at:
        yield at


@pytest.fixture
def circle(url, openmutual, tmp_path, monkeypatch) -> CliPlan:
    monkeypatch.setenv("OPENMUTUAL_JOURNALS", str(tmp_path / "journals"))
    return CliPlan(openmutual, url, settle_down(url), tmp_path)


def test_a_second_keeper_with_the_same_key_is_refused(circle: CliPlan) -> None:
    place = f"{circle.ledger.chain_id}-{circle.ledger.site.ledger}-{circle.address('ann')}"
    home().mkdir(parents=True)
    with locked(home() / f"keeper-{place}.jsonl"):
        result = circle.run("ann", "keep", "--once")
    assert result.exit_code == 4
    assert "another keeper of this plan is at work" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--max-fee", "cheap"), "'cheap' is no amount"),
        (("--max-fee", "0"), "nothing can be sent for 0"),
        (("--low-gas", "-1"), "'-1' is no amount"),
        (("--listen", "nowhere"), "nothing can listen at 'nowhere'"),
        (("--orders", "0x12"), "0x12"),
    ],
)
def test_what_cannot_be_meant_is_refused(circle: CliPlan, options: tuple[str, ...], said: str) -> None:
    result = circle.run("ann", "keep", "--once", *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_one_turn_does_what_is_due_and_the_next_has_nothing_to_do(circle: CliPlan) -> None:
    circle.go(circle.ledger.calendar().announceable_from)
    assert circle.told("ann", "keep", "--dry-run") == {"due": [{"verb": "announce", "about": -1}]}
    assert circle.ledger.calendar().period == 0
    told = circle.told("ann", "keep", "--once")
    assert told == {"deeds": [{"verb": "announce", "about": -1, "outcome": "done", "why": ""}], "notices": []}
    assert circle.ledger.calendar().period == 1
    assert circle.told("ann", "keep", "--dry-run") == {"due": []}
    assert circle.told("ann", "keep", "--once")["deeds"] == []


def test_what_is_left_undone_is_the_exit_code(circle: CliPlan) -> None:
    circle.go(circle.ledger.calendar().announceable_from)
    result = circle.run("ann", "keep", "--once", "--max-fee", "0.000000001")
    assert result.exit_code == 1
    assert "Nothing is sent: announce: gas costs" in " ".join(result.stdout.split())
    assert circle.ledger.calendar().period == 0


def test_a_notice_is_spoken_in_the_language_asked_for_with_times_as_other_commands_write_them(circle: CliPlan) -> None:
    circle.ledger.file(circle.address("m1"), "hospital", circle.world.now(), bytes(32))
    said = " ".join(circle.done("ann", "keep", "--once", "--lang", "en").split())
    until = circle.ledger.case(0).filed_at + circle.ledger.terms.decision
    assert f"The panel has to decide case 0 by {local(until)}." in said
    assert "申请 0" in circle.done("bo", "keep", "--once", "--lang", "zh")


def test_a_second_node_that_is_down_is_told_and_keeps_nothing_from_being_done(circle: CliPlan) -> None:
    circle.go(circle.ledger.calendar().announceable_from)
    result = circle.run("ann", "keep", "--once", "--second-node", NOBODY)
    assert result.exit_code == 1
    assert "second node: no chain answers at 127.0.0.1" in " ".join(result.stdout.split())
    assert circle.ledger.calendar().period == 1


def test_one_turn_or_a_look_waits_for_no_node(openmutual: Callable[..., Result]) -> None:
    for single in ("--once", "--dry-run"):
        result = openmutual("keep", "--ledger", f"0x{'11' * 20}", "--on", NOBODY, "--key", "ann", single)
        assert result.exit_code == 4
        assert "no chain answers at 127.0.0.1" in result.stderr


def test_a_keeper_waits_for_a_node_that_is_down_at_the_start_and_tells_of_it_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: list[Any] = [NodeSilent("it is down"), RateLimited("later"), "the plan"]
    rested: list[float] = []
    monkeypatch.setattr(keeping.time, "sleep", rested.append)

    def opened() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    options = {"once": False, "dry_run": False, "every": 15, "webhook": NOBODY, "ledger": ""}
    assert keeping.until_it_answers(opened, options) == "the plan"
    assert rested == [15, 15]
    assert capsys.readouterr().err.count("it is down") == 1


def test_the_journal_of_a_keeper_does_not_grow_for_ever(circle: CliPlan) -> None:
    for _ in range(2):
        circle.go(circle.ledger.calendar().announceable_from)
        circle.done("ann", "keep", "--once")
    (journal,) = home().glob("keeper-*.jsonl")
    assert len([line for line in journal.read_text().splitlines() if "raw" in json.loads(line)]) == 1

"""People are told what they must do, while there is time; a node that cannot be believed stops the keeper."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from openmutual.chain.node import Block, TooDear
from openmutual.errors import ChainError
from openmutual.keeper.keeper import Deed, Outcome, Round
from openmutual.keeper.notices import Notice, Told, of_people
from openmutual.keeper.status import MISSED, Status, serving
from openmutual.keeper.tasks import Actor, PlanState, Task, Verb
from openmutual.keeper.watch import STANDSTILL, Turn, Wallet, Watch
from openmutual.keeper.webhook import Webhook
from openmutual.money import format_time
from openmutual.records import CaseStatus, DisputeStage, Stage
from tests.keeper.test_tasks import NOW, case, dispute, plan
from tests.terms import TERMS

ANNOUNCE = Task(Verb.ANNOUNCE, Actor.ANYONE)


class Chain:
    """A node, a keeper and an observer in one, that say what a test puts into their mouths."""

    def __init__(self, state: PlanState, deeds: list[Deed] | None = None) -> None:
        self.deeds, self.wei, self.hash, self.rounds, self.looks = deeds or [], 10**18, b"h", 0, 0
        self.ledger, self.node, self._state, self.time = self, self, state, NOW
        self.is_gone, self.chain_id, self.error = False, 1, None
        self.broken, self.is_local, self.unusable, self.head_time = False, True, list[str](), NOW

    def state(self) -> PlanState:
        if self.broken:
            raise ChainError("the node is gone")
        self.looks += 1
        return self._state

    def round(self) -> Round:
        self.rounds += 1
        if self.error is not None:
            raise self.error
        return Round(tuple(self.deeds), self.state())

    def now(self) -> int:
        return self.time

    def head(self) -> Block:
        if self.is_gone:
            raise ChainError("it is gone")
        return Block(100, self.head_time, self.hash)

    def block_hash(self, _: int) -> bytes:
        return self.hash

    def balance(self, _: str) -> int:
        return self.wei


class Ear(list):
    """Whom notices are told to; deaf for a while, if a test wants."""

    deaf = False

    def tell(self, notice: Notice) -> None:
        if self.deaf:
            raise ChainError("nobody is there")
        self.append(notice)


def watch(chain: Any, ear: Ear, told: Told | None = None, **more: Any) -> Watch:
    return Watch(chain, chain, ear.tell, told or Told(), **more)


def kinds(notices: Any) -> list[tuple[str, int, bool]]:
    return [(notice.kind, notice.about, notice.late) for notice in notices]


def test_nobody_is_pressed_to_what_they_merely_may_do() -> None:
    state = plan(Stage.OPEN, case(CaseStatus.ANNOUNCED), case(CaseStatus.REJECTED))
    assert kinds(of_people(state, NOW)) == []


def test_the_plan_is_not_read_again_to_say_what_people_must_do() -> None:
    chain = Chain(plan(Stage.OPEN, case(CaseStatus.FILED, filed_at=NOW)))
    assert kinds(watch(chain, Ear()).turn().notices) == [("decide", 7, False)]
    assert (chain.rounds, chain.looks) == (1, 1)


def test_a_deadline_is_told_when_it_begins_and_with_a_quarter_of_its_time_left() -> None:
    filed = NOW - TERMS.decision * 3 // 4
    state = plan(Stage.OPEN, case(CaseStatus.FILED, filed_at=filed))
    assert kinds(of_people(state, NOW - 1)) == [("decide", 7, False)]
    assert kinds(of_people(state, NOW)) == [("decide", 7, False), ("decide", 7, True)]
    assert kinds(of_people(state, filed + TERMS.decision)) == []


def test_jurors_and_claimants_are_told_what_waits_for_them() -> None:
    voting = plan(disputes=(dispute(DisputeStage.COMMITTING, NOW + TERMS.jury.commit),))
    opening = plan(disputes=(dispute(DisputeStage.REVEALING, NOW + TERMS.jury.reveal),))
    assert kinds(of_people(voting, NOW)) == [("commit", 3, False), ("grant", 3, False)]
    assert kinds(of_people(opening, NOW)) == [("reveal", 3, False)]


def test_a_notice_says_in_both_languages_what_and_until_when() -> None:
    words = Notice("reveal", 3, until=1_700_000_000).words
    assert "dispute 3" in words.en
    assert "14 November 2023, 22:13:20 UTC" in words.en
    assert "by noon;" in Notice("reveal", 3, until=1_700_000_000).told("en", "noon")
    assert "争议 3 " in words.zh
    assert "2023年11月14日" in words.zh


def test_what_was_told_is_not_told_again_even_by_a_new_keeper(tmp_path: Path) -> None:
    chain, ear = Chain(plan(Stage.OPEN, case(CaseStatus.FILED, filed_at=NOW))), Ear()
    for _ in range(2):
        watch(chain, ear, Told(tmp_path / "told")).turn()
    assert kinds(ear) == [("decide", 7, False)]


def test_what_nobody_heard_is_told_again() -> None:
    chain, ear = Chain(plan(Stage.OPEN, case(CaseStatus.FILED, filed_at=NOW))), Ear()
    over = watch(chain, ear)
    ear.deaf = True
    assert not over.turn().is_well
    ear.deaf = False
    assert over.turn().is_well
    assert kinds(ear) == [("decide", 7, False)]


@pytest.mark.parametrize(("outcome", "kind"), [(Outcome.DEAR, "dear"), (Outcome.FAILED, "failed")])
def test_what_could_not_be_done_is_told_once_until_it_is_over(outcome: Outcome, kind: str) -> None:
    chain, ear = Chain(plan(), [Deed(ANNOUNCE, outcome, "why")]), Ear()
    over = watch(chain, ear)
    assert [over.turn().is_well, over.turn().is_well] == [False, False]
    assert kinds(ear) == [(kind, -1, False)]
    chain.deeds = [Deed(ANNOUNCE, Outcome.DONE)]
    assert over.turn().is_well
    chain.deeds = [Deed(ANNOUNCE, outcome, "again")]
    over.turn()
    assert kinds(ear) == [(kind, -1, False)] * 2


def test_what_a_rival_did_is_well_done() -> None:
    assert watch(Chain(plan(), [Deed(ANNOUNCE, Outcome.REFUSED, "PeriodNotOver")]), Ear()).turn().is_well


def test_nothing_is_done_while_two_nodes_disagree() -> None:
    chain, other, ear = Chain(plan()), Chain(plan()), Ear()
    over = watch(chain, ear, second=lambda: other)
    assert over.turn().is_well
    other.hash = b"another"
    assert not over.turn().is_well
    assert chain.rounds == 1
    assert [notice.kind for notice in ear] == ["other_node"]


def test_low_gas_is_told_and_the_work_goes_on() -> None:
    chain, ear = Chain(plan()), Ear()
    over = watch(chain, ear, wallet=Wallet("0xk", 10))
    chain.wei = 9
    assert over.turn().is_well
    assert (chain.rounds, [notice.kind for notice in ear]) == (1, ["low_gas"])


def test_a_node_that_is_gone_ends_a_turn_and_not_the_keeper() -> None:
    chain, ear = Chain(plan()), Ear()
    chain.broken = True
    turn = watch(chain, ear).turn()
    assert not turn.is_well
    assert [notice.kind for notice in ear] == ["unreachable"]


def test_the_second_node_stops_nothing_by_being_gone() -> None:
    chain, other, ear = Chain(plan()), Chain(plan()), Ear()
    other.is_gone = True
    assert not watch(chain, ear, second=lambda: other).turn().is_well
    assert (chain.rounds, [notice.kind for notice in ear]) == (1, ["unreachable"])


def test_a_second_node_that_is_down_at_the_start_is_asked_again() -> None:
    chain, ear, answers = Chain(plan()), Ear(), []

    def reached() -> Any:
        if not answers:
            raise ChainError("nobody is there")
        return answers.pop()

    over = watch(chain, ear, second=reached)
    assert not over.turn().is_well
    answers.append(Chain(plan()))
    assert [over.turn().is_well, over.turn().is_well] == [True, True]
    assert (chain.rounds, [notice.kind for notice in ear]) == (3, ["unreachable"])


def test_nothing_is_done_by_the_word_of_a_second_node_of_another_chain() -> None:
    chain, other, ear = Chain(plan()), Chain(plan()), Ear()
    other.chain_id = 5
    assert not watch(chain, ear, second=lambda: other).turn().is_well
    assert (chain.rounds, [notice.kind for notice in ear]) == (0, ["other_node"])


def test_a_deadline_is_told_while_the_node_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    chain, ear = Chain(plan(Stage.OPEN, case(CaseStatus.FILED, filed_at=NOW))), Ear()
    over = watch(chain, ear)
    over.turn()
    chain.is_gone = chain.broken = True
    monkeypatch.setattr("openmutual.keeper.watch.time.time", lambda: NOW + TERMS.decision * 3 // 4)
    assert not over.turn().is_well
    assert kinds(ear) == [("decide", 7, False), ("unreachable", -1, False), ("decide", 7, True)]


def test_what_is_stuck_and_too_dear_to_replace_is_told_as_such_and_deadlines_as_well() -> None:
    chain, ear = Chain(plan(Stage.OPEN, case(CaseStatus.FILED, filed_at=NOW))), Ear()
    chain.error = TooDear("gas costs 40 gwei")
    assert not watch(chain, ear).turn().is_well
    assert [notice.kind for notice in ear] == ["dear", "decide"]


def test_a_full_disk_keeps_nothing_from_being_done_or_told_twice(tmp_path: Path) -> None:
    chain, ear = Chain(plan(Stage.OPEN, case(CaseStatus.FILED, filed_at=NOW))), Ear()
    over = watch(chain, ear, Told(tmp_path / "missing" / "told"))
    assert [over.turn().untold, over.turn().untold] == [1, 0]
    assert (chain.rounds, kinds(ear)) == (2, [("decide", 7, False)])


@pytest.mark.parametrize("behind", ["first", "second"])
def test_nothing_is_done_while_one_node_is_far_behind_the_other(behind: str) -> None:
    chain, other, ear = Chain(plan()), Chain(plan()), Ear()
    {"first": chain, "second": other}[behind].head_time -= STANDSTILL + 1
    assert not watch(chain, ear, second=lambda: other).turn().is_well
    assert chain.rounds == 0
    assert f"the {behind} node is" in ear[0].detail


def test_a_chain_that_stands_still_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    chain, ear = Chain(plan()), Ear()
    chain.is_local = False
    over = watch(chain, ear)
    monkeypatch.setattr("openmutual.keeper.watch.time.time", lambda: NOW + STANDSTILL)
    assert over.turn().is_well
    monkeypatch.setattr("openmutual.keeper.watch.time.time", lambda: NOW + STANDSTILL + 1)
    assert not over.turn().is_well
    monkeypatch.setattr("openmutual.keeper.watch.time.time", lambda: NOW - 10 * STANDSTILL)
    assert over.turn().is_well  # a machine whose clock has jumped back
    assert (chain.rounds, [notice.kind for notice in ear]) == (3, ["unreachable"])


def test_a_ballot_that_opens_nothing_is_told() -> None:
    chain, ear = Chain(plan()), Ear()
    chain.unusable = ["a.json is no ballot"]
    assert not watch(chain, ear).turn().is_well
    assert [notice.kind for notice in ear] == ["ballot"]


def test_a_condition_that_comes_again_is_told_by_each_of_the_turns_that_cron_begins(tmp_path: Path) -> None:
    chain, ear = Chain(plan()), Ear()
    for chain.wei in (9, 9, 10, 9, 9):
        watch(chain, ear, Told(tmp_path / "told"), wallet=Wallet("0xk", 10)).turn()
    assert [notice.kind for notice in ear] == ["low_gas", "low_gas"]


def test_who_does_not_listen_is_waited_for_once_in_a_turn() -> None:
    cases = [case(CaseStatus.FILED, number, filed_at=NOW) for number in range(100)]
    calls = list[Notice]()

    def hang(notice: Notice) -> None:
        calls.append(notice)
        raise ChainError("it does not answer in time")

    chain = Chain(plan(Stage.OPEN, *cases))
    assert Watch(chain, chain, hang, Told()).turn().untold == 100
    assert len(calls) == 1


# ---- the webhook


@contextmanager
def listener(code: int) -> Iterator[tuple[str, list[Any]]]:
    """A webhook's other end, which answers with that code; its address, and what it was told."""
    heard: list[Any] = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(code)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/secret", heard
    finally:
        server.shutdown()
        server.server_close()


def test_a_webhook_that_does_not_take_a_notice_is_told_of_without_its_address() -> None:
    with listener(500) as (url, _), pytest.raises(ChainError, match="500") as refused:
        Webhook(url, "0xl").tell(Notice("failed", detail="why"))
    assert "secret" not in str(refused.value)
    with pytest.raises(ChainError, match="does not answer") as gone:
        Webhook(url, "0xl").tell(Notice("failed", detail="why"))
    assert "secret" not in str(gone.value)


def test_a_webhook_is_handed_plan_kind_time_and_words() -> None:
    with listener(204) as (url, heard):
        Webhook(url, "0xl").tell(Notice("reveal", 3, until=NOW, late=True))
    (told,) = heard
    assert (told["ledger"], told["kind"], told["about"], told["until"], told["late"]) == (
        "0xl",
        "reveal",
        3,
        format_time(NOW),
        True,
    )
    assert told["words"].keys() == {"en", "zh"}


# ---- health and metrics


def ask(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_a_keeper_is_ready_after_a_turn_that_went_well_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    status = Status("0xl", every=10)
    with serving(status, "127.0.0.1", 0) as port:
        assert (ask(port, "/healthz")[0], ask(port, "/readyz")[0], ask(port, "/else")[0]) == (200, 503, 404)
        status.note(Turn((), (), 0))
        assert ask(port, "/readyz")[0] == 200
        status.note(Turn((), (Notice("unreachable"),), 0))
        assert (ask(port, "/healthz")[0], ask(port, "/readyz")[0]) == (200, 503)
        monkeypatch.setattr("openmutual.keeper.status.time.monotonic", lambda: 10.0**9 + MISSED * 10)
        assert ask(port, "/healthz")[0] == 503


def test_metrics_count_what_was_done_and_what_waits_for_people() -> None:
    status = Status("0xl", every=10)
    deeds = (Deed(ANNOUNCE, Outcome.DONE), Deed(ANNOUNCE, Outcome.REFUSED))
    status.note(Turn(deeds, (Notice("reveal", 3), Notice("reveal", 4)), 0))
    status.note(Turn(deeds[:1], (Notice("reveal", 4),), 0))
    with serving(status, "127.0.0.1", 0) as port:
        said = ask(port, "/metrics")[1]
    assert 'openmutual_keeper_deeds_total{ledger="0xl",outcome="done",verb="announce"} 2.0' in said
    assert 'openmutual_keeper_deeds_total{ledger="0xl",outcome="refused",verb="announce"} 1.0' in said
    assert 'openmutual_keeper_notices{kind="reveal",ledger="0xl"} 1.0' in said
    assert 'openmutual_keeper_turns_total{ledger="0xl"} 2.0' in said

"""A round of a keeper, where nobody plays along: what fails, what is late, what is too much, and what is garbage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openmutual.chain.orders import BATCH
from openmutual.errors import AnnouncementTooEarly, BallotError, ChainError
from openmutual.keeper.keeper import Keeper, Limits, Outcome
from openmutual.keeper.observer import Observer
from openmutual.keeper.patience import FIRST, LONGEST, Patience
from openmutual.keeper.tasks import Actor, PlanState, Task, Verb
from openmutual.records import CaseStatus, DisputeStage, Stage
from openmutual.signing.ballots import Ballot, Ballots
from tests.keeper.test_tasks import NOW, case, dispute, plan
from tests.terms import DAY, TERMS

PAYABLE = case(CaseStatus.ANNOUNCED, announced_at=NOW - TERMS.notice)
JURORS = ["0x" + "11" * 20, "0x" + "22" * 20, "0x" + "33" * 20]


class Plan:
    """A ledger, a node and an observer in one; each verb does what a test says, and by default what is due is done."""

    def __init__(self, state: PlanState, **broken: Exception) -> None:
        self.ledger, self.node, self._state, self._broken = self, self, state, broken
        self.time, self.called, self.ballots = NOW, list[tuple[Any, ...]](), list[Ballot]()

    def state(self) -> PlanState:
        return self._state

    def now(self) -> int:
        return self.time

    def sealed(self, _opening: Any) -> list[Ballot]:
        return self.ballots

    def settle(self, number: int) -> None:
        self._do("settle", number)
        self._state = replace(self._state, cases=tuple(each for each in self._state.cases if each.number != number))

    def announce(self) -> None:
        self._do("announce")

    def draw_on(self, number: int) -> None:
        self._do("draw", number)

    def tally(self, number: int) -> None:
        self._do("tally", number)
        self._state = replace(self._state, disputes=())

    def refill(self, members: list[str]) -> None:
        self._do("refill", len(members))
        left = tuple(each for each in self._state.refillable if each not in members)
        self._state = replace(self._state, refillable=left)

    def reveal(self, _dispute: int, juror: str, _pays: bool, _secret: bytes) -> None:
        self._do("reveal", juror)

    def _do(self, verb: str, *about: Any) -> None:
        self.called.append((verb, *about))
        if verb in self._broken:
            raise self._broken[verb]


def keeper(of: Any, **more: Any) -> Keeper:
    return Keeper(of, **more)


def outcomes(made: Keeper) -> list[tuple[str, str]]:
    return [(deed.task.verb.value, deed.outcome.value) for deed in made.round().deeds]


@pytest.mark.parametrize("error", [ChainError("why"), BallotError("why"), AnnouncementTooEarly(1)])
def test_what_always_fails_is_said_and_keeps_nothing_else_from_being_done(error: Exception) -> None:
    disputes = (dispute(DisputeStage.COUNTING, NOW - 5),)
    of = Plan(plan(Stage.OPEN, PAYABLE, disputes=disputes), settle=error)
    made = keeper(of)
    at_first = "refused" if isinstance(error, AnnouncementTooEarly) else "failed"
    assert outcomes(made) == [("settle", at_first), ("tally", "done")]
    assert outcomes(made) == [("settle", "failed")]


def test_what_always_fails_is_tried_less_and_less_often() -> None:
    of = Plan(plan(Stage.OPEN, PAYABLE), settle=ChainError("why"))
    made = keeper(of)
    for _ in range(4 * 60):  # an hour of turns
        assert ("settle", "failed") in outcomes(made)
        of.time += 15
    assert 3 <= of.called.count(("settle", 7)) <= 9


def test_what_fails_is_tried_at_once_then_after_twice_as_long_each_time() -> None:
    task, patience, rests = Task(Verb.SETTLE, Actor.ANYONE, 7), Patience(), []
    for _ in range(10):
        patience.note_failure(task, NOW, "why")
        rests.append(next(rest for rest in range(LONGEST + 1) if not patience.why_not(task, NOW + rest)))
    assert rests == [0, *(FIRST * 2**count for count in range(6)), LONGEST, LONGEST, LONGEST]


def test_patience_begins_anew_with_what_is_due_anew() -> None:
    task, patience = Task(Verb.SETTLE, Actor.ANYONE, 7), Patience()
    for _ in range(20):
        patience.note_failure(task, NOW, "why")
    assert patience.why_not(task, NOW + LONGEST - 1) == "why"
    assert not patience.why_not(task, NOW + LONGEST)
    patience.forget_but([])
    assert not patience.why_not(task, NOW)


def test_a_rest_leaves_time_before_the_end() -> None:
    task, patience = Task(Verb.DRAW, Actor.ANYONE, 7, until=NOW + 100), Patience()
    for _ in range(3):
        patience.note_failure(task, NOW, "why")
    assert FIRST > 25
    assert patience.why_not(task, NOW + 24)
    assert not patience.why_not(task, NOW + 25)


def test_the_wait_for_rivals_is_a_quarter_of_what_is_left_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openmutual.keeper.keeper.random.uniform", lambda _least, most: most)
    waits = list[float]()
    for ends, longest in ((NOW + 40, 10), (NOW + 10**6, 600)):
        of = Plan(plan(Stage.OPEN, PAYABLE, disputes=(dispute(DisputeStage.DRAWING, ends, drawable=True),)))
        keeper(of, limits=Limits(jitter=600), rest=waits.append).round()
        assert set(waits) == {longest}
        waits.clear()


def test_ten_thousand_orders_are_carried_out_in_batches_behind_all_else() -> None:
    members = tuple(f"0x{number:040x}" for number in range(10_000))
    of = Plan(plan(Stage.OPEN, PAYABLE, refillable=members))
    assert {outcome for _, outcome in outcomes(keeper(of))} == {"done"}
    assert of.called == [("settle", 7), *[("refill", BATCH)] * 100]


def test_a_batch_of_orders_that_fails_ends_them_for_this_round() -> None:
    of = Plan(plan(refillable=("0xa", "0xb")), refill=ChainError("why"))
    assert outcomes(keeper(of)) == [("refill", "failed")]


def test_a_vote_that_cannot_be_opened_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    of = Plan(plan(disputes=(dispute(DisputeStage.REVEALING, NOW + DAY),), sealed=frozenset({3})))
    of.ballots = [Ballot(juror, 3, bytes(32), True, bytes(32)) for juror in JURORS]

    def refused_once(verb: str, juror: str) -> None:
        of.called.append((verb, juror))
        if juror == JURORS[0]:
            raise BallotError("why")

    monkeypatch.setattr(of, "_do", refused_once)
    assert ("reveal", Outcome.FAILED.value) in outcomes(keeper(of))
    assert of.called == [("reveal", juror) for juror in JURORS]


class Court:
    """A ledger on which each juror has sealed a vote in dispute 3."""

    def __init__(self, sealed: dict[str, bytes]) -> None:
        self._sealed = sealed

    def duties(self, juror: str) -> list[Any]:
        state = dispute(DisputeStage.REVEALING, NOW).state
        duty = type("Duty", (), {"dispute": 3, "state": state, "committed": True, "revealed": False})
        return [duty] if juror in self._sealed else []

    def committed(self, juror: str, _dispute: int) -> bytes:
        return self._sealed[juror]

    def commitment(self, juror: str, _dispute: int, _pays: bool, secret: bytes) -> bytes:
        return self._sealed[juror] if secret == b"\1" * 32 else bytes(32)


def test_garbage_among_ballots_is_said_and_the_others_are_opened(tmp_path: Path) -> None:
    box = Ballots(tmp_path)
    good, changed, foreign = (
        Ballot(juror, 3, bytes([number]) * 32, True, bytes([number != 2]) * 32)
        for number, juror in enumerate(JURORS, 1)
    )
    for each in (good, changed, foreign):
        box.keep(each)
    (tmp_path / f"{'07' * 32}.json").write_text("garbage", encoding="utf-8")
    court: Any = Court({each.juror: each.commitment for each in (good, changed)})
    observer = Observer(court, court, box)
    assert observer.sealed({3}) == [good]
    assert len(observer.unusable) == 2
    assert any(changed.juror in said for said in observer.unusable)


def test_what_an_earlier_round_left_stuck_can_be_replaced() -> None:
    class Book:
        def resume(self, node: Any, keyring: Any) -> int:
            resumed.append((node, keyring))
            return 0

    resumed = list[tuple[Any, Any]]()
    of, ring, book = Plan(plan()), object(), Book()
    untyped: Any = keeper
    untyped(of, journal=book, keyring=ring).round()
    assert resumed == [(of, ring)]

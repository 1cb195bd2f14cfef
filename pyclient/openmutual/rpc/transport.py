"""The JSON-RPC client (over HTTP), for nodes that nobody trusts and that were built for others.

Answers are bounded.  A node that was asked too often is waited for, one that was asked too many questions at once is
asked fewer and later more again, what one answer lacks is asked for once more, and several requests are under way at a
time.  Nodes word their refusals each in its own way (:mod:`.refusals`).
"""

import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Thread
from typing import Any, NamedTuple, Protocol, TypeVar

from ..errors import AnswerTooLong, ChainError, NodeSilent, RateLimited, TooMuchAsked
from . import exchange
from .exchange import Exchange, Reply
from .pace import Pace
from .refusals import Kind, kind_of, kind_of_status

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds to wait, each time that the node says it was asked too often, or is out of order; it may ask for longer."""

MOST_AT_ONCE = 100
"""Questions in a batch; fewer after a node has refused so many."""

IN_FLIGHT = 4
"""Requests that are under way at a time; fewer after a node has said that it was asked too often."""

FIRST_WORDS = 400
"""Characters of an error that are repeated: some nodes put a whole stack of calls into one."""

FEW = 4
"""Questions in a batch as long as nobody knows how long their answers are."""

BREAKDOWNS = 3
"""So many pauses are made for a node that breaks down over a single question, and says nothing of a limit."""

NUMBER = re.compile(r"(\d{1,9})(\.0)?$")
"""What is left of a question's number in an answer: some providers make it a text, with something in front."""


R = TypeVar("R")


class Declined(ChainError):
    """The node answered a question with an error.

    Attributes:
        kind: what the error means, as far as its words tell.
    """

    def __init__(self, host: str, code: int, message: str, data: Any) -> None:
        self.code, self.message, self.data = code, message, data
        self.kind = kind_of(code, message)
        super().__init__(f"{host} answered: {message[:FIRST_WORDS]}")


class Rpc(Protocol):
    """A line to a node: :class:`JsonRpc`, or a user's own.

    Attributes:
        host: whose answers these are, in words that hold no secret.
    """

    host: str

    def ask(self, method: str, *parameters: Any, is_heavy: bool = False) -> Any:
        """The answer to one question, of which less could be asked for if it is heavy.  Raises Declined, ChainError."""

    def ask_all(self, method: str, each: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """The answers in order; a declined one has :class:`Declined` there.  Raises ChainError."""


@dataclass
class _Outcome:
    """What came of one request.

    Attributes:
        asked: how many questions it held.
        answers: by their places in the request.
        trouble: why some are missing; None if none is.
        words: the same for people; `declined` is what the node said of it in JSON-RPC.
        wait: seconds that the node asks to wait.
        is_long: whether the answers are so long that fewer should be asked for at once.
        is_final: whether asking again is of no use.
    """

    asked: int
    answers: dict[int, Any] = field(default_factory=dict)
    trouble: Kind | None = None
    words: str = ""
    declined: Declined | None = None
    wait: float = 0.0
    is_long: bool = False
    is_final: bool = False

    @property
    def calls_for_fewer(self) -> bool:
        """Whether so many questions at once are too many: by their answers, or the node says so, or breaks down."""
        if self.asked > 1 and self.is_long:
            return True
        if self.asked == 1 or self.trouble in (None, Kind.OFTEN, Kind.LIMIT):
            return False
        return self.trouble in (Kind.BATCH, Kind.MUCH) or not self.answers

    @property
    def calls_for_patience(self) -> bool:
        """Whether it helps to wait, if anything does."""
        if self.trouble in (Kind.OFTEN, Kind.LIMIT):
            return True
        return self.trouble is not None and (self.asked == 1 or bool(self.answers))


class _UnderWay(NamedTuple):
    """One request that was sent: the places of its questions, and what waits for its answer."""

    part: list[int]
    answer: Callable[[], Callable[[], Reply]]


class JsonRpc:
    """A line to a node.

    Args:
        url: of its JSON-RPC interface.
        pauses: how long to wait, each time that the node says it was asked too often, before giving up.

    Raises:
        ChainError: that is no address; it is not repeated.
    """

    def __init__(self, url: str, pauses: Sequence[float] = PAUSES) -> None:
        self._exchange = Exchange(url, IN_FLIGHT)
        self._address = self._exchange.address
        self.host = self._address.host
        self._pauses = pauses
        self._batches: dict[str, Pace] = {}
        self._in_flight = Pace(IN_FLIGHT)
        self._has_answered = False

    def ask(self, method: str, *parameters: Any, is_heavy: bool = False) -> Any:
        """The answer to one question.

        Args:
            method: of JSON-RPC.
            parameters: of the method.
            is_heavy: whether less can be asked for: then a node that breaks down over it is not asked the same again.

        Raises:
            Declined: the node says that it cannot.
            AnswerTooLong: the answer is longer than any that is read.
            TooMuchAsked: the node broke down over a heavy question.
            RateLimited: it was asked too often, and is still not ready after all pauses.
            ChainError: it does not answer, or not in JSON-RPC; says with what instead.
        """
        answer = next(self.ask_all(method, [parameters], is_heavy=is_heavy))
        if isinstance(answer, Declined):
            raise answer
        return answer

    def ask_all(
        self, method: str, each: Sequence[Sequence[Any]], are_long: bool = False, is_heavy: bool = False
    ) -> Iterator[Any]:
        """The answers to one question with different parameters, in order; a declined one has :class:`Declined` there.

        Args:
            method: of JSON-RPC.
            each: the parameters of each question.
            are_long: whether the answers may be so long that few should be held at a time.
            is_heavy: as :meth:`ask` has it.

        Raises:
            AnswerTooLong, TooMuchAsked, RateLimited, ChainError: as :meth:`ask` does.
        """
        batch = self._batches.setdefault(method, Pace(MOST_AT_ONCE, FEW if are_long else MOST_AT_ONCE))
        waiting, done, under_way = deque(range(len(each))), dict[int, Any](), deque[_UnderWay]()
        given = pauses = 0
        while waiting or under_way:
            for part in _parts(waiting, batch.now, self._in_flight.now - len(under_way)):
                under_way.append(self._send(method, each, part, is_alone=not (under_way or waiting)))
            back = list(self._come_back(under_way))
            for part, outcome in back:
                done |= {part[place]: answer for place, answer in outcome.answers.items()}
            waiting.extendleft(place for part, _ in reversed(back) for place in reversed(part) if place not in done)
            outcomes = [outcome for _, outcome in back]
            self._learn(batch, outcomes, pauses)
            worst = next((one for one in outcomes if one.calls_for_patience), None)
            pauses = 0 if worst is None or any(one.answers for one in outcomes) else pauses
            if worst is not None:
                self._wait(method, worst, pauses, is_heavy)
                pauses += 1
            while given in done:
                yield done.pop(given)
                given += 1

    def _send(self, method: str, each: Sequence[Sequence[Any]], part: list[int], *, is_alone: bool) -> _UnderWay:
        """Ask some of the questions in one request; only one that others wait for needs a thread of its own."""
        questions = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": list(each[place])}
            for number, place in enumerate(part)
        ]
        post = partial(self._exchange.post, questions if len(questions) > 1 else questions[0])
        return _UnderWay(part, post if is_alone else _begun(post))

    def _come_back(self, under_way: deque[_UnderWay]) -> Iterator[tuple[list[int], _Outcome]]:
        """What comes of the request that was sent first; if that lacks anything, of all, before more is asked."""
        lacks = False
        while under_way:
            part, answer = under_way.popleft()
            outcome = self._outcome(len(part), answer()())
            yield part, outcome
            lacks |= outcome.trouble is not None
            if not lacks:
                return

    def _learn(self, batch: Pace, outcomes: Sequence[_Outcome], pauses: int) -> None:
        """Adjust how much is asked at once to what came of it; `pauses` have been made without any answer since."""
        for outcome in outcomes:
            if outcome.trouble is None:
                self._in_flight.went_well()
            if outcome.trouble is None and not outcome.calls_for_fewer:
                batch.went_well()
            elif outcome.calls_for_fewer or (pauses and outcome.asked > 1 and not outcome.answers):
                batch.refused(outcome.asked)
        if any(outcome.calls_for_patience for outcome in outcomes):
            self._in_flight.refused(self._in_flight.now)

    def _wait(self, method: str, outcome: _Outcome, pauses: int, is_heavy: bool) -> None:
        """Wait before something is asked again.  Raises ChainError where that is of no use, or was so far."""
        if outcome.is_final:
            raise self._failure(method, outcome)
        if is_heavy and outcome.trouble is not Kind.OFTEN:
            raise TooMuchAsked(f"{self.host} breaks down over {method}: {outcome.words}")
        is_limit = outcome.trouble in (Kind.OFTEN, Kind.LIMIT)
        if pauses >= len(self._pauses) or (pauses >= BREAKDOWNS and not is_limit):
            raise self._failure(method, outcome)
        time.sleep(max(self._pauses[pauses], outcome.wait))

    def _failure(self, method: str, outcome: _Outcome) -> ChainError:
        """What to say of a question that stays without an answer."""
        if outcome.trouble in (Kind.OFTEN, Kind.LIMIT):
            return RateLimited(f"{self.host} answers no more for now: too much was asked of it ({outcome.words})")
        if outcome.declined is not None:
            return outcome.declined
        if outcome.trouble is Kind.MUCH:
            return AnswerTooLong(f"{self.host} answers {method} with more than {exchange.MOST_BYTES:,} bytes")
        if not self._has_answered:
            return NodeSilent(
                f"no chain answers at {self.host} ({outcome.words}); see that it runs, or name another node"
            )
        return NodeSilent(f"{self.host} does not answer {method}, but with {outcome.words}")

    def _outcome(self, asked: int, reply: Reply) -> _Outcome:
        """What came of a request of so many questions."""
        outcome = _Outcome(asked, wait=reply.wait, words=reply.words, is_long=reply.is_long)
        if reply.told is not None:
            self._hear(reply, outcome)
        elif reply.is_too_long:
            outcome.trouble, outcome.is_final = Kind.MUCH, True
        elif reply.is_late:
            outcome.trouble = Kind.BUSY
        elif reply.is_unreachable:
            outcome.trouble, outcome.is_final = Kind.BUSY, not self._has_answered
        else:
            self._take_for_refusal(reply, outcome)
        return outcome

    def _take_for_refusal(self, reply: Reply, outcome: _Outcome) -> None:
        """A page instead of an answer: where the node has answered before, it declines a question as an error does."""
        outcome.trouble = kind_of_status(reply.status)
        if outcome.trouble is Kind.OTHER and reply.status not in (0, 200) and outcome.asked == 1:
            outcome.is_final = not self._has_answered
            if self._has_answered:
                outcome.trouble, outcome.answers[0] = None, Declined(self.host, reply.status, reply.words, None)

    def _hear(self, reply: Reply, outcome: _Outcome) -> None:
        """Take the answers out of a reply; those that say "later" count as none."""
        told = reply.told if isinstance(reply.told, list) else [reply.told]
        self._has_answered = True
        for place, answer in _numbered(told, outcome.asked):
            said = self._answer(answer)
            if isinstance(said, Declined) and said.kind is Kind.OTHER:
                said.kind = kind_of_status(reply.status)
            if isinstance(said, Declined) and _is_for_later(said, place, outcome):
                outcome.trouble, outcome.words, outcome.declined = said.kind, said.message, said
                outcome.wait = max(outcome.wait, _backoff(said.data))
            elif said is not _MALFORMED and place is not None:
                outcome.answers[place] = said
        if len(outcome.answers) < outcome.asked and outcome.trouble is None:
            outcome.trouble = Kind.BATCH if outcome.asked > 1 else kind_of_status(reply.status)
            outcome.words = outcome.words or "something that is not JSON-RPC"

    def _answer(self, told: Any) -> Any:
        if not isinstance(told, Mapping):
            return _MALFORMED
        error = told.get("error")
        if error is None:
            return told.get("result", _MALFORMED)
        if not isinstance(error, Mapping):
            return Declined(self.host, 0, self._address.hidden(str(error)), None)
        code, message = error.get("code"), self._address.hidden(str(error.get("message", "")))
        return Declined(self.host, code if isinstance(code, int) else 0, message, error.get("data"))


_MALFORMED = object()
"""In place of an answer that has neither a result nor an error."""


def _is_for_later(said: Declined, place: int | None, outcome: _Outcome) -> bool:
    """Whether an error asks to wait, or refuses a batch, and is no answer to one question."""
    if said.kind in (Kind.OFTEN, Kind.LIMIT, Kind.BUSY):
        return True
    return outcome.asked > 1 and (place is None or said.kind in (Kind.BATCH, Kind.MUCH))


def _parts(waiting: deque[int], size: int, count: int) -> Iterator[list[int]]:
    """Take the first places in line, so many requests of such a size."""
    while waiting and count > 0:
        yield [waiting.popleft() for _ in range(min(size, len(waiting)))]
        count -= 1


def _begun(ask: Callable[[], R]) -> Callable[[], R]:
    """Begin a request in a thread of its own; a node that hangs keeps no program from ending."""
    said = list[R]()
    thread = Thread(target=lambda: said.append(ask()), daemon=True)
    thread.start()

    def answer() -> R:
        thread.join()
        return said[0] if said else ask()  # what went wrong in there goes wrong where it is seen

    return answer


def _numbered(told: Sequence[Any], asked: int) -> Iterator[tuple[int | None, Any]]:
    """Each answer with the place of its question; None where it names none, or there is one for all."""
    for answer in told:
        number = NUMBER.search(str(answer.get("id"))) if isinstance(answer, Mapping) else None
        place = int(number[1]) if number else None
        if asked == 1:
            place = 0
        yield place if place is not None and place < asked and not (len(told) == 1 < asked) else None, answer


def _backoff(data: Any) -> float:
    """The seconds that some providers ask to wait within an error."""
    rate = data.get("rate") if isinstance(data, Mapping) else None
    seconds = rate.get("backoff_seconds") if isinstance(rate, Mapping) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return 0.0
    return min(float(seconds), exchange.LONGEST_WAIT)

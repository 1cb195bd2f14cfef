"""The JSON-RPC client (over HTTP), for nodes that nobody trusts.

Answers are bounded, batches are split when a node refuses them, and a node that was asked too much is asked again.
"""

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests

from ..errors import AnswerTooLong, ChainError, RateLimited

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds to wait, each time that a node says it was asked too much."""

TIMEOUT = (10, 120)
"""Seconds to wait for a connection, and for an answer."""

MOST_AT_ONCE = 100
"""Questions in a batch; fewer once a node has refused so many."""

MOST_BYTES = 2**26
"""The longest answer that is read.  In JSON a log of one word has some 700 bytes: a full block has room for fewer."""

CHUNK = 2**16
"""Bytes that are read at once."""

BUSY = (429, 502, 503, 504)
"""What HTTP says when it may be otherwise in a while."""

TOO_MUCH = -32_005
"""What JSON-RPC says when too much is asked (EIP-1474)."""

TOO_OFTEN = ("rate limit", "too many requests", "request limit", "requests per second", "throughput", "capacity")
"""How nodes word that they were asked too often; those that mean too long an answer say it otherwise."""


class Declined(ChainError):
    """The node answered a question with an error."""

    def __init__(self, host: str, code: int, message: str, data: Any) -> None:
        self.code, self.message, self.data = code, message, data
        super().__init__(f"{host} answered: {message}")

    @property
    def is_too_often(self) -> bool:
        """Whether the node may answer if it is asked again later."""
        said = self.message.lower()
        too_long = any(word in said for word in ("result", "range", "block", "response", "size"))
        return any(word in said for word in TOO_OFTEN) or (self.code in (TOO_MUCH, 429) and not too_long)


class Rpc(Protocol):
    """A line to a node: :class:`JsonRpc`, or a user's own.

    Attributes:
        host: whose answers these are, in words that hold no secret.
    """

    host: str

    def ask(self, method: str, *parameters: Any) -> Any:
        """The answer to one question.  Raises Declined, ChainError."""

    def ask_all(self, method: str, each: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """The answers in order; a declined one has :class:`Declined` there.  Raises ChainError."""


class JsonRpc:
    """A line to a node.

    Args:
        url: of its JSON-RPC interface.
        pauses: how long to wait, each time that the node says it was asked too much, before giving up.
    """

    def __init__(self, url: str, pauses: Sequence[float] = PAUSES) -> None:
        self._url = url
        # An address may carry a password or an access key: only the host is ever shown.
        self.host = urlsplit(url).hostname or "the given address"
        self._pauses = pauses
        self._session = requests.Session()
        self._at_once = MOST_AT_ONCE
        self._has_answered = False

    def ask(self, method: str, *parameters: Any) -> Any:
        """The answer to one question.

        Raises:
            Declined: the node says that it cannot.
            AnswerTooLong: the answer is longer than any that is read.
            RateLimited: it was asked too much, and is still not ready after all pauses.
            ChainError: it does not answer, or not in JSON-RPC.
        """
        answer = next(self.ask_all(method, [parameters]))
        if isinstance(answer, Declined):
            raise answer
        return answer

    def ask_all(self, method: str, each: Sequence[Sequence[Any]], at_once: int = MOST_AT_ONCE) -> Iterator[Any]:
        """The answers to one question with different parameters, in order; a declined one has :class:`Declined` there.

        Raises:
            AnswerTooLong, RateLimited, ChainError: as :meth:`ask` does.
        """
        start, pauses = 0, iter(self._pauses)
        while start < len(each):
            part = each[start : start + min(self._at_once, at_once)]
            try:
                answers = self._batch(method, part)
            except _Refused as refused:
                self._at_once = max(1, len(part) // 2)
                if refused.is_too_often:
                    self._wait(pauses)
                continue
            yield from answers
            start, pauses = start + len(part), iter(self._pauses)

    def _wait(self, pauses: Iterator[float]) -> None:
        pause = next(pauses, None)
        if pause is None:
            raise RateLimited(f"{self.host} answers no more for now: too much was asked of it")
        time.sleep(pause)

    def _batch(self, method: str, each: Sequence[Sequence[Any]]) -> list[Any]:
        """The answers to a batch of questions; a single one is asked as such.  Raises _Refused."""
        questions = [
            {"jsonrpc": "2.0", "id": place, "method": method, "params": list(parameters)}
            for place, parameters in enumerate(each)
        ]
        told = self._post(questions if len(questions) > 1 else questions[0])
        try:
            answers = [self._answer(one) for one in _in_order(told)]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ChainError(f"{self.host} does not answer in JSON-RPC") from None
        if any(isinstance(one, Declined) and one.is_too_often for one in answers):
            raise _Refused(is_too_often=True)
        if isinstance(told, dict) and len(each) > 1:
            raise _Refused(is_too_often=False)
        if len(answers) != len(each):
            raise ChainError(f"{self.host} answered {len(answers)} of {len(each)} questions")
        return answers

    def _post(self, questions: Any) -> Any:
        """What the node sends back.  Raises _Refused."""
        try:
            response = self._session.post(self._url, json=questions, timeout=TIMEOUT, stream=True)
            content = self._read(response)
        except (OSError, ValueError) as error:
            if self._has_answered and isinstance(error, requests.ConnectionError | requests.Timeout):
                raise _Refused(is_too_often=True) from None
            raise self._unreachable(error) from None
        if response.status_code in BUSY:
            raise _Refused(is_too_often=True)
        if content is None and not isinstance(questions, list):
            raise AnswerTooLong(f"{self.host} answers {questions['method']} with more than {MOST_BYTES:,} bytes")
        if content is None:
            raise _Refused(is_too_often=False)
        if isinstance(questions, list) and not response.ok:
            raise _Refused(is_too_often=False)
        try:
            told = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise self._unreachable(error) from None
        self._has_answered = True
        return told

    def _read(self, response: requests.Response) -> bytes | None:
        """What a node sends, unpacked; None if that is too long, and nobody knows how much longer."""
        parts, size = [], 0
        with response:
            for part in response.iter_content(CHUNK):
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES:
                    return None
        return b"".join(parts)

    def _unreachable(self, error: Exception) -> ChainError:
        return ChainError(f"no chain answers at {self.host} ({type(error).__name__})")

    def _answer(self, told: dict[str, Any]) -> Any:
        error = told.get("error")
        if error is None:
            return told["result"]
        if not isinstance(error, dict):
            return Declined(self.host, 0, str(error), None)
        code = error.get("code")
        return Declined(
            self.host, code if isinstance(code, int) else 0, str(error.get("message", "")), error.get("data")
        )


class _Refused(Exception):
    """The node takes no batch, or none so large, or nothing for the moment (`is_too_often`)."""

    def __init__(self, *, is_too_often: bool) -> None:
        self.is_too_often = is_too_often


def _in_order(told: Any) -> list[Any]:
    return [told] if isinstance(told, dict) else sorted(told, key=lambda one: one["id"])

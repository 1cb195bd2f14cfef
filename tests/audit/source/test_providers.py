"""Nodes as they are: each odd way to answer ends in the same record as an honest node's, or in a true message."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from deploy.anvil import anvil
from deploy.toolchain import Toolchain
from openmutual.audit.extraction.collect import collect
from openmutual.audit.source.extract import Extract
from openmutual.audit.source.rpc import RpcSource
from openmutual.chain import ChainLedger, RpcWorld
from openmutual.chain.embedded import START
from openmutual.errors import BlockNotThere, ChainError, RateLimited
from openmutual.rpc import exchange, transport
from openmutual.rpc.refusals import Kind, kind_of
from openmutual.scenario import load_scenario, run

from ..extracts import content
from ..moody_node import Forward, Log, Mood, Sent, moody, sent

pytestmark = pytest.mark.slow

PROVIDERS = YAML(typ="safe", pure=True).load(Path(__file__).with_name("providers.yaml").read_text(encoding="utf-8"))
PAUSES = (0.0,) * 7
FEW = 3
"""What a tight node bears: so many questions at once, a search through so many blocks."""

Place = tuple[str, str]


@pytest.fixture(scope="module")
def place(toolchain: Toolchain) -> Iterator[Place]:
    with anvil("--timestamp", str(START)) as url:
        ledger = run(load_scenario("circle"), RpcWorld(url)).ledger
        assert isinstance(ledger, ChainLedger)
        yield url, ledger.site.ledger


@pytest.fixture(scope="module")
def honest(place: Place) -> Extract:
    return collect(RpcSource(place[0]), place[1])


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are made, without making them."""
    made: list[float] = []
    monkeypatch.setattr(transport.time, "sleep", made.append)
    return made


def collected(place: Place, mood: Mood) -> tuple[Extract, Log]:
    with moody(place[0], mood) as (url, log):
        return collect(RpcSource(url, PAUSES), place[1]), log


def listed(questions: Any) -> list[Any]:
    return questions if isinstance(questions, list) else [questions]


def error(said: dict[str, Any], number: Any) -> dict[str, Any]:
    fields = {name: said[name] for name in ("code", "message", "data") if name in said}
    return {"jsonrpc": "2.0", "id": number, "error": fields}


def refusing(said: dict[str, Any], questions: Any) -> Sent:
    """A provider's refusal, to each question on its own."""
    errors = [error(said, one["id"]) for one in listed(questions)]
    return sent(errors if isinstance(questions, list) else errors[0], said.get("status", 200))


def at_first(times: int, spoil: Callable[[Any, Any], Any], method: str = "eth_getBlockByNumber") -> Mood:
    """Spoil the first answers to a kind of question."""
    left = [times]

    def mood(questions: Any, forward: Forward) -> Any:
        if listed(questions)[0]["method"] != method or not left[0]:
            return forward(questions)
        left[0] -= 1
        return spoil(questions, forward(questions))

    return mood


# --- searches --------------------------------------------------------------------------------------------------------


def width(question: Any) -> int:
    wanted = question["params"][0]
    return int(wanted["toBlock"], 16) - int(wanted["fromBlock"], 16) + 1


@pytest.mark.parametrize("provider", PROVIDERS["range"])
def test_a_search_that_a_provider_refuses_is_made_in_parts(
    place: Place, honest: Extract, provider: str, pauses: list[float]
) -> None:
    said = PROVIDERS["range"][provider]

    def mood(questions: Any, forward: Forward) -> Any:
        one = listed(questions)[0]
        if one["method"] == "eth_getLogs" and width(one) > FEW:
            return refusing(said, questions)
        return forward(questions)

    told, log = collected(place, mood)
    assert content(told) == content(honest)
    assert pauses == []
    widths = [width(each) for each in log.requests if not isinstance(each, list) and each["method"] == "eth_getLogs"]
    assert sum(one > FEW for one in widths) < len(widths) / 2, "the refused searches are not made over and over"


def test_long_answers_are_asked_for_a_few_at_a_time_and_never_twice(
    place: Place, honest: Extract, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    monkeypatch.setattr(exchange, "LONG", 1_000)
    told, log = collected(place, lambda questions, forward: forward(questions))
    assert content(told) == content(honest)
    assert pauses == []
    asked = [listed(each) for each in log.requests if listed(each)[0]["method"] == "eth_getBlockReceipts"]
    sizes, blocks = [len(each) for each in asked], [one["params"][0] for each in asked for one in each]
    first = transport.IN_FLIGHT
    assert sizes[:first] == first * [transport.FEW]
    assert max(sizes[first:]) == transport.FEW // 2
    assert len(blocks) == len(set(blocks))


def test_a_search_that_takes_too_long_is_made_in_parts(
    place: Place, honest: Extract, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    real = exchange.Exchange.post

    def slow(self: exchange.Exchange, body: Any) -> Callable[[], exchange.Reply]:
        if not isinstance(body, list) and body["method"] == "eth_getLogs" and width(body) > FEW:
            return partial(exchange.Reply, words="ReadTimeout", is_late=True)
        return real(self, body)

    monkeypatch.setattr(exchange.Exchange, "post", slow)
    told, _ = collected(place, lambda questions, forward: forward(questions))
    assert content(told) == content(honest)
    assert pauses == []


# --- rates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", PROVIDERS["rate"])
def test_a_provider_that_was_asked_too_often_is_waited_for_and_batches_stay_large(
    place: Place, honest: Extract, provider: str, pauses: list[float]
) -> None:
    said = PROVIDERS["rate"][provider]
    told, log = collected(place, at_first(1, lambda questions, _answers: refusing(said, questions)))
    assert content(told) == content(honest)
    backoff = said.get("data", {}).get("rate", {}).get("backoff_seconds", 0.0)
    assert pauses == [backoff]
    assert max(log.sizes("eth_getBlockByNumber")) > len(honest.headers) / 2


@pytest.mark.parametrize("provider", PROVIDERS["rate"])
def test_a_provider_that_is_never_ready_ends_in_a_true_message(
    place: Place, provider: str, pauses: list[float]
) -> None:
    said = PROVIDERS["rate"][provider]
    with pytest.raises(RateLimited, match="answers no more for now: too much was asked of it") as raised:
        collected(place, at_first(1_000, lambda questions, _answers: refusing(said, questions)))
    assert said["message"][:20] in str(raised.value)
    assert len(pauses) == len(PAUSES)


@pytest.mark.parametrize(("said", "pause"), [("7", 7.0), ("99999", exchange.LONGEST_WAIT), ("soon", 0.0), ("", 0.0)])
def test_a_node_says_for_how_long_it_wants_to_be_left_alone(
    place: Place, honest: Extract, said: str, pause: float, pauses: list[float]
) -> None:
    told, _ = collected(place, at_first(1, lambda *_: Sent(429, b"Too Many Requests", {"Retry-After": said})))
    assert content(told) == content(honest)
    assert pauses == [pause]


@pytest.mark.parametrize("said", [10**9, 1e300, 2**64 - 1])
def test_a_node_is_not_left_alone_for_years(place: Place, honest: Extract, said: float, pauses: list[float]) -> None:
    wish = {"code": -32_005, "message": "too many requests", "data": {"rate": {"backoff_seconds": said}}}
    told, _ = collected(place, at_first(1, lambda questions, _answers: refusing(wish, questions)))
    assert content(told) == content(honest)
    assert pauses == [exchange.LONGEST_WAIT]


def test_one_question_of_a_batch_that_comes_too_often_is_asked_again_alone(
    place: Place, honest: Extract, pauses: list[float]
) -> None:
    def spoil(questions: Any, answers: Any) -> Any:
        if not isinstance(questions, list):
            return answers
        return [error(PROVIDERS["rate"]["quicknode"], one["id"]) if one["id"] == 5 else one for one in answers]

    told, log = collected(place, at_first(9, spoil))
    assert content(told) == content(honest)
    whole = max(log.sizes("eth_getBlockByNumber"))
    assert log.sizes("eth_getBlockByNumber").count(whole) == 1, "what was answered is not asked for again"


MEANT = {"range": Kind.MUCH, "rate": Kind.OFTEN, "busy": Kind.BUSY}


@pytest.mark.parametrize(
    ("meant", "provider"), [(meant, provider) for meant in MEANT for provider in PROVIDERS["read"][meant]]
)
def test_further_words_of_providers_are_read_as_what_they_mean(meant: str, provider: str) -> None:
    said = PROVIDERS["read"][meant][provider]
    assert kind_of(said["code"], said["message"]) is MEANT[meant]


# --- batches ---------------------------------------------------------------------------------------------------------


def refusing_batches(said: dict[str, Any]) -> Mood:
    def mood(questions: Any, forward: Forward) -> Any:
        if len(listed(questions)) <= FEW:
            return forward(questions)
        if said.get("each"):
            return refusing(said, questions)
        whole = error(said, questions[0]["id"] if said.get("listed") else None)
        return sent([whole] if said.get("listed") else whole, said.get("status", 200))

    return mood


@pytest.mark.parametrize("provider", PROVIDERS["batch"])
def test_a_provider_that_takes_few_questions_at_once_is_asked_few(
    place: Place, honest: Extract, provider: str, pauses: list[float]
) -> None:
    told, log = collected(place, refusing_batches(PROVIDERS["batch"][provider]))
    assert content(told) == content(honest)
    assert pauses == []
    assert {size for size in log.sizes("eth_getBlockByNumber") if size <= FEW} > {1}


CRUDE = {
    "breaks the connection off": Sent(is_reset=True),
    "says 413 as its front does": Sent(413, b"<html><head><title>413 Request Entity Too Large</title></head></html>"),
    "says 400": Sent(400, b"Bad Request"),
    "says 403 as a firewall does": Sent(403, b"<!DOCTYPE html><title>Just a moment...</title>"),
    "says 500": Sent(500, b""),
    "cuts its answer": Sent(200, b'[{"jsonrpc":"2.0","id":0,"result":{"num', missing=500),
    "sends half a text": Sent(200, b'[{"jsonrpc":"2.0","id":0,"result":{"num'),
    "sends nothing": Sent(200, b""),
    "sends something else": Sent(200, b'"batches are not for free"'),
}


@pytest.mark.parametrize("way", CRUDE)
def test_a_node_that_breaks_down_over_many_questions_is_asked_few(
    place: Place, honest: Extract, way: str, pauses: list[float]
) -> None:
    told, log = collected(
        place, lambda questions, forward: CRUDE[way] if len(listed(questions)) > FEW else forward(questions)
    )
    assert content(told) == content(honest)
    assert {size for size in log.sizes("eth_getBlockByNumber") if size <= FEW} > {1}


def test_batches_grow_again_once_they_are_borne(place: Place, honest: Extract, pauses: list[float]) -> None:
    with moody(place[0], at_first(3, lambda *_: CRUDE["says 500"])) as (url, log):
        source = RpcSource(url, PAUSES)
        for _ in range(40):
            list(source.headers(honest.headers["number"].to_list()))
    sizes = log.sizes("eth_getBlockByNumber")
    assert min(sizes) < len(honest.headers) / 3
    assert sizes[-1] == len(honest.headers)


# --- broken answers ----------------------------------------------------------------------------------------------------


def renumbered(rename: Callable[[int], Any]) -> Callable[[Any, Any], Any]:
    def spoil(questions: Any, answers: Any) -> Any:
        one = isinstance(questions, dict)
        told = [each | {"id": rename(each["id"])} for each in ([answers] if one else answers)]
        return told[0] if one else told

    return spoil


def many(spoil: Callable[[list[Any]], Any]) -> Callable[[Any, Any], Any]:
    return lambda questions, answers: spoil(answers) if isinstance(questions, list) else answers


FOR_ONE = {"code": -32603, "message": "Internal error"}
ODD: dict[str, Callable[[Any, Any], Any]] = {
    "numbers are texts": renumbered(str),
    "numbers are fractions": renumbered(float),
    "numbers are without end": renumbered(lambda number: f"{number}{5_000 * '1'}"),
    "numbers have something in front": renumbered(lambda number: f"gbiid:{number}"),
    "answers come in another order": many(lambda answers: answers[::-1]),
    "half of the answers are missing": many(lambda answers: answers[::2]),
    "one answer is doubled": many(lambda answers: [*answers, answers[0]]),
    "one answer is no object": many(lambda answers: ["sorry", *answers[1:]]),
    "one answer has no result": many(lambda answers: [{"jsonrpc": "2.0", "id": 0}, *answers[1:]]),
    "one answer is an error inside": many(lambda answers: [error(FOR_ONE, 0), *answers[1:]]),
    "one error for all": many(lambda _answers: error(FOR_ONE, None)),
    "blocks are null": many(lambda answers: [each | {"result": None} for each in answers]),
    "the text breaks off": lambda _questions, answers: Sent(200, json.dumps(answers).encode()[:-9]),
    "the body breaks off": lambda _questions, answers: Sent(200, json.dumps(answers).encode()[:-9], missing=9),
    "the connection breaks off": lambda *_: Sent(is_reset=True),
    "a page instead": lambda *_: Sent(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>"),
    "a page that says it is fine": lambda *_: Sent(200, b"<!DOCTYPE HTML><TITLE>ERROR</TITLE>"),
    "Cloudflare's own status": lambda *_: Sent(522, b"error code: 522"),
    "something else instead": lambda *_: Sent(200, b'"sorry"'),
    "a text for an error": lambda *_: Sent(200, b'{"error": "node is busy"}'),
    "a wrong packing": lambda *_: Sent(200, b"not gzip", {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("method", ["eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getLogs"])
@pytest.mark.parametrize("way", ODD)
def test_answers_that_are_spoilt_for_a_while_are_asked_for_again(
    place: Place, honest: Extract, way: str, method: str, pauses: list[float]
) -> None:
    told, _ = collected(place, at_first(2, ODD[way], method))
    assert content(told) == content(honest)


# --- methods that are not there ----------------------------------------------------------------------------------------

MISSING = {
    "by JSON-RPC": lambda one: sent(error({"code": -32601, "message": "the method does not exist/is not available"}, one["id"])),
    "by a list": lambda one: sent(error({"code": -32600, "message": "rpc method is not whitelisted"}, one["id"]), 403),
    "by a plan": lambda one: sent(error({"code": -32001, "message": "not included in your current plan"}, one["id"])),
    "by a page": lambda _one: Sent(403, b"<html>Forbidden</html>"),
}  # fmt: skip
OPTIONAL = ("web3_clientVersion", "eth_syncing", "evm_increaseTime", "anvil_dumpState")


@pytest.mark.parametrize("way", MISSING)
def test_methods_that_nobody_needs_may_be_missing(place: Place, honest: Extract, way: str) -> None:
    def mood(questions: Any, forward: Forward) -> Any:
        one = listed(questions)[0]
        if one["params"][:1] == ["finalized"]:
            return error({"code": -39001, "message": "finalized block not found"}, one["id"])
        return MISSING[way](one) if one["method"] in OPTIONAL else forward(questions)

    told, _ = collected(place, mood)
    assert told.last == honest.last
    assert told.logs.equals(honest.logs)


# --- true messages -----------------------------------------------------------------------------------------------------

HOPELESS = {
    "a page": (lambda *_: Sent(403, b"<html><title>Access denied</title>a-long-access-key"), "HTTP status 403: <html><title>Access denied"),
    "a key": (lambda *_: sent(error({"code": -32000, "message": "invalid project id"}, 0), 401), "answered: invalid project id"),
    "a key that it repeats": (lambda *_: sent(error({"code": -32000, "message": "no project 'a-long-access-key'"}, 0), 401), "answered: no project '…'"),
    "a way to elsewhere": (lambda *_: Sent(301, b"", {"Location": "https://other.example/a-key"}), "sends callers on to https://other.example: name that address"),
    "half a text": (lambda *_: Sent(200, b'{"jsonrpc":"2.0","id":0,"result":{"num'), "JSON that breaks off after 38 bytes"),
    "half a body": (lambda *_: Sent(200, b'{"jsonrpc"', missing=90), "an answer that breaks off"),
    "nothing": (lambda *_: Sent(500), "HTTP status 500 and nothing else"),
    "no object": (lambda *_: Sent(200, b"7"), "something that is not JSON-RPC"),
    "resets": (lambda *_: Sent(is_reset=True), "ConnectionError"),
}  # fmt: skip


@pytest.mark.parametrize("way", HOPELESS)
def test_a_node_that_never_answers_is_said_to_with_what_it_sends(place: Place, way: str, pauses: list[float]) -> None:
    spoil, said = HOPELESS[way]
    with pytest.raises(ChainError, match=r"^127\.0\.0\.1 (does not answer eth_getBlockByNumber|answered)") as raised:
        collected(place, at_first(10_000, spoil))
    assert said in str(raised.value)
    assert "access-key" not in str(raised.value)
    assert len(pauses) <= transport.BREAKDOWNS


def nulls(questions: Any) -> Any:
    answers = [{"jsonrpc": "2.0", "id": one["id"], "result": None} for one in listed(questions)]
    return answers if isinstance(questions, list) else answers[0]


def test_a_block_that_is_never_there_is_said_to_be_missing(place: Place, pauses: list[float]) -> None:
    with pytest.raises(BlockNotThere, match="has no block"):
        collected(place, at_first(10_000, lambda questions, _answers: nulls(questions)))

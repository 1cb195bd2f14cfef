"""Requests that are under way at a time: how many, and what is done meanwhile."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from openmutual.rpc import transport
from openmutual.rpc.exchange import Exchange, Reply

URL = "http://127.0.0.1:1"
BLOCKS = [(hex(number), False) for number in range(100)]
NUMBERS = [number for number, _ in BLOCKS]


class Echo(Exchange):
    """Answers each question with its first parameter, and asks nobody."""

    def __init__(self) -> None:
        super().__init__(URL, transport.IN_FLIGHT)

    def post(self, body: Any) -> Callable[[], Reply]:
        answers = [{"jsonrpc": "2.0", "id": one["id"], "result": one["params"][0]} for one in body]
        return lambda: Reply(200, answers)


def line_to(exchange: Exchange) -> transport.JsonRpc:
    line = transport.JsonRpc(URL)
    line._exchange = exchange
    return line


def test_several_requests_are_under_way_at_a_time_and_never_more_than_allowed() -> None:
    now, most, all_there = [0], [0], Event()

    class Counting(Echo):
        def post(self, body: Any) -> Callable[[], Reply]:
            now[0] += 1
            most[0] = max(most[0], now[0])
            if now[0] == transport.IN_FLIGHT:
                all_there.set()
            assert all_there.wait(10)
            now[0] -= 1
            return super().post(body)

    assert list(line_to(Counting()).ask_all("eth_getBlockByNumber", BLOCKS, are_long=True)) == NUMBERS
    assert most[0] == transport.IN_FLIGHT


def test_an_answer_is_read_while_later_requests_are_under_way() -> None:
    is_read, was_read = Event(), list[bool]()

    class Slow(Echo):
        def post(self, body: Any) -> Callable[[], Reply]:
            if body[0]["params"][0] != NUMBERS[0]:
                was_read.append(is_read.wait(10))
            return super().post(body)

    answers = line_to(Slow()).ask_all("eth_getBlockByNumber", BLOCKS, are_long=True)
    assert next(answers) == NUMBERS[0]
    is_read.set()
    assert list(answers) == NUMBERS[1:]
    assert was_read
    assert all(was_read)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_goes_wrong_while_asking_goes_wrong_for_who_asks() -> None:
    class Broken(Echo):
        def post(self, body: Any) -> Callable[[], Reply]:
            raise LookupError(str(len(body)))

    with pytest.raises(LookupError, match=str(transport.FEW)):
        list(line_to(Broken()).ask_all("eth_getBlockByNumber", BLOCKS, are_long=True))


ASKING = """
import signal, sys
from openmutual.rpc.transport import JsonRpc
signal.signal(signal.SIGINT, signal.default_int_handler)
list(JsonRpc(sys.argv[1]).ask_all("eth_getBlockByNumber", [(hex(number), False) for number in range(50)], are_long=True))
"""


def test_a_node_that_hangs_keeps_no_program_from_being_stopped() -> None:
    with socket.create_server(("127.0.0.1", 0)) as node:
        command = [sys.executable, "-c", ASKING, f"http://127.0.0.1:{node.getsockname()[1]}"]
        asking = subprocess.Popen(command, stderr=subprocess.PIPE)
        lines = [node.accept()[0] for _ in range(transport.IN_FLIGHT)]
        asking.send_signal(signal.SIGINT)
        _, said = asking.communicate(timeout=30)
        assert b"KeyboardInterrupt" in said
        for line in lines:
            line.close()

"""A node that answers in its own way: a proxy in front of an honest one, whose every reply a mood may spoil.

A mood is called as ``mood(questions, forward)`` with what was posted, and returns what to send back: the honest answers,
as ``forward(questions)`` gives them, or something else.  What is no :class:`Sent` is sent as JSON.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

import requests

Forward = Callable[[Any], Any]
Mood = Callable[[Any, Forward], Any]


@dataclass(frozen=True)
class Sent:
    """What goes back.

    Attributes:
        missing: how many bytes are promised and never sent.
        is_reset: whether the connection is broken off instead of any answer.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    missing: int = 0
    is_reset: bool = False


def sent(content: Any, status: int = 200, **headers: str) -> Sent:
    """JSON with a status."""
    return Sent(status, json.dumps(content).encode(), headers)


@dataclass
class Log:
    """What a moody node was asked: one entry a request."""

    requests: list[Any] = field(default_factory=list)

    def sizes(self, method: str) -> list[int]:
        """How many questions of a kind each request held."""
        batches = [each if isinstance(each, list) else [each] for each in self.requests]
        return [len(each) for each in batches if each[0]["method"] == method]


@contextmanager
def moody(url: str, mood: Mood) -> Iterator[tuple[str, Log]]:
    """The address of a node in that mood, and what it is asked."""
    log = Log()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(url, mood, log))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/a-long-access-key", log
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(url: str, mood: Mood, log: Log) -> type[BaseHTTPRequestHandler]:
    line, turn = requests.Session(), Lock()

    def forward(questions: Any) -> Any:
        with turn:
            return line.post(url, json=questions, timeout=60).json()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_POST(self) -> None:
            questions = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with turn:
                log.requests.append(questions)
            reply = mood(questions, forward)
            reply = reply if isinstance(reply, Sent) else sent(reply)
            if reply.is_reset:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(reply.body) + reply.missing))
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = bool(reply.missing)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
            """Say nothing."""

    return Handler

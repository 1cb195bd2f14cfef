"""A node that lies: a proxy in front of an honest one, which hands every answer to a hook before it is given.

A hook is called as ``hook(method, params, result)`` and returns what to answer instead, which may be the result itself.
It may raise :class:`Fault` to answer with a JSON-RPC error, or :class:`HttpFault` to answer with a status of HTTP.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import requests

Hook = Callable[[str, list[Any], Any], Any]


class Fault(Exception):
    """An error to answer with."""

    def __init__(self, code: int, message: str) -> None:
        self.error = {"code": code, "message": message}


class HttpFault(Exception):
    """A status of HTTP to answer with, for a whole batch."""

    def __init__(self, status: int) -> None:
        self.status = status


@contextmanager
def proxied(url: str, hook: Hook, at_once: int = 10_000) -> Iterator[str]:
    """The address of a node that says what the hook makes of the answers of the node at `url`.

    It refuses batches of more than `at_once` questions.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(url, hook, at_once))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(url: str, hook: Hook, at_once: int) -> type[BaseHTTPRequestHandler]:
    line = requests.Session()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer goes out in one piece: in two, each waits for the other end to confirm

        def do_POST(self) -> None:
            questions = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                if isinstance(questions, list) and len(questions) > at_once:
                    raise HttpFault(413)
                answers = line.post(url, json=questions, timeout=60).json()
                self._send(200, _twisted(questions, answers, hook))
            except HttpFault as fault:
                self._send(fault.status, {})

        def _send(self, status: int, content: Any) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
            """Say nothing."""

    return Handler


def _twisted(questions: Any, answers: Any, hook: Hook) -> Any:
    """The answers as the hook would have them; what is an error already stays one."""
    if isinstance(questions, dict):
        return _answer(questions, answers, hook)
    told = {answer["id"]: answer for answer in answers}
    return [_answer(question, told[question["id"]], hook) for question in questions]


def _answer(question: Any, answer: Any, hook: Hook) -> Any:
    if "error" in answer:
        return answer
    frame = {"jsonrpc": "2.0", "id": question["id"]}
    try:
        return frame | {"result": hook(question["method"], question["params"], answer["result"])}
    except Fault as fault:
        return frame | {"error": fault.error}

"""How a keeper is, for whoever asks: `/healthz`, does it live; `/readyz`, can it work; `/metrics`, for Prometheus."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest

from .watch import Turn

MISSED = 5
"""So many turns may be missed before a keeper counts as dead."""


class Status:
    """What is known of a keeper.

    Args:
        ledger: its plan.
        every: seconds from turn to turn.
    """

    def __init__(self, ledger: str, every: float) -> None:
        self._every = every
        self._lock = threading.Lock()
        self._began, self._last, self._well = time.monotonic(), 0.0, False
        self._ledger, self.registry = ledger, CollectorRegistry()
        of_plan = partial(Gauge, labelnames=["ledger"], registry=self.registry)
        self._ready = of_plan("openmutual_keeper_ready", "1 if the last turn went well.").labels(ledger)
        self._when = of_plan("openmutual_keeper_turn_time_seconds", "When the last turn ended.").labels(ledger)
        self._turns = Counter("openmutual_keeper_turns", "Turns so far.", ["ledger"], registry=self.registry)
        self._deeds = Counter(
            "openmutual_keeper_deeds",
            "What was taken up, by what it was and what became of it.",
            ["ledger", "verb", "outcome"],
            registry=self.registry,
        )
        self._notices = Gauge(
            "openmutual_keeper_notices",
            "What people must do now, by what it is.",
            ["ledger", "kind"],
            registry=self.registry,
        )

    def note(self, turn: Turn) -> None:
        """Take in what a turn has come to."""
        with self._lock:
            self._last, self._well = time.monotonic(), turn.is_well
            self._turns.labels(self._ledger).inc()
            self._ready.set(int(turn.is_well))
            self._when.set_to_current_time()
            for deed in turn.deeds:
                self._deeds.labels(self._ledger, deed.task.verb.value, deed.outcome.value).inc()
            self._notices.clear()
            for notice in turn.notices:
                self._notices.labels(self._ledger, notice.kind).inc()

    @property
    def lives(self) -> bool:
        """Whether turns go on."""
        with self._lock:
            return time.monotonic() - (self._last or self._began) < MISSED * max(self._every, 1)

    @property
    def is_ready(self) -> bool:
        """Whether the last turn went well, and is not long ago."""
        return self.lives and self._well


@contextmanager
def serving(status: Status, host: str, port: int) -> Iterator[int]:
    """Answer on that port (any free one for 0) as long as this lasts; yields the port.  Raises OSError."""
    server = ThreadingHTTPServer((host, port), _handler(status))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _handler(status: Status) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer one of the three questions."""
            if self.path == "/metrics":
                self._say(HTTPStatus.OK, generate_latest(status.registry), CONTENT_TYPE_LATEST)
            elif self.path in ("/healthz", "/readyz"):
                is_so = status.lives if self.path == "/healthz" else status.is_ready
                self._say(HTTPStatus.OK if is_so else HTTPStatus.SERVICE_UNAVAILABLE, b"ok\n" if is_so else b"no\n")
            else:
                self._say(HTTPStatus.NOT_FOUND, b"/healthz, /readyz or /metrics\n")

        def log_message(self, *_: Any) -> None:
            """Nobody wants to read who asked."""

        def _say(self, code: HTTPStatus, body: bytes, kind: str = "text/plain") -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Answers

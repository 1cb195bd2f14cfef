"""What the environment has for an address: proxies and passwords, which are read once and used each time."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from openmutual.rpc.exchange import Exchange

NODE = "http://node.example/a-key"


class Listener:
    """A server that writes down what it is asked, whoever is asked for.

    Attributes:
        asked: the address that each request names, and the password that it brings.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                listener.asked.append((self.path, self.headers.get("Authorization", "")))
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"result": "heard"}).encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own name
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    for name in ("http_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    listener = Listener()
    thread = Thread(target=listener.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield listener
    listener.server.shutdown()
    listener.server.server_close()
    thread.join()


def test_an_address_that_is_none_breaks_nothing_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "other.example")
    assert Exchange("http://node.example:port/a-key", 1).post({})().is_unreachable


def test_a_node_is_asked_through_the_proxy_of_the_environment(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", listener.url)
    exchange = Exchange(NODE, 1)
    assert exchange.post({})().told == {"result": "heard"}
    monkeypatch.delenv("http_proxy")
    assert exchange.post({})().told == {"result": "heard"}, "read once"
    assert listener.asked == 2 * [(NODE, "")]


def test_a_node_that_no_proxy_is_for_is_asked_itself(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert Exchange(f"{listener.url}/a-key", 1).post({})().told == {"result": "heard"}
    assert listener.asked == [("/a-key", "")]


def test_a_password_from_the_user_s_own_file_is_brought_along(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    Exchange(listener.url, 1).post({})
    assert listener.asked == [("/", "Basic " + base64.b64encode(b"me:secret").decode())]


def test_a_password_in_the_address_is_brought_along(listener: Listener) -> None:
    Exchange(listener.url.replace("//", "//me:secret@"), 1).post({})
    assert listener.asked == [("/", "Basic " + base64.b64encode(b"me:secret").decode())]

"""One exchange with a node: what the environment has for its address, and answers that are none or never end."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
import requests

from openmutual.errors import ChainError
from openmutual.rpc import exchange
from openmutual.rpc.address import Address
from openmutual.rpc.exchange import LONGEST_WAIT, Exchange

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


# --- answers that are none -----------------------------------------------------------------------------------------

Speak = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def says() -> Iterator[Callable[[Speak], Exchange]]:
    """A line to a node that sends what it is told to."""
    servers = list[HTTPServer]()

    def says(speak: Speak) -> Exchange:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                speak(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own name
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return Exchange(f"http://127.0.0.1:{server.server_port}/a-long-access-key", 1)

    yield says
    for server in servers:
        server.shutdown()
        server.server_close()


def headed(status: int, body: bytes = b"", **headers: str) -> Speak:
    def speak(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        for name, value in headers.items():
            to.send_header(name.replace("_", "-"), value)
        to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        to.wfile.write(body)

    return speak


DRIPS = {
    "a body of a known length": (b"Content-Length: 1000000\r\n\r\n", b" "),
    "a body without a length": (b"Connection: close\r\n\r\n", b" "),
    "a body in chunks": (b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a packed body that unpacks to nothing": (
        b"Content-Encoding: gzip\r\nContent-Length: 1000000\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\0",
        b"n",
    ),
}


@pytest.mark.parametrize("way", DRIPS)
def test_an_answer_that_drips_without_an_end_is_late(
    says: Callable[[Speak], Exchange], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    beginning, drop = DRIPS[way]
    monkeypatch.setattr(exchange, "PATIENCE", 0.2)

    def drip(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\n" + beginning)
        with suppress(OSError):
            while True:
                to.wfile.write(drop)
                Event().wait(0.01)

    assert says(drip).post({})().is_late


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_node_that_sends_its_callers_on_is_not_followed_and_the_place_is_named_without_a_key(
    says: Callable[[Speak], Exchange], status: int
) -> None:
    reply = says(headed(status, Location="https://other.example/v3/another-long-key")).post({})()
    assert reply.words == f"HTTP status {status}, which sends callers on to https://other.example: name that address"
    assert reply.told is None


def test_a_node_that_sends_its_callers_on_with_an_endless_page_is_bounded_as_any(
    says: Callable[[Speak], Exchange], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "MOST_BYTES", 1_000)
    assert says(headed(301, bytes(2_000), Location="https://other.example")).post({})().is_too_long


@pytest.mark.parametrize("place", ["", "/login", "https://[", "#"])
def test_a_node_that_sends_its_callers_nowhere_has_a_status_only(says: Callable[[Speak], Exchange], place: str) -> None:
    assert says(headed(302, Location=place)).post({})().words == "HTTP status 302 and nothing else"


NO_PAUSES = ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 2020 00:00:00 +99999999999999999999", "²")


@pytest.mark.parametrize("said", [*NO_PAUSES, "-5", "0 0 0 0", "Mon, 01 Jan 2020 00:00:00 GMT"])
def test_a_pause_until_a_day_of_no_calendar_is_none(said: str) -> None:
    response = requests.Response()
    response.headers["Retry-After"] = said
    assert exchange._wait(response) == 0


@pytest.mark.parametrize("said", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_pause_without_end_is_cut_short(said: str) -> None:
    response = requests.Response()
    response.headers["Retry-After"] = said
    assert exchange._wait(response) == LONGEST_WAIT


@pytest.mark.parametrize("body", [b'{"result":"\\ud800"}', b"{" + b'"a":{' * 5_000 + b"}" * 5_001, b'{"result":1e999}'])
def test_json_that_nobody_can_read_is_said_to_be_that(says: Callable[[Speak], Exchange], body: bytes) -> None:
    assert says(headed(200, body)).post({})().words == "JSON that cannot be read"


# --- what an address has that nobody is shown --------------------------------------------------------------------------

ADDRESSES = {
    "a name and a password": ("https://someone:pass%40word@node.example", ["someone", "pass%40word", "pass@word"]),
    "both, as they are sent": ("https://me:abcdef@node.example", [base64.b64encode(b"me:abcdef").decode()]),
    "a key in the path": ("https://node.example/v3/0123456789abcdef", ["0123456789abcdef"]),
    "a key in the query": (
        "https://node.example/rpc?network=main&key=s3cr%3Det",
        ["s3cr=et", "s3cr%3Det", "network=main&key=s3cr%3Det"],
    ),
    "a key behind the rest": ("https://node.example/#0123456789", ["0123456789"]),
    "keys of which one begins as another": ("https://node.example/12345678/123456789", ["12345678", "123456789"]),
}


@pytest.mark.parametrize("kind", ADDRESSES)
def test_nothing_secret_of_an_address_stays_in_what_a_node_says(kind: str) -> None:
    url, secrets = ADDRESSES[kind]
    address = Address(url)
    assert address.host == "node.example"
    for secret in secrets:
        assert address.hidden(f"unknown key '{secret}' of rpc v3") == "unknown key '…' of rpc v3"


NO_ADDRESSES = [
    "unix:///run/secret",
    "ws://node.example/secret",
    "node.example",
    "",
    "http://",
    "http://[::1",
    "//secret@x",
]


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_is_no_address_of_a_node_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ChainError, match="none of a node; write http") as refused:
        Address(url)
    assert "secret" not in str(refused.value)


def test_an_address_in_numbers_is_one() -> None:
    assert Address("http://[::1]:8545/").host == "::1"

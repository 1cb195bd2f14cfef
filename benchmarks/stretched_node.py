"""A stand-in for a node with a long chain: a short one, whose last block comes again and again.

It runs in a process of its own, so that memory and processor time of an export are the export's own.  Headers hang
together by their hashes; receipts are those of the last block under other numbers; whatever else is asked, the short
chain's node answers, as of its last block.  An audit would find the same members joining again.
"""

import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

import requests
from eth_utils.crypto import keccak

from openmutual.abi.structs import FIELDS, header_in
from openmutual.codec import to_hex

AT_A_BLOCK = {"eth_call", "eth_getCode", "eth_getProof", "eth_getStorageAt", "eth_getBalance"}
"""Questions whose last word is a block."""


class StretchedChain:
    """The chain of a node, and so many blocks more.

    Args:
        url: of the node.
        more: how many.
    """

    def __init__(self, url: str, more: int) -> None:
        self._url, self._session = url, requests.Session()
        self._last = int(self._ask("eth_blockNumber", []), 16)
        self._head = self._last + more
        self._template = self._ask("eth_getBlockByNumber", [hex(self._last), False])
        receipts = self._ask("eth_getBlockReceipts", [hex(self._last)])
        self._receipts = json.dumps(receipts, separators=(",", ":")).encode()

    def answer(self, method: str, params: list[Any]) -> bytes:
        """The result of a question, as JSON."""
        if method == "eth_blockNumber":
            return json.dumps(hex(self._head)).encode()
        if method == "eth_getBlockByNumber" and self._place(params[0]) > 0:
            return json.dumps(self._block(self._place(params[0]))).encode()
        if method == "eth_getLogs" and self._place(params[0]["fromBlock"]) > 0:
            return b"[]"
        if method == "eth_getBlockReceipts" and self._place(params[0]) > 0:
            number = b'"blockNumber":"%s"'
            here, there = (number % hex(each).encode() for each in (self._last, int(params[0], 16)))
            return self._receipts.replace(here, there)
        return json.dumps(self._ask(method, self._as_of_last(method, params))).encode()

    def _place(self, block: str) -> int:
        """How many blocks after the last of the short chain."""
        return (self._head if block == "latest" else int(block, 16)) - self._last if block != "finalized" else 0

    def _as_of_last(self, method: str, params: list[Any]) -> list[Any]:
        if method in AT_A_BLOCK:
            return [*params[:-1], hex(min(self._last, int(params[-1], 16)))]
        if method == "eth_getLogs":
            ends = {name: hex(min(self._last, int(params[0][name], 16))) for name in ("fromBlock", "toBlock")}
            return [params[0] | ends]
        return params

    def _block(self, place: int) -> dict[str, Any]:
        parent, own = self._hashes[place - 1 : place + 1]
        return self._told(place, parent) | {"hash": own}

    def _told(self, place: int, parent: str) -> dict[str, Any]:
        time = int(self._template["timestamp"], 16) + place
        return self._template | {"number": hex(self._last + place), "parentHash": parent, "timestamp": hex(time)}

    @cached_property
    def _hashes(self) -> list[str]:
        """The hashes of the last block and of all that follow."""
        hashes = [self._template["hash"]]
        for place in range(1, self._head - self._last + 1):
            told = self._told(place, hashes[-1])
            hashes.append(to_hex(keccak(header_in(FIELDS, told))))
        return hashes

    def _ask(self, method: str, params: list[Any]) -> Any:
        question = {"jsonrpc": "2.0", "id": 0, "method": method, "params": params}
        told = self._session.post(self._url, json=question, timeout=60).json()
        return told.get("result")


def _serve(url: str, more: int, started: Connection) -> None:
    chain = StretchedChain(url, more)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(chain))
    started.send(f"http://127.0.0.1:{server.server_address[1]}")
    server.serve_forever()


def _handler(chain: StretchedChain) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told = [_framed(chain, one) for one in (asked if isinstance(asked, list) else [asked])]
            body = b"[" + b",".join(told) + b"]" if isinstance(asked, list) else told[0]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
            """Say nothing."""

    return Handler


def _framed(chain: StretchedChain, one: dict[str, Any]) -> bytes:
    return b'{"jsonrpc":"2.0","id":%d,"result":%s}' % (one["id"], chain.answer(one["method"], one["params"]))


@contextmanager
def stretched(url: str, more: int) -> Iterator[str]:
    """The address of a node with so many blocks more than the node at `url`; it ends with the context."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, more, there), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()

"""One exchange with a node over HTTP: a body sent, and whatever comes back, read as far as it can be."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import orjson
import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_netrc_auth

from .address import Address

PATIENCE = 120.0
"""Seconds to wait for the beginning of an answer, and then for its end."""

TIMEOUT = (10.0, PATIENCE)
"""Seconds to wait for a connection, and for an answer."""

MOST_BYTES = 2**26
"""The longest answer that is read.  In JSON a log of one word has some 700 bytes: a full block has room for fewer."""

LONG = 2**20
"""Bytes of an answer that is long: what is read of it takes several times as much memory."""

CHUNK = 2**16
"""Bytes that are read at once."""

LONGEST_WAIT = 120.0
"""Seconds; who asks for a longer pause is not waited for so long."""

FIRST_WORDS = 80
"""Characters of an answer that are quoted where it cannot be used."""

MOST_QUOTED = 2**12
"""Bytes of an answer in which the first words are sought, so that no secret in them is cut in two."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Attributes:
        status: of HTTP; 0 where there was none.
        told: what the body holds, if it is JSON; else None.
        words: what came instead, for people: the status and the first words, or what broke off.
        wait: seconds that the node asks to wait.
        is_long: whether it would better have been asked for in parts.
        is_too_long: whether there is more than is read.
        is_late: whether it did not come in time.
        is_unreachable: whether no connection came about.
    """

    status: int = 0
    told: Any = None
    words: str = ""
    wait: float = 0.0
    is_long: bool = False
    is_too_long: bool = False
    is_late: bool = False
    is_unreachable: bool = False


class Exchange:
    """A connection to a node, kept open; it may be used from several threads.

    Args:
        url: of its JSON-RPC interface.  It may carry a password or an access key, and is shown to nobody.
        in_flight: how many requests there may be at a time.
    """

    def __init__(self, url: str, in_flight: int) -> None:
        self.address = Address(url)
        self._session = _session(url)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=in_flight))

    def post(self, body: Any) -> Callable[[], Reply]:
        """Send a body, and take what comes back; nothing that a node does raises an error here.

        It is read when it is called for: until then it takes a fraction of the memory.
        """
        try:
            response = self._session.post(self.address.url, json=body, timeout=TIMEOUT, stream=True)
            content = _content(response)
        except requests.Timeout as error:
            return partial(Reply, words=type(error).__name__, is_late=True)
        except (requests.ConnectionError, requests.exceptions.InvalidURL) as error:
            return partial(Reply, words=type(error).__name__, is_unreachable=True)
        except (OSError, ValueError) as error:  # broken off, or packed otherwise than it says
            return partial(Reply, words=f"an answer that breaks off ({type(error).__name__})")
        if content is None:
            return partial(Reply, response.status_code, is_too_long=True)
        return partial(self._read, response, content)

    def _read(self, response: requests.Response, content: bytes) -> Reply:
        status, wait = response.status_code, _wait(response)
        try:
            return Reply(status, orjson.loads(content), wait=wait, is_long=len(content) > LONG)
        except (ValueError, RecursionError):
            return Reply(status, words=self._quoted(response, content), wait=wait)

    def _quoted(self, response: requests.Response, content: bytes) -> str:
        """The status and the first words of an answer, without anything of the address."""
        status, place = response.status_code, _origin(response.headers.get("Location", ""))
        if response.is_redirect and place:
            return f"HTTP status {status}, which sends callers on to {self.address.hidden(place)}: name that address"
        text = self.address.hidden(" ".join(content[:MOST_QUOTED].decode("utf-8", "replace").split()))
        if status == requests.codes.ok and text[:1] in ("{", "["):
            is_whole = content.rstrip()[-1:] in (b"}", b"]")
            return "JSON that cannot be read" if is_whole else f"JSON that breaks off after {len(content):,} bytes"
        return f"HTTP status {status}" + (f": {text[:FIRST_WORDS]}" if text else " and nothing else")


def _origin(location: str) -> str:
    """Scheme and host of an address; what follows may be a key."""
    with suppress(ValueError):
        parts = urlsplit(location)
        if parts.hostname:
            return f"{parts.scheme or 'https'}://{parts.hostname}"
    return ""


class _Session(requests.Session):
    """A session that goes nowhere else: who sends callers on is named, and what it sends with that is read as usual."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, whatever the answer says."""


def _session(url: str) -> requests.Session:
    """A session with the proxies, certificates and passwords that the environment has for an address.

    Left to itself, a session reads all of them anew for each question, which takes a fifth of its time.
    """
    session = _Session()
    with suppress(ValueError):  # no address; the first question says so
        found = session.merge_environment_settings(url, {}, None, None, None)
        session.proxies, session.verify, session.auth = found["proxies"], found["verify"], get_netrc_auth(url)
    session.trust_env = False
    return session


def _content(response: requests.Response) -> bytes | None:
    """What a node sends, unpacked; None if that is too long, and nobody knows how much longer."""
    parts, size = [], 0
    with response, _in_time(response):
        for part in response.iter_content(CHUNK):
            parts.append(part)
            size += len(part)
            if size > MOST_BYTES:
                return None
    return b"".join(parts)


@contextmanager
def _in_time(response: requests.Response) -> Iterator[None]:
    """Break off an answer that drips: each byte comes before the wait for it is over, and the last one never.

    Raises:
        requests.ReadTimeout: it has not ended in time.
    """
    end = time.monotonic() + PATIENCE
    guard = Timer(PATIENCE, response.raw.shutdown)
    guard.daemon = True
    guard.start()
    try:
        yield
    except OSError:
        if time.monotonic() < end:
            raise
    finally:
        guard.cancel()
    if time.monotonic() >= end:
        raise requests.ReadTimeout(f"no end after {PATIENCE:g} seconds")


def _wait(response: requests.Response) -> float:
    """The seconds in `Retry-After`, which may also be a date."""
    said = response.headers.get("Retry-After", "")
    try:
        seconds = float(said) if said.strip().isdigit() else (parsedate_to_datetime(said) - _now()).total_seconds()
    except (ValueError, TypeError, OverflowError):  # no number, and no date of any calendar
        return 0.0
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _now() -> datetime:
    return datetime.now(UTC)

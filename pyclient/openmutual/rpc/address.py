"""The address of a node: where to go, and what of it is shown to nobody."""

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ..errors import ChainError

CREDENTIAL = 4
"""Characters from which a name, a password or a value of a query is taken out of what others say."""

KEY = 8
"""Characters from which a part of a path may be an access key; shorter ones are words such as `rpc`."""


class Address:
    """The address of a node's JSON-RPC interface, which may carry a password or an access key.

    Args:
        url: with `http` or `https`.

    Attributes:
        url: the same; it is shown to nobody.
        host: what the node is called in words and reports.

    Raises:
        ChainError: that is no address; it is not repeated.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host = parts.hostname if parts.scheme in ("http", "https") else None
        except ValueError:
            host = None
        if not host:
            raise ChainError("the given address is none of a node; write http://… or https://…")
        self.url, self.host = url, host
        self._secrets = sorted(set(_secrets(parts)), key=len, reverse=True)

    def hidden(self, words: str) -> str:
        """What somebody says, without anything of the address that may be secret: nodes repeat what they were sent."""
        for secret in self._secrets:
            words = words.replace(secret, "…")
        return words


def _secrets(parts: SplitResult) -> Iterator[str]:
    """All that may be secret, as it is written and as it is meant."""
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    values = [value for _, value in parse_qsl(parts.query)]
    written = [value for each in parts.query.split("&") for value in each.split("=")[1:]]
    for secret in (parts.username, parts.password, name, password, parts.query, *values, *written, parts.fragment):
        if secret and len(secret) >= CREDENTIAL:
            yield secret
    if password:
        yield b64encode(f"{name}:{password}".encode()).decode()
    for key in parts.path.split("/"):
        if len(key) >= KEY:
            yield from (key, unquote(key))

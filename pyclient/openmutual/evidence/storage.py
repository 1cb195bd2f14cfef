"""Where sealed evidence is kept: anything that fsspec can speak to, with every file named by the hash of its content.

A local folder needs nothing; `s3://`, `http://` or `ipfs://` need their fsspec plug-in.  What is stored is sealed, and
whoever keeps it can neither read it nor change it unnoticed; they can only lose it.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from ..errors import EvidenceTampered, StorageError
from .bundle import MOST_BYTES

MOST_SEALED_BYTES = MOST_BYTES + 1024 * 1024
"""The most that is read for one address: the largest bundle, sealed."""

_ADDRESS = re.compile(r"sha256:([0-9a-f]{64})")


def address_of(content: bytes) -> str:
    """The address of content: `sha256:` and its hash."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def hash_in(address: str) -> bytes:
    """The hash that an address is, 32 bytes.  Raises StorageError for anything else."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise StorageError(f"{address[:80]!a} is no address; one is sha256: and 64 hexadecimal digits")
    return bytes.fromhex(found[1])


class Store:
    """A storage, by its fsspec URL; a path is a local folder, made when it is first written to.

    Raises:
        StorageError: there is no such kind of storage here.
    """

    def __init__(self, url: str) -> None:
        self.shown = _shown(url)
        with self._spoken_to("cannot be used"):
            from fsspec.core import url_to_fs  # type: ignore[import-untyped]

            options = {"auto_mkdir": True} if urlsplit(url).scheme in {"", "file", "local"} else {}
            self._files, root = url_to_fs(url, **options)
            self._root = str(root).rstrip("/")

    def __repr__(self) -> str:
        return f"<Store at {self.shown}>"

    def put(self, content: bytes) -> str:
        """Store content; returns its address.  Raises StorageError."""
        address = address_of(content)
        with self._spoken_to("does not take the file"):
            self._files.pipe_file(self._path(address), content)
        return address

    def get(self, address: str) -> bytes:
        """What is stored at an address.

        Raises:
            StorageError: it is not there, is too large, or the storage does not answer.
            EvidenceTampered: what is there is not what the address stands for.
        """
        path = self._path(address)
        with self._spoken_to(f"does not have {address}"), self._files.open(path, "rb") as file:
            content = bytes(file.read(MOST_SEALED_BYTES + 1))
        if len(content) > MOST_SEALED_BYTES:
            raise StorageError(f"{address} is larger than evidence may be")
        if address_of(content) != address:
            raise EvidenceTampered(f"what {self.shown} gives for {address} is something else")
        return content

    def _path(self, address: str) -> str:
        return f"{self._root}/{hash_in(address).hex()}.age"

    @contextmanager
    def _spoken_to(self, problem: str) -> Iterator[None]:
        """Plug-ins raise what they like, and may repeat an address with its password: only the kind is shown."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  plug-ins' errors have no common base
            raise StorageError(f"the storage at {self.shown} {problem} ({type(error).__name__})") from None


def _shown(url: str) -> str:
    """A URL without the password, key or query that it may carry."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else url

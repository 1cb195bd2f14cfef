"""Files by their address: a path of this machine, or an fsspec URL, such as `s3://bucket/folder`.

The protocol of a URL needs its plug-in (`openmutual[remote]` brings those for `s3://` and `http://`).  A URL may carry
a password, a key or a query: none of them is ever shown.
"""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import ProtocolMissing

LOCAL = ("", "file", "local")
"""Protocols of this machine's own files."""

LOGIN = re.compile("://[^/?#]*@")
"""Who asks, with a password or a key, in front of the host."""

QUERY = re.compile(r"[?#].*?(?=::[\w+.-]+://|$)", re.DOTALL)
"""What is behind the path, up to the next URL of a chain."""


@dataclass(frozen=True, repr=False)
class Location:
    """A file or a folder; what of :class:`pathlib.Path` reading and writing whole files needs, for any storage."""

    url: str

    def __truediv__(self, name: str) -> "Location":
        address, mark, query = self.url.partition("?") if self.is_remote else (self.url, "", "")
        return Location(f"{address.rstrip('/')}/{name}{mark}{query}")

    def __str__(self) -> str:
        return shown(self.url)

    def __repr__(self) -> str:
        return f"<Location {self}>"

    @property
    def name(self) -> str:
        """The last part of its path."""
        return str(self).rstrip("/").rpartition("/")[2]

    @property
    def is_remote(self) -> bool:
        """Whether it is no path of this machine."""
        return protocol_of(self.url) not in LOCAL

    def read_bytes(self, start: int | None = None, end: int | None = None) -> bytes:
        """Its content, or the bytes from `start` up to, not including, `end`.

        Raises:
            FileNotFoundError: it is not there.
            OSError: it cannot be read.
            ProtocolMissing: its protocol needs a plug-in.
        """
        with self._reached() as (files, path):
            return bytes(files.cat_file(path, start=start, end=end))

    def write_bytes(self, content: bytes) -> None:
        """Make it hold this content.  Raises OSError, ProtocolMissing."""
        with self._reached() as (files, path):
            files.pipe_file(path, content)

    def make_folder(self) -> None:
        """See that it is a folder, where its storage knows any.  Raises OSError, ProtocolMissing."""
        with self._reached() as (files, path):
            files.makedirs(path, exist_ok=True)

    def remove_folder(self) -> None:
        """Remove it, with all that it holds.  Raises OSError, ProtocolMissing."""
        with self._reached() as (files, path):
            if files.exists(path):
                files.rm(path, recursive=True)

    @contextmanager
    def _reached(self) -> Iterator[tuple[Any, str]]:
        """Its storage, and its path there; a plug-in raises what it likes, and may repeat the key in the address."""
        try:
            yield opened(self.url)
        except ProtocolMissing:
            raise
        except Exception as error:  # noqa: BLE001  plug-ins' errors have no common base
            raise _of_system(error, str(self)) from None


Place = Path | Location
"""Where something is read."""


def place(written: str) -> Place:
    """A path of this machine, or a URL, as somebody has written it."""
    return Location(written) if "://" in written else Path(written)


def shown(url: str) -> str:
    """A URL, or several of fsspec's in a chain (`zip://…::https://…`), without what may be secret in any of them."""
    return QUERY.sub("", LOGIN.sub("://", url)) if "://" in url else url


def protocol_of(url: str) -> str:
    """The protocol of a URL, such as `s3`; empty for a path."""
    before, mark, _ = url.partition("://")
    return before.rpartition("::")[2] if mark else ""


def opened(url: str, **options: Any) -> tuple[Any, str]:
    """The storage that a URL names, and the path in there.

    Raises:
        ProtocolMissing: its protocol is not known, or needs a plug-in that is not installed.
    """
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    try:
        files, path = url_to_fs(url, **options)
    except (ImportError, ValueError) as error:
        if isinstance(error, ImportError) or "rotocol" in str(error):
            raise ProtocolMissing(protocol_of(url)) from None
        raise
    return files, str(path)


def _of_system(error: Exception, address: str) -> OSError:
    """What a storage raised as the system's own kind of error."""
    by_kind: dict[type[Exception], int] = {
        FileNotFoundError: errno.ENOENT,
        PermissionError: errno.EACCES,
        IsADirectoryError: errno.EISDIR,
    }
    number = getattr(error, "errno", None) or by_kind.get(type(error))
    if number is not None:
        return OSError(number, os.strerror(number), address)
    return OSError(errno.EIO, f"the storage does not answer ({type(error).__name__})", address)

"""A folder over HTTP, by the portal's own server in a thread of the test process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import uvicorn

from openmutual.portal.serving import Updates, application

QUIET = Updates(lambda: None, lambda: 0, every=3600)
"""Nothing new ever comes."""


@contextmanager
def served(folder: Path, updates: Updates = QUIET) -> Iterator[str]:
    """The address of a server of the folder, without a slash at its end."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application(folder, updates), port=port, log_level="error"))
    started = threading.Event()
    startup = server.startup

    async def announce(sockets: list[socket.socket] | None = None) -> None:
        await startup(sockets)
        started.set()

    server.startup = announce  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert started.wait(30), "the server does not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)

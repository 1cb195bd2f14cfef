"""A local chain of one's own, run by the pinned anvil for as long as it is needed."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .npm import ToolchainError
from .toolchain import Toolchain

PATIENCE = 10.0
"""Seconds for anvil to answer."""


@contextmanager
def anvil(*options: str) -> Iterator[str]:
    """The address of a fresh anvil on a free port, which ends with the context.

    Raises:
        ToolchainError: it does not answer.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Toolchain().program("anvil")), "--port", str(port), "--hardfork", "prague", "--silent", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ToolchainError(f"anvil does not answer on port {port}")

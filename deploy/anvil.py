"""A local chain of one's own, run by the pinned anvil for as long as it is needed."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .npm import ToolchainError
from .toolchain import Toolchain

PATIENCE = 60.0
"""Seconds for a client to answer: on a busy machine some take long to read their own code."""


@contextmanager
def anvil(*options: str) -> Iterator[str]:
    """The address of a fresh anvil on a free port, which ends with the context.

    Raises:
        ToolchainError: it does not answer.
    """
    port = free_port()
    command = [str(Toolchain().program("anvil")), "--port", str(port), "--hardfork", "prague", "--silent", *options]
    with listening(command, port) as address:
        yield address


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def listening(
    command: Sequence[str], port: int, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of a program that serves on a port of this machine, and ends with the context.

    Raises:
        ToolchainError: it does not answer.
    """
    process = subprocess.Popen(
        command, cwd=folder, env=environment or os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(command[0], port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(program: str, port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ToolchainError(f"{program} does not answer on port {port}")

"""Crews for a large plan: processes of this machine, or a Dask cluster's workers."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

from ..abi.artifacts import contracts_version
from ..errors import ClusterUnreachable, ExtraMissing, ScratchLost, WorkersDiffer
from ..locations import Location, place
from .crew import Crew

PATIENCE = 30
"""Seconds in which a scheduler must answer, and one worker be there; a worker that dies is often started again."""


@contextmanager
def crew_of(workers: int = 1, cluster: str | None = None, scratch: str | None = None) -> Iterator[Crew]:
    """A crew for as long as it is needed.

    Args:
        workers: processes of this machine; 1 for this one alone.
        cluster: the address of a Dask scheduler, such as `tcp://scheduler:8786`, whose workers take their place.
        scratch: a folder, or an fsspec URL, that all workers reach; a folder of this machine if there is none.

    Raises:
        ExtraMissing: Dask is not installed.
        ClusterUnreachable: nobody answers at the address, or no worker is there; later, if all of them go.
        WorkersDiffer: its workers have another openmutual.
        ScratchLost: the folder cannot be made.
        ProtocolMissing: its URL needs a plug-in.
    """
    with _scratch(scratch) as folder:
        if cluster is not None:
            with _dask(cluster, folder) as crew:
                yield crew
        elif workers > 1:
            # A fork would copy threads of the libraries in whatever state they are.
            with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
                yield Crew(pool, folder)
        else:
            yield Crew(scratch=folder)


@contextmanager
def _scratch(written: str | None) -> Iterator[Location | None]:
    """A folder of its own in there, removed in the end."""
    if written is None:
        yield None
        return
    where = place(written)
    folder = Location(str(where.absolute()) if isinstance(where, Path) else where.url) / f"openmutual-{uuid4().hex}"
    _kept(folder, folder.make_folder)
    try:
        yield folder
    finally:
        _kept(folder, folder.remove_folder)


def _kept(folder: Location, change: Callable[[], None]) -> None:
    try:
        change()
    except OSError as error:
        raise ScratchLost(str(folder), str(error.strerror)) from None


@contextmanager
def _dask(address: str, folder: Location | None) -> Iterator[Crew]:
    try:
        from distributed import Client
        from distributed.client import ClosedClientError
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise ExtraMissing("audits by a cluster", "cluster") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError):
        raise ClusterUnreachable(address) from None
    with client:
        _expect_same(client, address)
        lost = KilledWorker, CommClosedError, CancelledError, ClosedClientError
        yield Crew(client.get_executor(pure=False), folder, lost, lambda: _expect_workers(client, address))


def _expect_workers(client: Any, address: str) -> None:
    """Whether anybody is there, or comes while one can wait for it; else what they are to do would wait for ever."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, TimeoutError, RuntimeError):
        raise ClusterUnreachable(address) from None


def _expect_same(client: Any, address: str) -> None:
    """Whether all workers have this very program."""
    _expect_workers(client, address)
    try:
        told = client.run(program)
    except (OSError, TimeoutError):  # they have gone meanwhile
        raise ClusterUnreachable(address) from None
    except (ImportError, AttributeError):
        raise WorkersDiffer(address) from None
    if set(told.values()) != {program()}:
        raise WorkersDiffer(address)


def program() -> tuple[str, str]:
    """Which openmutual this is, and of which contracts."""
    return version("openmutual"), contracts_version()

"""Who does the work of an audit: this process alone, several of this machine, or a cluster's.

The work is cut into units, of one part of the log or of one shard of the members.  A unit is a function of what it is
given, and leaves nothing behind but a file of a name of its own; so it may be done again, anywhere, if whoever had
it is lost, and the audit comes to the same whoever does it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from functools import cached_property
from tempfile import TemporaryDirectory
from typing import TypeVar

from ..errors import WorkerLost
from ..locations import Location

Given = TypeVar("Given")
Done = TypeVar("Done")

LOOK = 5.0
"""Seconds between two looks whether there still is anybody to wait for."""


class Crew:
    """Workers, and where they put what they hand to one another.

    Args:
        executor: whom units are handed to; None if whoever asks does them.
        scratch: a folder that all of them reach; None for one of this machine, which lasts as long as the crew does.
        lost: what the executor raises if a worker is lost.
        expect_somebody: called again and again while something is waited for; raises if there is nobody left to do it.
    """

    def __init__(
        self,
        executor: Executor | None = None,
        scratch: Location | None = None,
        lost: tuple[type[BaseException], ...] = (BrokenExecutor,),
        expect_somebody: Callable[[], None] = lambda: None,
    ) -> None:
        self._executor, self._scratch, self._lost = executor, scratch, lost
        self._expect_somebody = expect_somebody

    @cached_property
    def scratch(self) -> Location:
        """The folder.  Raises OSError."""
        return self._scratch or Location(self._own.name)

    @cached_property
    def _own(self) -> TemporaryDirectory[str]:
        return TemporaryDirectory(prefix="openmutual-")

    def each(self, unit: Callable[[Given], Done], items: Iterable[Given]) -> Iterator[Done]:
        """What a unit makes of each item, in the order of the items, which say what they are as strings.

        Raises:
            WorkerLost: a worker has ended before it was done, and nobody has taken its place.
            ClusterUnreachable: all workers are gone, and none has come for a while.
        """
        executor = self._executor
        if executor is None:
            yield from map(unit, items)
            return
        waiting = deque((str(item), self._handed_over(executor, unit, item)) for item in items)
        try:
            while waiting:
                yield self._done(*waiting.popleft())
        finally:
            for _, future in waiting:
                future.cancel()

    def _handed_over(self, executor: Executor, unit: Callable[[Given], Done], item: Given) -> "Future[Done]":
        try:
            return executor.submit(unit, item)
        except self._lost:
            raise WorkerLost(str(item)) from None

    def _done(self, what: str, future: "Future[Done]") -> Done:
        try:
            while not wait([future], LOOK).done:
                self._expect_somebody()
            return future.result()
        except self._lost:
            raise WorkerLost(what) from None

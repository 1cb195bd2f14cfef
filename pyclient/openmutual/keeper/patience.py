"""Patience with what fails: it is tried again at once, then after longer and longer, so that it costs little."""

from dataclasses import dataclass

from .tasks import Task

FIRST = 60
"""Seconds of rest after the second failure; each further one doubles them."""

LONGEST = 3_600
"""Seconds of rest at most."""

QUARTER = 4
"""A rest takes no more than this part of the time that is left."""


@dataclass(frozen=True, slots=True)
class _Failure:
    count: int
    again_at: int
    why: str


class Patience:
    """What has failed of late, and from when it is worth another try.

    The chain may let a call fail that it would have taken when it was tried, and does so for a price.  What always
    fails must neither spend all there is for gas, nor keep anything else from being done.
    """

    def __init__(self) -> None:
        self._failures: dict[Task, _Failure] = {}

    def why_not(self, task: Task, now: int) -> str:
        """Why a task failed last, if it is too early to try it again; else nothing."""
        failure = self._failures.get(task)
        return failure.why if failure is not None and now < failure.again_at else ""

    def note_failure(self, task: Task, now: int, why: str) -> int:
        """Take down that a task has failed, at a time in Unix seconds; returns how often it has in a row."""
        last = self._failures.get(task)
        count = last.count + 1 if last is not None else 1
        rest = min(FIRST * 2 ** min(count - 2, 6), LONGEST) if count > 1 else 0
        if task.until:
            rest = min(rest, (task.until - now) // QUARTER)
        self._failures[task] = _Failure(count, now + int(rest), why)
        return count

    def forget_but(self, tasks: list[Task]) -> None:
        """Forget what is not due any more."""
        self._failures = {task: failure for task, failure in self._failures.items() if task in tasks}

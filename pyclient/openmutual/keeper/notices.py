"""What people are told: what only they can do, while there is time for it, and what keeps a keeper from its work."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..files import append_line
from ..i18n.catalogue import LANGUAGES, Bilingual, texts
from ..i18n.formatter import SentenceFormatter
from ..i18n.sentences import problem_in
from ..money import format_time
from .tasks import Actor, PlanState, Task, Verb, tasks

AREA = "keeper"
"""Of the catalogue of words."""

CALLED = (Verb.DECIDE, Verb.GRANT, Verb.COMMIT, Verb.REVEAL)
"""What people of a plan must do; what they merely may do, nobody presses them to."""

CONDITIONS = ("low_gas", "dear", "failed", "ballot", "other_node", "unreachable")
"""What keeps a keeper from its work; it comes and goes."""

QUARTER = 4

OVER = "over "
"""What stands in a file before something that was told and is over."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person must do.

    Attributes:
        kind: what it is, as a key of the catalogue's words.
        about: the number of the case, or of the dispute; -1 for the whole plan.
        until: from when it is too late, in Unix seconds; 0 for no end.
        late: whether a quarter of the time, or less, is left.
        detail: what the words need besides.
    """

    kind: str
    about: int = -1
    until: int = 0
    late: bool = False
    detail: str = ""

    @property
    def words(self) -> Bilingual:
        """What to tell, with the end of its time in UTC."""
        return Bilingual(
            **{each: self.told(each, SentenceFormatter(each, 0, "").time(self.until)) for each in LANGUAGES}
        )

    def told(self, language: str, until: str) -> str:
        """What to tell in `en` or `zh`, with the end of its time as whoever reads it writes times."""
        facts = {"about": self.about, "until": until, "detail": problem_in(language, self.detail)}
        return SentenceFormatter(language, 0, "").fill(texts(AREA, language)[self.kind], facts)

    def to_json(self) -> dict[str, Any]:
        """As the webhook takes it; the time in ISO 8601, null for no end."""
        return asdict(self) | {"until": format_time(self.until), "words": self.words.to_json()}


def of_people(state: PlanState, now: int) -> Iterator[Notice]:
    """What only people can do and have to: told when it begins, and again when a quarter of its time is left."""
    for task in tasks(state):
        if task.verb in CALLED and task.actor is not Actor.ANYONE and task.is_open(now):
            yield Notice(task.verb.value, task.about, task.until)
            if _is_late(task, now):
                yield Notice(task.verb.value, task.about, task.until, late=True)


def _is_late(task: Task, now: int) -> bool:
    return (task.until - now) * QUARTER <= task.until - task.since


class Told:
    """What people have been told already, in a file that outlives the keeper.

    Args:
        file: where; None keeps it in memory.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._keys: dict[str, None] = {}
        for line in self._lines():
            if line.startswith(OVER):
                self._keys.pop(line.removeprefix(OVER), None)
            else:
                self._keys[line] = None

    def is_new(self, notice: Notice) -> bool:
        """Whether it has not been told."""
        return _key(notice) not in self._keys

    def note(self, notice: Notice) -> None:
        """Write down that it has been told.  Raises OSError."""
        self._keys[_key(notice)] = None
        self._write(_key(notice))

    def forget_conditions_but(self, conditions: Iterable[Notice]) -> None:
        """What has no end of its own and is over now is told again, should it come again.  Raises OSError."""
        standing = {_key(notice) for notice in conditions}
        for key in [key for key in self._keys if _is_condition(key) and key not in standing]:
            del self._keys[key]
            self._write(OVER + key)

    def _lines(self) -> list[str]:
        if self._file is None or not self._file.exists():
            return []
        return self._file.read_text("utf-8", "replace").splitlines()

    def _write(self, line: str) -> None:
        if self._file is not None:
            append_line(self._file, line)


def _key(notice: Notice) -> str:
    return json.dumps([notice.kind, notice.about, notice.until, notice.late])


def _is_condition(key: str) -> bool:
    return any(key.startswith(f'["{kind}", ') for kind in CONDITIONS)

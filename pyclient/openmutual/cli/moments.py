"""Times as people read and write them."""

from datetime import UTC, date, datetime

import typer

from ..i18n import texts
from ..money import DAY, END_OF_TIMES

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def moment(at: int, now: int, language: str = "en") -> str:
    """A time in Unix seconds: `2026-03-05 14:00+08:00 (in 2 days)`."""
    return str(texts("moments", language)["moment"].format(at=local(at), far=relative(at - now, language)))


def local(at: int) -> str:
    """A time in Unix seconds as the local date and time, ISO 8601; as the number, where no calendar knows it."""
    return _local(at).isoformat(" ", "minutes") if _is_in_a_calendar(at) else str(at)


def local_date(at: int) -> str:
    """The local date of a time in Unix seconds, ISO 8601; the number, where no calendar knows it."""
    return _local(at).date().isoformat() if _is_in_a_calendar(at) else str(at)


def relative(seconds: int, language: str = "en") -> str:
    """How far away a time is, in whole units rounded down: it never promises more time than there is."""
    words = texts("moments", language)
    for name, size in UNITS:
        count = abs(seconds) // size
        if count:
            span = words[name if count == 1 else f"{name}s"].format(count=count)
            return str(words["ahead" if seconds > 0 else "ago"].format(span=span))
    return str(words["now"])


def unix(option: str, written: str) -> int:
    """The Unix time of a local date, or a local date and time, ISO 8601.  Raises BadParameter."""
    try:
        if len(written) == len("2026-03-05"):
            day = date.fromisoformat(written)
            return int(datetime(day.year, day.month, day.day).astimezone().timestamp())
        return int(datetime.fromisoformat(written).astimezone().timestamp())
    except (ValueError, OverflowError):
        problem = f"{written!r} is no date; write 2026-03-05, or 2026-03-05T14:00"
        raise typer.BadParameter(problem, param_hint=option) from None


def _is_in_a_calendar(at: int) -> bool:
    return 0 <= at < END_OF_TIMES - DAY


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone()

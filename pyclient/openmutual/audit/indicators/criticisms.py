"""What is held against mutual aid, and what in an audit answers it: figures, checks, or openly nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ...i18n import in_each_language
from ...resources import read_yaml


@dataclass(frozen=True, slots=True)
class Criticism:
    """A criticism of the platforms, or a promise that was made in answer to one.

    Attributes:
        key: its name in the texts (`data/audit/criticisms.yaml`).
        number: K1… for criticisms, T1.1… for the promises (transparency, no interference, security, lasting service),
            U1… for what no ledger can answer.
        figures: the figures on conduct that answer it; `checks` the families of checks that do.
        says: the criticism, by language; `answer` what answers it, or why nothing here can.
    """

    key: str
    number: str
    figures: tuple[str, ...]
    checks: tuple[str, ...]
    says: Mapping[str, str]
    answer: Mapping[str, str]

    @property
    def is_answered(self) -> bool:
        """Whether an audit answers it at all; what else it takes, and what is left open, the answer says."""
        return bool(self.figures or self.checks)


@cache
def criticisms() -> tuple[Criticism, ...]:
    """Every criticism and promise, in the order of the report."""
    words = in_each_language("criticisms")
    return tuple(
        Criticism(
            key=key,
            number=entry["number"],
            figures=tuple(entry.get("figures", ())),
            checks=tuple(entry.get("checks", ())),
            says={language: text["says"] for language, text in words[key].items()},
            answer={language: text["answer"] for language, text in words[key].items()},
        )
        for key, entry in read_yaml("audit", "criticisms.yaml").items()
    )

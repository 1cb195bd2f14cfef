"""A plan in plain sentences (公约): who joins with what, who is paid what, what it costs at most, and how it ends."""

from .clauses import Clause as Clause
from .explain import explain as explain
from .words import LANGUAGES as LANGUAGES
from .words import Words as Words

__all__ = ["LANGUAGES", "Clause", "Words", "explain"]

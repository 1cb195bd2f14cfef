"""Words that others wrote, from a chain, a node or a file, before they may stand in a report."""

import unicodedata

LONGEST = 200
"""The longest text of others in a sentence, in characters."""

LONGEST_NAME = 40
"""The longest name: of a currency, a tier, a level, a plan."""

UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Kinds of characters that are obeyed, not seen: controls, what turns the direction of writing, line ends."""


def tame(words: str, longest: int = LONGEST) -> str:
    """The words in one line, cut at `longest` characters, every character that cannot be seen replaced."""
    kept = words if len(words) <= longest else f"{words[: longest - 1]}…"
    return "".join("�" if unicodedata.category(letter) in UNSEEN else letter for letter in kept)


def tame_name(name: str) -> str:
    """A name, as `tame` has it."""
    return tame(name, LONGEST_NAME)

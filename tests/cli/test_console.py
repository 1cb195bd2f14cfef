"""What others wrote, into a chain or a file, cannot take over a reader's terminal."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from openmutual.cli.console import harmless, write_json
from openmutual.cli.errors import tell
from openmutual.cli.output import Page
from openmutual.errors import ChainError, UnknownTier

EVIL = "\x1b]0;owned\x07\x9b31m\u202egnp\r"


@pytest.mark.parametrize("word", ["Wu Jianguo", "互助金", "é\n", "–✓", "[bold]", "👩\u200d⚕️"])
def test_words_stay_as_they_are(word):
    assert harmless(word) == word


def test_nothing_that_a_terminal_obeys_reaches_it(capsys):
    out = io.StringIO()
    page = Page(Console(file=out, width=80))
    page.title(EVIL)
    page.heading(EVIL)
    page.prose(EVIL)
    page.item("next", EVIL)
    page.table(["a"], [[EVIL]])
    tell(UnknownTier(EVIL))
    tell(ChainError(EVIL))
    write_json("-", {"level": EVIL})
    captured = capsys.readouterr()
    for text in (out.getvalue(), captured.out, captured.err):
        assert text
        assert not set(text) & set(EVIL) - set("]0;owned31mgnp")


def test_json_still_says_what_was_written(capsys):
    write_json("-", {"level": EVIL})
    assert json.loads(capsys.readouterr().out) == {"level": EVIL}

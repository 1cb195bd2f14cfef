"""Every command on terminals of 60 columns and more, in both languages: nothing cut, no word of the other language."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from eth_account import Account
from typer.main import get_command

import openmutual
from openmutual.cli import app
from openmutual.cli.commands.enrol import NULLIFIER_KEY
from openmutual.plans.terms import preset_names
from openmutual.project.accounts import PASSPHRASE
from tests.cli import journey
from tests.cli.cli_fixture import CliPlan
from tests.cli.journey import Journey
from tests.cli.terminal import CONTROL, Shown, on_terminal

if TYPE_CHECKING:
    from tests.cli.conftest import Command

pytestmark = pytest.mark.slow

SMALL = 60
LARGER = (80, 120, 200)
WIDEST = LARGER[-1]
TERMINALS = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}
SENTENCE = re.compile("[，。：；？！]")

TYPED_OR_NAMED = re.compile(
    r"openmutual(?: [\w.…/|:-]+)+"  # a command line, as far as it stands in this line
    r"|--[a-z-]+(?:[ =][A-Z|]+)?|\{[A-Z.]+\}|\[[A-Z|]+\]"  # options and arguments
    r"|'[^']*'|[^\s，。：；（）]*[0-9_./:][^\s，。：；（）]*"  # what somebody wrote; files, addresses, numbers
)
"""What is the same in every language."""

COLOUR = re.compile(r"\x1b\[[0-9;]*[1-9][0-9]*m")

ENGLISH = re.compile(r"(?:[A-Za-z][a-z]+[ ,;:]+){2,}[A-Za-z][a-z]+")
"""Three words of English, one after another."""

NAMES = {
    *("Mutual Aid", "Banmashe", "Quanmin Baobiao", "Jingdong Hubao", "Wukong, of Xiaomi", "A circle of neighbours"),
    "Tongxin's own rules",
    *preset_names(),
}
"""Names of platforms and plans, which stand in both languages side by side or are typed."""


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A terminal in a home with nothing in it but an attestor's key."""
    for name in ("COLUMNS", "LINES", "LC_ALL", "LC_MESSAGES", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    found = {"TERM": "xterm-256color", "HOME": str(tmp_path), "OPENMUTUAL_ACCOUNTS": str(tmp_path / "accounts")}
    for name, value in (found | {PASSPHRASE: journey.PASSPHRASE, NULLIFIER_KEY: journey.NULLIFIERS}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    key = Account.encrypt(journey.PRIVATE, journey.PASSPHRASE, kdf="pbkdf2", iterations=1)
    (tmp_path / "attestor.json").write_text(json.dumps(key), encoding="utf-8")
    return tmp_path


@pytest.fixture(params=["en", "zh"])
def travelled(
    request: pytest.FixtureRequest, at_home: Path, cli_plan: CliPlan, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, list[Shown]]:
    """All screens of the journey, in one language."""
    language = str(request.param)
    monkeypatch.setenv("LANG", TERMINALS[language])
    at = Journey(cli_plan, SMALL, LARGER)
    for actor in journey.ACTORS:
        actor(at)
    return language, at.seen


def leaves(command: Any, *words: str) -> Iterator[tuple[str, ...]]:
    """The words of every command that can be run."""
    below = getattr(command, "commands", {})
    for name, each in below.items():
        yield from leaves(each, *words, name)
    if not below:
        yield words


ELSEWHERE = {("demo",): "takes too long here", ("portal", "serve"): "never ends", ("plan", "sharing"): "as `plan fair`"}
"""Commands that the journey leaves out, and why."""


def test_every_screen_fits_cuts_nothing_and_speaks_the_readers_language(travelled: tuple[str, list[Shown]]) -> None:
    language, seen = travelled
    run = {shown.words for shown in seen}
    missing = {leaf for leaf in leaves(get_command(app)) if not any(words[: len(leaf)] == leaf for words in run)}
    assert missing == ELSEWHERE.keys()
    assert {shown.words: shown.text for shown in seen if "Traceback" in shown.text} == {}
    assert {shown.words: wide for shown in seen if (wide := too_wide(shown))} == {}
    assert {shown.words: cut for shown in seen if (cut := cut_addresses(shown.text))} == {}
    strange = english_in if language == "zh" else chinese_in
    assert {shown.words: found for shown in seen if (found := strange(shown))} == {}
    sheets = [(shown.words, sheet) for shown in seen for sheet in shown.sheets]
    assert {(words, sheet.columns): wide for words, sheet in sheets if (wide := sheet.too_wide)} == {}
    assert {
        (words, sheet.columns): cut for words, sheet in sheets if (cut := cut_addresses("".join(sheet.pieces)))
    } == {}
    tables = [(words, sheet.tables) for words, sheet in sheets if sheet.columns == WIDEST]
    assert {
        words: heads
        for words, drawn in tables
        if (heads := [heads for heads, text in drawn if not in_one_line(heads, text)])
    } == {}


def too_wide(shown: Shown) -> list[str]:
    """Lines that the terminal had to break: of several words, and not what is typed in answer to a question."""
    return [line for line in shown.broken if " " in line.strip() and ": " not in line]


def cut_addresses(text: str) -> list[str]:
    """Addresses and hashes that are cut, or go on in the next line though they fit into one."""
    return re.findall(r"(?<!\w)0x[0-9a-fA-F]{8,39}$|0x[0-9a-fA-F]+…", text, re.MULTILINE)


def in_one_line(heads: Sequence[str], table: str) -> bool:
    """Whether a table begins with the names of its columns, side by side."""
    return all(name in table.splitlines()[0] for name in heads)


def english_in(shown: Shown) -> list[str]:
    """Three words of English in a row that are no names, and nothing that somebody typed or may type."""
    text = TYPED_OR_NAMED.sub("，", re.sub(r"openmutual \S+(?: \S+)*", "", shown.text))
    for name in sorted(NAMES, key=len, reverse=True):
        text = text.replace(name, "，")
    return ENGLISH.findall(text)


def chinese_in(shown: Shown) -> list[str]:
    """Chinese with the marks of a sentence; names of platforms stand in both languages."""
    return [line for line in shown.lines if SENTENCE.search(line)]


SHOWN = {
    "title",
    "heading",
    "prose",
    "item",
    "table",
    "done",
    "print_line",
    "echo",
    "print",
    "confirm",
    "prompt",
    "ask",
}
"""What puts words before people."""

SAME_EVERYWHERE = {
    "openmutual",
    "gas",
    "http",
    "healthz",
    "readyz",
    "metrics",
    "join",
    "ledger",
    "on",
    "key",
    "connect",
}
SAME_EVERYWHERE |= {"circle", "dim", "bold", "red", "green", "yellow", "cyan", "magenta", "stop_joins", "close"}
"""What is typed, or is a style, or the name of a sentence."""


def literals(node: ast.AST) -> Iterator[str]:
    """The texts that a value is put together from, but for those that are handed on to another call."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.ListComp | ast.GeneratorExp):
        yield from literals(node.elt)
    elif not isinstance(node, ast.Call | ast.Compare | ast.Subscript):
        for child in ast.iter_child_nodes(node):
            yield from literals(child)


def test_no_word_that_a_command_shows_stands_in_the_code() -> None:
    found = set()
    for path in (Path(openmutual.__file__).parent / "cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                texts = [text for value in node.args for text in literals(value)] if name in SHOWN else []
                words = {word for text in texts for word in re.findall("[A-Za-z_]{2,}", text)} - SAME_EVERYWHERE
                found |= {(path.name, node.lineno, *words)} if words else set()
    assert found == set()


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_larger_terminal_a_table_has_a_line_for_each_row(
    at_home: Path, monkeypatch: pytest.MonkeyPatch, columns: int, language: str
) -> None:
    monkeypatch.setenv("LANG", TERMINALS[language])
    shown = on_terminal(["run", "circle", "--on", "model"], columns)
    assert shown.broken == []
    rows = [line.split() for line in shown.lines if re.match(r" +\d+ +\d+ ", line)]
    assert [row[:2] for row in rows] == [["0", "31"], ["1", "73"], ["2", "104"], ["3", "135"]]
    wide = on_terminal(["plans"], 200)
    assert any({"xianghubao", "300,000", "3.24"} <= set(line.split()) for line in wide.lines)


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("NO_COLOR", "1")])
def test_a_plain_terminal_gets_no_colours(
    at_home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    words = ["plan", "check", "nowhere"], ["scenarios"], ["join", "--help"], ["nowhere"]
    assert all(COLOUR.search(on_terminal(each, 80).raw) for each in words)
    monkeypatch.setenv(name, value)
    assert {tuple(each): COLOUR.findall(on_terminal(each, 80).raw) for each in words} == {
        tuple(each): [] for each in words
    }


def test_what_is_no_terminal_gets_nothing_that_one_obeys(openmutual: Command) -> None:
    for words in (["run", "circle", "--on", "model"], ["join", "--help"], ["plan", "check", "nowhere"]):
        assert not CONTROL.search(openmutual(*words).output)


def test_json_is_alone_on_standard_output(openmutual: Command) -> None:
    told = openmutual("run", "circle", "--on", "model", "--json", "-", "--lang", "zh")
    assert json.loads(told.stdout)["periods"]
    assert "邻里" not in told.stdout
    assert "有效成员" in told.stderr

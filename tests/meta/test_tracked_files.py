"""What no tracked file may contain: one machine's paths, addresses of registries, marks of unfinished work."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.toolchain import ROOT

# Put together from pieces wherever a word would match itself.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:(?:work|farm|root|home|Users)/[\w.-]+|tmp/[a-z])")
REGISTRIES = re.compile(
    "|".join(re.escape(".".join(name)) for name in (("npmjs", "org"), ("pypi", "org"), ("pythonhosted", "org")))
    + "|"
    + "|".join(re.escape(".".join(name)) for name in (("yarnpkg", "com"), ("npmmirror", "com"), ("crates", "io")))
)
UNFINISHED = re.compile(
    r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|Not" + r"ImplementedError|import" + r"orskip)\b"
    r"|\b(?:mark|pytest|unittest|vm)\.(?:skip|xfail)"
)

MOST_LINES = 400
MOST_LINES_OF_THE_LEDGER = 600


def problems(path: str, text: str) -> Iterator[str]:
    """What is wrong with one tracked text file, by its path in the checkout."""
    is_data = path.endswith((".json", ".svg"))
    for number, line in enumerate(text.splitlines(), 1):
        if not is_data and MACHINE_PATHS.search(line):
            yield f"{path}:{number}: a path of one machine"
        if REGISTRIES.search(line):
            yield f"{path}:{number}: the address of a package registry"
        if not is_data and UNFINISHED.search(line):
            yield f"{path}:{number}: unfinished or skipped"
    if path.endswith((".py", ".sol")):
        most = MOST_LINES_OF_THE_LEDGER if path.endswith("MutualLedger.sol") else MOST_LINES
        if (lines := len(text.splitlines())) > most:
            yield f"{path}: {lines} lines, more than {most}"
    if path.endswith("package-lock.json"):
        yield from (f"{path}: {name} carries a download address" for name in _resolved(text))


def _resolved(lock: str) -> list[str]:
    return [name for name, package in json.loads(lock)["packages"].items() if "resolved" in package]


def listed() -> list[str]:
    """All that is tracked, links to folders included."""
    run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in run.stdout.split("\0") if path]


def tracked() -> list[str]:
    return [path for path in listed() if (ROOT / path).is_file()]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_tracked_files_have_no_problem() -> None:
    found = [problem for path in tracked() for problem in problems(path, _text(ROOT / path))]
    assert not found, "\n".join(found)


def test_nothing_that_is_built_is_tracked() -> None:
    built = re.compile(r"(^|/)(node_modules|\.venv|__pycache__|\.build|dist)(/|$)|\.pyc$")
    assert not [path for path in listed() if built.search(path)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "see /" + "root/project/file"),
        ("a.py", 'open("/' + 'tmp/out")'),
        ("a.toml", "index = 'https://registry.npmjs" + ".org/'"),
        ("a.json", '{"u": "https://files.pythonhosted' + '.org/x"}'),
        ("a.py", "# TO" + "DO: more"),
        ("a.py", "@pytest.mark" + ".skip(reason='later')"),
        ("a.py", "raise Not" + "ImplementedError"),
        ("a.t.sol", "vm" + ".skip(true);"),
        ("a.py", "x = 1\n" * 401),
        ("tests/test_a.py", "x = 1\n" * 401),
        ("contracts/CaseDesk.sol", "\n" * 401),
        ("contracts/MutualLedger.sol", "\n" * 601),
        ("contracts/package-lock.json", '{"packages": {"p": {"resolved": "somewhere"}}}'),
    ],
)
def test_a_problem_is_seen(path: str, text: str) -> None:
    assert list(problems(path, text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "the Merkle/root/of all"),
        ("a.py", "def test(tmp_path): ..."),
        ("contracts/MutualLedger.sol", "\n" * 600),
        ("a.sol", "skip(1 days);"),
    ],
)
def test_no_problem_is_made_up(path: str, text: str) -> None:
    assert not list(problems(path, text))

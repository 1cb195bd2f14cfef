"""The page on threats names tests that there are."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from deploy.toolchain import ROOT

PAGE = "docs/threats.md"
ROW = re.compile(r"^\| (?!threat \|)(?P<threat>[^|]+) \| (?P<answer>[^|]+) \| (?P<tests>[^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w./-]+)::(\w+)`")
IN_SOLIDITY = re.compile(r"\bfunction ((?:test|testFuzz|invariant)_\w+)\(")


def rows() -> list[re.Match[str]]:
    return list(ROW.finditer((ROOT / PAGE).read_text(encoding="utf-8")))


@cache
def found_in(path: str) -> frozenset[str]:
    """The tests in a file, by name; none in a file that is not there, or that no runner would look into."""
    file = ROOT / path
    if not file.is_file() or not (path.endswith(".t.sol") or Path(path).match("test_*.py")):
        return frozenset()
    text = file.read_text(encoding="utf-8")
    if path.endswith(".sol"):
        return frozenset(IN_SOLIDITY.findall(text))
    functions = (node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in functions if name.startswith("test_"))


def missing(text: str) -> list[str]:
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if name not in found_in(path)]


def test_every_test_that_is_named_is_there() -> None:
    assert missing((ROOT / PAGE).read_text(encoding="utf-8")) == []


def test_every_threat_has_an_answer_and_a_test() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| threat |")]
    assert len(rows()) == len(lines) >= 35
    for row in rows():
        assert row["answer"].strip(), row["threat"]
        assert re.fullmatch(r"(?:`tests/[\w./-]+::\w+` ?)+", row["tests"]), row["threat"]


def test_no_threat_stands_twice() -> None:
    threats = [row["threat"] for row in rows()]
    assert len(threats) == len(set(threats))


@pytest.mark.parametrize(
    "named",
    [
        "`tests/meta/test_threats.py::test_that_nobody_wrote`",
        "`tests/meta/test_nowhere.py::test_no_threat_stands_twice`",
        "`tests/meta/test_threats.py::missing`",
        "`tests/contracts/Gas.t.sol::test_ThatNobodyWrote`",
        "`tests/contracts/Gas.t.sol::setUp`",
        "`tests/contracts/base/PlanFixture.sol::setUp`",
    ],
)
def test_a_name_that_is_no_test_is_seen(named: str) -> None:
    assert len(missing(named)) == 1

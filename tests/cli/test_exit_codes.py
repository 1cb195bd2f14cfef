"""Exit codes of an audit: those that its page documents are reached, each by what it says there, and there are no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import polars as pl
import pytest

import openmutual
from openmutual import errors
from openmutual.audit.report.report import Outcome
from openmutual.cli.commands.audit import EXITS
from openmutual.cli.errors import Exit, code_of
from openmutual.errors import NotProvable, OpenMutualError, Refusal
from tests.audit.exports import Export, export_of, put_together

PACKAGE = Path(openmutual.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "audit.md"

ROOMS = ("audit", "rpc", "abi", "plans", "render", "locations.py", "files.py", "money.py")
"""Whatever an audit goes through."""

COMMANDS = ("commands/audit.py", "options.py", "working.py", "deployment.py", "console.py")
"""What the command itself is made of."""

VERDICTS = {*EXITS.values()}


def documented() -> dict[int, str]:
    """The meaning of each code in the page's table."""
    _, table = PAGE.read_text("utf-8").split("| exit code | meaning |", 1)
    return {int(code): meaning for code, meaning in re.findall(r"^\| (\d) \| (.+) \|$", table, re.MULTILINE)}


def test_the_page_has_every_code_and_no_other() -> None:
    assert documented().keys() == {*map(int, Exit)}
    assert EXITS.keys() == {*get_args(Outcome)}
    for outcome, code in EXITS.items():
        assert f"`{outcome}` ({code.value})" in PAGE.read_text("utf-8")


def errors_raised() -> Iterator[type[OpenMutualError]]:
    """Every error of the package that the code of an audit makes, wherever it stands."""
    folders = [path for room in ROOMS for path in ([PACKAGE / room] if "." in room else (PACKAGE / room).rglob("*.py"))]
    for path in (*folders, *(PACKAGE / "cli" / name for name in COMMANDS)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            kind = getattr(errors, node.id, None) if isinstance(node, ast.Name) else None
            if isinstance(kind, type) and issubclass(kind, OpenMutualError):
                yield kind


def test_no_error_of_an_audit_ends_with_the_code_of_a_verdict_on_the_plan() -> None:
    found = {*errors_raised()} - {OpenMutualError, Refusal}
    assert len(found) > 40
    codes = {kind.__name__: code_of(kind.__new__(kind)) for kind in found if not issubclass(kind, Refusal)}
    assert {name: code for name, code in codes.items() if code in VERDICTS - {Exit.SOURCE}} == {}
    assert {name for name, code in codes.items() if code is Exit.SOURCE} == {"UnusableSource"}


def test_what_cannot_be_proven_here_is_no_finding() -> None:
    assert {reason: code_of(NotProvable(reason)) for reason in NotProvable.REASONS} == {
        "headers": Exit.CHAIN,
        "account": Exit.CHAIN,
        "code": Exit.REFUSED,
        "storage": Exit.REFUSED,
    }


@pytest.fixture(scope="module")
def export() -> Export:
    return export_of("circle")


def without_receipts(export: Export) -> tuple[pl.DataFrame, dict[str, object]]:
    return export.records.filter(pl.col("record") != "receipt"), export.manifest | {"has_receipts": False}


def contradicting(export: Export) -> tuple[pl.DataFrame, dict[str, object]]:
    """The last header is not that of the block's hash."""
    return export.records, export.manifest | {"block_hash": 64 * "7"}


EDITS = {6: without_receipts, 5: contradicting}

OPTIONS = {
    1: ("--plan", "waterdrop"),
    2: ("--trusted-block", "7"),
    3: ("--plan", "none.yaml"),
    4: ("--cluster", "tcp://127.0.0.1:9"),
}


@pytest.mark.parametrize("code", sorted(documented()))
def test_every_code_is_reached(openmutual, export, tmp_path, monkeypatch, code: int) -> None:
    records, manifest = EDITS[code](export) if code in EDITS else (export.records, export.manifest)
    file = put_together(tmp_path / "plan.parquet", records, manifest)
    monkeypatch.setattr("openmutual.audit.hiring.PATIENCE", 0.2)
    if code == Exit.CURRENCY:
        monkeypatch.setattr("openmutual.audit.currency.kind.is_test_money", lambda _: False)
    result = openmutual("audit", file, *OPTIONS.get(code, ()))
    assert result.exit_code == code, result.output

"""Every import in the package, read from the syntax tree: inside functions too, and by ``importlib.import_module``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "pyclient" / "openmutual"
ARCHITECTURE = Path(__file__).parents[2] / "docs" / "architecture.md"


@dataclass(frozen=True)
class Import:
    """One import: by a module, of a dotted name, on a line."""

    module: str
    target: str
    line: int


def imports_of(module: str, code: str, is_package: bool = False) -> Iterator[Import]:
    """Every import in the code of a module, absolute, wherever in the code it stands."""
    package = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(module, name.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(package, node.level, node.module)
            for name in node.names:
                yield Import(module, f"{base}.{name.name}", node.lineno)
        elif isinstance(node, ast.Call) and _name_of(node.func) in {"import_module", "__import__"}:
            named = node.args[0] if node.args else None
            target = named.value if isinstance(named, ast.Constant) else "(computed)"
            level = len(str(target)) - len(str(target).lstrip("."))
            yield Import(module, _absolute(package, level, str(target).lstrip(".")), node.lineno)


def _absolute(package: str, level: int, name: str | None) -> str:
    if level == 0:
        return name or ""
    above = package.split(".")[: len(package.split(".")) - (level - 1)]
    return ".".join([*above, name] if name else above)


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@cache
def all_imports() -> list[Import]:
    return [
        found
        for module, path in modules()
        for found in imports_of(module, path.read_text(encoding="utf-8"), path.name == "__init__.py")
    ]


def drawn(picture: str) -> list[tuple[str, ...]]:
    """The names in each row of a box of the architecture, from the top down."""
    return [tuple(row.split()) for row in re.findall("│([^│]*)│", picture)]

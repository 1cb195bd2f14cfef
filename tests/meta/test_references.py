"""What the code refers to is there: the names in its docstrings, and the sections and invariants of the rules."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import openmutual
from deploy.toolchain import ROOT

PACKAGE = Path(openmutual.__file__).parent
RAISED = re.compile(
    r"(?:Raises |^    )([A-Z]\w+(?:,\s+[A-Z]\w+)*)(?=[:.;]| (?:if|as|for|with|where|without)\b)", re.MULTILINE
)
RULES = ROOT / "docs" / "rules.md"
REFERENCE = re.compile(r":(?:attr|class|func|meth|mod):`([^`]+)`")


def references() -> Iterator[tuple[str, str, list[str]]]:
    """Each reference in the code: in which file, to what, and where that may be, relative names spelled out."""
    for file in sorted(PACKAGE.rglob("*.py")):
        code, name = file.read_text(encoding="utf-8"), file.relative_to(PACKAGE).as_posix()
        parts = ("openmutual", *file.relative_to(PACKAGE).with_suffix("").parts)
        package = ".".join(parts[:-1])
        module = package if parts[-1] == "__init__" else ".".join(parts)
        within = [node.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ClassDef)]
        for target in REFERENCE.findall(code):
            if target.startswith("."):
                yield name, target, [package + target]
            else:
                near = [f"{scope}.{target}" for scope in (module, package, *(f"{module}.{each}" for each in within))]
                yield name, target, [target, *near]


@cache
def is_there(dotted: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part, None)
        return found is not None
    return False


def test_a_name_that_is_not_there_is_noticed() -> None:
    assert is_there("openmutual.circle.Circle.join")
    assert not is_there("openmutual.circle.Circle.jion")
    assert not is_there("openmutual.circles")


def test_every_name_that_a_docstring_refers_to_is_there() -> None:
    found = list(references())
    assert len(found) > 100
    assert [(file, target) for file, target, places in found if not any(map(is_there, places))] == []


def raised() -> Iterator[tuple[str, str, list[str]]]:
    """Each error that a docstring says is raised: in which file, its name, and where that may be."""
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = ("openmutual", *file.relative_to(PACKAGE).with_suffix("").parts)
        module = ".".join(parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            for names in RAISED.findall(ast.get_docstring(node) or "") if documented else ():
                for name in re.split(r",\s+", names):
                    yield (
                        module,
                        name,
                        [f"{place}.{name}" for place in ("openmutual.errors", "builtins", "typer", module)],
                    )


def test_every_error_that_a_docstring_says_is_raised_is_there() -> None:
    found = list(raised())
    assert len(found) > 500
    assert [(module, name) for module, name, places in found if not any(map(is_there, places))] == []


def test_every_section_of_the_rules_that_is_cited_is_there() -> None:
    sections = set(re.findall(r"^## (\d+)\. ", RULES.read_text(encoding="utf-8"), re.MULTILINE))
    cited = cited_in_code(r"\bsection (\d+)")
    assert {"3", "4", "5"} <= cited <= sections


def test_every_invariant_of_the_rules_is_cited_and_no_other() -> None:
    invariants = set(re.findall(r"^- \*\*(I\d+) ", RULES.read_text(encoding="utf-8"), re.MULTILINE))
    assert cited_in_code(r"\b(I\d+)\b") == invariants


def cited_in_code(pattern: str) -> set[str]:
    """What the code calls by such a number."""
    listed = ["git", "ls-files", "pyclient/*.py", "tests/*.py", "tests/*.sol", "contracts/*.sol"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return {cited for file in files for cited in re.findall(pattern, (ROOT / file).read_text(encoding="utf-8"))}

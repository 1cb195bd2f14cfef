"""Which part of the package may import which: the picture of the architecture, kept true."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.meta.imports import ARCHITECTURE, PACKAGE, Import, all_imports, drawn, imports_of, modules

# From the top down. A part imports only parts on lower lines; parts on one line never import each other.
LAYERS = (
    ("__main__",),
    ("cli", "pytest_plugin"),
    ("portal",),
    ("study",),
    ("scenario", "audit"),
    ("evidence", "enrolment", "keeper"),
    ("circle",),
    ("project",),
    ("chain", "model"),  # the pair: both keep the one protocol, neither knows the other
    ("signing", "statistics"),
    ("plans", "protocol", "rpc"),
    ("abi", "events", "i18n", "render"),
    ("money", "files", "locations"),
    ("errors", "records", "codec", "resources"),
    ("data",),  # no code
)

# Downward, and still not allowed.
NEVER = {("audit", "model"): "the auditor replays with a state machine of its own"}

# An audit stands on events, abi and rpc; it meets the client's chain in one place, where that chain is what it audits.
EMBEDDED_SOURCE = "openmutual.audit.source.embedded"

# The auditor's replay and the rest of the package have words and data types in common, and no rule.
REPLAY = "openmutual.audit.replay"
REPLAY_SHARES = ("openmutual.records.", "openmutual.events.", "openmutual.codec.")

# What tests and builds need, a user's installation does not have.
NOT_INSTALLED = {"deploy", "tests", "solcx", "pytest", "hypothesis", "filelock"}

# Pytest is there when it loads its plugin.
OF_PYTEST = "pytest_plugin"

# Parts that speak of the rules alone: they start fast and could run without any chain.
WITHOUT_A_CHAIN = {
    *("study", "scenario", "model", "statistics", "plans", "protocol", "events", "render", "money", "files"),
    *("locations", "errors", "records", "codec", "resources"),
}
CHAIN_LIBRARIES = {"web3", "eth", "eth_tester", "eth_account", "eth_abi", "eth_keys", "eth_utils", "coincurve"}

DEPTH = {part: depth for depth, parts in enumerate(LAYERS) for part in parts}


def problem(found: Import) -> str | None:
    """Why an import is not allowed, if it is not."""
    part, target = _part(found.module), _part(found.target)
    root = found.target.split(".")[0]
    if found.target == "(computed)":
        return "imports a module whose name is computed"
    if root in NOT_INSTALLED and (part, root) != (OF_PYTEST, "pytest"):
        return f"{root} is not there in an installation"
    if root in CHAIN_LIBRARIES and part in WITHOUT_A_CHAIN:
        return f"{part} knows no chain, so not {root}"
    if root != "openmutual" or part in (target, "__init__"):
        return None
    if target not in DEPTH:
        return f"{part} imports from the package's front, or from a part that is on no line of LAYERS"
    return _special(found, part, target) or _upward(part, target)


def _special(found: Import, part: str, target: str) -> str | None:
    """Why an import is not allowed though it goes downward."""
    if part == "audit" and target == "chain" and found.module != EMBEDDED_SOURCE:
        return f"only {EMBEDDED_SOURCE} knows the client's chain"
    if found.module.startswith(REPLAY) and target != "audit" and not found.target.startswith(REPLAY_SHARES):
        return "the replay shares data types with the package, and no rule"
    if (part, target) in NEVER:
        return f"{part} must not import {target}: {NEVER[part, target]}"
    return None


def _upward(part: str, target: str) -> str | None:
    return None if DEPTH[part] < DEPTH[target] else f"{part} stands no higher than {target}"


def _part(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def test_every_part_is_on_a_line() -> None:
    assert {_part(module) for module, _ in modules()} - {"__init__"} <= DEPTH.keys()


def test_no_line_names_what_is_not_there() -> None:
    there = {_part(module) for module, _ in modules()} | {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    assert DEPTH.keys() <= there


def test_the_picture_of_the_architecture_shows_these_lines() -> None:
    picture = ARCHITECTURE.read_text(encoding="utf-8").split("```")[1]
    assert drawn(picture) == [parts for parts in LAYERS if parts != ("__main__",)]


def test_the_table_of_the_architecture_tells_of_each_of_these_parts_in_this_order() -> None:
    table = ARCHITECTURE.read_text(encoding="utf-8").split("\n## The package\n")[1].split("\n## ")[0]
    told = [name for row in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert told == [part for parts in LAYERS for part in parts if part not in ("__main__", "data")]


def test_imports_go_strictly_downward() -> None:
    problems = [f"{found.module}:{found.line}: {why}" for found in all_imports() if (why := problem(found))]
    assert not problems, "\n".join(problems)


def test_there_is_no_ring_of_modules() -> None:
    names = {module for module, _ in modules()}
    assert ring(names, all_imports()) is None


def ring(names: set[str], found: list[Import]) -> list[str] | None:
    """A ring of modules that import each other, if there is one."""
    graph: dict[str, set[str]] = {name: set() for name in names}
    for each in found:
        target = each.target if each.target in names else each.target.rpartition(".")[0]
        if target in names and target != each.module:
            graph[each.module].add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("money", "from openmutual.chain import connect"),
        ("money", "def f():\n    from .chain.connect import connect"),
        ("model.state", "from ..chain import ledger"),
        ("chain.ledger", "from .. import model"),
        ("chain.ledger", "import openmutual.model.state"),
        ("model.state", "if TYPE_CHECKING:\n    from openmutual.chain import Ledger"),
        ("model.state", "import importlib\nimportlib.import_module('openmutual.chain')"),
        ("model.state", "import importlib\nimportlib.import_module('..chain', __package__)"),
        ("model.state", "__import__(name)"),
        ("model.state", "def f():\n    import web3"),
        ("errors", "from .records import Terms"),
        ("audit.replay", "from openmutual.model import Plan"),
        ("audit.replay.sharing", "from ...money import Amount"),
        ("audit.replay.jury", "def f():\n    from ...chain.ledger import ChainLedger"),
        ("chain.connect", "from openmutual import Plan"),
        ("chain.deploy", "import deploy.compile"),
        ("chain.deploy", "from solcx import compile_standard"),
        ("study.figures.fee", "from ...cli import app"),
        ("audit.pipeline", "from ..chain.node import Call"),
        ("records", "from .novelty import something"),
    ],
)
def test_a_forbidden_import_is_seen(module: str, code: str) -> None:
    assert any(problem(found) for found in imports_of(f"openmutual.{module}", code))


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("cli.commands.audit", "from ...audit.pipeline import audit"),
        ("pytest_plugin", "import pytest\ndef f():\n    from .circle import connect"),
        ("scenario.run", "def f():\n    from ..chain import connect"),
        ("chain.ledger", "import web3\nfrom ..errors import Refusal\nfrom .. import events"),
        ("plans.terms", "from . import presets\nimport pydantic"),
        ("audit.source.embedded", "from ...chain.embedded import EmbeddedNode"),
        ("audit.replay.jury", "from ...events import JurorsDrawn\nfrom ...records import NOBODY"),
        ("audit.replay.jury", "from ..findings import Findings"),
    ],
)
def test_a_downward_import_is_allowed(module: str, code: str) -> None:
    assert not any(problem(found) for found in imports_of(f"openmutual.{module}", code))


def test_a_ring_is_seen() -> None:
    names = {"openmutual.chain.events", "openmutual.chain.ledger"}
    one = list(imports_of("openmutual.chain.events", "def f():\n    from .ledger import Ledger"))
    other = list(imports_of("openmutual.chain.ledger", "from . import events"))
    assert ring(names, one) is None
    assert ring(names, one + other)

"""Which room of a part may import which: the pictures of the architecture that show parts from inside, kept true."""

from __future__ import annotations

import pytest

from tests.meta.imports import ARCHITECTURE, PACKAGE, Import, all_imports, drawn, imports_of

# Of each package that has packages inside, from the top down.  A room, which may be a single module, imports only rooms
# on lower lines; rooms on one line never import each other.  What a package's front exports is for others.
ROOMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "audit": (
        ("hiring", "resume"),
        ("pipeline",),
        ("first_look", "report"),
        ("extraction", "checkpoint"),
        ("storage", "currency"),
        ("code", "columnar", "indicators", "terms"),
        ("replay",),
        ("proof", "decoding"),
        ("source",),
        ("findings", "crew", "counts", "statement"),
        ("hashing", "kernels", "parquet"),
    ),
    "cli": (
        ("app",),
        ("commands",),
        ("keeping", "demo", "rolls", "working"),
        ("deployment", "worlds"),
        ("views",),
        ("context",),
        ("signers",),
        ("asking",),
        ("errors",),
        ("errands", "options", "output", "translation"),
        ("console", "help_layout"),
        ("language", "moments", "result", "wrapping", "examples", "for_relay"),
    ),
    "portal": (
        ("serving", "building", "comparison"),
        ("folder",),
        ("site",),
        ("words",),
        ("pages", "tables"),
        ("examined",),
        ("accounts", "acting", "powers", "standing", "timeline"),
        ("papers", "proof", "shards"),
    ),
    "study": (
        ("figures", "fairness"),
        ("population",),
    ),
    "study.population": (
        ("report",),
        ("cohorts", "story", "cost"),
        ("circle", "plan_section"),
    ),
}

DEPTHS = {
    package: {room: depth for depth, rooms in enumerate(lines) for room in rooms} for package, lines in ROOMS.items()
}


def problem(found: Import, package: str) -> str | None:
    """Why an import between two rooms of a package is not allowed, if it is not."""
    room, target = _room(found.module, package), _room(found.target, package)
    if not room or not target or room == target:
        return None
    depths = DEPTHS[package]
    if target not in depths:
        return f"{room} imports from the front of {package}, or from a room that is on no line of ROOMS"
    return None if depths[room] < depths[target] else f"{room} stands no higher than {target} in {package}"


def _room(name: str, package: str) -> str:
    """The room that a dotted name is in; empty if it is outside, or the package's front."""
    inside = name.removeprefix(f"openmutual.{package}.")
    return inside.split(".")[0] if inside != name else ""


def rooms_of(package: str) -> set[str]:
    folder = PACKAGE / package.replace(".", "/")
    return {path.stem for path in folder.iterdir() if path.suffix == ".py" or any(path.glob("*.py"))} - {"__init__"}


def test_every_package_that_has_packages_inside_has_an_order() -> None:
    parents = {init.parents[1].relative_to(PACKAGE) for init in PACKAGE.glob("*/*/**/__init__.py")}
    assert {".".join(parent.parts) for parent in parents} == ROOMS.keys()


@pytest.mark.parametrize("package", ROOMS)
def test_each_room_is_on_one_line(package: str) -> None:
    rooms = [room for line in ROOMS[package] for room in line]
    assert sorted(rooms) == sorted(rooms_of(package))


@pytest.mark.parametrize("package", ROOMS)
def test_a_picture_of_the_architecture_shows_these_lines(package: str) -> None:
    told = ARCHITECTURE.read_text(encoding="utf-8").split(f"\n### Inside `{package}`\n")[1]
    assert drawn(told.split("```")[1]) == list(ROOMS[package])


@pytest.mark.parametrize("package", ROOMS)
def test_imports_between_rooms_go_strictly_downward(package: str) -> None:
    problems = [f"{found.module}:{found.line}: {why}" for found in all_imports() if (why := problem(found, package))]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("audit.source.rpc", "from ..currency.witness import witness_of"),
        ("audit.source.rpc", "def f():\n    from .. import currency"),
        ("audit.proof.receipts", "if TYPE_CHECKING:\n    from ..columnar.kept import Kept"),
        ("audit.proof.receipts", "import importlib\nimportlib.import_module('..decoding', __package__)"),
        ("audit.checkpoint.folder", "from ..pipeline import audit"),
        ("audit.findings", "from . import strangers"),
        ("cli.errors", "from .views.plan import show_plan"),
        ("study.population.circle", "from . import simulate"),
        ("study.population.cohorts.record", "from ..report.page import page"),
    ],
)
def test_a_forbidden_import_is_seen(module: str, code: str) -> None:
    found = imports_of(f"openmutual.{module}", code)
    assert any(problem(each, package) for each in found for package in ROOMS)


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("audit.extraction.collect", "from ..currency.witness import witness_of\nfrom .again import asked_again"),
        ("audit.source.embedded", "from ..hashing import EMPTY_ROOT\nfrom ...chain.embedded import EmbeddedNode"),
        ("audit.pipeline", "from . import kernels"),
        ("cli.commands.audit", "def f():\n    from ...audit.resume import resume"),
        ("study.figures.fee", "from ..population.cohorts.simulation import simulate"),
    ],
)
def test_a_downward_import_is_allowed(module: str, code: str) -> None:
    found = imports_of(f"openmutual.{module}", code)
    assert not any(problem(each, package) for each in found for package in ROOMS)

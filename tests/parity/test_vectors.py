"""The vectors: scenarios whose exact results were worked out by charging every member one by one."""

import json
from pathlib import Path
from typing import Any

import pytest

from openmutual.protocol import World
from openmutual.scenario import load_scenario, run

VECTORS = Path(__file__).parent / "vectors"
NAMES = sorted(path.stem for path in VECTORS.glob("*.yaml"))


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """The result without the names of refusals, for which the vectors only have hints."""
    return {**result, "refused": [refused["step"] for refused in result["refused"]]}


def test_the_vectors_are_there() -> None:
    assert len(NAMES) == 16


@pytest.mark.parametrize("name", NAMES)
def test_the_ledger_gives_the_exact_result_of_a_vector(name: str, world: World) -> None:
    expected = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    assert comparable(run(load_scenario(VECTORS / f"{name}.yaml"), world).to_json()) == comparable(expected)

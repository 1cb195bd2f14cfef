"""What transactions cost and how large the contracts are, measured and on record.

``python -m tests.contracts.snapshots`` measures anew and puts the figures on record in ``tests/snapshots``, and the few
that the package reckons with in its data.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from deploy.compile import ARTIFACTS
from deploy.toolchain import ROOT, Toolchain
from openmutual.study.population.cost import NAMES

SNAPSHOTS = ROOT / "tests" / "snapshots"
CONTRACTS = ("CaseDesk", "Enrolment", "Jury", "MemberAccount", "MutualLedger", "PlanFactory", "StandingOrders")


def gas(toolchain: Toolchain) -> dict[str, str]:
    """The gas of whole transactions, by name, as the ``…Gas.t.sol`` measure it."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["test", "--root", toolchain.root, "--match-contract", "GasTest$", "--gas-snapshot-emit=true"]
        run = subprocess.run(
            [toolchain.program("forge"), *arguments],
            env={**toolchain.forge_environment(), "FOUNDRY_SNAPSHOTS": folder},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode != 0:
            raise AssertionError(f"{run.stdout}\n{run.stderr}")
        figures: dict[str, str] = json.loads((Path(folder) / "gas.json").read_text(encoding="utf-8"))
    return figures


def sizes() -> dict[str, dict[str, int]]:
    """The bytes of each contract's code, as it is deployed and as it runs."""
    artifacts = ((name, ROOT / ARTIFACTS / f"{name}.json") for name in CONTRACTS)
    return {name: json.loads(path.read_text(encoding="utf-8"))["sizes"] for name, path in artifacts}


def on_record(name: str) -> object:
    """The committed figures of that name."""
    return json.loads((SNAPSHOTS / f"{name}.json").read_text(encoding="utf-8"))


def put_on_record(name: str, figures: object) -> None:
    """Writes figures where the tests look for them."""
    text = json.dumps(figures, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (SNAPSHOTS / f"{name}.json").write_text(text, encoding="utf-8")


def ship(figures: dict[str, str]) -> None:
    """Writes the figures that the package reckons with."""
    text = json.dumps({name: figures[name] for name in NAMES}, indent=2, sort_keys=True) + "\n"
    (ROOT / "pyclient/openmutual/data/gas.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    SNAPSHOTS.mkdir(exist_ok=True)
    measured = gas(Toolchain())
    put_on_record("gas", measured)
    ship(measured)
    put_on_record("sizes", sizes())

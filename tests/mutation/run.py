"""Mutation testing of the contracts: small changes are made one by one, and the forge tests must notice each.

``python -m tests.mutation.run --count 300 --seed 1`` draws mutants over all contracts, runs the tests on each, and
tells how many were noticed; ``--all`` takes every one.  A mutant that the compiler refuses is not valid and is replaced
by the next.  What survives is either explained in ``survivors.json``, with the reason why no test could notice it, or a
hole in the tests: then the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import solcx

from deploy.compile import SHIPPED, build_input, collect_sources
from deploy.npm import environment
from deploy.toolchain import ROOT, Toolchain

from .operators import Mutant, mutants

EXPLAINED = Path(__file__).parent / "survivors.json"
PATIENCE = 180
"""Seconds in which the tests must end; a mutant that makes them run on and on is noticed by that."""

KILLED, SURVIVED, INVALID = "killed", "survived", "invalid"


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant, in words that `survivors.json` can name."""

    mutant: Mutant
    shown: str
    result: str


def every_mutant(toolchain: Toolchain) -> dict[str, list[Mutant]]:
    """All mutants of the project's own contracts and libraries, by source; test money is nobody's."""
    question = build_input(toolchain.root)
    question["settings"]["outputSelection"] = {"*": {"": ["ast"]}}
    os.environ["PATH"] = environment()["PATH"]
    answer: dict[str, Any] = solcx.compile_standard(question, solc_binary=toolchain.solc())
    sources = collect_sources(toolchain.root, SHIPPED)
    own = (unit for unit in sorted(sources) if unit.startswith("contracts/") and "/mocks/" not in unit)
    return {unit: mutants(unit, sources[unit], answer["sources"][unit]["ast"]) for unit in own}


def drawn(by_unit: dict[str, list[Mutant]], seed: int) -> Iterator[Mutant]:
    """All mutants in an order that the seed alone decides."""
    everything = [mutant for unit in sorted(by_unit) for mutant in by_unit[unit]]
    random.Random(seed).shuffle(everything)
    yield from everything


def judge(toolchain: Toolchain, chosen: Iterable[Mutant], count: int, workers: int) -> list[Outcome]:
    """Runs the tests on mutants until `count` valid ones have been judged."""
    sources = collect_sources(toolchain.root, SHIPPED)
    waiting, outcomes = iter(chosen), []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:
        free: SimpleQueue[Path] = SimpleQueue()
        for copy in _copies(toolchain, Path(folder), workers):
            free.put(copy)

        def one(mutant: Mutant) -> Outcome:
            copy = free.get()
            try:
                return _outcome(toolchain, copy, mutant, sources[mutant.unit])
            finally:
                free.put(copy)

        missing = count
        while missing > 0 and (batch := [mutant for mutant, _ in zip(waiting, range(missing), strict=False)]):
            for outcome in pool.map(one, batch):
                outcomes.append(outcome)
                missing -= outcome.result != INVALID
                print(f"{outcome.result:9} {outcome.shown}", flush=True)
    return [outcome for outcome in outcomes if outcome.result != INVALID]


def _copies(toolchain: Toolchain, folder: Path, count: int) -> Iterator[Path]:
    """Checkouts to change, compiled once, so that each mutant compiles little more than its own contract."""
    first = folder / "0"
    for part in ("contracts", "tests", "deploy", "pyclient/openmutual/data"):
        ignored = shutil.ignore_patterns("node_modules", ".build", "__pycache__")
        shutil.copytree(toolchain.root / part, first / part, ignore=ignored)
    shutil.copy(toolchain.root / "foundry.toml", first)
    (first / "contracts" / "node_modules").symlink_to(toolchain.packages.installed, target_is_directory=True)
    clean = _forge_test(toolchain, first)
    if clean.returncode != 0:
        raise SystemExit(f"the tests fail before anything is changed:\n{clean.stdout}\n{clean.stderr}")
    yield first
    for number in range(1, count):
        yield shutil.copytree(first, folder / str(number), symlinks=True)


def _outcome(toolchain: Toolchain, copy: Path, mutant: Mutant, source: str) -> Outcome:
    file = copy / mutant.unit
    try:
        file.write_text(mutant.applied(source), encoding="utf-8")
        run = _forge_test(toolchain, copy)
        compiled = "Compiler run failed" not in run.stdout + run.stderr
        result = SURVIVED if run.returncode == 0 else KILLED if compiled else INVALID
    except subprocess.TimeoutExpired:
        result = KILLED
    finally:
        file.write_text(source, encoding="utf-8")
    return Outcome(mutant, mutant.shown(source), result)


def _forge_test(toolchain: Toolchain, copy: Path) -> subprocess.CompletedProcess[str]:
    # Ceilings of gas hold for the optimized code, not for what is compiled quickly here.
    command = [toolchain.program("forge"), "test", "--root", copy, "--fail-fast", "--no-match-contract", "GasTest$"]
    environment = toolchain.forge_environment("mutation")
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)


def explained() -> dict[str, str]:
    """Why no test could notice it, by source, kind and text of the change; lines may move."""
    reasons: dict[str, str] = json.loads(EXPLAINED.read_text(encoding="utf-8"))
    return reasons


def key(outcome: Outcome) -> str:
    """How a survivor is named in `survivors.json`: as shown, without the number of its line."""
    place, rest = outcome.shown.split(" ", 1)
    return f"{place.rpartition(':')[0]} {rest}"


def holes(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The survivors that nobody has explained."""
    reasons = explained()
    return [outcome for outcome in outcomes if outcome.result == SURVIVED and key(outcome) not in reasons]


def main(arguments: list[str]) -> int:
    """Draws mutants, judges them, and tells what survived; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.run", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="decides which mutants are drawn, and in which order")
    parser.add_argument("--count", type=int, default=300, help="how many valid mutants to judge")
    parser.add_argument("--all", action="store_true", help="judge every mutant")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="how many at a time")
    options = parser.parse_args(arguments)
    chain = Toolchain(ROOT)
    chain.install()
    by_unit = every_mutant(chain)
    count = sum(map(len, by_unit.values())) if options.all else options.count
    outcomes = judge(chain, drawn(by_unit, options.seed), count, options.workers)
    survivors = [outcome for outcome in outcomes if outcome.result == SURVIVED]
    open_ones = holes(outcomes)
    equivalent = len(survivors) - len(open_ones)
    kinds = Counter(outcome.mutant.operator for outcome in outcomes)
    print(f"{len(outcomes)} valid mutants of {sum(map(len, by_unit.values()))}: {dict(sorted(kinds.items()))}")
    print(f"killed {len(outcomes) - len(survivors)}, explained {equivalent}, holes {len(open_ones)}")
    for outcome in open_ones:
        print(f"HOLE {key(outcome)}")
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

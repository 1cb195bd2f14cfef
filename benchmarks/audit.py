"""How long an audit of a large plan takes, and how much memory; from the checkout, `python -m benchmarks.audit`.

The plan is made in sealed parts (:mod:`benchmarks.large_plan`), then audited by the command that anyone would use, once
to have its loops compiled, and once for the figures.  `TMPDIR` says where parts and rows lie.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.large_plan import make
from openmutual.audit.hiring import crew_of

LOGS_A_MEMBER = {False: 4.2, True: 5.2}
"""As the made-up plan has them, by whether it has an attestor."""

AUDIT = [sys.executable, "-m", "openmutual", "audit"]

LOOK = 0.2
"""Seconds between two looks at the memory."""


def audited(folder: Path, *options: str) -> tuple[float, float, int, int]:
    """Seconds by the clock, seconds of the processors, MiB at most, and the exit code of an audit."""
    before, start, most = os.times(), time.perf_counter(), 0
    run = subprocess.Popen([*AUDIT, str(folder), *options])
    while run.poll() is None:
        most = max(most, sum(map(_resident, _family(run.pid))))
        time.sleep(LOOK)
    taken, after = time.perf_counter() - start, os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return taken, used, most // 1024, run.returncode


def _family(process: int) -> Iterator[int]:
    """A process and all that it has started, as Linux tells."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _read(children).split():
            yield from _family(int(child))


def _resident(process: int) -> int:
    """The memory that a process has now, in KiB."""
    lines = _read(Path(f"/proc/{process}/status")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def _read(file: Path) -> str:
    """What a file says; nothing, once its process has ended."""
    try:
        return file.read_text()
    except OSError:
        return ""


def main() -> None:
    """Make a plan of about so many logs, then take time and memory of its audit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=1_000_000, help="about how many logs the plan has")
    parser.add_argument("--folder", type=Path, help="a folder to keep the parts in; used again if it is there")
    parser.add_argument("--workers", type=int, default=1, help="processes that share the work")
    parser.add_argument("--attested", action="store_true", help="everybody joins on the word of an attestor")
    parser.add_argument("--volunteers", type=int, default=0, help="how many members take a seat of the jury")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.folder or Path(place) / "plan"
        if not folder.exists():
            folder.mkdir(parents=True)
            start, members = time.perf_counter(), int((given.logs - given.volunteers) / LOGS_A_MEMBER[given.attested])
            with crew_of(given.workers) as crew:
                logs = make(folder, members, crew=crew, volunteers=given.volunteers, attested=given.attested)
            print(f"{logs:,} logs made in {time.perf_counter() - start:.0f} s")
        workers = ("--workers", str(given.workers))
        first, *_ = audited(folder, *workers)
        taken, used, most, status = audited(folder, *workers)
    print(f"audited in {taken:.1f} s, {used:.1f} s of processor time, at most {most:,} MiB, exit code {status}")
    print(f"{given.workers} workers, {os.cpu_count()} cores; the first time, with loops to compile, {first:.1f} s")


if __name__ == "__main__":
    main()

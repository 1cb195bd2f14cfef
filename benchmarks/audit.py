"""How long an audit of a large plan takes, and how much memory; from the checkout, `python -m benchmarks.audit`.

The plan is made in sealed parts (:mod:`benchmarks.large_plan`), then audited by the command that anyone would use, once
to have its loops compiled, and once for the figures.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.large_plan import make

LOGS_A_MEMBER = {False: 4.2, True: 5.2}
"""As the made-up plan has them, by whether it has an attestor."""

RUN = """
import sys
from pathlib import Path
from openmutual.cli import app
try:
    app(["audit", *sys.argv[1:]])
finally:
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    print("peak", int(peak.split()[1]) // 1024, file=sys.stderr)
"""
"""An audit that tells the most memory it has had itself: what the system counts for it begins with its parent's."""


def audited(folder: Path, *options: str) -> tuple[float, float, int, int]:
    """Seconds by the clock, seconds of the processors, MiB, and the exit code of an audit."""
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, "-c", RUN, str(folder), *options]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    taken, after = time.perf_counter() - start, os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    peak = next(line for line in done.stderr.splitlines() if line.startswith("peak"))
    return taken, used, int(peak.split()[1]), done.returncode


def main() -> None:
    """Make a plan of about so many logs, then take time and memory of its audit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=1_000_000, help="about how many logs the plan has")
    parser.add_argument("--folder", type=Path, help="a folder to keep the parts in; used again if it is there")
    parser.add_argument("--attested", action="store_true", help="everybody joins on the word of an attestor")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.folder or Path(place) / "plan"
        if not folder.exists():
            folder.mkdir(parents=True)
            members = int(given.logs / LOGS_A_MEMBER[given.attested])
            print(f"{make(folder, members, attested=given.attested):,} logs made")
        audited(folder)
        taken, used, peak, status = audited(folder)
    print(f"audited in {taken:.1f} s, {used:.1f} s of processor time, at most {peak:,} MiB, exit code {status}")
    print(f"{os.cpu_count()} cores")


if __name__ == "__main__":
    main()

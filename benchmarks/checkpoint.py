"""What a checkpoint saves: a large plan and what was added to it, audited from the beginning and from a checkpoint on.

From the checkout, `python -m benchmarks.checkpoint`.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.audit import LOGS_A_MEMBER, audited
from benchmarks.large_plan import make


def main() -> None:
    """Make a plan of about so many logs, audit it, let it grow, and audit it again in both ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=1_000_000, help="about how many logs the plan has before it grows")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, before, checkpoint = (Path(place) / name for name in ("plan", "before", "checkpoint"))
        folder.mkdir()
        members = int(given.logs / LOGS_A_MEMBER[False])
        print(f"{make(folder, members, before=before):,} logs made")
        keeping = ("--checkpoint", str(checkpoint))
        runs = {"before": (before, keeping), "from the beginning": (folder, ()), "from it on": (folder, keeping)}
        for what, (parts, options) in runs.items():
            taken, used, peak, status = audited(parts, *options)
            print(f"{what}: {taken:.1f} s, {used:.1f} s of processor time, at most {peak:,} MiB, exit code {status}")
        size = sum(file.stat().st_size for file in checkpoint.iterdir())
        print(f"the checkpoint has {size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()

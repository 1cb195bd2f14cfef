"""The page on the audit: its commands, run for real, and its table of checks, made from the catalogue.

`python -m tests.audit.audit_page` writes both into the page again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from deploy.anvil import anvil
from deploy.toolchain import ROOT, Toolchain
from openmutual.audit.findings import catalogue
from openmutual.chain.embedded import START

PAGE = ROOT / "docs" / "audit.md"
STORY = "disputed-case"
"""The story whose plan the page looks at."""

ON_THE_PAGE = "http://127.0.0.1:8545"
"""The node's address as the page has it."""

BLOCK = re.compile(r"```sh\n(?P<commands>.*?)\n```(?:\n\n```text\n(?P<output>.*?)```)?", re.DOTALL)
TABLE = re.compile(r"(?<=<!-- checks -->\n).*?(?=<!-- /checks -->)", re.DOTALL)
MARK = "@@@ end of a block"


class Step(NamedTuple):
    """Commands of the page, and the output that it shows for them; empty where it shows none."""

    commands: str
    output: str


def steps(page: str) -> list[Step]:
    """The steps of the page, in order."""
    return [Step(found["commands"], found["output"] or "") for found in BLOCK.finditer(page)]


def run(commands: Sequence[str], url: str, toolchain: Toolchain) -> list[str]:
    """What each block of commands prints, errors included; all in one shell, against the node at that address."""
    script = f"\necho '{MARK}'\n".join(commands).replace(ON_THE_PAGE, url)
    programs = [str(toolchain.program("cast").parent), str(Path(sys.executable).parent)]
    environment = {
        "PATH": os.pathsep.join([*programs, os.environ["PATH"]]),
        "HOME": os.environ.get("HOME", ""),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
    }
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [output.removeprefix("\n") for output in done.stdout.split(f"{MARK}\n")]


def outputs(page: str, toolchain: Toolchain) -> list[str]:
    """What the page's commands print on a fresh node on which the story was played."""
    with anvil("--timestamp", str(START)) as url:
        play = [sys.executable, "-m", "openmutual", "run", STORY, "--on", url]
        subprocess.run(play, check=True, capture_output=True)
        return run([step.commands for step in steps(page)], url, toolchain)


def checks() -> str:
    """The table of all checks, a row each."""
    rows = (f"| {check.number} | {check.severity} | {_finds(check.sentence['en'])} |" for check in catalogue().values())
    return "\n".join(("| check | | what it finds |", "|---|---|---|", *rows)) + "\n"


def _finds(sentence: str) -> str:
    """A sentence whose facts are named instead of filled in."""
    named = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: f"*{found[1].replace('_', ' ')}*", sentence)
    return named.replace("|", "\\|")


def written(page: str, printed: Sequence[str]) -> str:
    """The page with these outputs, and the table as the catalogue has it now."""
    rest = iter(printed)

    def block(found: re.Match[str]) -> str:
        shown = f"```sh\n{found['commands']}\n```"
        output = next(rest)
        return f"{shown}\n\n```text\n{output}```" if output else shown

    return TABLE.sub(lambda _found: checks(), BLOCK.sub(block, page))


def main() -> None:
    """Write outputs and table into the page."""
    toolchain = Toolchain()
    toolchain.install()
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(written(page, outputs(page, toolchain)), encoding="utf-8")


if __name__ == "__main__":
    main()

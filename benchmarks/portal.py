"""How fast and how small a plan's site is; from the checkout, `python -m benchmarks.portal`.

The demo's site is opened from a disk in a browser whose processor is slowed down as a cheap phone's is, and timed to
the verdict and to a checked proof.  Then the accounts of a large plan are cut into shards as `portal build` does it.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page
from typer.testing import CliRunner

from openmutual.cli import app
from openmutual.portal.shards import SPLIT, by_address, script
from tests.browser.pages import PHONE, launched

SLOWER = 4
"""Times that the browser's processor is slowed down."""

VISITS = 5
"""The median of so many visits is told."""


def main() -> None:
    """Time the demo's site, and measure the shards of a large plan."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=1_000_000)
    members = parser.parse_args().members
    with TemporaryDirectory() as folder, launched() as browser:
        CliRunner().invoke(app, ["demo", "--portal", folder], catch_exceptions=False)
        told = [visited(browser, Path(folder)) for _ in range(VISITS)]
    for what, times in zip(("verdict", "checked proof"), zip(*told, strict=True), strict=True):
        print(f"to a {what}, {SLOWER} times slower: {sorted(times)[VISITS // 2]:.2f} s")
    cut_up(members)


def visited(browser: Browser, site: Path) -> tuple[float, float]:
    """Seconds to the verdict from opening the first page, and to a checked proof from asking for it."""
    plan = json.loads((site / "hashes.json").read_text(encoding="utf-8"))["plans"][0]
    folder = site / plan["folder"]
    rows = json.loads((folder / "downloads/members.json").read_text(encoding="utf-8"))["rows"]
    with browser.new_context(viewport={"width": PHONE, "height": 844}) as context:
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        verdict = timed(page, lambda: page.goto((folder / "en/index.html").as_uri()), "#verdict h2")
        page.goto(f"{(folder / 'en/member.html').as_uri()}#{rows[0]['member']}")
        page.locator("#hash").fill(plan["block_hash"])
        return verdict, timed(page, page.locator("#prove button").first.click, "#proven.sound")


def timed(page: Page, act: Any, awaited: str) -> float:
    """Seconds until an element is there after an act."""
    begun = time.perf_counter()
    act()
    page.locator(awaited).wait_for()
    return time.perf_counter() - begun


def cut_up(members: int) -> None:
    """The accounts of so many members, a deposit and ten top-ups each, as shards."""
    chance, begun = Random(1), time.process_time()
    table = {f"0x{chance.getrandbits(160):040x}": list(account(chance)) for _ in range(members)}
    made, begun = time.process_time() - begun, time.process_time()
    sizes = {name: len(content) for name, content in by_address("members", table)}
    spent = time.process_time() - begun
    split = len(script("members/abcd", SPLIT))
    deepest = max(len(name.rpartition("/")[2]) for name in sizes)
    largest, whole = max(sizes.values()), sum(sizes.values())
    print(f"{members:,} members: {len(sizes):,} files, {whole:,} bytes, the largest {largest:,}")
    print(f"a look-up loads at most {largest + deepest * split:,} bytes")
    print(f"cut in {spent:.0f} s of one core, after {made:.0f} s of making the accounts up")


def account(chance: Random) -> Iterator[list[Any]]:
    """The lines of an account."""
    for what in ("joined", *["topped_up"] * 10):
        yield [what, 1_700_000_000 + chance.getrandbits(24), str(chance.getrandbits(24)), chance.getrandbits(24), 7]
    yield ["pays", 0, None, 1]


if __name__ == "__main__":
    main()

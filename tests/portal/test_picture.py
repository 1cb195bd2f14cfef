"""The picture in the README is one of the site, and the page on the portal tells what is there."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from deploy.toolchain import ROOT
from openmutual.portal.examined import ExaminedPlan
from openmutual.portal.pages import CASES_A_PAGE, PERIODS_A_PAGE
from openmutual.portal.shards import LARGEST
from tests.portal.picture import HEIGHT, PICTURE, WIDTH, take


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def test_the_readme_shows_a_picture_of_a_site(browser: Browser, site: Path) -> None:
    assert size(PICTURE.read_bytes()) == size(take(browser, site)) == (WIDTH, HEIGHT)
    for page in ("README.md", "README.zh.md"):
        assert "(docs/images/portal.png)" in (ROOT / page).read_text(encoding="utf-8")


def test_the_page_names_the_folders_of_a_plan_and_the_sizes_of_its_parts(
    plan_folder: Path, examined: ExaminedPlan
) -> None:
    text = (ROOT / "docs/portal.md").read_text(encoding="utf-8")
    for entry in plan_folder.iterdir():
        assert f"`{entry.name}{'/' if entry.is_dir() else ''}`" in text
    assert f"{CASES_A_PAGE} cases or {PERIODS_A_PAGE}" in text
    assert f"{LARGEST // 1_000} kB" in text

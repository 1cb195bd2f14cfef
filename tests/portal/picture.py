"""Takes the picture of the README: `python -m tests.portal.picture` builds the demo's site and looks at it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser
from typer.testing import CliRunner

from deploy.toolchain import ROOT
from openmutual.cli import app
from tests.browser.pages import launched, opened

PICTURE = ROOT / "docs/images/portal.png"

WIDTH, HEIGHT = 1_000, 844


def take(browser: Browser, site: Path) -> bytes:
    """The first page of the only plan of a site, as a reader sees it first."""
    page_of_plan = next(site.glob("*/en/index.html"))
    with opened(browser, page_of_plan.as_uri(), width=WIDTH) as page:
        # The switch to Chinese needs a font that not every machine has.
        page.locator("#other").evaluate("link => link.remove()")
        return page.screenshot()


if __name__ == "__main__":
    with TemporaryDirectory() as folder, launched() as browser:
        CliRunner().invoke(app, ["demo", "--portal", folder], catch_exceptions=False)
        PICTURE.write_bytes(take(browser, Path(folder)))

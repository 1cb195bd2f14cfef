"""A browser for tests, and one page of it opened as a reader would: on a phone or a screen, by day or by night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from deploy.npm import Packages

from .chromium import chromium

PHONE, SCREEN = 390, 1280
"""Widths of a window, in CSS pixels."""

HEIGHT = 844

FLAGS = (
    # Root, as whom many a build runs, has no sandbox in Chromium; the rest keeps it from calling its maker.
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

AXE = Packages(Path(__file__).parent)


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium.  Raises ChromiumMissing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, address: str, *, width: int = SCREEN, dark: bool = False) -> Iterator[Page]:
    """A page of its own context at an address (`http:` or `file:`), so that no two tests share cookies or storage."""
    with browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        # A test may run code of its own in a page that allows none.
        bypass_csp=True,
    ) as context:
        page = context.new_page()
        page.goto(address)
        yield page


def violations(page: Page) -> list[str]:
    """What axe has against a page as it stands: rule, element and what to mend, a line each."""
    AXE.install()
    page.evaluate((AXE.installed / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> int:
    """How many pixels of the page lie to the right of the window; 0 on a page that need not be moved sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

"""The page of an audit as a browser shows it: on a phone and on a screen, by day and by night, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from openmutual.audit.findings import Basis, Severity
from openmutual.audit.report.assemble import assemble
from openmutual.audit.report.html import page as report_page
from tests.audit.reports import HASH, conducted, finding, with_findings
from tests.browser.pages import HEIGHT, PHONE, SCREEN, opened, sideways, violations

pytestmark = pytest.mark.slow

MOST_PIXELS = 12_000
"""The longest that a phone's page may be, of a plan with nothing to hold against it."""


def with_everything(language: str) -> str:
    """A page with findings of each colour, all charts, and the figures on conduct."""
    base = conducted()
    places = tuple(event.place for event in base.history[:8])
    found = [
        finding(
            severity,
            "paid to {who:account}, see `cast logs {who:account}`",
            *places,
            number=number,
            who=places[0].contract,
        )
        for number, severity in numbered()
    ]
    bases = dict(base.bases) | {"token_balance": Basis.REPORTED}
    return report_page(assemble(replace(with_findings(base, found), bases=bases)), language)


def numbered() -> list[tuple[str, Severity]]:
    """Two findings of each severity that speaks of a plan, by the numbers of their checks."""
    severities = (Severity.BREACH, Severity.DOUBT, Severity.REMARK)
    return [(f"Q{place}", severity) for place, severity in enumerate(severities) for _ in range(2)]


@pytest.fixture(scope="module", params=["en", "zh"])
def full(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with everything on it, in a language; each test chooses window and light."""
    file = tmp_path_factory.mktemp("page") / "audit.html"
    file.write_text(with_everything(request.param), encoding="utf-8")
    with opened(browser, file.as_uri()) as page:
        yield page


def look(page: Page, width: int, *, dark: bool = False) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme="dark" if dark else "light")


@pytest.mark.parametrize("width", [PHONE, SCREEN])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_against_it(full: Page, width: int, dark: bool) -> None:
    look(full, width, dark=dark)
    assert not violations(full)


def test_nothing_stands_beside_a_phone_s_window_and_no_chart_is_cut_or_shrunk(full: Page) -> None:
    look(full, PHONE)
    assert sideways(full) == 0
    charts = full.evaluate(
        "[...document.querySelectorAll('.chart img')].map(e => [e.getBoundingClientRect().right, e.width, e.naturalWidth])"
    )
    assert len(charts) == 5
    for right, shown, drawn in charts:
        assert right <= PHONE
        assert shown >= 0.9 * drawn, "its letters become too small to read"


def test_what_scrolls_can_be_scrolled_from_a_keyboard(full: Page) -> None:
    look(full, PHONE)
    scrolled = full.evaluate(
        """[...document.querySelectorAll('main *')]
        .filter(e => e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
        .map(e => e.tabIndex)"""
    )
    assert scrolled
    assert set(scrolled) == {0}


def test_printed_pages_carry_the_block_s_hash_and_what_is_folded(full: Page) -> None:
    look(full, SCREEN)
    margins = full.evaluate(
        """[...document.styleSheets[0].cssRules].filter(rule => rule.type === CSSRule.PAGE_RULE).map(rule => rule.cssText)"""
    )
    assert any("@bottom-center" in margin and HASH.hex() in margin for margin in margins)
    seen = "[...document.querySelectorAll('details dl.notes')].map(e => e.checkVisibility())"
    assert not any(full.evaluate(seen))
    full.emulate_media(media="print")
    try:
        printed = full.evaluate(seen)
    finally:
        full.emulate_media(media="screen")
    assert len(printed) > 30
    assert all(printed)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_phone_s_page_of_a_clean_plan_is_short(browser: Browser, tmp_path: Path, language: str) -> None:
    file = tmp_path / "audit.html"
    file.write_text(report_page(assemble(conducted()), language), encoding="utf-8")
    with opened(browser, file.as_uri(), width=PHONE) as page:
        assert page.evaluate("document.documentElement.scrollHeight") <= MOST_PIXELS

"""The browser that pages are tested in: how it is found, and that what is wrong with a page is seen."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from deploy.npm import Packages, PackagesNotInstalled
from tests.browser import chromium as module
from tests.browser.chromium import ChromiumMissing, chromium
from tests.browser.pages import PHONE, opened, sideways, violations


def write(folder: Path, body: str) -> str:
    """The address of a page with the body."""
    file = folder / "page.html"
    file.write_text(
        f'<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width">'
        f"</head><body><main><h1>A page</h1>{body}</main></body></html>",
        encoding="utf-8",
    )
    return file.as_uri()


def test_a_named_program_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(module.VARIABLE, str(tmp_path / "nothing"))
    with pytest.raises(ChromiumMissing, match="nothing is no program"):
        chromium()


def test_where_none_can_be_had_the_command_to_type_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(packages: Packages) -> None:
        raise PackagesNotInstalled(f"no route to {packages.folder}")

    monkeypatch.delenv(module.VARIABLE, raising=False)
    monkeypatch.setattr(module.shutil, "which", lambda _: None)
    monkeypatch.setattr(Packages, "install", fail)
    with pytest.raises(ChromiumMissing, match=r"apt-get install.*OPENMUTUAL_CHROMIUM"):
        chromium()


def test_the_distribution_s_is_installed_by_root(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[list[str]] = []
    monkeypatch.delenv(module.VARIABLE, raising=False)
    monkeypatch.setattr(
        module.shutil,
        "which",
        lambda program: f"/bin/{program}" if program == "apt-get" or (program == "chromium" and installed) else None,
    )
    monkeypatch.setattr(module.os, "geteuid", lambda: 0)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: installed.append(command))
    assert chromium() == Path("/bin/chromium")
    assert installed[-1] == module.APT


def test_what_axe_has_against_a_page_is_told(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, write(tmp_path, '<img src="data:,">')) as page:
        assert [line.split(":")[0] for line in violations(page)] == ["image-alt"]


def test_a_page_that_is_well_made_is_let_alone(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, write(tmp_path, "<p>Text.</p>"), width=PHONE) as page:
        assert not violations(page)
        assert sideways(page) == 0


def test_what_lies_beside_a_phone_s_window_is_measured(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, write(tmp_path, '<div style="width: 700px">Wide.</div>'), width=PHONE) as page:
        assert sideways(page) > 300

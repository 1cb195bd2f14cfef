"""What every test can ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from deploy.toolchain import Toolchain

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples on every run and no race against a slow machine; `--deep` looks further, at other ones each time.
settings.register_profile("quick", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("deep", parent=settings.get_profile("quick"), derandomize=False, max_examples=2_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="try many more random cases; takes minutes to hours")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("deep" if config.getoption("--deep") else "quick")


@pytest.fixture(scope="session")
def deep(pytestconfig: pytest.Config) -> bool:
    """Whether to spend the time of a deep run."""
    return bool(pytestconfig.getoption("--deep"))


@pytest.fixture(scope="session")
def toolchain() -> Toolchain:
    """The compiler and forge, with the npm packages installed."""
    chain = Toolchain()
    chain.install()
    return chain


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium that all tests of one process share; `tests.browser.pages` opens pages in it."""
    from tests.browser.pages import launched

    with launched() as browser:
        yield browser

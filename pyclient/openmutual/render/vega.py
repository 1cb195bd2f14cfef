"""The one Vega renderer: charts become SVG, and nothing is fetched for them."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ..errors import ExtraMissing

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""The grammar of the charts; a name, not an address that anybody asks."""

PLAIN = {"font": "sans-serif", "view": {"stroke": None}, "axis": {"grid": True, "gridColor": "#e2e8f0"}}
"""The look of charts on a white ground."""


def plain_svg(spec: Mapping[str, Any]) -> str:
    """A chart on a white ground.  Raises ExtraMissing."""
    return to_svg({"$schema": SCHEMA, "background": "white", "config": PLAIN, **spec})


def to_svg(spec: Mapping[str, Any]) -> str:
    """The picture of a whole Vega-Lite chart.

    Addresses in the data, which may be a stranger's, are refused: no base URL is allowed.

    Raises:
        ExtraMissing: what draws charts is not installed.
    """
    return str(_wanted("vl_convert", "study").vegalite_to_svg(dict(spec), allowed_base_urls=[]))


def altair() -> Any:
    """The library that composes the charts of an audit.  Raises ExtraMissing."""
    return _wanted("altair", "report")


def expect_charts(*, of_an_audit: bool = False) -> None:
    """Find out before long work whether its charts can be drawn.  Raises ExtraMissing."""
    _wanted("vl_convert", "report" if of_an_audit else "study")
    if of_an_audit:
        altair()


def _wanted(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise ExtraMissing("charts", extra) from None

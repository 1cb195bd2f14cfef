"""The one Vega renderer: charts become SVG, and nothing is fetched for them."""

from collections.abc import Mapping
from typing import Any

from ..errors import ExtraMissing

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""The grammar of the charts; a name, not an address that anybody asks."""

PLAIN = {"font": "sans-serif", "view": {"stroke": None}, "axis": {"grid": True, "gridColor": "#e2e8f0"}}
"""The look of charts on a white ground."""

EMPTY = {"$schema": SCHEMA, "data": {"values": []}, "mark": "point"}
"""A chart of nothing, to see whether there is a renderer."""


def plain_svg(spec: Mapping[str, Any]) -> str:
    """A chart on a white ground.  Raises ExtraMissing."""
    return to_svg({"$schema": SCHEMA, "background": "white", "config": PLAIN, **spec})


def to_svg(spec: Mapping[str, Any], extra: str = "study") -> str:
    """The picture of a whole Vega-Lite chart.

    Addresses in the data, which may be a stranger's, are refused: no base URL is allowed.

    Args:
        spec: the chart.
        extra: what to install where the renderer is missing.

    Raises:
        ExtraMissing: the renderer is not installed.
    """
    try:
        import vl_convert
    except ModuleNotFoundError:
        raise ExtraMissing("charts", extra) from None
    return str(vl_convert.vegalite_to_svg(dict(spec), allowed_base_urls=[]))


def altair() -> Any:
    """The library that composes the charts of an audit.  Raises ExtraMissing."""
    try:
        import altair
    except ModuleNotFoundError:
        raise ExtraMissing("charts", "report") from None
    return altair


def expect_charts(*, of_an_audit: bool = False) -> None:
    """Find out before long work whether its charts can be drawn.  Raises ExtraMissing."""
    to_svg(EMPTY, "report" if of_an_audit else "study")
    if of_an_audit:
        altair()

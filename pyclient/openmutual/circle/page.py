"""How a thing shows itself in a notebook: a small table of names and values."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from ..render.templates import environment

if TYPE_CHECKING:
    from jinja2 import Template


def as_html(title: str, rows: Mapping[str, str]) -> str:
    """A table in HTML; whatever the values say is shown as it is."""
    return _template().render(title=title, rows=rows)


@cache
def _template() -> "Template":
    return environment("notebook").get_template("table.html.jinja")

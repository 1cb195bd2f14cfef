"""The one environment of templates: everything is escaped, and a name that is not there is an error."""

import base64
import hashlib
from typing import TYPE_CHECKING

from ..resources import read_text

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(*folder: str) -> "Environment":
    """Templates of a packaged folder, by its path below `data/`."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        return read_text(*folder, name)

    return Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def policy_hash(text: str) -> str:
    """What a page's own content security policy calls a style that it allows."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

"""A simulation as one page that needs nothing else: no script, no font, no picture from elsewhere."""

import base64
import hashlib

from ....resources import read_text
from ..crowd import Life
from . import summary
from .charts import draw
from .words import Words

STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a202c }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
figure { margin: 1.5rem 0 } svg { max-width: 100%; height: auto }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .85rem }
th, td { padding: .15rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #e2e8f0 }
th:first-child, td:first-child { text-align: left }
pre { background: #f7fafc; padding: .75rem; overflow-x: auto }
"""


def render(life: Life, words: Words, command: str) -> str:
    """The page; `command` is what to type to get it again."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    template = read_text("simulation.html.jinja")
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string(template)
    # The pictures are drawn here from figures and escaped words; all other text is escaped by the template.
    charts = [{"name": words.say(f"chart {name}"), "picture": Markup(svg)} for name, svg in draw(life, words).items()]
    return page.render(
        language=words.language,
        title=summary.title(life, words),
        intro=summary.intro(life, words),
        sentences=list(summary.sentences(life, words)),
        charts=charts,
        tables=[summary.ages(life, words), summary.assumptions(life, words), summary.announcements(life, words)],
        repeat=words.say("repeat"),
        command=command,
        style=Markup(STYLE),
        style_hash=f"sha256-{digest}",
    )

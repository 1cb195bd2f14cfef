"""A simulation as one page that needs nothing else: no script, no font, no picture from elsewhere."""

from ....render.templates import environment, policy_hash
from ..cohorts import Life
from . import summary
from .charts import draw
from .phrases import SimulationPhrases

STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a202c }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
figure { margin: 1.5rem 0 } svg { max-width: 100%; height: auto }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .85rem }
th, td { padding: .15rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #e2e8f0 }
th:first-child, td:first-child { text-align: left }
pre { background: #f7fafc; padding: .75rem; overflow-x: auto }
"""


def render(life: Life, words: SimulationPhrases, command: str) -> str:
    """The page; `command` is what to type to get it again."""
    from markupsafe import Markup

    page = environment().get_template("simulation.html.jinja")
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
        style_hash=policy_hash(STYLE),
    )

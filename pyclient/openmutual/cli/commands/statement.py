"""`openmutual statement`: one member's own account, from the public log."""

from typing import Annotated

import typer

from ..console import JsonTo, stage, write_json
from ..language import Lang, language_here
from ..source_options import RecordOptions, from_a_record

Of = Annotated[
    str,
    typer.Option(
        "--ledger", metavar="LEDGER|FILE", envvar="OPENMUTUAL_LEDGER", help="The plan's ledger, or an exported log."
    ),
]


@from_a_record
def statement(
    source: RecordOptions,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="The member's address.")],
    ledger: Of,
    lang: Lang = None,
    json: JsonTo = None,
) -> None:
    """Show a member's own account: every share and what it was for, every payment, what is left."""
    from ...audit.pipeline import statement_of
    from ..deployment import address
    from ..output import Page

    extract, _ = source.read(ledger)
    told = statement_of(extract, address("MEMBER", member).lower())
    language, page = (lang or language_here()).value, Page(stage(json))
    title, subtitle, columns = told.headings(language)
    page.title(title)
    page.prose(subtitle, "dim")
    page.blank()
    if told.told.lines:
        page.table(columns, told.rows(language), words=(0, 1, 2))
        page.blank()
    for sentence in told.sentences(language):
        page.prose(sentence)
    write_json(json, told.to_json())

"""`openmutual figures`: what was published on the platforms, worked out anew."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...i18n.sentences import source_in
from ..console import JsonTo, stage, write_json, write_text
from ..language import speaking
from ..options import Lang

if TYPE_CHECKING:
    from ...study.figures import Figure
    from ...study.figures.history import Row
    from ..output import Page

YUAN = "CNY"
"""The currency of all amounts in the history."""


def figures(
    number: Annotated[int | None, typer.Argument(metavar="NUMBER", help="Show one of them in full.")] = None,
    history: Annotated[bool, typer.Option("--history", help="Xianghubao, row by row, and by its rules.")] = False,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="With --history: beside a simulation of the preset.")
    ] = False,
    chart: Annotated[str | None, typer.Option(metavar="FILE", help="With --history: draw it, as SVG.")] = None,
    lang: Lang = None,
    json: JsonTo = None,
) -> None:
    """Work out anew what was published on the platforms, and say which figures are right.

    Each is worked out from the plans and the table of incidence, in whole numbers.
    """
    from ...render.vega import expect_charts
    from ..output import Page

    if chart and not history:
        raise typer.BadParameter("only the history is drawn: add --history", param_hint="--chart")
    if simulate and not history:
        raise typer.BadParameter("only the history is simulated: add --history", param_hint="--simulate")
    if history and number is not None:
        raise typer.BadParameter("the history has no numbers: leave one of them out", param_hint="NUMBER")
    if chart:
        expect_charts()
    language, page = (lang or speaking()).value, Page(stage(json))
    if history:
        (_tell_simulated if simulate else _tell_history)(page, chart, language, json)
        return
    chosen = _chosen(number)
    if number is None:
        page.table(_words(language)["columns"]["figures"], _rows(chosen, language), words=(1, 4), gap=2)
    else:
        _in_full(number, chosen[number], language, page)
    write_json(json, [{"number": each, **figure.to_json()} for each, figure in chosen.items()])


def _tell_history(page: "Page", chart: str | None, language: str, json: str | None) -> None:
    """The published rows and what the rules make of them.  Raises FileError."""
    from ...study.figures import history
    from ...study.figures.history import draw

    rows = history()
    page.table(_words(language)["columns"]["history"], _history(rows), words=(0,), gap=2)
    if chart is not None:
        write_text(chart, draw(rows, language))
    write_json(json, {"currency": YUAN, "rows": [row.to_json() for row in rows]})


def _tell_simulated(page: "Page", chart: str | None, language: str, json: str | None) -> None:
    """The published shares beside those of a simulation.  Raises FileError."""
    from ...study.figures import history
    from ...study.figures.simulated import beside, draw

    rows = history()
    told = [each.to_json() for each in beside(rows)]
    page.table(_words(language)["columns"]["simulated"], _simulated(told), words=(0,), gap=2)
    if chart is not None:
        write_text(chart, draw(rows, language))
    write_json(json, {"currency": YUAN, "rows": told})


def _chosen(number: int | None) -> "Mapping[int, Figure]":
    """All figures, or the one that was asked for.  Raises BadParameter."""
    from ...study.figures import FIGURES
    from ...study.figures import figures as work_out

    if number is None:
        return work_out()
    if not 1 <= number <= len(FIGURES):
        raise typer.BadParameter(f"figures are numbered from 1 to {len(FIGURES)}", param_hint="NUMBER")
    return {number: FIGURES[number - 1]()}


def _rows(chosen: "Mapping[int, Figure]", language: str) -> Iterator[list[str]]:
    for number, figure in chosen.items():
        yield [str(number), figure.title.to(language), "", "", _verdict(figure.verdict, language)]
        for line in figure.lines:
            verdict = _verdict(line.verdict, language) if line.verdict else ""
            yield ["", f"  {line.what.to(language)}", line.printed, line.computed, verdict]


def _in_full(number: int, figure: "Figure", language: str, page: "Page") -> None:
    page.title(f"{number} {figure.title.to(language)}: {_verdict(figure.verdict, language)}")
    page.prose(source_in(language, figure.source))
    page.prose(figure.inputs.to(language))
    page.blank()
    page.table(
        _words(language)["columns"]["figures"][1:],
        [row[1:] for row in _rows({number: figure}, language)][1:],
        words=(0, 3),
    )
    if figure.remark:
        page.blank()
        page.prose(figure.remark.to(language))


def _verdict(verdict: str, language: str) -> str:
    return str(_words(language)["agreements"][verdict])


def _history(rows: "Sequence[Row]") -> Iterator[list[str]]:
    for row in rows:
        said = row.to_json()
        payers = f"{row.payers:,}" if row.payers else "–"
        cases = f"{row.published.cases:,}" if row.published.cases is not None else "–"
        of_it = f"{said['of_expected_percent']} %" if said["of_expected_percent"] else "–"
        between = [_span(said["share_between"]), said["share_by_mix"] or "–", _span(said["aid_between"])]
        share = said["share"] or (f"({said['share_by_total']})" if said["share_by_total"] else "–")
        expected = f"{int(said['expected_cases']):,}" if said["expected_cases"] else "–"
        yield [said["date"], payers, cases, share, *between, expected, of_it]


def _span(pair: "Sequence[str] | None") -> str:
    return "–" if pair is None else "–".join(dict.fromkeys(f"{Decimal(each):,}" for each in pair))


def _simulated(told: "Sequence[Mapping[str, Any]]") -> Iterator[list[str]]:
    for row in told:
        shares, cases = row["simulated_share"].values(), row["simulated_cases"].values()
        counts = [f"{count:,}" if count is not None else "–" for count in (row["cases"], *cases)]
        yield [row["date"], row["share"], *shares, *counts, f"{row['waiting_percent']} %"]


def _words(language: str) -> "Mapping[str, Any]":
    from ...i18n import texts

    return texts("figures", language)

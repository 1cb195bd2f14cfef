"""`openmutual audit`, `export` and `statement`: a plan from its public log, through a node that nobody trusts."""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, Unpack

import typer

from ..console import JsonTo, stage, write_json, write_text
from ..errors import Exit
from ..language import say, speaking
from ..options import Lang, RecordOptions, block_hash, counting, from_a_record
from ..working import Cluster, Scratch, Workers, crew_for
from .proof import PictureTo, ProofTo, cut_proof, write_proofs

if TYPE_CHECKING:
    from ...audit.report.report import Outcome, Report
    from ...audit.report.terminal import Lines
    from ...audit.resume import Options, Resumed
    from ...audit.source.extract import Extract
    from ...audit.source.source import Source

EXITS = {
    "clean": Exit.FINE,
    "unknown": Exit.CURRENCY,
    "reported": Exit.REPORTED,
    "found": Exit.REFUSED,
    "source": Exit.SOURCE,
}
"""The exit code for each outcome of an audit."""

AcceptReported = Annotated[
    bool, typer.Option("--accept-reported", help="End with 0 also where something is only the source's word (else 6).")
]


def ending_with_its_outcome(command: "Callable[Concatenate[RecordOptions, P], Outcome]") -> Callable[..., None]:
    """Let a command end with the exit code of the outcome that it returns, and give it `--accept-reported`."""

    @wraps(command)
    def run(source: RecordOptions, *, accept_reported: bool = False, **options: Any) -> None:
        outcome = command(source, **options)  # type: ignore[call-arg]
        is_accepted = accept_reported and outcome == "reported"
        raise typer.Exit(Exit.FINE if is_accepted else EXITS[outcome])

    own = inspect.signature(command)
    accept = inspect.Parameter("accept_reported", inspect.Parameter.KEYWORD_ONLY, default=False)
    parameters = [*own.parameters.values(), accept.replace(annotation=AcceptReported)]
    run.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    return run


P = ParamSpec("P")
Of = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="NAME|LEDGER|FILE",
        envvar="OPENMUTUAL_LEDGER",
        help="A plan's name, its ledger's address, or an exported log.",
    ),
]


@from_a_record
@ending_with_its_outcome
def statement(
    source: RecordOptions,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="The member's address.")],
    ledger: Of,
    proof: ProofTo = None,
    qr: PictureTo = None,
    lang: Lang = None,
    json: JsonTo = None,
) -> "Outcome":
    """Show a member's own account: every share and what it was for, every payment, what is left.

    With --proof, what is left is proven in a file that `openmutual check-proof` verifies by the block's hash alone.

    The exit code is 0 if every line is proven, 5 if the source contradicts itself, 6 if something is only its word.
    """
    from ...audit.findings import Basis
    from ...audit.pipeline import statement_of
    from ..deployment import address
    from ..output import Page

    extract, node = source.read(ledger)
    member = address("MEMBER", member).lower()
    told = statement_of(extract, member, node)
    language, page = (lang or speaking()).value, Page(stage(json))
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
    if proof or qr:
        write_proofs(cut_proof(extract, node, member, language), (proof, qr), language, page)
    return "reported" if told.basis is Basis.REPORTED else "clean"


What = Annotated[
    str,
    typer.Argument(metavar="NAME|LEDGER|FILE|DIR|URL", help="A plan's name, its ledger's address, or an exported log."),
]
COLOURS = {"clean": "bold green", "doubt": "bold yellow", "breach": "bold red", "source": "bold magenta"}
"""Of verdicts, by their tone."""


@from_a_record
@ending_with_its_outcome
def audit(  # noqa: PLR0913, PLR0917  an argument for each option
    source: RecordOptions,
    what: What,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="FILE", help="The plan file that members were shown, or a preset.")
    ] = None,
    trusted_block: Annotated[
        str | None,
        typer.Option(
            "--trusted-block",
            metavar="HASH",
            help="The hash of the last block, or of one before it, that you know from elsewhere.",
        ),
    ] = None,
    counts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Members by tier and age, as the plan's attestor signed them.")
    ] = None,
    html: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the report as one page for a browser.")
    ] = None,
    accept_currency: Annotated[
        str | None,
        typer.Option(
            "--accept-currency",
            metavar="ADDRESS",
            help="The plan's currency, if you have read its code: it then need not be a known one (else 7).",
        ),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            "--checkpoint",
            metavar="FOLDER",
            help="Of an export in parts, audit only what was added since the checkpoint there, and renew it.",
        ),
    ] = None,
    workers: Workers = 1,
    cluster: Cluster = None,
    scratch: Scratch = None,
    lang: Lang = None,
    json: JsonTo = None,
) -> "Outcome":
    """Check a plan from its public log: every share, payment and balance, trusting nobody.

    What a node or a file says is proven down to the hash of a block, as far as there are proofs; then everything is
    worked out again by the rules, and compared.

    The exit code is the verdict. 0: nothing wrong was found, and all of it is proven. 1: breaches or doubts were found.
    5: the source contradicts itself, so nothing is said of the plan. 6: nothing wrong was found, but part of it is only
    the source's word. 7: nothing wrong was found, as far as a currency that this program does not know keeps its word.
    """
    from ...audit.counts import read_counts
    from ...audit.indicators import Assumptions
    from ...audit.report.assemble import assemble
    from ...audit.report.report import to_json
    from ...audit.report.terminal import lines
    from ...plans.terms import load_plan
    from ...render.vega import expect_charts
    from ..deployment import address

    if html is not None:
        expect_charts(of_an_audit=True)
    plan_file = load_plan(plan) if plan else None
    trusted = None if trusted_block is None else block_hash("--trusted-block", trusted_block)
    accepted = address("--accept-currency", accept_currency).lower() if accept_currency else ""
    told = read_counts(counts) if counts else None
    with crew_for(workers, cluster, scratch) as crew:
        extract, node = source.read(what, crew)
        if told is not None:
            told.expect_of(extract.chain_id, extract.contracts.ledger)
        examined = _examined(
            (extract, node),
            checkpoint,
            plan_file=plan_file,
            trusted=trusted,
            assumptions=Assumptions(counts=told),
            crew=crew,
        )
        report = assemble(examined.audited)
    language = (lang or speaking()).value
    show(lines(report, language, examined.notes), json)
    if html is not None:
        from ...audit.report.html import page

        write_text(html, page(report, language))
    write_json(json, to_json(report))
    return _outcome(report, accepted)


def _examined(
    read: "tuple[Extract, Source | None]", checkpoint: Path | None, **options: "Unpack[Options]"
) -> "Resumed":
    """The audit of what was read, from a checkpoint on if there is to be one."""
    from ...audit.pipeline import audit as examine
    from ...audit.resume import Resumed, resume

    extract, node = read
    with counting() as progress:
        options["progress"] = progress
        if checkpoint is not None:
            return resume(checkpoint, extract, **options)
        return Resumed(examine(extract, source=node, **options))


@from_a_record
def export(
    source: RecordOptions,
    ledger: Annotated[str, typer.Argument(metavar="NAME|LEDGER", help="A plan's name, or its ledger's address.")],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE|DIR/", help="The file to write, such as log.parquet, or a folder of parts."
        ),
    ],
    json: JsonTo = None,
) -> None:
    """Write everything that an audit needs, to be audited without a node: into one file, or a folder of sealed parts.

    A name that ends with a slash is a folder, and so is one that is there.  It takes little memory to write, however
    large the plan is, and an export into it goes on where the last one ended or was interrupted.
    """
    from ..output import Page

    path = Path(output)
    if output.endswith("/") or path.is_dir():
        parts = source.append(ledger, path)
        first, last, logs = parts.sealed[0].first, parts.last, sum(part.logs for part in parts.sealed)
    else:
        from ...audit.source.export_file import save

        extract, _ = source.collect(ledger)
        save(extract, path)
        first, last, logs = extract.first, extract.last, extract.logs.height
    holds = say("export_holds", file=output, logs=f"{logs:,}", blocks=f"{last - first + 1:,}")
    Page(stage(json)).item(say("done"), holds, "green")
    write_json(json, {"file": output, "logs": logs, "first": first, "last": last})


def show(told: "Lines", json: str | None) -> None:
    """Print a report."""
    from ..output import Page

    page = Page(stage(json))
    page.title(told.title)
    page.prose(told.subtitle, "dim")
    if told.age:
        page.prose(told.age, "yellow")
    if told.start:
        page.prose(told.start, "yellow")
    page.blank()
    page.prose(told.verdict, COLOURS[told.tone])
    page.prose(told.anchor, "dim")
    for sentence in told.sentences:
        page.prose(sentence)
    for part in told.parts:
        page.heading(part.heading)
        for sentence in part.sentences:
            page.prose(sentence)
        if part.rows:
            page.table(part.columns, part.rows, words=range(len(part.columns)))
    if told.notes:
        page.blank()
    for sentence in told.notes:
        page.prose(sentence, "dim")


def _outcome(report: "Report", accepted: str) -> "Outcome":
    """What an audit comes to, if its currency may be one that somebody has read."""
    if report.verdict.outcome != "unknown" or report.subject.token.lower() != accepted:
        return report.verdict.outcome
    return "clean" if report.verdict.proven else "reported"

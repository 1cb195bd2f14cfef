"""The report for a terminal: verdict, findings, what they rest on, key figures; as plain rows, without any style."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...i18n.formatter import SentenceFormatter
from .html import WORTH_A_LOOK, by_check
from .report import FindingView, Report
from .sentences import Tone, anchor, caveats, headline, hours_behind, shortfall, start, texts, tone

MOST_FINDINGS = 20
"""The most checks that a terminal lists with a finding."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is printed, from top to bottom: a heading, sentences, a table.

    Attributes:
        columns: of the table; rows are as wide.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What became of a checkpoint: the key of its sentence, and the values for it."""

    key: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lines:
    """All that is printed.

    Attributes:
        age: how old the node's newest block is, if that is too old; else empty.
        start: which earlier audit this one went on from; empty if it began at the beginning.
        tone: how bad it is, for a colour.
        verdict: the verdict in a few words; `sentences` what more there is to say of it.
        anchor: how much of it is proven, and down to which block's hash.
        notes: what became of a checkpoint.
    """

    title: str
    subtitle: str
    age: str
    start: str
    tone: Tone
    verdict: str
    anchor: str
    sentences: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()


def lines(report: Report, language: str, notes: Sequence[Note] = ()) -> Lines:
    """What a terminal shows, in `en` or `zh`."""
    words = texts(language)
    wording = SentenceFormatter(language, report.subject.decimals, report.subject.symbol)
    subject = report.subject
    place = {"block": subject.last_block, "chain": str(subject.chain_id), "time": subject.block_time}
    of_plan = (_grounds, _key_figures, _conduct) if report.verdict.outcome != "source" else ()
    parts = (_findings, *of_plan)
    return Lines(
        title=subject.plan_title.to(language) or wording.fill(words["unnamed"], {"ledger": subject.ledger}),
        subtitle=wording.fill(words["as_of"], place),
        age=wording.fill(words["old_head"], {"hours": hours}) if (hours := hours_behind(report)) else "",
        start=start(report, words, wording),
        tone=tone(report),
        verdict=verdict(report, words, wording),
        anchor=anchor(report, words, wording),
        sentences=tuple(_more(report, words, wording)),
        parts=tuple(part for make in parts if (part := make(report, words, wording, language))),
        notes=tuple(wording.fill(words["checkpoint"][note.key], note.facts) for note in notes),
    )


def verdict(report: Report, words: Mapping[str, Any], wording: SentenceFormatter) -> str:
    """The verdict in a few words."""
    found, said = report.verdict, words["verdict"]
    if found.outcome == "source":
        return str(said["source"])
    if found.clean:
        return str(said[headline(report)])
    breaches = _counted(said, "breach", "breaches", found.breaches, wording)
    doubts = _counted(said, "doubt", "doubts", found.doubts, wording)
    both = wording.fill(said["with_doubts"], {"breaches": breaches, "doubts": doubts})
    what = both if found.breaches and found.doubts else breaches if found.breaches else doubts
    return wording.fill(said["found"], {"what": what})


def _more(report: Report, words: Mapping[str, Any], wording: SentenceFormatter) -> Iterator[str]:
    found, said = report.verdict, words["verdict"]
    if found.outcome == "source":
        yield wording.fill(said["source_more"], {"source": report.subject.source})
        return
    if not found.currency_known:
        yield said["unknown_currency"]
    yield from _when_clean(report, said)
    if found.breaches:
        yield said["breaches_more"]
    if found.doubts:
        yield said["doubts_more"]
    if found.remarks:
        yield _counted(said, "remark", "remarks", found.remarks, wording)
    if found.unlisted:
        yield wording.fill(said["unlisted"], {"count": found.unlisted})
    yield from (said[caveat] for caveat in caveats(report))
    if report.subject.test_money:
        yield said["test_money"]
    if not report.subject.hash_given:
        yield words["grounds"]["hash_taken"]


def _when_clean(report: Report, said: Mapping[str, str]) -> Iterator[str]:
    """What a verdict without findings says of what it rests on."""
    if report.verdict.clean:
        yield said["clean_more"]
        if lacking := shortfall(report):
            yield said[f"{lacking}_more"]


def _counted(said: Mapping[str, str], one: str, many: str, count: int, wording: SentenceFormatter) -> str:
    return said[one] if count == 1 else wording.fill(said[many], {"count": count})


def _findings(report: Report, words: Mapping[str, Any], wording: SentenceFormatter, language: str) -> Part | None:
    """A row for each check that found something, with the first of its findings."""
    checks = list(by_check(report.findings))
    if not checks:
        return None
    said = words["findings"]
    rows = [_row(number, told, words, wording, language) for number, told in checks[:MOST_FINDINGS]]
    hidden = len(checks) - len(rows)
    return Part(
        heading=words["sections"]["findings"],
        sentences=(wording.fill(words["terminal"]["more"], {"count": hidden}),) if hidden else (),
        columns=(said["number"], "", said["what"], said["block"]),
        rows=tuple(rows),
    )


def _row(
    number: str, told: Sequence[FindingView], words: Mapping[str, Any], wording: SentenceFormatter, language: str
) -> tuple[str, ...]:
    first = told[0]
    sentence = getattr(first.sentence, language)
    if len(told) > 1:
        sentence += f" ({wording.fill(words['verdict']['more'], {'count': len(told) - 1})})"
    block = str(first.evidence[0].block) if first.evidence else ""
    return number, words["severity"][first.severity], sentence, block


def _grounds(report: Report, words: Mapping[str, Any], _wording: SentenceFormatter, _language: str) -> Part | None:
    rows = tuple((words["parts"][ground.part], words["rests"][ground.rest]) for ground in report.grounds)
    said = words["grounds"]
    return Part(words["sections"]["grounds"], (), (said["part"], said["rest"]), rows) if rows else None


def _key_figures(report: Report, words: Mapping[str, Any], wording: SentenceFormatter, _language: str) -> Part:
    """The same numbers that the page shows at a glance, and whether the money adds up."""
    said, flow = words["glance"], report.flow
    aid = next(line.amount for line in flow.went_out if line.key == "aid")
    settled = next(count.number for count in report.cases.funnel if count.key == "settled")
    symbol = {"symbol": report.subject.symbol}
    rows = [
        (wording.fill(said["aid"], symbol), wording.amount(aid)),
        (said["settled"], wording.count(settled)),
        (said["members"], wording.count(report.subject.members)),
        (wording.fill(said["held"], symbol), wording.amount(flow.total_held)),
    ]
    if report.periods.rows:
        rows.append((wording.fill(said["share"], symbol), wording.amount(report.periods.rows[-1].share)))
    totals = {"total_in": flow.total_in, "total_out": flow.total_out, "total_held": flow.total_held}
    sum_up = words["flow"]["adds_up" if flow.adds_up else "differs"]
    account = wording.fill(sum_up, {**totals, "difference": flow.difference})
    return Part(said["heading"], (said[report.subject.stage], account), ("", ""), tuple(rows))


def _conduct(report: Report, words: Mapping[str, Any], _wording: SentenceFormatter, language: str) -> Part | None:
    """Only what is worth a look; the page has all figures."""
    rows = tuple(
        (figure.number, words["conduct"]["judgements"][figure.judgement], getattr(figure.sentence, language))
        for figure in report.conduct.figures
        if figure.judgement in WORTH_A_LOOK
    )
    return Part(words["sections"]["conduct"], (), (words["terminal"]["figure"], "", ""), rows) if rows else None

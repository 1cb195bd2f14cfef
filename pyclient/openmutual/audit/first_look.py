"""The first look at what a source says: what of it is proven, what the currency answers, how old all of it is."""

import time
from functools import partial

from ..errors import UnusableSource
from .code.check import misgiven
from .crew import Crew
from .currency.answers import Currency
from .extraction.again import asked_again
from .findings import Findings
from .proof.headers import header_of
from .proof.proven_blocks import ProvenBlocks
from .proof.verify import Proven, prove
from .source.extract import Extract
from .source.source import Source


def look_at(
    extract: Extract,
    findings: Findings,
    trusted: bytes | None,
    source: Source | None,
    crew: Crew | None = None,
    earlier: ProvenBlocks | None = None,
) -> tuple[Extract, Proven, Currency]:
    """What was said and what is proven of it; what is doubted is asked for again, where there is a node to ask."""
    judge = partial(_judged, trusted=trusted, crew=crew, earlier=earlier)
    proven, currency = judge(extract, findings)
    if source is None or not (findings.of_source or misgiven(extract)):
        return extract, proven, currency
    extract = asked_again(source, extract, findings.of_source)
    findings.found.clear()
    return extract, *judge(extract, findings)


def _judged(
    extract: Extract, findings: Findings, trusted: bytes | None, crew: Crew | None, earlier: ProvenBlocks | None
) -> tuple[Proven, Currency]:
    """What of an extract is proven, its currency's answers among it."""
    proven = prove(extract, findings, trusted, crew, earlier)
    currency = Currency(extract, proven.headers)
    currency.check_answers(findings)
    return proven, currency


def expect_usable(extract: Extract, findings: Findings) -> None:
    """Raises UnusableSource if the source contradicts itself."""
    if findings.of_source:
        checks = ", ".join(dict.fromkeys(finding.check.number for finding in findings.of_source))
        raise UnusableSource(f"{extract.source} contradicts itself (checks {checks}): ask another one")


def age_of_head(source: Source | None) -> int | None:
    """Seconds between the newest block of a node and the clock; None without a node, and where clocks are moved."""
    if source is None or source.is_local:
        return None
    header = header_of(next(source.headers([source.head()])))
    return None if header is None else max(0, int(time.time()) - header.time)

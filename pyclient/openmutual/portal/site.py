"""A whole site, file by file: pages in both languages, shards of accounts, downloads, and a list of all hashes."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from ..audit.report.html import shortened
from ..audit.report.report import to_json
from ..audit.report.sentences import hexed, tone
from ..audit.report.terminal import lines
from ..errors import NotProvable
from ..i18n import LANGUAGES, texts
from ..render.templates import environment
from ..resources import read_text
from .accounts import PERIODS_A_SHARD, accounts, announcements
from .examined import ExaminedPlan
from .pages import PlanPages
from .proof.code import description
from .proof.cut import proven_ledger
from .proof.shards import shards
from .shards import by_address, in_chunks, script
from .tables import files as table_files
from .tables import tables
from .words import words

FORMAT = "openmutual portal 1"
"""What the list of hashes begins with; it is also how a folder is known to be a site."""

LIST = "hashes.json"

STATIC = ("account.js", "proof.js", "proving.js", "site.js", "icon.svg")

File = tuple[str, bytes]
"""A file of a site: its path, with `/` between folders, and what is in it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A plan that a site holds, in its list of hashes.

    Attributes:
        folder: in the site.
        block: the audited one.
    """

    folder: str
    chain: int
    ledger: str
    block: int
    block_hash: str


@dataclass(frozen=True, slots=True)
class HashList:
    """What a site says of itself: its plans, and the SHA-256 hash of every file but this list, by path."""

    made_by: str
    plans: tuple[Held, ...]
    files: Mapping[str, str]

    @property
    def root(self) -> str:
        """One hash for the whole site, in hexadecimal: two copies are the same if theirs are."""
        text = "".join(f"{digest}  {path}\n" for path, digest in sorted(self.files.items()))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> bytes:
        """The list as a file."""
        told = {
            "format": FORMAT,
            "made_by": self.made_by,
            "plans": [{name: getattr(plan, name) for name in plan.__dataclass_fields__} for plan in self.plans],
            "root": self.root,
            "files": dict(sorted(self.files.items())),
        }
        return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def made_by() -> str:
    """The program and its version."""
    return f"openmutual {version('openmutual')}"


def held(examined: ExaminedPlan) -> Held:
    """A plan as the list of hashes names it."""
    extract = examined.audited.extract
    return Held(examined.key, extract.chain_id, extract.contracts.ledger, extract.last, hexed(extract.block_hash))


def site(plans: Sequence[ExaminedPlan]) -> Iterator[File]:
    """Every file of a site of these plans, but the list of hashes."""
    static = dict(_static())
    scripts = {path: integrity(content) for path, content in static.items()}
    yield from static.items()
    yield "index.html", _front(plans)
    for examined in plans:
        for name, content in _plan(examined, scripts):
            yield f"{examined.key}/{name}", content


def integrity(content: bytes) -> str:
    """A file's hash as subresource integrity writes it."""
    return f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"


def _static() -> Iterator[File]:
    for name in STATIC:
        yield f"static/{name}", read_text("portal", "static", name).encode()
    yield "static/contract.js", script("contract", description())
    style = read_text("audit", "report", "style.css") + read_text("portal", "style.css")
    yield "static/style.css", style.encode()


def _front(plans: Sequence[ExaminedPlan]) -> bytes:
    told = [
        {"key": each.key, "ledger": each.report.subject.ledger, **_glance(each)}
        | {language: shortened(each.title(language)) for language in LANGUAGES}
        for each in plans
    ]
    said = {language: texts("portal", language) for language in LANGUAGES}
    return environment("portal").get_template("front.html.j2").render(plans=told, words=said).encode()


def _glance(examined: ExaminedPlan) -> dict[str, Any]:
    """What the front page tells of a plan at once: the verdict, and for which block it holds."""
    told = {language: lines(examined.report, language) for language in LANGUAGES}
    by_language = {part: {key: getattr(each, part) for key, each in told.items()} for part in ("verdict", "subtitle")}
    return {"tone": tone(examined.report), **by_language}


def _plan(examined: ExaminedPlan, scripts: Mapping[str, str]) -> Iterator[File]:
    """The files of one plan, by their paths in its folder."""
    for name, paper in examined.papers.named():
        yield f"papers/{name}", paper.read_bytes()
    yield "downloads/report.json", _report(examined)
    rows: dict[str, int] = {}
    for table in tables(examined):
        rows[table.name] = len(table.rows)
        yield from ((f"downloads/{name}", content) for name, content in table_files(table, examined))
    yield from _shards(examined)
    for language in LANGUAGES:
        pages = PlanPages(examined, language, scripts, rows)
        yield from ((f"{language}/{name}", content) for name, content in pages.files())
        yield f"{language}/words.js", script("words", words(examined, language))


def _report(examined: ExaminedPlan) -> bytes:
    told: dict[str, Any] = to_json(examined.report)
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _shards(examined: ExaminedPlan) -> Iterator[File]:
    plan = examined.plan
    for name, content in by_address("members", accounts(examined.history, plan)):
        yield f"{name}.js", content
    for name, content in in_chunks("announced", list(announcements(plan)), PERIODS_A_SHARD):
        yield f"{name}.js", content
    yield from _proofs(examined)


def _proofs(examined: ExaminedPlan) -> Iterator[File]:
    """What proofs of balances are cut from in a page; or why none can be."""
    try:
        ledger = proven_ledger(examined.audited.extract, examined.plan)
    except NotProvable as error:
        yield "proof.js", script("proof", {"reason": error.reason})
        return
    yield "proof.js", script("proof", {"base": ledger.place.to_json()})
    for name, nodes in shards(ledger.root, ledger.nodes):
        yield f"trie/{name}.js", script(f"trie/{name}", nodes)

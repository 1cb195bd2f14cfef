"""What building and checking a site came to, in words and as data."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...audit.report.terminal import lines
from ...i18n import texts
from ...i18n.formatter import SentenceFormatter
from ..output import Page

if TYPE_CHECKING:
    from ...portal.comparison import Comparison
    from ...portal.folder import Written
    from ...portal.subject import Subject

MOST_SHOWN = 50
"""Files that a terminal lists, at most."""


def say(key: str, language: str, **facts: Any) -> str:
    """A sentence about sites in `en` or `zh`."""
    return SentenceFormatter(language, 0, "").fill(texts("portal", language)["command"][key], facts)


def show_written(written: "Written", folder: Path, language: str, page: Page) -> dict[str, Any]:
    """What a build has done; returns it for `--json`."""
    said = say("built", language, folder=str(folder), files=written.files, changed=written.changed)
    page.item("", said, "green")
    page.item("", say("root", language, root=written.hashes.root))
    counts = {"files": written.files, "changed": written.changed, "removed": written.removed}
    return {"site": str(folder), **counts, "root": written.hashes.root}


def show_comparison(found: "Comparison", language: str, page: Page) -> dict[str, Any]:
    """How a site differs from the true one, and what that rests on; returns it for `--json`."""
    for each in found.differences[:MOST_SHOWN]:
        page.item(say(each.what, language), each.file, "red")
    if (hidden := len(found.differences) - MOST_SHOWN) > 0:
        page.prose(say("more", language, count=hidden))
    for subject in found.subjects:
        _show_ground(subject, language, page)
    if found.differences:
        page.prose(say("differs", language, count=len(found.differences)), "bold red")
    else:
        page.prose(say("true", language), "green")
        page.prose(say("root", language, root=found.root))
    told = [{"what": each.what, "file": each.file} for each in found.differences]
    return {"true": not told, "root": found.root, "differences": told, "plans": [*map(_ground, found.subjects)]}


def _show_ground(subject: "Subject", language: str, page: Page) -> None:
    told, of = lines(subject.report, language), subject.report.subject
    facts = {"title": told.title, "verdict": told.verdict, "block": of.last_block, "hash": of.block_hash}
    page.prose(say("ground", language, **facts))
    if not subject.hash_given:
        page.prose(say("compare", language), "yellow")


def _ground(subject: "Subject") -> dict[str, Any]:
    told = subject.report.subject
    return {
        "ledger": told.ledger,
        "chain": told.chain_id,
        "block": told.last_block,
        "block_hash": told.block_hash,
        "hash_given": subject.hash_given,
        "outcome": subject.report.verdict.outcome,
    }

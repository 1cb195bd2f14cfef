"""What building and checking a site came to, in words and as data."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...audit.report.terminal import lines
from ...i18n import texts
from ...i18n.formatter import SentenceFormatter
from ..output import Page

if TYPE_CHECKING:
    from ...portal.comparison import Comparison
    from ...portal.examined import ExaminedPlan
    from ...portal.folder import Written

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
    for examined in found.plans:
        _show_ground(examined, language, page)
    if found.differences:
        page.prose(say("differs", language, count=len(found.differences)), "bold red")
    else:
        page.prose(say("true", language), "green")
        page.prose(say("root", language, root=found.root))
    told = [{"what": each.what, "file": each.file} for each in found.differences]
    return {"true": not told, "root": found.root, "differences": told, "plans": [*map(_ground, found.plans)]}


def _show_ground(examined: "ExaminedPlan", language: str, page: Page) -> None:
    told, of = lines(examined.report, language), examined.report.subject
    facts = {"title": told.title, "verdict": told.verdict, "block": of.last_block, "hash": of.block_hash}
    page.prose(say("ground", language, **facts))
    if not examined.hash_given:
        page.prose(say("compare", language), "yellow")


def _ground(examined: "ExaminedPlan") -> dict[str, Any]:
    told = examined.report.subject
    return {
        "ledger": told.ledger,
        "chain": told.chain_id,
        "block": told.last_block,
        "block_hash": told.block_hash,
        "hash_given": examined.hash_given,
        "outcome": examined.report.verdict.outcome,
    }

"""What came of a proof, in words: what is proven, what is not, or why it was refused."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ...errors import NotProvable, ProofError
from ...i18n import texts
from ...i18n.formatter import SentenceFormatter
from ...records import MemberStatus
from .check import Checked
from .standing import Standing


def headings(checked: Checked, language: str) -> tuple[str, str]:
    """Title and subtitle."""
    place = checked.proof.place
    facts = {"member": checked.proof.member, "ledger": place.ledger, "block": place.block, "time": checked.header.time}
    return say("title", language, facts), say("subtitle", language, facts)


def sentences(checked: Checked, language: str, decimals: int | None = None) -> list[str]:
    """What is proven, what that rests on, and what is not.

    Args:
        checked: a proof that holds.
        language: `en` or `zh`.
        decimals: of the currency; no proof tells them, and without them amounts are in base units.
    """
    place, figures, words = checked.proof.place, checked.proof.figures, texts("proof", language)
    unit = words["base_units"] if decimals is None else words["currency"]
    wording = SentenceFormatter(language, decimals or 0, unit)
    status = texts("statement", language)["status"][figures.status.value]
    facts = {**asdict(figures), "status": status, "step": place.immutables["_step"], "chain": str(place.chain)}
    facts |= {"block": place.block, "hash": checked.header.hash, "ledger": place.ledger}
    return [wording.fill(words[key], facts) for key in (*_told(figures), "rests", "not_proven")]


def refusal(error: ProofError, language: str) -> str:
    """Why a proof was refused."""
    return SentenceFormatter(language, 0, "").fill(
        texts("proof", language)["refusals"][type(error).__name__], error.facts
    )


def not_provable(error: NotProvable, language: str) -> str:
    """Why no balance of a plan can be proven."""
    sentence: str = texts("proof", language)["not_provable"][error.reason]
    return sentence


def say(key: str, language: str, facts: Mapping[str, Any]) -> str:
    """One sentence without amounts."""
    return SentenceFormatter(language, 0, "").fill(texts("proof", language)[key], facts)


def _told(figures: Standing) -> tuple[str, ...]:
    """The sentences that a standing takes, by their keys."""
    if figures.status is MemberStatus.NONE:
        return ("nobody",)
    balance = "emptied" if figures.index is None else "held"
    cover = "cover_runs" if figures.covered_until is None else "cover_ended" if figures.covered_until else "no_cover"
    return (balance, "rebate", cover) if figures.rebate else (balance, cover)

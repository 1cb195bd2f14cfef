"""What came of a proof, said in two languages with the same facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openmutual import errors
from openmutual.errors import FiguresDiffer, OtherBlock, ProofError
from openmutual.i18n import LANGUAGES, texts
from openmutual.i18n.formatter import slots
from openmutual.portal.proof.check import Checked, check_proof
from openmutual.portal.proof.sentences import headings, refusal, sentences
from openmutual.portal.proof.standing import Standing
from openmutual.records import MemberStatus

from .proven import proof_of

BY_THE_SCRIPT_ALONE = {"Unreadable", "NotAHash"}
"""In Python a file that is none, and a word that is no hash, have errors of their own."""


def checked(**figures: object) -> Checked:
    proof, block_hash = proof_of("circle", MemberStatus.ACTIVE)
    told = check_proof(proof, block_hash)
    return replace(told, proof=replace(proof, figures=replace(proof.figures, **figures)))  # type: ignore[arg-type]


def test_every_refusal_has_its_sentence() -> None:
    names = {
        error.__name__ for error in vars(errors).values() if isinstance(error, type) and issubclass(error, ProofError)
    }
    for language in LANGUAGES:
        assert texts("proof", language)["refusals"].keys() == (names - {"ProofError"}) | BY_THE_SCRIPT_ALONE


@pytest.mark.parametrize("group", ["", "refusals"])
def test_both_languages_name_the_same_facts(group: str) -> None:
    english, chinese = (texts("proof", language) for language in LANGUAGES)
    one, other = (english[group], chinese[group]) if group else (english, chinese)
    assert one.keys() == other.keys()
    for key, sentence in one.items():
        if isinstance(sentence, str):
            assert {part[1:] for part in slots(sentence) if part[1]} == {
                part[1:] for part in slots(other[key]) if part[1]
            }


def test_a_refusal_names_what_is_wrong() -> None:
    error = FiguresDiffer(figure="balance", said="2", proven="1")
    assert refusal(error, "en") == "The proof claims that balance is 2, but proves that it is 1."
    assert refusal(OtherBlock(block=7, said="0x1", wanted="0x2"), "zh").endswith("证明自称属于区块 7。")


def test_amounts_are_in_base_units_unless_the_currency_is_told() -> None:
    assert "balance of 12,345 base units" in sentences(checked(balance=12_345), "en")[0].replace("\u00a0", " ")
    assert "balance of 123.45 of the currency" in sentences(checked(balance=12_345), "en", 2)[0].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"covered_until": None}, "cover runs"),
        ({"covered_until": 1_700_000_000}, "cover ended on 14 November 2023"),
        ({"covered_until": 0}, "there is no cover"),
        ({"index": None, "balance": 0, "status": MemberStatus.WITHDRAWN}, "withdrawn; nothing is left here."),
        ({"rebate": 5}, "gives back 5 base units besides"),
    ],
)
def test_each_standing_has_its_sentences(figures: dict[str, object], words: str) -> None:
    assert words in " ".join(sentences(checked(**figures), "en")).replace("\u00a0", " ")


def test_nobody_has_no_cover_and_no_balance() -> None:
    nobody = replace(checked(), proof=replace(checked().proof, figures=Standing(MemberStatus.NONE)))
    told = sentences(nobody, "en")
    assert told[0] == "Proven: no membership; nothing is stored of this address."
    assert len(told) == 3


def test_the_title_names_the_member_and_the_subtitle_the_block() -> None:
    title, subtitle = headings(checked(), "zh")
    assert "已证明" in title
    assert "区块" in subtitle

"""`openmutual check-proof`, and `statement --proof`: a member's balance, proven by the hash of a block."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..console import JsonTo, stage, write_json
from ..errors import Exit
from ..language import say, speaking
from ..options import Lang, block_hash, counting
from ..result import Moment

if TYPE_CHECKING:
    from ...audit.source.extract import Extract
    from ...audit.source.source import Source
    from ...errors import ProofError
    from ...portal.proof.check import Checked
    from ...portal.proof.file import BalanceProof
    from ...records import Account
    from ..output import Page

ProofTo = Annotated[
    Path | None, typer.Option("--proof", metavar="FILE", help="Write a proof of what is left, for check-proof.")
]
PictureTo = Annotated[
    Path | None, typer.Option("--qr", metavar="FILE", help="Draw that proof for a phone (SVG), if it is short enough.")
]


def check_proof(  # noqa: PLR0913, PLR0917  an argument for each option
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A proof, as `openmutual statement --proof` writes it.")],
    given: Annotated[
        str,
        typer.Option("--block-hash", metavar="HASH", help="The hash of the proof's block, from somewhere else."),
    ],
    member: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Whose the proof must be.")] = None,
    ledger: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Of which plan it must be.")] = None,
    chain_id: Annotated[int | None, typer.Option(min=1, help="Of which chain it must be.")] = None,
    decimals: Annotated[int | None, typer.Option(min=0, max=18, help="Of the currency, to show amounts in it.")] = None,
    lang: Lang = None,
    json: JsonTo = None,
) -> None:
    """Check the proof of a balance against the hash of its block, offline.

    The exit code is 0 if it holds, 1 if it does not, 3 if the file is no proof.
    """
    from ...errors import ProofError
    from ...portal.proof.check import Expected
    from ...portal.proof.check import check_proof as check
    from ...portal.proof.file import read_proof
    from ..deployment import address
    from ..output import Page

    wanted = Expected(member and address("--member", member), ledger and address("--ledger", ledger), chain_id)
    language, page = (lang or speaking()).value, Page(stage(json))
    try:
        checked = check(read_proof(file), block_hash("--block-hash", given), wanted)
    except ProofError as error:
        _refuse(error, language, page, json)
        raise typer.Exit(Exit.REFUSED) from None
    _show(checked, language, page, decimals)
    write_json(json, {"proven": True, **_told(checked)})


def _show(checked: "Checked", language: str, page: "Page", decimals: int | None) -> None:
    from ...portal.proof.sentences import headings, sentences

    title, subtitle = headings(checked, language)
    page.title(title)
    page.prose(subtitle, "dim")
    page.blank()
    for sentence in sentences(checked, language, decimals):
        page.prose(sentence)


def _refuse(error: "ProofError", language: str, page: "Page", json: str | None) -> None:
    from ...portal.proof.sentences import refusal

    sentence = refusal(error, language)
    page.prose(sentence, "red")
    write_json(json, {"proven": False, "refused": type(error).__name__, "reason": sentence})


def _told(checked: "Checked") -> dict[str, Any]:
    """What is proven, as data; a proof knows of no currency, so that amounts are in base units, as text."""
    proof, held = checked.proof, checked.proof.figures
    figures = {
        "status": held.status.value,
        "units": held.units,
        "limit_in_steps": held.limit,
        "index_in_steps": held.index,
        "balance_base_units": str(held.balance),
        "rebate_base_units": str(held.rebate),
        "joined_at": Moment(held.joined_at),
        "covered_until": Moment(held.covered_until or 0),
    }
    where = {"ledger": proof.place.ledger, "member": proof.member, "block": proof.place.block}
    return {**where, "block_time": Moment(checked.header.time), "figures": figures}


def cut_proof(extract: "Extract", node: "Source | None", member: "Account", language: str) -> "BalanceProof":
    """The proof of what a member holds after the last block of an extract, which holds by that block's hash.

    Raises:
        Exit: none can be given, which is said.
        UnusableSource, NotAPlan, ChainError: no audit can be made.
    """
    from ...audit.pipeline import audit
    from ...errors import NotProvable
    from ...portal.proof.check import check_proof as check
    from ...portal.proof.cut import proven_ledger
    from ...portal.proof.sentences import not_provable
    from ..console import aside, print_line

    with counting() as progress:
        audited = audit(extract, source=node, progress=progress, every_member=True)
    try:
        proof = proven_ledger(audited.extract, audited.plan).proof_of(member)
    except NotProvable as error:
        print_line(aside(), not_provable(error, language), "red")
        raise typer.Exit(Exit.REFUSED) from None
    return check(proof, audited.extract.block_hash).proof


def write_proofs(proof: "BalanceProof", files: tuple[Path | None, Path | None], language: str, page: "Page") -> None:
    """Write a proof, and draw it; each if a file is named for it.  Raises FileError."""
    from ...audit.hashing import keccak
    from ...portal.proof.file import text_of, write_proof
    from ...portal.proof.picture import MOST_CHARACTERS, draw
    from ...portal.proof.sentences import say as say_of_proof

    file, picture = files
    if file is not None:
        write_proof(file, proof)
        facts = {"file": str(file), "block": proof.place.block, "hash": keccak(proof.place.header)}
        page.item(say("done"), say_of_proof("written", language, facts), "green")
    if picture is not None:
        text = text_of(proof)
        is_short = len(text) <= MOST_CHARACTERS
        if is_short:
            draw(text, picture)
        facts = {"file": str(picture), "size": len(text), "most": MOST_CHARACTERS}
        page.item(say("done") if is_short else "", say_of_proof("drawn" if is_short else "too_long", language, facts))

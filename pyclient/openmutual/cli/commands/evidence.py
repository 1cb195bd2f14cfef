"""`openmutual evidence`: papers sealed for those who may read them, and a commitment for the chain."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...codec import to_hex
from ..asking import Yes, ask, ask_new_passphrase, ask_passphrase
from ..console import JsonTo, aside, print_line, stage, write_json
from ..context import LedgerAt, OnUrl, PlanContext, Since, open_place, plan_command
from ..language import say

if TYPE_CHECKING:
    from ...chain import ChainLedger
    from ...evidence import AgeKey

AGE_KEY = "OPENMUTUAL_AGE_KEY"
"""The environment variable that may hold an age key instead of a file."""

AGE_PASSPHRASE = "OPENMUTUAL_AGE_PASSPHRASE"
"""The environment variable that may hold the passphrase of an age key file."""

evidence = typer.Typer(
    name="evidence",
    no_args_is_help=True,
    help="Seal papers for those who may read them; the chain holds a commitment that tells nothing.",
)

StoreAt = Annotated[
    str, typer.Option("--store", metavar="URL", help="Where sealed files are kept: a folder, or any fsspec URL.")
]
Locked = Annotated[bool, typer.Option("--passphrase", help="Seal the key file with a passphrase, which is asked for.")]
Identity = Annotated[
    Path | None, typer.Option("--identity", "-i", metavar="FILE", help=f"Your age key file; else {AGE_KEY} is read.")
]
ReceiptFile = Annotated[Path, typer.Argument(metavar="RECEIPT", help="What seal saved beside the case key.")]


@evidence.command()
def key(file: Annotated[Path, typer.Argument(help="A new file for the key.")], passphrase: Locked = False) -> None:
    """Make a key to read evidence with, and print its public half, which others seal for."""
    from ...evidence.age import new_key
    from ...evidence.keys import write_key

    made = new_key()
    write_key(file, made, {}, _new_passphrase(file.name) if passphrase else "")
    typer.echo(made.public)
    print_line(aside(), say("age_key", file=file))


@evidence.command()
def seal(
    files: Annotated[list[Path], typer.Argument(help="What the readers are to see.")],
    reader: Annotated[
        list[str], typer.Option(metavar="age1…", help="The public key of a reader, such as an assessor; once for each.")
    ],
    store: StoreAt = "evidence",
    keep: Annotated[Path, typer.Option(metavar="FOLDER", help="Where your case key and receipt go.")] = Path(),
    passphrase: Locked = False,
    json: JsonTo = None,
) -> None:
    """Seal files for readers, store them, and print the commitment to file the case with."""
    from ...evidence import Store
    from ...evidence import seal as seal_files
    from ...evidence.files import Receipt, read_files, write_receipt
    from ...evidence.keys import write_key
    from ..output import Page

    words = _new_passphrase(say("case_key")) if passphrase else ""
    sealed = seal_files(read_files(files), reader, Store(store))
    commitment = to_hex(sealed.commitment)
    case_key, receipt = (keep / f"case-{sealed.commitment.hex()[:8]}.{ending}" for ending in ("key", "json"))
    write_key(case_key, sealed.key, {"opens": sealed.address, "commitment": commitment}, words)
    write_receipt(receipt, Receipt(sealed.commitment, sealed.address, sealed.salt))
    told = {"commitment": commitment, "address": sealed.address, "key": str(case_key), "receipt": str(receipt)}
    page = Page(stage(json))
    page.title(say("sealed_files" if len(files) != 1 else "sealed_file", files=len(files), readers=len(set(reader))))
    page.table(["", ""], _named(told), words=(0, 1))
    page.prose(say("sealed_next", receipt=receipt))
    page.prose(say("sealed_key", key=case_key))
    write_json(json, told)


@evidence.command()
@plan_command
def grant(
    place: PlanContext,
    receipt: ReceiptFile,
    reader: Annotated[str, typer.Option(metavar="age1…", help="The public key of the new reader.")],
    case: Annotated[int, typer.Option(min=0, metavar="NUMBER", help="The case that was filed with it.")],
    identity: Annotated[
        Path | None, typer.Option("--identity", "-i", metavar="FILE", help="The case key; else it is beside RECEIPT.")
    ] = None,
    store: StoreAt = "evidence",
) -> dict[str, Any]:
    """Let one more reader open the evidence of a case: it is logged on the chain who may read, and not what.

    Only the claimant can, with the case key.  A grant cannot be taken back.
    """
    from ...evidence import Store, reader_hash
    from ...evidence import grant as grant_reader
    from ...evidence.files import read_receipt

    kept, who = read_receipt(receipt), reader_hash(reader)
    case_key = _key(identity or receipt.with_suffix(".key"))
    _compare(place.ledger, case, kept.commitment)
    # The log comes first: nobody shall be able to read and stand in no log.
    if who not in place.ledger.grants(case):
        place.ledger.grant(place.me, case, who)
    granted = grant_reader(kept.address, case_key, reader, Store(store))
    told = {"address": kept.address, "grant": granted, "reader": to_hex(who)}
    place.page.title(say("granted", case=case))
    place.page.table(["", ""], _named(told), words=(0, 1))
    place.page.prose(say("granted_next"))
    return told


@evidence.command("open")
def open_bundle(
    address: Annotated[str, typer.Argument(help="Of the bundle: sha256:…")],
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="A new folder for the files.")],
    commitment: Annotated[str, typer.Option(metavar="0x…", help="The commitment that the chain holds for the case.")],
    identity: Identity = None,
    granted: Annotated[
        str, typer.Option("--grant", metavar="sha256:…", help="Your grant, if you were not a reader from the first.")
    ] = "",
    store: StoreAt = "evidence",
) -> None:
    """Open evidence that was sealed for you or granted to you, if it is what the case was filed with."""
    from ...evidence import Store, check, read
    from ...evidence.files import write_files
    from ..output import Page

    expected = _commitment(commitment)
    opened = read(address, _key(identity), Store(store), granted)
    check(opened, expected)
    written = write_files(to, opened.files)
    page = Page(stage())
    page.title(say("opened"))
    page.table([say("file"), say("bytes")], [[str(file), f"{len(opened.files[file.name]):,}"] for file in written])
    page.prose(say("opened_next"))


@evidence.command()
def verify(
    receipt: ReceiptFile,
    store: StoreAt = "evidence",
    case: Annotated[
        int | None, typer.Option(min=0, metavar="NUMBER", help="Also compare with a case; needs --ledger and --on.")
    ] = None,
    ledger: LedgerAt = "",
    on: OnUrl = "",
    since: Since = 0,
) -> None:
    """See that what was committed to is stored, whole, without opening it; and that it is a case's, if one is named."""
    from ...evidence import Store
    from ...evidence import verify as verify_stored
    from ...evidence.files import read_receipt

    kept = read_receipt(receipt)
    verify_stored(kept.commitment, kept.salt, kept.address, Store(store))
    if case is not None:
        _compare(open_place(ledger, on, None, since, None).ledger, case, kept.commitment)
    sentence = "verified" if case is None else "verified_case"
    print_line(stage(), say(sentence, commitment=to_hex(kept.commitment), case=case), "green")


@evidence.command()
def destroy(
    file: Annotated[Path, typer.Argument(metavar="KEY", help="The case key.")],
    yes: Yes = False,
) -> None:
    """Destroy a case key: nobody new can be let in any more, not even by you. No payment depends on it."""
    from ...evidence.keys import destroy_key

    ask(say("destroy_asked", file=file), yes, say("nothing_destroyed"))
    destroy_key(file)
    print_line(stage(), say("destroyed"))


def _compare(ledger: "ChainLedger", case: int, commitment: bytes) -> None:
    from ...errors import EvidenceTampered

    if ledger.case(case).commitment != commitment:
        raise EvidenceTampered(f"case {case} was filed with other evidence: the chain holds another commitment")


def _key(file: Path | None) -> "AgeKey":
    from ...errors import KeyFileError
    from ...evidence.age import key_from
    from ...evidence.keys import read_key

    if file is not None:
        return read_key(file, _passphrase)
    if AGE_KEY not in os.environ:
        raise KeyFileError(f"name your key file with --identity, or set {AGE_KEY}")
    return key_from(os.environ[AGE_KEY].strip())


def _passphrase(name: str) -> str:
    return ask_passphrase(name, AGE_PASSPHRASE)


def _new_passphrase(name: str) -> str:
    return ask_new_passphrase(name, AGE_PASSPHRASE)


def _commitment(written: str) -> bytes:
    digits = written.removeprefix("0x")
    try:
        return bytes.fromhex(digits) if len(digits) == 64 else _no_commitment()
    except ValueError:
        return _no_commitment()


def _no_commitment() -> bytes:
    raise typer.BadParameter("a commitment is 0x and 64 hexadecimal digits", param_hint="--commitment")


def _named(told: dict[str, str]) -> list[list[str]]:
    """What `--json` gives, as rows of a table."""
    return [[say(f"evidence_{name}"), value] for name, value in told.items()]

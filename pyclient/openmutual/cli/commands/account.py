"""`openmutual account`: encrypted key files are made, listed and taken over from geth, foundry or a bare key."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..console import JsonTo, stage, write_json
from ..language import say

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

account = typer.Typer(
    name="account",
    no_args_is_help=True,
    help="Accounts: make key files, see what there is, take over geth's and foundry's.",
)

Name = Annotated[str, typer.Argument(help="What to call it; then --key NAME means it.")]
OWN = "own"
"""How the program that writes key files here is called in JSON."""

FOREIGN = {"geth": ".ethereum/keystore", "foundry": ".foundry/keystores"}
"""Where other programs keep key files, below the user's home."""


@account.command()
def new(name: Name, json: JsonTo = None) -> None:
    """Make an account, in an encrypted key file. Keep a copy of the file, and the passphrase apart from it."""
    from eth_account import Account as Accounts

    _keep(name, Accounts.create(), json)


@account.command("import")
def take_over(
    name: Name,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", exists=True, dir_okay=False, help="A key file of geth or foundry; else a key."
        ),
    ] = None,
    json: JsonTo = None,
) -> None:
    """Take over an account: a key file of another program, or a private key.

    The key is asked for, or read from standard input; it is never an argument, which others could see.
    """
    from ...chain.key_files import open_key_file
    from ..signers import account_of_key, passphrase

    if file is not None:
        return _keep(name, open_key_file(file, passphrase), json)
    written = typer.prompt(say("private_key"), hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.read()
    return _keep(name, account_of_key(str(written)), json)


@account.command("list")
def list_accounts(json: JsonTo = None) -> None:
    """List the key files of this program, of geth and of foundry, each by what to write after --key."""
    from ...chain.key_files import key_files_in
    from ..output import Page
    from ..signers import accounts_folder

    folders = {OWN: accounts_folder()} | {program: Path.home() / below for program, below in FOREIGN.items()}
    found = [
        {"address": address, "of": program, "key": file.stem if program == OWN else str(file)}
        for program, folder in folders.items()
        for file, address in key_files_in(folder).items()
    ]
    page = Page(stage(json))
    if found:
        rows = [[each["address"] or "–", _made_by(each["of"]), each["key"]] for each in found]
        page.table([say("address"), say("made_by"), "--key"], rows, words=(0, 1, 2))
    else:
        page.prose(say("no_account"))
    write_json(json, {"accounts": [each | {"address": each["address"] or None} for each in found]})


def _made_by(program: str) -> str:
    return say("own_account") if program == OWN else program


def _keep(name: str, signer: "LocalAccount", json: str | None) -> None:
    from ...chain.key_files import expect_none, write_key_file
    from ..output import Page
    from ..signers import accounts_folder, new_passphrase

    if not name or Path(name).name != name or name.startswith("."):
        raise typer.BadParameter(f"{name!r} is no name; write a word", param_hint="NAME")
    file = accounts_folder() / f"{name}.json"
    expect_none(file)
    write_key_file(file, signer, new_passphrase(name))
    page = Page(stage(json))
    page.item(say("done"), say("account_kept", account=signer.address, file=file), "green")
    page.item(say("next"), say("account_next", name=name))
    write_json(json, {"address": signer.address, "file": str(file)})

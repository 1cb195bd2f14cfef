"""`openmutual.toml`: networks, accounts and plans by the names that a project gives them.

The file may be shared and published, so it holds no secret: where one is needed, it names the environment variable
that has it (`env:NAME`), and what looks like a secret is refused without being repeated.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from ..chain.addresses import checked_address, is_written_as_address
from ..chain.key_files import OF_GETH
from ..errors import ArgumentError, FileError
from ..plans.document import Value, closest
from ..records import Account
from .toml_document import read_toml

FILE = "openmutual.toml"

FOLDER_VARIABLE = "OPENMUTUAL_DEPLOYMENTS"
"""The environment variable that may name the folder of deployments."""

ENVIRONMENT = "env:"
"""What begins a value that stands in the environment, under the name that follows."""

MOST_CHAIN_ID = 2**63
MOST_CONFIRMATIONS = 10_000

LONGEST_PATH_PART = 15
"""Characters that a part of an address's path may have; the access keys of node providers are longer."""

_NAME = re.compile("[A-Za-z0-9_-]{1,64}")
_VARIABLE = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_SECRET = re.compile(r"(0x)?[0-9A-Fa-f]{64}|(\w+\s+){11,}\w+")


@dataclass(frozen=True, slots=True)
class Network:
    """A chain by its name.

    Attributes:
        rpc: the address of a node, or `env:` and the variable that holds it; never shown once it is looked up.
        chain_id: which chain it must be; 0 if any may be.
        confirmations: blocks on top of a transaction before it counts; None leaves it to the kind of chain.
    """

    name: str
    rpc: str
    chain_id: int = 0
    confirmations: int | None = None

    @property
    def url(self) -> str:
        """The node's address.  Raises ArgumentError if the variable that holds it is not set."""
        return from_environment(self.rpc)


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """A plan by its name.

    Attributes:
        network: the name of the network that it is on; the project's default if empty.
        file: the plan file, or the name of a preset; empty if it is not said.
        ledger: its address; empty where the list of deployments knows it.
    """

    network: str = ""
    file: str = ""
    ledger: Account = ""


@dataclass(frozen=True, slots=True)
class Project:
    """What a project gives names to; all of it is empty where there is no `openmutual.toml`.

    Attributes:
        folder: where the file is, or would be.
        accounts: where each account's key is: a key file's path, `env:` and a variable, or the address of an account
            that the node signs for.
        network, account, plan: the names meant where none is given; empty if there is no default.  The only network is.
    """

    folder: Path = field(default_factory=Path)
    networks: Mapping[str, Network] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    plans: Mapping[str, NamedPlan] = field(default_factory=dict)
    network: str = ""
    account: str = ""
    plan: str = ""

    @classmethod
    def here(cls, folder: Path | None = None) -> "Project":
        """The project of a folder (the current one): its `openmutual.toml`, or the nearest above it.

        Raises:
            FileError: the file has a mistake; the error names its line and key.
        """
        start = (folder or Path()).resolve()
        for each in (start, *start.parents):
            if (each / FILE).is_file():
                return read_project(each / FILE)
        return cls(start)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has a name here."""
        return not (self.networks or self.accounts or self.plans)

    @property
    def deployments(self) -> Path:
        """The folder in which it is written down what has been deployed."""
        return Path(os.environ.get(FOLDER_VARIABLE) or self.folder / "deployments")

    def network_named(self, name: str) -> Network:
        """The network of a name, the default for an empty one.  Raises ArgumentError."""
        name = name or self.network
        if name in self.networks:
            return self.networks[name]
        if not name:
            raise ArgumentError(f"no network is named: write http://… for a node, or name a default in {FILE}")
        said = closest(name, self.networks) if self.networks else "none is named there"
        raise ArgumentError(f"{name[:80]!r} is no network: write http://… for a node, or a name of {FILE}; {said}")


def is_secret(written: str) -> bool:
    """Whether a text looks like a private key, or like the words of a wallet."""
    return bool(_SECRET.fullmatch(written.strip()))


def from_environment(written: str) -> str:
    """A value, or the one in the environment variable that it names.  Raises ArgumentError if that is not set."""
    if not written.startswith(ENVIRONMENT):
        return written
    name = written.removeprefix(ENVIRONMENT)
    if not os.environ.get(name):
        raise ArgumentError(f"the environment variable {name} is not set; {FILE} refers to it")
    return os.environ[name].strip()


def read_project(file: Path) -> Project:
    """The project in a file.  Raises FileError, naming file, line and key."""
    document = read_toml(file)
    top = document.fields((), ("defaults", "networks", "accounts", "plans"))
    networks = {name: _network(name, value) for name, value in _named(top, "networks").items()}
    accounts = {name: _account(value) for name, value in _named(top, "accounts").items()}
    plans = {name: _plan(value, networks) for name, value in _named(top, "plans").items()}
    kinds: dict[str, Mapping[str, object]] = {"network": networks, "account": accounts, "plan": plans}
    defaults = top["defaults"].fields((), kinds) if "defaults" in top else {}
    chosen = {name: _one_of(value, kinds[name]) for name, value in defaults.items()}
    if len(networks) == 1:
        chosen.setdefault("network", *networks)
    return Project(file.parent, networks, accounts, plans, **chosen)


def _named(top: Mapping[str, Value], part: str) -> dict[str, Value]:
    entries = top[part].entries() if part in top else {}
    for name, value in entries.items():
        if not _NAME.fullmatch(name) or is_written_as_address(name):
            raise value.error("a name is 1 to 64 of A-Z, a-z, 0-9, _ and -, and no address")
    return entries


def _network(name: str, value: Value) -> Network:
    fields = value.fields(["rpc"], ("chain_id", "confirmations"))
    return Network(
        name,
        _rpc(fields["rpc"]),
        fields["chain_id"].whole(1, MOST_CHAIN_ID) if "chain_id" in fields else 0,
        fields["confirmations"].whole(0, MOST_CONFIRMATIONS) if "confirmations" in fields else None,
    )


def _rpc(value: Value) -> str:
    written = value.text()
    if written.startswith(ENVIRONMENT):
        return _variable(value)
    parts = _parts(written)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise value.error("must be the address of a node, http://… or https://…, or env:NAME")
    has_key = parts.query or parts.fragment or any(len(part) > LONGEST_PATH_PART for part in parts.path.split("/"))
    if parts.username is not None or has_key:
        raise value.error("seems to hold a key or a password: put it into an environment variable, and write env:NAME")
    return written


def _parts(written: str) -> SplitResult | None:
    """The parts of an address; None if it is none."""
    try:
        return urlsplit(written)
    except ValueError:
        return None


def _account(value: Value) -> str:
    written = value.text()
    if written.startswith(ENVIRONMENT):
        return _variable(value)
    if is_secret(written):
        raise value.error("is a key itself: put it into an encrypted key file, and think about a new one")
    if is_written_as_address(written):
        return _address(value)
    if not written.endswith(".json") and not Path(written).name.startswith(OF_GETH):
        raise value.error(
            "must be an encrypted key file, NAME.json or UTC--…; env:NAME; or an address that the node signs for"
        )
    return str(Path(value.file).parent / written)


def _plan(value: Value, networks: Mapping[str, Network]) -> NamedPlan:
    fields = value.fields((), ("network", "file", "ledger"))
    file = fields["file"].text() if "file" in fields else ""
    is_path = file.endswith((".yaml", ".yml"))
    return NamedPlan(
        network=_one_of(fields["network"], networks) if "network" in fields else "",
        file=str(Path(value.file).parent / file) if is_path else file,
        ledger=_address(fields["ledger"]) if "ledger" in fields else "",
    )


def _variable(value: Value) -> str:
    written = value.text()
    if not _VARIABLE.fullmatch(written.removeprefix(ENVIRONMENT)):
        raise value.error("must name an environment variable after env:, such as env:MY_NODE")
    return written


def _address(value: Value) -> Account:
    try:
        return checked_address(value.text())
    except ArgumentError as error:
        raise value.error(str(error)) from None


def _one_of(value: Value, known: Mapping[str, object]) -> str:
    name = value.text()
    if name not in known:
        raise _not_named(value, name, known)
    return name


def _not_named(value: Value, name: str, known: Mapping[str, object]) -> FileError:
    said = closest(name, known) if known else "the file names none"
    return value.error(f"{name[:80]!r} is not named in this file; {said}")

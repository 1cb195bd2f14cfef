"""The proof of a balance as a file, in JSON; what its keys are says docs/balance.md."""

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ...abi.artifacts import artifact
from ...codec import to_hex
from ...errors import FileError
from ...files import replace
from ...plans.document import Value, parse_document, read_bounded
from ...records import Account, MemberStatus
from .code import LEDGER, Immutables
from .picture import MARK, read, spell
from .standing import Standing

FORMAT = "openmutual balance proof 1"
MOST = 2**64 - 1
"""No number of a chain, block or second is larger, nor a limit or an index."""

MOST_DIGITS = 40
"""No amount of the ledger is longer."""

WORD, ADDRESS = 32, 20


@dataclass(frozen=True, slots=True)
class LedgerProof:
    """That a ledger runs the packaged code in a block, and what its storage's root is.

    Attributes:
        chain: the number of the chain; a label, that nothing here proves.
        ledger: its address in lower-case hex.
        block: its number.
        header: of the block, in RLP, as it is hashed.
        account: nodes of the state's trie, from the root to the ledger's account.
        immutables: of the ledger's code.
    """

    chain: int
    ledger: Account
    block: int
    header: bytes
    account: tuple[bytes, ...]
    immutables: Immutables

    def to_json(self) -> dict[str, Any]:
        """As it stands in a file, and as a page needs it for all members."""
        account = list(map(to_hex, self.account))
        immutables = {name: hex(value) for name, value in self.immutables.items()}
        named = {"format": FORMAT, "chain": self.chain, "ledger": self.ledger, "block": self.block}
        return {**named, "header": to_hex(self.header), "account": account, "immutables": immutables}


@dataclass(frozen=True, slots=True)
class BalanceProof:
    """A claim about a member, and what proves it.

    Attributes:
        place: the ledger in a block.
        member: their address in lower-case hex.
        storage: nodes of the ledger's storage trie, each once.
        figures: what is claimed.
    """

    place: LedgerProof
    member: Account
    storage: tuple[bytes, ...]
    figures: Standing

    def to_json(self) -> dict[str, Any]:
        """As it stands in a file."""
        own = {"storage": list(map(to_hex, self.storage)), "figures": self.figures.to_json()}
        return {**self.place.to_json(), "member": self.member, **own}


def write_proof(file: Path, proof: BalanceProof) -> None:
    """Write a proof.  Raises FileError."""
    try:
        replace(file, (json.dumps(proof.to_json(), indent=2) + "\n").encode())
    except OSError as error:
        raise FileError(str(file), 0, "", f"cannot be written: {error.strerror}") from None


def text_of(proof: BalanceProof) -> str:
    """A proof as the text of a picture."""
    return spell(json.dumps(proof.to_json(), separators=(",", ":")).encode())


def read_proof(file: Path) -> BalanceProof:
    """A proof out of its file, or of the text in its picture.  Raises FileError, which names line and key."""
    content = read_bounded(file)
    if content.startswith(MARK.encode()):
        content = read(content.decode("ascii", "replace"), str(file))
    return _proof(parse_document(content, str(file)))


def _proof(document: Value) -> BalanceProof:
    told = document.fields(["format", *_names(LedgerProof), "member", "storage", "figures"])
    if told["format"].text() != FORMAT:
        raise told["format"].error(f"must be {FORMAT!r}")
    immutables = told["immutables"].fields(artifact(LEDGER).immutables)
    place = LedgerProof(
        chain=told["chain"].whole(1, MOST),
        ledger=to_hex(_data(told["ledger"], ADDRESS)),
        block=told["block"].whole(0, MOST),
        header=_data(told["header"]),
        account=_nodes(told["account"]),
        immutables={name: _number(immutables[name]) for name in artifact(LEDGER).immutables},
    )
    member = to_hex(_data(told["member"], ADDRESS))
    return BalanceProof(place, member, _nodes(told["storage"]), _figures(told["figures"]))


def _names(record: type[LedgerProof | Standing]) -> list[str]:
    return [field.name for field in fields(record)]


def _nodes(value: Value) -> tuple[bytes, ...]:
    return tuple(map(_data, value.items()))


def _data(value: Value, size: int = 0) -> bytes:
    """Bytes in small letters only, so that a file is read alike here and in a page."""
    data = value.data(size)
    if value.text() != to_hex(data):
        raise value.error("must be in lower-case hexadecimal digits")
    return data


def _number(value: Value) -> int:
    """An immutable: a hexadecimal number that a word can hold."""
    text = value.text()
    try:
        number = int(text, 16)
    except ValueError:
        number = -1
    if hex(number) != text or number >= 1 << 8 * WORD:
        raise value.error("must be 0x and a hexadecimal number of at most 32 bytes, without leading zeros, in quotes")
    return number


def _figures(value: Value) -> Standing:
    told = value.fields(_names(Standing))
    status = told["status"].text()
    if status not in tuple(MemberStatus):
        raise told["status"].error(f"must be one of {', '.join(MemberStatus)}")
    return Standing(
        status=MemberStatus(status),
        **{name: told[name].whole(0, MOST) for name in ("units", "limit", "joined_at")},
        **{name: _amount(told[name]) for name in ("balance", "rebate")},
        index=_perhaps(told["index"]),
        covered_until=_perhaps(told["covered_until"]),
    )


def _perhaps(value: Value) -> int | None:
    """A whole number, or `null`."""
    return None if value.kind == "nothing" else value.whole(0, MOST)


def _amount(value: Value) -> int:
    """An amount in base units, as text."""
    text = value.content
    if not value.quoted or not isinstance(text, str) or len(text) > MOST_DIGITS or not _is_plain(text):
        raise value.error("must be a whole number of base units, in quotes")
    return int(text)


def _is_plain(text: str) -> bool:
    """Whether a text is a number as Python writes it."""
    return text.isascii() and text.isdigit() and str(int(text)) == text

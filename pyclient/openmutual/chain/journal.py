"""What has been sent and is not known to be final: written down before it is sent, so that no crash can lose it.

A signed transaction can be handed in again without harm, since its nonce lets it through only once.  So what a
crash leaves in the journal is handed in again, and nothing is ever signed twice.  The file holds no key.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import ChainError
from ..files import append_line
from ..records import Account
from .node import Node, Rejected


@dataclass(frozen=True, slots=True)
class Sent:
    """One transaction; `raw` is signed and `transaction` its hash, both in hexadecimal."""

    chain_id: int
    sender: Account
    nonce: int
    transaction: str
    raw: str


class Journal:
    """A file with a line for every transaction that was sent, and one for each that has become final."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def note(self, sent: Sent) -> None:
        """Write a transaction down, before it is sent; on the disk when this returns."""
        append_line(self._file, json.dumps(asdict(sent)))

    def settle(self, transaction: bytes) -> None:
        """Write down that a transaction is final, done or refused."""
        append_line(self._file, json.dumps({"settled": transaction.hex()}))

    def open_entries(self, chain_id: int) -> list[Sent]:
        """What was sent on a chain and is not known to be final, oldest first.  Raises ChainError."""
        entries: dict[str, Sent] = {}
        for line in self._lines():
            if "settled" in line:
                entries.pop(line["settled"], None)
            else:
                sent = Sent(**line)
                entries[sent.transaction] = sent
        return [sent for sent in entries.values() if sent.chain_id == chain_id]

    def resume(self, node: Node) -> int:
        """Bring everything to its end that a crash has left open; returns how many transactions that were.

        Raises:
            ChainError: the chain does not answer, or will never take one of them; that one is struck off, so that
                the next attempt goes on behind it.
        """
        left = self.open_entries(node.chain_id)
        for sent in left:
            self._bring_to_its_end(sent, bytes.fromhex(sent.transaction), node)
        return len(left)

    def _bring_to_its_end(self, sent: Sent, transaction: bytes, node: Node) -> None:
        try:
            if node.nonce(sent.sender, pending=False) <= sent.nonce:
                node.submit(bytes.fromhex(sent.raw))
            elif not node.is_mined(transaction):
                raise Rejected(f"something else was sent in place of transaction {sent.nonce} of {sent.sender}")
        except Rejected:
            self.settle(transaction)
            raise
        node.receipt(transaction)
        self.settle(transaction)

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self._file.exists():
            return
        lines = self._file.read_text("utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                yield json.loads(line)
            except ValueError:
                # A crash while writing leaves half a line at the very end; that transaction was never sent.
                if number < len(lines):
                    raise ChainError(f"{self._file}:{number}: this line of the journal cannot be read") from None

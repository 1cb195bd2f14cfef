"""Everything that others get to see of a run: calldata, logs, the chain's whole database, and what is stored."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openmutual.chain import ChainWorld, LocalKeyring
from openmutual.chain.embedded import EmbeddedNode


class RecordingNode(EmbeddedNode):
    """The embedded chain, which keeps every transaction as it came in, those that fail too."""

    def __init__(self) -> None:
        super().__init__()
        self.calldata: list[bytes] = []

    def submit(self, raw: bytes) -> None:
        self.calldata.append(raw)
        super().submit(raw)


class RecordingWorld(ChainWorld):
    """A world on such a chain."""

    def __init__(self) -> None:
        self.recording = RecordingNode()
        super().__init__(self.recording, LocalKeyring())

    def seen(self) -> Iterator[tuple[str, bytes]]:
        """All that is on the chain, by what it is."""
        yield "calldata", b"\n".join(self.recording.calldata)
        logs = [log for written in self.recording._logs.values() for log in written]
        yield "logs", b"\n".join(part for log in logs for part in (*log.topics, log.data))
        yield "database", b"\n".join(part for entry in self._database().items() for part in entry)

    def _database(self) -> dict[bytes, bytes]:
        """Blocks, receipts, code, and every state and storage slot that there ever was."""
        base: Any = self.recording._chain.chaindb.db
        return dict(base.wrapped_db.kv_store)


def stored(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All files of a folder, with their names."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield f"file {file.name}", file.name.encode() + b"\n" + file.read_bytes()

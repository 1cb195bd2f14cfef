"""What a claimant writes on the chain about who may read.  No rule of the plan depends on it."""

from typing import Protocol

from ..events import Event, EvidenceGranted
from ..records import Account


class Speaks(Protocol):
    """What this needs of a ledger on a chain."""

    def events(self) -> list[Event]:
        """Everything that has happened to the plan so far."""

    def _tell_desk(self, caller: Account, function: str, *arguments: bytes | int) -> list[Event]: ...


class Grants:
    """The part of a ledger on a chain that tells who may read the evidence of a case, and not what it is."""

    def grant(self: Speaks, claimant: Account, case: int, reader: bytes) -> None:
        """`claimant` writes down that one more reader may open the evidence of a case.

        Args:
            claimant: who filed the case.
            case: its number.
            reader: the SHA-256 hash of the reader's age public key, 32 bytes.

        Raises:
            UnknownCase: there is no such case.
            NotClaimant: somebody else filed it.
        """
        self._tell_desk(claimant, "grant", case, reader)

    def grants(self: Speaks, case: int) -> list[bytes]:
        """The hashes of the readers who were granted a case, in the order of the grants."""
        granted = (event for event in self.events() if isinstance(event, EvidenceGranted))
        return [event.reader for event in granted if event.case_id == case]

"""Objections, appeals and the jury, and who may read the evidence: the verbs that bring a case before people."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from ..errors import ChainError, DrawExpired, WrongStage
from ..events import CaseAppealed, CaseContested, DrawRenewed, Event, EvidenceGranted, JurorsDrawn, VoteCommitted
from ..records import Account, DisputeStage, DisputeState
from ..signing.typed_data import content_hash
from .client_base import ClientBase, only
from .contract import one_of

STAGES = tuple(DisputeStage)
"""The contract's enumeration: numbers that count in the order of ours."""

SALT_BYTES = 32


class Disputes(ClientBase):
    """The part of a ledger on a chain that lets members object, claimants appeal, and jurors judge."""

    def object(self, objector: Account, case: int, reason: bytes) -> int:
        """`objector` contests an announced case and puts up the bond by allowance; returns the dispute's number.

        Args:
            objector: who shared in the case: neither claimant nor beneficiary, a member from before its announcement
                who is active or leaving, or has lapsed or left since.
            case: its number.
            reason: why, or its hash, 32 bytes; only the hash is on the chain.
        """
        events = self._tell_desk(objector, "object", case, content_hash(reason))
        return only(CaseContested, events).dispute_id

    def add_reason(self, member: Account, case: int, reason: bytes) -> None:
        """`member`, who could have objected as well, gives another reason against a contested case, without a bond."""
        self._tell_desk(member, "addReason", case, content_hash(reason))

    def appeal(self, claimant: Account, case: int, reason: bytes) -> int:
        """`claimant` takes a rejected or undecided case to the jury, with the bond; returns the dispute's number."""
        events = self._tell_desk(claimant, "appeal", case, content_hash(reason))
        return only(CaseAppealed, events).dispute_id

    # volunteers ----------------------------------------------------------------------------------------

    def volunteer(self, member: Account) -> None:
        """`member` volunteers as a juror, for cases announced or filed afterwards."""
        self._tell_jury(member, "volunteer")

    def resign(self, member: Account) -> None:
        """`member` stops volunteering."""
        self._tell_jury(member, "resign")

    # the draw ------------------------------------------------------------------------------------------

    def draw(self, dispute: int) -> None:
        """Anyone draws the jurors, in as many transactions as it takes to look at all seats or to find all jurors.

        Waits for the block that draws; if that has passed out of reach, names another one first.  If the time to draw
        ends meanwhile, those found by then judge.

        Raises:
            ChainError: the block does not come.
        """
        try:
            complete = self.draw_on(dispute)
        except DrawExpired:
            self.renew_draw(dispute)
            complete = self.draw_on(dispute)
        with suppress(WrongStage):
            while not complete:
                complete = self.draw_on(dispute)

    def draw_on(self, dispute: int) -> bool:
        """Anyone makes one call of a draw, which looks at some seats more; returns whether the draw is complete.

        Raises:
            DrawExpired: the block that draws has passed out of reach before the first call.
            ChainError: the block does not come.
        """
        drawn = only(JurorsDrawn, self._tell_jury(self._anyone, "draw", dispute, self._header_for(dispute)))
        return drawn.complete

    def _header_for(self, dispute: int) -> bytes:
        """The header that proves the randomness of a draw to its first call; later ones have it already."""
        view = self._dispute(dispute)
        if one_of(STAGES, view["stage"]) != DisputeStage.DRAWING or any(view["seed"]):
            return b""
        self._wait_for_draw(view["block_"])
        return self._sender.node.header(view["block_"])

    def renew_draw(self, dispute: int) -> int:
        """Anyone names another block for a draw whose block has passed out of reach; returns that block's number."""
        return only(DrawRenewed, self._tell_jury(self._anyone, "renewDraw", dispute)).block

    def _wait_for_draw(self, block: int) -> None:
        """A real chain judges beforehand whether a call will succeed, and does so as of its newest block."""
        node = self._sender.node
        node.wait_for(block if node.is_local else block + 1)

    # the votes -----------------------------------------------------------------------------------------

    def commit(self, juror: Account, dispute: int, pays: bool, salt: bytes) -> None:
        """`juror` seals a vote with a secret of 32 bytes; only the seal leaves this process.

        Raises:
            ChainError: the secret has another length.
        """
        self._tell_jury(juror, "commit", dispute, self.commitment(juror, dispute, pays, salt))

    def commitment(self, juror: Account, dispute: int, pays: bool, salt: bytes) -> bytes:
        """What seals a vote in the running draw; worked out here, since whoever is asked for it learns the vote."""
        _must_be_salt(salt)
        words = (self.chain_id, self.site.jury, dispute, self._dispute(dispute)["round"], juror, pays, salt)
        return keccak(encode(["uint256", "address", "uint256", "uint256", "address", "bool", "bytes32"], words))

    def committed(self, juror: Account, dispute: int) -> bytes:
        """What `juror` has committed to in the last draw of a dispute; empty if nothing."""
        found = b""
        for event in self._events_of(JurorsDrawn, VoteCommitted, about=dispute):
            if isinstance(event, JurorsDrawn):
                found = b""
            elif isinstance(event, VoteCommitted) and event.juror == juror:
                found = event.commitment
        return found

    def reveal(self, dispute: int, juror: Account, pays: bool, salt: bytes) -> None:
        """Anyone who knows a juror's secret opens the vote.

        On a real chain nothing is sent, and the node is not even asked, before it is time: it would learn the vote.

        Raises:
            ChainError: the secret has not 32 bytes.
        """
        _must_be_salt(salt)
        stage = self._dispute(dispute)["stage"]
        if not self._sender.node.is_local and one_of(STAGES, stage) != DisputeStage.REVEALING:
            raise WrongStage(dispute, stage)
        self._tell_jury(self._anyone, "reveal", dispute, juror, pays, salt)

    def tally(self, dispute: int) -> None:
        """Anyone counts the votes, or ends a dispute that has no jury."""
        self._tell_jury(self._anyone, "tally", dispute)

    # reading -------------------------------------------------------------------------------------------

    def dispute(self, dispute: int) -> DisputeState:
        """The dispute as it stands now.  Raises UnknownDispute."""
        view = self._dispute(dispute)
        return DisputeState(
            case=view["caseId"],
            stage=one_of(STAGES, view["stage"]),
            ends=view["ends"],
            round=view["round"],
            jurors=tuple(view["jurors"]),
            pays=view["pays"],
            refuses=view["refuses"],
        )

    def _dispute(self, dispute: int) -> Mapping[str, Any]:
        view: Mapping[str, Any] = self._jury.read("disputeOf", dispute)
        return view


def _must_be_salt(salt: bytes) -> None:
    if len(salt) != SALT_BYTES:
        raise ChainError(f"a vote is sealed with a secret of {SALT_BYTES} bytes, not of {len(salt)}")


class Speaks(Protocol):
    """What this needs of a ledger on a chain."""

    def _events_of(self, kind: type[EvidenceGranted], *, about: int) -> list[EvidenceGranted]: ...

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
        return [event.reader for event in self._events_of(EvidenceGranted, about=case)]

"""What a plan's currency answers: worked out on proven state where there is a witness, else as the source says."""

from functools import cached_property

from ...errors import NotAPlan
from ...records import Account
from ..findings import Basis, Findings
from ..proof.headers import Headers, header_of
from ..source import calls
from ..source.extract import Extract
from .inspection import Inspected, Inspector, View
from .machine import WORD, Machine, by_hash
from .parties import payees, suspects
from .witness import known_already

MOST_DECIMALS = 18
"""The most that a ledger accepts."""


class Currency:
    """The currency of an extract, asked on the states whose roots the headers name.

    Args:
        extract: with a witness, and with what the source says that the currency answers.
        headers: which of them are proven.
    """

    def __init__(self, extract: Extract, headers: Headers) -> None:
        self.extract, self._headers = extract, headers
        self._witness = by_hash((*known_already(extract), *extract.witness))
        self._views: dict[tuple[bytes, int], View | None] = {}

    @cached_property
    def now(self) -> Inspected | None:
        """All that is asked and tried after the audited block; None if its header is missing."""
        inspector = self._inspector(self.extract.last)
        return inspector.whole(suspects(self.extract), payees(self.extract)) if inspector else None

    @cached_property
    def at_first(self) -> Inspected | None:
        """What it answered after the first block; None if its header is missing."""
        inspector = self._inspector(self.extract.first)
        return inspector.glance() if inspector else None

    def is_proven(self, block: int) -> bool:
        """Whether what is worked out on the state after a block follows from the audited block's hash."""
        return self._headers.is_proven(block)

    def decimals(self) -> tuple[int, Basis]:
        """The currency's decimals, and what they rest on.

        Raises:
            NotAPlan: it does not say, or says more than a ledger accepts.
        """
        output, basis = self._answer(calls.decimals(), self.extract.last)
        decimals = _number(output)
        if decimals is None or decimals > MOST_DECIMALS:
            raise NotAPlan(f"the currency {self.extract.contracts.token} does not say how many decimals it has")
        return decimals, basis

    def symbol(self) -> str:
        """What the currency calls itself: words of a stranger; empty if it says nothing that can be read."""
        return text_of(self._answer(calls.symbol(), self.extract.last)[0])

    def name(self) -> str:
        """The currency's longer name, likewise."""
        return text_of(self._answer(calls.name(), self.extract.last)[0])

    def balance(self, block: int) -> tuple[int | None, Basis]:
        """What the currency says the ledger holds after a block, in base units; None if it did not answer."""
        output, basis = self._answer(calls.balance_of(self.extract.contracts.ledger), block)
        return _number(output), basis

    def code_before(self, block: int, address: Account) -> bytes | None:
        """The code at an address before a block; None if it is not proven."""
        header = self._headers.header(block)
        encoded = self._witness.get(header.parent) if header else None
        before = header_of(encoded) if encoded else None
        if before is None or not self.is_proven(block):
            return None
        return Machine(before, self.extract.chain_id, self._witness).code(address)

    def check_answers(self, findings: Findings) -> None:
        """The source's word on what the currency answers is what its code comes to; else the source is no good."""
        token = self.extract.contracts.token
        for answer in (each for each in self.extract.answers if each.contract == token):
            view = self._view(answer.data, answer.block)
            if view is None or view.to_stranger.unproven or view.to_stranger.is_timed:
                continue
            due = view.to_stranger.output or b""
            facts = {"view": calls.function_of(answer.data), "said": answer.result, "due": due}
            findings.expect(answer.result == due, "answer-differs", token=token, block=answer.block, **facts)

    def _answer(self, data: bytes, block: int) -> tuple[bytes | None, Basis]:
        """An answer to the ledger, and what it rests on."""
        view = self._view(data, block)
        if view is not None and not view.to_ledger.unproven:
            return view.to_ledger.output, Basis.PROVEN if self.is_proven(block) else Basis.REPORTED
        asked = (self.extract.contracts.token, data, block)
        said = (each.result for each in self.extract.answers if (each.contract, each.data, each.block) == asked)
        return next(said, None), Basis.REPORTED

    def _view(self, data: bytes, block: int) -> View | None:
        if (data, block) not in self._views:
            inspector = self._inspector(block)
            self._views[data, block] = inspector.view(data) if inspector else None
        return self._views[data, block]

    def _inspector(self, block: int) -> Inspector | None:
        """Asks and tries on the state after a block, on a machine of its own; None if its header is missing."""
        header = self._headers.header(block)
        if header is None:
            return None
        return Inspector(Machine(header, self.extract.chain_id, self._witness), self.extract.contracts)


def text_of(said: bytes | None) -> str:
    """A text that a contract returned; the oldest currencies give theirs as bytes32."""
    said = said or b""
    if len(said) == WORD:
        return said.rstrip(b"\0").decode("utf-8", "replace")
    length = int.from_bytes(said[WORD : 2 * WORD], "big")
    return said[2 * WORD : 2 * WORD + min(length, len(said))].decode("utf-8", "replace")


def _number(output: bytes | None) -> int | None:
    return int.from_bytes(output, "big") if output is not None and len(output) == WORD else None

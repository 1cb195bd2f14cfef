"""What the currency itself says the ledger holds, against what its own log of transfers comes to.

A currency that makes, burns or rebases money without a transfer shows here and nowhere else.
"""

from ..errors import NotAPlan
from .findings import Findings
from .source import calls
from .source.extract import Extract

WORD = 32


def balance_at(extract: Extract, block: int) -> int | None:
    """What the currency says the ledger holds after a block, in base units; None if it did not answer."""
    token, ledger = extract.contracts.token, extract.contracts.ledger
    return _number(extract, token, calls.balance_of(ledger), block)


def decimals_of(extract: Extract) -> int:
    """The currency's decimals.

    Raises:
        NotAPlan: it does not say, or says more than a ledger accepts.
    """
    decimals = _number(extract, extract.contracts.token, calls.decimals(), extract.last)
    if decimals is None or decimals > 18:
        raise NotAPlan(f"the currency {extract.contracts.token} does not say how many decimals it has")
    return decimals


def symbol_of(extract: Extract) -> str:
    """What the currency calls itself: words of a stranger; empty if it says nothing that can be read."""
    said = _answer(extract, extract.contracts.token, calls.symbol(), extract.last) or b""
    if len(said) == WORD:  # the oldest currencies give their symbol as bytes32
        return said.rstrip(b"\0").decode("utf-8", "replace")
    length = int.from_bytes(said[WORD : 2 * WORD], "big")
    return said[2 * WORD : 2 * WORD + min(length, len(said))].decode("utf-8", "replace")


def held_before(extract: Extract, moved: int) -> int:
    """What the ledger's address held before its first block, in base units: anybody can send money to it so early.

    Args:
        extract: with what the currency says of the first block, if it was asked.
        moved: what transfers in the first block have brought and not taken.
    """
    return max(0, (balance_at(extract, extract.first) or 0) - moved)


def check_holding(extract: Extract, moved: int, block: int, findings: Findings) -> None:
    """The ledger holds what it held before, and what transfers have brought and not taken: `moved`, up to that block.

    Where nobody knows what it held before, more than that is no breach.  Of a state that is not told, nothing is said.
    """
    said, token = balance_at(extract, block), extract.contracts.token
    if said is None and not extract.tells_state_after(block):
        return
    if said is None:
        findings.add("token-balance-untold", token=token, due=moved, block=block)
    elif said > moved and balance_at(extract, extract.first) is None:
        findings.add("token-balance-more", said=said, due=moved, by=said - moved, block=block)
    else:
        findings.expect(said == moved, "token-balance-differs", said=said, due=moved, block=block)


def _number(extract: Extract, contract: str, data: bytes, block: int) -> int | None:
    said = _answer(extract, contract, data, block)
    return int.from_bytes(said, "big") if said is not None and len(said) == WORD else None


def _answer(extract: Extract, contract: str, data: bytes, block: int) -> bytes | None:
    for answer in extract.answers:
        if (answer.contract, answer.data, answer.block) == (contract, data, block):
            return answer.result
    return None

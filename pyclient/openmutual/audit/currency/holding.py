"""What the currency itself says the ledger holds, against what its own log of transfers comes to.

A currency that makes, burns or rebases money without a transfer shows here and nowhere else.
"""

from ..findings import Findings
from .answers import Currency


def held_before(currency: Currency, moved: int) -> int:
    """What the ledger's address held before its first block, in base units: anybody can send money to it so early.

    Args:
        currency: asked what the ledger held after the first block.
        moved: what transfers in the first block have brought and not taken.
    """
    return max(0, (currency.balance(currency.extract.first)[0] or 0) - moved)


def check_holding(currency: Currency, moved: int, block: int, findings: Findings) -> None:
    """The ledger holds what it held before, and what transfers have brought and not taken: `moved`, up to that block.

    Where nobody knows what it held before, more than that is no breach.  Of a state that is not told, nothing is said.
    """
    extract, (said, _) = currency.extract, currency.balance(block)
    if said is None and not extract.tells_state_after(block):
        return
    if said is None:
        findings.add("token-balance-untold", token=extract.contracts.token, due=moved, block=block)
    elif said > moved and currency.balance(extract.first)[0] is None:
        findings.add("token-balance-more", said=said, due=moved, by=said - moved, block=block)
    else:
        findings.expect(said == moved, "token-balance-differs", said=said, due=moved, block=block)

"""What contracts are asked in an audit, as call data; answers are found again by it."""

from functools import cache

from ...abi.artifacts import artifact
from ...records import Account

BOOKS_WORDS = 18
"""How many words the ledger's books are."""


def balance_of(account: Account) -> bytes:
    """Ask the currency what an account holds."""
    return _call("TestYuan", "balanceOf", account)


def decimals() -> bytes:
    """Ask the currency how many decimals it has."""
    return _call("TestYuan", "decimals")


def symbol() -> bytes:
    """Ask the currency for its symbol."""
    return _call("TestYuan", "symbol")


def name() -> bytes:
    """Ask the currency for its name."""
    return _call("TestYuan", "name")


def books() -> bytes:
    """Ask the ledger for its own accounts and calendar."""
    return _call("MutualLedger", "books")


def desk() -> bytes:
    """Ask a ledger for its case desk."""
    return _call("MutualLedger", "desk")


def ledger() -> bytes:
    """Ask a case desk for its ledger."""
    return _call("CaseDesk", "ledger")


def jury() -> bytes:
    """Ask a case desk for its jury."""
    return _call("CaseDesk", "jury")


@cache
def _call(contract: str, function: str, *arguments: Account) -> bytes:
    return artifact(contract).interface.functions[function].call(*arguments)

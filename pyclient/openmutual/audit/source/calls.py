"""What contracts are asked in an audit, as call data; answers are found again by it."""

from functools import cache

from eth_utils.crypto import keccak

from ...abi.artifacts import artifact
from ...codec import from_hex, to_hex
from ...records import Account

BOOKS_WORDS = 18
"""How many words the ledger's books are."""

IS_OPERATOR_FOR = keccak(text="isOperatorFor(address,address)")[:4]
"""No contract of the package has this function."""


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


def allowance(owner: Account, spender: Account) -> bytes:
    """Ask the currency how much of an owner's money somebody may take."""
    return _call("TestYuan", "allowance", owner, spender)


def is_operator_for(operator: Account, owner: Account) -> bytes:
    """Ask the currency whether somebody may move all of an owner's money (ERC-777)."""
    return IS_OPERATOR_FOR + b"".join(bytes(12) + from_hex(account) for account in (operator, owner))


def transfer(payee: Account, amount: int) -> bytes:
    """Let the currency pay."""
    return _call("TestYuan", "transfer", payee, amount)


def approve(spender: Account, amount: int) -> bytes:
    """Let somebody take one's money."""
    return _call("TestYuan", "approve", spender, amount)


def transfer_from(payer: Account, payee: Account, amount: int) -> bytes:
    """Take somebody's money, as they have allowed."""
    return _call("TestYuan", "transferFrom", payer, payee, amount)


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


def function_of(data: bytes) -> str:
    """What call data asks a currency, as its function is written."""
    named = artifact("TestYuan").interface.functions.values()
    return next((entry.signature for entry in named if entry.selector == data[:4]), to_hex(data[:4]))


@cache
def _call(contract: str, function: str, *arguments: Account | int) -> bytes:
    return artifact(contract).interface.functions[function].call(*arguments)

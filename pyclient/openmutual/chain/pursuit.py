"""Seeing a transaction through: handed in, waited for, and replaced by itself with a higher fee where it is stuck.

Of all transactions that bear one number of an account the chain takes one.  So a replacement cannot have the effect a
second time, as long as whoever looks for the outcome looks at all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes

from ..codec import to_hex
from ..records import Account
from .node import Fees, Node, Receipt, Rejected, Stuck, TooDear
from .signers import Keyring

MOST_TIMES = 4
"""Without a ceiling, the most that is offered: so many times what the chain asks at the time."""

SIGNED = ("chainId", "nonce", "gas", "value", "data")
"""What a replacement has from the transaction that it replaces."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One transaction; `raw` is signed and `transaction` its hash, both in hexadecimal.

    Attributes:
        to, call: the contract that it calls, and the digest of all that it asks of it.
    """

    chain_id: int
    sender: Account
    nonce: int
    transaction: str
    raw: str
    to: Account = ""
    call: str = ""

    @property
    def hash(self) -> bytes:
        """The transaction's hash."""
        return bytes.fromhex(self.transaction)


class Pursuit:
    """Sees transactions through.

    Args:
        node: the chain.
        keyring: signs replacements; without one there are none.
        note: writes a replacement down before it is handed in.
    """

    def __init__(self, node: Node, keyring: Keyring | None, note: Callable[[Sent], None]) -> None:
        self._node, self._keyring, self._note = node, keyring, note

    def of_new(self, sent: Sent) -> Receipt:
        """What becomes of a transaction that was never handed in.

        Raises:
            Rejected: the chain will never take it.
            Stuck: no block takes it in, not even for the most that is offered.
            TooDear: the chain asks more than the ceiling by now; it waits.
            ChainError: the chain does not answer.
        """
        return self._until_final([sent])

    def of_handed_in(self, sent: Sent) -> Receipt:
        """What becomes of a transaction that the node has just taken.  Raises as `of_new`."""
        return self._until_final([sent], is_handed_in=True)

    def of_earlier(self, attempts: Sequence[Sent]) -> Receipt:
        """What becomes of a transaction and its replacements, which may have been handed in.  Raises as `of_new`."""
        newest = attempts[-1]
        if self._node.nonce(newest.sender, pending=False) <= newest.nonce:
            return self._until_final([*attempts])
        mined = self._node.first_mined([sent.hash for sent in attempts])
        if mined is None:
            raise Rejected(
                f"something else was sent in place of transaction {newest.nonce} of {newest.sender}; nothing was done "
                "twice: if another program sends with this key, give each a key of its own"
            )
        return self._receipt(next(sent for sent in attempts if sent.hash == mined))

    def _until_final(self, attempts: list[Sent], is_handed_in: bool = False) -> Receipt:
        while True:
            try:
                if not is_handed_in:
                    self._node.submit(bytes.fromhex(attempts[-1].raw))
                return self._receipt(attempts[-1])
            except (Rejected, Stuck) as error:
                if mined := self._mined(attempts):
                    return self._receipt(mined)
                if isinstance(error, Rejected) and len(attempts) > 1:
                    raise Stuck(
                        f"transaction {to_hex(attempts[0].hash)} is stuck, and is not replaced: {error}"
                    ) from None
                if isinstance(error, Rejected) or self._keyring is None:
                    raise
            attempts.append(self._replacement(attempts[-1], self._keyring))
            is_handed_in = False

    def _replacement(self, sent: Sent, keyring: Keyring) -> Sent:
        """The same with a higher fee, written down.

        Raises:
            Stuck: the most is offered already.
            TooDear: the chain asks more than that.
        """
        old = TypedTransaction.from_bytes(HexBytes(sent.raw)).as_dict()
        fees = self._raised(sent, Fees(old["maxFeePerGas"], old["maxPriorityFeePerGas"]))
        raw, transaction = keyring.sign_transaction(sent.sender, _again(old, sent.to, fees))
        made = replace(sent, transaction=transaction.hex(), raw=raw.hex())
        self._note(made)
        return made

    def _raised(self, sent: Sent, old: Fees) -> Fees:
        """Half as much again, and no less than the chain asks now; nodes take no replacement for less than a tenth."""
        try:
            asked = self._node.fees()
        except TooDear as error:
            raise TooDear(f"transaction {to_hex(sent.hash)} waits, and is in no block yet: {error}") from None
        ceiling = self._node.most_fee or MOST_TIMES * asked.most
        most = min(max(old.most * 3 // 2 + 1, asked.most), ceiling)
        if most * 10 < old.most * 11:
            raise Stuck(
                f"transaction {to_hex(sent.hash)} is in no block, and more than {old.most} wei for a unit of gas is "
                "not offered; raise the ceiling, or wait, and type the same command again"
            )
        return Fees(most, min(max(old.tip * 3 // 2 + 1, asked.tip), most))

    def _mined(self, attempts: Sequence[Sent]) -> Sent | None:
        return next((sent for sent in attempts if self._node.is_mined(sent.hash)), None)

    def _receipt(self, sent: Sent) -> Receipt:
        return replace(self._node.receipt(sent.hash), transaction=sent.hash)


def _again(old: dict[str, Any], to: Account, fees: Fees) -> dict[str, Any]:
    """The fields of a transaction that was signed before, with other fees."""
    fields = {name: old[name] for name in SIGNED}
    fields |= {"maxFeePerGas": fees.most, "maxPriorityFeePerGas": fees.tip}
    if to:
        fields["to"] = to
    if "authorizationList" in old:
        fields["authorizationList"] = [dict(each) for each in old["authorizationList"]]
    return fields

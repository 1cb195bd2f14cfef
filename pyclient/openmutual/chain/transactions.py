"""Sending: a call is signed here, handed in, waited for, and either done or refused by its own exception."""

from ..records import Account
from .journal import Journal, Sent
from .node import Call, Node, Receipt, Rejected, Reverted
from .refusals import refusal
from .signers import Keyring


class Sender:
    """Sends calls in the name of accounts whose keys are on the keyring, one at a time.

    Args:
        journal: where each transaction is written down before it is sent, if it is to survive a crash.
    """

    def __init__(self, node: Node, keyring: Keyring, journal: Journal | None = None) -> None:
        self.node = node
        self.keyring = keyring
        self._journal = journal
        self._endowed: set[Account] = set()

    def send(self, sender: Account, to: Account, data: bytes) -> Receipt:
        """Send a call and wait until it is final.

        Raises:
            Refusal: the rules refuse it; nothing has changed.
            UnexpectedRevert: it failed otherwise; nothing has changed.
            ChainError: there is no key for the sender, or the chain does not answer.
        """
        call = Call(sender, to, data)
        try:
            gas = self.node.gas_for(call)
        except Reverted as error:
            raise refusal(error.data) from None
        # Not before it is sure that a block follows: what is given behind a block is in no state that a header names.
        self._endow(sender)
        # The chain knows best how many transactions there have been, whoever else may have sent some.
        nonce = self.node.nonce(sender)
        raw, transaction = self._sign(call, nonce, gas)
        receipt = self._hand_in(Sent(self.node.chain_id, sender, nonce, transaction.hex(), raw.hex()))
        if not receipt.succeeded:
            raise refusal(self.node.revert_reason(call, receipt))
        return receipt

    def _endow(self, sender: Account) -> None:
        if self.node.is_local and sender not in self._endowed:
            self.node.fund_gas(sender)
            self._endowed.add(sender)

    def _sign(self, call: Call, nonce: int, gas: int) -> tuple[bytes, bytes]:
        fees = self.node.fees()
        fields = {
            "chainId": self.node.chain_id,
            "nonce": nonce,
            "gas": gas,
            "maxFeePerGas": fees.most,
            "maxPriorityFeePerGas": fees.tip,
            "value": 0,
            "data": call.data,
        }
        return self.keyring.sign_transaction(call.sender, fields | {"to": call.to} if call.to else fields)

    def _hand_in(self, sent: Sent) -> Receipt:
        """Only an answer closes the entry in the journal: done, failed or rejected.  Silence leaves it open."""
        transaction = bytes.fromhex(sent.transaction)
        if self._journal is not None:
            self._journal.note(sent)
        try:
            self.node.submit(bytes.fromhex(sent.raw))
            receipt = self.node.receipt(transaction)
        except Rejected:
            self._settle(transaction)
            raise
        self._settle(transaction)
        return receipt

    def _settle(self, transaction: bytes) -> None:
        if self._journal is not None:
            self._journal.settle(transaction)

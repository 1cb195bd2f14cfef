"""Relaying: a member without ether signs calls, and a relayer brings them to the chain and pays.

The member's account delegates (EIP-7702) to the contract MemberAccount, which makes calls that the account's own key
has signed.  The authorization for that travels with the first of them, in one transaction; those that follow are plain
ones.  A relayer can be late and nothing else: whatever it changes, repeats or turns round is refused by the account.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..abi.artifacts import artifact
from ..errors import AuthorizationVoid, ChainError, NotDelegated
from ..records import Account
from ..signing.authorization import Authorization, SignedAuthorization, delegate_in
from ..signing.relay_request import RelayRequest, sign_calls
from ..signing.typed_data import AccountCall, Calls, SigningDomain
from .contract import Contract
from .node import Call, Node, Receipt
from .transactions import Sender

CONTRACT = "MemberAccount"

LASTING = 3_600
"""Seconds for which calls hold that are signed to be brought at once."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """What has to be known of an account to sign for it; the rest of the signing needs no chain.

    Attributes:
        delegate: whose code runs as the account; nobody's, if it has not delegated.
        transactions: how many it has sent, which an authorization names.
        next_nonce: the number that the next signed calls must bear.
    """

    delegate: Account
    transactions: int
    next_nonce: int


def is_member_account(node: Node, address: Account) -> bool:
    """Whether the code at an address is MemberAccount, to the last byte: to be asked before delegating to it."""
    return bool(address) and node.code(address) == artifact(CONTRACT).runtime_code


def account_state(node: Node, account: Account) -> AccountState:
    """How an account stands now.

    Calls of an account that has not delegated count from 0; one that had, and took it back, is told by the refusal
    of its next ones where its count goes on.
    """
    delegate = delegate_in(node.code(account))
    counts = is_member_account(node, delegate)
    next_nonce = Contract(node, CONTRACT, account).read("nextNonce") if counts else 0
    return AccountState(delegate, node.nonce(account), next_nonce)


class Relayer:
    """Brings what members have signed, and pays the gas.

    Args:
        sender: has the relayer's key.
        account: the relayer's own.
    """

    def __init__(self, sender: Sender, account: Account) -> None:
        self.account = account
        self._sender = sender

    def bring(self, request: RelayRequest) -> Receipt:
        """Bring signed calls in one transaction, together with the authorization that they may come with.

        An authorization holds on even if the calls are refused.

        Raises:
            Refusal: the account, or one of the contracts called, refuses; no call was made.
            AuthorizationVoid: the authorization does not hold (any more).
            NotDelegated: the account makes no signed calls, and no authorization came with these.
            ChainError: there is no key for the relayer, or the chain does not answer.
        """
        account = Contract(self._sender.node, CONTRACT, request.account)
        each = [(call.target, call.data) for call in request.calls.calls]
        data = account.call("execute", each, request.calls.nonce, request.calls.expiry, request.signature)
        receipt = self._sender.deliver(Call(self.account, request.account, data, self._authorizations(request)))
        # Without code at the account a transaction to it succeeds and does nothing.
        if not _has_made_calls(request.account, receipt):
            raise AuthorizationVoid(f"{request.account} has made no calls: something it sent came first")
        return receipt

    def _authorizations(self, request: RelayRequest) -> tuple[SignedAuthorization, ...]:
        """What the transaction must carry: nothing, where the account has delegated already."""
        node, state = self._sender.node, account_state(self._sender.node, request.account)
        brought = request.authorization
        wanted = brought.authorization.delegate if brought is not None else state.delegate
        if not is_member_account(node, wanted):
            raise NotDelegated(f"{request.account} does not delegate to a code that makes signed calls")
        if brought is None or state.delegate == wanted:
            return ()
        if brought.authority != request.account:
            raise AuthorizationVoid(f"{request.account} has not signed the authorization")
        if brought.authorization != Authorization(node.chain_id, wanted, state.transactions):
            raise AuthorizationVoid(f"the authorization is for another chain, or {request.account} has sent something")
        return (brought,)


class RelayedSender(Sender):
    """Sends by relay: whoever acts signs, on the spot, and the relayer brings it.

    The relayer's own calls are transactions of its own.

    Args:
        sender: has the keys of all.
        relayer: who brings and pays.
        delegate: the MemberAccount that accounts are to delegate to.

    Raises:
        NotDelegated: the code there is another.
    """

    def __init__(self, sender: Sender, relayer: Account, delegate: Account) -> None:
        if not is_member_account(sender.node, delegate):
            raise NotDelegated(f"the code at {delegate} is not MemberAccount")
        super().__init__(sender.node, sender.keyring)
        self._direct = sender
        self._relayer = Relayer(sender, relayer)
        self._delegate = delegate

    def deliver(self, call: Call) -> Receipt:
        """Send a call in somebody's name, as :meth:`Sender.deliver` does.

        Raises:
            CannotAuthorize: the key is with a signer that cannot let a code run as the account.
        """
        if call.sender == self._relayer.account:
            return self._direct.deliver(call)
        if not call.to or call.authorizations:
            raise ChainError(
                "signed calls make no contract and authorize nothing; that takes a transaction of one's own"
            )
        return self._relayer.bring(self.sign(call.sender, AccountCall(call.to, call.data)))

    def deliver_all(self, calls: Sequence[Call]) -> list[Receipt]:
        """Deliver one call after the other."""
        return [self.deliver(call) for call in calls]

    def sign(self, account: Account, *calls: AccountCall, lasting: int = LASTING) -> RelayRequest:
        """Sign calls that are to be made next, all or none, and the authorization if the account has not delegated.

        Args:
            account: whose calls they are.
            calls: what is called, in order.
            lasting: for how many seconds they can be brought.

        Raises:
            CannotAuthorize: the key is with a signer that cannot let a code run as the account.
            ChainError: there is no key for the account, or the chain does not answer.
        """
        state, chain_id = account_state(self.node, account), self.node.chain_id
        numbered = Calls(calls, state.next_nonce, self.node.now() + lasting)
        authorization = None
        if not state.delegate:
            wanted = Authorization(chain_id, self._delegate, state.transactions)
            authorization = self.keyring.sign_authorization(account, wanted)
        return sign_calls(self.keyring, SigningDomain(chain_id, account), numbered, authorization)


def _has_made_calls(account: Account, receipt: Receipt) -> bool:
    told = artifact(CONTRACT).interface.events.keys()
    return any(log.contract == account and not told.isdisjoint(log.topics) for log in receipt.logs)

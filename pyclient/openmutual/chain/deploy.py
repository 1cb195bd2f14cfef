"""Putting contracts on a chain: the factory, a plan, and on local chains a currency that anybody can print."""

from dataclasses import dataclass, field

from eth_utils.crypto import keccak

from ..abi.artifacts import LOCAL_CHAINS, artifact
from ..abi.structs import roles_words, terms_words
from ..codec import ZERO_ADDRESS, to_hex
from ..errors import ArtifactError, ChainError, ChainTooOld, NodeContradictsItself, UnexpectedRevert
from ..events import PlanDeployed
from ..records import Account, Roles, Terms
from ..rpc.transport import Declined
from .contract import Contract
from .event_log import events_of
from .node import Call, Node, Receipt, Reverted
from .transactions import Sender

CANCUN = bytes.fromhex("5f5f5f5e5f5c50")
"""What the fork that the contracts are compiled for has brought, run once: MCOPY of nothing, and TLOAD."""

STOP = bytes(1)
"""What every chain runs."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where a plan lives.

    Attributes:
        enrolment: nobody, where anyone may join.
        since: the block of its deployment.
        factory, transaction: by which it was deployed; only who deploys knows, so that they are not compared.
    """

    ledger: Account
    desk: Account
    jury: Account
    enrolment: Account
    token: Account
    since: int
    factory: Account = field(default="", compare=False)
    transaction: bytes = field(default=b"", compare=False)

    @property
    def contracts(self) -> tuple[Account, ...]:
        """The plan's own contracts, those that speak in its log."""
        return tuple(filter(None, (self.ledger, self.desk, self.jury, self.enrolment)))


def expect_cancun(node: Node) -> None:
    """Find out whether the contracts could run on a chain before anything is sent to it.

    A node that runs no instructions for whoever asks says nothing of its chain.

    Raises:
        ChainTooOld: they could not.
    """
    if _runs(node, STOP) and not _runs(node, CANCUN):
        raise ChainTooOld(
            f"chain {node.chain_id} lacks instructions of Ethereum's Cancun fork (2024), which the contracts use:"
            " take another chain, or for a trial another client, such as anvil or hardhat's node"
        )


def _runs(node: Node, program: bytes) -> bool:
    try:
        node.read([Call(ZERO_ADDRESS, "", program)])
    except (Declined, Reverted):
        return False
    return True


def deploy_test_yuan(sender: Sender, payer: Account, decimals: int) -> Account:
    """A worthless currency with so many decimals, on a local chain.  Raises ChainError on every other one."""
    if not sender.node.is_local or sender.node.chain_id not in LOCAL_CHAINS:
        raise ChainError(f"chain {sender.node.chain_id} is a real one, and TestYuan is worthless on purpose")
    return _create(sender, payer, "TestYuan", decimals)


def deploy_factory(sender: Sender, payer: Account) -> Account:
    """A factory of plans that will deploy exactly the codes of this package.  Raises ChainError."""
    return _create(sender, payer, "PlanFactory", *(keccak(code) for code in _plan_codes()))


def deploy_member_account(sender: Sender, payer: Account) -> Account:
    """The code that members' accounts can delegate to: one for all of them, and nobody's.  Raises ChainError."""
    return _create(sender, payer, "MemberAccount")


def deploy_plan(
    sender: Sender, payer: Account, place: tuple[Account, Account], plan: tuple[Terms, Roles, bytes]
) -> Deployment:
    """Deploy a plan.

    Args:
        sender: sends the transaction.
        payer: in whose name.
        place: the factory, and the currency.
        plan: its terms, its roles, and the hash of its file (32 bytes).

    Raises:
        InvalidTerm: a term breaks its rule.
        ArtifactError: the factory was made for other codes than this package ships.
    """
    factory, token = place
    terms, roles, plan_hash = plan
    request = (token, plan_hash, terms_words(terms), roles_words(roles))
    data = Contract(sender.node, "PlanFactory", factory).call("deploy", request, _plan_codes())
    try:
        receipt = sender.send(payer, factory, data)
    except UnexpectedRevert as error:
        if "ForeignCode" in str(error):
            raise ArtifactError(f"the factory {factory} deploys other code than this package ships") from error
        raise
    for event in events_of(receipt.logs, [factory]):
        if isinstance(event, PlanDeployed):
            made = event.plan
            contracts = (made.ledger, made.desk, made.jury, made.enrolment)
            return Deployment(*contracts, token, receipt.block, factory, receipt.transaction)
    raise ChainError(f"{factory} is no factory of plans")


def _plan_codes() -> tuple[bytes, ...]:
    return tuple(artifact(name).creation_code for name in ("MutualLedger", "CaseDesk", "Jury", "Enrolment"))


def _create(sender: Sender, payer: Account, name: str, *arguments: object) -> Account:
    contract = artifact(name)
    return created(sender.send(payer, "", contract.creation_code + contract.interface.constructor(*arguments)))


def created(receipt: Receipt) -> Account:
    """The contract that a transaction has made.  Raises NodeContradictsItself if the node does not say which."""
    if not receipt.created:
        raise NodeContradictsItself(
            f"transaction {to_hex(receipt.transaction)} has made a contract that has no address"
        )
    return receipt.created

"""A small plan whose members have no ether: they sign, and a relayer brings it; on a chain whose gas has a price."""

from dataclasses import replace
from typing import Any

from eth_tester import PyEVMBackend
from eth_utils.address import to_canonical_address

from openmutual.chain import ChainWorld, LocalKeyring
from openmutual.chain.contract import Contract
from openmutual.chain.deploy import deploy_member_account
from openmutual.chain.embedded import BLOCK_GAS, START, EmbeddedNode
from openmutual.chain.json_rpc import RpcNode
from openmutual.chain.relay import AccountState, RelayedSender, Relayer, account_state
from openmutual.chain.signers import LOCAL_MNEMONIC, LOCAL_PATH
from openmutual.chain.transactions import Sender
from openmutual.records import Account
from openmutual.signing.relay_request import RelayRequest, sign_calls
from openmutual.signing.typed_data import AccountCall, Calls, SigningDomain
from tests.client.chain_play import ChainPlay
from tests.terms import TERMS

DEPOSIT = 30


def priced_world() -> ChainWorld:
    """The embedded chain with a price on gas: whoever has no ether can send nothing."""
    genesis = PyEVMBackend.generate_genesis_params({"timestamp": START, "gas_limit": BLOCK_GAS})
    backend = PyEVMBackend.from_mnemonic(LOCAL_MNEMONIC, genesis_parameters=genesis, num_accounts=1, hd_path=LOCAL_PATH)
    return ChainWorld(EmbeddedNode(backend=backend), LocalKeyring())


def ether_of(world: ChainWorld, account: Account) -> int:
    if isinstance(world.node, RpcNode):
        return int(world.node.rpc.ask("eth_getBalance", account, "latest"), 16)
    assert isinstance(world.node, EmbeddedNode)
    return int(world.node.backend.get_balance(to_canonical_address(account)))


class RelayPlay(ChainPlay):
    """Every verb of its ledger is signed by whoever acts, and brought by the relayer.

    Attributes:
        direct: sends in the name of accounts that pay for themselves.
        relayed: signs for members, and has it brought.
        relayer: only brings.
        delegate: the code that accounts delegate to.
    """

    def __init__(self, world: ChainWorld, **terms: Any) -> None:
        super().__init__(world, replace(TERMS, **terms))
        payer = self.who("relayer")
        self.direct = Sender(world.node, world.keyring)
        self.delegate = deploy_member_account(self.direct, payer)
        self.relayer = Relayer(self.direct, payer)
        self.relayed = RelayedSender(self.direct, payer, self.delegate)
        self.ledger = world.relayed(self.ledger, payer, self.delegate)

    # what members sign

    def call(self, contract: str, function: str, *arguments: Any) -> AccountCall:
        site = self.ledger.site
        address = {"TestYuan": site.token, "MutualLedger": site.ledger, "CaseDesk": site.desk}[contract]
        return AccountCall(address, Contract(self.world.node, contract, address).call(function, *arguments))

    def approving(self, amount: int = DEPOSIT) -> AccountCall:
        return self.call("TestYuan", "approve", self.ledger.site.ledger, amount)

    def joining(self, deposit: int = DEPOSIT) -> AccountCall:
        return self.call("MutualLedger", "join", 0, deposit, b"")

    def signed(self, name: str, *calls: AccountCall, **changed: Any) -> RelayRequest:
        """What the member signs: under the next number and for an hour, if no other nonce, expiry or chain is given."""
        account = self.who(name)
        chain_id = changed.pop("chain_id", self.world.node.chain_id)
        numbered = {"nonce": self.state(name).next_nonce, "expiry": self.world.now() + 3_600} | changed
        return sign_calls(self.world.keyring, SigningDomain(chain_id, account), Calls(calls, **numbered))

    # what has happened already

    def give(self, name: str, amount: int) -> None:
        """Money in the member's wallet, and no allowance, which would take ether."""
        self.world.print_money(self.ledger, self.who(name), amount)

    def delegated(self, *names: str) -> None:
        """The members' accounts have delegated, and have made no calls yet but an empty one."""
        for name in names:
            self.relayer.bring(self.relayed.sign(self.who(name)))

    def join(self, *names: str, tier: str = "one", deposit: int = DEPOSIT) -> None:
        for name in names:
            self.give(name, deposit)
            self.relayer.bring(self.relayed.sign(self.who(name), self.approving(deposit)))
            self.ledger.join(self.who(name), tier, deposit)

    # how it stands

    def state(self, name: str) -> AccountState:
        return account_state(self.world.node, self.who(name))

    def ether(self, name: str) -> int:
        return ether_of(self.world, self.who(name))

    def allowance(self, name: str) -> int:
        token = Contract(self.world.node, "TestYuan", self.ledger.site.token)
        return int(token.read("allowance", self.who(name), self.ledger.site.ledger))

"""Plans in currencies that others wrote and compiled, as packages of npm carry them, on the embedded chain."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_account import Account as Accounts
from eth_tester import PyEVMBackend
from eth_utils.address import to_canonical_address

from deploy.npm import Packages
from openmutual.audit.currency.inspection import REGISTRY
from openmutual.chain import ChainWorld, LocalKeyring
from openmutual.chain.contract import Contract
from openmutual.chain.embedded import BLOCK_GAS, START, EmbeddedNode
from openmutual.chain.signers import LOCAL_MNEMONIC, LOCAL_PATH
from openmutual.codec import from_hex
from openmutual.records import Account
from tests.client.chain_play import put_on_chain, sender_of

from ..tamper.play import TERMS, Play

PACKAGES = Packages(Path(__file__).parent / "foreign")

NOTE, NOTE_ON_ETHEREUM = (
    bytes.fromhex("65e46f67b61c7c2ca43a3eacf670bec034e3618634abe6c16bb0cb1d8d7bc669"),
    bytes.fromhex("deb4c2ccab3c2fdca32ab3f46728389c2fe2c165d5fafa07661e4e004f6c344a"),
)
"""What the compiler noted of the sources' text in the package's WETH, and in the one on Ethereum.

The comments differ.  That all the rest is the same to the last byte is what the hash of the code shows.
"""

SUPPLY, DEPOSIT = 10**6, 500

SILENT_REGISTRY = bytes.fromhex("600060005260206000f3")
"""Says of everybody that nobody is to be called: currencies after ERC-777 ask a registry (ERC-1820)."""

MOST_GAS = 5_000_000


@cache
def creation_code(package: str, contract: str) -> bytes:
    """What a deployment of a packaged contract runs, before its arguments."""
    PACKAGES.install()
    built = PACKAGES.installed / package / "build" / "contracts" / f"{contract}.json"
    return from_hex(json.loads(built.read_text(encoding="utf-8"))["bytecode"])


def weth() -> bytes:
    """The creation code of WETH, with the note that it has on Ethereum."""
    return creation_code("canonical-weth", "WETH9").replace(NOTE, NOTE_ON_ETHEREUM)


def zeppelin(contract: str, kinds: Sequence[str], *arguments: Any) -> bytes:
    """The creation code of a contract of OpenZeppelin's, with its arguments."""
    return creation_code("@openzeppelin/contracts", contract) + encode(kinds, arguments)


@dataclass(frozen=True)
class Issuer:
    """Somebody with ether, on a chain of their own, who issues a currency.

    Attributes:
        account: their address.
    """

    world: ChainWorld
    node: EmbeddedNode

    @property
    def account(self) -> Account:
        return str(self._signer.address)

    @property
    def _signer(self) -> Any:
        return Accounts.from_key(self.node.backend.account_keys[0].to_bytes())

    def create(self, code: bytes) -> Account:
        """Put a contract on the chain, and say where it lies."""
        return put_on_chain(self.world, code)

    def send(self, to: Account, data: bytes, value: int = 0) -> None:
        """Send a call, and ether with it."""
        fields = {"chainId": self.node.chain_id, "nonce": self.node.nonce(self.account), "gas": MOST_GAS}
        price = {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0}
        signed = self._signer.sign_transaction(fields | price | {"to": to, "value": value, "data": data})
        self.node.submit(bytes(signed.raw_transaction))

    def plan_in(self, token: Account) -> Play:
        """A plan that counts in the currency, of which the issuer gives two people what they join with."""
        play, coin = Play(self.world, TERMS, token), Contract(self.node, "TestYuan", token)
        for name in ("ann", "bo"):
            self.send(token, coin.call("transfer", play.who(name), DEPOSIT))
            allowed = coin.call("approve", play.ledger.site.ledger, DEPOSIT)
            sender_of(self.world, name).send(play.who(name), token, allowed)
            play.ledger.join(play.who(name), "one", DEPOSIT)
        return play


def issuer() -> Issuer:
    """One on a chain where the registry of ERC-1820 lies that currencies expect there."""
    genesis = PyEVMBackend.generate_genesis_params({"timestamp": START, "gas_limit": BLOCK_GAS})
    rich = PyEVMBackend.generate_genesis_state(mnemonic=LOCAL_MNEMONIC, num_accounts=1, hd_path=LOCAL_PATH)
    registry = {"balance": 0, "nonce": 1, "code": SILENT_REGISTRY, "storage": {}}
    backend = PyEVMBackend(
        genesis_parameters=genesis | {"base_fee_per_gas": 0},
        genesis_state={**dict(rich), to_canonical_address(REGISTRY): registry},
        mnemonic=LOCAL_MNEMONIC,
        hd_path=LOCAL_PATH,
    )
    node = EmbeddedNode(backend=backend)
    return Issuer(ChainWorld(node, LocalKeyring()), node)

"""A chain inside this process: py-evm, set up by eth-tester.  Needs nothing installed and nothing running.

Every transaction is a block of its own, a second after the one before, unless the clock is moved.  Gas is counted
exactly and costs nothing, so that accounts need no ether.  Blocks are made by py-evm directly: eth-tester's own
way around them is several times slower, and it cannot read logs in less than seconds.
"""

from collections.abc import Sequence
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth.exceptions import HeaderNotFound
from eth_account import Account as Accounts
from eth_tester import PyEVMBackend  # type: ignore[import-untyped]
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak
from trie.hexary import HexaryTrie

from ..codec import ZERO_ADDRESS, to_hex
from ..errors import ChainError
from ..records import Account
from ..signing.authorization import delegate_in
from .node import MOST_GAS, Block, Call, Fees, Log, Receipt, Rejected, Reverted, Topics
from .signers import LOCAL_MNEMONIC, LOCAL_PATH

START = 1_577_836_800
"""The first block's time, 2020-01-01: before the start of any story."""

BLOCK_GAS = 1_000_000_000
"""So much that no block is ever half full, which keeps the price of gas at nothing."""


LOCAL_ETHER = 1_000 * 10**18

TRANSFER_GAS = 30_000
"""Enough to pay an account that has delegated, too: its code is run, which the usual 21,000 do not suffice for."""


class EmbeddedNode:
    """The embedded chain.

    Args:
        start: when it begins, in Unix seconds.
        backend: a chain of eth-tester's that is there already; its blocks are read, and new ones go on top.
    """

    is_local = True
    most_fee = 0

    def __init__(self, start: int = START, backend: Any = None) -> None:
        self.backend: Any = backend or _new_backend(start)
        self._chain: Any = self.backend.chain
        self.chain_id: int = self._chain.chain_id
        self._next = self.head().time + 1
        self._reading: Any = None
        self._logs: dict[Account, list[Log]] = {}
        self._receipts: dict[bytes, Receipt] = {}
        self._seen = 0

    def head(self) -> Block:
        """The newest block."""
        header = self._chain.get_canonical_head()
        return Block(header.block_number, header.timestamp, header.hash)

    def block_hash(self, number: int) -> bytes:
        """The hash of a block; empty if there is no such block."""
        try:
            return bytes(self._chain.get_canonical_block_hash(number))
        except HeaderNotFound:
            return b""

    def block_time(self, number: int) -> int:
        """The time of a block that is there."""
        return int(self._chain.get_canonical_block_header_by_number(number).timestamp)

    def nonce(self, account: Account, pending: bool = True) -> int:  # noqa: ARG002  nothing ever waits here
        """How many transactions an account has sent."""
        return int(self._state().get_nonce(to_canonical_address(account)))

    def balance(self, account: Account) -> int:
        """What an account has to pay gas with; nobody needs any on the chain that is made here."""
        return int(self._state().get_balance(to_canonical_address(account)))

    def gas_for(self, call: Call) -> int:  # noqa: ARG002  gas costs nothing here
        """The most there is."""
        return MOST_GAS

    def fees(self) -> Fees:
        """Nothing; on a chain whose gas has a price, enough while the base fee doubles."""
        return Fees(2 * int(self._chain.header.base_fee_per_gas), 0)

    def submit(self, raw: bytes) -> None:
        """Put a signed transaction into a block of its own.  Raises Rejected if it is not valid."""
        try:
            transaction = self._chain.get_transaction_builder().decode(raw)
            if transaction.hash in self._receipts:
                return
            number = self._chain.header.block_number
            receipts, computations = self._make_block([transaction])
        except Exception as error:  # py-evm's errors have no common base
            raise Rejected(f"the embedded chain refused a transaction: {error}") from error
        self._receipts[transaction.hash] = self._receipt(number, receipts[0], computations[0])

    def is_mined(self, transaction: bytes) -> bool:
        """Whether a transaction is in a block."""
        self._catch_up()
        return transaction in self._receipts

    def first_mined(self, transactions: Sequence[bytes]) -> bytes | None:
        """Which of these is in a block, if one is."""
        return next((each for each in transactions if self.is_mined(each)), None)

    def receipt(self, transaction: bytes) -> Receipt:
        """What became of a transaction.  Raises ChainError if it was never handed in."""
        if not self.is_mined(transaction):
            raise ChainError(f"the embedded chain has no transaction {to_hex(transaction)}")
        return self._receipts[transaction]

    def revert_reason(self, call: Call, receipt: Receipt) -> bytes:  # noqa: ARG002  it was seen when it happened
        """Why a call failed."""
        return receipt.revert

    def read(self, calls: Sequence[Call], at: int | None = None) -> list[bytes]:
        """What calls would return, at the time of the next block.  Raises Reverted."""
        vm = self._vm(at)
        return [self._ask(vm, call) for call in calls]

    def logs(self, contracts: Sequence[Account], first: int, last: int, topics: Topics = ()) -> list[Log]:
        """What the contracts wrote, in log order."""
        self._catch_up()
        found = [log for contract in contracts for log in self._logs.get(contract, ()) if first <= log.block <= last]
        wanted = [log for log in found if _begins(log.topics, topics)]
        return sorted(wanted, key=lambda log: (log.block, log.index))

    def header(self, number: int) -> bytes:
        """The RLP-encoded header of a block.  Raises ChainError if there is no such block."""
        try:
            return bytes(rlp.encode(self._chain.get_canonical_block_header_by_number(number)))
        except HeaderNotFound:
            raise ChainError(f"there is no block {number}") from None

    def code(self, account: Account, at: int | None = None) -> bytes:
        """The code that lies at an address."""
        return bytes(self._vm(at).state.get_code(to_canonical_address(account)))

    def storage(self, account: Account, slot: int, at: int) -> int:
        """A word of a contract's storage after block `at`."""
        return int(self._vm(at).state.get_storage(to_canonical_address(account), slot))

    def receipts(self, number: int) -> list[tuple[bytes, bytes, bytes]]:
        """Of each transaction in a block: its hash, its sender, and its receipt as the trie of receipts holds it."""
        header = self._chain.get_canonical_block_header_by_number(number)
        builder = self._chain.get_vm_class(header).get_transaction_builder()
        transactions = self._chain.chaindb.get_block_transactions(header, builder)
        trie = HexaryTrie(self._chain.chaindb.db, header.receipt_root)
        return [(each.hash, each.sender, trie[rlp.encode(place)]) for place, each in enumerate(transactions)]

    def proof(self, account: Account, at: int) -> tuple[bytes, tuple[bytes, ...]]:
        """An account as the trie of the state after block `at` holds it, and the trie's nodes from the root to there.

        The account is empty if there is none; the nodes then prove that.
        """
        root = self._chain.get_canonical_block_header_by_number(at).state_root
        trie, path = HexaryTrie(self._chain.chaindb.db, root), keccak(to_canonical_address(account))
        nodes = trie.get_proof(path)  # type: ignore[no-untyped-call]
        return trie[path], tuple(map(rlp.encode, nodes))

    def storage_proof(self, root: bytes, slots: Sequence[int]) -> tuple[bytes, ...]:
        """The nodes of an account's storage trie from its root to each of these slots."""
        trie = HexaryTrie(self._chain.chaindb.db, root)
        nodes = [node for slot in slots for node in trie.get_proof(keccak(slot.to_bytes(32, "big")))]  # type: ignore[no-untyped-call]
        return tuple(map(rlp.encode, nodes))

    def now(self) -> int:
        """The time that the next block will carry, exactly."""
        return max(self._next, self.head().time + 1)

    def advance(self, to: int) -> None:
        """Let the next block carry the time `to`; a time gone by leaves the clock where it is."""
        self._next, self._reading = max(self._next, to), None

    def wait_for(self, block: int) -> None:
        """Make empty blocks, a second each, until that one is there."""
        while self._chain.header.block_number <= block:
            self._make_block([])

    def fund_gas(self, account: Account) -> None:
        """Give ether where gas has a price: nobody needs any on the chain that is made here."""
        if self.fees().most == 0:
            return
        rich = Accounts.from_key(self.backend.account_keys[0].to_bytes())
        transfer = {"to": account, "value": LOCAL_ETHER, "gas": TRANSFER_GAS, "nonce": self.nonce(rich.address)}
        price = {"chainId": self.chain_id, "maxFeePerGas": self.fees().most, "maxPriorityFeePerGas": 0}
        self.submit(bytes(rich.sign_transaction(transfer | price).raw_transaction))

    def _make_block(self, transactions: list[Any]) -> tuple[Any, Any]:
        """The next block; returns what became of the transactions in it."""
        self._reading = None
        self._catch_up()
        randomness = self._randomness_of(self._chain.header.block_number)
        self._chain.header = self._chain.header.copy(timestamp=self.now(), mix_hash=randomness)
        self._next = self.now() + 1
        self._seen = self._chain.header.block_number
        _, receipts, computations = self._chain.mine_all(transactions)
        return receipts, computations

    def _randomness_of(self, block: int) -> bytes:
        """The same block is made in every run: what is random on a real chain follows from the number here."""
        return keccak(block.to_bytes(32, "big"))

    def _receipt(self, number: int, receipt: Any, computation: Any) -> Receipt:
        return Receipt(
            succeeded=computation.is_success,
            block=number,
            gas_used=receipt.gas_used,
            logs=self._kept(number, receipt, 0),
            revert=b"" if computation.is_success else computation.output,
            created=to_checksum_address(computation.msg.storage_address) if computation.msg.is_create else "",
        )

    def _kept(self, number: int, receipt: Any, first: int) -> tuple[Log, ...]:
        """The logs of a receipt, kept by their contract; the first of them is its block's number `first`."""
        logs = tuple(
            Log(
                contract=to_checksum_address(log.address),
                topics=tuple(topic.to_bytes(32, "big") for topic in log.topics),
                data=log.data,
                block=number,
                index=first + index,
            )
            for index, log in enumerate(receipt.logs)
        )
        for log in logs:
            self._logs.setdefault(log.contract, []).append(log)
        return logs

    def _catch_up(self) -> None:
        """Read the blocks that somebody else has made on this chain."""
        for number in range(self._seen + 1, self._chain.header.block_number):
            header = self._chain.get_canonical_block_header_by_number(number)
            vm = self._chain.get_vm_class(header)
            mined = self._chain.chaindb.get_block_transactions(header, vm.get_transaction_builder())
            receipts = self._chain.chaindb.get_receipts(header, vm.get_receipt_builder())
            first, used = 0, 0
            for transaction, receipt in zip(mined, receipts, strict=True):
                logs = self._kept(number, receipt, first)
                succeeded, gas = receipt.state_root == b"\x01", receipt.gas_used - used
                self._receipts[transaction.hash] = Receipt(succeeded, number, gas, logs)
                first, used = first + len(logs), receipt.gas_used
            self._seen = number

    def _ask(self, vm: Any, call: Call) -> bytes:
        to, sender = to_canonical_address(call.to or ZERO_ADDRESS), to_canonical_address(call.sender)
        snapshot = vm.state.snapshot()
        computation = vm.execute_bytecode(
            origin=sender,
            gas_price=0,
            gas=BLOCK_GAS,
            to=to,
            sender=sender,
            value=0,
            data=call.data,
            code=_code_at(vm, to) if call.to else call.data,
        )
        vm.state.revert(snapshot)
        if computation.is_error:
            raise Reverted(computation.output)
        return bytes(computation.output)

    def _state(self) -> Any:
        return self._vm(None).state

    def _vm(self, at: int | None) -> Any:
        """The machine after block `at`; after the newest one, its clock shows the time of the next.

        That one is kept as long as nothing changes, for what it has read already.
        """
        if at is not None and at != self._chain.header.block_number - 1:
            return self._chain.get_vm(self._chain.get_canonical_block_header_by_number(at))
        if self._reading is None:
            self._reading = self._chain.get_vm(self._chain.header.copy(timestamp=self.now()))
        return self._reading


def _code_at(vm: Any, address: bytes) -> Any:
    """The code that runs at an address: that of its delegate, where an account has delegated."""
    code = vm.state.get_code(address)
    delegate = delegate_in(code)
    return vm.state.get_code(to_canonical_address(delegate)) if delegate else code


def _new_backend(start: int) -> Any:
    """A fresh chain on which gas costs nothing."""
    overrides = {"timestamp": start, "gas_limit": BLOCK_GAS}
    genesis = {**PyEVMBackend.generate_genesis_params(overrides), "base_fee_per_gas": 0}
    return PyEVMBackend.from_mnemonic(LOCAL_MNEMONIC, genesis_parameters=genesis, num_accounts=1, hd_path=LOCAL_PATH)


def _begins(topics: Sequence[bytes], wanted: Topics) -> bool:
    """Whether a log's topics begin with those that are asked for."""
    return len(topics) >= len(wanted) and all(topic in place for topic, place in zip(topics, wanted, strict=False))

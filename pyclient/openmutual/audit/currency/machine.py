"""The embedded EVM on the state after one block, as far as a witness proves that state.

A witness is a heap of byte strings: nodes of tries, codes, headers.  Each is found by its hash alone, which a proven
one names, so that nothing in a witness can be false; it can only be missing.  What a call needs and the witness lacks
is noted (`missing`), and no answer is given.  None is given either where a call asks for something that no state root
vouches for, or that this machine does not know: a new instruction, a chain's own precompile, who mined the block.

The machine is py-evm with the rules of Prague.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from eth.db.account import AccountDB
from eth.db.atomic import AtomicDB
from eth.db.backends.memory import MemoryDB
from eth.exceptions import OutOfGas, PyEVMError
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.cancun.transaction_context import CancunTransactionContext
from eth.vm.forks.prague.computation import PragueComputation
from eth.vm.forks.prague.state import PragueState
from eth.vm.interrupt import MissingAccountTrieNode, MissingBytecode, MissingStorageTrieNode
from eth.vm.message import Message
from eth_utils.address import to_canonical_address

from ...codec import to_hex
from ...records import Account
from ..hashing import keccak
from ..proof.account import NO_PROOF
from ..proof.headers import Header

MOST_GAS = 1_000_000
"""For one call: many times what an honest currency takes."""

MOST_GAS_IN_ALL = 40_000_000
"""For all calls of one machine: little enough that no currency keeps an audit waiting for more than a minute or two."""

TOO_MUCH = "more gas than any answer needs"
"""Why nothing is proven of a call that takes more."""

GAS = 0x5A
CALLS = (0xF1, 0xF2, 0xF4, 0xFA)
"""The instructions that call a contract; right before one, what is left of the gas is what the call may take."""

NOT_IN_A_STATE = {
    0x32: "ORIGIN",
    0x3A: "GASPRICE",
    0x40: "BLOCKHASH",
    0x41: "COINBASE",
    0x43: "NUMBER",
    0x44: "PREVRANDAO",
    0x45: "GASLIMIT",
    0x48: "BASEFEE",
    0x49: "BLOBHASH",
    0x4A: "BLOBBASEFEE",
}
"""Instructions whose values depend on who asks, and when, or mean something else on other chains."""

FAILURES = (*NO_PROOF, PyEVMError, LookupError, ArithmeticError, AttributeError, AssertionError, MemoryError)
"""What comes of nodes that have no form, and of py-evm where it is not ready for a code: nothing is proven then."""

TIMESTAMP = 0x42

WORD = 32

INVALID = 0xFE
"""The instruction that is set apart for being none."""

RESERVED = 2**16
"""Chains put contracts of their own, which have no code, at addresses below this one."""


NOT_GIVEN = "state that was not given"
"""Why nothing is proven of a call, where the witness lacks what it needs."""

Witness = dict[bytes, bytes]
"""Byte strings by their hashes."""


def by_hash(strings: Iterable[bytes]) -> Witness:
    """A witness of these byte strings."""
    return {keccak(each): each for each in strings}


class Call(NamedTuple):
    """A call of a contract: from whom, to whom, and the call data."""

    sender: Account
    to: Account
    data: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a call.

    Attributes:
        output: what it returned; None if it was refused, or if nothing is proven.
        unproven: why nothing is proven; empty if it is.
        is_timed: whether it looked at the clock, so that it may return something else in the next block.
    """

    output: bytes | None
    unproven: str = ""
    is_timed: bool = False


def number_of(said: Said) -> int | None:
    """A word that was returned; None if it was something else, or nothing is proven."""
    return int.from_bytes(said.output, "big") if said.output is not None and len(said.output) == WORD else None


@dataclass
class Trace:
    """What calls did on the way.

    Attributes:
        delegates: whose code was run as the called contract's own, in order.
        asked: whom contracts asked a question (a call that can change nothing).
        called: whom contracts called otherwise, so that they could act.
        is_timed: whether the clock was looked at.
    """

    delegates: dict[Account, None] = field(default_factory=dict)
    asked: dict[Account, None] = field(default_factory=dict)
    called: dict[Account, None] = field(default_factory=dict)
    is_timed: bool = False

    def note(self, message: Any) -> None:
        """One call of a contract by a contract."""
        is_delegated = message.code_address != message.to
        kind = self.delegates if is_delegated else self.asked if message.is_static else self.called
        kind[to_hex(message.code_address)] = None


class Unprovable(Exception):
    """A call needs what cannot be proven here."""


class Lacking(Unprovable):
    """The witness lacks an account or its code, or a word of its storage."""

    def __init__(self, address: bytes, slot: int | None = None) -> None:
        super().__init__(NOT_GIVEN)
        self.address, self.slot = address, slot


class Machine:
    """The machine after a block.

    Args:
        header: of the block; its time is what calls see.
        chain_id: what calls see as the chain's.
        witness: see :func:`by_hash`.

    Attributes:
        missing: what the witness lacks: slots by account, and the account itself and its code.
        trace: what all calls until now did on the way.
    """

    def __init__(self, header: Header, chain_id: int, witness: Witness) -> None:
        self._header, self._chain_id, self._witness = header, chain_id, witness
        self._state = self._new_state()
        self._asked: dict[Call, Said] = {}
        self._spent = 0
        self.missing: dict[Account, set[int]] = {}
        self.trace = Trace()

    @property
    def block_hash(self) -> bytes:
        """The hash of the block."""
        return self._header.hash

    def ask(self, call: Call) -> Said:
        """What a call returns that can change nothing."""
        if call not in self._asked:
            said = self._run(call, is_static=True)
            if said.unproven:
                return said
            self._asked[call] = said
        return self._asked[call]

    def learn(self, strings: Iterable[bytes]) -> Witness:
        """Take more into the witness, and forget what was missing; returns what was new."""
        new = {key: each for key, each in by_hash(strings).items() if key not in self._witness}
        self._witness |= new
        self.missing = {}
        return new

    def play(self, calls: Sequence[Call]) -> list[Said]:
        """What calls return that are made one after the other, a transaction each; afterwards all is as before.

        After one of which nothing is proven, no other is made.
        """
        said: list[Said] = []
        for call in calls:
            said.append(self._run(call, is_static=False))
            self._state.clear_transient_storage()
            if said[-1].unproven:
                break
        self._state = self._new_state()
        return said

    def code(self, address: Account) -> bytes | None:
        """The code at an address; None if the witness lacks it."""
        try:
            return bytes(self._state.get_code(to_canonical_address(address)))
        except Lacking as lacking:
            self._note(lacking)
        except FAILURES:
            pass
        return None

    def _run(self, call: Call, is_static: bool) -> Said:
        if self._spent > MOST_GAS_IN_ALL:
            return Said(None, TOO_MUCH)
        self.trace.is_timed = False
        self._state.trace = self.trace
        try:
            done = self._computed(call, is_static)
        except (Unprovable, *FAILURES) as stop:
            self._state = self._new_state()
            return Said(None, self._reason(stop))
        self._spent += done.get_gas_used()
        return Said(None if done.is_error else bytes(done.output), is_timed=self.trace.is_timed)

    def _computed(self, call: Call, is_static: bool) -> Any:
        sender, to = to_canonical_address(call.sender), to_canonical_address(call.to)
        message = Message(MOST_GAS, to, sender, 0, call.data, self._state.get_code(to), is_static=is_static)
        context = CancunTransactionContext(gas_price=0, origin=sender)
        return _Computation.apply_message(self._state, message, context)

    def _reason(self, stop: Exception) -> str:
        """Why nothing is proven; notes what is lacking.  What ended otherwise may have taken all that a call may."""
        if isinstance(stop, Lacking):
            self._note(stop)
        else:
            self._spent += MOST_GAS
        return str(stop) if isinstance(stop, Unprovable) else f"the machine failed ({type(stop).__name__})"

    def _note(self, lacking: Lacking) -> None:
        slots = self.missing.setdefault(to_hex(lacking.address), set())
        if lacking.slot is not None:
            slots.add(lacking.slot)

    def _new_state(self) -> Any:
        told: dict[str, Any] = {"timestamp": self._header.time, "chain_id": self._chain_id}
        refused: dict[str, Any] = {"coinbase": bytes(20), "block_number": 0, "difficulty": 0, "mix_hash": bytes(32)}
        context = ExecutionContext(**told, **refused, gas_limit=MOST_GAS, prev_hashes=())
        return _State(AtomicDB(MemoryDB(self._witness)), context, self._header.state_root)  # type: ignore[arg-type]


class _Accounts(AccountDB):
    """Accounts out of a witness, which say of themselves what is lacking."""

    def _get_encoded_account(self, address: Any, from_journal: bool = True) -> bytes:
        try:
            return super()._get_encoded_account(address, from_journal)
        except MissingAccountTrieNode:
            raise Lacking(address) from None

    def get_storage(self, address: Any, slot: int, from_journal: bool = True) -> int:
        """A word of an account's storage."""
        try:
            return super().get_storage(address, slot, from_journal)
        except MissingStorageTrieNode:
            raise Lacking(address, slot) from None

    def get_code(self, address: Any) -> bytes:
        """The code of an account."""
        try:
            return super().get_code(address)
        except MissingBytecode:
            raise Lacking(address) from None


class _Instructions(dict[int, Any]):
    """The instructions that this machine knows; any other ends the whole call, not only the frame that it stands in."""

    def __missing__(self, opcode: int) -> NoReturn:
        if opcode == INVALID:
            raise KeyError(opcode)
        raise Unprovable(f"instruction 0x{opcode:02x}")


def _timed(look: Any) -> Any:
    """The instruction that looks at the clock, and says so."""

    def note(computation: Any) -> None:
        computation.state.trace.is_timed = True
        look(computation)

    return note


def _passed_on(look: Any) -> Any:
    """The instruction that tells how much gas is left, where it does no more than pass it on to a call."""

    def pass_on(computation: Any) -> None:
        if computation.code.peek() not in CALLS:
            raise Unprovable("instruction GAS")
        look(computation)

    return pass_on


def _refused(mnemonic: str) -> Any:
    """What an instruction does whose value no state vouches for."""

    def refuse(computation: Any) -> NoReturn:  # noqa: ARG001  what py-evm hands to each instruction
        raise Unprovable(f"instruction {mnemonic}")

    return refuse


class _Computation(PragueComputation):
    """A call that is followed on its way."""

    opcodes = _Instructions(
        {
            **PragueComputation.opcodes,
            **{opcode: _refused(name) for opcode, name in NOT_IN_A_STATE.items()},
            TIMESTAMP: _timed(PragueComputation.opcodes[TIMESTAMP]),
            GAS: _passed_on(PragueComputation.opcodes[GAS]),
        }
    )

    @classmethod
    def apply_computation(
        cls, state: Any, message: Any, transaction_context: Any, parent_computation: Any = None
    ) -> Any:
        """Run one frame.  One that runs out of gas might have done otherwise with more."""
        if parent_computation is not None and not message.is_create:
            state.trace.note(message)
        place = int.from_bytes(message.code_address or b"", "big")
        if (
            not message.is_create
            and place < RESERVED
            and not message.code
            and message.code_address not in cls._precompiles
        ):
            raise Unprovable(f"precompile 0x{place:x}")
        done = super().apply_computation(state, message, transaction_context, parent_computation)
        if done.is_error and isinstance(done.error, OutOfGas):
            raise Unprovable(TOO_MUCH)
        return done


class _State(PragueState):
    """A state out of a witness."""

    account_db_class = _Accounts
    computation_class = _Computation
    trace: Trace

    def set_system_contracts(self) -> None:
        """They are where their chain has put them."""

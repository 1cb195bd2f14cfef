"""The machine runs calls on a state that a witness proves, and says nothing where that, or its knowledge, ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
import rlp  # type: ignore[import-untyped]
from trie.hexary import HexaryTrie

from openmutual.audit.currency import machine
from openmutual.audit.currency.machine import NOT_GIVEN, Call, Machine, Said, by_hash
from openmutual.audit.hashing import EMPTY_ROOT, keccak
from openmutual.audit.proof.headers import Header

SENDER, HERE, THERE = (f"0x{digit * 40}" for digit in "abc")
RETURN_TOP = "5f5260205ff3"
"""Store what is on the stack, and return it as a word."""

SLOT, HELD = 7, 42
LOAD = "6007 54" + RETURN_TOP
NEVER_SEEN = "1e"
"""The opcode of an instruction that came after Prague."""


class World:
    """A state of a few contracts, as its nodes."""

    def __init__(self, **codes: str) -> None:
        storage, state = HexaryTrie({}), HexaryTrie({})
        storage[keccak(SLOT.to_bytes(32))] = rlp.encode(HELD)
        self.codes = {name: bytes.fromhex(code.replace(" ", "")) for name, code in codes.items()}
        for name, code in self.codes.items():
            account = [0, 0, storage.root_hash, keccak(code)]
            state[keccak(bytes.fromhex({"here": HERE, "there": THERE}[name][2:]))] = rlp.encode(account)
        self.storage = list(storage.db.values())
        self.state = list(state.db.values())
        self.header = Header(5, 5, 1_000, b"", b"", state.root_hash, EMPTY_ROOT, b"")

    def machine(self, *without: bytes) -> Machine:
        told = [each for each in (*self.state, *self.storage, *self.codes.values()) if each not in without]
        return Machine(self.header, 31_337, by_hash(told))

    def asked(self) -> Said:
        return self.machine().ask(Call(SENDER, HERE, b""))


def word(said: Said) -> int:
    assert (said.unproven, len(said.output or b"")) == ("", 32)
    return int.from_bytes(said.output or b"")


# --- what is not proven ------------------------------------------------------------------------------------------


def test_a_slot_that_the_witness_lacks_is_named_and_nothing_answered() -> None:
    world = World(here=LOAD)
    running = world.machine(*world.storage)
    assert running.ask(Call(SENDER, HERE, b"")) == Said(None, NOT_GIVEN)
    assert running.missing == {HERE: {SLOT}}
    assert running.learn(world.storage)
    assert (word(running.ask(Call(SENDER, HERE, b""))), running.missing) == (HELD, {})


def test_a_code_or_an_account_that_the_witness_lacks_is_named() -> None:
    world = World(here=LOAD)
    for lacking in (world.codes["here"], world.state[-1]):
        running = world.machine(lacking)
        assert running.ask(Call(SENDER, HERE, b"")).unproven == NOT_GIVEN
        assert (running.missing, running.code(HERE)) == ({HERE: set()}, None)


def test_a_node_that_was_altered_is_not_found_under_its_hash() -> None:
    world = World(here=LOAD)
    (leaf,) = world.storage
    running = world.machine(leaf)
    running.learn([leaf[:-1] + bytes([leaf[-1] ^ 1])])
    assert running.ask(Call(SENDER, HERE, b"")).unproven == NOT_GIVEN


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (NEVER_SEEN, "instruction 0x1e"),
        ("32", "instruction ORIGIN"),
        ("3a", "instruction GASPRICE"),
        ("41", "instruction COINBASE"),
        ("43", "instruction NUMBER"),
        ("44", "instruction PREVRANDAO"),
        ("5a", "instruction GAS"),
        ("5f5f5f5f6001 5a6001 03 fa", "instruction GAS"),
        ("5f5f5f5f6064 5afa", "precompile 0x64"),
        ("5b5f56", "more gas than any answer needs"),
    ],
)
def test_what_no_state_vouches_for_is_never_guessed(code: str, why: str) -> None:
    assert World(here=code).asked() == Said(None, why)


def test_no_code_keeps_an_audit_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "MOST_GAS_IN_ALL", 2 * machine.MOST_GAS)
    endless, call = World(here="5b5f56").machine(), Call(SENDER, HERE, b"")
    assert [endless.ask(call).unproven for _ in range(4)] == [machine.TOO_MUCH] * 4
    quick = World(here=LOAD).machine()
    assert all(not said.unproven for said in quick.play([call] * 100))


def test_a_state_that_has_no_form_is_not_read() -> None:
    world = World(here=LOAD)
    formless = b"\x01" * 33
    told = Machine(replace(world.header, state_root=keccak(formless)), 31_337, by_hash([formless]))
    assert told.ask(Call(SENDER, HERE, b"")).unproven.startswith("the machine failed")
    assert told.code(HERE) is None


def test_an_unknown_instruction_counts_though_the_caller_would_bear_its_failure() -> None:
    calls_there = f"5f5f5f5f73{THERE[2:]}5afa" + RETURN_TOP
    assert World(here=calls_there, there=NEVER_SEEN).asked() == Said(None, "instruction 0x1e")


# --- what is -----------------------------------------------------------------------------------------------------


def test_a_slot_is_read_down_from_the_state_root() -> None:
    assert word(World(here=LOAD).asked()) == HELD


def test_a_refusal_is_proven_as_well() -> None:
    assert World(here="5f5ffd").asked() == World(here="fe").asked() == Said(None)


def test_the_clock_shows_the_time_of_the_block_and_that_it_was_looked_at() -> None:
    said = World(here="42" + RETURN_TOP).asked()
    assert (word(said), said.is_timed) == (1_000, True)
    assert not World(here=LOAD).asked().is_timed


def test_a_question_changes_nothing_and_a_trial_leaves_nothing_behind() -> None:
    raises = "600754 6001 01 80 6007 55" + RETURN_TOP
    running = World(here=raises).machine()
    call = Call(SENDER, HERE, b"")
    assert running.ask(call) == Said(None)
    assert [word(said) for said in running.play([call, call])] == [HELD + 1, HELD + 2]
    assert [word(said) for said in running.play([call])] == [HELD + 1]


def test_whose_code_was_run_and_who_was_asked_and_called_is_told() -> None:
    ways = {"delegates": ("5f5f5f5f", "f4"), "asked": ("5f5f5f5f", "fa"), "called": ("5f5f5f5f5f", "f1")}
    for kind, (arguments, opcode) in ways.items():
        running = World(here=f"{arguments}73{THERE[2:]}5a{opcode}", there="00").machine()
        running.play([Call(SENDER, HERE, b"")])
        noted = {name: list(getattr(running.trace, name)) for name in ways}
        assert noted == {name: [THERE] if name == kind else [] for name in ways}

"""Lies of nodes, and of chains behind them: each is found as what it is, or refused, and never believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
import requests
import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak
from trie import HexaryTrie

from deploy.anvil import anvil
from deploy.toolchain import Toolchain
from openmutual.audit.auditing import audit
from openmutual.audit.findings import Basis
from openmutual.audit.image.layout import WHOLE, Cell, layout_of, word
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.report.lines import lines
from openmutual.audit.testimony import wire
from openmutual.audit.testimony.hearing import hear
from openmutual.audit.testimony.rpc import RpcWitness
from openmutual.chain import ChainLedger, RpcWorld
from openmutual.chain.artifacts import artifact
from openmutual.chain.embedded import START
from openmutual.chain.header import FIELDS
from openmutual.errors import AnswerTooLong, ChainError, NoContract, RateLimited, Reorganised
from openmutual.scenario import load_scenario, run

from .hearsay import keys_of
from .lying_node import Fault, Hook, HttpFault, proxied

Change = Callable[[Any], Any]
NO_METHOD = Fault(-32_601, "the method does not exist")
STRANGER = "0x" + 40 * "5"
NONSENSE = "0x" + 64 * "2"


def ask(url: str, method: str, *parameters: Any) -> Any:
    question = {"jsonrpc": "2.0", "id": 0, "method": method, "params": list(parameters)}
    answer = requests.post(url, json=question, timeout=10).json()
    assert "error" not in answer, answer
    return answer["result"]


def call(contract: str, function: str, *arguments: Any) -> str:
    return "0x" + artifact(contract).interface.functions[function].call(*arguments).hex()


@dataclass
class Scene:
    """A plan on a node, and what an audit comes to if the node speaks the truth."""

    url: str
    ledger: str
    honest: Audited

    def contract(self, name: str) -> str:
        address: str = getattr(self.honest.testimony.contracts, name)
        return address

    @property
    def last(self) -> int:
        return self.honest.testimony.last

    def block(self, kind: str) -> int:
        """The first block with an event of that kind."""
        return next(event.place.block for event in self.honest.history if type(event).__name__ == kind)

    def heard(self, hook: Hook, trusted: bytes | None = None, **options: Any) -> Audited:
        """What an audit comes to if the node says what the hook makes of it; the report can be written."""
        with proxied(self.url, hook) as url:
            witness = RpcWitness(url, (0.0, 0.0))
            audited = audit(hear(witness, self.ledger, **options), trusted=trusted, witness=witness)
        assert assemble(audited)
        return audited

    def weaker(self, audited: Audited) -> dict[str, Basis]:
        """What rests on less than if the node speaks the truth."""
        return {part: basis for part, basis in audited.bases.items() if basis != self.honest.bases[part]}


def scene_on(url: str) -> Scene:
    """The circle, and after it a block in which two people give to the backstop."""
    ledger = run(load_scenario("circle"), RpcWorld(url)).ledger
    assert isinstance(ledger, ChainLedger)
    site, giver = ledger.site, ask(url, "eth_accounts")[0]
    give(url, giver, site.token, call("TestYuan", "mint", giver, 1_000))
    give(url, giver, site.token, call("TestYuan", "approve", site.ledger, 1_000))
    ask(url, "evm_setAutomine", False)
    for amount in (100, 200):
        give(url, giver, site.ledger, call("MutualLedger", "fundBackstop", amount))
    ask(url, "evm_mine")
    ask(url, "evm_setAutomine", True)
    witness = RpcWitness(url)
    return Scene(url, site.ledger, audit(hear(witness, site.ledger), witness=witness))


def give(url: str, giver: str, to: str, data: str) -> None:
    ask(url, "eth_sendTransaction", {"from": giver, "to": to, "data": data})


@pytest.fixture(scope="module")
def scene(toolchain: Toolchain) -> Iterator[Scene]:
    with anvil("--timestamp", str(START)) as url:
        yield scene_on(url)


@pytest.fixture
def chain(scene: Scene) -> Iterator[Scene]:
    """The same, but what is done to the chain itself is undone."""
    before = ask(scene.url, "evm_snapshot")
    yield scene
    assert ask(scene.url, "evm_revert", before)


def says(method: str, change: Callable[[list[Any], Any], Any]) -> Hook:
    """Another answer to one question."""
    return lambda asked, params, result: change(params, deepcopy(result)) if asked == method else result


def without(*methods: str, but: Hook | None = None) -> Hook:
    """A node that cannot answer some questions."""

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method in methods:
            raise NO_METHOD
        return but(method, params, result) if but else result

    return hook


def test_a_node_that_speaks_the_truth_is_believed_and_all_but_the_currencys_word_is_proven(scene: Scene) -> None:
    assert scene.honest.findings.found == []
    weak = [part for part, basis in scene.honest.bases.items() if basis is not Basis.PROVEN]
    assert weak == ["token_balance"]
    told = scene.heard(lambda _method, _params, result: result)
    assert told.findings.found == []
    assert told.bases == scene.honest.bases


# --- logs and receipts ---------------------------------------------------------------------------------------------


def receipts(block: int, change: Change) -> Hook:
    """Other receipts of one block: the list itself may be changed, or another one returned."""

    def changed(params: list[Any], told: Any) -> Any:
        if int(params[0], 16) != block:
            return told
        other = change(told)
        return told if other is None else other

    return says("eth_getBlockReceipts", changed)


def logs(change: Callable[[list[Any]], object]) -> Change:
    """Other logs of the first receipt."""

    def changed(told: list[Any]) -> None:
        change(told[0]["logs"])

    return changed


def in_first_log(**words: Any) -> Change:
    return logs(lambda held: held[0].update(words))


def swapped(told: list[Any]) -> None:
    one, other = told
    one["transactionIndex"], other["transactionIndex"] = other["transactionIndex"], one["transactionIndex"]


ROOT, CONTRADICTED = "receipts-root-differs", "log-does-not-come-out"

ON_RECEIPTS = {
    "a member's joining is left out of a receipt": ("Joined", logs(lambda held: held.pop(0)), [ROOT, CONTRADICTED]),
    "an announcement is left out": ("Announced", logs(lambda held: held.pop(0)), [ROOT, CONTRADICTED]),
    "a payment is left out": ("CaseSettled", logs(lambda held: held.pop(1)), [ROOT, CONTRADICTED]),
    "a receipt is left out": (None, lambda told: told[:1], [ROOT, CONTRADICTED]),
    "the first receipt is left out": (None, lambda told: told[1:], [ROOT, CONTRADICTED]),
    "all receipts of a block are left out": ("Announced", lambda _told: [], ["logs-withheld", CONTRADICTED]),
    "a share is altered": ("Announced", in_first_log(data="0x" + 64 * "7"), [ROOT, CONTRADICTED]),
    "the event is another": ("Announced", in_first_log(topics=[NONSENSE]), [ROOT, CONTRADICTED]),
    "another contract said it": ("Announced", in_first_log(address=STRANGER), [ROOT, CONTRADICTED]),
    "two logs change places": ("CaseSettled", logs(lambda held: held.reverse()), [ROOT]),
    "two receipts change places": (None, swapped, [ROOT]),
    "a log is invented": (None, logs(lambda held: held.append(held[0] | {"data": "0x" + 64 * "1"})), [ROOT, CONTRADICTED]),
    "a log is doubled": (None, logs(lambda held: held.append(held[-1])), [ROOT, CONTRADICTED]),
    "a receipt is doubled": (None, lambda told: [*told, told[0]], [ROOT, CONTRADICTED]),
    "a transaction is said to have failed": (None, lambda told: told[0].update(status="0x0"), [ROOT]),
    "the gas is another": (None, lambda told: told[0].update(cumulativeGasUsed="0x5"), [ROOT]),
    "the filter of a receipt is another": (None, lambda told: told[0].update(logsBloom="0x" + 512 * "0"), [ROOT]),
    "the transaction is of another type": (None, lambda told: told[0].update(type="0x1"), [ROOT]),
}  # fmt: skip


@pytest.mark.parametrize("lie", ON_RECEIPTS)
def test_a_log_that_is_not_the_chains_is_found_and_held_against_nobody_but_who_gave_it(scene: Scene, lie: str) -> None:
    kind, change, found = ON_RECEIPTS[lie]
    told = scene.heard(receipts(scene.block(kind) if kind else scene.last, change))
    assert keys_of(told.findings) == found
    assert told.bases["completeness"] is Basis.REPORTED
    if ROOT in found:
        assert told.bases["log"] is Basis.REPORTED


def test_receipts_in_another_order_are_put_back_in_theirs(scene: Scene) -> None:
    told = scene.heard(receipts(scene.last, lambda told: told[::-1]))
    assert told.findings.found == []
    assert scene.weaker(told) == {}


def test_a_search_for_logs_that_leaves_blocks_out_hides_nothing(scene: Scene) -> None:
    hook = says("eth_getLogs", lambda _params, told: [log for log in told if int(log["blockNumber"], 16) < 10])
    told = scene.heard(hook)
    assert told.findings.found == []
    assert scene.weaker(told) == {}


def test_where_few_headers_are_read_a_hidden_block_shows_by_the_state(scene: Scene) -> None:
    hidden = scene.block("FeeCollected")
    hook = says("eth_getLogs", lambda _params, told: [log for log in told if int(log["blockNumber"], 16) != hidden])
    told = scene.heard(hook, every_header=False)
    assert told.findings.keys == ["state-operator-credit", "token-balance-differs"]
    assert told.bases["completeness"] is Basis.REPORTED


# --- headers -------------------------------------------------------------------------------------------------------


def hashed(block: dict[str, Any], **words: str) -> dict[str, Any]:
    """A block with other words in its header, and the hash that it then has."""
    other = block | words
    fields = [
        bytes.fromhex(other[name][2:]) if is_bytes else int(other[name], 16)
        for name, is_bytes in FIELDS
        if other.get(name) is not None
    ]
    return other | {"hash": "0x" + keccak(rlp.encode(fields)).hex()}


def block_with(number: int, **words: str) -> Hook:
    return says(
        "eth_getBlockByNumber",
        lambda params, told: hashed(told, **words) if params[0] == hex(number) else told,
    )


def forged(scene: Scene, number: int, **words: str) -> Hook:
    """A history of the node's own from a block on, in which every header names the one before it."""
    blocks = {each: ask(scene.url, "eth_getBlockByNumber", hex(each), False) for each in range(scene.last + 1)}
    blocks[number] = hashed(blocks[number], **words)
    for before, after in pairwise(range(number, scene.last + 1)):
        blocks[after] = hashed(blocks[after], parentHash=blocks[before]["hash"])
    return says("eth_getBlockByNumber", lambda params, told: blocks.get(int(params[0], 16), told))


def test_a_header_that_was_altered_under_its_hash_is_refused(scene: Scene) -> None:
    with pytest.raises(ChainError, match="does not hash to what the node says"):
        scene.heard(says("eth_getBlockByNumber", lambda _params, told: told | {"gasUsed": "0x1"}))


@pytest.mark.parametrize(
    "words",
    [{"timestamp": "0x7fffffff"}, {"receiptsRoot": NONSENSE}, {"logsBloom": "0x" + 512 * "0"}, {"mixHash": NONSENSE}],
    ids=lambda words: next(iter(words)),
)
def test_a_header_that_was_altered_with_its_hash_breaks_the_chain(scene: Scene, words: dict[str, str]) -> None:
    told = scene.heard(block_with(10, **words))
    assert "header-chain-broken" in told.findings.keys
    assert set(told.findings.keys) <= {"header-chain-broken", "time-not-growing"}
    assert {told.bases[part] for part in ("log", "completeness", "times")} == {Basis.REPORTED}


def test_a_shifted_time_in_a_chain_forged_to_its_end_shows_in_what_is_stored(scene: Scene) -> None:
    number = scene.block("Joined")
    block = ask(scene.url, "eth_getBlockByNumber", hex(number), False)
    told = scene.heard(forged(scene, number, timestamp=hex(int(block["timestamp"], 16) + 1)))
    assert "state-member" in told.findings.keys
    assert set(told.findings.keys) <= {"state-member", "state-case", "time-not-growing"}


def test_a_forged_history_is_told_from_the_chains_by_a_hash_from_elsewhere_alone(scene: Scene) -> None:
    honest = scene.honest.testimony.block_hash
    hook = forged(scene, 10, extraData="0x1234")
    believed = scene.heard(hook)
    assert believed.findings.found == []
    assert not believed.hash_given
    assert any("is the source's word" in said for said in lines(assemble(believed), "en").sentences)
    told = scene.heard(hook, honest)
    assert keys_of(told.findings) == ["trusted-block-absent"]
    truth = scene.heard(lambda _method, _params, result: result, honest)
    assert truth.findings.found == []
    assert truth.hash_given
    assert not any("is the source's word" in said for said in lines(assemble(truth), "en").sentences)


def test_an_earlier_hash_from_elsewhere_does_not_vouch_for_what_came_later(scene: Scene) -> None:
    early = scene.honest.testimony.headers["rlp"][5]
    told = scene.heard(forged(scene, scene.last - 1, extraData="0x1234"), keccak(early))
    assert told.findings.found == []
    assert not told.hash_given


def test_another_history_of_the_same_plan_is_told_by_a_hash_from_elsewhere(chain: Scene) -> None:
    fork = ask(chain.url, "evm_snapshot")
    ask(chain.url, "evm_mine")
    true = hear(RpcWitness(chain.url), chain.ledger).block_hash
    move_to_another_history(chain, fork)
    other = hear(RpcWitness(chain.url), chain.ledger)
    assert audit(other).findings.found == []
    assert keys_of(audit(other, trusted=true).findings) == ["trusted-block-absent"]


def move_to_another_history(chain: Scene, fork: str) -> None:
    """Undo all blocks since the fork, and go on otherwise."""
    assert ask(chain.url, "evm_revert", fork)
    ask(chain.url, "evm_increaseTime", 7)
    ask(chain.url, "evm_mine")


# --- codes ---------------------------------------------------------------------------------------------------------


CONTRACTS = ("ledger", "desk", "jury", "token")


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("code", ["0x", "0x6000", "0xef0100" + STRANGER[2:]])
def test_another_code_than_the_accounts_is_found(scene: Scene, contract: str, code: str) -> None:
    address = scene.contract(contract)
    hook = says("eth_getCode", lambda params, told: code if params[0] == address else told)
    if contract == "ledger" and code == "0x":
        with pytest.raises(NoContract):
            scene.heard(hook)
    else:
        assert keys_of(scene.heard(hook).findings) == ["code-hash-differs"]


def test_a_code_with_a_door_behind_is_not_the_one_that_its_account_names(scene: Scene) -> None:
    hook = says("eth_getCode", lambda params, told: told + "5b33ff" if params[0] == scene.contract("jury") else told)
    assert keys_of(scene.heard(hook).findings) == ["code-hash-differs"]


def test_where_no_account_is_proven_a_hidden_code_is_found_by_itself(scene: Scene) -> None:
    desk = scene.contract("desk")
    code = says("eth_getCode", lambda params, told: "0x" if params[0] == desk else told)
    assert keys_of(scene.heard(without("eth_getProof", but=code)).findings) == ["code-missing"]


# --- accounts ------------------------------------------------------------------------------------------------------


def proof_of(scene: Scene, contract: str, change: Change) -> Hook:
    address = scene.contract(contract)
    return says("eth_getProof", lambda params, told: change(told) if params[0] == address else told)


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize(
    "words", [{"storageHash": NONSENSE}, {"codeHash": NONSENSE}, {"nonce": "0x77"}, {"balance": "0x1"}], ids=str
)
def test_an_account_that_is_said_to_be_otherwise_than_it_is_proven_is_found(
    scene: Scene, contract: str, words: dict[str, str]
) -> None:
    assert keys_of(scene.heard(proof_of(scene, contract, lambda told: told | words)).findings) == ["account-differs"]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_proof_that_is_none_is_found_and_what_stands_beside_it_is_not_believed(scene: Scene, contract: str) -> None:
    other = scene.contract("desk" if contract == "jury" else "jury")
    address = scene.contract(contract)
    false: list[Change] = [
        lambda told: told | {"accountProof": ask(scene.url, "eth_getProof", other, [], "latest")["accountProof"]},
        lambda _told: ask(scene.url, "eth_getProof", other, [], hex(scene.last)),
        lambda _told: ask(scene.url, "eth_getProof", address, [], hex(scene.last - 1)),
        lambda told: told | {"accountProof": told["accountProof"][:-1]},
        lambda told: told | {"accountProof": ["0xc0", "0x80", "0x"], "storageHash": NONSENSE},
    ]
    for change in false:
        told = scene.heard(proof_of(scene, contract, change))
        assert keys_of(told.findings) == ["account-proof-broken"]
        if contract != "token":
            assert told.bases[f"state_{contract}"] is Basis.REPORTED
            assert told.bases["code"] is Basis.REPORTED


def test_an_invented_account_without_a_proof_is_compared_like_any_other(scene: Scene) -> None:
    invented = {"accountProof": [], "storageHash": NONSENSE}
    assert keys_of(scene.heard(proof_of(scene, "desk", lambda told: told | invented)).findings) == ["state-hidden"]


def test_a_state_that_is_forged_with_its_proofs_is_told_by_a_hash_from_elsewhere_alone(chain: Scene) -> None:
    """The node hides a credit that the chain has: it makes a state of its own, and proves everything down from it."""
    honest = {said.address: said for said in chain.honest.testimony.accounts}
    ask(chain.url, "anvil_setStorageAt", chain.ledger, *credit(STRANGER, 5))
    ask(chain.url, "evm_mine")
    state = HexaryTrie({})
    for address, said in honest.items():
        fields = [said.nonce, said.balance, said.storage_root, said.code_hash]
        state[keccak(bytes.fromhex(address[2:]))] = rlp.encode(fields)
    proofs = {address: state.get_proof(keccak(bytes.fromhex(address[2:]))) for address in honest}

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[0] == hex(chain.last + 1):
            return hashed(result, stateRoot="0x" + state.root_hash.hex())
        if method == "eth_getProof":
            nodes = ["0x" + rlp.encode(node).hex() for node in proofs[params[0]]]
            return result | {"accountProof": nodes, "storageHash": "0x" + honest[params[0]].storage_root.hex()}
        return result

    assert chain.heard(hook).findings.found == []
    hash_of = ask(chain.url, "eth_getBlockByNumber", hex(chain.last + 1), False)["hash"]
    assert keys_of(chain.heard(hook, bytes.fromhex(hash_of[2:])).findings) == ["trusted-block-absent"]


# --- answers -------------------------------------------------------------------------------------------------------


def answers(contract: str, function: str, result: str) -> Hook:
    selector = call(contract, function, *["0x" + 40 * "0"] * (function == "balanceOf"))[:10]
    return says("eth_call", lambda params, told: result if params[0]["data"].startswith(selector) else told)


def test_a_false_balance_of_the_ledger_is_found(scene: Scene) -> None:
    told = scene.heard(answers("TestYuan", "balanceOf", "0x" + 63 * "0" + "5"))
    assert keys_of(told.findings) == ["token-balance-differs"]


def test_a_balance_that_is_not_given_is_doubted(scene: Scene) -> None:
    assert keys_of(scene.heard(answers("TestYuan", "balanceOf", "0x")).findings) == ["token-balance-untold"]


def test_another_chain_is_told_by_the_codes(scene: Scene) -> None:
    found = scene.heard(says("eth_chainId", lambda _params, _told: "0x1")).findings.keys
    assert found == ["immutable-differs", "token-worthless"]


@pytest.mark.parametrize("number", ["0x" + 80 * "f", "-0x1", hex(2**63)])
@pytest.mark.parametrize("method", ["eth_chainId", "eth_blockNumber"])
def test_a_number_that_no_chain_has_is_refused(scene: Scene, method: str, number: str) -> None:
    with pytest.raises(ChainError, match="another form"):
        scene.heard(says(method, lambda _params, _told: number))


# --- nodes that know less ------------------------------------------------------------------------------------------

REPORTED = Basis.REPORTED
UNPROVEN_STATE = {
    **dict.fromkeys(("code", "state_ledger", "state_desk", "state_jury"), REPORTED),
    "balances": Basis.RECOMPUTED,
}


def test_without_proofs_every_slot_is_compared_and_the_node_taken_at_its_word(scene: Scene) -> None:
    told = scene.heard(without("eth_getProof"))
    assert told.findings.found == []
    assert scene.weaker(told) == UNPROVEN_STATE


def test_without_proofs_a_false_slot_is_found(scene: Scene) -> None:
    (slot,) = layout_of("MutualLedger").words(Cell("_money", (), {"surplus": 0, "backstop": 0, "used": 1}))
    false = says("eth_getStorageAt", lambda params, told: NONSENSE if int(params[1], 16) == slot else told)
    found = scene.heard(without("eth_getProof", but=false)).findings.keys
    assert found == ["state-surplus", "state-backstop", "state-differs"]


def test_with_proofs_a_false_slot_deceives_nobody(scene: Scene) -> None:
    told = scene.heard(says("eth_getStorageAt", lambda _params, _told: NONSENSE))
    assert told.findings.found == []
    assert scene.weaker(told) == {}


def test_without_proofs_and_slots_the_ledgers_books_are_compared_and_the_rest_is_said_not_to_be(scene: Scene) -> None:
    told = scene.heard(without("eth_getProof", "eth_getStorageAt"))
    assert keys_of(told.findings) == ["state-not-compared", "state-not-compared"]
    assert told.findings.is_clean
    assert "state_desk" not in told.bases
    books = call("MutualLedger", "books")
    false = says("eth_call", lambda params, told: told[:-1] + "9" if params[0]["data"] == books else told)
    found = scene.heard(without("eth_getProof", "eth_getStorageAt", but=false)).findings.keys
    assert found == ["books-differ", "state-not-compared"]


def test_without_receipts_of_blocks_nothing_is_lost(scene: Scene) -> None:
    told = scene.heard(without("eth_getBlockReceipts"))
    assert told.findings.found == []
    assert scene.weaker(told) == {}


def test_without_any_receipts_the_log_is_the_nodes_word(scene: Scene) -> None:
    told = scene.heard(without("eth_getBlockReceipts", "eth_getTransactionReceipt"))
    assert told.findings.found == []
    assert scene.weaker(told) == dict.fromkeys(("log", "completeness", "terms"), REPORTED)


def test_without_any_receipts_a_hidden_log_shows_by_the_state(scene: Scene) -> None:
    hidden = scene.block("FeeCollected")
    false = says("eth_getLogs", lambda _params, told: [log for log in told if int(log["blockNumber"], 16) != hidden])
    told = scene.heard(without("eth_getBlockReceipts", "eth_getTransactionReceipt", but=false))
    assert told.findings.keys == ["state-operator-credit", "token-balance-differs"]


def test_an_answer_without_end_is_refused(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 200_000)
    with pytest.raises(AnswerTooLong, match="eth_getCode with more than 200,000 bytes"):
        scene.heard(says("eth_getCode", lambda _params, _told: "0x" + 200_000 * "60"))


def test_long_answers_are_asked_for_in_parts(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 60_000)
    assert audit(hear(RpcWitness(scene.url), scene.ledger)).findings.keys in ([], ["state-root-differs"])


# --- the chain itself ----------------------------------------------------------------------------------------------


def credit(owner: str, amount: int) -> tuple[str, str]:
    """Where the ledger keeps what it owes somebody, and that it owes them so much."""
    (slot,) = layout_of("MutualLedger").words(Cell("_credits", (word(owner),), {WHOLE: amount}))
    return f"0x{slot:064x}", f"0x{amount:064x}"


def now(chain: Scene, **options: Any) -> Audited:
    """What an audit comes to after another block."""
    ask(chain.url, "evm_mine")
    return chain.heard(lambda _method, _params, result: result, **options)


def test_money_that_was_written_into_the_ledger_for_a_member_is_found_with_its_owner(chain: Scene) -> None:
    member = next(iter(chain.honest.plan.members))
    ask(chain.url, "anvil_setStorageAt", chain.ledger, *credit(member, 5))
    told = now(chain)
    assert keys_of(told.findings) == ["state-credit"]
    assert told.findings.found[0].facts["first"] == member
    assert told.bases["state_ledger"] is Basis.PROVEN


def test_money_that_was_written_into_the_ledger_for_a_stranger_is_found(chain: Scene) -> None:
    ask(chain.url, "anvil_setStorageAt", chain.ledger, *credit(STRANGER, 5))
    assert keys_of(now(chain).findings) == ["state-hidden"]


def test_a_seat_on_the_panel_that_was_written_into_the_desk_is_found(chain: Scene) -> None:
    (slot,) = layout_of("CaseDesk").words(Cell("_panelOf", (word(STRANGER),), {WHOLE: 1}))
    ask(chain.url, "anvil_setStorageAt", chain.contract("desk"), f"0x{slot:064x}", f"0x{1:064x}")
    assert keys_of(now(chain).findings) == ["state-hidden"]


def test_state_that_was_changed_after_its_block_does_not_lead_to_its_root(chain: Scene) -> None:
    ask(chain.url, "anvil_setStorageAt", chain.ledger, *credit(STRANGER, 5))
    found = chain.heard(lambda _method, _params, result: result).findings.keys
    assert found == ["account-proof-broken"]


def test_a_back_door_in_the_code_is_found(chain: Scene) -> None:
    desk = chain.contract("desk")
    genuine = ask(chain.url, "eth_getCode", desk, "latest")
    ask(chain.url, "anvil_setCode", desk, genuine + "5b33ff")
    assert keys_of(now(chain).findings) == ["code-differs"]


def test_a_ledger_that_was_replaced_by_a_proxy_is_found(chain: Scene) -> None:
    proxy = "0x363d3d373d3d3d363d73" + STRANGER[2:] + "5af43d82803e903d91602b57fd5bf3"
    ask(chain.url, "anvil_setCode", chain.contract("jury"), proxy)
    assert keys_of(now(chain).findings) == ["code-proxy"]


def test_the_chains_own_coin_in_a_contract_is_nothing_to_a_plan(chain: Scene) -> None:
    ask(chain.url, "anvil_setBalance", chain.ledger, "0x123")
    told = now(chain)
    assert told.findings.found == []
    assert chain.weaker(told) == {}


def test_money_that_left_the_ledger_without_a_transfer_is_found(chain: Scene) -> None:
    token = chain.contract("token")
    balance = int(
        ask(chain.url, "eth_call", {"to": token, "data": call("TestYuan", "balanceOf", chain.ledger)}, "latest"), 16
    )
    held = [slot for slot in range(8) if reads(chain, token, chain.ledger, slot) == balance]
    ask(chain.url, "anvil_setStorageAt", token, place(chain.ledger, held[0]), f"0x{balance - 1:064x}")
    assert keys_of(now(chain).findings) == ["token-balance-differs"]


def place(account: str, slot: int) -> str:
    return "0x" + keccak(bytes.fromhex(account[2:]).rjust(32, b"\0") + slot.to_bytes(32, "big")).hex()


def reads(chain: Scene, token: str, account: str, slot: int) -> int:
    return int(ask(chain.url, "eth_getStorageAt", token, place(account, slot), "latest"), 16)


# --- blocks on the way ---------------------------------------------------------------------------------------------


def test_the_state_after_blocks_on_the_way_is_compared_as_well(scene: Scene) -> None:
    chosen = [scene.block(kind) for kind in ("PlanOpened", "Joined", "Announced", "CaseSettled", "Leaving")]
    told = scene.heard(lambda _method, _params, result: result, chosen=chosen)
    assert {said.block for said in told.testimony.accounts} == {*chosen, scene.last}
    assert told.findings.found == []
    assert scene.weaker(told) == {}


@pytest.mark.parametrize("contract", ["ledger", "desk"])
def test_a_lie_on_the_state_after_a_block_on_the_way_is_found(scene: Scene, contract: str) -> None:
    middle = scene.block("CaseSettled")
    later = ask(scene.url, "eth_getProof", scene.contract(contract), [], hex(scene.last))

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getProof" and params[0] == scene.contract(contract) and params[2] == hex(middle):
            return later
        return result

    told = scene.heard(hook, chosen=[middle])
    assert keys_of(told.findings) == ["account-proof-broken"]
    assert told.findings.found[0].facts["block"] == middle


def test_what_was_hidden_for_a_while_is_found_by_a_block_in_that_while(chain: Scene) -> None:
    slot, amount = credit(STRANGER, 5)
    ask(chain.url, "anvil_setStorageAt", chain.ledger, slot, amount)
    ask(chain.url, "anvil_mine", "0x2")  # the node keeps the state after a block once the next one is there
    ask(chain.url, "anvil_setStorageAt", chain.ledger, slot, f"0x{0:064x}")
    assert now(chain).findings.found == []
    told = now(chain, chosen=[chain.last + 1])
    assert keys_of(told.findings) == ["state-hidden"]
    assert told.findings.found[0].facts["block"] == chain.last + 1


# --- reorganisations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["eth_getBlockReceipts", "eth_getLogs", "eth_getProof", "eth_getCode", "eth_call"])
def test_a_reorganisation_while_the_plan_is_heard_leaves_no_verdict(chain: Scene, moment: str) -> None:
    with pytest.raises(Reorganised, match="begin again, with an older block"):
        chain.heard(reorganising(chain, moment))


def test_a_reorganisation_while_the_state_is_compared_leaves_no_verdict(chain: Scene) -> None:
    with pytest.raises(Reorganised, match="begin again, with an older block"):
        chain.heard(without("eth_getProof", but=reorganising(chain, "eth_getStorageAt")))


def reorganising(chain: Scene, moment: str) -> Hook:
    """A node whose chain changes when it is first asked for something."""
    fork = [ask(chain.url, "evm_snapshot")]
    ask(chain.url, "evm_mine")

    def hook(method: str, _params: list[Any], result: Any) -> Any:
        if method == moment and fork:
            move_to_another_history(chain, fork.pop())
        return result

    return hook


def test_a_node_that_falls_silent_while_the_state_is_compared_leaves_no_verdict(scene: Scene) -> None:
    def silent(method: str, _params: list[Any], result: Any) -> Any:
        if method == "eth_getStorageAt":
            raise HttpFault(503)
        return result

    with pytest.raises(RateLimited):
        scene.heard(without("eth_getProof", but=silent))

"""A transaction that no block takes in is replaced by itself with a higher fee, within a ceiling, and has its effect once."""

from pathlib import Path
from typing import Any

import pytest
from eth_account import Account as Accounts
from eth_account.signers.local import LocalAccount
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes

from openmutual.chain.embedded import EmbeddedNode
from openmutual.chain.errand import Errand
from openmutual.chain.json_rpc import RpcNode
from openmutual.chain.node import Call, Rejected, Stuck, TooDear
from openmutual.chain.signers import Keyring
from openmutual.chain.transactions import Journal, Sender
from openmutual.codec import from_hex, to_hex
from openmutual.rpc.transport import Declined
from tests.client.real_chain import NodeLine, RandomNode, as_it_is, new_each_block

CONTRACT = "0x52908400098527886E0F7030069857D2E4169EE7"
ASKED = 100


class Crowded(NodeLine):
    """The line to a node whose chain is crowded: what offers less than the price waits and is in no block.

    Attributes:
        price: what blocks take for a unit of gas, in wei.
        waiting: the offers of what was handed in, by transaction.
    """

    def __init__(self, chain: EmbeddedNode, price: int) -> None:
        super().__init__(chain, self._with_a_base_fee, as_it_is)
        self.price, self.waiting = price, list[int]()

    @staticmethod
    def _with_a_base_fee(block: dict[str, Any]) -> dict[str, Any]:
        return block | {"baseFeePerGas": hex(ASKED // 2)}

    def _submit(self, raw: str) -> str:
        offer = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()["maxFeePerGas"]
        if offer not in self.waiting:
            self.waiting.append(offer)
        if offer >= self.price:
            return super()._submit(raw)
        return to_hex(bytes(32))


class Lagging(Crowded):
    """The same behind several nodes: receipts come from one that is behind for the first looks."""

    def __init__(self, chain: EmbeddedNode, looks: int) -> None:
        super().__init__(chain, price=0)
        self.looks = looks

    def _receipt(self, transaction: str) -> dict[str, Any] | None:
        self.looks -= 1
        return super()._receipt(transaction) if self.looks < 0 else None


class OneAccount(Keyring):
    """The one account of the chain that has ether."""

    def __init__(self, chain: EmbeddedNode) -> None:
        super().__init__()
        self._key = chain.backend.account_keys[0].to_bytes()

    def _find(self, _name: str) -> LocalAccount:
        signer: LocalAccount = Accounts.from_key(self._key)
        return signer


class Play:
    """Somebody who sends one call over a line, and may crash."""

    def __init__(self, folder: Path, price: int, most_fee: int = 0) -> None:
        chain = RandomNode(new_each_block)
        self.line = Crowded(chain, price)
        self.node = RpcNode(self.line, patience=0.01, most_fee=most_fee)
        self.keyring, self.folder = OneAccount(chain), folder
        self.me = self.keyring.account("me")
        self.told: list[bytes] = []

    def errand(self) -> Errand:
        return Errand(self.folder, self.node, self.me, "call", lambda hash_, _: self.told.append(hash_), self.keyring)

    def send(self, journal: Journal) -> bool:
        return Sender(self.node, self.keyring, journal).deliver(Call(self.me, CONTRACT, b"")).succeeded

    def sent(self) -> int:
        return self.node.nonce(self.me)


def test_above_the_ceiling_nothing_is_sent(tmp_path: Path) -> None:
    play = Play(tmp_path, price=0, most_fee=10)
    with pytest.raises(TooDear, match="more than the ceiling of 1e-08 gwei; wait, or raise it"):
        play.send(play.errand())
    assert play.line.waiting == []


def test_what_is_stuck_offers_more_until_it_is_taken(tmp_path: Path) -> None:
    play = Play(tmp_path, price=2 * ASKED)
    assert play.send(play.errand())
    assert play.line.waiting == [100, 151, 227]
    assert len(play.told) == 3
    assert play.sent() == 1


def test_of_several_under_way_each_is_replaced_and_has_its_effect_once(tmp_path: Path) -> None:
    play = Play(tmp_path, price=2 * ASKED)
    calls = [Call(play.me, CONTRACT, bytes([number])) for number in range(3)]
    receipts = Sender(play.node, play.keyring, play.errand()).deliver_all(calls)
    assert len({receipt.transaction for receipt in receipts}) == 3
    assert len(play.told) == 3 * 3
    assert play.sent() == 3


def test_no_more_is_offered_than_the_ceiling_and_the_errand_stays_open(tmp_path: Path) -> None:
    play = Play(tmp_path, price=10 * ASKED, most_fee=160)
    errand = play.errand()
    with pytest.raises(Stuck, match="raise the ceiling"):
        play.send(errand)
    assert play.line.waiting == [100, 151]
    assert errand.is_open
    errand.let_go()


def test_without_a_ceiling_four_times_what_the_chain_asks_is_the_most(tmp_path: Path) -> None:
    play = Play(tmp_path, price=100 * ASKED)
    with pytest.raises(Stuck):
        play.send(play.errand())
    assert max(play.line.waiting) == 4 * ASKED


def test_the_same_again_with_a_higher_ceiling_goes_on_and_sends_once(tmp_path: Path) -> None:
    play = Play(tmp_path, price=3 * ASKED, most_fee=160)
    stopped = play.errand()
    with pytest.raises(Stuck):
        play.send(stopped)
    stopped.let_go()
    play.node.most_fee = 1_000
    again = play.errand()
    assert play.send(again)
    assert again.claim(Call(play.me, CONTRACT, b"")) is None  # claimed already, by what was sent in the first run
    assert play.sent() == 1


def test_the_one_that_a_block_took_after_all_is_found(tmp_path: Path) -> None:
    play = Play(tmp_path, price=10 * ASKED, most_fee=160)
    stopped = play.errand()
    with pytest.raises(Stuck):
        play.send(stopped)
    stopped.let_go()
    first = stopped.open_entries(play.node.chain_id)[0]
    play.line.price = 0
    play.line._submit("0x" + first.raw)
    assert play.send(play.errand())
    assert play.sent() == 1


def test_a_replacement_is_the_same_call_of_the_same_account(tmp_path: Path) -> None:
    play = Play(tmp_path, price=10 * ASKED, most_fee=160)
    errand = play.errand()
    with pytest.raises(Stuck):
        play.send(errand)
    first, second = errand.open_entries(play.node.chain_id)
    told = [TypedTransaction.from_bytes(HexBytes(sent.raw)).as_dict() for sent in (first, second)]
    assert [told[0][name] for name in ("nonce", "to", "data", "gas", "value")] == [
        told[1][name] for name in ("nonce", "to", "data", "gas", "value")
    ]
    assert Accounts.recover_transaction(from_hex(second.raw)) == play.me
    assert first.call == second.call
    errand.let_go()


def test_what_a_node_that_is_behind_does_not_know_yet_is_not_sent_again(tmp_path: Path) -> None:
    play = Play(tmp_path, price=0)
    sent = play.errand()
    play.send(sent)
    sent.let_go()
    play.node = RpcNode(Lagging(play.line._chain, looks=2), patience=0.2)
    again = play.errand()
    assert play.send(again)
    assert again.claim(Call(play.me, CONTRACT, b"")) is None
    assert play.sent() == 1


def test_what_a_node_finds_too_cheap_for_now_is_not_given_up_and_sent_anew(tmp_path: Path) -> None:
    play = Play(tmp_path, price=10 * ASKED, most_fee=ASKED)
    for _ in range(2):
        errand = play.errand()
        with pytest.raises(Stuck, match="raise the ceiling"):
            play.send(errand)
        assert len(errand.open_entries(play.node.chain_id)) == 1
        errand.let_go()

        def dear(_raw: str) -> str:
            raise Declined(play.line.host, -32000, "max fee per gas less than block base fee", None)

        play.line._methods["eth_sendRawTransaction"] = dear
    assert len(play.line.waiting) == 1


def test_a_number_spent_by_the_transaction_itself_is_no_refusal(tmp_path: Path) -> None:
    play = Play(tmp_path, price=0)
    errand = play.errand()
    play.send(errand)
    (sent,) = errand.open_entries(play.node.chain_id)
    behind = Lagging(play.line._chain, looks=2)

    def lost(_raw: str) -> str:
        raise Declined(behind.host, -32000, "nonce too low: next nonce 1, tx nonce 0", None)

    behind._methods["eth_sendRawTransaction"] = lost
    RpcNode(behind, patience=0.2).submit(from_hex(sent.raw))
    behind.looks = 10**6
    with pytest.raises(Rejected, match="nonce too low"):
        RpcNode(behind, patience=0.01).submit(from_hex(sent.raw))

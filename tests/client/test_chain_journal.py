"""No crash loses a transaction or sends one twice: what was written down before it was sent is brought to its end."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from openmutual.chain import EmbeddedWorld, LocalKeyring
from openmutual.chain.contract import Contract
from openmutual.chain.node import Receipt, Rejected
from openmutual.chain.pursuit import Sent
from openmutual.chain.transactions import FORMAT, Journal, Sender
from openmutual.errors import ChainError, NotActive, UnexpectedRevert
from tests.client.chain_play import ChainPlay


class Crash(Exception):
    """The process dies here."""


class Play(ChainPlay):
    """A plan whose `m1` tops up through a journal; one top-up is 5."""

    def __init__(self, file: Path) -> None:
        super().__init__(EmbeddedWorld())
        self.join("m1")
        self.world.give(self.ledger, self.who("m1"), 100)
        self.journal, self.node = Journal(file), self.world.node
        self.sender = Sender(self.node, LocalKeyring(), self.journal)
        self.sender.keyring.account("m1")

    def send_top_up(self, amount: int = 5) -> Receipt:
        address = self.ledger.site.ledger
        call = Contract(self.node, "MutualLedger", address).call("topUp", self.who("m1"), amount)
        return self.sender.send(self.who("m1"), address, call)

    def crash(self, monkeypatch: pytest.MonkeyPatch, **broken: Any) -> None:
        """Send a top-up while some of the node is broken; die of it."""
        with monkeypatch.context() as patch:
            for name, behaviour in broken.items():
                patch.setattr(self.node, name, behaviour)
            with pytest.raises(Crash):
                self.send_top_up()

    def balance(self) -> int:
        return self.ledger.snapshot().members[self.who("m1")].balance

    def left_open(self) -> list[Sent]:
        return self.journal.open_entries(self.node.chain_id)


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path / "journal.jsonl")


def test_what_is_done_leaves_nothing_open(play: Play) -> None:
    play.send_top_up()
    assert play.left_open() == []
    assert play.journal.resume(play.node) == 0
    assert play.balance() == 35


def test_what_is_refused_leaves_nothing_open_and_no_gap(play: Play) -> None:
    with pytest.raises(UnexpectedRevert):
        play.send_top_up(1_000)
    assert play.left_open() == []
    play.send_top_up()
    assert play.balance() == 35


def test_a_crash_before_sending_sends_it_on_resuming(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play.crash(monkeypatch, submit=dies)
    assert [sent.sender for sent in play.left_open()] == [play.who("m1")]
    assert play.balance() == 30
    assert play.journal.resume(play.node) == 1
    assert play.balance() == 35
    assert play.journal.resume(play.node) == 0


def test_a_crash_after_sending_does_not_send_it_twice(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play.crash(monkeypatch, receipt=dies)
    assert len(play.left_open()) == 1
    assert play.journal.resume(play.node) == 1
    assert play.balance() == 35


def test_several_are_sent_in_their_order(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    nonce = play.node.nonce(play.who("m1"))
    for late in (0, 1):
        play.crash(monkeypatch, submit=dies, nonce=lambda *_, late=late: nonce + late)
    assert play.journal.resume(play.node) == 2
    assert play.balance() == 40


def test_what_was_replaced_is_struck_off_and_said(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play.crash(monkeypatch, submit=dies)
    play.ledger.volunteer(play.who("m1"))
    with pytest.raises(ChainError, match="something else was sent in place"):
        play.journal.resume(play.node)
    assert play.journal.resume(play.node) == 0


def test_what_the_chain_rejects_is_not_tried_again(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play.node, "nonce", lambda *_: 99)
    with pytest.raises(Rejected):
        play.send_top_up()
    assert play.left_open() == []


def test_a_refusal_is_decoded_with_a_journal_too(play: Play) -> None:
    play.period(14)
    play.ledger.leave(play.who("m1"))
    with pytest.raises(NotActive):
        play.send_top_up()


def test_other_chains_are_left_alone(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play.crash(monkeypatch, submit=dies)
    assert play.journal.open_entries(1) == []
    assert len(play.left_open()) == 1


def test_half_a_last_line_was_never_sent(play: Play, tmp_path: Path) -> None:
    play.send_top_up()
    file = tmp_path / "journal.jsonl"
    file.write_text(file.read_text() + '{"chain_id": 13127')
    assert play.left_open() == []


def test_a_line_that_cannot_be_read_is_named(play: Play, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text(f'{{"format": "{FORMAT}"}}\nnonsense\n{{"settled": "00"}}\n')
    with pytest.raises(ChainError, match=r"journal\.jsonl:2"):
        play.left_open()


def test_a_whole_entry_without_the_end_of_its_line_was_never_sent(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.crash(monkeypatch, submit=dies)
    file = tmp_path / "journal.jsonl"
    file.write_text(file.read_text().removesuffix("\n"))
    assert play.left_open() == []


@pytest.mark.parametrize("line", ["1", "[]", '{"chain_id": 1}', '{"settled": "00", "raw": ""}', "\\xff"])
def test_a_line_that_holds_something_else_is_named(play: Play, tmp_path: Path, line: str) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text(f'{{"format": "{FORMAT}"}}\n{line}\n')
    with pytest.raises(ChainError, match=r"journal\.jsonl:2"):
        play.left_open()


def test_a_transaction_that_is_not_the_one_of_its_hash_is_not_handed_in(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.crash(monkeypatch, submit=dies)
    file, (sent,) = tmp_path / "journal.jsonl", play.left_open()
    file.write_text(file.read_text().replace(sent.transaction, "ab" * 32))
    with pytest.raises(ChainError, match=r"journal\.jsonl:2"):
        play.journal.resume(play.node)
    assert play.balance() == 30


def test_on_a_full_disk_nothing_is_sent(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("openmutual.chain.transactions.append_line", full)
    with pytest.raises(ChainError, match=r"journal\.jsonl cannot be written: No space left"):
        play.send_top_up()
    assert play.balance() == 30


def test_a_journal_of_another_version_is_named_and_nothing_is_sent(play: Play, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text('{"settled": "00"}\n')
    with pytest.raises(ChainError, match=r"journal\.jsonl:1.*not of this version"):
        play.journal.resume(play.node)


def test_a_journal_says_what_it_is_even_if_its_first_line_broke_off(play: Play, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text(f'{{"format": "{FORMAT}"')
    play.send_top_up()
    assert file.read_text().splitlines()[0] == f'{{"format": "{FORMAT}"}}'
    assert play.left_open() == []


def test_what_is_written_after_half_a_line_can_be_read(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.send_top_up()
    file = tmp_path / "journal.jsonl"
    file.write_text(file.read_text() + '{"chain_id": 13127')
    play.crash(monkeypatch, receipt=dies)
    assert len(play.left_open()) == 1
    assert play.journal.resume(play.node) == 1


def test_one_program_at_a_time_has_a_journal(play: Play, tmp_path: Path) -> None:
    play.journal.hold()
    with pytest.raises(ChainError, match="another program uses the journal"):
        Journal(tmp_path / "journal.jsonl").hold()


def test_the_file_holds_no_key(play: Play, tmp_path: Path) -> None:
    play.send_top_up()
    key = play.sender.keyring._by_name["m1"].key
    assert bytes(key).hex() not in (tmp_path / "journal.jsonl").read_text()


def dies(*_: object) -> None:
    raise Crash

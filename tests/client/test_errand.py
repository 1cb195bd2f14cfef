"""An errand sends nothing twice, claims only what had an effect, and is over once its outcome was told."""

import threading
from pathlib import Path
from typing import Any

import pytest

from openmutual.chain.contract import Contract
from openmutual.chain.errand import Errand
from openmutual.chain.node import Call, Receipt
from openmutual.errors import ChainError, UnexpectedRevert
from tests.client.test_chain_journal import Crash, dies
from tests.client.test_chain_journal import Play as JournalPlay


class Play(JournalPlay):
    """A plan whose `m1` tops up by errands; each run is a process of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "unused")
        self.folder = folder / "errands"
        self.told: list[tuple[str, bool]] = []

    def errand(self, words: Any = "top-up") -> Errand:
        return Errand(self.folder, self.node, self.who("m1"), words, lambda tx, old: self.told.append((tx.hex(), old)))

    def run(self, words: Any = "top-up", amount: int = 5) -> Errand:
        """A run of a command that is not told of."""
        self.sender.journal = errand = self.errand(words)
        try:
            self.send_top_up(amount)
        finally:
            errand.let_go()
        return errand

    def killed(self, monkeypatch: pytest.MonkeyPatch, **broken: Any) -> None:
        """A run that dies while some of the node is broken."""
        with monkeypatch.context() as patch:
            for name, behaviour in broken.items():
                patch.setattr(self.node, name, behaviour)
            with pytest.raises(Crash):
                self.run()


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path)


def test_what_was_refused_is_not_claimed(play: Play) -> None:
    for _ in range(2):
        with pytest.raises(UnexpectedRevert):
            play.run(amount=1_000)
    assert play.run(amount=5).is_open
    assert play.balance() == 35


def test_a_damaged_file_is_named_and_nothing_is_sent(play: Play) -> None:
    file = play.run()._file
    file.write_text("nonsense\n" + file.read_text())
    with pytest.raises(ChainError, match=r"jsonl:1"):
        play.run()
    assert play.balance() == 35


def test_a_folder_that_cannot_be_written_in_stops_before_anything_is_sent(play: Play) -> None:
    play.folder.write_text("a file")
    with pytest.raises(ChainError, match="nothing can be written down"):
        play.run()
    assert play.balance() == 30


@pytest.mark.parametrize("broken", ["submit", "receipt"])
def test_a_run_after_one_that_was_killed_sends_nothing_new(
    play: Play, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    play.killed(monkeypatch, **{broken: dies})
    nonce = play.node.nonce(play.who("m1")) + (broken == "submit")
    play.run()
    assert play.balance() == 35
    assert play.node.nonce(play.who("m1")) == nonce
    (first, is_first_old), (again, is_again_old) = play.told
    assert first == again
    assert (is_first_old, is_again_old) == (False, True)


def test_a_call_is_claimed_once(play: Play) -> None:
    play.run()
    play.sender.journal = errand = play.errand()
    play.send_top_up()
    play.send_top_up()
    errand.let_go()
    assert play.balance() == 40


def test_what_is_seen_to_be_needed_is_sent_again(play: Play) -> None:
    play.run()
    errand, ledger = play.errand(), play.ledger.site.ledger
    data = Contract(play.node, "MutualLedger", ledger).call("topUp", play.who("m1"), 5)
    assert errand.claim(Call(play.who("m1"), ledger, data, is_needed=True)) is None
    claimed = errand.claim(Call(play.who("m1"), ledger, data))
    assert isinstance(claimed, Receipt)
    errand.let_go()


def test_other_words_are_another_errand(play: Play) -> None:
    play.run("one")
    play.run("two")
    assert play.balance() == 40


def test_once_told_of_the_same_words_are_meant_anew(play: Play) -> None:
    play.run().close()
    assert not play.errand().is_open
    play.run()
    assert play.balance() == 40


def test_what_was_replaced_counts_as_not_sent(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play.killed(monkeypatch, submit=dies)
    play.ledger.volunteer(play.who("m1"))
    play.run()
    assert play.balance() == 35


def test_it_knows_which_contracts_were_called_with_effect(play: Play) -> None:
    play.run()
    errand = play.errand()
    assert errand.has_called((play.ledger.site.ledger,))
    assert not errand.has_called((play.ledger.site.desk,))
    errand.let_go()


def test_who_was_stopped_and_pays_by_another_list_then_pays_by_neither(play: Play) -> None:
    play.run(amount=5)
    ledger = (play.ledger.site.ledger,)
    play.sender.journal = again = play.errand()
    again.expect_nothing_new(ledger)
    with pytest.raises(ChainError, match="a file that it reads has changed since"):
        play.send_top_up(amount=7)
    play.send_top_up(amount=5)
    again.let_go()
    assert again.is_open
    assert play.balance() == 35


def test_one_errand_of_a_sender_waits_for_the_other(play: Play) -> None:
    call = Call(play.who("m1"), play.ledger.site.ledger, b"")
    first = play.errand("one")
    first.claim(call)
    done: list[str] = []

    def second() -> None:
        errand = play.errand("two")
        errand.claim(call)
        done.append("second")
        errand.let_go()

    other = threading.Thread(target=second)
    other.start()
    other.join(0.2)
    done.append("first")
    first.let_go()
    other.join()
    assert done == ["first", "second"]


def test_reading_writes_nothing(play: Play) -> None:
    play.sender.journal = errand = play.errand()
    play.ledger.snapshot()
    assert not errand.is_open
    errand.close()
    assert not play.folder.exists()

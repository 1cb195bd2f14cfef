"""A juror's ballots: whole or not there, never written over, shown to nobody."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from openmutual.errors import BallotError, FileError
from openmutual.signing import ballots
from openmutual.signing.ballots import Ballot, Ballots

COMMITMENT = b"\3" * 32


@pytest.fixture
def box(tmp_path: Path) -> Ballots:
    return Ballots(tmp_path / "deep" / "ballots")


def ballot(pays: bool = True, commitment: bytes = COMMITMENT) -> Ballot:
    return Ballot("0x52908400098527886E0F7030069857D2E4169EE7", 4, commitment, pays, ballots.new_secret())


def test_what_is_kept_is_found_by_its_commitment(box: Ballots) -> None:
    kept, other = ballot(), ballot(pays=False, commitment=b"\4" * 32)
    for one in (kept, other):
        box.keep(one)
    assert box.find(COMMITMENT) == kept
    assert box.find(b"\4" * 32) == other
    assert box.find(bytes(32)) is None


def test_a_forgotten_ballot_is_gone(box: Ballots) -> None:
    box.keep(ballot())
    box.forget(COMMITMENT)
    box.forget(COMMITMENT)
    assert box.find(COMMITMENT) is None


def test_only_the_owner_may_read(box: Ballots) -> None:
    file = box.keep(ballot())
    assert file.stat().st_mode & 0o777 == 0o600
    assert box.folder.stat().st_mode & 0o777 == 0o700


def test_neither_vote_nor_secret_is_shown() -> None:
    made = ballot()
    assert made.secret.hex() not in repr(made)
    assert "pays" not in repr(made)
    assert len({ballots.new_secret() for _ in range(100)}) == 100


def test_a_machine_that_stops_while_writing_leaves_no_half_ballot(
    box: Ballots, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", stop)
        with pytest.raises(KeyboardInterrupt):
            box.keep(ballot())
    assert box.find(COMMITMENT) is None
    again = ballot()
    box.keep(again)
    assert box.find(COMMITMENT) == again


def test_content_and_name_are_on_the_disk_before_it_goes_on(box: Ballots, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(box.find(COMMITMENT) is not None), sync(handle)))
    box.keep(ballot())
    assert synced == [False, True]


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BallotError, match="cannot be kept"):
        Ballots(tmp_path / "file").keep(ballot())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "other"),
        ("secret", "0x00"),
        ("pays", "maybe"),
        ("commitment", "0x12"),
        ("commitment", "0x" + "04" * 32),
        ("juror", "me"),
    ],
)
def test_a_ballot_that_was_changed_is_a_bad_file(box: Ballots, name: str, value: str) -> None:
    file = box.keep(ballot())
    file.write_text(json.dumps(json.loads(file.read_text()) | {name: value}), encoding="utf-8")
    with pytest.raises(FileError, match=name):
        box.find(COMMITMENT)


def test_where_ballots_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(ballots.FOLDER_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert ballots.home() == tmp_path / "openmutual" / "ballots"
    monkeypatch.setenv(ballots.FOLDER_VARIABLE, str(tmp_path / "mine"))
    assert ballots.home() == tmp_path / "mine"


def test_what_lies_beside_ballots_keeps_none_from_being_read(box: Ballots) -> None:
    kept = ballot()
    box.keep(kept)
    (box.folder / "notes.json").write_text("mine", encoding="utf-8")
    (box.folder / f"{'05' * 32}.json").write_bytes(b"\xff\0")
    (box.folder / f"{'06' * 32}.json").mkdir()
    found = [*box.kept()]
    assert kept in found
    assert [type(each) for each in found if each != kept] == [FileError] * 2

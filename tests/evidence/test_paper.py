"""A report's or reason's hash cannot be guessed, and is the same for everybody who has the paper and its salt."""

import hashlib
import stat
from pathlib import Path

import pytest

from openmutual.errors import EvidenceError
from openmutual.evidence.commitment import paper_hash


def test_a_paper_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="cannot be read"):
        paper_hash(tmp_path / "report.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("salt", ["no salt", "", "ab" * 15])
def test_a_salt_that_is_none_or_too_short_is_refused(tmp_path: Path, salt: str) -> None:
    report = tmp_path / "report.txt"
    report.write_text("no")
    (tmp_path / "report.txt.salt").write_text(salt)
    with pytest.raises(EvidenceError):
        paper_hash(report)


def test_the_same_words_have_another_hash_elsewhere(tmp_path: Path) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    for paper in (first, second):
        paper.write_text("no")
    assert paper_hash(first) != paper_hash(second)
    assert hashlib.sha256(b"no").digest() not in (paper_hash(first), paper_hash(second))


def test_whoever_has_paper_and_salt_comes_to_the_same_hash(tmp_path: Path) -> None:
    mine, yours = tmp_path / "mine.txt", tmp_path / "yours.txt"
    for paper in (mine, yours):
        paper.write_text("the histology does not bear it out")
    signed = paper_hash(mine)
    (tmp_path / "yours.txt.salt").write_text((tmp_path / "mine.txt.salt").read_text())
    assert paper_hash(yours) == signed
    assert paper_hash(mine) == signed


def test_the_salt_is_its_owners_alone(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("yes")
    paper_hash(report)
    mode = (tmp_path / "report.txt.salt").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600

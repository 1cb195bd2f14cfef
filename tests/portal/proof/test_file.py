"""The file of a proof, and its text in a picture: what is written is read again, and what is none is refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openmutual.errors import FileError
from openmutual.portal.proof.file import read_proof, text_of, write_proof
from openmutual.portal.proof.picture import MARK, MOST_CHARACTERS, draw, read, spell
from openmutual.records import MemberStatus

from .proven import ask_script, proof_of

ACTIVE = ("circle", MemberStatus.ACTIVE)
LAPSED = ("lapse-and-return", MemberStatus.LAPSED)


def written(file: Path, **changes: Any) -> Path:
    """The file of a proof with other content under some keys; under a dotted key, of what is inside."""
    content = proof_of(*ACTIVE)[0].to_json()
    for path, value in changes.items():
        *way, last = path.split("__")
        inside = content
        for key in way:
            inside = inside[key]
        inside[last] = value
    file.write_text(json.dumps(content))
    return file


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("format", "openmutual balance proof 2", "must be 'openmutual balance proof 1'"),
        ("more", 1, "unknown key"),
        ("chain", "1", "must be a whole number"),
        ("ledger", "0x12", "40 hexadecimal digits"),
        ("header", "0xno", "hexadecimal digits"),
        ("header", "0xAB", "lower-case"),
        ("member", "0x" + 20 * "Ab", "lower-case"),
        ("storage", "0x00", "must be a list"),
        ("immutables", {}, "is missing"),
        ("immutables__sponsor", "0x00", "without leading zeros"),
        ("immutables___step", "ten", "a hexadecimal number"),
        ("immutables__token", hex(1 << 256), "at most 32 bytes"),
        ("figures__status", "rich", "must be one of none, active"),
        ("figures__balance", 12, "in quotes"),
        ("figures__balance", "012", "a whole number of base units"),
        ("figures__rebate", "-1", "a whole number of base units"),
        ("figures__index", "null", "must be a whole number"),
        ("figures__limit", None, "must be a whole number"),
    ],
)
def test_a_file_that_is_no_proof_is_refused_by_its_key(tmp_path: Path, key: str, value: Any, problem: str) -> None:
    file = written(tmp_path / "proof.json", **{key: value})
    with pytest.raises(FileError) as refused:
        read_proof(file)
    assert problem in str(refused.value)
    assert {part for error in refused.value.mistakes for part in error.key.split(".")} & {*key.split("__"), ""}


def test_a_file_that_is_not_there_or_cannot_be_written_is_refused_by_its_name(tmp_path: Path) -> None:
    proof, _ = proof_of(*ACTIVE)
    with pytest.raises(FileError, match=r"nowhere\.json: cannot be read"):
        read_proof(tmp_path / "nowhere.json")
    with pytest.raises(FileError, match=r"proof\.json: cannot be written"):
        write_proof(tmp_path / "nowhere" / "proof.json", proof)
    with pytest.raises(FileError, match=r"proof\.svg: cannot be written"):
        draw("A", tmp_path / "nowhere" / "proof.svg")


@pytest.mark.parametrize(
    "cut", [lambda text: text[:-30], lambda text: text + ":::", lambda _: MARK, lambda _: f"{MARK}é"]
)
def test_a_text_that_was_misread_is_refused(tmp_path: Path, cut: Callable[[str], str]) -> None:
    file = tmp_path / "scanned.txt"
    file.write_text(cut(text_of(proof_of(*ACTIVE)[0])), encoding="utf-8")
    with pytest.raises(FileError, match=r"scanned\.txt: is cut off or misread"):
        read_proof(file)


def test_a_text_that_grows_without_end_is_refused() -> None:
    with pytest.raises(FileError, match="cut off or misread"):
        read(spell(bytes(2_000_000)), "bomb")


@pytest.mark.parametrize("member", [ACTIVE, LAPSED])
def test_what_is_written_is_read_again(tmp_path: Path, member: Any) -> None:
    proof, _ = proof_of(*member)
    write_proof(tmp_path / "proof.json", proof)
    assert read_proof(tmp_path / "proof.json") == proof
    (tmp_path / "scanned.txt").write_text(text_of(proof) + "\n")
    assert read_proof(tmp_path / "scanned.txt") == proof


def test_the_script_reads_both_and_nothing_else() -> None:
    proof, _ = proof_of(*ACTIVE)
    texts = [json.dumps(proof.to_json()), f"  {text_of(proof)}\n", text_of(proof)[:-9], "", "{"]
    assert ask_script(texts=texts)["texts"] == [proof.to_json(), proof.to_json(), None, None, None]


@pytest.mark.parametrize("data", [b"", b"\0", b"AB", b"Hello!!", bytes(range(256))])
def test_every_file_comes_back_from_its_text(data: bytes) -> None:
    assert read(spell(data), "text") == data


def test_the_spelling_is_the_published_one() -> None:
    from openmutual.portal.proof.picture import _base45

    # RFC 9285, section 4.3
    assert _base45(b"AB") == "BB8"
    assert _base45(b"Hello!!") == "%69 VD92EX0"
    assert _base45(b"base-45") == "UJCLQE7W581"


def test_a_small_plans_proof_fits_into_a_picture(tmp_path: Path) -> None:
    proof, _ = proof_of(*ACTIVE)
    assert len(text_of(proof)) <= MOST_CHARACTERS
    draw(text_of(proof), tmp_path / "proof.svg")
    assert (tmp_path / "proof.svg").read_text().startswith("<?xml")

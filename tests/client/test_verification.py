"""What verifies a contract is exact: metadata by the hash in the code, sources and settings by the metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openmutual.abi import verification
from openmutual.abi.artifacts import CONTRACTS, artifact
from openmutual.abi.verification import MOST_IN_A_BLOCK, ipfs_hash, metadata_hash, verification_bundle
from openmutual.errors import ArtifactError
from openmutual.resources import resource

# Names that IPFS itself gives to well-known files, without the letters of base 58.
EMPTY_FILE = "1220bfccda787baba32b59c78450ac3d20b633360b43992c77289f9ed46d843561e6"


@pytest.fixture
def artifacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The packaged files, to be spoiled."""
    for file in resource("artifacts").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(verification, "resource", lambda _folder: tmp_path)
    return tmp_path


def spoil(file: Path, change: Any) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def test_metadata_of_another_code_is_refused(artifacts: Path) -> None:
    file = artifacts / "Jury.metadata.json"
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(ArtifactError, match="metadata of Jury is not that of its code"):
        verification_bundle("Jury")


def test_a_changed_source_is_refused(artifacts: Path) -> None:
    def change(content: Any) -> None:
        content["sources"]["contracts/Jury.sol"]["content"] += "\n"

    spoil(artifacts / "standard-input.json", change)
    with pytest.raises(ArtifactError, match=r"contracts/Jury\.sol is not that of the metadata"):
        verification_bundle("Jury")


def test_a_changed_setting_is_refused(artifacts: Path) -> None:
    def change(content: Any) -> None:
        content["settings"]["optimizer"]["runs"] += 1

    spoil(artifacts / "standard-input.json", change)
    with pytest.raises(ArtifactError, match="optimizer"):
        verification_bundle("Jury")


def test_a_file_of_several_blocks_has_no_hash_of_one() -> None:
    with pytest.raises(ArtifactError, match="one block"):
        ipfs_hash(bytes(MOST_IN_A_BLOCK + 1))


def test_a_code_without_a_note_names_no_metadata() -> None:
    assert metadata_hash(b"\x00\x01") == b""


def test_the_hash_of_a_file_is_the_one_that_ipfs_gives_it() -> None:
    assert ipfs_hash(b"").hex() == EMPTY_FILE


@pytest.mark.parametrize("name", CONTRACTS)
def test_each_shipped_contract_has_an_exact_bundle(name: str) -> None:
    bundle = verification_bundle(name)
    assert ipfs_hash(bundle.metadata.encode()) == metadata_hash(artifact(name).runtime_code)
    unit, _, contract = bundle.identifier.rpartition(":")
    assert contract == name
    assert unit in bundle.sources
    assert set(bundle.request()) == {"stdJsonInput", "compilerVersion", "contractIdentifier"}
    assert bundle.compiler == json.loads(bundle.metadata)["compiler"]["version"]

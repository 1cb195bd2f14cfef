"""The packaged artifacts are whole, or the client says what is wrong with them."""

import hashlib
import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from openmutual.abi.artifacts import CONTRACTS, artifact, read_artifact
from openmutual.errors import ArtifactError

WITHOUT_IMMUTABLES = {"MemberAccount"}
"""Whoever is about to delegate to it compares its code byte by byte."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged artifacts, to be spoiled."""
    packaged = Path(str(files("openmutual"))) / "data" / "artifacts"
    return Path(shutil.copytree(packaged, tmp_path / "artifacts"))


@pytest.mark.parametrize("name", CONTRACTS)
def test_each_contract_ships_with_interface_and_code(name: str) -> None:
    contract = artifact(name)
    assert contract.interface.functions
    assert len(contract.creation_code) > len(contract.runtime_code) > 0


@pytest.mark.parametrize("name", CONTRACTS)
def test_immutables_lie_inside_the_code_and_are_left_open_there(name: str) -> None:
    contract = artifact(name)
    assert bool(contract.immutables) == (name not in WITHOUT_IMMUTABLES)
    for places in contract.immutables.values():
        for start, length in places:
            assert contract.runtime_code[start : start + length] == bytes(32)


def test_immutables_bear_their_names_in_the_sources() -> None:
    assert {"_bond", "desk", "token"} <= artifact("MutualLedger").immutables.keys()
    assert {"ledger", "EIP712._cachedThis"} <= artifact("CaseDesk").immutables.keys()
    assert artifact("PlanFactory").immutables.keys() == {
        *("ledgerCodeHash", "deskCodeHash", "juryCodeHash", "enrolmentCodeHash")
    }


def test_the_storage_layout_names_the_variables() -> None:
    assert {"_calendar", "_members"} <= {variable["label"] for variable in artifact("MutualLedger").storage["storage"]}


def test_a_changed_file_is_refused(folder: Path) -> None:
    file = folder / "CaseDesk.json"
    file.write_text(file.read_text().replace('"0x', '"0x00', 1))
    with pytest.raises(ArtifactError, match=r"CaseDesk\.json is damaged"):
        read_artifact(folder, "CaseDesk")


@pytest.mark.parametrize("missing", ["CaseDesk.json", "manifest.json"])
def test_a_missing_file_is_named(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(ArtifactError, match=f"{missing} is missing"):
        read_artifact(folder, "CaseDesk")


@pytest.mark.parametrize("content", ["no json", "[]"])
def test_a_manifest_that_is_none_is_named(folder: Path, content: str) -> None:
    (folder / "manifest.json").write_text(content)
    with pytest.raises(ArtifactError, match=r"manifest\.json (is no JSON|holds no object)"):
        read_artifact(folder, "CaseDesk")


def test_a_file_that_the_manifest_vouches_for_must_still_have_everything(folder: Path) -> None:
    spoil_with_checksum(folder, {"abi": []})
    with pytest.raises(ArtifactError, match="lacks what the client needs"):
        read_artifact(folder, "CaseDesk")


def spoil_with_checksum(folder: Path, content: object) -> None:
    text = json.dumps(content)
    (folder / "CaseDesk.json").write_text(text)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps({"artifacts": {"CaseDesk.json": checksum}}))

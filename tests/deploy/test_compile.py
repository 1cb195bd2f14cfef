"""From sources to artifacts, on small contracts of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from deploy import compile as module
from deploy.compile import (
    CodeNotLinked,
    CodeTooLarge,
    NameTaken,
    SourceMissing,
    SourceRefused,
    build_input,
    collect_sources,
    compile_artifacts,
    stale,
    write,
)
from deploy.toolchain import ROOT, Toolchain

HEAD = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n"
PURSE = HEAD + (
    'import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";\n'
    'import {Counted} from "./libraries/Counted.sol";\n'
    "contract Purse {\n"
    "    IERC20 public immutable token;\n"
    "    constructor(IERC20 token_) { token = token_; }\n"
    "    function size() external pure returns (uint256) { return Counted.one(); }\n"
    "}\n"
)
COUNTED = HEAD + "library Counted { function one() internal pure returns (uint256) { return 1; } }\n"
UNIT = "contracts/Purse.sol"


@pytest.fixture
def checkout(tmp_path: Path, toolchain: Toolchain) -> Toolchain:
    """A folder with one small contract, and the packages and settings of the project."""
    (tmp_path / "contracts" / "libraries").mkdir(parents=True)
    (tmp_path / "contracts" / "node_modules").symlink_to(toolchain.packages.installed)
    (tmp_path / "contracts" / "libraries" / "Counted.sol").write_text(COUNTED)
    for name in ("foundry.toml", "contracts/package.json", "contracts/package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "solc", tmp_path / "deploy" / "solc")
    return with_source(Toolchain(tmp_path), PURSE)


def with_source(checkout: Toolchain, text: str) -> Toolchain:
    (checkout.root / UNIT).write_text(text)
    return checkout


def test_an_artifact_holds_what_deploying_needs(checkout: Toolchain) -> None:
    files = compile_artifacts(checkout, (UNIT,))
    purse, manifest = json.loads(files["Purse.json"]), json.loads(files["manifest.json"])
    assert {entry.get("name") for entry in purse["abi"]} == {None, "token", "size"}
    assert purse["bytecode"].startswith("0x60")
    assert len(purse["immutableReferences"]) == 1
    assert purse["immutables"] == {
        "token": [[place["start"], 32] for places in purse["immutableReferences"].values() for place in places]
    }
    assert purse["sizes"]["runtime"] == len(purse["deployedBytecode"]) // 2 - 1
    assert manifest["compiler"].startswith("0.8.37+commit.")
    assert set(manifest["artifacts"]) == set(files) - {"manifest.json"}
    assert set(manifest["sources"]) == {
        "@openzeppelin/contracts/token/ERC20/IERC20.sol",
        "contracts/Purse.sol",
        "contracts/libraries/Counted.sol",
    }


def test_an_immutable_of_openzeppelin_bears_its_contracts_name(checkout: Toolchain) -> None:
    signing = HEAD + (
        'import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";\n'
        'contract Purse is EIP712 { uint256 immutable _name; constructor() EIP712("purse", "1") { _name = 1; }\n'
        "    function name() external view returns (uint256, bytes32) { return (_name, _domainSeparatorV4()); } }\n"
    )
    files = compile_artifacts(with_source(checkout, signing), (UNIT,))
    assert {"_name", "EIP712._name", "EIP712._cachedThis"} <= json.loads(files["Purse.json"])["immutables"].keys()


def test_immutables_of_one_name_are_refused(checkout: Toolchain) -> None:
    doubled = HEAD + (
        "abstract contract Box { uint256 private immutable _key; constructor() { _key = 1; }\n"
        "    function key() external view returns (uint256) { return _key; } }\n"
        "contract Purse is Box { uint256 private immutable _key; constructor() { _key = 2; }\n"
        "    function own() external view returns (uint256) { return _key; } }\n"
    )
    with pytest.raises(NameTaken, match="_key"):
        compile_artifacts(with_source(checkout, doubled), (UNIT,))


def test_the_bytecode_does_not_depend_on_where_the_checkout_lies(checkout: Toolchain, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(checkout.root, tmp_path / "else" / "where", symlinks=True)
    assert compile_artifacts(checkout, (UNIT,)) == compile_artifacts(Toolchain(elsewhere), (UNIT,))


def test_settings_are_those_of_forge(checkout: Toolchain) -> None:
    text = (ROOT / "foundry.toml").read_text()
    (checkout.root / "foundry.toml").write_text(text.replace("optimizer_runs = ", "optimizer_runs = 9"))
    before, after = build_input(ROOT, ())["settings"], build_input(checkout.root, ())["settings"]
    assert after["optimizer"]["runs"] == int(f"9{before['optimizer']['runs']}")
    assert after["evmVersion"] == "cancun"


def test_imports_in_comments_and_strings_are_not_followed(checkout: Toolchain) -> None:
    tricky = HEAD + (
        '// import "./Gone.sol";\n/* import "./Gone.sol"; */\n'
        "import {\n    Counted as C // import 'x'\n} from './libraries/../libraries/Counted.sol';\n"
        'contract Purse { string constant S = "// \\" /*"; string constant T = "*/"; }\n'
    )
    assert set(collect_sources(with_source(checkout, tricky).root, (UNIT,))) == {
        UNIT,
        "contracts/libraries/Counted.sol",
    }


def test_a_missing_import_is_named_with_its_importer(checkout: Toolchain) -> None:
    (checkout.root / "contracts" / "libraries" / "Counted.sol").unlink()
    with pytest.raises(SourceMissing, match=r"contracts/libraries/Counted\.sol, asked for by contracts/Purse\.sol"):
        compile_artifacts(checkout, (UNIT,))


def test_a_file_must_define_its_contract(checkout: Toolchain) -> None:
    with pytest.raises(SourceMissing, match="no contract Purse"):
        compile_artifacts(with_source(checkout, COUNTED), (UNIT,))


def test_the_compilers_words_reach_the_reader(checkout: Toolchain) -> None:
    with pytest.raises(SourceRefused, match=r"(?s)ParserError.*contracts/Purse\.sol:5:") as refused:
        compile_artifacts(with_source(checkout, PURSE.replace("contract Purse {", "contract Purse (")), (UNIT,))
    assert "standard-json" not in str(refused.value)


def test_a_contract_over_the_limit_is_refused(checkout: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RUNTIME_BYTES", 100)
    with pytest.raises(CodeTooLarge, match=r"Purse: \d+ bytes of runtime code, \d+ more than the 100 allowed"):
        compile_artifacts(checkout, (UNIT,))


def test_an_unlinked_contract_is_refused(checkout: Toolchain) -> None:
    (checkout.root / "contracts" / "libraries" / "Counted.sol").write_text(COUNTED.replace("internal", "external"))
    with pytest.raises(CodeNotLinked, match=r"contracts/libraries/Counted\.sol"):
        compile_artifacts(checkout, (UNIT,))


def test_writing_leaves_exactly_the_files(tmp_path: Path) -> None:
    write(tmp_path, {"Old.json": "{}\n", "Same.json": "{}\n"})
    assert stale(tmp_path, {"New.json": "1\n", "Same.json": "2\n"}) == [
        "New.json is missing",
        "Old.json belongs to no contract that ships",
        "Same.json is not what the sources compile to",
    ]
    write(tmp_path, {"New.json": "1\n", "Same.json": "2\n"})
    assert stale(tmp_path, {"New.json": "1\n", "Same.json": "2\n"}) == []

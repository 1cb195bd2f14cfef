"""Compiles the contracts and writes the artifacts that ship inside the package.

``python -m deploy.compile`` writes them; ``--check`` compiles again and says which files differ from what is there.

The compiler's answer depends on nothing but its input, and the input on nothing but the tracked files: source
units are named as in ``contracts/MutualLedger.sol`` wherever the checkout lies, so the bytecode, down to the
metadata hash at its end, is the same on every machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import posixpath
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import solcx
from solcx.exceptions import SolcError

from deploy.npm import ToolchainError, environment
from deploy.toolchain import ROOT, Toolchain

SHIPPED = (
    "contracts/PlanFactory.sol",
    "contracts/MutualLedger.sol",
    "contracts/CaseDesk.sol",
    "contracts/Jury.sol",
    "contracts/Enrolment.sol",
    "contracts/StandingOrders.sol",
    "contracts/MemberAccount.sol",
    "contracts/mocks/TestYuan.sol",
)
"""The source of each contract that ships, which bears the contract's name."""

ARTIFACTS = Path("pyclient/openmutual/data/artifacts")
INPUT_FILE = "standard-input.json"
MANIFEST_FILE = "manifest.json"
METADATA_SUFFIX = ".metadata.json"

MAX_RUNTIME_BYTES = 24_576
"""The largest contract a chain accepts (EIP-170)."""
MAX_CREATION_BYTES = 49_152
"""The largest creation code a chain accepts (EIP-3860)."""

_OPENZEPPELIN = "@openzeppelin/contracts/"
_OUTPUTS = (
    "abi",
    "evm.bytecode.object",
    "evm.bytecode.linkReferences",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
    "metadata",
    "storageLayout",
)
# Said of `at` and `leave`, which the pinned compiler takes as names.
_FUTURE_KEYWORD = "6335"
# A string or a comment, whichever begins first: so neither hides inside the other.
_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)
_IMPORT = re.compile(r"""^\s*import\b[^;"']*["']([^"']+)["']""", re.MULTILINE)


class CompileError(Exception):
    """The contracts cannot be turned into artifacts."""


class SourceMissing(CompileError):
    """A source that ships, or that another one imports, is not there."""


class SourceRefused(CompileError):
    """The compiler refused the sources; the message is the compiler's own."""


class CodeTooLarge(CompileError):
    """A contract has grown over what a chain accepts."""


class CodeNotLinked(CompileError):
    """A contract calls an external library, whose address the artifacts would have to leave open."""


class NameTaken(CompileError):
    """Two immutables of one contract have the same name, so that the artifact could not tell them apart."""


def compile_artifacts(chain: Toolchain, shipped: tuple[str, ...] = SHIPPED) -> dict[str, str]:
    """Compiles the contracts of a checkout and returns the text of every artifact file by its name."""
    standard_input = build_input(chain.root, shipped)
    output = _run_compiler(chain, standard_input)
    contracts, names = output.get("contracts", {}), immutable_names(output.get("sources", {}))
    files = {INPUT_FILE: _to_json(standard_input)}
    for unit in shipped:
        contract = _contract(contracts, unit)
        files[f"{_name(unit)}.json"] = _to_json(_artifact(unit, contract, names))
        # As it is, to the last byte: its hash stands at the end of the code.
        files[f"{_name(unit)}{METADATA_SUFFIX}"] = metadata = contract["metadata"]
    files[MANIFEST_FILE] = _to_json(_manifest(standard_input, metadata, files))
    return files


def build_input(root: Path, shipped: tuple[str, ...] = SHIPPED) -> dict[str, Any]:
    """The compiler's input: the shipped sources with all they import, and the settings of ``foundry.toml``."""
    sources = collect_sources(root, shipped)
    return {
        "language": "Solidity",
        "settings": {
            **_settings(root),
            "outputSelection": {"*": {"": ["ast"]}, **{unit: {_name(unit): list(_OUTPUTS)} for unit in shipped}},
        },
        "sources": {unit: {"content": sources[unit]} for unit in sorted(sources)},
    }


def collect_sources(root: Path, shipped: tuple[str, ...]) -> dict[str, str]:
    """The text of the given source units and of everything they import, by source unit name."""
    sources: dict[str, str] = {}
    waiting = [(unit, "the list of shipped contracts") for unit in shipped]
    while waiting:
        unit, importer = waiting.pop()
        if unit in sources:
            continue
        try:
            sources[unit] = _source_path(root, unit).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise SourceMissing(f"{unit}, asked for by {importer}, is not there") from error
        waiting += [(imported, unit) for imported in _imports(unit, sources[unit])]
    return sources


def _imports(unit: str, text: str) -> Iterator[str]:
    code = _STRING_OR_COMMENT.sub(lambda match: " " if match[0].startswith("/") else match[0], text)
    for path in _IMPORT.findall(code):
        relative = path.startswith(("./", "../"))
        yield posixpath.normpath(posixpath.join(posixpath.dirname(unit), path)) if relative else path


def _source_path(root: Path, unit: str) -> Path:
    if unit.startswith(_OPENZEPPELIN):
        return root / "contracts" / "node_modules" / unit
    return root / unit


def _settings(root: Path) -> dict[str, Any]:
    profile = tomllib.loads((root / "foundry.toml").read_text(encoding="utf-8"))["profile"]["default"]
    return {
        "evmVersion": profile["evm_version"],
        "metadata": {"bytecodeHash": profile["bytecode_hash"]},
        "optimizer": {"enabled": profile["optimizer"], "runs": profile["optimizer_runs"]},
        "viaIR": profile["via_ir"],
    }


def _run_compiler(chain: Toolchain, standard_input: Mapping[str, Any]) -> dict[str, Any]:
    solc = chain.solc()
    try:
        with _path_of_node():
            output: dict[str, Any] = solcx.compile_standard(dict(standard_input), solc_binary=solc)
    except SolcError as error:
        raise SourceRefused(error.message) from error
    for warning in output.get("errors", ()):
        if _concerns_us(warning):
            print(warning["formattedMessage"], file=sys.stderr)
    return output


def _concerns_us(warning: Mapping[str, Any]) -> bool:
    at_home = not warning.get("sourceLocation", {}).get("file", "").startswith(_OPENZEPPELIN)
    return at_home and warning.get("errorCode") != _FUTURE_KEYWORD


@contextmanager
def _path_of_node() -> Iterator[None]:
    """Puts the Node in use on the path while the compiler runs: solcx passes no environment of its own."""
    before = os.environ.get("PATH")
    os.environ["PATH"] = environment()["PATH"]
    try:
        yield
    finally:
        if before is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = before


def _name(unit: str) -> str:
    return PurePosixPath(unit).stem


def _contract(contracts: Mapping[str, Any], unit: str) -> Mapping[str, Any]:
    try:
        contract: Mapping[str, Any] = contracts[unit][_name(unit)]
    except KeyError as error:
        raise SourceMissing(f"{unit} defines no contract {_name(unit)}") from error
    return contract


def _artifact(unit: str, contract: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    name = _name(unit)
    creation, runtime = contract["evm"]["bytecode"], contract["evm"]["deployedBytecode"]
    if creation["linkReferences"]:
        raise CodeNotLinked(f"{name} calls external libraries: {', '.join(creation['linkReferences'])}")
    sizes = {"creation": len(creation["object"]) // 2, "runtime": len(runtime["object"]) // 2}
    _check_size(name, "runtime", sizes["runtime"], MAX_RUNTIME_BYTES)
    _check_size(name, "creation", sizes["creation"], MAX_CREATION_BYTES)
    return {
        "abi": contract["abi"],
        "bytecode": "0x" + creation["object"],
        "contractName": name,
        "deployedBytecode": "0x" + runtime["object"],
        "immutableReferences": runtime["immutableReferences"],
        "immutables": _immutables(runtime["immutableReferences"], names),
        "sizes": sizes,
        "sourceName": unit,
        "storageLayout": contract["storageLayout"],
    }


def immutable_names(sources: Mapping[str, Any]) -> dict[str, str]:
    """What the sources call each immutable, by the number that the compiler refers to it with.

    Those of OpenZeppelin bear the name of their contract as well: they are none of this project's words.
    """
    return {
        str(variable["id"]): f"{contract['name']}.{variable['name']}" if at_openzeppelin else variable["name"]
        for unit, source in sources.items()
        for at_openzeppelin in [unit.startswith(_OPENZEPPELIN)]
        for contract in source["ast"]["nodes"]
        if contract["nodeType"] == "ContractDefinition"
        for variable in contract["nodes"]
        if variable.get("mutability") == "immutable"
    }


def _immutables(references: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, list[list[int]]]:
    """Where the code holds each immutable, by name: start and length of every place."""
    by_name = {names[number]: places for number, places in references.items()}
    if len(by_name) < len(references):
        raise NameTaken(f"two immutables of a contract have the same name: {', '.join(sorted(by_name))}")
    return {name: [[place["start"], place["length"]] for place in places] for name, places in by_name.items()}


def _check_size(name: str, kind: str, size: int, limit: int) -> None:
    if size > limit:
        raise CodeTooLarge(f"{name}: {size:,} bytes of {kind} code, {size - limit:,} more than the {limit:,} allowed")


def _manifest(standard_input: Mapping[str, Any], metadata: str, files: Mapping[str, str]) -> dict[str, Any]:
    settings = {key: value for key, value in standard_input["settings"].items() if key != "outputSelection"}
    return {
        "artifacts": {name: _sha256(text) for name, text in files.items()},
        "compiler": json.loads(metadata)["compiler"]["version"],
        "settings": settings,
        "sources": {unit: _sha256(source["content"]) for unit, source in standard_input["sources"].items()},
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _to_json(value: object) -> str:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Makes a folder hold exactly the given files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for left_over in _names(folder) - set(files):
        (folder / left_over).unlink()


def stale(folder: Path, files: Mapping[str, str]) -> list[str]:
    """What keeps a folder from holding exactly the given files, one line for each."""
    names = _names(folder)
    lines = [f"{name} is missing" for name in files.keys() - names]
    lines += [f"{name} belongs to no contract that ships" for name in names - files.keys()]
    lines += [
        f"{name} is not what the sources compile to"
        for name in names & files.keys()
        if (folder / name).read_bytes() != files[name].encode("utf-8")
    ]
    return sorted(lines)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def main(arguments: list[str]) -> int:
    """Writes or checks the artifacts of this checkout and returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.compile", description="Compile the contracts.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if an artifact is stale")
    check: bool = parser.parse_args(arguments).check
    chain = Toolchain()
    chain.install()
    files = compile_artifacts(chain)
    folder = ROOT / ARTIFACTS
    if not check:
        write(folder, files)
    problems = stale(folder, files)
    for problem in problems:
        print(f"stale: {ARTIFACTS / problem}", file=sys.stderr)
    for name in sorted(map(_name, SHIPPED)):
        size = json.loads(files[f"{name}.json"])["sizes"]["runtime"]
        print(f"{name:24} {size:>6,} bytes of runtime code, {MAX_RUNTIME_BYTES - size:>6,} left")
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (CompileError, ToolchainError) as failure:
        sys.exit(f"error: {failure}")

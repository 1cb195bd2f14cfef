"""Clients that others wrote, run for as long as a test needs them: hardhat's node, ganache, and EthereumJS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.anvil import free_port, listening
from deploy.npm import Packages, environment, find_node
from openmutual.chain.embedded import START
from openmutual.rpc.transport import JsonRpc

from .engine_node import EngineNode

PACKAGES = Packages(Path(__file__).parent)

FORKS = ("homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople", "petersburg", "istanbul", "berlin")
BLOBS = {
    "cancun": {"target": 3, "max": 6, "baseFeeUpdateFraction": 3_338_477},
    "prague": {"target": 6, "max": 9, "baseFeeUpdateFraction": 5_007_716},
}
"""How many blobs a block may have in each fork, as Ethereum has it (EIP-7840)."""

RICH = hex(10**21)
"""What an account has for gas, in wei."""


def command(program: str, *options: str) -> list[str]:
    """A program of the pinned packages, installed if need be."""
    PACKAGES.install()
    return [str(find_node().program), str(PACKAGES.installed / ".bin" / program), *options]


def surroundings() -> Mapping[str, str]:
    """Neither questions nor reports to anybody."""
    return {**environment(), "CI": "true", "HARDHAT_DISABLE_TELEMETRY_PROMPT": "true"}


@contextmanager
def hardhat() -> Iterator[str]:
    """The address of hardhat's node."""
    port = free_port()
    start = command("hardhat", "node", "--port", str(port))
    with listening(start, port, PACKAGES.folder, surroundings()) as address:
        yield address


@contextmanager
def ganache() -> Iterator[str]:
    """The address of ganache, whose youngest fork is Shanghai."""
    port = free_port()
    with listening(command("ganache", "--quiet", "--port", str(port)), port, environment=surroundings()) as address:
        yield address


@contextmanager
def ethereumjs(folder: Path, rich: Iterable[str]) -> Iterator[tuple[str, EngineNode]]:
    """The address of EthereumJS on a chain of its own, and the node whose blocks are made here.

    Args:
        folder: for its data.
        rich: the accounts that can pay for gas from the first block on.
    """
    genesis, port, engine = folder / "genesis.json", free_port(), free_port()
    genesis.write_text(json.dumps(genesis_of(rich)), encoding="utf-8")
    start = command(
        "ethereumjs",
        *(f"--gethGenesis={genesis}", f"--dataDir={folder / 'data'}", "--isSingleNode", "--sync=none"),
        *("--rpc", f"--rpcPort={port}", "--rpcEngine", f"--rpcEnginePort={engine}", "--rpcEngineAuth=false"),
        *(f"--port={free_port()}", "--discDns=false", "--discV4=false", "--logFile=false"),
    )
    with listening(start, engine, folder, surroundings()) as engine_address:
        address = f"http://127.0.0.1:{port}"
        yield address, EngineNode(JsonRpc(address), JsonRpc(engine_address))


def genesis_of(rich: Iterable[str]) -> dict[str, object]:
    """The first block of a chain that begins when the embedded chain does, in Prague."""
    config = {f"{fork}Block": 0 for fork in (*FORKS, "london", "mergeNetsplit", "mergeFork")}
    return {
        "config": {
            "chainId": 1337,
            **config,
            **dict.fromkeys(("shanghaiTime", "cancunTime", "pragueTime", "terminalTotalDifficulty"), 0),
            "terminalTotalDifficultyPassed": True,
            "blobSchedule": BLOBS,
            "depositContractAddress": "0x00000000219ab540356cBB839Cbe05303d7705Fa",
        },
        **dict.fromkeys(("nonce", "difficulty", "number", "gasUsed"), "0x0"),
        **dict.fromkeys(("mixHash", "parentHash"), "0x" + 64 * "0"),
        "coinbase": "0x" + 40 * "0",
        "timestamp": hex(START),
        "extraData": "0x",
        "gasLimit": hex(60_000_000),
        "baseFeePerGas": "0x7",
        "alloc": {account: {"balance": RICH} for account in rich},
    }

"""Ledgers of stories, proven in a block, and `proof.js` as it answers in node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

import polars as pl
import rlp

from deploy.npm import find_node
from openmutual.abi.artifacts import artifact
from openmutual.audit.hashing import keccak, root_of, storage_root
from openmutual.audit.proof.headers import header_of
from openmutual.audit.replay.state import ReplayedPlan
from openmutual.audit.storage.expected import parts
from openmutual.chain import EmbeddedWorld
from openmutual.codec import from_hex, to_hex
from openmutual.portal.proof.code import description
from openmutual.portal.proof.cut import ProvenLedger, proven_ledger
from openmutual.portal.proof.file import BalanceProof
from openmutual.portal.proof.trie import Used, follow, table
from openmutual.records import Account, MemberStatus
from openmutual.resources import resource
from tests.audit.on_chain import Collected, collected_of, collected_on
from tests.parity.histories import History

STRANGER = "0x" + 40 * "7"
FOR_EVER = 2**40 - 1
HERE = __file__.rpartition("/")[0]


@dataclass(frozen=True)
class Moment:
    """A plan after a block."""

    collected: Collected
    plan: ReplayedPlan
    block: int

    def ledger(self) -> ProvenLedger:
        """The ledger in that block, as if the audit ended there."""
        source, whole = self.collected.source, self.collected.extract
        (encoded,) = source.headers([self.block])
        header = header_of(encoded)
        assert header is not None
        extract = replace(
            whole,
            last=self.block,
            block_hash=header.hash,
            headers=pl.DataFrame({"number": [self.block], "rlp": [encoded]}),
            accounts=(source.account(whole.contracts.ledger, self.block),),
        )
        return proven_ledger(extract, self.plan)

    def told(self, member: Account) -> dict[str, Any]:
        """What the contract itself says of a member, as figures are written."""
        function = artifact("MutualLedger").interface.functions["memberOf"]
        said = self.collected.source.call(self.collected.extract.contracts.ledger, function.call(member), self.block)
        assert said is not None
        view = function.result(said)
        until = view["coveredUntil"]
        return {
            "status": tuple(MemberStatus)[view["status"]].value,
            "units": view["units"],
            "limit": view["limit"],
            "balance": str(view["balance"]),
            "rebate": str(view["rebate"]),
            "joined_at": view["joinedAt"],
            "covered_until": None if until == FOR_EVER else until,
        }


def end_of(name: str) -> Moment:
    """A story at its end."""
    collected = collected_of(name)
    return Moment(collected, collected.plan(), collected.extract.last)


@cache
def life_of(seed: int) -> Moment:
    """A random plan after a random life, which has what no story has: an account replaced by another, for one."""
    chain = EmbeddedWorld()
    history = History(chain, Random(seed), lambda _: None, None)
    for _ in range(25):
        history.go_on()
    collected = collected_on(chain, history.harness.chain)
    return Moment(collected, collected.plan(), collected.extract.last)


def turns_of(name: str) -> Iterator[tuple[Moment, list[Account]]]:
    """The moments of a story at which some member's standing is of a kind that was not there before, and these members."""
    seen, collected = set[tuple[Any, ...]](), collected_of(name)
    for plan, block in collected.stages():
        kinds = {
            (plan.stage, member.status, member.is_emptied, member.is_replaced): member.account
            for member in plan.members.values()
        }
        if kinds.keys() - seen:
            yield Moment(collected, plan, block), [kinds[kind] for kind in kinds.keys() - seen]
            seen |= kinds.keys()


@cache
def proof_of(name: str, status: MemberStatus, closed: bool = False) -> tuple[BalanceProof, bytes]:
    """The proof of a member of a status, in a story while it goes on, and the block's hash."""
    for moment, members in turns_of(name):
        for member in members:
            if moment.plan.members[member].status is status and (moment.plan.finished_at > 0) is closed:
                proof = moment.ledger().proof_of(member)
                return proof, hash_of(proof)
    raise AssertionError(f"nobody is {status} in {name}")


@cache
def crowded(name: str, count: int = 3_000) -> ProvenLedger:
    """The ledger of a story at its end, as one of many accounts, and with many slots more than its members'."""
    chance, end = Random(count), end_of(name)
    small, ledger = end.ledger().place, end.collected.extract.contracts.ledger
    others = {chance.getrandbits(256): chance.getrandbits(250) for _ in range(count)}
    nodes: dict[bytes, bytes] = {}
    root = storage_root(parts(end.collected.extract.contracts)[ledger].slots(end.plan) | others, (), nodes)
    header = rlp.decode(small.header)
    nonce, balance, _, code = rlp.decode(follow(header[3], keccak(from_hex(ledger)), table(small.account).__getitem__))
    accounts = {chance.randbytes(32): chance.randbytes(70) for _ in range(count)}
    accounts[keccak(from_hex(ledger))] = rlp.encode([nonce, balance, root, code])
    state: dict[bytes, bytes] = {}
    header[3] = root_of(accounts.items(), state)
    used = Used(state.__getitem__)
    follow(header[3], keccak(from_hex(ledger)), used)
    place = replace(small, header=rlp.encode(header), account=tuple(used.nodes.values()))
    return ProvenLedger(place, root, nodes)


def hash_of(proof: BalanceProof) -> bytes:
    header = header_of(proof.place.header)
    assert header is not None
    return header.hash


def ask_script(**questions: Any) -> dict[str, Any]:
    """What `proof.js` answers, in one process; see check.js."""
    script = str(resource("portal", "static", "proof.js"))
    asked = json.dumps({"script": script, "contract": description(), **questions})
    command = [str(find_node().program), f"{HERE}/check.js"]
    run = subprocess.run(command, input=asked, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def asked_of(proof: BalanceProof, block_hash: bytes, **expected: Any) -> list[Any]:
    """A question to `proof.js` whether a proof holds."""
    return [proof.to_json(), to_hex(block_hash), expected]

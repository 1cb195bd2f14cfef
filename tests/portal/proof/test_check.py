"""A proof holds for what it is of, and for nothing else: in Python and in the page's script alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from random import Random
from typing import Any

import pytest
import rlp
from typer import BadParameter

from openmutual.audit.hashing import keccak
from openmutual.cli.options import block_hash as read_hash
from openmutual.codec import to_hex
from openmutual.errors import (
    AccountUnproven,
    FiguresDiffer,
    OtherBlock,
    OtherChain,
    OtherCode,
    OtherLedger,
    OtherMember,
    ProofError,
    SpareNodes,
    StorageUnproven,
)
from openmutual.portal.proof.check import Expected, check_proof
from openmutual.portal.proof.file import BalanceProof
from openmutual.portal.proof.shards import shards
from openmutual.portal.proof.standing import Standing
from openmutual.records import MemberStatus
from tests.audit.on_chain import NAMES

from .proven import STRANGER, Moment, ask_script, asked_of, crowded, end_of, hash_of, life_of, proof_of, turns_of

ACTIVE = ("circle", MemberStatus.ACTIVE)
LAPSED = ("lapse-and-return", MemberStatus.LAPSED)
ENTITLED = ("vector closing-lapse", MemberStatus.ACTIVE, True)
FORGED = {"active": ACTIVE, "lapsed": LAPSED, "closed": ENTITLED}

# --- refusals --------------------------------------------------------------------------------------------------------


def other_node(nodes: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return (*nodes[:-1], nodes[-1][:-1] + bytes((nodes[-1][-1] ^ 1,)))


def with_place(**changes: Any) -> Callable[[BalanceProof], BalanceProof]:
    return lambda proof: replace(proof, place=replace(proof.place, **changes))


REFUSED: dict[str, tuple[type[ProofError], str, Callable[[BalanceProof], BalanceProof]]] = {
    "another member": (StorageUnproven, "another member", lambda proof: replace(proof, member=STRANGER)),
    "another contract": (AccountUnproven, "another contract", with_place(ledger=STRANGER)),
    "another header": (OtherBlock, "another block", lambda proof: with_place(header=proof.place.header[:-1])(proof)),
    "no header": (OtherBlock, "another block", with_place(header=b"")),
    "another number": (FiguresDiffer, "block", with_place(block=1)),
    "no account": (AccountUnproven, "was changed", with_place(account=())),
    "a changed account": (
        AccountUnproven,
        "was changed",
        lambda proof: with_place(account=other_node(proof.place.account))(proof),
    ),
    "a spare account": (
        SpareNodes,
        "1 nodes",
        lambda proof: with_place(account=(*proof.place.account, b"\xc0"))(proof),
    ),
    "a dearer step": (
        OtherCode,
        "immutables",
        lambda proof: with_place(immutables={**proof.place.immutables, "_step": 1})(proof),
    ),
    "no storage": (StorageUnproven, "was changed", lambda proof: replace(proof, storage=())),
    "a node twice": (SpareNodes, "1 nodes", lambda proof: replace(proof, storage=(*proof.storage, proof.storage[0]))),
    "a node too few": (StorageUnproven, "was changed", lambda proof: replace(proof, storage=proof.storage[1:])),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_put_together_otherwise_is_refused(name: str) -> None:
    error, words, change = REFUSED[name]
    proof, block_hash = proof_of(*ACTIVE)
    with pytest.raises(error, match=words) as refused:
        check_proof(change(proof), block_hash)
    assert type(refused.value) is error


def test_the_script_refuses_it_for_the_same_reason() -> None:
    proof, block_hash = proof_of(*ACTIVE)
    told = ask_script(checks=[asked_of(change(proof), block_hash) for _, _, change in REFUSED.values()])["checks"]
    assert [verdict["refusal"] for verdict in told] == [error.__name__ for error, _, _ in REFUSED.values()]


FIGURES: dict[str, Any] = {
    "status": MemberStatus.LEAVING,
    "units": 1_000,
    "limit": 1,
    "index": None,
    "balance": 10**30,
    "rebate": 1,
    "joined_at": 0,
    "covered_until": 0,
}


def test_every_other_figure_is_refused_and_named_by_both() -> None:
    proof, block_hash = proof_of(*ACTIVE)
    lies = {figure: replace(proof, figures=replace(proof.figures, **{figure: lie})) for figure, lie in FIGURES.items()}
    assert lies.keys() == proof.figures.to_json().keys()
    told = ask_script(checks=[asked_of(lie, block_hash) for lie in lies.values()])["checks"]
    for (figure, lie), verdict in zip(lies.items(), told, strict=True):
        with pytest.raises(FiguresDiffer, match=figure) as refused:
            check_proof(lie, block_hash)
        assert verdict == {"proven": False, "refusal": "FiguresDiffer", "facts": refused.value.facts}


def test_every_changed_digit_of_a_figure_is_refused_by_both() -> None:
    proof, block_hash = proof_of(*ACTIVE)
    lies = [replace(proof, figures=replace(proof.figures, **lie)) for lie in changed_digits(proof.figures)]
    assert len(lies) > 15
    told = ask_script(checks=[asked_of(lie, block_hash) for lie in lies])["checks"]
    assert {verdict["refusal"] for verdict in told} == {"FiguresDiffer"}
    for lie in lies:
        with pytest.raises(FiguresDiffer):
            check_proof(lie, block_hash)


def changed_digits(figures: Standing) -> Iterator[dict[str, int]]:
    """Each figure that is a number, with each of its digits changed."""
    for name, value in asdict(figures).items():
        for place, digit in enumerate(str(value) if isinstance(value, int) else ""):
            yield {name: int(f"{str(value)[:place]}{(int(digit) + 1) % 10}{str(value)[place + 1 :]}")}


def parts(proof: BalanceProof, *names: str) -> dict[tuple[str | int, ...], bytes]:
    """Parts of a proof that are bytes, by their paths in the file: the header, and every node."""
    nodes = {(name, place): node for name in ("account", "storage") for place, node in enumerate(_nodes(proof, name))}
    return {path: part for path, part in {("header",): proof.place.header, **nodes}.items() if path[0] in names}


def _nodes(proof: BalanceProof, name: str) -> tuple[bytes, ...]:
    return proof.storage if name == "storage" else proof.place.account


def with_part(proof: BalanceProof, path: tuple[str | int, ...], part: bytes) -> BalanceProof:
    if path == ("header",):
        return with_place(header=part)(proof)
    name, place = path
    nodes = tuple(part if place == number else node for number, node in enumerate(_nodes(proof, str(name))))
    return replace(proof, storage=nodes) if name == "storage" else with_place(account=nodes)(proof)


@pytest.mark.parametrize(
    ("kind", "names"),
    [("active", ("header", "account", "storage")), ("lapsed", ("storage",)), ("closed", ("storage",))],
    ids=list(FORGED),
)
def test_every_change_of_a_byte_is_refused_by_both_for_the_same_reason(kind: str, names: tuple[str, ...]) -> None:
    proof, block_hash = proof_of(*FORGED[kind])
    mask = Random(kind).randrange(1, 256)
    changed_in = parts(proof, *names)
    asked = [[*asked_of(proof, block_hash)[:2], list(path), mask] for path in changed_in]
    told = ask_script(changes=asked)["changes"]
    for (path, part), refusals in zip(changed_in.items(), told, strict=True):
        assert len(refusals) == len(part)
        for offset, refusal in enumerate(refusals):
            changed = part[:offset] + bytes((part[offset] ^ mask,)) + part[offset + 1 :]
            with pytest.raises(ProofError) as refused:
                check_proof(with_part(proof, path, changed), block_hash)
            assert refusal == type(refused.value).__name__, (path, offset)


def test_every_changed_immutable_is_refused_by_both() -> None:
    proof, block_hash = proof_of(*ACTIVE)
    lies = [
        with_place(immutables={**proof.place.immutables, name: number ^ 1})(proof)
        for name, number in proof.place.immutables.items()
    ]
    told = ask_script(checks=[asked_of(lie, block_hash) for lie in lies])["checks"]
    assert {verdict["refusal"] for verdict in told} == {"OtherCode"}
    for lie in lies:
        with pytest.raises(OtherCode):
            check_proof(lie, block_hash)


@pytest.mark.parametrize(
    ("error", "expected", "words"),
    [
        (OtherMember, {"member": STRANGER}, STRANGER),
        (OtherLedger, {"ledger": STRANGER}, STRANGER),
        (OtherChain, {"chain": 1}, "not of chain 1"),
    ],
)
def test_a_proof_of_somebody_or_something_else_is_refused(
    error: type[ProofError], expected: dict[str, Any], words: str
) -> None:
    proof, block_hash = proof_of(*ACTIVE)
    with pytest.raises(error, match=words) as refused:
        check_proof(proof, block_hash, Expected(**expected))
    (told,) = ask_script(checks=[asked_of(proof, block_hash, **expected)])["checks"]
    assert told == {"proven": False, "refusal": error.__name__, "facts": refused.value.facts}


def test_a_proof_of_another_block_is_refused() -> None:
    proof, _ = proof_of(*ACTIVE)
    other = hash_of(proof_of(*LAPSED)[0])
    with pytest.raises(OtherBlock, match=f"not to {to_hex(other)}: it is of another block or another chain"):
        check_proof(proof, other)


def test_the_script_refuses_what_is_no_hash_and_what_is_no_file() -> None:
    proof, block_hash = proof_of(*ACTIVE)
    file = proof.to_json()
    broken = [
        [*asked_of(proof, block_hash[1:])],
        [{**file, "more": 1}, to_hex(block_hash), {}],
        [{**file, "format": "openmutual balance proof 0"}, to_hex(block_hash), {}],
        [{**file, "member": "0x12"}, to_hex(block_hash), {}],
        [{**file, "member": [file["member"]]}, to_hex(block_hash), {}],
        [{**file, "storage": ["0xAB"]}, to_hex(block_hash), {}],
        [{**file, "storage": [[node] for node in file["storage"]]}, to_hex(block_hash), {}],
        [
            {**file, "immutables": {name: [number] for name, number in file["immutables"].items()}},
            to_hex(block_hash),
            {},
        ],
        [{**file, "immutables": {**file["immutables"], "_step": "0x01"}}, to_hex(block_hash), {}],
        [{**file, "figures": {}}, to_hex(block_hash), {}],
    ]
    told = ask_script(checks=broken)["checks"]
    assert [verdict["facts"].get("key") for verdict in told] == [
        *(None, "", "format", "member", "member", "storage", "storage"),
        *(f"immutables.{next(iter(file['immutables']))}", "immutables._step", "figures"),
    ]
    assert Counter(verdict["refusal"] for verdict in told) == {"NotAHash": 1, "Unreadable": 9}


NO_HEADERS: dict[str, Callable[[list[bytes]], Any]] = {
    "no list": lambda fields: fields[0],
    "too few fields": lambda fields: fields[:14],
    "a list in it": lambda fields: [*fields[:15], [b"\x01"]],
    "a short root": lambda fields: [*fields[:3], fields[3][1:], *fields[4:]],
    "a number without end": lambda fields: [*fields[:8], b"\xff" * 9, *fields[9:]],
}


@pytest.mark.parametrize("form", NO_HEADERS)
def test_what_is_no_header_is_refused_by_both_whatever_its_hash(form: str) -> None:
    proof, _ = proof_of(*ACTIVE)
    header = rlp.encode(NO_HEADERS[form](rlp.decode(proof.place.header)))
    forged = with_place(header=header)(proof)
    with pytest.raises(OtherBlock):
        check_proof(forged, keccak(header))
    (told,) = ask_script(checks=[asked_of(forged, keccak(header))])["checks"]
    assert told["refusal"] == "OtherBlock"


def test_a_hash_is_taken_as_people_write_it_and_nothing_else_is_by_both() -> None:
    proof, block_hash = proof_of(*ACTIVE)
    digits = block_hash.hex()
    good = [f" 0x{digits}\n", f"0x{digits.upper()}", f"0X{digits}", digits]
    bad = [
        "",
        "0x",
        f"0x{digits[1:]}",
        f"0x{digits}0",
        f"0x{digits[:32]} {digits[32:]}",
        f"0x0x{digits}",
        f"{digits[1:]}g",
    ]
    told = ask_script(checks=[[proof.to_json(), written, {}] for written in (*good, *bad)])["checks"]
    assert {verdict["hash"] for verdict in told[: len(good)]} == {f"0x{digits}"}
    assert {verdict["refusal"] for verdict in told[len(good) :]} == {"NotAHash"}
    assert {read_hash("--block-hash", written) for written in good} == {block_hash}
    for written in bad:
        with pytest.raises(BadParameter):
            read_hash("--block-hash", written)


# --- what holds ------------------------------------------------------------------------------------------------------


def proven_at(moment: Moment, members: list[str]) -> list[list[Any]]:
    """Each member's proof holds, and comes to what the contract says of one with these figures; asks the script the same."""
    ledger, asked, told = moment.ledger(), [], dict[str, dict[str, Any]]()
    for member in members:
        proof = ledger.proof_of(member)
        figures = check_proof(proof, hash_of(proof)).proof.figures.to_json()
        said = told.setdefault(str(figures), {}) or moment.told(member)
        told[str(figures)] = said
        assert {name: figures[name] for name in said} == said, (member, moment.block)
        asked.append(asked_of(proof, hash_of(proof), member=member))
    return asked


def agreed(asked: list[list[Any]]) -> None:
    """The script says of each proof that it holds, and comes to the same figures."""
    for (file, _, _), verdict in zip(asked, ask_script(checks=asked)["checks"], strict=True):
        assert verdict["proven"], (file["member"], verdict)
        assert verdict["figures"] == file["figures"]


@pytest.mark.parametrize("name", NAMES)
def test_every_member_of_a_story_is_proven_as_the_contract_says_by_both(name: str) -> None:
    end = end_of(name)
    asked = proven_at(end, [*end.plan.members, STRANGER])
    for moment, members in turns_of(name):
        asked += proven_at(moment, members)
    agreed(asked)


@pytest.mark.parametrize(
    ("seed", "kinds"),
    [(10, {MemberStatus.ACTIVE, MemberStatus.WITHDRAWN}), (18, {MemberStatus.LAPSED, MemberStatus.CLAIMED})],
)
def test_every_member_of_a_random_life_is_proven_as_the_contract_says_by_both(
    seed: int, kinds: set[MemberStatus]
) -> None:
    moment = life_of(seed)
    assert kinds <= {member.status for member in moment.plan.members.values() if not member.is_emptied}
    agreed(proven_at(moment, list(moment.plan.members)))


def test_a_proof_holds_in_a_state_of_many_accounts_for_a_plan_of_many_members_by_both() -> None:
    ledger, members = crowded("circle"), [*end_of("circle").plan.members, STRANGER]
    proofs = [ledger.proof_of(member) for member in members]
    assert len(ledger.place.account) > 3
    for proof in proofs:
        assert (
            check_proof(proof, hash_of(proof)).proof.figures == end_of("circle").ledger().proof_of(proof.member).figures
        )
    asked = [asked_of(proof, hash_of(proof)) for proof in proofs]
    assert all(verdict["proven"] for verdict in ask_script(checks=asked)["checks"])
    (found,) = ask_script(finds=[[ledger.place.to_json(), dict(shards(ledger.root, ledger.nodes)), members]])["finds"]
    assert found["files"] == [proof.to_json() for proof in proofs]


@pytest.mark.parametrize("kind", FORGED)
def test_a_proof_is_small_and_holds_no_node_that_could_be_left_out(kind: str) -> None:
    proof, block_hash = proof_of(*FORGED[kind])
    for place in range(len(proof.storage)):
        with pytest.raises(StorageUnproven):
            check_proof(replace(proof, storage=proof.storage[:place] + proof.storage[place + 1 :]), block_hash)
    assert len(proof.storage) == len(set(proof.storage))
    assert sum(map(len, (proof.place.header, *proof.place.account, *proof.storage))) < 4_000


def test_a_closed_plan_proves_what_it_gives_back() -> None:
    proof, block_hash = proof_of(*ENTITLED)
    assert check_proof(proof, block_hash).proof.figures.rebate > 0


def test_the_script_hashes_as_everybody_does() -> None:
    chance = Random(1)
    data = [chance.randbytes(size) for size in (0, 1, 31, 32, 135, 136, 137, 271, 272, 273, 5_000)]
    assert ask_script(hashes=list(map(to_hex, data)))["hashes"] == [to_hex(keccak(each)) for each in data]

"""The code on the chain is what ships, for these terms, or the audit says what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openmutual.abi.artifacts import CONTRACTS, artifact
from openmutual.audit.code.check import (
    check_code,
    contract_names,
    delegate_of,
    held,
    instructions,
    risky,
    selectors,
    target_of,
    without_note,
)
from openmutual.audit.code.immutables import due_immutables, word
from openmutual.audit.findings import Findings, Severity
from openmutual.audit.hashing import keccak
from openmutual.chain import EmbeddedWorld
from openmutual.i18n.formatter import SentenceFormatter
from openmutual.plans.terms import load_plan
from openmutual.records import Roles
from tests.audit.on_chain import NAMES, Collected, collected_of, collected_on

if TYPE_CHECKING:
    from openmutual.audit.source.extract import Extract

OWN = ("MutualLedger", "CaseDesk", "Jury", "Enrolment")
TARGET = "be" * 20

# As compilers write it: a selector, compared, and a jump to what it stands for.
BACK_DOOR = bytes.fromhex("63deadbeef14610a0a57")


@pytest.fixture(scope="module")
def attested() -> Collected:
    """A plan with all four contracts, on which nothing has happened yet."""
    world, file = EmbeddedWorld(), load_plan("circle")
    people = [world.account(name) for name in ("operator", "one", "two", "three", "attestor", "sponsor", "supervisor")]
    operator, *assessors, attestor, sponsor, supervisor = people
    roles = Roles(operator, tuple(assessors[: file.terms.assessors]), supervisor, sponsor, attestor)
    return collected_on(world, world.deploy(file.terms, roles, file.decimals, file.plan_hash), file)


def found(collected: Collected, extract: Extract) -> Findings:
    findings = Findings()
    check_code(extract, collected.plan(), findings)
    for finding in findings.found:
        for language in ("en", "zh"):
            assert SentenceFormatter(language, 2, "CNY").fill(finding.check.sentence[language], finding.facts)
            assert SentenceFormatter(language, 2, "CNY").fill(finding.check.by_hand[language], finding.facts)
    return findings


def address_of(collected: Collected, name: str) -> str:
    names = {name: address for address, name in contract_names(collected.extract.contracts).items()}
    return {**names, "token": collected.extract.contracts.token}[name]


def with_code(collected: Collected, name: str, code: bytes, honest_hash: bool = False) -> Extract:
    """What is said if there is another code at the address of a contract; its hash fits, unless the old one is kept."""
    said, address = collected.extract, address_of(collected, name)
    accounts = tuple(
        replace(account, code_hash=keccak(code)) if account.address == address and not honest_hash else account
        for account in said.accounts
    )
    return replace(said, codes={**said.codes, address: code}, accounts=accounts)


def code_of(collected: Collected, name: str) -> bytes:
    return collected.extract.codes[address_of(collected, name)]


def flipped(code: bytes, at: int) -> bytes:
    return code[:at] + bytes([code[at] ^ 0x40]) + code[at + 1 :]


# honest code -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_code_of_an_honest_plan_raises_no_finding(name: str) -> None:
    collected = collected_of(name)
    assert found(collected, collected.extract).found == []


def test_the_code_of_a_plan_with_every_role_raises_no_finding(attested: Collected) -> None:
    assert len(attested.extract.contracts.own) == 4
    assert found(attested, attested.extract).found == []


@pytest.mark.parametrize("name", OWN)
def test_what_is_due_names_exactly_the_immutables_there_are(attested: Collected, name: str) -> None:
    due = due_immutables(attested.plan(), attested.extract.contracts, attested.extract.chain_id)
    assert due[name].keys() == artifact(name).immutables.keys()


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_function_of_a_shipped_contract_is_seen_in_its_code_and_no_other(name: str) -> None:
    shipped = artifact(name)
    assert selectors(shipped.runtime_code) == {entry.selector for entry in shipped.interface.functions.values()}
    # The note is a hash, whose bytes can look like anything.
    assert risky(without_note(shipped.runtime_code)) == []


# altered code ----------------------------------------------------------------------------------------------------


def test_an_address_without_code_is_found(attested: Collected) -> None:
    assert found(attested, with_code(attested, "Jury", b"")).keys == ["code-missing"]


@pytest.mark.parametrize("name", OWN)
def test_a_flipped_byte_is_found_where_it_is(attested: Collected, name: str) -> None:
    findings = found(attested, with_code(attested, name, flipped(code_of(attested, name), 77)))
    first = findings.found[0]
    assert first.check.key == "code-differs"
    assert (first.facts["name"], first.facts["offset"]) == (name, 77)
    assert first.facts["size"] == first.facts["due"]


@pytest.mark.parametrize("name", OWN)
def test_every_altered_immutable_is_named_at_every_place(attested: Collected, name: str) -> None:
    honest = code_of(attested, name)
    for immutable, places in artifact(name).immutables.items():
        for start, length in places:
            findings = found(attested, with_code(attested, name, flipped(honest, start + length - 1)))
            assert findings.keys == ["immutable-differs"]
            assert [finding.facts["immutable"] for finding in findings.found] == [immutable]
            assert findings.found[0].facts["said"] != findings.found[0].facts["due"]


def test_an_immutable_is_told_as_what_it_is(attested: Collected) -> None:
    sponsor, bond = attested.plan().roles.sponsor, attested.plan().terms.jury.bond
    for contract, immutable, new, said, due in (
        ("MutualLedger", "sponsor", word("0x" + TARGET), "0x" + TARGET, sponsor),
        ("MutualLedger", "sponsor", b"\1" * 32, "0x" + "01" * 32, sponsor),
        ("MutualLedger", "_bond", word(bond + 1), str(bond + 1), str(bond)),
        ("CaseDesk", "EIP712._hashedVersion", bytes(32), "0x" + "00" * 32, "0x" + keccak(b"1").hex()),
    ):
        code, shipped = code_of(attested, contract), artifact(contract)
        assert len(held(code, shipped, immutable)) == 1
        for start, length in shipped.immutables[immutable]:
            code = code[:start] + new + code[start + length :]
        (finding,) = found(attested, with_code(attested, contract, code)).found
        assert (finding.facts["said"], finding.facts["due"]) == (said, due)


def test_another_jury_than_the_desks_is_found(attested: Collected) -> None:
    contracts = replace(attested.extract.contracts, jury="0x" + TARGET)
    said = replace(attested.extract, contracts=contracts)
    said = replace(said, codes={**said.codes, "0x" + TARGET: code_of(attested, "Jury")})
    findings = found(attested, said)
    assert [(finding.check.key, finding.facts["immutable"]) for finding in findings.found] == [
        ("immutable-differs", "jury")
    ]


def test_another_note_of_the_compiler_is_a_doubt(attested: Collected) -> None:
    code = code_of(attested, "Jury")
    findings = found(attested, with_code(attested, "Jury", flipped(code, len(code) - 30)))
    assert findings.keys == ["code-note-differs"]
    assert findings.found[0].check.severity is Severity.DOUBT


def test_a_code_that_is_longer_or_shorter_is_found(attested: Collected) -> None:
    code = code_of(attested, "CaseDesk")
    for other in (code + b"\0", code[:-1], code[:100]):
        first = found(attested, with_code(attested, "CaseDesk", other)).found[0]
        assert (first.check.key, first.facts["size"]) == ("code-differs", len(other))


def test_a_back_door_is_listed(attested: Collected) -> None:
    findings = found(attested, with_code(attested, "MutualLedger", BACK_DOOR + code_of(attested, "MutualLedger")))
    assert findings.keys == ["code-differs", "code-answers-more"]
    assert findings.found[1].facts["selectors"] == ("0xdeadbeef",)


@pytest.mark.parametrize(("opcode", "name"), [(0xF2, "CALLCODE"), (0xF4, "DELEGATECALL"), (0xFF, "SELFDESTRUCT")])
def test_an_instruction_that_no_plan_has_is_found(attested: Collected, opcode: int, name: str) -> None:
    findings = found(attested, with_code(attested, "Jury", b"\x5f\x5f" + bytes([opcode]) + code_of(attested, "Jury")))
    assert "code-risky" in findings.keys
    risk = next(finding for finding in findings.found if finding.check.key == "code-risky")
    assert (risk.facts["opcode"], risk.facts["offset"]) == (name, 2)


def test_a_code_that_is_not_the_accounts_is_found(attested: Collected) -> None:
    code = flipped(code_of(attested, "Jury"), 5)
    assert found(attested, with_code(attested, "Jury", code, honest_hash=True)).keys[0] == "code-hash-differs"


def test_code_without_a_word_on_its_hash_is_compared_all_the_same(attested: Collected) -> None:
    accounts = tuple(replace(account, code_hash=b"") for account in attested.extract.accounts)
    assert found(attested, replace(attested.extract, accounts=accounts)).found == []


# code that is another's ------------------------------------------------------------------------------------------


def test_a_delegated_account_is_found(attested: Collected) -> None:
    code = bytes.fromhex("ef0100" + TARGET)
    assert delegate_of(code).hex() == TARGET
    findings = found(attested, with_code(attested, "MutualLedger", code))
    assert [(finding.check.key, finding.facts["target"]) for finding in findings.found] == [
        ("code-delegated", "0x" + TARGET)
    ]


@pytest.mark.parametrize(
    "code",
    [
        f"363d3d373d3d3d363d73{TARGET}5af43d82803e903d91602b57fd5bf3",
        f"365f5f375f5f365f73{TARGET}5af43d5f5f3e5f3d91602a57fd5bf3",
        f"3d3d3d3d363d3d37363d73{TARGET}5af43d3d93803e602a57fd5bf3",
        f"366000600037611000600036600073{TARGET}5af4602c57600080fd5b6110006000f3",
        f"363d3d373d3d3d363d73{TARGET}5af43d82803e903d91602b57fd5bf3" + "00" * 32,
    ],
    ids=["EIP-1167", "with PUSH0", "shortest", "of another compiler", "with arguments"],
)
def test_a_minimal_proxy_is_found(attested: Collected, code: str) -> None:
    findings = found(attested, with_code(attested, "MutualLedger", bytes.fromhex(code)))
    assert [(finding.check.key, finding.facts["target"]) for finding in findings.found] == [
        ("code-proxy", "0x" + TARGET)
    ]


def test_a_proxy_to_an_address_that_begins_with_zeros_is_found() -> None:
    code = bytes.fromhex(f"363d3d373d3d3d363d71{TARGET[4:]}5af43d82803e903d91602957fd5bf3")
    assert target_of(code).hex() == "0000" + TARGET[4:]


@pytest.mark.parametrize("name", CONTRACTS)
def test_no_shipped_code_is_taken_for_anothers(name: str) -> None:
    assert target_of(artifact(name).runtime_code) == delegate_of(artifact(name).runtime_code) == b""


# reading instructions --------------------------------------------------------------------------------------------


def test_pushed_data_is_no_instruction() -> None:
    assert risky(bytes.fromhex("62f4f4ff" + "f4")) == [("DELEGATECALL", 4)]


def test_what_no_jump_can_reach_is_no_instruction() -> None:
    assert risky(bytes.fromhex("00f4ff")) == []
    assert risky(bytes.fromhex("00f45bff")) == [("SELFDESTRUCT", 3)]


def test_pushed_data_may_be_cut_off_at_the_end() -> None:
    assert [found.data for found in instructions(bytes.fromhex("7faabb"))] == [bytes.fromhex("aabb")]


def test_only_a_note_of_the_compiler_is_left_off() -> None:
    code = artifact("Jury").runtime_code
    assert len(code) - len(without_note(code)) == 53
    assert without_note(without_note(code)) == without_note(code)
    assert without_note(b"") == b""


def test_selectors_that_begin_with_a_zero_are_seen() -> None:
    assert selectors(bytes.fromhex("8062aabbcc14600a57")) == {bytes.fromhex("00aabbcc")}

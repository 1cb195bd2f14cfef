"""A panel's decision: signed one by one without a chain, gathered in rising order, all the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from openmutual.chain import LocalKeyring
from openmutual.errors import DecisionError, FileError, OtherPlan
from openmutual.signing.decision import SignedDecision, gather, is_signed, read_seal, sign, write_seal
from openmutual.signing.typed_data import Decision, SigningDomain

RING = LocalKeyring()
DESK = SigningDomain(31337, RING.account("desk"))
DECISION = Decision(3, True, 1, b"\7" * 32)
PLAN, LEVELS = b"\1" * 32, ("ward", "grave")


def sealed(name: str) -> SignedDecision:
    return sign((RING, RING.account(name)), DESK, DECISION, (PLAN, LEVELS[1]))


def test_a_seal_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = sealed("ann")
    write_seal(tmp_path / "ann.seal", made)
    assert read_seal(tmp_path / "ann.seal") == made
    assert is_signed(made)


@pytest.mark.parametrize(
    "change",
    [
        {"domain": replace(DESK, chain_id=1)},
        {"domain": replace(DESK, contract=RING.account("other desk"))},
        {"decision": replace(DECISION, case=4)},
        {"decision": Decision(3, False, 1, b"\7" * 32)},
        {"decision": Decision(3, True, 0, b"\7" * 32)},
        {"decision": Decision(3, True, 1, b"\6" * 32)},
        {"assessor": RING.account("bo")},
        {"signature": b"\1" * 65},
        {"signature": b""},
    ],
)
def test_every_word_is_under_the_signature(change: dict[str, object]) -> None:
    assert not is_signed(replace(sealed("ann"), **change))  # type: ignore[arg-type]


def test_signatures_are_gathered_in_rising_order() -> None:
    decision, seals = gather([sealed(name) for name in ("ann", "bo", "cy", "di")], DESK, PLAN, LEVELS)
    accounts = [int(seal.assessor, 16) for seal in seals]
    assert decision == DECISION
    assert accounts == sorted(accounts)
    assert len(set(accounts)) == 4


@pytest.mark.parametrize(
    ("seals", "problem"),
    [
        ([], "no seal"),
        ([sealed("ann"), sealed("ann")], "twice"),
        ([sealed("ann"), replace(sealed("bo"), decision=Decision(3, False, 1, b"\7" * 32))], "another decision"),
        ([replace(sealed("ann"), domain=replace(DESK, chain_id=1))], "on chain 1"),
    ],
)
def test_what_does_not_go_together_is_refused(seals: list[SignedDecision], problem: str) -> None:
    with pytest.raises(DecisionError, match=problem):
        gather(seals, DESK, PLAN, LEVELS)


def test_a_seal_by_another_plan_file_is_refused_with_both_hashes() -> None:
    with pytest.raises(OtherPlan) as refused:
        gather([sealed("ann"), replace(sealed("bo"), plan_hash=b"\2" * 32)], DESK, PLAN, LEVELS)
    assert (refused.value.given, refused.value.on_chain) == (b"\2" * 32, PLAN)
    assert "0x" + "01" * 32 in str(refused.value)
    assert "0x" + "02" * 32 in str(refused.value)


@pytest.mark.parametrize("levels", [("grave", "ward"), ("ward",), ("ward", "other")])
def test_a_level_whose_name_has_another_number_on_the_chain_is_refused(levels: tuple[str, ...]) -> None:
    with pytest.raises(DecisionError, match="level grave as number 1, but on the chain"):
        gather([sealed("ann")], DESK, PLAN, levels)


def test_a_seal_that_cannot_be_written_is_a_bad_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        write_seal(tmp_path, sealed("ann"))

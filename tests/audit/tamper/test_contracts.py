"""Dishonest contracts: each is found by its code, and by what it did, which the log, the money and the state betray."""

from __future__ import annotations

import pytest

from openmutual.abi.artifacts import artifact
from openmutual.audit import kernels

from .courts import COURTS
from .ledgers import LEDGERS
from .stories import STORIES, told
from .variant import Variant, split
from .variant_compiler import Patch, creation_code

pytestmark = pytest.mark.slow

VARIANTS = (*COURTS, *LEDGERS)


def test_there_are_enough_of_them() -> None:
    assert len(VARIANTS) >= 22
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS)


def test_an_unchanged_source_compiles_to_what_ships() -> None:
    assert creation_code("Enrolment", ()) == artifact("Enrolment").creation_code


def test_a_change_that_fits_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="0 times"):
        Patch("Treasury.sol", "nobody wrote this", "").apply("contract Treasury {}")


@pytest.mark.parametrize("story", STORIES)
def test_honest_contracts_refuse_it_and_the_audit_finds_nothing(story: str) -> None:
    play = told(story)
    assert play.allowed == 0
    assert play.audited().findings.keys == []


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_it_is_found(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    """And found just so with members in columns."""
    play = told(variant.story, {variant.contract: variant.creation_code})
    findings = play.audited().findings
    assert split(findings) == (variant.found_by_code, variant.found)
    monkeypatch.setattr(kernels, "FEW", 0)
    assert play.audited().findings.found == findings.found

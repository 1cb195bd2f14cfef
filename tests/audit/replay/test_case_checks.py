"""What is wrong with cases, juries and nullifiers is found, what the rules allow is not, and no check is without a wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmutual.audit.findings import catalogue
from tests.audit.case_log_builder import CaseLog
from tests.audit.replay import (
    test_appeals,
    test_cases,
    test_disputes,
    test_draws,
    test_jury,
    test_nullifiers,
    test_panel,
    test_settling,
)

Happening = Callable[[CaseLog], None]

MODULES = (
    *(test_appeals, test_cases, test_disputes, test_draws, test_jury),
    *(test_nullifiers, test_panel, test_settling),
)

WRONGS = [(happening, key, module is test_nullifiers) for module in MODULES for happening, key in module.WRONGS]
RIGHTS = [(happening, module is test_nullifiers) for module in MODULES for happening in getattr(module, "RIGHTS", ())]

ELSEWHERE = {"queued-for-another-period", "first-panel-differs", "seed-differs"}
"""Checks with a test of their own."""


def found_after(happening: Happening, *, attested: bool = False) -> list[str]:
    """What is wrong once something has happened to a plan that has just begun."""
    case_log = CaseLog(attested=attested).begin()
    happening(case_log)
    return case_log.found()


@pytest.mark.parametrize(
    ("wrong", "key", "attested"),
    WRONGS,
    ids=[f"{wrong.__module__.rpartition('.')[2]}-{wrong.__name__}" for wrong, *_ in WRONGS],
)
def test_a_wrong_is_found_and_nothing_else(wrong: Happening, key: str, attested: bool) -> None:
    assert found_after(wrong, attested=attested) == [key]


@pytest.mark.parametrize(("right", "attested"), RIGHTS)
def test_what_the_rules_allow_is_no_finding(right: Happening, attested: bool) -> None:
    assert found_after(right, attested=attested) == []


def test_every_check_of_a_case_has_a_wrong_that_it_finds() -> None:
    told = {key for _, key, _ in WRONGS}
    assert told | ELSEWHERE == {check.key for check in catalogue().values() if check.number[0] == "D"}

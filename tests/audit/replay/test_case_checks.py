"""Every check of cases, juries and nullifiers can find something: each has a wrong that it finds."""

from openmutual.audit.findings import catalogue
from tests.audit.replay import (
    test_cases,
    test_disputes,
    test_draws,
    test_jury,
    test_nullifiers,
    test_panel,
    test_settling,
)

MODULES = (
    *(test_cases, test_disputes, test_draws, test_jury),
    *(test_nullifiers, test_panel, test_settling),
)

ELSEWHERE = {"queued-for-another-period", "first-panel-differs", "lottery-differs"}
"""Checks with a test of their own."""


def test_every_check_of_a_case_has_a_wrong_that_it_finds() -> None:
    told = {key for module in MODULES for _, key in module.WRONGS}
    assert told | ELSEWHERE == {check.key for check in catalogue().values() if check.number[0] == "D"}

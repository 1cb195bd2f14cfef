"""Every check of cases, juries and nullifiers can find something: each has a wrong that it finds."""

from openmutual.audit.findings import catalogue
from tests.audit import (
    test_replay_cases,
    test_replay_disputes,
    test_replay_draws,
    test_replay_jury,
    test_replay_nullifiers,
    test_replay_panel,
    test_replay_settling,
)

MODULES = (
    *(test_replay_cases, test_replay_disputes, test_replay_draws, test_replay_jury),
    *(test_replay_nullifiers, test_replay_panel, test_replay_settling),
)

ELSEWHERE = {"queued-for-another-period", "first-panel-differs", "lottery-differs"}
"""Checks with a test of their own."""


def test_every_check_of_a_case_has_a_wrong_that_it_finds() -> None:
    told = {key for module in MODULES for _, key in module.WRONGS}
    assert told | ELSEWHERE == {check.key for check in catalogue().values() if check.number[0] == "D"}

"""An operator cannot break the calendar of honest contracts, and trying leaves no trace that an audit could mind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmutual.chain import EmbeddedWorld
from openmutual.errors import AnnouncementTooEarly, FinishTooEarly, ProposalTooEarly, Refusal

from .play import TERMS, Play


def announces_before_its_time(play: Play) -> None:
    play.go(13)
    play.raw("operator", "MutualLedger", "announce")


def announces_twice(play: Play) -> None:
    play.period(14)
    play.go(15)
    play.raw("operator", "MutualLedger", "announce")


def ends_within_the_run_off(play: Play) -> None:
    play.ledger.close(play.operator)
    play.go(29)
    play.raw("operator", "MutualLedger", "finish")


def seats_a_panel_at_once(play: Play) -> None:
    play.ledger.propose_panel(play.operator, [play.who(name) for name in ("b1", "b2", "b3")])
    play.go(16)
    play.raw("operator", "CaseDesk", "installPanel")


def hands_over_at_once(play: Play) -> None:
    play.ledger.propose_operator(play.operator, play.who("friend"))
    play.go(16)
    play.ledger.accept_operator(play.who("friend"))


@pytest.mark.parametrize(
    ("breach", "refusal"),
    [
        (announces_before_its_time, AnnouncementTooEarly),
        (announces_twice, AnnouncementTooEarly),
        (ends_within_the_run_off, FinishTooEarly),
        (seats_a_panel_at_once, ProposalTooEarly),
        (hands_over_at_once, ProposalTooEarly),
    ],
)
def test_an_operator_is_refused_and_the_audit_finds_nothing(
    breach: Callable[[Play], None], refusal: type[Refusal]
) -> None:
    play = Play(EmbeddedWorld(), TERMS)
    play.people()
    with pytest.raises(refusal):
        breach(play)
    assert play.audited().findings.keys == []

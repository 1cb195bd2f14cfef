"""What the operator may do, and how roles change hands (rules, section 8)."""

from collections.abc import Callable

import pytest

from openmutual.errors import (
    InvalidTerm,
    NoProposal,
    NotAssessor,
    NotOperator,
    NotSuccessor,
    ProposalTooEarly,
    ProposalVoid,
    ZeroAmount,
)
from tests.model.play import Play

IN_FORCE, VOID = 31, 45  # 2 x period + notice after day 0, and one period more


def test_only_the_operator_collects_its_fee(play: Play) -> None:
    play.refuses(NotOperator("supervisor"), play.ledger.collect_fee, "supervisor")
    play.refuses(ZeroAmount(), play.ledger.collect_fee, "operator")


def test_the_operator_collects_all_it_has_earned(stage: Callable[..., Play]) -> None:
    play = stage(dues=2)
    play.join("ann", "bo", deposit=60)
    play.go(14)
    play.ledger.announce()
    assert play.ledger.collect_fee("operator") == 4
    books = play.ledger.snapshot().books
    assert (books.operator_credit, books.operator_paid, play.wallet("operator")) == (0, 4, 4)
    play.refuses(ZeroAmount(), play.ledger.collect_fee, "operator")


# --- a successor -----------------------------------------------------------------------------------------


def test_only_the_operator_proposes(play: Play) -> None:
    play.refuses(NotOperator("supervisor"), play.ledger.propose_operator, "supervisor", "ann")
    play.refuses(NotOperator("supervisor"), play.ledger.propose_panel, "supervisor", [])


def test_without_a_proposal_nobody_succeeds(play: Play) -> None:
    play.refuses(NoProposal(), play.ledger.accept_operator, "ann")
    play.ledger.propose_operator("operator", "ann")
    play.ledger.propose_operator("operator", "")
    play.refuses(NoProposal(), play.ledger.accept_operator, "ann")


def test_only_the_proposed_one_succeeds_when_members_had_time_to_leave(play: Play) -> None:
    play.ledger.propose_operator("operator", "ann")
    play.refuses(NotSuccessor("bo"), play.ledger.accept_operator, "bo")
    play.go(IN_FORCE, -1)
    play.refuses(ProposalTooEarly(play.at(IN_FORCE)), play.ledger.accept_operator, "ann")
    play.go(IN_FORCE)
    play.ledger.accept_operator("ann")
    assert play.ledger.roles.operator == "ann"
    play.refuses(NotOperator("operator"), play.ledger.collect_fee, "operator")
    play.refuses(NoProposal(), play.ledger.accept_operator, "ann")


def test_a_successor_proposed_long_ago_is_put_in_force_by_nobody(play: Play) -> None:
    play.ledger.propose_operator("operator", "ann")
    play.go(VOID)
    play.refuses(ProposalVoid(play.at(VOID)), play.ledger.accept_operator, "ann")


def test_who_joined_just_before_a_proposal_can_be_out_before_it_is_in_force(play: Play) -> None:
    play.go(13.9)
    play.join("ann")
    play.ledger.propose_panel("operator", ["b1", "b2", "b3"])
    play.announce(14)
    play.ledger.leave("ann")
    play.announce(28)
    play.ledger.withdraw("ann")
    play.refuses(ProposalTooEarly(play.at(13.9 + IN_FORCE)), play.ledger.install_panel)
    play.go(13.9 + VOID, -1)
    play.ledger.install_panel()


def test_a_panel_proposed_long_ago_is_put_in_force_by_nobody(play: Play) -> None:
    play.ledger.propose_panel("operator", ["b1", "b2", "b3"])
    play.go(VOID)
    play.refuses(ProposalVoid(play.at(VOID)), play.ledger.install_panel)


def test_a_new_proposal_starts_the_wait_anew(play: Play) -> None:
    play.ledger.propose_operator("operator", "ann")
    play.go(10)
    play.ledger.propose_operator("operator", "bo")
    play.go(IN_FORCE)
    play.refuses(NotSuccessor("ann"), play.ledger.accept_operator, "ann")
    play.refuses(ProposalTooEarly(play.at(10 + IN_FORCE)), play.ledger.accept_operator, "bo")


# --- a panel ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assessors", "field", "value"),
    [
        ([], "assessors", 0),
        (["b1", "b2"], "assessors", 2),
        (["b1", "b2", "b3", "b4"], "assessors", 4),
        (["b1", "b2", ""], "assessor", 0),
        (["b1", "b2", "b2"], "assessor", 0),
    ],
)
def test_a_panel_proposed_is_as_sound_as_the_first(play: Play, assessors: list[str], field: str, value: int) -> None:
    play.refuses(InvalidTerm(field, value), play.ledger.propose_panel, "operator", assessors)


def test_a_panel_comes_into_force_when_members_had_time_to_leave(play: Play) -> None:
    play.join("ann")
    play.refuses(NoProposal(), play.ledger.install_panel)
    play.ledger.propose_panel("operator", ["b1", "b2", "a3"])
    play.go(IN_FORCE, -1)
    play.refuses(ProposalTooEarly(play.at(IN_FORCE)), play.ledger.install_panel)
    play.go(IN_FORCE)
    play.file("ann")
    play.ledger.install_panel()
    assert play.ledger.roles.assessors == ("b1", "b2", "a3")
    play.refuses(NotAssessor("a1"), play.ledger.decide, 0, True, "bruise", b"", ["a1", "a3"])
    play.ledger.decide(0, True, "bruise", b"", ["a3", "b1"])
    play.refuses(NoProposal(), play.ledger.install_panel)

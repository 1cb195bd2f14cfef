"""A dispute through the client: reasons, draws that take several calls, votes that others open, rewards as credits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openmutual.chain import EmbeddedWorld
from openmutual.errors import CaseNotContestable, WrongStage
from openmutual.events import JurorsDrawn, ReasonAdded, SeedFixed
from openmutual.records import CaseStatus, DisputeStage, JuryTerms, Level
from openmutual.signing.typed_data import content_hash
from tests.client.chain_play import ChainPlay
from tests.terms import DAY, TERMS

JURY = JuryTerms(size=3, quorum=2, bond=50, reward=2, commit=2 * DAY, reveal=2 * DAY)
PLAN = replace(TERMS, levels=(Level("bruise", 10, 0, False, 0),), waiting=0, jury=JURY)
SALT = bytes(range(32))
VOLUNTEERS = [f"v{number}" for number in range(6)]


class Court(ChainPlay):
    """A case of `m1`, announced; and volunteers."""

    def begin(self, volunteers: list[str]) -> int:
        self.join("m1", "m2", deposit=300)
        self.world.give(self.ledger, self.who("m2"), JURY.bond)
        people = [self.who(name) for name in volunteers]
        self.world.give(self.ledger, self.who("payer"), 30 * len(people))
        self.ledger.join_many(self.who("payer"), people, "one", 30)
        for person in people:
            self.ledger.volunteer(person)
        case = self.approved("m1")
        self.go(14)
        self.ledger.announce()
        return case

    def sealed(self, vote: bool) -> tuple[str, ...]:
        """The jurors of the first dispute, who have all sealed that vote, when it is time to open it."""
        self.ledger.draw(0)
        drawn = self.ledger.dispute(0)
        for juror in drawn.jurors:
            self.ledger.commit(juror, 0, vote, SALT)
        self.world.advance(drawn.ends)
        return drawn.jurors


@pytest.fixture
def court() -> Court:
    court = Court(EmbeddedWorld(), PLAN)
    court.begin(VOLUNTEERS)
    return court


def test_a_reason_is_added_to_a_contested_case_only(court: Court) -> None:
    voice = court.who("v0")
    with pytest.raises(CaseNotContestable):
        court.ledger.add_reason(voice, 0, b"me too")
    court.ledger.object(court.who("m2"), 0, b"why")
    court.ledger.add_reason(voice, 0, b"me too")
    (added,) = (event for event in court.ledger.events() if isinstance(event, ReasonAdded))
    assert (added.case_id, added.member, added.reason_hash) == (0, voice, content_hash(b"me too"))


def test_anyone_who_knows_the_secret_opens_a_vote_and_the_juror_collects_the_reward(court: Court) -> None:
    surplus = court.ledger.snapshot().books.surplus
    court.ledger.object(court.who("m2"), 0, b"why")
    jurors = court.sealed(vote=True)
    for juror in jurors:
        court.ledger.reveal(0, juror, True, SALT)
    court.world.advance(court.ledger.dispute(0).ends)
    court.ledger.tally(0)
    books = court.ledger.snapshot().books
    assert (books.credits, books.bonds, books.surplus) == (6, 0, surplus + JURY.bond - 6)
    assert court.ledger.collect_credit(jurors[0], jurors[0]) == JURY.reward
    assert court.ledger.snapshot().books.credits == 2 * JURY.reward


def test_an_objection_without_a_jury_counts_as_not_made(court: Court) -> None:
    for name in VOLUNTEERS[1:]:
        court.ledger.resign(court.who(name))
    court.ledger.object(court.who("m2"), 0, b"why")
    court.ledger.draw(0)
    found = court.ledger.case(0)
    assert (court.ledger.dispute(0).stage, found.status, found.contested) == (
        DisputeStage.DECIDED,
        CaseStatus.ANNOUNCED,
        False,
    )
    assert court.wallet("m2") == JURY.bond
    court.ledger.object(court.who("m2"), 0, b"again")
    assert court.ledger.case(0).contested


def test_who_can_be_drawn_is_read_from_the_records(court: Court) -> None:
    dispute = court.ledger.object(court.who("m2"), 0, b"why")
    assert [court.ledger.is_candidate(dispute, court.who(name)) for name in ("v0", "m2", "m1", "a1")] == [
        True,
        False,
        False,
        False,
    ]


def test_a_draw_looks_at_dead_seats_in_several_calls_of_which_the_first_brings_the_header() -> None:
    court, dead = Court(EmbeddedWorld(), PLAN), [f"d{number}" for number in range(200)]
    court.begin([*VOLUNTEERS, *dead])
    for name in (*dead, *VOLUNTEERS[2:]):
        court.ledger.resign(court.who(name))
    dispute = court.ledger.object(court.who("m2"), 0, b"why")
    court.ledger.draw(dispute)
    calls = [event for event in court.ledger.events() if isinstance(event, JurorsDrawn)]
    assert [call.complete for call in calls] == [False, True]
    assert sum(isinstance(event, SeedFixed) for event in court.ledger.events()) == 1
    found = court.ledger.dispute(dispute)
    assert set(found.jurors) == {court.who("v0"), court.who("v1")}
    assert found.stage == DisputeStage.COMMITTING
    with pytest.raises(WrongStage):
        court.ledger.draw(dispute)

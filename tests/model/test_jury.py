"""The jury (rules, section 4): its stages, sealed and opened votes, the count, the second draw, silence."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from openmutual.errors import (
    AlreadyVoted,
    CommitmentMismatch,
    NotJuror,
    Refusal,
    UnknownDispute,
    WrongStage,
)
from openmutual.model import jury
from openmutual.records import CaseStatus, DisputeStage, DisputeState
from tests.model.conftest import VOLUNTEERS
from tests.model.play import SALT, Play

Court = Callable[..., Play]
DRAWING, COMMITTING, REVEALING, COUNTING, DECIDED = range(5)


def state(play: Play, dispute: int = 0) -> DisputeState:
    return play.ledger.dispute(dispute)


def drawn(play: Play, dispute: int = 0) -> tuple[str, ...]:
    play.ledger.draw(dispute)
    return state(play, dispute).jurors


# --- no such dispute, or not at this stage ---------------------------------------------------------------


def verbs(play: Play, number: int) -> list[tuple[Callable[[], object], int]]:
    """Every verb of a dispute, by a stranger, and the one stage that it is for."""
    ledger = play.ledger
    return [
        (lambda: ledger.draw(number), DRAWING),
        (lambda: ledger.commit("stranger", number, True, SALT), COMMITTING),
        (lambda: ledger.reveal(number, "stranger", True, SALT), REVEALING),
        (lambda: ledger.tally(number), COUNTING),
    ]


@pytest.mark.parametrize("number", [-1, 1])
def test_an_unknown_dispute_does_nothing(contested: Play, number: int) -> None:
    contested.refuses(UnknownDispute(number), contested.ledger.dispute, number)
    for verb, _ in verbs(contested, number):
        contested.refuses(UnknownDispute(number), verb)


def to_stage(play: Play, stage: int) -> None:
    """Bring bo's dispute of day 101, drawn on day 102, to a stage."""
    play.go(102)
    if stage > DRAWING:
        play.ledger.draw(0)
    play.go({DRAWING: 102, COMMITTING: 103, REVEALING: 105}.get(stage, 106))
    if stage == DECIDED:
        play.ledger.tally(0)  # nobody has voted, and five of eight are barred
        play.ledger.draw(0)  # three are a quorum
        play.go(110)
        play.ledger.tally(0)


@pytest.mark.parametrize("found", [DRAWING, COMMITTING, REVEALING, COUNTING, DECIDED])
def test_each_verb_has_its_stage(contested: Play, found: int) -> None:
    to_stage(contested, found)
    assert state(contested).stage == list(DisputeStage)[found]
    for verb, stage in verbs(contested, 0):
        if stage != found:
            contested.refuses(WrongStage(0, found), verb)


def test_stages_end_by_the_clock_half_open(contested: Play) -> None:
    contested.go(102)
    contested.ledger.draw(0)
    for day, seconds, stage, ends in (
        (104, -1, "committing", 104),
        (104, 0, "revealing", 106),
        (106, -1, "revealing", 106),
        (106, 0, "counting", 106),
    ):
        contested.go(day, seconds)
        assert (state(contested).stage, state(contested).ends) == (stage, contested.at(ends))


def test_a_decided_dispute_ends_no_more(contested: Play) -> None:
    jurors = contested.judge(0, True, True, False)
    assert state(contested) == DisputeState(0, DisputeStage.DECIDED, 0, 0, jurors, 2, 1)


# --- committing ------------------------------------------------------------------------------------------


def test_only_jurors_commit_once(contested: Play) -> None:
    first, *_ = drawn(contested)
    contested.refuses(NotJuror("bo"), contested.ledger.commit, "bo", 0, True, SALT)
    contested.ledger.commit(first, 0, True, SALT)
    contested.refuses(AlreadyVoted(first), contested.ledger.commit, first, 0, False, SALT)


def test_a_juror_who_resigns_stays_one(contested: Play) -> None:
    first, *_ = drawn(contested)
    contested.ledger.resign(first)
    contested.ledger.commit(first, 0, True, SALT)


# --- revealing -------------------------------------------------------------------------------------------


def test_only_jurors_reveal_what_they_sealed_once(contested: Play) -> None:
    first, second, *_ = drawn(contested)
    contested.ledger.commit(first, 0, True, SALT)
    contested.go(103)
    reveal = contested.ledger.reveal
    contested.refuses(NotJuror("bo"), reveal, 0, "bo", True, SALT)
    contested.refuses(CommitmentMismatch(first), reveal, 0, first, False, SALT)
    contested.refuses(CommitmentMismatch(first), reveal, 0, first, True, b"t" * 32)
    contested.refuses(CommitmentMismatch(second), reveal, 0, second, True, SALT)
    reveal(0, first, True, SALT)
    contested.refuses(AlreadyVoted(first), reveal, 0, first, True, SALT)
    contested.refuses(AlreadyVoted(first), reveal, 0, first, False, b"")
    assert (state(contested).pays, state(contested).refuses) == (1, 0)


def test_a_juror_cannot_copy_another(contested: Play) -> None:
    first, second, *_ = drawn(contested)
    contested.ledger.commit(first, 0, True, SALT)
    jury.commit(contested.ledger, second, 0, contested.ledger.disputes[0].sealed[first])
    contested.go(103)
    contested.ledger.reveal(0, first, True, SALT)
    contested.refuses(CommitmentMismatch(second), contested.ledger.reveal, 0, second, True, SALT)


def test_a_commitment_says_nothing_of_the_vote_and_fits_one_dispute(contested: Play) -> None:
    ledger = contested.ledger
    ledger.disputes.append(replace(ledger.disputes[0]))
    words = {
        jury.commitment_of(ledger, number, juror, pays, salt)
        for number in (0, 1)
        for juror in ("v0", "v1")
        for pays in (True, False)
        for salt in (SALT, b"t" * 32)
    }
    assert {len(word) for word in words} == {32}
    assert len(words) == 16
    ledger.disputes.pop()


# --- counting --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "status"),
    [
        ((True, True, True, True, True), CaseStatus.ANNOUNCED),
        ((True, True, True, False, False), CaseStatus.ANNOUNCED),
        ((True, True, False), CaseStatus.ANNOUNCED),
        ((True, True, False, False), CaseStatus.ANNOUNCED),
        ((True, False, False), CaseStatus.OVERTURNED),
        ((True, True, False, False, False), CaseStatus.OVERTURNED),
    ],
)
def test_the_majority_of_revealed_votes_decides(contested: Play, votes: tuple[bool, ...], status: CaseStatus) -> None:
    contested.judge(0, *votes)
    assert contested.case_status() == status
    assert state(contested).pays == votes.count(True)


def test_the_quorum_counts_votes_revealed_not_sealed(contested: Play) -> None:
    jurors = drawn(contested)
    for juror in jurors:
        contested.ledger.commit(juror, 0, False, SALT)
    contested.go(103)
    for juror in jurors[:2]:
        contested.ledger.reveal(0, juror, False, SALT)
    contested.go(105)
    contested.ledger.tally(0)
    assert (state(contested).stage, state(contested).round) == (DisputeStage.DRAWING, 1)


# --- the second draw -------------------------------------------------------------------------------------


@pytest.fixture
def redrawn(contested: Play) -> Play:
    """The quorum of bo's dispute was missed on day 106: one of five revealed.  Four of eight are barred."""
    contested.go(102)
    contested.judge(0, False)
    return contested


def barred(play: Play) -> set[str]:
    return {name for name, volunteer in play.ledger.volunteers.items() if volunteer.barred_until}


def rewards(play: Play) -> dict[str, int]:
    return dict(play.ledger.credits)


def test_a_second_draw_starts_from_nothing(redrawn: Play) -> None:
    expected = DisputeState(0, DisputeStage.DRAWING, redrawn.at(108), 1, (), 0, 0)
    assert state(redrawn) == expected
    assert redrawn.ledger.snapshot().books.bonds == 50


def test_the_second_jury_has_no_silent_juror_of_the_first(redrawn: Play) -> None:
    jurors = drawn(redrawn)
    assert len(barred(redrawn)) == 4
    assert set(jurors) == set(VOLUNTEERS) - barred(redrawn)


def test_votes_of_the_first_draw_count_no_more(contested: Play) -> None:
    (faithful, *_) = contested.vote(0, False)
    contested.ledger.tally(0)
    contested.ledger.draw(0)
    contested.world.advance(state(contested).ends)
    contested.refuses(CommitmentMismatch(faithful), contested.ledger.reveal, 0, faithful, False, SALT)
    assert (state(contested).pays, state(contested).refuses) == (0, 0)


def test_only_the_last_jury_is_rewarded(redrawn: Play) -> None:
    jurors = redrawn.judge(0, True, True, True)
    assert rewards(redrawn) == dict.fromkeys(jurors[:3], 2)
    assert redrawn.ledger.snapshot().books.surplus == 50 - 3 * 2


def test_a_second_missed_quorum_is_no_verdict_and_the_bond_goes_back_less_rewards(redrawn: Play) -> None:
    jurors = redrawn.judge(0, False, False)
    assert (redrawn.case_status(), state(redrawn).round) == (CaseStatus.ANNOUNCED, 1)
    assert rewards(redrawn) == dict.fromkeys(jurors[:2], 2)
    assert (redrawn.wallet("bo"), redrawn.ledger.snapshot().books.surplus) == (50 - 4, 0)
    assert barred(redrawn) >= set(jurors[2:])


def test_no_jury_for_the_second_draw_is_no_verdict_and_nobody_is_rewarded(redrawn: Play) -> None:
    able = [name for name in VOLUNTEERS if name not in barred(redrawn)]
    for name in able[:2]:
        redrawn.ledger.volunteers[name].barred_until = redrawn.at(300)
    redrawn.ledger.draw(0)
    assert (redrawn.case_status(), state(redrawn).stage) == (CaseStatus.ANNOUNCED, DisputeStage.DECIDED)
    assert redrawn.ledger.cases[0].upheld
    assert (rewards(redrawn), redrawn.wallet("bo")) == ({}, 50)


# --- silence ---------------------------------------------------------------------------------------------


def test_a_draw_that_nobody_makes_ends_the_dispute_as_if_nobody_had_objected(contested: Play) -> None:
    contested.go(103, -1)
    contested.refuses(WrongStage(0, DRAWING), contested.ledger.tally, 0)
    contested.go(103)
    contested.refuses(WrongStage(0, COUNTING), contested.ledger.draw, 0)
    contested.ledger.tally(0)
    assert state(contested) == DisputeState(0, DisputeStage.DECIDED, 0, 0, (), 0, 0)
    assert (contested.case_status(), contested.wallet("bo")) == (CaseStatus.ANNOUNCED, 50)
    assert not contested.ledger.cases[0].upheld


def test_a_second_draw_that_nobody_makes_ends_the_dispute(redrawn: Play) -> None:
    redrawn.go(108)
    redrawn.ledger.tally(0)
    assert (redrawn.case_status(), state(redrawn).stage) == (CaseStatus.ANNOUNCED, DisputeStage.DECIDED)
    assert redrawn.ledger.cases[0].upheld


@pytest.mark.parametrize("sealed", [0, 5])
def test_silence_of_all_jurors_ends_in_a_second_draw_and_then_for_good(contested: Play, sealed: int) -> None:
    for juror in drawn(contested)[:sealed]:
        contested.ledger.commit(juror, 0, False, SALT)
    contested.go(105)
    contested.ledger.tally(0)
    assert state(contested).round == 1
    contested.judge(0)
    assert (contested.case_status(), contested.wallet("bo")) == (CaseStatus.ANNOUNCED, 50)
    assert barred(contested) == set(VOLUNTEERS)


def test_refusals_name_stages_by_their_numbers(contested: Play) -> None:
    with pytest.raises(Refusal, match=r"WrongStage: .* \(disputeId=0, stage=0\)"):
        contested.ledger.tally(0)

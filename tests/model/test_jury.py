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
from tests.terms import TERMS

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
        (lambda: ledger.reveal("stranger", number, True, SALT), REVEALING),
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
        play.ledger.draw(0)


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
    contested.refuses(NotJuror("bo"), reveal, "bo", 0, True, SALT)
    contested.refuses(CommitmentMismatch(first), reveal, first, 0, False, SALT)
    contested.refuses(CommitmentMismatch(first), reveal, first, 0, True, b"t" * 32)
    contested.refuses(CommitmentMismatch(second), reveal, second, 0, True, SALT)
    reveal(first, 0, True, SALT)
    contested.refuses(AlreadyVoted(first), reveal, first, 0, True, SALT)
    contested.refuses(AlreadyVoted(first), reveal, first, 0, False, b"")
    assert (state(contested).pays, state(contested).refuses) == (1, 0)


def test_a_juror_cannot_copy_another(contested: Play) -> None:
    first, second, *_ = drawn(contested)
    contested.ledger.commit(first, 0, True, SALT)
    jury.commit(contested.ledger, second, 0, contested.ledger.disputes[0].sealed[first])
    contested.go(103)
    contested.ledger.reveal(first, 0, True, SALT)
    contested.refuses(CommitmentMismatch(second), contested.ledger.reveal, second, 0, True, SALT)


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
        contested.ledger.reveal(juror, 0, False, SALT)
    contested.go(105)
    contested.ledger.tally(0)
    assert (state(contested).stage, state(contested).round) == (DisputeStage.DRAWING, 1)


# --- the second draw -------------------------------------------------------------------------------------


@pytest.fixture
def redrawn(court: Court) -> Play:
    """The quorum of bo's dispute was missed: one of five revealed.  Four are barred; four others, and that one, are not."""
    play = court(jury=replace(TERMS.jury, reward=1))
    play.join("v8")
    play.ledger.volunteers["v8"] = 0
    play.ledger.members["v8"].joined_at = play.at(0)
    play.object("bo")
    play.judge(0, False)
    return play


def test_a_second_draw_starts_from_nothing(redrawn: Play) -> None:
    expected = DisputeState(0, DisputeStage.DRAWING, redrawn.at(106), 1, (), 0, 0)
    assert state(redrawn) == expected
    assert redrawn.ledger.snapshot().books.bonds == 50


def test_the_second_jury_has_no_silent_juror_of_the_first(redrawn: Play) -> None:
    jurors = drawn(redrawn)
    assert not set(jurors) & set(redrawn.ledger.barred)
    assert len(set(jurors)) == 5


def test_votes_of_the_first_draw_count_no_more(redrawn: Play) -> None:
    faithful = next(name for name in [*VOLUNTEERS, "v8"] if redrawn.wallet(name) == 0 and is_again(redrawn, name))
    redrawn.ledger.draw(0)
    redrawn.refuses(CommitmentMismatch(faithful), reveal_later, redrawn, faithful)
    redrawn.go(108)
    redrawn.ledger.tally(0)
    assert redrawn.case_status() == CaseStatus.ANNOUNCED


def is_again(play: Play, name: str) -> bool:
    """Whether a juror of the first draw revealed: neither barred nor a newcomer, whom only a second draw can bring."""
    first = jury.Random(f"{play.ledger.account} 0 0")
    able = [*VOLUNTEERS, "v8"]
    return name in first.sample(able, 5) and name not in play.ledger.barred


def reveal_later(play: Play, juror: str) -> None:
    play.world.advance(play.at(106))
    play.ledger.reveal(juror, 0, False, SALT)


def test_only_the_last_jury_is_paid(redrawn: Play) -> None:
    jurors = redrawn.judge(0, True, True, True)
    paid = [name for name in [*VOLUNTEERS, "v8"] if redrawn.wallet(name)]
    assert sorted(paid) == sorted(jurors[:3])
    assert redrawn.ledger.snapshot().books.surplus == 50 - 3


def test_a_second_missed_quorum_leaves_the_panel_s_word_standing(redrawn: Play) -> None:
    jurors = redrawn.judge(0, False, False)
    assert (redrawn.case_status(), state(redrawn).round) == (CaseStatus.ANNOUNCED, 1)
    assert [redrawn.wallet(juror) for juror in jurors] == [1, 1, 0, 0, 0]
    assert redrawn.ledger.snapshot().books.surplus == 48


def test_too_few_for_a_second_draw_end_the_dispute(redrawn: Play) -> None:
    able = [name for name in VOLUNTEERS if name not in redrawn.ledger.barred]
    redrawn.ledger.resign(able[0])
    assert drawn(redrawn) == ()
    assert (redrawn.case_status(), redrawn.ledger.snapshot().books.surplus) == (CaseStatus.ANNOUNCED, 50)


# --- silence ---------------------------------------------------------------------------------------------


def test_a_draw_that_nobody_makes_ends_the_dispute(contested: Play) -> None:
    contested.go(103, -1)
    contested.refuses(WrongStage(0, DRAWING), contested.ledger.tally, 0)
    contested.go(103)
    contested.refuses(WrongStage(0, COUNTING), contested.ledger.draw, 0)
    contested.ledger.tally(0)
    assert state(contested) == DisputeState(0, DisputeStage.DECIDED, 0, 0, (), 0, 0)
    assert (contested.case_status(), contested.ledger.snapshot().books.surplus) == (CaseStatus.ANNOUNCED, 50)


def test_a_second_draw_that_nobody_makes_ends_the_dispute(redrawn: Play) -> None:
    redrawn.go(106)
    redrawn.ledger.tally(0)
    assert (redrawn.case_status(), state(redrawn).stage) == (CaseStatus.ANNOUNCED, DisputeStage.DECIDED)


@pytest.mark.parametrize("sealed", [0, 5])
def test_silence_of_all_jurors_ends_in_a_second_draw_and_then_for_good(contested: Play, sealed: int) -> None:
    for juror in drawn(contested)[:sealed]:
        contested.ledger.commit(juror, 0, False, SALT)
    contested.go(105)
    contested.ledger.tally(0)
    assert state(contested).round == 1
    assert drawn(contested) == ()
    assert (contested.case_status(), contested.ledger.snapshot().books.surplus) == (CaseStatus.ANNOUNCED, 50)


def test_refusals_name_stages_by_their_numbers(contested: Play) -> None:
    with pytest.raises(Refusal, match=r"WrongStage: .* \(disputeId=0, stage=0\)"):
        contested.ledger.tally(0)

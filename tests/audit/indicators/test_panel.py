"""How the panel decides, and how juries judge it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.audit.indicators import Figure, Judgement
from openmutual.audit.replay.state import Case, Dispute, Draw
from openmutual.records import JuryTerms, Verdict
from tests.audit.log_builder import DAY, START
from tests.audit.plans import case, figure, plan

PANEL = {"assessors": 3, "quorum": 2}


@pytest.mark.parametrize(
    "key", ["approvals", "assessors", "signing-together", "disputes", "jury-turnout", "juror-overlap"]
)
def test_a_plan_without_cases_is_fine_and_says_so(key: str) -> None:
    found = figure(key, plan())
    assert (found.wording, found.judgement) == ("empty", Judgement.FINE)


def decided(count: int, approved: int, *signers: str, first: int = 0) -> list[Case]:
    return [
        case(first + number, decided=101, approved_by_panel=number < approved, assessors=signers)
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "approved", "judgement"),
    [
        (19, 19, Judgement.FINE),
        (20, 20, Judgement.WATCH),
        (20, 19, Judgement.FINE),
        (20, 5, Judgement.FINE),
        (20, 4, Judgement.WATCH),
        (19, 0, Judgement.FINE),
    ],
)
def test_a_panel_that_lets_all_or_hardly_any_pass_is_worth_a_look(
    count: int, approved: int, judgement: Judgement
) -> None:
    found = figure("approvals", plan(cases=decided(count, approved, "a")))
    assert (found.facts["share"], found.judgement) == (Fraction(approved, count), judgement)


def test_every_assessor_is_counted_also_one_who_never_signed() -> None:
    of = plan(cases=[*decided(3, 2, "a", "b"), *decided(1, 0, "a", first=3)])
    of.panels = [(START, ("a", "b", "c"))]
    found = figure("assessors", of)
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [
        ("a", 4, 2, Fraction(1, 2)),
        ("b", 3, 2, Fraction(2, 3)),
        ("c", 0, 0, None),
    ]
    assert (found.facts["mean"], found.judgement) == (Fraction(4, 7), Judgement.FINE)


def test_one_assessor_is_never_apart_from_themselves() -> None:
    assert figure("assessors", plan(cases=decided(40, 40, "a"))).judgement is Judgement.FINE


@pytest.mark.parametrize(("refusals", "judgement"), [(19, Judgement.FINE), (20, Judgement.WATCH)])
def test_an_assessor_far_from_the_mean_is_worth_a_look_once_there_is_enough_to_judge(
    refusals: int, judgement: Judgement
) -> None:
    of = plan(cases=[*decided(80, 80, "a", "b"), *decided(refusals, 0, "c", first=80)])
    assert figure("assessors", of).judgement is judgement


@pytest.mark.parametrize(
    ("terms", "together", "apart", "judgement"),
    [
        (PANEL, 19, 0, Judgement.FINE),
        (PANEL, 20, 0, Judgement.WATCH),
        (PANEL, 19, 1, Judgement.WATCH),
        (PANEL, 18, 2, Judgement.FINE),
        ({"assessors": 2, "quorum": 2}, 20, 0, Judgement.FINE),
        ({"assessors": 3, "quorum": 1}, 20, 0, Judgement.FINE),
    ],
)
def test_a_pair_that_signs_everything_though_others_could(
    terms: dict[str, int], together: int, apart: int, judgement: Judgement
) -> None:
    of = plan(terms=terms, cases=[*decided(together, 9, "a", "b"), *decided(apart, 0, "b", "c", first=together)])
    found = figure("signing-together", of)
    assert (found.facts["most"], found.judgement) == (Fraction(together, together + apart), judgement)


# disputes ------------------------------------------------------------------------------------------------


def dispute(number: int, verdict: Verdict | None, *draws: Draw, appeal: bool = False, pool: int = 9) -> Dispute:
    announced_in = -1 if appeal else 0
    made = Dispute(number, number, pool, 40, START, START, announced_in=announced_in, verdict=verdict)
    made.draws += draws
    return made


def draw(jurors: str, opened: str, number: int = 0) -> Draw:
    """A draw of jurors with a letter each; those who opened a vote for the claimant are in capitals."""
    votes = {vote.lower(): vote.isupper() for vote in opened}
    return Draw(number, START, b"seed", jurors=list(jurors), completed_at=START + DAY, opened=votes)


def test_disputes_are_counted_by_kind_and_outcome() -> None:
    of = plan(
        disputes=[
            dispute(0, Verdict.REFUSES, draw("abc", "aB")),
            dispute(1, Verdict.PAYS, draw("abc", "ABc"), appeal=True),
            dispute(2, Verdict.NONE),
            dispute(3, None),
            dispute(4, Verdict.NO_JURY),
        ]
    )
    found = figure("disputes", of)
    assert found.facts == {"objections": 4, "overturned": 1, "appeals": 1, "won": 1, "standing": 2, "open": 1}
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [
        (0, 0, "", 1, 1, "✗"),
        (1, 1, "✓", 2, 1, "✓"),
        (2, 2, "", 0, 0, ""),
        (3, 3, "", 0, 0, ""),
        (4, 4, "", 0, 0, ""),
    ]


@pytest.mark.parametrize(
    ("against", "agreed", "judgement"), [(4, 0, Judgement.FINE), (3, 3, Judgement.FINE), (3, 2, Judgement.WATCH)]
)
def test_a_panel_that_juries_mostly_undo_is_worth_a_look(against: int, agreed: int, judgement: Judgement) -> None:
    verdicts = [Verdict.REFUSES] * against + [Verdict.PAYS] * agreed
    of = plan(disputes=[dispute(number, verdict) for number, verdict in enumerate(verdicts)])
    assert figure("disputes", of).judgement is judgement


def turnout(*disputes: Dispute) -> Figure:
    return figure("jury-turnout", plan(disputes=list(disputes)))


def test_votes_are_counted_once_voting_is_over() -> None:
    missed, again, too_few = draw("abc", "a"), draw("bcd", "Bc", 1), draw("e", "")
    running, without = dispute(1, None, draw("abc", "a")), dispute(2, Verdict.NO_JURY, too_few)
    found = turnout(dispute(0, Verdict.NONE, missed, again), running, without)
    assert found.facts == {
        "draws": 2,
        "seats": 6,
        "votes": 3,
        "turnout": Fraction(1, 2),
        "silent": 1,
        "repeated": 1,
    }
    assert found.table is not None
    assert {row[0]: tuple(row[1:]) for row in found.table.rows} == {
        "a": (1, 1, 0),
        "b": (2, 1, 1),
        "c": (2, 1, 1),
        "d": (1, 0, 1),
    }


@pytest.mark.parametrize(
    ("votes", "draws", "judgement"), [("", 6, Judgement.FINE), ("a", 7, Judgement.WATCH), ("ab", 7, Judgement.FINE)]
)
def test_a_low_turnout_is_worth_a_look_from_twenty_seats_on(votes: str, draws: int, judgement: Judgement) -> None:
    found = turnout(*(dispute(number, Verdict.NONE, draw("abc", votes)) for number in range(draws)))
    assert found.judgement is judgement


@pytest.mark.parametrize(
    ("draws", "pool", "judgement"), [(4, 30, Judgement.FINE), (5, 29, Judgement.FINE), (5, 30, Judgement.WATCH)]
)
def test_a_large_pool_that_always_finds_the_same_people_is_worth_a_look(
    draws: int, pool: int, judgement: Judgement
) -> None:
    of = plan(disputes=[dispute(number, None, draw("abc", ""), pool=pool) for number in range(draws)])
    found = figure("juror-overlap", of)
    assert found.facts == {"draws": draws, "jurors": 3, "most": draws, "pool": pool}
    assert found.judgement is judgement


def test_many_different_jurors_are_fine() -> None:
    of = plan(
        terms={"jury": JuryTerms(2, 1, 12, 3, DAY, DAY)},
        disputes=[
            dispute(number, None, draw(pair, ""), pool=30) for number, pair in enumerate(("ab", "bc", "cd", "de", "ef"))
        ],
    )
    assert figure("juror-overlap", of).judgement is Judgement.FINE

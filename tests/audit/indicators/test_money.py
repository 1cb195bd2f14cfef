"""Payouts, the backstop, the operator's income, reserves: what was paid, by whom, and what is left."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.audit.indicators import Judgement, money
from openmutual.audit.replay.state import Funding, Period
from openmutual.events import BackstopFunded, BackstopTaken, Event, Reinstated
from openmutual.records import MemberStatus, Stage
from tests.audit.log_builder import DAY, START
from tests.audit.plans import HERE, NOW, case, figure, member, period, plan

KEYS = (
    *("caps", "payout-ratio", "collection", "backstop-draws", "backstop-sources"),
    *("operator-income", "reserves", "surplus", "refunds", "unclaimed"),
)


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_plan_is_fine_and_says_so(key: str) -> None:
    found = figure(key, plan())
    assert (found.wording, found.judgement) == ("empty", Judgement.FINE)


def busy(number: int, by_members: int = 22, by_backstop: int = 0, cases: int = 1, **said: int | bool) -> Period:
    """A period with cases of the mild level, for which 22 are due, each."""
    funding = {1: Funding(by_members, by_backstop)}
    need, pot = 22 * cases, by_members * cases
    drawn = by_backstop * cases
    values = {"need": need, "pot": pot, "gap": need - pot, "drawn": drawn, "funding": funding, "queue": {1: cases}}
    return period(number, 10 * (number + 1), **(values | said))


# payouts -------------------------------------------------------------------------------------------------


def test_caps_are_counted_over_periods_with_cases_announced_or_waiting() -> None:
    of = plan(
        periods=[
            busy(0),
            busy(1, case_capped=True, share=6),
            busy(2, by_members=11, period_capped=True),
            period(3, 40, waiting={1: 1}),
            period(4, 50),
        ]
    )
    found = figure("caps", of)
    assert found.facts == {"periods": 4, "case_capped": 1, "period_capped": 1, "waited": 1, "cut": 1}
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [
        (1, 6, "✓", "", "", ""),
        (2, 0, "", "✓", "", "✓"),
        (3, 0, "", "", "✓", ""),
    ]
    assert found.judgement is Judgement.FINE


@pytest.mark.parametrize(
    ("cut", "whole", "judgement"), [(2, 0, Judgement.FINE), (3, 6, Judgement.FINE), (3, 5, Judgement.WATCH)]
)
def test_cuts_in_over_a_third_of_the_periods_are_worth_a_look(cut: int, whole: int, judgement: Judgement) -> None:
    of = plan(periods=[busy(number, by_members=11 if number < cut else 22) for number in range(cut + whole)])
    assert figure("caps", of).judgement is judgement


def test_the_payout_ratio_is_what_was_granted_of_what_was_due() -> None:
    of = plan(periods=[busy(0, cases=2), busy(1, by_members=11, by_backstop=5), busy(2)])
    found = figure("payout-ratio", of)
    assert (found.facts["due"], found.facts["granted"], found.facts["cases"]) == (88, 82, 4)
    assert (found.facts["ratio"], found.facts["worst"]) == (Fraction(82, 88), Fraction(16, 22))
    assert found.judgement is Judgement.FINE
    assert found.table is not None
    assert tuple(found.table.rows[1]) == (1, 1, 22, 0, 5, 16, Fraction(16, 22))


@pytest.mark.parametrize(
    ("periods", "by_members", "judgement"), [(2, 11, Judgement.FINE), (3, 11, Judgement.WATCH), (3, 20, Judgement.FINE)]
)
def test_less_than_nine_tenths_over_three_periods_are_worth_a_look(
    periods: int, by_members: int, judgement: Judgement
) -> None:
    of = plan(periods=[busy(number, by_members) for number in range(periods)])
    assert figure("payout-ratio", of).judgement is judgement


def test_shares_are_collected_from_everyone_and_returns_counted() -> None:
    back = Reinstated("a", "a", 40, 12, 60, place=HERE)
    of = plan(periods=[period(0, 10, share=6, units=5, lapsed=("a", "b")), period(1, 20, share=2, units=3)])
    found = figure("collection", of, (back, NOW))
    assert found.facts == {"periods": 2, "collected": 36, "lapsed": 2, "returned": 1, "back_paid": 12}


# the backstop --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "share", "judgement"),
    [
        ([(22, 0), (12, 10)], Fraction(10, 44), Judgement.FINE),
        ([(2, 20), (2, 20)], Fraction(40, 44), Judgement.FINE),
        ([(14, 8), (14, 8), (14, 8)], Fraction(24, 66), Judgement.WATCH),
        ([(17, 5), (17, 5), (17, 5)], Fraction(15, 66), Judgement.FINE),
    ],
)
def test_a_plan_that_a_sponsor_carries_is_worth_a_look(
    parts: list[tuple[int, int]], share: Fraction, judgement: Judgement
) -> None:
    of = plan(periods=[busy(number, *part, backstop_before=99) for number, part in enumerate(parts)])
    found = figure("backstop-draws", of)
    assert (found.facts["share"], found.judgement) == (share, judgement)
    assert found.table is not None
    assert [tuple(row[2:]) for row in found.table.rows] == [(*part, 99) for part in parts if part[1]]


def funded(who: str, amount: int) -> tuple[Event, int]:
    return BackstopFunded(who, amount, place=HERE), START


def taken(amount: int, day: int) -> tuple[Event, int]:
    return BackstopTaken("sponsor", amount, place=HERE), START + day * DAY


def test_who_gave_and_who_took_is_summed_by_account() -> None:
    found = figure(
        "backstop-sources", plan(money={"backstop": 70}), funded("a", 60), funded("b", 30), funded("a", 5), taken(25, 3)
    )
    assert (found.facts["funded"], found.facts["taken"], found.facts["left"], found.facts["people"]) == (95, 25, 70, 3)
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [("a", 65, 0), ("b", 30, 0), ("sponsor", 0, 25)]
    assert found.judgement is Judgement.FINE


@pytest.mark.parametrize(("day", "judgement"), [(9, Judgement.FINE), (15, Judgement.WATCH), (25, Judgement.FINE)])
def test_money_taken_just_before_a_gap_stays_open_is_worth_a_look(day: int, judgement: Judgement) -> None:
    of = plan(periods=[busy(0), busy(1, by_members=11), busy(2)])
    assert figure("backstop-sources", of, funded("sponsor", 60), taken(60, day)).judgement is judgement


# income --------------------------------------------------------------------------------------------------


def paid(number: int, benefit: int, fee: int, period: int = 0) -> object:
    return case(number, settled=120, benefit_paid=benefit, fee_paid=fee, queue=period)


def test_income_is_dues_and_fees_of_paid_cases() -> None:
    of = plan(
        periods=[period(0, 10, dues=4, units=5), period(1, 20, dues=4, units=6)],
        cases=[paid(0, 60, 6), paid(1, 20, 2, period=1), case(2, approved=True)],
        money={"operator_paid": 30, "operator_credit": 22},
    )
    found = figure("operator-income", of)
    assert (found.facts["dues"], found.facts["fees"], found.facts["income"], found.facts["aid"]) == (44, 8, 52, 80)
    assert found.facts["rate"] == Fraction(52, 80)
    assert (found.facts["collected"], found.facts["waiting"]) == (30, 22)
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [(0, 20, 6, 60), (1, 24, 2, 20)]
    assert found.judgement is Judgement.FINE


@pytest.mark.parametrize(
    ("cases", "fee", "judgement"), [(4, 50, Judgement.FINE), (5, 5, Judgement.FINE), (5, 6, Judgement.WATCH)]
)
def test_more_than_a_quarter_of_the_aid_is_worth_a_look_once_some_was_paid(
    cases: int, fee: int, judgement: Judgement
) -> None:
    assert (
        figure("operator-income", plan(cases=[paid(number, 20, fee) for number in range(cases)])).judgement is judgement
    )


# reserves ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "judgement"), [(160, Judgement.FINE), (159, Judgement.UNUSUAL), (170, Judgement.FINE)]
)
def test_anything_missing_is_unusual(held: int, judgement: Judgement) -> None:
    of = plan(members=[member("a"), member("b")], money={"held": held, "member_funds": 150, "surplus": 10})
    found = figure("reserves", of)
    assert (found.facts["owed"], found.facts["cover"], found.judgement) == (160, Fraction(held, 160), judgement)


@pytest.mark.parametrize(("index", "judgement"), [(10, Judgement.FINE), (11, Judgement.WATCH)])
def test_members_who_run_low_are_worth_a_look(index: int, judgement: Judgement) -> None:
    """Two steps of base units; 40 a unit are a period at the cap."""
    of = plan(members=[member("a")], index=index, periods=[period(0, 10)])
    found = figure("reserves", of)
    assert (found.facts["lasts"], found.judgement) == (Fraction(80 - 2 * index, 40), judgement)


def test_the_largest_surplus_is_told_with_its_period() -> None:
    of = plan(
        periods=[period(0, 10, surplus=3), period(1, 20, surplus=8), period(2, 30, surplus=1)], money={"surplus": 2}
    )
    assert figure("surplus", of).facts == {"surplus": 2, "peak": 8, "at": 1}


def test_refunds_are_told_by_what_ended_the_membership() -> None:
    gone = MemberStatus.WITHDRAWN
    of = plan(
        members=[
            member("a", status=gone, left_in=0, taken=10),
            member("b", status=gone, lapsed_in=0, taken=20),
            member("c", status=MemberStatus.CLAIMED, lapsed_in=0, taken=30),
            member("d", status=gone, asked_in=7, taken=40, rebate=5),
            member("e"),
        ],
        periods=[period(0, 10, share=3, units=5)],
    )
    found = figure("refunds", of)
    assert found.facts == {"left": 10, "lapsed": 20, "benefit": 30, "closed": 40, "rebate": 5, "all": 105, "shares": 15}


@pytest.mark.parametrize(("day", "judgement"), [(365, Judgement.FINE), (366, Judgement.WATCH)])
def test_money_that_nobody_fetches_is_summed_and_after_a_year_watched(day: int, judgement: Judgement) -> None:
    left = member("a", status=MemberStatus.LEFT, since=START, end_index=30)
    claimed = member("b", status=MemberStatus.CLAIMED, since=START + DAY, end_index=35)
    fetched = member("c", status=MemberStatus.CLAIMED, limit=45, end_index=35, is_emptied=True, taken=10)
    of = plan(members=[left, claimed, fetched, member("d")], money={"credits": {"e": 7, "f": 0}})
    found = figure("unclaimed", of, now=START + day * DAY)
    assert (found.facts["members"], found.facts["amount"], found.facts["refused"]) == (2, 30, 7)
    assert (found.facts["oldest"], found.judgement) == (day * DAY, judgement)
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [("a", START, 20), ("b", START + DAY, 10), ("e", None, 7)]


def test_of_many_who_fetch_nothing_those_are_listed_who_have_waited_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(money, "MOST_LISTED", 2)
    days = {"a": 9, "b": 3, "c": 7, "d": 1}
    gone = [member(name, status=MemberStatus.LEFT, since=START + day * DAY) for name, day in days.items()]
    found = figure("unclaimed", plan(members=gone), now=START + 10 * DAY)
    assert (found.facts["members"], found.facts["oldest"]) == (4, 9 * DAY)
    assert found.table is not None
    assert [row[0] for row in found.table.rows] == ["b", "d"]


def test_a_closed_plan_owes_balances_and_rebates_to_those_who_earn_them() -> None:
    of = plan(
        members=[
            member("a"),
            member("late", 90, shared_before=8),
            member("b", status=MemberStatus.LEAVING),
            member("c", status=MemberStatus.LAPSED, lapsed_in=3, end_index=10, shared_until=8),
            member("d", status=MemberStatus.LAPSED, lapsed_in=1, end_index=10, shared_until=4),
        ],
        stage=Stage.CLOSED,
        closing_at=START + 100 * DAY,
        closing_in=2,
        finished_at=START + 140 * DAY,
        index=10,
        shares=8,
        money={"rebate": 10, "rebate_pool": 10, "rebate_shared": 24, "weight_left": 24},
    )
    found = figure("unclaimed", of, now=START + 150 * DAY)
    assert (found.facts["members"], found.facts["amount"], found.facts["oldest"]) == (5, 5 * 60 + 3 * 3, 10 * DAY)

"""What an audit finds wrong with money: what is paid to whom, and what has really moved."""

from __future__ import annotations

import pytest

from openmutual.events import (
    BondReleased,
    BondTaken,
    CaseOverturned,
    CasePaid,
    CreditCollected,
    Credited,
    FeeCollected,
    Joined,
    JurorRewarded,
    ToppedUp,
)
from tests.audit.log_builder import LEDGER, Lie, LogBuilder, paid_in, paid_out, people


def pay_case(builder: LogBuilder, benefit: int = 20, fee: int = 2, period: int = 0, times: int = 1) -> LogBuilder:
    for _ in range(times):
        builder.say((CasePaid, "a", period, 1, benefit, fee), paid_out("a", benefit))
    return builder


def overturn(jurors: int = 6, surplus: int = 16, backstop: int = 0, each: int = 3) -> LogBuilder:
    """Two jurors are rewarded from what the members gave for the case."""
    rewarded = [(JurorRewarded, name, each) for name in ("b", "c")]
    return people().mild_case().say((CaseOverturned, 0, 1, jurors, surplus, backstop), *rewarded)


def bond(amount: int = 12) -> LogBuilder:
    return people().say((BondTaken, "a", amount), paid_in("a", amount))


def release(builder: LogBuilder, to_jurors: int = 3, rest: int = 9, reward: int = 3) -> LogBuilder:
    """One juror is rewarded from the bond, the rest goes back to who put it up."""
    return builder.say((BondReleased, "a", to_jurors, rest), (JurorRewarded, "b", reward), paid_out("a", rest))


def collect_fee(amount: int = 20, by: str = "operator", to: str = "operator") -> LogBuilder:
    """The dues of five units."""
    return people().announce().say((FeeCollected, by, amount), paid_out(to, amount))


def credit(amount: int = 20, owner: str = "a") -> LogBuilder:
    """The token refuses to pay the claimant."""
    return people().mild_case().say((CasePaid, "a", 0, 1, 20, 2), (Credited, owner, amount))


def collect_credit(amount: int) -> LogBuilder:
    return credit().say((CreditCollected, "a", "wallet", amount), paid_out("wallet", amount))


def top_up(payer: str = "a", amount: int = 10) -> LogBuilder:
    return people().say((ToppedUp, "a", "a", 10, 45), *[paid_in(payer, amount)] * bool(amount))


def join_many(*transfers: int) -> LogBuilder:
    """A sponsor brings two members together."""
    joined = [(Joined, name, 0, 80, 40) for name in ("d", "e")]
    return people().say(*joined, *[paid_in("sponsor", amount) for amount in transfers])


def top_up_many(*transfers: int) -> LogBuilder:
    """Somebody tops up two members at once."""
    words = [(ToppedUp, "a", "friend", 10, 45), (ToppedUp, "b", "friend", 20, 50)]
    return people().say(*words, *[paid_in("friend", amount) for amount in transfers])


def told(builder: LogBuilder, *transfers: tuple[str, int]) -> LogBuilder:
    """Money that moves without a word."""
    return builder.say(*[paid_in(who, amount) if amount > 0 else paid_out(who, -amount) for who, amount in transfers])


def unpaid() -> LogBuilder:
    return people().mild_case().say((CasePaid, "a", 0, 1, 20, 2))


def people_and_juror(source: bool) -> LogBuilder:
    return release(bond()) if source else bond().say((JurorRewarded, "b", 3))


LIES = [
    Lie("case-not-announced", lambda times: pay_case(people().mild_case(), times=times), 1, 2),
    Lie("case-not-announced", lambda period: pay_case(people().mild_case(), period=period), 0, 1),
    Lie("benefit-differs", lambda benefit: pay_case(people().mild_case(), benefit), 20, 21),
    Lie("fee-differs", lambda fee: pay_case(people().mild_case(), fee=fee), 2, 3),
    Lie("overturned-members-differ", lambda surplus: overturn(surplus=surplus), 16, 10),
    Lie("overturned-backstop-differs", lambda backstop: overturn(backstop=backstop), 0, 5),
    Lie("bond-differs", bond, 12, 11),
    Lie("bond-split-differs", lambda rest: release(bond(), rest=rest), 9, 8),
    Lie("bond-never-taken", lambda taken: release(bond() if taken else people()), True, False),
    Lie("reward-differs", lambda reward: release(bond(), reward=reward), 3, 4),
    Lie("jurors-part-differs", lambda part: overturn(part, 22 - part), 6, 9),
    Lie("juror-rewarded-from-nothing", people_and_juror, True, False),
    Lie("fee-collected-by-stranger", lambda by: collect_fee(by=by, to=by), "operator", "sponsor"),
    Lie("fee-collected-differs", collect_fee, 20, 24),
    Lie("credit-differs", collect_credit, 20, 22),
    Lie("credited-without-payment", lambda told_so: credit() if told_so else people().say((Credited, "a", 20)), True, False),
    Lie("transfer-missing", lambda amount: top_up(amount=amount), 10, 0),
    Lie("transfer-missing", lambda paid: pay_case(people().mild_case()) if paid else unpaid(), True, False),
    Lie("other-account", top_up, "a", "b"),
    Lie("other-account", lambda to: collect_fee(to=to), "operator", "sponsor"),
    Lie("other-amount", lambda amount: top_up(amount=amount), 10, 9),
    Lie("deposits-not-received", join_many, 160, 80),
    Lie("other-amount", lambda amount: top_up_many(20, amount), 10, 9),
    Lie("payment-without-event", lambda amount: told(people(), ("thief", amount)), 0, -7),
    Lie("gift", lambda amount: told(people(), ("giver", amount)), 0, 7),
    Lie("gift", lambda amount: join_many(160, amount), 0, 5),
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_lie_about_money_is_found_and_the_truth_is_not(lie: Lie) -> None:
    assert lie.story(lie.true).found() == []
    assert lie.story(lie.false).found() == [lie.check]


def test_books_that_do_not_balance_by_themselves_are_found() -> None:
    """No single event could do this without a finding of its own: the ledger's accounts are counted even so."""
    for off, check in ((5, "not-covered"), (-5, "more-than-owed")):
        replay, findings = people().mild_case().read()
        replay.plan.money.surplus += off
        replay.finish()
        replay.finish()
        assert [finding.check.key for finding in findings.found if finding.check.number[0] == "M"] == [check]


def test_a_batch_a_top_up_and_a_gift_in_one_transaction_are_told_apart() -> None:
    builder = people().say(
        (Joined, "d", 0, 80, 40),
        (Joined, "e", 0, 80, 40),
        paid_in("sponsor", 160),
        (ToppedUp, "a", "sponsor", 10, 45),
        paid_in("sponsor", 10),
        (Joined, "f", 0, 90, 45),
        paid_in("another", 90),
        paid_in("giver", 33),
    )
    replay, findings = builder.read()
    assert [(finding.check.key, finding.facts) for finding in findings.found] == [
        ("gift", {"who": "giver", "amount": 33})
    ]
    assert replay.plan.money.gifts == 33


@pytest.mark.parametrize("transfers", [(30,), (10, 20)])
def test_top_ups_of_many_are_one_payment_or_several(transfers: tuple[int, ...]) -> None:
    assert top_up_many(*transfers).found() == []


def test_top_ups_of_many_beside_a_batch_and_another_top_up_by_the_same_payer_are_told_apart() -> None:
    builder = people().say(
        (Joined, "d", 0, 80, 40),
        (Joined, "e", 0, 80, 40),
        paid_in("friend", 160),
        (ToppedUp, "a", "friend", 10, 45),
        (ToppedUp, "b", "friend", 20, 50),
        paid_in("friend", 30),
        (ToppedUp, "a", "friend", 30, 60),
        paid_in("friend", 30),
        (ToppedUp, "a", "friend", 4, 62),
        (ToppedUp, "b", "friend", 6, 53),
        paid_in("friend", 10),
    )
    assert builder.found() == []


def test_top_ups_of_many_for_which_less_was_paid_are_found() -> None:
    assert top_up_many(29).found() == ["other-amount", "transfer-missing"]


@pytest.mark.parametrize("gift_first", [True, False])
def test_a_gift_as_large_as_one_of_many_top_ups_by_the_same_payer_accuses_nobody(gift_first: bool) -> None:
    topped_up = [(ToppedUp, "a", "friend", 10, 45), (ToppedUp, "b", "friend", 20, 50), paid_in("friend", 30)]
    gift = [paid_in("friend", 10)]
    builder = people().say(*(gift + topped_up if gift_first else topped_up + gift))
    assert builder.found() == ["gift"]
    assert builder.read()[0].plan.money.gifts == 10


def test_a_benefit_paid_to_the_ledger_itself_is_a_gift() -> None:
    builder = people().mild_case().say((CasePaid, LEDGER, 0, 1, 20, 2), paid_out(LEDGER, 20))
    assert builder.found() == ["gift"]
    plan = builder.read()[0].plan
    assert plan.money.held + plan.money.gifts == 400


def test_a_juror_and_an_owner_whom_the_token_refuses_keep_their_claim() -> None:
    builder = bond().say(
        (BondReleased, "a", 6, 6),
        (JurorRewarded, "b", 3),
        (JurorRewarded, "c", 3),
        (Credited, "a", 6),
    )
    assert builder.found() == []
    assert builder.read()[0].plan.money.credits == {"b": 3, "c": 3, "a": 6}
    assert builder.say((CreditCollected, "b", "c", 3), paid_out("c", 3)).found() == []
    assert builder.read()[0].plan.money.credits == {"c": 3, "a": 6}

"""What the ledger pays: announced cases, fees, bonds, rewards, credits, each to what it must come to."""

from ...events import (
    BondReleased,
    BondTaken,
    CaseOverturned,
    CasePaid,
    CreditCollected,
    FeeCollected,
    JurorRewarded,
    LogPosition,
)
from ...records import NOBODY, JuryTerms
from .context import Context, Rules
from .state import Funding
from .transfers import pay, receive

# --- cases -------------------------------------------------------------------------------------------------------


def case_paid(context: Context, event: CasePaid, _time: int) -> None:
    """A case gets what its announcement set aside: the claimant first, the rest is the fee."""
    money, find, place = context.plan.money, context.findings, event.place
    context.await_("paid", event)
    money.promised -= event.benefit + event.fee
    money.operator_credit += event.fee
    pay(context, event.payee, event.benefit, place)
    funding = _funding(context, event.period, event.level, place)
    if funding is None:
        return
    payout = funding.by_members + funding.by_backstop
    benefit = min(context.plan.terms.levels[event.level].benefit, payout)
    which = {"period": event.period, "level": event.level}
    find.expect(event.benefit == benefit, "benefit-differs", place, **which, said=event.benefit, due=benefit)
    fee = payout - benefit
    find.expect(event.fee == fee, "fee-differs", place, **which, said=event.fee, due=fee)


def case_overturned(context: Context, event: CaseOverturned, _time: int) -> None:
    """What a fallen case got goes to its jurors, the surplus and the backstop."""
    money, find, place = context.plan.money, context.findings, event.place
    context.await_("overturned", event)
    money.promised -= event.to_jurors + event.to_surplus + event.to_backstop
    money.surplus += event.to_surplus
    money.backstop += event.to_backstop
    funding = _funding(context, event.period, event.level, place)
    by_members = funding.by_members if funding else event.to_jurors + event.to_surplus
    context.awaited.setdefault("juries", []).append((event, by_members, []))
    if funding is None:
        return
    which = {"period": event.period, "level": event.level}
    back = event.to_jurors + event.to_surplus
    find.expect(back == by_members, "overturned-members-differ", place, **which, said=back, due=by_members)
    due = funding.by_backstop
    fits = event.to_backstop == due
    find.expect(fits, "overturned-backstop-differs", place, **which, said=event.to_backstop, due=due)


def _funding(context: Context, period: int, level: int, place: LogPosition) -> Funding | None:
    """What one more case of an announcement got; it is a finding that it had no such case left."""
    periods = context.plan.periods
    if period < len(periods):
        made = periods[period]
        count = made.concluded[level] = made.concluded.get(level, 0) + 1
        if count <= made.queue.get(level, 0):
            return made.funding[level]
    context.findings.add("case-not-announced", place, period=period, level=level)
    return None


# --- bonds and jurors --------------------------------------------------------------------------------------------


def bond_taken(context: Context, event: BondTaken, _time: int) -> None:
    """An objector or appellant puts up the bond; the ledger counts bonds, and all are the same."""
    plan, place = context.plan, event.place
    context.await_("bond_taken", event)
    due = plan.terms.jury.bond
    context.findings.expect(event.amount == due, "bond-differs", place, payer=event.payer, said=event.amount, due=due)
    plan.money.bonds += due
    receive(context, event.payer, event.amount, place)


def bond_released(context: Context, event: BondReleased, _time: int) -> None:
    """Jurors are rewarded from a bond; the rest goes back, or to the surplus."""
    plan, money, place = context.plan, context.plan.money, event.place
    context.await_("bond_released", event)
    context.awaited.setdefault("juries", []).append((event, None, []))
    due = plan.terms.jury.bond
    said = event.to_jurors + event.rest
    context.findings.expect(said == due, "bond-split-differs", place, said=said, due=due)
    context.findings.expect(due <= money.bonds, "bond-never-taken", place, said=due, held=money.bonds)
    money.bonds -= due
    if event.owner == NOBODY:
        money.surplus += event.rest
    else:
        pay(context, event.owner, event.rest, place)


def juror_rewarded(context: Context, event: JurorRewarded, _time: int) -> None:
    """A juror is credited, out of the money that the event before set aside for jurors; they collect it themselves."""
    context.await_("jurors_rewarded", event)
    money = context.plan.money
    money.credits[event.juror] = money.credits.get(event.juror, 0) + event.amount
    money.credited += event.amount
    juries = context.awaited.get("juries")
    if juries:
        juries[-1][2].append(event)
    else:
        context.findings.add("juror-rewarded-from-nothing", event.place, juror=event.juror, amount=event.amount)


def end(context: Context) -> None:
    """Each juror got the reward, or an equal part of what the overturned case was given by members."""
    terms = context.plan.terms.jury
    for source, by_members, rewarded in context.awaited.pop("juries", ()):
        count = len(rewarded)
        each = reward_of(terms, count, by_members)
        for event in rewarded:
            fits = event.amount == each
            context.findings.expect(fits, "reward-differs", event.place, juror=event.juror, said=event.amount, due=each)
        due, said = each * count, source.to_jurors
        context.findings.expect(said == due, "jurors-part-differs", source.place, said=said, due=due)


def reward_of(terms: JuryTerms, jurors: int, by_members: int | None = None) -> int:
    """What each of so many jurors has earned: the reward, or an equal part of what members gave an overturned case."""
    return terms.reward if by_members is None or not jurors else min(terms.reward, by_members // jurors)


# --- fees and credits --------------------------------------------------------------------------------------------


def fee_collected(context: Context, event: FeeCollected, _time: int) -> None:
    """The operator takes its credit, all of it."""
    plan, money, place = context.plan, context.plan.money, event.place
    operator = event.operator == plan.operator
    context.findings.expect(operator, "fee-collected-by-stranger", place, by=event.operator, amount=event.amount)
    due = money.operator_credit
    context.findings.expect(event.amount == due != 0, "fee-collected-differs", place, said=event.amount, due=due)
    money.operator_credit = max(0, due - event.amount)
    money.operator_paid += event.amount
    pay(context, event.operator, event.amount, place)


def credit_collected(context: Context, event: CreditCollected, _time: int) -> None:
    """What the token had refused goes where its owner says."""
    money, place = context.plan.money, event.place
    due = money.credits.pop(event.owner, 0)
    fits = event.amount == due != 0
    context.findings.expect(fits, "credit-differs", place, owner=event.owner, said=event.amount, due=due)
    money.credited -= event.amount
    if due > event.amount:
        money.credits[event.owner] = due - event.amount
    pay(context, event.to, event.amount, place)


RULES: Rules = {
    CasePaid: case_paid,
    CaseOverturned: case_overturned,
    BondTaken: bond_taken,
    BondReleased: bond_released,
    JurorRewarded: juror_rewarded,
    FeeCollected: fee_collected,
    CreditCollected: credit_collected,
}

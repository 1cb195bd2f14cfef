"""The backstop: who funds it, and when its sponsor may take money out (rules, section 6)."""

from ...events import BackstopFunded, BackstopNoticed, BackstopTaken
from ...records import NOBODY, Stage
from .context import Context, Rules
from .state import BackstopNotice
from .transfers import pay, receive


def backstop_funded(context: Context, event: BackstopFunded, _time: int) -> None:
    """Anybody may, until the plan is closed."""
    plan, place = context.plan, event.place
    context.findings.expect(plan.stage is not Stage.CLOSED, "backstop-funded-closed", place, payer=event.payer)
    plan.money.backstop += event.amount
    receive(context, event.payer, event.amount, place)


def backstop_noticed(context: Context, event: BackstopNoticed, time: int) -> None:
    """The sponsor gives notice, or calls it off by an amount of 0."""
    plan, terms, place = context.plan, context.plan.terms, event.place
    context.findings.expect(plan.roles.sponsor != NOBODY, "notice-without-sponsor", place, amount=event.amount)
    opens = time + terms.period + terms.notice if event.amount else 0
    closes = opens + terms.period if opens else 0
    fits = (event.opens, event.closes) == (opens, closes)
    window = {"said": event.opens, "said_end": event.closes, "due": opens, "due_end": closes}
    context.findings.expect(fits, "notice-window-differs", place, **window)
    plan.notice = BackstopNotice(event.amount, event.opens, event.closes)


def backstop_taken(context: Context, event: BackstopTaken, time: int) -> None:
    """Within the notice, or what is left of a closed plan."""
    plan, find, place = context.plan, context.findings, event.place
    sponsor = event.sponsor == plan.roles.sponsor != NOBODY
    find.expect(sponsor, "backstop-taken-by-stranger", place, by=event.sponsor, amount=event.amount)
    if plan.stage is not Stage.CLOSED:
        _use_notice(context, event, time)
    held = plan.money.backstop
    find.expect(event.amount <= held, "backstop-overdrawn", place, amount=event.amount, held=held)
    plan.money.backstop -= event.amount
    pay(context, event.sponsor, event.amount, place)


def _use_notice(context: Context, event: BackstopTaken, time: int) -> None:
    notice, find, place = context.plan.notice, context.findings, event.place
    if not notice.opens <= time < notice.closes:
        find.add("backstop-taken-unnoticed", place, amount=event.amount, opens=notice.opens, closes=notice.closes)
        return
    within = event.amount <= notice.amount
    find.expect(within, "backstop-taken-above-notice", place, amount=event.amount, noticed=notice.amount)
    notice.amount = max(0, notice.amount - event.amount)


RULES: Rules = {BackstopFunded: backstop_funded, BackstopNoticed: backstop_noticed, BackstopTaken: backstop_taken}

"""The panel (调查员): who sits, how another one comes to sit, and whose signatures decide (rules, sections 4 and 8)."""

from itertools import pairwise

from ...events import CaseDecided, PanelProposed, PanelSeated
from ...records import Account
from .context import Context, Rules
from .powers import force_of


def seated(context: Context, event: PanelSeated, time: int) -> None:
    """The first panel is the roles'; each other one was proposed, and waited."""
    plan, place = context.plan, event.place
    if not plan.panels:
        context.findings.expect(event.assessors == plan.roles.assessors, "first-panel-differs", place, at=time)
    else:
        proposed, earliest, until = plan.proposed_panel
        if not proposed or event.assessors != proposed:
            context.findings.add("panel-not-proposed", place, at=time)
        else:
            context.findings.expect(time >= earliest, "panel-too-early", place, earliest=earliest, at=time)
            context.findings.expect(time < until, "panel-too-late", place, until=until, at=time)
        # The desk forgets whom, and keeps from when.
        plan.proposed_panel = ((), earliest, until)
    plan.panel = event.assessors
    plan.panels.append((time, event.assessors))


def proposed(context: Context, event: PanelProposed, time: int) -> None:
    """A proposal comes into force only when members have had the time to leave; a newer one takes its place."""
    terms, place, assessors = context.plan.terms, event.place, event.assessors
    due = force_of(context.plan, time)
    window = {"earliest": event.earliest, "until": event.until, "expected": due.start, "expected_end": due.stop}
    fits = (event.earliest, event.until) == (due.start, due.stop)
    context.findings.expect(fits, "panel-delay", place, **window, at=time)
    whole = len(set(assessors)) == len(assessors) == terms.assessors and not any(map(_is_nobody, assessors))
    context.findings.expect(whole, "panel-size", place, count=len(set(assessors)), expected=terms.assessors)
    context.plan.proposed_panel = (assessors, event.earliest, event.until)


def check_signers(context: Context, event: CaseDecided) -> None:
    """A quorum of distinct assessors of the sitting panel, in ascending order of their addresses."""
    place, case, signers = event.place, event.case_id, event.assessors
    quorum = context.plan.terms.quorum
    context.findings.expect(
        len(set(signers)) >= quorum, "panel-quorum", place, case=case, count=len(set(signers)), quorum=quorum
    )
    ascending = all(_number(one) < _number(other) for one, other in pairwise(signers))
    context.findings.expect(ascending or not _are_distinct(signers), "signers-not-sorted", place, case=case)
    context.findings.expect(_are_distinct(signers), "signer-repeated", place, case=case)
    for signer in signers:
        context.findings.expect(signer in context.plan.panel, "signer-not-on-panel", place, case=case, signer=signer)


def _are_distinct(accounts: tuple[Account, ...]) -> bool:
    return len(set(accounts)) == len(accounts)


def _is_nobody(account: Account) -> bool:
    """In a list the zero address stands as it is in the log."""
    return not account.strip("0x")


def _number(account: Account) -> str:
    """Addresses are as long as each other: in lower case their letters ascend as their numbers do."""
    return account.lower()


RULES: Rules = {PanelSeated: seated, PanelProposed: proposed}

"""A membership and a case on the page and in JSON, and what happens next to them."""

from collections.abc import Iterable
from typing import Any

from ...chain.queries import Calendar, CaseFile, Membership
from ...codec import to_hex
from ...records import Account, CaseStatus, MemberStatus, Stage, Terms
from ..context import PlanContext
from ..moments import local, local_date
from ..result import Moment, Money
from .next_steps import NextStep, tell_next


def tell_membership(place: PlanContext, account: Account) -> dict[str, Any]:
    """Say what a membership holds and what happens next; returns it for `--json`."""
    found = place.ledger.membership(account)
    prospects = of_membership(found, place.ledger.terms, place.ledger.calendar(), place.now)
    is_known = found.status != MemberStatus.NONE
    figures = {"units": found.units, "balance": place.money(found.balance)}
    status = place.named(found.status)
    place.page.item("", place.say("holds" if is_known else "no_member", who=account, status=status, **figures))
    return {
        "member": account,
        "status": found.status.value,
        "units": found.units,
        "balance": Money(found.balance),
        "joined_at": Moment(found.joined_at),
        "covered_until": Moment(found.covered_until),
    } | tell_next(place, prospects)


def of_membership(found: Membership, terms: Terms, calendar: Calendar, now: int) -> list[NextStep]:
    """What happens next to a membership."""
    match found.status:
        case MemberStatus.ACTIVE | MemberStatus.LEAVING if calendar.stage == Stage.CLOSED:
            return [NextStep("withdraw", "withdraw")]
        case MemberStatus.ACTIVE:
            return [*_cover(found, terms, calendar, now), NextStep("announce", "announce", calendar.announceable_from)]
        case MemberStatus.LEAVING:
            return [
                NextStep("announce_leaving", "announce", calendar.announceable_from),
                NextStep("withdraw_then", "withdraw"),
            ]
        case MemberStatus.LAPSED:
            return [*_back(found, terms, calendar, now), NextStep("withdraw", "withdraw")]
        case MemberStatus.LEFT | MemberStatus.CLAIMED:
            return [NextStep("withdraw", "withdraw")]
        case _:
            return []


def _back(found: Membership, terms: Terms, calendar: Calendar, now: int) -> list[NextStep]:
    """The way back of who has lapsed, as long as there is one."""
    until = found.lapsed_at + terms.grace
    if calendar.stage != Stage.OPEN or now >= until:
        return []
    return [NextStep("reinstate", "reinstate", until=until)]


def _cover(found: Membership, terms: Terms, calendar: Calendar, now: int) -> list[NextStep]:
    """From when each level is covered, as long as that lies ahead; once the plan is closing, until when each was."""
    starts = {level.name: found.joined_at + level.waiting for level in terms.levels}
    if calendar.stage == Stage.CLOSING:
        covered = tuple(name for name, start in starts.items() if start < calendar.closing_at)
        return [NextStep("covered_before", until=calendar.closing_at, values={"levels": covered})] if covered else []
    if all(start <= now for start in starts.values()):
        return [NextStep("covered")]
    by_start = {
        start: tuple(name for name, at in starts.items() if at == start) for start in sorted(set(starts.values()))
    }
    return [NextStep("covered_from", since=at, values={"levels": names}) for at, names in by_start.items()]


def show_case(found: CaseFile, place: PlanContext) -> None:
    """A case in full; to whom it may concern, what an assessor signs."""
    page, site = place.page, place.ledger.site
    page.title(place.say("case_title", case=found.number, level=found.level, status=place.named(found.status)))
    dates = {"diagnosed": found.diagnosed_at, "filed_at": found.filed_at}
    dates |= {"decided_at": found.decided_at, "announced_at": found.announced_at}
    rows = [["claimant", found.claimant]]
    rows += [["paid_to", found.beneficiary]] if found.beneficiary != found.claimant else []
    rows += [[name, local(at)] for name, at in dates.items() if at]
    rows += [["with_fee", place.money(found.payout)]] if found.payout else []
    rows += [["commitment", to_hex(found.commitment)]]
    rows += [["report", to_hex(found.report)]] if found.report else []
    rows += [["disputes", ", ".join(map(str, found.disputes))]] if found.disputes else []
    if found.status == CaseStatus.FILED:
        rows += [["for_panel_sign", f"--chain {place.ledger.chain_id} --desk {site.desk}"]]
    page.table(["", ""], [[place.say(name), told] for name, told in rows], words=(0, 1))


def show_cases(found: Iterable[CaseFile], place: PlanContext) -> None:
    """A line for each case."""
    rows = [
        [
            str(each.number),
            each.level,
            place.named(each.status),
            local_date(each.filed_at),
            each.claimant,
            _money(place, each.payout),
        ]
        for each in found
    ]
    if rows:
        columns = [place.say(name) for name in ("case", "level", "status", "filed_at", "claimant", "payout")]
        place.page.table(columns, rows, words=(0, 1, 2, 3, 4))
    else:
        place.page.prose(place.say("no_cases"))


def case_json(found: CaseFile) -> dict[str, Any]:
    """A case as `--json` gives it."""
    return {
        "case": found.number,
        "level": found.level,
        "status": found.status.value,
        "claimant": found.claimant,
        "beneficiary": found.beneficiary,
        "diagnosed_at": Moment(found.diagnosed_at),
        "filed_at": Moment(found.filed_at),
        "decided_at": Moment(found.decided_at),
        "announced_at": Moment(found.announced_at),
        "payout": Money(found.payout),
        "commitment": to_hex(found.commitment),
        "report": to_hex(found.report) if found.report else "",
        "contested": found.contested,
        "appealed": found.appealed,
        "disputes": list(found.disputes),
    }


def _money(place: PlanContext, amount: int) -> str:
    return place.money(amount) if amount else "–"

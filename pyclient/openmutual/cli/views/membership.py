"""A membership and a case on the page and in JSON, and what happens next to them."""

from collections.abc import Iterable
from typing import Any

from ...chain.queries import Calendar, CaseFile, Membership
from ...codec import to_hex
from ...records import Account, CaseStatus, MemberStatus, Stage, Terms
from ..context import PlanContext
from .moments import local
from .next_steps import NextStep

FOR_EVER = 2**40
"""Beyond all times: contracts say so where no end is known."""


def tell_membership(place: PlanContext, account: Account) -> dict[str, Any]:
    """Say what a membership holds and what happens next; returns it for `--json`."""
    found = place.ledger.membership(account)
    prospects = of_membership(found, place.ledger.terms, place.ledger.calendar(), place.now)
    is_known = found.status != MemberStatus.NONE
    holds = f"{found.status.value}: {found.units} units, {place.money(found.balance)}" if is_known else "no member"
    place.page.item("", f"{account} is {holds}.")
    return {
        "member": account,
        "status": found.status.value,
        "units": found.units,
        "balance": found.balance,
        "joined_at": found.joined_at,
        "covered_until": found.covered_until if found.covered_until < FOR_EVER else 0,
    } | place.tell(prospects)


def of_membership(found: Membership, terms: Terms, calendar: Calendar, now: int) -> list[NextStep]:
    """What happens next to a membership."""
    match found.status:
        case MemberStatus.ACTIVE:
            return [*_cover(found, terms, now), NextStep("Anyone can announce", "announce", calendar.announceable_from)]
        case MemberStatus.LEAVING:
            what = "Leaving takes effect with the next announcement, which anyone can make"
            return [
                NextStep(what, "announce", calendar.announceable_from),
                NextStep("Then take out the rest", "withdraw"),
            ]
        case MemberStatus.LAPSED:
            return [*_back(found, terms, calendar, now), NextStep("Take out the rest", "withdraw")]
        case MemberStatus.LEFT | MemberStatus.CLAIMED:
            return [NextStep("Take out the rest", "withdraw")]
        case _:
            return []


def _back(found: Membership, terms: Terms, calendar: Calendar, now: int) -> list[NextStep]:
    """The way back of who has lapsed, as long as there is one."""
    until = found.lapsed_at + terms.grace
    if calendar.stage != Stage.OPEN or now >= until:
        return []
    return [NextStep("Your own top-up brings you back, cover unbroken,", "top-up AMOUNT", until=until)]


def _cover(found: Membership, terms: Terms, now: int) -> list[NextStep]:
    """From when each level is covered, as long as that lies ahead."""
    starts = {level.name: found.joined_at + level.waiting for level in terms.levels}
    if all(start <= now for start in starts.values()):
        return [NextStep("You are covered")]
    by_start = {start: [name for name, at in starts.items() if at == start] for start in sorted(set(starts.values()))}
    return [NextStep(f"Diagnoses are covered for {', '.join(names)}", since=at) for at, names in by_start.items()]


def show_case(found: CaseFile, place: PlanContext) -> None:
    """A case in full; to whom it may concern, what an assessor signs."""
    page, site = place.page, place.ledger.site
    page.title(f"Case {found.number}: {found.level}, {found.status.value}")
    dates = {"diagnosed": found.diagnosed_at, "filed": found.filed_at}
    dates |= {"decided": found.decided_at, "announced": found.announced_at}
    rows = [["claimant", found.claimant]]
    rows += [["paid to", found.beneficiary]] if found.beneficiary != found.claimant else []
    rows += [[name, local(at)] for name, at in dates.items() if at]
    rows += [["payout", place.money(found.payout)]] if found.payout else []
    rows += [["commitment", to_hex(found.commitment)]]
    rows += [["report", to_hex(found.report)]] if found.report else []
    rows += [["disputes", ", ".join(map(str, found.disputes))]] if found.disputes else []
    if found.status == CaseStatus.FILED:
        rows += [["for panel sign", f"--chain {place.ledger.chain_id} --desk {site.desk}"]]
    page.table(["", ""], rows, words=(0, 1))


def show_cases(found: Iterable[CaseFile], place: PlanContext) -> None:
    """A line for each case."""
    rows = [
        [
            str(each.number),
            each.level,
            each.status.value,
            local(each.filed_at),
            each.claimant,
            _money(place, each.payout),
        ]
        for each in found
    ]
    if rows:
        place.page.table(["case", "level", "status", "filed", "claimant", "payout"], rows, words=(0, 1, 2, 3, 4))
    else:
        place.page.prose("No case has been filed.")


def case_json(found: CaseFile) -> dict[str, Any]:
    """A case as `--json` gives it: times in Unix seconds, money in base units."""
    return {
        "case": found.number,
        "level": found.level,
        "status": found.status.value,
        "claimant": found.claimant,
        "beneficiary": found.beneficiary,
        "diagnosed_at": found.diagnosed_at,
        "filed_at": found.filed_at,
        "decided_at": found.decided_at,
        "announced_at": found.announced_at,
        "payout": found.payout,
        "commitment": to_hex(found.commitment),
        "report": to_hex(found.report) if found.report else "",
        "contested": found.contested,
        "appealed": found.appealed,
        "disputes": list(found.disputes),
    }


def _money(place: PlanContext, amount: int) -> str:
    return place.money(amount) if amount else "–"

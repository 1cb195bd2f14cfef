"""A case on the page and in JSON."""

from collections.abc import Iterable
from typing import Any

from ...chain.queries import CaseFile
from ...codec import to_hex
from ...records import CaseStatus
from ..context import PlanContext
from .moments import local


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

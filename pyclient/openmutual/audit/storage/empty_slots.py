"""Where something could be hidden: slots that must be empty, for everybody whom the log knows.

Who deploys a contract can write into its storage what no event tells of.  Its root then is another one; where that has
to be explained, these are the places to look at first: a credit, a membership, a seat on the panel out of nothing.
"""

from collections.abc import Iterator

from ...records import Account
from ..replay.state import ReplayedPlan
from .layout import WHOLE, Cell, word

KEPT_BY_ACCOUNT: dict[str, dict[str, tuple[str, ...]]] = {
    "MutualLedger": {
        "_credits": (WHOLE,),
        "_members": ("units", "limit", "joinedAt", "joinedIn", "standing", "exit", "endedAt", "end"),
        "_reinstatedAt": (WHOLE,),
    },
    "CaseDesk": {"_assessors": ("panel", "signed"), "_claimants": ("last", "lastRejected")},
    "Jury": {"_volunteers": ("seatPlusOne", "takenAt", "resignedAt", "barredUntil")},
    "Enrolment": {},
}
"""What each contract keeps by account: variables, and their fields."""


def suspects(contract: str, plan: ReplayedPlan) -> Iterator[Cell]:
    """Empty cells for everybody, also for those who rightly have something there."""
    for account in known_accounts(plan):
        for variable, fields in KEPT_BY_ACCOUNT[contract].items():
            yield Cell(variable, (word(account),), dict.fromkeys(fields, 0))


def known_accounts(plan: ReplayedPlan) -> list[Account]:
    """Whoever the state of a plan names, each once."""
    roles = plan.roles
    named = [plan.operator, roles.operator, roles.supervisor, roles.sponsor, roles.attestor, *roles.assessors]
    named += [plan.proposed_operator[0], *plan.proposed_panel[0]]
    named += [assessor for _, panel in plan.panels for assessor in panel]
    named += [case.beneficiary for case in plan.cases]
    return [account for account in dict.fromkeys((*named, *plan.members)) if account]

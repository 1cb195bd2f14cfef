"""What the scripts of pages say in one language, and all that they have to know of the plan."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..i18n import texts
from .accounts import PERIODS_A_SHARD
from .acting import instructions
from .examined import ExaminedPlan
from .pages import CASES_A_PAGE, PERIODS_A_PAGE

OF_ACCOUNTS = ("columns", "lines", "case", "comma", "status", "sum", "title")
"""What is said of a member's account, as `statement` says it."""

ACTS = ("top_up", "leave", "withdraw")
"""What a member can do from their account."""


def words(examined: ExaminedPlan, language: str) -> Mapping[str, Any]:
    """The words and facts for the scripts, in `en` or `zh`."""
    report, own = examined.report, texts("portal", language)
    told, cases, periods = report.subject, len(report.cases.rows), len(report.periods.rows)
    contracts = examined.audited.extract.contracts
    return {
        **{key: texts("statement", language)[key] for key in OF_ACCOUNTS},
        **{key: own[key] for key in ("search", "member", "proving")},
        "proof": texts("proof", language),
        "actions": {key: own["actions"][key] for key in ACTS},
        "commands": [asdict(each) for each in instructions(contracts, {"member": "MEMBER"}, *ACTS)],
        **{name: getattr(told, name) for name in ("decimals", "symbol", "ledger", "stage")},
        "chain": told.chain_id,
        "block": told.last_block,
        "tables": [
            {"kind": "case", "page": "cases", "rows": cases, "size": CASES_A_PAGE},
            {"kind": "period", "page": "periods", "rows": periods, "size": PERIODS_A_PAGE},
        ],
        "chunks": max(1, -(-periods // PERIODS_A_SHARD)),
    }

"""What the ledger's own accounts must be when it is asked for them; used where no storage can be proven."""

from collections.abc import Mapping

from eth_abi.exceptions import DecodingError

from ...abi.artifacts import artifact
from ..findings import Findings
from ..replay.state import ReplayedPlan
from ..source import calls
from ..source.extract import Answer, Extract
from .layout import WHOLE
from .ledger import ledger_money, totals


def check_books(extract: Extract, plan: ReplayedPlan, block: int, findings: Findings) -> bool:
    """Compare the ledger's answer after a block with what the log comes to; false if there is no answer."""
    asked = extract.contracts.ledger, calls.books(), block
    answers = [answer for answer in extract.answers if (answer.contract, answer.data, answer.block) == asked]
    for answer in answers:
        _compare(answer, due_books(plan), findings)
    return bool(answers)


def due_books(plan: ReplayedPlan) -> dict[str, int]:
    """The answer that is due, by the names of its fields."""
    stored = {cell.variable: cell.fields for cell in (*totals(plan), *ledger_money(plan))}
    money, payable, calendar = (stored[name] for name in ("_money", "_payable", "_calendar"))
    sums = {name: money[name] for name in ("surplus", "backstop")}
    sums |= {name: payable[name] for name in ("operatorCredit", "rebatePool")}
    return {
        **{name: stored["_pool"][name] for name in ("stage", "period", "index", "shares")},
        "members": plan.active,
        "units": plan.units,
        "leavingUnits": plan.leaving_units,
        **sums,
        "bonds": plan.money.bonds,
        "rebateShared": plan.money.rebate_shared,
        **{name: calendar[name] for name in ("announcedAt", "belowSince", "closingAt")},
        "chargedThisYear": calendar["charged"],
        "queue": stored["_queue"][WHOLE],
    }


def _compare(answer: Answer, due: Mapping[str, int], findings: Findings) -> None:
    try:
        said = artifact("MutualLedger").interface.functions["books"].result(answer.result)
    except DecodingError:
        findings.add("books-unreadable", contract=answer.contract, block=answer.block)
        return
    for field, value in due.items():
        findings.expect(
            said[field] == value,
            "books-differ",
            contract=answer.contract,
            block=answer.block,
            field=field,
            said=said[field],
            due=value,
        )

"""What is wrong with a currency that a plan trusts with its money, found by executing its code."""

from ...events import LogPosition
from ...records import Account
from ..findings import Basis, Findings
from ..source import calls
from .answers import Currency, text_of
from .birth import birth_of, check_birth
from .inspection import NAMES, Inspected
from .kind import check_kind
from .machine import NOT_GIVEN, number_of
from .parties import PERMIT2, spenders
from .trial import Move


def check_currency(currency: Currency, findings: Findings) -> Basis:
    """Everything that a currency answers and does after the audited block.

    Returns:
        What it rests on that nothing was found, or that something was.
    """
    now = currency.now
    is_known = check_kind(currency, now.delegates if now else (), findings)
    if now is None:
        return Basis.REPORTED
    _check_views(currency, now, findings)
    _check_takers(currency, now, findings)
    _check_moves(currency, now, findings)
    _check_changes(currency, now, is_known, findings)
    if now.unproven not in ("", NOT_GIVEN):
        findings.add("currency-unproven", token=currency.extract.contracts.token, reason=now.unproven)
    return Basis.PROVEN if not now.unproven and currency.is_proven(currency.extract.last) else Basis.REPORTED


def check_making(currency: Currency, opened: LogPosition, findings: Findings) -> Basis:
    """Whether the plan's constructors ran as published; where there are no receipts, nobody says who made it."""
    if not currency.extract.has_receipts:
        return Basis.REPORTED
    birth = birth_of(currency.extract)
    code = currency.code_before(birth.block, birth.factory) if birth else None
    if birth is not None and code is None and not _proves_states(currency, birth.block):
        return Basis.REPORTED
    return Basis.PROVEN if check_birth(code, birth, opened, findings) else Basis.REPORTED


def _proves_states(currency: Currency, block: int) -> bool:
    """Whether it is worth saying that an old state is not given: the newest is, and the old header is proven."""
    return currency.now is not None and not currency.now.unproven and currency.is_proven(block)


def _check_views(currency: Currency, now: Inspected, findings: Findings) -> None:
    """Everybody is told the same."""
    for data, view in now.views.items():
        facts = {"view": calls.function_of(data), "ledger": view.to_ledger.output, "others": view.to_stranger.output}
        told = {name: value or b"" for name, value in facts.items()}
        findings.expect(view.is_one, "currency-two-faced", token=currency.extract.contracts.token, **told)


def _check_takers(currency: Currency, now: Inspected, findings: Findings) -> None:
    """Nobody may take the ledger's money; what the currency's log tells of is found there."""
    token, takers = (
        currency.extract.contracts.token,
        {who: number_of(said) or 0 for who, said in now.allowances.items()},
    )
    told = spenders(currency.extract) if any(takers.values()) else set()
    for spender, amount in takers.items():
        if spender == PERMIT2:
            findings.expect(not amount, "allowance-permit2", token=token, spender=spender)
        elif spender not in told:
            findings.expect(not amount, "allowance-silent", token=token, spender=spender, amount=amount)
    for thief in now.thieves:
        findings.add("currency-gives-away", token=token, thief=thief)
    for operator, said in now.operators.items():
        findings.expect(not number_of(said), "operator-silent", token=token, operator=operator)


def _check_moves(currency: Currency, now: Inspected, findings: Findings) -> None:
    """A payment moves what it says, and nobody acts in the middle of it."""
    token = currency.extract.contracts.token
    for move in (move for trial in now.trials for move in trial.moves):
        _check_move(token, move, now.stranger, findings)
    findings.expect(not now.hooks, "currency-hooks", token=token, called=now.hooks)


def _check_move(token: Account, move: Move, stranger: Account, findings: Findings) -> None:
    facts = {"payer": move.payer, "payee": move.payee, "amount": move.amount}
    if not move.is_refused:
        moved = {"left": move.left, "arrived": move.arrived}
        findings.expect(move.is_exact, "currency-moves-otherwise", token=token, **facts, **moved)
    elif stranger in (move.payer, move.payee):  # others may have been blocked by its issuer
        findings.add("currency-refuses", token=token, **facts)


def _check_changes(currency: Currency, now: Inspected, is_known: bool, findings: Findings) -> None:
    """What is not as it was when the plan began; a known currency's issuer may replace its code."""
    then, facts = currency.at_first, {"token": currency.extract.contracts.token, "block": currency.extract.first}
    if then is None:
        return
    for name, data in NAMES.items():
        was, is_now = then.views[data].to_ledger, now.views[data].to_ledger
        if was.unproven or is_now.unproven or was.output == is_now.output:
            continue
        if name == "decimals":
            findings.add("decimals-changed", **facts, was=number_of(was) or 0, now=number_of(is_now) or 0)
        else:
            findings.add("currency-renamed", **facts, was=text_of(was.output), now=text_of(is_now.output))
    is_same = (then.code_hash, then.delegates) == (now.code_hash, now.delegates)
    is_told = not any(view.to_ledger.unproven for seen in (then, now) for view in seen.views.values())
    findings.expect(is_known or is_same or not is_told, "currency-upgraded", **facts)

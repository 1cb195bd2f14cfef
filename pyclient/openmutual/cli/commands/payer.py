"""What somebody pays for many: `openmutual join-many` and `top-up-many`, from lists as spreadsheets write them."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..context import PlanContext, plan_command
from ..result import Money

if TYPE_CHECKING:
    from ...chain import ChainLedger
    from ...enrolment import SignedAttestation
    from ...errors import FileError
    from ...records import Account
    from ..rolls import Joiner

MOST_JOINING = 200
"""Members in one transaction of a batch that joins: a third of the gas that one may use."""

MOST_FILLED = 400
"""Reserves that one transaction fills."""

Roll = Annotated[
    Path,
    typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A CSV file with an address in each row."),
]


@plan_command
def join_many(
    place: PlanContext,
    roll: Roll,
    attestation: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The attestor's word for all of them, where the plan asks for one."),
    ] = None,
) -> dict[str, Any]:
    """Enrol many and pay their deposits: columns address (地址), tier (档位), deposit (存入金额).

    Nothing is sent before every row is right. The same command again goes on: who is a member already is passed over.
    Where the plan has one tier, tier may be left out; without a deposit, it is the least of the tier.
    """
    from ...enrolment import read_attestation
    from ..rolls import read_joiners

    joiners = read_joiners(roll, place.ledger.terms, place.decimals)
    signed = read_attestation(attestation) if attestation else None
    missing = _not_yet_members(place, roll, joiners)
    batches = _batches(missing) if signed is None else [_vouched_for(place, roll, missing, signed)]
    joins = [(batch, partial(_join, payer=place.me, batch=batch, signed=signed)) for batch in batches if batch]
    for _, join in joins:
        place.ledger.rehearse(join)
    place.provide(sum(joiner.deposit for joiner in missing))
    for batch, join in joins:
        join(place.ledger)
        place.done(
            place.say("batch_joined", count=len(batch), tier=batch[0].tier, deposit=place.money(batch[0].deposit))
        )
    passed_over = len(joiners) - len(missing)
    if passed_over:
        place.page.item("", place.say("passed_over", count=passed_over))
    return {
        "joined": [joiner.account for joiner in missing],
        "passed_over": passed_over,
        "paid": Money(sum(joiner.deposit for joiner in missing)),
    }


@plan_command
def top_up_many(
    place: PlanContext,
    amount: Annotated[
        str | None, typer.Argument(metavar="[AMOUNT]", help="For each of the addresses, in the currency.")
    ] = None,
    members: Annotated[
        list[str] | None, typer.Argument(metavar="[ADDRESS]...", help="Whose reserves, each by the amount.")
    ] = None,
    roll: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="A CSV file instead: address (地址), amount (金额).",
        ),
    ] = None,
) -> dict[str, Any]:
    """Top up several reserves in one transfer; who is not active is passed over, and nothing is paid for them."""
    whose, amounts = _refills(place, amount, members or [], roll)
    skipped = place.pay(sum(amounts), lambda ledger: ledger.top_up_many(place.me, whose, amounts))
    paid = {member: each for member, each in zip(whose, amounts, strict=True) if member not in skipped}
    if len(set(amounts)) == 1:
        place.done(place.say("each_topped_up", amount=place.money(amounts[0]), count=len(paid)))
    else:
        place.done(place.say("all_topped_up", amount=place.money(sum(paid.values())), count=len(paid)))
    for member in skipped:
        place.page.item("", place.say("not_active", who=member), "yellow")
    told = {"topped_up": list(paid), "skipped": skipped}
    return told | ({"amount": Money(amounts[0])} if roll is None else {"amounts": list(map(Money, paid.values()))})


def _refills(
    place: PlanContext, amount: str | None, members: Sequence[str], roll: Path | None
) -> "tuple[list[Account], list[int]]":
    """Whose reserves, and by how much each.  Raises BadParameter, FileError, AmountError."""
    from ..deployment import address
    from ..rolls import read_refills

    if (roll is None) == (amount is None) or (roll is None) != bool(members):
        raise typer.BadParameter("name an amount and addresses, or a file by --from", param_hint="AMOUNT")
    if roll is None:
        whose = [address("ADDRESS", member) for member in members]
        return whose, [place.amount(str(amount))] * len(whose)
    refills = read_refills(roll, place.decimals)
    if len(refills) > MOST_FILLED:
        raise _wrong(
            roll, refills[MOST_FILLED].line, f"one transfer fills at most {MOST_FILLED} reserves; split the file"
        )
    return [refill.account for refill in refills], [refill.amount for refill in refills]


def _not_yet_members(place: PlanContext, roll: Path, joiners: "Sequence[Joiner]") -> "list[Joiner]":
    """Those who are to join still; who was a member once and is none now can only join by themselves."""
    from ...errors import FileErrors
    from ...records import MemberStatus

    statuses = place.ledger.statuses([joiner.account for joiner in joiners])
    attested = place.ledger.roles.attestor
    gone = [
        _wrong(roll, joiner.line, f"{joiner.account} was a member once ({status.value}), and can only join alone")
        for joiner, status in zip(joiners, statuses, strict=True)
        if status not in (MemberStatus.NONE, MemberStatus.ACTIVE) and not attested
    ]
    if gone:
        raise gone[0] if len(gone) == 1 else FileErrors(gone)
    known = zip(joiners, statuses, strict=True)
    return [joiner for joiner, status in known if status != MemberStatus.ACTIVE]


def _batches(joiners: "Sequence[Joiner]") -> "Iterator[list[Joiner]]":
    """Those of one tier and deposit together, as many as one transaction bears."""

    def kind(joiner: "Joiner") -> tuple[str, int]:
        return joiner.tier, joiner.deposit

    for _, found in groupby(sorted(joiners, key=kind), kind):
        alike = list(found)
        yield from (alike[first : first + MOST_JOINING] for first in range(0, len(alike), MOST_JOINING))


def _vouched_for(
    place: PlanContext, roll: Path, joiners: "Sequence[Joiner]", signed: "SignedAttestation"
) -> "list[Joiner]":
    """All of them in the order of the attestation, which is for one tier.  Raises FileError, OtherPlan."""
    from ...chain.contract import one_of
    from ...errors import OtherPlan

    if signed.plan_hash != place.ledger.plan_hash:
        raise OtherPlan("the attestation", signed.plan_hash, place.ledger.plan_hash)
    by_account = {joiner.account: joiner for joiner in joiners}
    tier = one_of(place.ledger.terms.tiers, signed.enrolment.tier).name
    for joiner in joiners:
        if joiner.account not in signed.enrolment.members:
            raise _wrong(roll, joiner.line, f"the attestation is not for {joiner.account}")
        if (joiner.tier, joiner.deposit) != (tier, joiners[0].deposit):
            raise _wrong(roll, joiner.line, f"the attestation is for the tier {tier}, and all pay one deposit")
    left_out = [member for member in signed.enrolment.members if member not in by_account]
    if joiners and left_out:
        raise _wrong(roll, 0, f"the attestation is for {left_out[0]} too; all of them join at once")
    return [by_account[member] for member in signed.enrolment.members] if joiners else []


def _join(
    ledger: "ChainLedger", payer: "Account", batch: "Sequence[Joiner]", signed: "SignedAttestation | None"
) -> None:
    accounts = [joiner.account for joiner in batch]
    ledger.join_many(payer, accounts, batch[0].tier, batch[0].deposit, signed.word if signed else None)


def _wrong(roll: Path, line: int, problem: str) -> "FileError":
    from ...errors import FileError

    return FileError(str(roll), line, "", problem)

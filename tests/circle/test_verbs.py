"""The verbs of a circle: wrong arguments are refused by errors of this package, and each does what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openmutual import Circle, Connection, OpenMutualError, Units, connect
from openmutual.errors import (
    AlreadyMember,
    AmountError,
    AnnouncementTooEarly,
    ArgumentError,
    ChainError,
    NoProposal,
    NotEnoughMoney,
    UnknownCase,
    UnknownTier,
)
from openmutual.events import CaseFiled, Joined, ToppedUp, Withdrawn
from openmutual.project import Project
from tests.circle.conftest import MEMBERS
from tests.client.real_chain import RealChain

NO_ZONE = datetime.fromisoformat("2030-01-01T12:00:00")
COVERED = datetime(2020, 3, 20, tzinfo=UTC)
"""A day on which the members that a module shares are covered."""

WRONG: dict[str, tuple[Callable[[Circle], Any], type[OpenMutualError], str]] = {
    "a bare whole number": (lambda c: c.join("new", "couple", 400), AmountError, "Units"),  # type: ignore[arg-type]
    "a float": (lambda c: c.join("new", "couple", 400.0), AmountError, "Decimal"),  # type: ignore[arg-type]
    "not a number": (lambda c: c.top_up("couple 0", Decimal("NaN")), AmountError, "no amount"),
    "a huge number": (lambda c: c.top_up("couple 0", Decimal("1e999999")), AmountError, "no amount"),
    "less than nothing": (lambda c: c.top_up("couple 0", Decimal(-1)), AmountError, "negative"),
    "finer than the currency": (lambda c: c.top_up("couple 0", "0.001"), AmountError, "finer"),
    "a flag for units": (lambda c: c.top_up("couple 0", Units(True)), AmountError, "base units"),
    "nobody": (lambda c: c.leave(""), ArgumentError, "nobody"),
    "a number for somebody": (lambda c: c.leave(7), ArgumentError, "nobody"),  # type: ignore[arg-type]
    "half an address": (lambda c: c.leave("0x12"), ArgumentError, "mistake"),
    "somebody else's address": (lambda c: c.leave(f"0x{7:040x}"), OpenMutualError, "no key"),
    "a tier that is not there": (lambda c: c.join("new", "triple", "400"), UnknownTier, "triple"),
    "a case that is not there": (lambda c: c.settle(999), UnknownCase, "999"),
    "a time without a zone": (
        lambda c: c.file("couple 0", "hospital", diagnosed=NO_ZONE),
        ArgumentError,
        "zone",
    ),
    "a number for a time": (
        lambda c: c.file("couple 0", "hospital", diagnosed=1_585_699_200),  # type: ignore[arg-type]
        ArgumentError,
        "zone",
    ),
    "a text for the number of a case": (lambda c: c.settle("7"), ArgumentError, "caseId must be of type uint256"),  # type: ignore[arg-type]
    "a flag for the number of a case": (lambda c: c.settle(True), ArgumentError, "caseId"),
    "a number of a case below the first": (lambda c: c.settle(-1), ArgumentError, "caseId"),
    "no number of a dispute": (lambda c: c.draw(None), ArgumentError, "disputeId"),  # type: ignore[arg-type]
    "half a commitment": (
        lambda c: c.file("couple 0", "hospital", diagnosed=COVERED, commitment=b"half"),
        ArgumentError,
        "32 bytes",
    ),
    "a number for a reason": (lambda c: c.object("couple 1", 0, 5), ArgumentError, "hashed"),  # type: ignore[arg-type]
    "a name for an attestation": (
        lambda c: c.join("new", "couple", "400", attestation="the attestor"),  # type: ignore[arg-type]
        ArgumentError,
        "attestation",
    ),
    "one name for a list": (lambda c: c.approve(0, "assessor-1"), ArgumentError, "list"),
    "one name for a panel": (lambda c: c.propose_panel("operator", "Wus"), ArgumentError, "list"),
    "a number for a panel": (lambda c: c.propose_panel("operator", 3), ArgumentError, "list"),  # type: ignore[arg-type]
    "amounts that name nobody": (lambda c: c.top_up_many("couple 0", ["3"]), ArgumentError, "by member"),  # type: ignore[arg-type]
    "joining twice": (lambda c: c.join("couple 0", "couple", "400"), AlreadyMember, "AlreadyMember"),
    "a successor who was not proposed": (lambda c: c.accept_operator("new"), NoProposal, "NoProposal"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_argument_is_refused_by_an_error_of_this_package(settled: Circle, wrong: str) -> None:
    act, error, words = WRONG[wrong]
    before = settled.members()
    with pytest.raises(error, match=words):
        act(settled)
    assert settled.members().equals(before)


@pytest.mark.parametrize("when", [NO_ZONE, "tomorrow", timedelta(seconds=-1)])
def test_the_clock_moves_to_a_time_with_a_zone_or_by_a_while(om: Connection, when: Any) -> None:
    now = om.now
    with pytest.raises(ArgumentError, match=r"zone|go back"):
        om.advance(when)
    assert om.now == now


def test_a_time_that_has_passed_moves_no_clock(om: Connection) -> None:
    now = om.now
    assert om.advance(now - timedelta(days=1)) == now
    assert om.advance(timedelta(0)) == now


def test_on_a_real_chain_money_must_be_there_before_anything_is_sent(tmp_path: Path) -> None:
    chain = RealChain()
    om = Connection(chain.world(), Project(tmp_path))
    made = om.deploy("circle", token=chain.token, assessors=["a", "b", "c"])
    head = chain.node.head()
    with pytest.raises(NotEnoughMoney, match=r"holds 0 of the currency 0x\w+, and needs 400"):
        made.join("ann", "couple", "400")
    assert chain.node.head() == head


@pytest.mark.parametrize("amount", ["400", Decimal(400), Decimal("4E+2"), Units(400_00)], ids=repr)
def test_an_amount_may_be_a_text_a_decimal_or_units(settled: Circle, amount: Any) -> None:
    receipt = settled.join(f"with {amount!r}", "couple", amount)
    (joined,) = receipt.events
    assert isinstance(joined, Joined)
    assert joined.deposit == 400_00


def test_a_receipt_tells_of_all_transactions(settled: Circle, om: Connection) -> None:
    before = om.world.node.head().number
    receipt = settled.join("told", "couple", "400")
    head = om.world.node.head()
    # Money is made, the ledger may take it, and it does.
    assert len(set(receipt.transactions)) == head.number - before == 3
    assert (receipt.hash, receipt.block) == (receipt.transactions[-1], head.number)
    chain = [om.world.node.receipt(bytes.fromhex(each[2:])) for each in receipt.transactions]
    assert receipt.gas == sum(each.gas_used for each in chain)
    assert [receipt.event(Joined)] == list(receipt.events)
    with pytest.raises(ArgumentError, match="no ToppedUp, but of Joined"):
        receipt.event(ToppedUp)
    assert repr(receipt) == f"<Receipt: Joined; block {head.number}, {receipt.gas:,} gas, {receipt.hash}>"


def test_members_fill_up_for_themselves_and_for_others(settled: Circle) -> None:
    settled.join("filler", "couple", "400")
    settled.join("filled", "couple", "400")
    (topped_up,) = settled.top_up("filler", "20", member="filled").events
    assert isinstance(topped_up, ToppedUp)
    assert topped_up.member == settled.account("filled")
    skipped = settled.top_up_many("filler", {"filled": "2", "nobody at all": "2"}).value
    assert skipped == [settled.account("nobody at all")]
    settled.top_up("filler", Units(2_00))
    balances = dict(settled.members().select("account", "balance").iter_rows())
    assert balances[settled.account("filled")] == Decimal(422)
    assert balances[settled.account("filler")] == Decimal(402)


def test_a_case_goes_from_illness_over_a_jury_to_payment() -> None:
    om = connect()
    made = om.deploy("circle")
    for name in MEMBERS:
        made.join(name, "couple", "400")
    for name in MEMBERS[2:]:
        made.volunteer(name)
    om.advance(timedelta(days=91))
    receipt = made.file("couple 0", "hospital", diagnosed=om.now - timedelta(days=1))
    case = receipt.value
    assert isinstance(receipt.events[0], CaseFiled)
    made.approve(case, ["assessor-1", "assessor-2"], report=b"seen")
    assert made.announce().value == 0
    with pytest.raises(AnnouncementTooEarly):
        made.announce()
    dispute = made.object("couple 1", case, "not hers").value
    made.add_reason("couple 2", case, "nor mine")
    made.draw(dispute)
    state, salt = made.ledger.dispute(dispute), bytes(range(32))
    for juror in state.jurors:
        name = next(name for name in MEMBERS if made.account(name) == juror)
        made.commit(name, dispute, pays=True, salt=salt)
    om.advance(datetime.fromtimestamp(state.ends, UTC))
    for juror in state.jurors:
        made.reveal(juror, dispute, pays=True, salt=salt)
    om.advance(datetime.fromtimestamp(made.ledger.dispute(dispute).ends, UTC))
    made.tally(dispute)
    om.advance(timedelta(days=30))
    made.settle(case)
    (row,) = made.cases().iter_rows(named=True)
    assert (row["status"], row["paid"] + row["fee"]) == ("settled", row["payout"])
    made.announce()
    made.leave("couple 1")
    assert made.members().filter(pl.col("account") == made.account("couple 1"))["status"].item() == "leaving"
    juror = next(name for name in MEMBERS if made.account(name) in state.jurors)
    assert made.collect(juror).value == Decimal(made.ledger.terms.jury.reward) / 100


def test_a_case_may_be_rejected_appealed_or_taken_back(settled: Circle, om: Connection) -> None:
    rejected = settled.file("couple 1", "hospital", diagnosed=om.now).value
    settled.reject(rejected, ["assessor-1", "assessor-3"])
    assert settled.appeal("couple 1", rejected, b"\x01" * 32).value == 0
    taken_back = settled.file("couple 2", "hospital", diagnosed=om.now, beneficiary="her daughter").value
    settled.withdraw_case("couple 2", taken_back)
    statuses = dict(settled.cases().select("case", "status").iter_rows())
    assert (statuses[rejected], statuses[taken_back]) == ("appealed", "withdrawn")


def test_of_a_report_only_the_hash_is_on_the_chain(settled: Circle, om: Connection) -> None:
    case = settled.file("couple 5", "hospital", diagnosed=om.now).value
    settled.reject(case, ["assessor-1", "assessor-2"], report="not seen at the hospital")
    assert settled.ledger.case(case).report == sha256(b"not seen at the hospital").digest()


def test_whoever_holds_a_role_uses_it() -> None:
    om = connect()
    made = om.deploy("circle")
    made.join("ann", "couple", "400")
    made.volunteer("ann")
    made.resign("ann")
    made.fund_backstop("sponsor", "50")
    made.notice_backstop("sponsor", "20")
    made.propose_operator("operator", "another")
    made.propose_panel("operator", ["x", "y", "z"])
    om.advance(timedelta(days=75))
    made.accept_operator("another")
    made.install_panel()
    assert made.ledger.roles.operator == made.account("another")
    assert made.ledger.roles.assessors == tuple(map(made.account, "xyz"))
    made.announce()
    assert made.collect_fee("another").value == made.periods()["dues"][0] * 2 > 0
    made.stop_joins("supervisor")
    made.close("another")
    om.advance(timedelta(days=400))
    made.finish()
    receipt = made.withdraw("ann")
    (withdrawn,) = (event for event in receipt.events if isinstance(event, Withdrawn))
    assert receipt.value == Decimal(withdrawn.amount + withdrawn.rebate) / 100
    made.take_backstop("sponsor", Units(made.ledger.snapshot().books.backstop))
    assert made.ledger.snapshot().books.token_balance == 0


def test_who_has_no_key_here_cannot_act(settled: Circle) -> None:
    with pytest.raises(ChainError, match="no key here"):
        settled.leave(f"0x{7:040x}")

"""Who pays for many: lists as spreadsheets write them, all right or nothing sent, and the same again goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from openmutual.chain.errand import Errand
from openmutual.cli.commands import payer
from openmutual.cli.errors import Exit
from openmutual.cli.rolls import read_joiners, read_refills
from openmutual.errors import FileError
from openmutual.plans.terms import load_plan
from openmutual.records import MemberStatus
from tests.cli.cli_fixture import PLAN, fen

TERMS = load_plan(PLAN).terms
ANN, BO, CY = (f"0x{digit * 40}" for digit in "123")


def joiners(folder: Path, text: str | bytes):
    file = folder / "people.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_joiners(file, TERMS, 2)


def mistakes(folder: Path, text: str | bytes):
    with pytest.raises(FileError) as caught:
        joiners(folder, text)
    return [(error.line, error.key, error.problem) for error in caught.value.mistakes]


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("tier,deposit\ncouple,400\n", 1, "address", "no such column"),
        ("address,账户\n", 1, "address", "several such columns: address, 账户"),
        ("address,tier\n0x12,couple\n", 2, "address", "is no address"),
        (f"address,tier\n{ANN},palace\n", 2, "tier", "is no tier; known are: couple, family"),
        (f"address,tier\n{ANN},\n", 2, "tier", "is missing"),
        (f"address,tier,deposit\n{ANN},couple,399\n", 2, "deposit", "less than the tier asks, 400"),
        (f"address,tier,deposit\n{ANN},couple,400.05\n", 2, "deposit", "multiple of units × step, 0.2"),
        (f"address,tier,存入金额\n{ANN},couple,much\n", 2, "存入金额", "no plain decimal number"),
        (f"address,tier\n{ANN},couple\n\n{ANN},family\n", 4, "address", "in row 2 already"),
        (f"address,tier\n{ANN}\n", 2, "", "has 1 cells under 2 headers"),
        ("address,tier\n", 0, "", "names nobody"),
        (f'address,tier\n"{ANN}"x,couple\n', 2, "", "is no CSV"),
        ("地址\n".encode("gb18030"), 1, "", "save it as CSV UTF-8"),
        (b"x" * 1_000_001, 0, "", "is larger than"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(tmp_path, text, line, column, problem):
    ((found_line, found_column, found),) = mistakes(tmp_path, text)
    assert (found_line, found_column) == (line, column)
    assert problem in found


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    found = mistakes(tmp_path, f"address,tier\n0x12,couple\n{ANN},palace\n{BO},couple\n{BO},couple\n")
    assert [(line, column) for line, column, _ in found] == [(2, "address"), (3, "tier"), (5, "address")]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        read_refills(tmp_path / "none.csv", 2)


@pytest.mark.parametrize(
    "text",
    [
        f"address,tier,deposit\n{ANN},couple,400\n{BO},family,900\n",
        f"\ufeff地址,档位,存入金额\r\n{ANN},couple,400\r\n{BO},family,900\r\n",
        f"name;地址;Tier;deposit\nAnn;{ANN};couple;400\nBo;{BO};family;900\n",
        f"tier\tAddress\tDeposit\tremark\ncouple\t{ANN}\t\t\n\t\t\t\nfamily\t{BO}\t900\tlast\n",
    ],
)
def test_lists_are_read_as_spreadsheets_write_them(tmp_path, text):
    first, second = joiners(tmp_path, text)
    assert (first.account, first.tier, first.deposit) == (ANN, "couple", 40_000)
    assert (second.account, second.tier, second.deposit) == (BO, "family", 90_000)


def test_amounts_of_nothing_fill_no_reserve(tmp_path):
    file = tmp_path / "refills.csv"
    file.write_text(f"地址,金额\n{ANN},0\n", encoding="utf-8")
    with pytest.raises(FileError, match="金额: must be above 0"):
        read_refills(file, 2)


def people(cli_plan, *rows):
    lines = [f"{cli_plan.address(name)},{rest}" for name, rest in rows]
    return cli_plan.file("people.csv", "\ufeff地址,档位,存入金额\r\n" + "\r\n".join(lines))


def test_nothing_is_sent_while_one_row_is_wrong(cli_plan):
    roll = people(cli_plan, ("new", "couple,400"), ("newer", "couple,1"))
    result = cli_plan.run("rich", "join-many", roll)
    assert result.exit_code == Exit.FILE
    assert f"{roll}:3: 存入金额: " in result.stderr
    assert cli_plan.world.node.nonce(cli_plan.address("rich")) == 0


def test_many_join_by_tier_and_deposit_and_members_are_passed_over(cli_plan):
    roll = people(cli_plan, ("new", "couple,400"), ("m0", "couple,400"), ("big", "family,900"), ("newer", "couple,400"))
    told = cli_plan.told("rich", "join-many", roll)
    joined = [cli_plan.address(name) for name in ("new", "big", "newer")]
    assert (sorted(told["joined"]), told["passed_over"], told["paid"]) == (sorted(joined), 1, "1700")
    assert cli_plan.ledger.statuses(joined) == [MemberStatus.ACTIVE] * 3
    assert cli_plan.world.allowance(cli_plan.ledger, cli_plan.address("rich")) == 0
    assert cli_plan.told("rich", "join-many", roll)["joined"] == []


def test_what_a_list_costs_is_told_with_its_currency_before_anything_else(cli_plan):
    roll = people(cli_plan, ("new", "couple,400"), ("big", "family,1200"))
    said = cli_plan.done("rich", "join-many", roll)
    assert said.startswith(f"The ledger is about to be allowed to take 1,600 tCNY from {cli_plan.address('rich')}.")


def test_who_was_a_member_once_is_told_by_row(cli_plan):
    cli_plan.done("anyone", "announce")
    cli_plan.wait(30)
    cli_plan.done("m0", "leave")
    cli_plan.done("anyone", "announce")
    cli_plan.done("m0", "withdraw")
    roll = people(cli_plan, ("new", "couple,400"), ("m0", "couple,400"))
    result = cli_plan.run("rich", "join-many", roll)
    assert result.exit_code == Exit.FILE
    assert f"{roll}:3: {cli_plan.address('m0')} was a member once (withdrawn)" in result.stderr


def test_a_batch_that_was_interrupted_goes_on_and_nobody_is_paid_for_twice(cli_plan, monkeypatch):
    """One transaction each, and the process dies when the second is about to be sent."""
    roll = people(cli_plan, *((f"n{number}", "couple,400") for number in range(3)))
    payer_account, noted = cli_plan.address("rich"), []
    monkeypatch.setattr(payer, "MOST_JOINING", 1)
    cli_plan.world.print_money(cli_plan.ledger, payer_account, 200_000)
    real = Errand.note

    def stopped_at_the_third(errand, sent):
        noted.append(sent)
        if len(noted) == 3:  # the allowance, the first of them
            raise KeyboardInterrupt
        real(errand, sent)

    with monkeypatch.context() as patch:
        patch.setattr(Errand, "note", stopped_at_the_third)
        assert cli_plan.run("rich", "join-many", roll).exit_code == 130
    told = cli_plan.told("rich", "join-many", roll)
    assert (len(told["joined"]), told["passed_over"]) == (2, 1)
    assert sum(cli_plan.ledger.membership(cli_plan.address(f"n{number}")).balance for number in range(3)) == 120_000
    assert cli_plan.told("rich", "allowance")["allowance"] == "0"


def test_reserves_are_filled_from_a_list_each_by_its_amount(cli_plan):
    before = [fen(cli_plan.told(name, "membership")["balance"]) for name in ("m0", "m1")]
    rows = [f"{cli_plan.address(name)};{amount}" for name, amount in (("m0", "20"), ("m1", "40"), ("nobody", "10"))]
    roll = cli_plan.file("refills.csv", "地址;金额\n" + "\n".join(rows))
    result = cli_plan.run("m2", "top-up-many", "--from", roll)
    assert result.exit_code == 0
    assert "may still take 10 from" in result.stderr
    assert "60 is in 2 reserves" in " ".join(result.stdout.split())
    assert [fen(cli_plan.told(name, "membership")["balance"]) for name in ("m0", "m1")] == [
        before[0] + 2_000,
        before[1] + 4_000,
    ]
    cli_plan.done("m2", "allowance", "--revoke")
    assert cli_plan.told("m2", "allowance")["allowance"] == "0"


@pytest.mark.parametrize("words", [[], ["20"], ["20", ANN, "--from", "FILE"], ["--from", "FILE", ANN]])
def test_a_list_or_addresses_and_not_both(cli_plan, words):
    file = cli_plan.file("refills.csv", f"address,amount\n{ANN},1\n")
    result = cli_plan.run("m2", "top-up-many", *(file if word == "FILE" else word for word in words))
    assert result.exit_code == Exit.USAGE

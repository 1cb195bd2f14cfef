"""A member's own hands: in, up, out, and the announcement that anyone makes."""

from __future__ import annotations

from openmutual.chain.contract import Contract
from openmutual.cli.errors import Exit
from openmutual.records import MemberStatus
from tests.cli.cli_fixture import DAY


def test_joining_says_from_when_one_is_covered(town):
    told = town.told("new", "join", "couple", "400")
    assert (told["status"], told["balance"], told["units"]) == (MemberStatus.ACTIVE, 40_000, 2)
    assert told["next"][0]["from"] == told["joined_at"] + town.ledger.terms.waiting
    assert town.refused("new", "join", "couple", "400").startswith("AlreadyMember: ")


def test_a_deposit_that_is_none_is_refused(town):
    assert town.run("new", "join", "couple", "much").exit_code == Exit.USAGE
    assert town.refused("new", "join", "couple", "399").startswith(("DepositTooSmall: ", "AmountNotWhole: "))
    assert town.refused("new", "join", "palace", "400").startswith("UnknownTier: ")


def test_the_ledger_may_take_just_what_is_paid(town):
    town.done("new", "join", "couple", "400")
    token = Contract(town.world.node, "TestYuan", town.ledger.site.token)
    assert token.read("allowance", town.address("new"), town.ledger.site.ledger) == 0


def test_a_top_up_of_ones_own_and_of_anothers(town):
    before = town.told("m0", "membership")["balance"]
    assert town.told("m0", "top-up", "20")["balance"] == before + 2_000
    told = town.told("m1", "top-up", "20", "--member", town.address("m0"))
    assert (told["member"], told["balance"]) == (town.address("m0"), before + 4_000)


def test_leaving_takes_effect_after_the_next_announcement(town):
    assert "with the next announcement" in town.done("m0", "leave")
    assert town.refused("m0", "withdraw").startswith("NothingToWithdraw: ")
    town.done("anyone", "announce")
    assert "openmutual withdraw" in town.done("m0", "membership")
    told = town.told("m0", "withdraw")
    assert told["withdrawn"] == 40_000 - 2 * 50
    assert told["status"] == MemberStatus.WITHDRAWN


def test_who_is_no_member_is_told_so(town):
    assert "is no member" in town.done("new", "membership")


def test_an_announcement_says_who_pays_what_and_what_comes_next(town):
    town.decided()
    told = town.told("anyone", "announce")
    assert told["cases"] == {"hospital": 1}
    assert told["share"] == 1_270
    assert [each["until"] or each["from"] for each in told["next"]][:2] == [told["at"] + 7 * DAY] * 2
    line = town.refused("anyone", "announce")
    assert line.startswith("AnnouncementTooEarly: ")
    assert "(earliest 20" in line


def test_an_announcement_of_no_case(town):
    assert "no case" in town.done("anyone", "announce")

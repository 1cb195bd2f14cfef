"""A member's own hands: in, up, out, and the announcement that anyone makes."""

from __future__ import annotations

from openmutual.chain import LocalKeyring
from openmutual.chain.contract import Contract
from openmutual.cli.errors import Exit
from openmutual.codec import to_hex
from openmutual.enrolment import Joining, NullifierKey, SigningDomain, attest, document, write_attestation
from openmutual.records import MemberStatus
from tests.cli.cli_fixture import DAY, fen, unix


def test_joining_says_from_when_one_is_covered(cli_plan):
    told = cli_plan.told("new", "join", "couple", "400")
    assert (told["status"], told["balance"], told["units"]) == (MemberStatus.ACTIVE, "400", 2)
    assert unix(told["next"][0]["from"]) == unix(told["joined_at"]) + cli_plan.ledger.terms.waiting
    assert cli_plan.refused("new", "join", "couple", "400").startswith("AlreadyMember: ")


def test_a_deposit_that_is_none_is_refused(cli_plan):
    assert cli_plan.run("new", "join", "couple", "much").exit_code == Exit.USAGE
    assert cli_plan.refused("new", "join", "couple", "399").startswith(("DepositTooSmall: ", "AmountNotWhole: "))
    assert cli_plan.refused("new", "join", "palace", "400").startswith("UnknownTier: ")


def test_a_refusal_tells_amounts_as_people_have_them(cli_plan):
    said = cli_plan.refused("new", "join", "couple", "401.1")
    assert said.endswith("(amount 401.10 tCNY, multiple 0.20 tCNY)")


def test_an_attestation_by_another_plan_file_is_refused_before_anything_is_paid(cli_plan):
    keyring, card = LocalKeyring(), document("resident-id", "11010519491231002X")
    attestor, new = keyring.account("attestor"), cli_plan.address("new")
    place, other = SigningDomain(cli_plan.ledger.chain_id, attestor), b"\2" * 32
    joining = Joining(0, new, cli_plan.world.now() + DAY, other)
    file = cli_plan.folder / "word.json"
    write_attestation(file, attest((keyring, attestor), NullifierKey(bytes(32)), place, [(new, card)], joining))
    nonce = cli_plan.world.node.nonce(new)
    said = cli_plan.refused("new", "join", "couple", "400", "--attestation", file)
    assert to_hex(other) in said
    assert to_hex(cli_plan.ledger.plan_hash) in said
    assert cli_plan.world.node.nonce(new) == nonce


def test_the_ledger_may_take_just_what_is_paid(cli_plan):
    cli_plan.done("new", "join", "couple", "400")
    token = Contract(cli_plan.world.node, "TestYuan", cli_plan.ledger.site.token)
    assert token.read("allowance", cli_plan.address("new"), cli_plan.ledger.site.ledger) == 0


def test_a_top_up_of_ones_own_and_of_anothers(cli_plan):
    before = fen(cli_plan.told("m0", "membership")["balance"])
    assert fen(cli_plan.told("m0", "top-up", "20")["balance"]) == before + 2_000
    told = cli_plan.told("m1", "top-up", "20", "--member", cli_plan.address("m0"))
    assert (told["member"], fen(told["balance"])) == (cli_plan.address("m0"), before + 4_000)


def test_what_the_rules_refuse_is_known_before_the_ledger_may_take_anything(cli_plan):
    m0, others = cli_plan.address("m0"), cli_plan.address("m1")
    sent = cli_plan.world.node.nonce(m0)
    assert cli_plan.refused("m0", "join", "couple", "400").startswith("AlreadyMember: ")
    assert cli_plan.refused("m0", "top-up", "0.05").startswith("AmountNotWhole: ")
    assert cli_plan.refused("m0", "top-up-many", "20", others, others).startswith("MembersNotSorted: ")
    assert cli_plan.world.node.nonce(m0) == sent
    told = cli_plan.told("m0", "allowance")
    assert (told["account"], told["allowance"]) == (m0, "0")


def test_what_the_ledger_may_still_take_is_told_and_can_be_taken_back(cli_plan):
    cli_plan.world.allow(cli_plan.ledger, cli_plan.address("m0"), 5_000)
    result = cli_plan.run("m0", "top-up", "20")
    assert "may still take 30 from" in result.stderr
    assert "openmutual allowance --revoke" in result.stderr
    assert cli_plan.told("m0", "allowance", "--revoke")["allowance"] == "0"


def test_a_lapsed_member_comes_back_for_the_least_that_it_takes(cli_plan):
    cli_plan.refused("m0", "reinstate")
    cli_plan.lapsed()
    assert "openmutual reinstate" in cli_plan.done("m0", "membership")
    told = cli_plan.told("m0", "reinstate")
    reserve = 2 * cli_plan.ledger.terms.reserve
    assert (told["status"], fen(told["balance"])) == (MemberStatus.ACTIVE, reserve)
    assert "active and has not lapsed" in cli_plan.refused("m0", "reinstate")


def test_top_ups_for_many_are_paid_by_one_and_pass_over_who_is_not_active(cli_plan):
    members, stranger = [cli_plan.address("m0"), cli_plan.address("m1")], cli_plan.address("stranger")
    before = [fen(cli_plan.told(name, "membership")["balance"]) for name in ("m0", "m1")]
    told = cli_plan.told("m2", "top-up-many", "20", members[0], stranger, members[1])
    assert (told["topped_up"], told["skipped"]) == (members, [stranger])
    assert [fen(cli_plan.told(name, "membership")["balance"]) for name in ("m0", "m1")] == [
        held + 2_000 for held in before
    ]
    assert cli_plan.refused("m2", "top-up-many", "20", members[0], members[0]).startswith("MembersNotSorted: ")


def test_without_a_credit_there_is_nothing_to_collect(cli_plan):
    assert cli_plan.refused("m0", "collect").startswith("NoCredit: ")


def test_leaving_takes_effect_after_the_next_announcement(cli_plan):
    assert cli_plan.refused("m0", "leave").startswith("MinimumStay: ")
    cli_plan.done("anyone", "announce")
    cli_plan.wait(cli_plan.ledger.terms.period / DAY)
    assert "with the next announcement" in cli_plan.done("m0", "leave")
    assert cli_plan.refused("m0", "withdraw").startswith("NothingToWithdraw: ")
    cli_plan.done("anyone", "announce")
    assert "openmutual withdraw" in cli_plan.done("m0", "membership")
    told = cli_plan.told("m0", "withdraw")
    assert told["withdrawn"] == "398"
    assert told["status"] == MemberStatus.WITHDRAWN


def test_who_is_no_member_is_told_so(cli_plan):
    assert "is no member" in cli_plan.done("new", "membership")


def test_an_announcement_says_who_pays_what_and_what_comes_next(cli_plan):
    cli_plan.decided()
    told = cli_plan.told("anyone", "announce")
    assert told["cases"] == {"hospital": 1}
    assert told["share"] == "12.7"
    assert [unix(each["until"] or each["from"]) for each in told["next"]][:2] == [unix(told["at"]) + 7 * DAY] * 2
    line = cli_plan.refused("anyone", "announce")
    assert line.startswith("AnnouncementTooEarly: ")
    assert "(earliest 20" in line


def test_an_announcement_of_no_case(cli_plan):
    assert "no case" in cli_plan.done("anyone", "announce")

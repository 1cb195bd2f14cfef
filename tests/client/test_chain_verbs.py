"""Every verb of the protocol does its work on the embedded chain: what it returns, and what is different afterwards."""

import inspect
from collections.abc import Iterator
from dataclasses import replace

import pytest

from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.codec import ZERO_ADDRESS
from openmutual.errors import ChainError, JoinsStopped
from openmutual.protocol import Ledger
from openmutual.records import NOBODY, CaseState, CaseStatus, Level, MemberState, MemberStatus, Stage
from tests.client.chain_play import ChainPlay
from tests.terms import DAY, TERMS


@pytest.fixture
def world() -> EmbeddedWorld:
    return EmbeddedWorld()


@pytest.fixture
def play(world: EmbeddedWorld) -> Iterator[ChainPlay]:
    """A plan with two members; its books must balance at the end (I1)."""
    play = ChainPlay(world)
    play.join("m1", "m2", deposit=60)
    yield play
    snapshot = play.ledger.snapshot()
    books, held = snapshot.books, sum(member.balance for member in snapshot.members.values())
    rebates = books.rebate_pool if books.stage == Stage.CLOSED else 0
    owed = books.surplus + books.backstop + books.promised + books.operator_credit + books.credits + rebates
    assert books.token_balance == held + owed


HEAVY = replace(TERMS, levels=(Level("heavy", benefit=300, fee=7, ends_membership=False, waiting=0),))
"""A plan in which one case takes the whole period's cap, 10 of every unit."""


class HeavyPlay(ChainPlay):
    """Two members with much money, of whom the first is ill in every period that costs something."""

    def charge(self, day: int) -> None:
        """Let everybody pay 10 a unit on that day."""
        case = self.approved("m1", "heavy")
        self.go(day)
        self.ledger.announce()
        self.go(day + 3, seconds=1)
        self.ledger.settle(case)

    def let_lapse(self, name: str) -> None:
        """Someone joins with 35, pays 30 in three periods, and has lapsed with 5."""
        self.join(name, deposit=35)
        for day in (14, 28, 42):
            self.charge(day)
        state = self.ledger.snapshot().members[self.who(name)]
        assert (state.status, state.balance, state.paid) == (MemberStatus.LAPSED, 5, 30)


@pytest.fixture
def heavy(world: EmbeddedWorld) -> HeavyPlay:
    play = HeavyPlay(world, HEAVY)
    play.join("m1", "m2", deposit=300)
    return play


def test_the_ledger_has_every_verb_of_the_protocol_with_its_arguments() -> None:
    for name, verb in inspect.getmembers(Ledger, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(getattr(ChainLedger, name)) == inspect.signature(verb), name


def test_join(play: ChainPlay) -> None:
    play.join("m3", tier="three", deposit=90)
    state = play.ledger.snapshot().members[play.who("m3")]
    assert state == MemberState(MemberStatus.ACTIVE, 3, 90, 0, play.world.now() - 1)
    assert play.ledger.snapshot().books.units == 5


def test_join_with_permit(play: ChainPlay) -> None:
    member = play.who("m3")
    play.world.print_money(play.ledger, member, 30)
    play.ledger.join_with_permit(member, "one", 30, play.world.now() + 60)
    assert play.status("m3") == MemberStatus.ACTIVE
    assert play.wallet("m3") == 0


def test_join_with_a_permit_that_is_over(play: ChainPlay) -> None:
    play.world.print_money(play.ledger, play.who("m3"), 30)
    with pytest.raises(ChainError, match="ERC20InsufficientAllowance"):
        play.ledger.join_with_permit(play.who("m3"), "one", 30, play.world.now() - 1)


def test_join_many(play: ChainPlay) -> None:
    payer, members = play.who("payer"), [play.who(f"m{number}") for number in range(3, 103)]
    play.world.give(play.ledger, payer, 3_000)
    play.ledger.join_many(payer, members, "one", 30)
    assert play.ledger.snapshot().books.members == 102
    assert play.ledger.snapshot().members.keys() >= set(members)


def test_a_member_who_was_enrolled_at_the_zero_address_is_nobody_and_hides_no_one(play: ChainPlay) -> None:
    play.world.give(play.ledger, play.who("payer"), 30)
    play.ledger.join_many(play.who("payer"), [ZERO_ADDRESS], "one", 30)
    members = play.ledger.snapshot().members
    assert (members[NOBODY].balance, members[play.who("m1")].balance) == (30, 60)


def test_top_up(play: ChainPlay) -> None:
    play.top_up("m1", 5, payer="friend")
    assert play.ledger.snapshot().members[play.who("m1")].balance == 65


def test_top_up_many_pays_for_each_that_is_active_whatever_their_order(play: ChainPlay) -> None:
    sponsor, stranger = play.who("friend"), play.who("stranger")
    members = sorted([play.who("m1"), play.who("m2"), stranger], key=lambda account: -int(account, 16))
    amounts = {play.who("m1"): 5, play.who("m2"): 7, stranger: 11}
    play.world.give(play.ledger, sponsor, 23)
    assert play.ledger.top_up_many(sponsor, members, [amounts[member] for member in members]) == [stranger]
    held = play.ledger.snapshot().members
    assert (held[play.who("m1")].balance, held[play.who("m2")].balance) == (65, 67)
    assert play.wallet("friend") == 11


def test_a_lapsed_members_own_top_up_reinstates_and_pays_what_was_missed(heavy: HeavyPlay) -> None:
    heavy.let_lapse("m3")
    heavy.charge(56)
    heavy.top_up("m3", 25)
    state = heavy.ledger.snapshot().members[heavy.who("m3")]
    assert (state.status, state.balance, state.paid) == (MemberStatus.ACTIVE, 20, 40)
    assert heavy.ledger.snapshot().books.surplus == 10


def test_leave_and_withdraw(play: ChainPlay) -> None:
    play.period(14)
    play.ledger.leave(play.who("m1"))
    assert play.status("m1") == MemberStatus.LEAVING
    assert play.ledger.snapshot().books.leaving_units == 1
    play.period(28, "m2")
    assert play.status("m1") == MemberStatus.LEFT
    assert play.ledger.withdraw(play.who("m1")) == play.wallet("m1") == 55
    assert play.status("m1") == MemberStatus.WITHDRAWN
    assert play.ledger.snapshot().members[play.who("m1")].paid == 5


def test_file_decide_announce_and_settle(play: ChainPlay) -> None:
    beneficiary = play.who("child")
    case = play.file("m1", "accident", beneficiary=beneficiary)
    play.decide(case, "accident")
    assert play.status("m1") == MemberStatus.CLAIMED
    play.join("m3")
    play.go(14)
    announcement = play.ledger.announce()
    assert (announcement.period, announcement.units, announcement.share) == (0, 2, 10)
    assert (announcement.cases, announcement.payout) == ({"accident": 1}, {"accident": 20})
    assert announcement.at == play.at(14)
    assert play.ledger.snapshot().announcements == (announcement,)
    assert play.ledger.snapshot().books.promised == 20
    play.go(17)
    play.ledger.settle(case)
    assert play.ledger.snapshot().cases[case] == CaseState(play.who("m1"), "accident", CaseStatus.SETTLED, 20, 0)
    assert play.wallet("child") == 20


def test_a_report_may_be_given_as_its_hash(play: ChainPlay) -> None:
    case = play.file("m1")
    play.ledger.decide(case, False, "bruise", bytes(range(32)), play.panel)
    assert play.ledger.snapshot().cases[case].status == CaseStatus.REJECTED
    assert bytes(range(32)) in [getattr(event, "report_hash", None) for event in play.ledger.events()]


def test_signatures_are_brought_in_rising_order_whoever_is_named_first(play: ChainPlay) -> None:
    for claimant, panel in (("m1", play.panel), ("m2", play.panel[::-1])):
        play.decide(play.file(claimant), signers=panel)


def test_withdraw_case(play: ChainPlay) -> None:
    case = play.file("m1")
    play.ledger.withdraw_case(play.who("m1"), case)
    assert play.ledger.snapshot().cases[case].status == CaseStatus.WITHDRAWN
    play.world.advance(play.world.now() + 30 * DAY)  # until then it counts as open
    assert play.file("m1") == case + 1


def test_a_case_expires_by_time_alone(play: ChainPlay) -> None:
    case = play.file("m1")
    play.world.advance(play.world.now() + 33 * DAY)
    assert play.ledger.snapshot().cases[case].status == CaseStatus.EXPIRED


def test_the_backstop(play: ChainPlay) -> None:
    play.fund(100)
    play.ledger.notice_backstop(play.sponsor, 60)
    play.go(18)
    play.ledger.take_backstop(play.sponsor, 60)
    assert play.ledger.snapshot().books.backstop == 40
    assert play.wallet("sponsor") == 60


def test_collect_fee(heavy: HeavyPlay) -> None:
    heavy.fund(5_000)
    heavy.charge(14)
    assert heavy.ledger.snapshot().books.operator_credit == 7
    assert heavy.ledger.collect_fee(heavy.operator) == 7
    books = heavy.ledger.snapshot().books
    assert (books.operator_credit, books.operator_paid) == (0, 7)


def test_stop_joins(play: ChainPlay) -> None:
    play.ledger.stop_joins(play.supervisor)
    with pytest.raises(JoinsStopped):
        play.join("m3")


def test_the_operators_role_changes_hands(play: ChainPlay) -> None:
    successor = play.who("successor")
    play.ledger.propose_operator(play.operator, successor)
    play.go(32)
    play.ledger.accept_operator(successor)
    assert play.ledger.roles.operator == successor
    play.ledger.close(successor)


def test_another_panel_comes_into_force(play: ChainPlay) -> None:
    panel = [play.who(name) for name in ("b1", "b2", "b3")]
    play.ledger.propose_panel(play.operator, panel)
    assert play.ledger.roles.assessors == tuple(play.panel)
    play.go(32)
    play.ledger.install_panel()
    assert play.ledger.roles.assessors == tuple(panel)
    play.decide(play.file("m1"), signers=panel[:2])


def test_close_finish_and_withdraw_with_a_rebate_for_what_each_has_shared(heavy: HeavyPlay) -> None:
    heavy.let_lapse("m3")
    heavy.charge(56)
    heavy.top_up("m3", 25)
    heavy.go(400)
    heavy.join("late")
    heavy.ledger.close(heavy.operator)
    heavy.go(600)
    heavy.ledger.finish()
    books = heavy.ledger.snapshot().books
    assert (books.stage, books.surplus, books.rebate_pool, books.backstop) == (Stage.CLOSED, 0, 10, 0)
    assert (books.shares, books.rebate_shared) == (40, 3 * 40)
    assert heavy.ledger.snapshot().members[heavy.who("m2")].balance == 263
    assert heavy.ledger.withdraw(heavy.who("m2")) == heavy.wallet("m2") == 263
    assert heavy.ledger.withdraw(heavy.who("late")) == 30
    assert [heavy.ledger.withdraw(heavy.who(name)) for name in ("m1", "m3")] == [263, 23]
    books = heavy.ledger.snapshot().books
    assert (books.rebate_pool, books.backstop) == (0, 1)


def test_a_plan_is_found_again_by_its_address(play: ChainPlay) -> None:
    successor = play.who("successor")
    play.ledger.propose_operator(play.operator, successor)
    play.go(32)
    play.ledger.accept_operator(successor)
    found = play.world.ledger_at(play.ledger.site.ledger)
    # How it was made is known to who has made it; the log tells what was made.
    assert found.site == replace(play.ledger.site, factory="", transaction=b"")
    assert (found.terms, found.roles) == (play.ledger.terms, play.ledger.roles)
    assert found.snapshot() == play.ledger.snapshot()
    found.announce()
    found.leave(play.who("m1"))
    assert play.status("m1") == MemberStatus.LEAVING


def test_giving_money_twice_allows_once(play: ChainPlay) -> None:
    before = play.world.node.nonce(play.who("m3"))
    play.world.give(play.ledger, play.who("m3"), 30)
    play.world.give(play.ledger, play.who("m3"), 12)
    assert play.wallet("m3") == 42
    assert play.world.node.nonce(play.who("m3")) == before + 1


def test_the_clock_reads_what_it_was_moved_to(play: ChainPlay) -> None:
    play.go(7, seconds=5)
    assert play.world.now() == play.at(7, 5)
    play.world.advance(play.at(6))
    play.join("m3")
    assert play.ledger.snapshot().members[play.who("m3")].joined_at == play.at(7, 5) + 2

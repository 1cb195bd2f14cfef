"""What members do with their own money, and with each other's: they join, top up, come back, leave and withdraw."""

from collections.abc import Callable
from random import Random
from typing import Any

from openmutual.model import orders
from openmutual.records import MemberStatus, Stage, StandingOrder, Terms, Tier
from tests.parity.parity_harness import ParityHarness

UNPAYABLE = 2**48  # more steps than a member can hold


class Memberships:
    """The moves of a history that have to do with memberships."""

    chance: Random
    note: Callable[[str], None]
    people: list[str]
    terms: Terms
    harness: ParityHarness
    model: Any
    does: Callable[..., Any]
    anybody: Callable[..., str]
    some_word: Callable[[list[str], str, str], Any]
    let_in: Callable[[Any], None]
    bring_again: Callable[[str], None]
    announce: Callable[[], None]

    def join(self) -> None:
        member = self.anybody(MemberStatus.NONE, MemberStatus.WITHDRAWN)
        tier = self.chance.choice([*self.terms.tiers] * 5 + [Tier("none", 1, 1)])
        again = self.model.status(member) == MemberStatus.WITHDRAWN
        word = self.some_word([member], member, tier.name)
        if self.does("join", member, tier.name, self.some_deposit(tier), word, pays=member):
            self.note("joined anew" if again else "joined")
            self.let_in(word)

    def join_many(self) -> None:
        payer, tier = self.anybody(), self.chance.choice(self.terms.tiers)
        free = [person for person in self.people if self.model.status(person) == MemberStatus.NONE]
        members = self.chance.choice([free, free, free, self.people[:2], [payer, payer], []])
        word = self.some_word(members, payer, tier.name)
        if self.does("join_many", payer, members, tier.name, self.some_deposit(tier), word, pays=payer):
            self.note("enrolled in a batch")
            self.let_in(word)

    def top_up(self) -> None:
        payer, member = self.anybody(), self.anybody(MemberStatus.ACTIVE)
        if self.does("top_up", payer, member, self.some_amount(member), pays=payer):
            self.note("topped up")

    def top_up_many(self) -> None:
        """One pays for several, in any order, among them some who are not active; or somebody is named twice."""
        payer, members = self.anybody(), self.chance.sample(self.people, self.chance.randint(0, 4))
        amounts = [self.some_amount(member) for member in members]
        if self.chance.random() < 0.1:
            members, amounts = members * 2, amounts * 2
        elif self.chance.random() < 0.1:
            amounts = amounts[1:]
        if self.chance.random() < 0.7:
            amounts = [10 * self.whole_of(member) for member in members]
        skipped = self.does("top_up_many", payer, members, amounts, pays=payer)
        if skipped is not None:
            self.note("topped up many")
            if skipped:
                self.note("passed over")

    def order(self) -> None:
        """Standing orders are given, changed and called off; then some are carried out, with money in the wallets."""
        member, step = self.anybody(MemberStatus.ACTIVE), self.terms.step
        held, more = self.model.members.get(member), self.chance.choice([-step, step, 3 * step + 1, 40 * step])
        order = StandingOrder((held.balance if held else step) + more, self.chance.choice([99, 2, 0]) * step + 1)
        self.does("place_order", member, self.chance.choice([None, *[order] * 5]))
        for person in self.people:
            self.harness.stock(person, orders.wanted(self.model, person))
        if self.does("refill", self.chance.choice([[member], self.people, [member, member], []])):
            self.note("refilled")

    def come_back(self) -> None:
        """By themselves, for nobody else may; with just enough, a bit more, or too little."""
        member = self.anybody(MemberStatus.LAPSED)
        state = self.model.members.get(member)
        least = state.units * self.terms.reserve - state.balance + state.missed if state else 0
        step = self.terms.step * (state.units if state else 1)
        amount = self.chance.choice([least, least, least, least + 3 * step, least + 40 * step, least - step, least + 1])
        payer = self.chance.choice([*[member] * 5, self.anybody()])
        if self.does("top_up", payer, member, max(0, amount), pays=payer):
            self.note("reinstated" if state and least > 0 else "topped up")

    def leave(self) -> None:
        """Sometimes with a case filed on the way out, past which nobody withdraws."""
        member = self.anybody(MemberStatus.ACTIVE)
        if not self.does("leave", member):
            return
        self.note("left")
        if self.chance.random() < 0.4:
            self.does("file", member, self.terms.levels[2].name, self.harness.now(), bytes(32))
            self.announce()
            self.withdraw(member)

    def withdraw(self, somebody: str = "") -> None:
        gone = (MemberStatus.LEFT, MemberStatus.LAPSED, MemberStatus.CLAIMED)
        closed = self.model.stage == Stage.CLOSED
        member = somebody or self.anybody(*gone, *((MemberStatus.ACTIVE, MemberStatus.LEAVING) if closed else ()))
        state, backstop = self.model.members.get(member), self.model.backstop
        held = state.balance if state else 0
        result = self.does("withdraw", member)
        if result is not None:
            self.note("withdrawn")
            if result > held:
                self.note("rebate")
            if self.model.backstop > backstop:
                self.note("rounding left to the backstop")
            self.bring_again(member)

    # amounts ---------------------------------------------------------------------------------------------

    def some_reserve(self) -> int:
        """What a unit might hold: some reserves, and some steps more."""
        return self.terms.reserve * self.chance.choice([1, 1, 2, 3, 6]) + self.terms.step * self.chance.randint(0, 9)

    def least_deposit(self, tier: Tier) -> int:
        """A tier's least, in whole steps of all units."""
        whole = tier.units * self.terms.step
        return -(-tier.deposit // whole) * whole

    def some_deposit(self, tier: Tier) -> int:
        whole = tier.units * self.terms.step
        least, more = self.least_deposit(tier), tier.units * self.some_reserve()
        return self.chance.choice([least, least, more, more, more, more, least - whole, least + 1])

    def some_amount(self, member: str) -> int:
        whole = self.whole_of(member)
        return self.chance.choice([whole, 10 * whole, 10 * whole, 30 * whole, 0, whole + 1, UNPAYABLE * whole])

    def whole_of(self, member: str) -> int:
        """What adds a step to each of a member's units."""
        state = self.model.members.get(member)
        return int(self.terms.step * (state.units if state else 1))

"""Tells what happens on the chain, step by step, from what the chain itself says."""

from typing import TypeVar

from ... import events
from ...money import DAY
from ...records import Account, Announcement, MemberStatus
from ...scenario import Step
from ...study.population import Person, Story
from ..output import Page
from .world import DemoPhrases, DemoWorld

E = TypeVar("E", bound=events.Event)

REFUSED, PAID, CHARGED, JUDGED, QUIET = "yellow", "green", "bold cyan", "magenta", ""


class Narrator:
    """Hears of each step before it is taken, so it then tells of the one before.

    Attributes:
        announced: each announcement, how many members it charged, and its gas.
    """

    def __init__(self, story: Story, world: DemoWorld, page: Page, words: DemoPhrases) -> None:
        self._story, self._world, self._page, self._words = story, world, page, words
        self._people = {person.name: person for person in story.circle.people}
        self._claimants: dict[str, Person] = {}
        self._paid: dict[Account, int] = {}
        self._heard = 0
        self._step: Step | None = None
        self.announced: list[tuple[Announcement, int, int]] = []

    def take(self, step: Step) -> None:
        """Tell of the step before, which is done by now."""
        self.tell()
        self._step = step

    def tell(self) -> None:
        """Tell of the last step."""
        if self._step is not None:
            step, self._step = self._step, None
            if step.number == 0:
                self._tell_deployment(step)
            getattr(self, f"_{step.verb}" if step.refused is None else f"_refused_{step.verb}")(step)

    def _tell_deployment(self, step: Step) -> None:
        site, plan_hash = self._world.ledger.site, self._story.scenario.plan.plan_hash.hex()
        self._line(step, "deployed", JUDGED)
        self._more("site", ledger=site.ledger, desk=site.desk, plan_hash=plan_hash)

    # joining and leaving -------------------------------------------------------------------------------

    def _fund_backstop(self, step: Step) -> None:
        self._line(step, "fund_backstop", amount=self._words.money(step.amount))

    def _join(self, step: Step) -> None:
        self._line(step, "join", count=len(step.who), tier=step.tier, amount=self._words.money(step.amount))

    def _leave(self, step: Step) -> None:
        self._line(step, "leave", name=self._name(step.who[0]))

    def _top_up(self, step: Step) -> None:
        name, amount = self._name(step.who[0]), self._words.money(step.amount)
        self._line(step, "top_up", PAID, name=name, amount=amount)

    def _withdraw(self, step: Step) -> None:
        said = self._said(events.Withdrawn)
        amount = self._words.money(sum(event.amount + event.rebate for event in said))
        if len(said) > 1:
            self._line(step, "withdraw all", PAID, count=len(said), amount=amount)
        else:
            self._line(step, "withdraw", name=self._name(step.who[0]), amount=amount)

    # cases ---------------------------------------------------------------------------------------------

    def _file(self, step: Step) -> None:
        person = self._claimants[step.case] = self._people[step.who[0]]
        self._line(step, "file", name=self._words.name(person), age=person.age, case=self._case(step))

    def _refused_file(self, step: Step) -> None:
        days = self._story.scenario.plan.terms.waiting // DAY
        diagnosed, name = step.diagnosed // DAY, self._name(step.who[0])
        self._refused(step, "hasty", name=name, diagnosed=diagnosed, waiting=days)

    def _decide(self, step: Step) -> None:
        key = step.verdict if not step.level else step.level
        self._line(step, key, REFUSED if key == "reject" else JUDGED, case=self._case(step))

    def _settle(self, step: Step) -> None:
        (paid,) = self._said(events.CasePaid)
        name = self._words.name(self._claimants[step.case])
        benefit, fee = self._words.money(paid.benefit), self._words.money(paid.fee)
        key = "settle" if paid.fee else "settle short"
        self._line(step, key, PAID, case=self._case(step), name=name, benefit=benefit, fee=fee)

    def _refused_settle(self, step: Step) -> None:
        days = self._story.scenario.plan.terms.notice // DAY
        self._refused(step, "too early", case=self._case(step), notice=days)

    # announcements -------------------------------------------------------------------------------------

    def _announce(self, step: Step) -> None:
        gas, snapshot = self._world.gas, self._world.ledger.snapshot()
        charged = {who for who, member in snapshot.members.items() if member.paid > self._paid.get(who, 0)}
        self._paid = {who: member.paid for who, member in snapshot.members.items()}
        announcement = snapshot.announcements[-1]
        self.announced.append((announcement, len(charged), gas))
        self._tell_charges(step, announcement)
        self._more("charged", members=len(charged), units=announcement.units, gas=f"{gas:,}")
        self._tell_shortfall(announcement)
        self._tell_lapses({who for who in charged if snapshot.members[who].status == MemberStatus.LAPSED})

    def _tell_charges(self, step: Step, announcement: Announcement) -> None:
        """What for, and how much."""
        share, dues = self._words.money(announcement.share), self._words.money(announcement.dues)
        cases = [self._words.say(f"level {level}", count=count) for level, count in announcement.cases.items()]
        key, month = "announce" if cases else "announce none", announcement.period + 1
        self._line(step, key, CHARGED, month=month, cases=self._words.list(cases), share=share, dues=dues)

    def _tell_shortfall(self, announcement: Announcement) -> None:
        """What the backstop added, and what was missing even so."""
        if announcement.backstop_used:
            self._more("drawn", drawn=self._words.money(announcement.backstop_used))
        terms = self._story.scenario.plan.terms
        due = sum(terms.level(level).due * count for level, count in announcement.cases.items())
        got = sum(announcement.payout[level] * count for level, count in announcement.cases.items())
        if got < due:
            self._more("cut", REFUSED, missing=self._words.money(due - got))

    def _tell_lapses(self, lapsed: set[Account]) -> None:
        """Who had too little left after paying."""
        if lapsed:
            reserve = self._words.money(self._story.scenario.plan.terms.reserve)
            people = [each for each in self._story.circle.people if self._world.account(each.name) in lapsed]
            names = self._words.list([self._words.name(person) for person in people])
            self._more("lapse", REFUSED, count=len(lapsed), reserve=reserve, names=names)

    # the end -------------------------------------------------------------------------------------------

    def _close(self, step: Step) -> None:
        self._line(step, "close", JUDGED, run_off=self._story.scenario.plan.terms.run_off // DAY)

    def _finish(self, step: Step) -> None:
        (finished,) = self._said(events.Finished)
        key = "finish" if finished.rebate_pool else "finish empty"
        self._line(step, key, JUDGED, rebate=self._words.money(finished.rebate_pool))

    def _collect_fee(self, step: Step) -> None:
        (collected,) = self._said(events.FeeCollected)
        self._line(step, "collect_fee", amount=self._words.money(collected.amount))

    def _take_backstop(self, step: Step) -> None:
        self._line(step, "take_backstop", amount=self._words.money(step.amount))

    # words ---------------------------------------------------------------------------------------------

    def _line(self, step: Step, key: str, style: str = QUIET, **values: object) -> None:
        day = self._words.say("day", day=int(step.day))
        self._page.item(day, self._words.say(key, **values), style)

    def _refused(self, step: Step, key: str, **values: object) -> None:
        name = step.refused.__name__ if step.refused else ""
        self._line(step, key, REFUSED, refused=name, **values)

    def _more(self, key: str, style: str = QUIET, **values: object) -> None:
        self._page.item("", self._words.say(key, **values), style)

    def _name(self, name: str) -> str:
        return self._words.name(self._people[name])

    def _case(self, step: Step) -> str:
        return self._words.say("case", number=step.case.removeprefix("case-"))

    # the chain -----------------------------------------------------------------------------------------

    def _said(self, kind: type[E]) -> list[E]:
        """What the plan has said of that kind since it was last asked."""
        everything = self._world.ledger.events()
        new, self._heard = everything[self._heard :], len(everything)
        return [event for event in new if isinstance(event, kind)]

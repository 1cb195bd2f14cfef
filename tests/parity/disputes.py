"""What members do to each other's cases, and what jurors make of it: objections, appeals, and votes of every kind."""

from collections.abc import Callable
from hashlib import sha256
from random import Random
from typing import Any

from openmutual.records import CaseStatus, DisputeStage, DisputeState, MemberStatus, Terms, Verdict
from tests.parity.parity_harness import ParityHarness
from tests.parity.random_plans import DAY, MOODS

LONG = 90 * DAY
"""How long who resigned stays away, and who was silent is not drawn."""


CONCERNED = (MemberStatus.LEAVING, MemberStatus.LAPSED, MemberStatus.LEFT)
"""Who may object beside active members, if they have paid for the case."""

STRANGERS = (MemberStatus.NONE, MemberStatus.WITHDRAWN, MemberStatus.CLAIMED)
"""Who may not."""


class Disputes:
    """The moves of a history that have to do with juries."""

    chance: Random
    note: Callable[[str], None]
    people: list[str]
    panel: list[str]
    terms: Terms
    harness: ParityHarness
    model: Any
    does: Callable[..., Any]
    reach: Callable[[int], None]
    anybody: Callable[..., str]
    some_case: Callable[[CaseStatus], int]
    panel_now: Callable[[], list[str]]
    announce: Callable[[], None]
    settle: Callable[[], None]
    mood: str
    """Of most juries of this history."""
    moods: dict[int, str]
    word_for: Callable[[list[str], str, str], Any]
    useless_words: Callable[[Any], list[Any]]
    let_in: Callable[[Any], None]

    def gather(self) -> None:
        """Everybody is a member with money enough, volunteers, and is past the waiting period."""
        self.try_anything(number=0)
        tier, deposit = self.terms.tiers[0].name, 12 * self.terms.reserve
        first, second, *others = self.people
        self.does("join", first, tier, deposit, self.word_for([first], first, tier), pays=first)
        good = self.word_for([second], second, tier)
        for word in (*(self.useless_words(good) if good else []), good):
            self.does("join", second, tier, deposit, word, pays=second)
        batch = self.word_for(others, first, tier)
        if self.does("join_many", first, others, tier, deposit, batch, pays=first):
            self.let_in(batch)
        for person in self.people:
            self.does("volunteer", person)
        self.harness.advance(self.harness.now() + self.terms.waiting)

    def season(self) -> None:
        """Cases of every kind, an announcement, and a jury over most of them."""
        claimants = [person for person in self.people if self.model.status(person) == MemberStatus.ACTIVE]
        for claimant in self.chance.sample(claimants, min(len(claimants), 3)):
            level = self.chance.choice(self.terms.levels).name
            case = self.does("file", claimant, level, self.harness.now(), bytes(32))
            if case is not None and self.chance.random() < 0.8:
                self.does("decide", case, self.chance.random() < 0.6, level, b"report", self.panel_now())
        for case in self.cases_at(CaseStatus.REJECTED, CaseStatus.FILED):
            self.appeal(case)
        if self.mood == "strict":
            self.does("fund_backstop", self.people[0], 2_000, pays=None)
        self.announce()
        for case in self.cases_at(CaseStatus.ANNOUNCED):
            if self.chance.random() < 0.9:
                self.object(case)
        for _ in self.cases_at(CaseStatus.ANNOUNCED):
            self.settle()
        self.collect()
        self.try_anything(self.some_dispute())

    def cases_at(self, *statuses: CaseStatus) -> list[int]:
        return [number for number, case in enumerate(self.model.cases) if case.status in statuses]

    # going before the jury -------------------------------------------------------------------------------

    def object(self, case: int | None = None) -> None:
        case = self.some_case(CaseStatus.ANNOUNCED) if case is None else case
        objector = self.anybody(MemberStatus.ACTIVE, MemberStatus.ACTIVE, *CONCERNED)
        if case < len(self.model.cases):
            if self.chance.random() < 0.15:
                self.does("object", self.model.cases[case].claimant, case, b"why")
            strangers = [who for who in self.people if self.model.status(who) in STRANGERS]
            if strangers and self.chance.random() < 0.3:
                self.does("object", self.chance.choice(strangers), case, b"why")
            if objector == self.model.cases[case].claimant:
                objector = self.anybody(MemberStatus.ACTIVE)
            if self.chance.random() < 0.1:
                self.reach(self.model.cases[case].announced_at + self.terms.notice)
        self.harness.give(objector, self.terms.jury.bond)
        before = self.model.status(objector)
        dispute = self.does("object", objector, case, b"why")
        if dispute is not None:
            self.note("contested")
            if before in (MemberStatus.LAPSED, MemberStatus.LEFT):
                self.note("contested by who has gone since")
            self.take_to_court(dispute)

    def add_reason(self) -> None:
        member = self.anybody(MemberStatus.ACTIVE, *CONCERNED)
        if self.does("add_reason", member, self.some_case(CaseStatus.CONTESTED), b"me too"):
            self.note("reason added")

    def collect(self) -> None:
        """A juror's reward, or what else is credited."""
        owed = [account for account, amount in self.model.credits.items() if amount]
        owner = self.chance.choice(owed if owed and self.chance.random() < 0.9 else self.people)
        if self.does("collect_credit", owner, self.anybody()):
            self.note("reward collected")

    def appeal(self, case: int | None = None) -> None:
        """A rejected case at once or at the end of its time, an undecided one from the end of the panel's time on."""
        if case is None:
            case = self.some_case(self.chance.choice([CaseStatus.REJECTED, CaseStatus.FILED]))
        claimant, undecided = self.people[0], False
        if case < len(self.model.cases):
            found = self.model.cases[case]
            claimant = self.chance.choice([found.claimant] * 9 + [claimant])
            undecided = found.status == CaseStatus.FILED
            if undecided:
                self.reach(found.filed_at + self.terms.decision + self.chance.choice([0, 0, 0, self.terms.notice]))
            elif self.chance.random() < 0.2:
                self.reach(found.rejected_at + self.terms.notice)
        self.harness.give(claimant, self.terms.jury.bond)
        dispute = self.does("appeal", claimant, case, b"why")
        if dispute is not None:
            self.note("appealed, undecided" if undecided else "appealed")
            self.take_to_court(dispute)

    # volunteers ------------------------------------------------------------------------------------------

    def volunteer(self) -> None:
        member = self.anybody(MemberStatus.ACTIVE)
        known = self.model.volunteers.get(member)
        if known is not None and known.resigned_at is not None:
            self.reach(known.resigned_at + LONG)
        if self.does("volunteer", member):
            self.note("volunteered again" if known else "volunteered")

    def resign(self) -> None:
        if self.does("resign", self.anybody()):
            self.note("resigned")

    # judging ---------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Bring a dispute one stage on; or do at its stage what belongs to another one."""
        number = self.some_dispute()
        if number == len(self.model.disputes):
            self.try_anything(number)
            return
        stage = self.state(number).stage
        if self.chance.random() < 0.1 or stage == DisputeStage.DECIDED:
            self.try_anything(number)
        elif stage == DisputeStage.DRAWING:
            self.draw(number)
        elif stage == DisputeStage.COMMITTING:
            self.commit_all(number)
        elif stage == DisputeStage.REVEALING:
            self.reveal_all(number)
        else:
            self.tally(number)

    def take_to_court(self, number: int) -> None:
        """A jury's days are few, and what else happens often takes weeks: mostly it is done in one go."""
        if self.chance.random() < 0.3:
            self.add_reason()
        if self.chance.random() < 0.85:
            self.conclude(number)

    def conclude(self, number: int) -> None:
        stages = {
            DisputeStage.DRAWING: self.draw,
            DisputeStage.COMMITTING: self.commit_all,
            DisputeStage.REVEALING: self.reveal_all,
            DisputeStage.COUNTING: self.tally,
        }
        for _ in range(12):
            stage = self.state(number).stage
            if stage == DisputeStage.DECIDED:
                return
            stages[stage](number)

    def draw(self, number: int) -> None:
        if self.mood_of(number) == "absent":
            self.reach(self.state(number).ends)
        elif self.does("draw_on", number) is not None:
            state = self.state(number)
            if state.stage != DisputeStage.COMMITTING:
                self.note("too few volunteers")
                return
            self.note("drawn again" if state.round else "drawn")
            if len(state.jurors) < self.terms.jury.size:
                self.note("a quorum judges")

    def commit_all(self, number: int) -> None:
        """Everybody seals a vote, or hardly anybody does; then the time is let pass."""
        state = self.state(number)
        mood = self.mood_of(number)
        for place, juror in enumerate(state.jurors):
            careless = mood == "careless" and self.chance.random() < 0.4
            if juror in self.model.disputes[number].sealed or careless or mood == "silent":
                continue
            vote = place % 2 == 0 if mood == "divided" else mood == "mild"
            if self.does("commit", juror, number, vote, self.salt(juror, number, vote)):
                self.note("sealed")
                if self.chance.random() < 0.1:
                    self.does("commit", juror, number, vote, self.salt(juror, number, vote))
        if self.chance.random() < 0.2:
            self.does("commit", self.anybody(), number, True, bytes(32))
        self.reach(state.ends)

    def state(self, number: int) -> DisputeState:
        """As the next call will find it; the model's clock is moved by the calls alone."""
        return self.harness.chain.dispute(number)

    def mood_of(self, number: int) -> str:
        return self.moods.setdefault(number, self.chance.choice([self.mood, self.mood, self.chance.choice(MOODS)]))

    def reveal_all(self, number: int) -> None:
        """The vote and the secret that fit, or the others."""
        state = self.state(number)
        diligence = self.chance.choice([1, 1, 1, 0.7])
        waiting = self.model.disputes[number].sealed.keys() - self.model.disputes[number].votes.keys()
        for juror in state.jurors:
            if juror in waiting and self.chance.random() < diligence:
                self.reveal(juror, number)
        if self.chance.random() < 0.2:
            self.does("reveal", number, self.anybody(), True, bytes(32))
        self.reach(state.ends)

    def reveal(self, juror: str, number: int) -> None:
        """Try out what was sealed; a juror who opens a vote that they did not seal is refused."""
        for vote in self.chance.sample([True, False], 2):
            if self.does("reveal", number, juror, vote, self.salt(juror, number, vote)):
                self.note("opened")
                if self.chance.random() < 0.1:
                    self.does("reveal", number, juror, vote, self.salt(juror, number, vote))
                return

    def tally(self, number: int) -> None:
        before, case = self.state(number), self.model.cases[self.model.disputes[number].case]
        status = case.status
        if not self.does("tally", number):
            return
        voted = before.pays + before.refuses
        has_jury = len(before.jurors) >= self.terms.jury.quorum
        if has_jury and voted < len(before.jurors):
            self.note("barred")
        if self.state(number).stage != DisputeStage.DECIDED:
            self.note("quorum missed")
            return
        self.note(f"{status.value} becomes {case.status.value}")
        if not has_jury:
            self.note("nobody drew")
        elif voted < self.terms.jury.quorum:
            self.note("quorum missed twice")
        elif before.pays == before.refuses:
            self.note("tie")
        else:
            verdict = Verdict.PAYS if before.pays > before.refuses else Verdict.REFUSES
            self.note(f"{status.value}: {verdict.value}")
        if case.status == CaseStatus.OVERTURNED and case.from_backstop:
            self.note("overturned, backstop refunded")
        if case.status == CaseStatus.OVERTURNED and case.from_members < voted * self.terms.jury.reward:
            self.note("overturned, reward cut")

    def try_anything(self, number: int) -> None:
        juror, verb = self.anybody(), self.chance.choice(["draw_on", "commit", "reveal", "tally"])
        vote = True, self.salt(juror, number, True)
        match verb:
            case "commit":
                self.does(verb, juror, number, *vote)
            case "reveal":
                self.does(verb, number, juror, *vote)
            case _:
                self.does(verb, number)

    def salt(self, juror: str, number: int, vote: bool) -> bytes:
        return sha256(f"{juror} {number} {vote}".encode()).digest()

    def some_dispute(self) -> int:
        """An open one, if there is one; one time in ten any, and one that does not exist."""
        opened = [number for number, dispute in enumerate(self.model.disputes) if not dispute.decided]
        everything = [*range(len(self.model.disputes)), len(self.model.disputes)]
        return self.chance.choice(opened if opened and self.chance.random() < 0.9 else everything)

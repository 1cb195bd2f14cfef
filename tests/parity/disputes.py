"""What members do to each other's cases, and what jurors make of it: objections, appeals, and votes of every kind."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any

from openmutual.records import CaseStatus, DisputeStage, DisputeState, JuryTerms, MemberStatus, Terms, Verdict
from tests.parity.parity_harness import ParityHarness

DAY = 24 * 60 * 60
MOODS = ["mild", "strict", "divided", "careless", "silent", "absent"]
"""What jurors are like, the same in both draws of a dispute; to the absent ones it never comes, for nobody draws."""


def some_jury(chance: Random) -> JuryTerms:
    """Small enough to be drawn from six people; even ones are tied now and then."""
    size = chance.choice([1, 2, 2, 3])
    reward = chance.choice([0, 2, 12, 70])
    return JuryTerms(
        size=size,
        quorum=chance.randint(1, size),
        bond=size * reward + chance.choice([0, 5]),
        reward=reward,
        commit=2 * DAY,
        reveal=2 * DAY,
    )


MOST_TELLING = {
    "mild": JuryTerms(size=1, quorum=1, bond=7, reward=2, commit=2 * DAY, reveal=2 * DAY),
    "strict": JuryTerms(size=1, quorum=1, bond=70, reward=70, commit=2 * DAY, reveal=2 * DAY),
    "divided": JuryTerms(size=2, quorum=2, bond=5, reward=0, commit=2 * DAY, reveal=2 * DAY),
    "careless": JuryTerms(size=3, quorum=2, bond=36, reward=12, commit=2 * DAY, reveal=2 * DAY),
    "silent": JuryTerms(size=1, quorum=1, bond=12, reward=12, commit=2 * DAY, reveal=2 * DAY),
    "absent": JuryTerms(size=4, quorum=3, bond=12, reward=3, commit=2 * DAY, reveal=2 * DAY),
}
"""The jury that lets a mood be seen best."""


def plan_for_court(terms: Terms, mood: str) -> Terms:
    """A plan in which cases come before the jury soon, and are paid in part by the backstop."""
    cap = 3 * terms.step if mood == "strict" else terms.case_cap
    levels = tuple(replace(level, waiting=0) for level in terms.levels)
    changed = replace(terms, jury=MOST_TELLING[mood], levels=levels, case_cap=cap, backstop_cap=0)
    return replace(changed, waiting=0, filing=200 * DAY, min_members=0)


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
    word_for: Callable[[list[str]], Any]
    useless_words: Callable[[Any], list[Any]]

    def gather(self) -> None:
        """Everybody is a member with money enough, volunteers, and is past the waiting period."""
        self.try_anything(number=0)
        tier, deposit = self.terms.tiers[0].name, 12 * self.terms.reserve
        first, second, *others = self.people
        self.does("join", first, tier, deposit, self.word_for([first]), pays=first)
        words = self.useless_words(self.word_for([second])) if self.model.roles.attestor else []
        for word in (*words, self.word_for([second])):
            self.does("join", second, tier, deposit, word, pays=second)
        if self.does("join_many", first, others, tier, deposit, self.word_for(others), pays=first) and words:
            self.note("vouched for")
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
        self.try_anything(self.some_dispute())

    def cases_at(self, *statuses: CaseStatus) -> list[int]:
        return [number for number, case in enumerate(self.model.cases) if case.status in statuses]

    # going before the jury -------------------------------------------------------------------------------

    def object(self, case: int | None = None) -> None:
        case = self.some_case(CaseStatus.ANNOUNCED) if case is None else case
        objector = self.anybody(MemberStatus.ACTIVE, MemberStatus.ACTIVE, MemberStatus.LEAVING)
        if case < len(self.model.cases):
            if self.chance.random() < 0.15:
                self.does("object", self.model.cases[case].claimant, case, b"why")
            if objector == self.model.cases[case].claimant:
                objector = self.anybody(MemberStatus.ACTIVE)
            if self.chance.random() < 0.1:
                self.reach(self.model.cases[case].announced_at + self.terms.notice)
        self.harness.give(objector, self.terms.jury.bond)
        dispute = self.does("object", objector, case, b"why")
        if dispute is not None:
            self.note("contested")
            self.take_to_court(dispute)

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
        if self.does("volunteer", self.anybody(MemberStatus.ACTIVE)):
            self.note("volunteered")

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
        elif self.does("draw", number):
            state = self.state(number)
            drawn = "drawn again" if state.round else "drawn"
            self.note(drawn if state.jurors else "too few volunteers")

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
            self.does("reveal", self.anybody(), number, True, bytes(32))
        self.reach(state.ends)

    def reveal(self, juror: str, number: int) -> None:
        """Try out what was sealed; a juror who opens a vote that they did not seal is refused."""
        for vote in self.chance.sample([True, False], 2):
            if self.does("reveal", juror, number, vote, self.salt(juror, number, vote)):
                self.note("opened")
                if self.chance.random() < 0.1:
                    self.does("reveal", juror, number, vote, self.salt(juror, number, vote))
                return

    def tally(self, number: int) -> None:
        before, case = self.state(number), self.model.cases[self.model.disputes[number].case]
        status = case.status
        if not self.does("tally", number):
            return
        voted = before.pays + before.refuses
        if voted < len(before.jurors):
            self.note("seat lost")
        if self.state(number).stage != DisputeStage.DECIDED:
            self.note("quorum missed")
            return
        self.note(f"{status.value} becomes {case.status.value}")
        if not before.jurors:
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
        juror, verb = self.anybody(), self.chance.choice(["draw", "commit", "reveal", "tally"])
        if verb in ("draw", "tally"):
            self.does(verb, number)
        else:
            self.does(verb, juror, number, True, self.salt(juror, number, True))

    def salt(self, juror: str, number: int, vote: bool) -> bytes:
        return sha256(f"{juror} {number} {vote}".encode()).digest()

    def some_dispute(self) -> int:
        """An open one, if there is one; one time in ten any, and one that does not exist."""
        opened = [number for number, dispute in enumerate(self.model.disputes) if not dispute.decided]
        everything = [*range(len(self.model.disputes)), len(self.model.disputes)]
        return self.chance.choice(opened if opened and self.chance.random() < 0.9 else everything)

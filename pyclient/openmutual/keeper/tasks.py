"""What can be done about a plan next, by whom, and when: from its terms, its state and the time alone.

Nothing here asks a chain, so everything can be tested at every second.  The commands word it as next steps; a keeper
does what is due of it (rules, sections 4, 5 and 7).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..chain.queries import Calendar, CaseFile, Duty
from ..records import Account, CaseStatus, DisputeStage, DisputeState, Stage, Terms

EARLY = (CaseStatus.APPROVED, CaseStatus.ANNOUNCED, CaseStatus.CONTESTED, CaseStatus.APPEALED)
"""What a case may not be when a plan is closed."""


class Verb(StrEnum):
    """What is done."""

    FINISH = "finish"
    ANNOUNCE = "announce"
    SETTLE = "settle"
    DRAW = "draw"
    TALLY = "tally"
    REVEAL = "reveal"
    REFILL = "refill"
    DECIDE = "decide"
    TAKE_BACK = "take_back"
    OBJECT = "object"
    APPEAL = "appeal"
    GRANT = "grant"
    COMMIT = "commit"


class Actor(StrEnum):
    """Who can do it."""

    ANYONE = "anyone"
    PANEL = "panel"
    CLAIMANT = "claimant"
    MEMBERS = "members"
    JURORS = "jurors"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that can be done.

    Attributes:
        about: the number of the case, or of the dispute where a jury does it; -1 for the whole plan.
        since: from when, in Unix seconds.
        until: from when not any more; 0 for no end.
    """

    verb: Verb
    actor: Actor
    about: int = -1
    since: int = 0
    until: int = 0

    def is_over(self, now: int) -> bool:
        """Whether it is too late for it."""
        return self.until != 0 and now >= self.until

    def is_open(self, now: int) -> bool:
        """Whether it can be done now."""
        return self.since <= now and not self.is_over(now)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute that is not decided.

    Attributes:
        drawable: whether the block that draws is there.
    """

    number: int
    state: DisputeState
    drawable: bool


@dataclass(frozen=True, slots=True)
class PlanState:
    """All that tells what is due.

    Attributes:
        last_filed_at: when the last case was filed, in Unix seconds; 0 if none ever was.
        cases: those that are not over for good.
        disputes: those that are not decided.
        sealed: disputes in which a vote is sealed and not opened whose secret is at hand.
        refillable: members whose standing order would fill up their reserve now.
    """

    terms: Terms
    calendar: Calendar
    last_filed_at: int
    cases: tuple[CaseFile, ...]
    disputes: tuple[Dispute, ...]
    sealed: frozenset[int] = frozenset()
    refillable: tuple[Account, ...] = ()


def due(state: PlanState, now: int) -> list[Task]:
    """What anyone can do now and somebody must, the most urgent first."""
    found = (task for task in tasks(state) if task.actor is Actor.ANYONE and task.is_open(now))
    return sorted(found, key=lambda task: (task.until or float("inf"), tuple(Verb).index(task.verb), task.about))


def tasks(state: PlanState) -> list[Task]:
    """Everything that can be done about a plan, now or later, whoever can."""
    found = [*of_plan(state)]
    for case in state.cases:
        found += of_case(case, state.terms, state.calendar)
    for dispute in state.disputes:
        of_it = of_dispute(dispute.number, dispute.state, state.terms)
        found += [task for task in of_it if task.verb is not Verb.DRAW or dispute.drawable]
        if dispute.number in state.sealed:
            found += [_by_anyone(task) for task in of_it if task.verb is Verb.REVEAL]
    return [*dict.fromkeys(found)]


def of_plan(state: PlanState) -> Iterator[Task]:
    """What can be done about the plan as a whole."""
    calendar, terms = state.calendar, state.terms
    if calendar.stage == Stage.CLOSED:
        return
    yield Task(Verb.ANNOUNCE, Actor.ANYONE, since=calendar.announceable_from)
    if calendar.stage == Stage.CLOSING and not any(case.status in EARLY for case in state.cases):
        over = calendar.closing_at + terms.run_off
        heard = state.last_filed_at + terms.decision + terms.notice if state.last_filed_at else 0
        yield Task(Verb.FINISH, Actor.ANYONE, since=max(over, heard))
    if state.refillable:
        yield Task(Verb.REFILL, Actor.ANYONE)


def of_case(case: CaseFile, terms: Terms, calendar: Calendar) -> list[Task]:
    """What can be done about a case, now or later; before a jury, :func:`of_dispute` says it."""
    match case.status:
        case CaseStatus.FILED:
            decide_by = case.filed_at + terms.decision
            expires = decide_by + terms.notice
            return [
                Task(Verb.DECIDE, Actor.PANEL, case.number, case.filed_at, decide_by),
                Task(Verb.APPEAL, Actor.CLAIMANT, case.number, decide_by, expires),
                Task(Verb.TAKE_BACK, Actor.CLAIMANT, case.number, case.filed_at, expires),
            ]
        case CaseStatus.APPROVED:
            return [Task(Verb.ANNOUNCE, Actor.ANYONE, since=calendar.announceable_from)]
        case CaseStatus.REJECTED if not case.appealed:
            until = case.decided_at + terms.notice
            return [Task(Verb.APPEAL, Actor.CLAIMANT, case.number, case.decided_at, until)]
        case CaseStatus.ANNOUNCED:
            return _announced(case, terms)
        case _:
            return []


def _announced(case: CaseFile, terms: Terms) -> list[Task]:
    payable_from = case.announced_at + terms.notice
    objection = Task(Verb.OBJECT, Actor.MEMBERS, case.number, case.announced_at, payable_from)
    pay = Task(Verb.SETTLE, Actor.ANYONE, case.number, payable_from)
    return [pay] if case.contested else [objection, pay]


def of_dispute(number: int, state: DisputeState, terms: Terms) -> list[Task]:
    """What can be done about a dispute, now or later."""
    commit, reveal, ends = terms.jury.commit, terms.jury.reveal, state.ends
    match state.stage:
        case DisputeStage.DRAWING:
            return [
                Task(Verb.DRAW, Actor.ANYONE, number, ends - commit, ends),
                Task(Verb.TALLY, Actor.ANYONE, number, ends),
            ]
        case DisputeStage.COMMITTING:
            return [
                Task(Verb.COMMIT, Actor.JURORS, number, ends - commit, ends),
                Task(Verb.GRANT, Actor.CLAIMANT, number, ends - commit, ends),
                Task(Verb.REVEAL, Actor.JURORS, number, ends, ends + reveal),
            ]
        case DisputeStage.REVEALING:
            return [
                Task(Verb.REVEAL, Actor.JURORS, number, ends - reveal, ends),
                Task(Verb.TALLY, Actor.ANYONE, number, ends),
            ]
        case DisputeStage.COUNTING:
            return [Task(Verb.TALLY, Actor.ANYONE, number)]
        case _:
            return []


def of_juror(duty: Duty, terms: Terms) -> list[Task]:
    """What one juror has to do about a dispute in which votes are given, now or later; nothing without a vote."""
    verb = _verb_of(duty)
    return [task for task in of_dispute(duty.dispute, duty.state, terms) if task.verb is verb]


def _verb_of(duty: Duty) -> Verb | None:
    """What is next for a juror: to seal a vote, to open it, and once that is done, to see it counted."""
    match duty.state.stage:
        case DisputeStage.COMMITTING:
            return Verb.REVEAL if duty.committed else Verb.COMMIT
        case DisputeStage.REVEALING if duty.committed:
            return Verb.TALLY if duty.revealed else Verb.REVEAL
        case _:
            return None


def _by_anyone(task: Task) -> Task:
    """The same for who knows the secret."""
    return Task(task.verb, Actor.ANYONE, task.about, task.since, task.until)

"""An audit from end to end: what was said, proven as far as it can be, decoded, replayed, compared, judged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..errors import NotAPlan
from ..events import Event, PlanOpened
from ..plans.terms import Plan as PlanFile
from ..records import NOBODY, Account
from . import kernels
from .checkpoint.checkpoint import Checkpoint
from .code.check import check_code
from .crew import Crew
from .currency.check import check_currency, check_making
from .currency.holding import check_holding, held_before
from .decoding.events import decode
from .decoding.words import Approval, Transfer
from .extraction.collect import expect_still_there
from .findings import Basis, Finding, Findings, Severity
from .first_look import age_of_head, expect_usable, look_at
from .indicators import figures
from .indicators.morbidity import Assumptions
from .proof.randomness import check_randomness
from .proof.verify import proven_blocks
from .replay.context import Blocks
from .replay.replay import Replay
from .replay.state import ReplayedPlan
from .report.assemble import Audited
from .report.cases import AccountView
from .source.extract import Extract
from .source.source import Source
from .statement import statement
from .storage.check import check_state, has_roots
from .terms import check_terms

if TYPE_CHECKING:
    from .columnar.kept import Kept

Progress = Callable[[str, int, int], None]
"""What is being done, how far it is, and how far it goes."""

STRIDE = 10_000
"""Events between two words on the progress."""

OF_CURRENCY = (Transfer, Approval)
"""What the currency says, and no contract of the plan."""


def audit(  # noqa: PLR0913, PLR0917  an argument for each option
    extract: Extract,
    plan_file: PlanFile | None = None,
    trusted: bytes | None = None,
    source: Source | None = None,
    assumptions: Assumptions | None = None,
    progress: Progress | None = None,
    every_member: bool = False,
    crew: Crew | None = None,
) -> Audited:
    """Check everything that is said of a plan.

    Args:
        extract: from a node or a file; see :func:`openmutual.audit.extraction.collect.collect`.
        plan_file: the terms as people read them; without it a packaged plan of the same hash is looked for.
        trusted: the hash of a block that the auditor knows from elsewhere.
        source: the node, if it can still be asked: again, before it is said to contradict itself, and where stored
            values differ.
        assumptions: of the members' ages and sexes.
        progress: is told how far it is.
        every_member: keep all members one by one, for whoever shows them; of a large plan that takes much memory.
        crew: who does the work; this process if nobody else does.

    Raises:
        NotAPlan: the log does not begin with a plan.
        WorkerLost, ScratchLost: the work could not be done.
        UnusableSource: the source contradicts itself, and what it gives as the log does not begin with a plan.
        Reorganised, ChainError: the node has undone the block meanwhile, or answers no more.
    """
    case = _Audit(extract, trusted, source, progress or _silent, crew or Crew())
    try:
        plan = case.replay(every_member)
    except NotAPlan:
        expect_usable(case.extract, case.findings)
        raise
    if source is not None:
        expect_still_there(source, case.extract)
    return _judged(case, plan, plan_file, assumptions)


def go_on(
    extract: Extract,
    earlier: Checkpoint,
    plan_file: PlanFile | None = None,
    trusted: bytes | None = None,
    assumptions: Assumptions | None = None,
    progress: Progress | None = None,
    crew: Crew | None = None,
) -> Audited | None:
    """Check what was added to an export since an earlier audit; all figures are of the whole plan.

    Args:
        extract: an export in parts, of which one ends where the earlier audit did.
        earlier: what that audit came to; it is believed.
        plan_file: as for :func:`audit`.
        trusted: likewise.
        assumptions: likewise.
        progress: likewise.
        crew: likewise.

    Returns:
        What was found; None where any of it is more than worth knowing: then all must be audited, from the beginning.

    Raises:
        NotAPlan: the currency does not say how many decimals it has.
        ExportError, CheckpointError: a part cannot be read, or what the earlier audit left behind.
        WorkerLost, ScratchLost: the work could not be done.
    """
    case = _Audit(extract, trusted, None, progress or _silent, crew or Crew(), earlier)
    plan = case.replay_on(earlier) if not case.findings.found else None
    if plan is None:
        return None
    audited = _judged(case, plan, plan_file, assumptions)
    return audited if audited.findings.is_clean else None


def _judged(case: "_Audit", plan: ReplayedPlan, plan_file: PlanFile | None, assumptions: Assumptions | None) -> Audited:
    """What an audit comes to whose log is replayed."""
    extract, source = case.extract, case.source
    check_randomness(extract, case.proven.headers, case.findings)
    check_code(extract, plan, case.findings)
    case.judge_currency(plan)
    decimals, _ = case.currency.decimals()
    plan_file = check_terms(plan, plan_file, case.findings, decimals)
    conduct = figures(plan, list(zip(case.history, case.moments, strict=True)), case.time_of(extract.last), assumptions)
    case.findings.hold_nothing_against_the_plan()
    return Audited(
        extract=extract,
        plan=plan,
        history=case.history,
        findings=case.findings,
        figures=() if case.findings.of_source else conduct,
        bases=case.bases(),
        symbol=case.currency.symbol(),
        decimals=decimals,
        token_balance=case.currency.balance(extract.last)[0],
        times=case.times(),
        hash_given=case.proven.anchor == extract.last,
        head_age=age_of_head(source),
        checkpoint=case.checkpoint(),
        plan_name=plan_file.name if plan_file else "",
        plan_title=plan_file.title if plan_file else {},
    )


def statement_of(extract: Extract, member: Account, source: Source | None = None) -> AccountView:
    """One member's account; proven as far as the extract allows.

    Args:
        extract: from a node or a file.
        member: whose account: an address.
        source: the node, if it can be asked again before it is said to contradict itself.

    Raises:
        UnusableSource: the source contradicts itself.
        NotAPlan: the log does not begin with a plan.
    """
    findings = Findings()
    extract, proven, currency = look_at(extract, findings, None, source)
    time_of = proven.headers.time
    history = [(event, at) for at, _, event in decode(extract, time_of, findings)]
    opened = next((event for event, _ in history if isinstance(event, PlanOpened)), None)
    if opened is None:
        raise NotAPlan(f"the log of {extract.contracts.ledger} does not tell of a plan's beginning")
    expect_usable(extract, findings)
    decimals, in_units = currency.decimals()
    is_proven = findings.is_clean and {proven.logs, proven.completeness, proven.times, in_units} == {Basis.PROVEN}
    return AccountView(
        told=statement(member.lower(), history, opened.terms),
        ledger=extract.contracts.ledger,
        block=extract.last,
        at=time_of(extract.last),
        basis=Basis.PROVEN if is_proven else Basis.REPORTED,
        decimals=decimals,
        symbol=currency.symbol(),
    )


@dataclass
class _Audit:
    """One audit under way.

    Attributes:
        earlier: what an earlier audit has come to, from where this one goes on.
        history: the events of the plan's own contracts, and `moments` their times.
        trust: what rests on what is found of the currency, and of the plan's making.
        kept: what was gathered of the members, if they are in columns.
        moved: what the ledger held before, and transfers of the currency have brought so far, less what they took.
    """

    extract: Extract
    trusted: bytes | None
    source: Source | None
    progress: Progress
    crew: Crew = field(default_factory=Crew)
    earlier: Checkpoint | None = None
    findings: Findings = field(default_factory=Findings)
    history: list[Event] = field(default_factory=list)
    moments: list[int] = field(default_factory=list)
    state: dict[Account, Basis] = field(default_factory=dict)
    trust: dict[str, Basis] = field(default_factory=dict)
    moved: int = 0
    kept: "Kept | None" = None

    def __post_init__(self) -> None:
        self.progress("proofs", 0, 1)
        earlier = self.earlier.blocks if self.earlier else None
        self.extract, self.proven, self.currency = look_at(
            self.extract, self.findings, self.trusted, self.source, self.crew, earlier
        )
        self._is_sound = not self.findings.found
        self.extract = replace(self.extract, accounts=self.proven.states)
        self.time_of = self.proven.headers.time

    def replay(self, every_member: bool = False) -> ReplayedPlan:
        """The plan as the whole log leaves it, compared with the chain at every block for which there is a state.

        Of a large plan most members are replayed in columns, where there is a compiler.  All of it is replayed once
        more, event by event, where what is wrong can only be said so; and so if `every_member` is wanted, or a node
        tells no storage roots, and is asked for every member's slot instead.
        """
        before = len(self.findings.found)
        needs_everybody = every_member or (self.source is not None and not has_roots(self.extract))
        in_columns = kernels.is_worth_it(self.extract.log_count) and not needs_everybody
        if in_columns and (plan := self._replay_in_columns()) is not None:
            return plan
        del self.findings.found[before:]
        self.history, self.moments, self.state, self.moved, self.kept = [], [], {}, 0, None
        return self._replay_all()

    def replay_on(self, earlier: Checkpoint) -> ReplayedPlan | None:
        """The same from what an earlier audit has come to, as far as it kept that; None if that cannot be."""
        if earlier.members is None:
            return self.replay()
        return self._replay_in_columns()

    def _replay_all(self) -> ReplayedPlan:
        """Event by event."""
        unreadable, before = Findings(), len(self.findings.found)
        stream = decode(self.extract, self.time_of, unreadable)
        replay = self._open(stream)
        stops = sorted({*self._states, self.extract.first})
        for at, transaction, event in stream:
            while stops and event.place.block > stops[0]:
                self._compare(replay, stops.pop(0))
            self._take(replay, event, at, transaction)
        for stop in stops:
            self._compare(replay, stop)
        self.findings.found[before:before] = unreadable.in_order()
        return replay.plan

    def _replay_in_columns(self) -> ReplayedPlan | None:
        """Members in columns, and event by event only what else there is; None if that cannot say what is wrong."""
        from .columnar.gather import gather
        from .columnar.replay import StoryReplay

        earlier = self.earlier.members if self.earlier else None
        unreadable, before = Findings(), len(self.findings.found)
        gathered = gather(self.extract, self.proven.headers, unreadable, self.crew, earlier)
        if gathered is None:
            return None
        early = gathered.early
        replay = self._open(iter(early))
        story = StoryReplay(gathered, replay, len(early))
        stops = sorted({self.extract.first, self.extract.last})
        for entry in gathered.story[len(early) :]:
            while stops and entry.event.place.block > stops[0]:
                self._compare(replay, stops.pop(0))
            if story.begin(entry):
                self._take(replay, entry.event, entry.time, entry.transaction)
            story.end(entry)
        story.finish()
        self.moved += gathered.moved
        for stop in stops:
            self._compare(replay, stop)
        found = self.findings.found[before:]
        if not story.is_sound(found) or (self.source is not None and _speaks_of_state(found)):
            return None
        self.findings.found[before:before] = unreadable.in_order()
        self.kept = gathered.kept
        return replay.plan

    def judge_currency(self, plan: ReplayedPlan) -> None:
        """What the currency is and does, and whether the plan was made as published."""
        self.trust["currency"] = check_currency(self.currency, self.findings)
        self.trust["birth"] = check_making(self.currency, plan.opened, self.findings)

    @property
    def _states(self) -> set[int]:
        """The blocks after which the contracts' accounts are told, and the audited one."""
        return {said.block for said in self.extract.accounts} | {self.extract.last}

    def checkpoint(self) -> Checkpoint | None:
        """What a later audit can go on from; None if something was found, or the log is not proven, or not in parts."""
        is_fit = self._is_sound and self.findings.is_clean and self.extract.parts
        blocks = proven_blocks(self.extract, self.proven) if is_fit else None
        return None if blocks is None else Checkpoint(blocks, self.kept)

    def bases(self) -> dict[str, Basis]:
        """What each part of the report rests on."""
        proven, contracts = self.proven, self.extract.contracts
        code = all(proven.accounts.get((each, self.extract.last)) is Basis.PROVEN for each in contracts.own)
        names = ("ledger", "desk", "jury", *(["enrolment"] if contracts.enrolment else []))
        state = {name: self.state.get(getattr(contracts, name), Basis.REPORTED) for name in names}
        # What other code stores, or what the log does not come to, is nobody's balance by the rules.
        sound = state["ledger"] is Basis.PROVEN and not self._has_found("CLS")
        recomputed = Basis.RECOMPUTED if proven.logs is Basis.PROVEN else Basis.REPORTED
        return {
            "log": proven.logs,
            "completeness": proven.completeness,
            "times": proven.times,
            "code": Basis.PROVEN if code else Basis.REPORTED,
            **{f"state_{name}": basis for name, basis in state.items()},
            "balances": Basis.PROVEN if sound else recomputed,
            "token_balance": self.currency.balance(self.extract.last)[1],
            **self.trust,
            "terms": proven.logs,
        }

    def _has_found(self, families: str) -> bool:
        """Whether a check of these families, by their letters, has found more than what is worth knowing."""
        found = (one.check for one in self.findings.found)
        return any(check.number[0] in families and check.severity is not Severity.REMARK for check in found)

    def times(self) -> dict[int, int]:
        """The times of the audited block and of all blocks with logs."""
        return {block: self.time_of(block) for block in (*self.proven.blocks, self.extract.last)}

    def _open(self, stream: Iterator[tuple[int, int, Event]]) -> Replay:
        """The replay as it begins: what was said before the plan was opened counts as well."""
        early: list[tuple[int, int, Event]] = []
        said, headers = self.extract, self.proven.headers
        for at, transaction, event in stream:
            if isinstance(event, PlanOpened):
                blocks = Blocks(headers.randomness, headers.number_seen)
                replay = Replay(event, at, said.contracts, said.chain_id, self.findings, blocks)
                self._check_opening(event, early)
                for earlier, place, each in (*early, (at, transaction, event)):
                    self._take(replay, each, earlier, place)
                return replay
            early.append((at, transaction, event))
        raise NotAPlan(f"the log of {said.contracts.ledger} does not tell of a plan's beginning")

    def _check_opening(self, opened: PlanOpened, early: list[tuple[int, int, Event]]) -> None:
        """The plan is opened before anybody acts in it, with the contracts audited, and no attestor without one."""
        for _, _, event in early:
            told = isinstance(event, OF_CURRENCY)
            self.findings.expect(told, "said-before-opening", event.place, opened.place, event=type(event).__name__)
        contracts, attestor = self.extract.contracts, opened.roles.attestor
        pairs = [(name, getattr(opened, name), getattr(contracts, name)) for name in ("token", "desk", "enrolment")]
        for name, said, audited in (*pairs, ("attestor", attestor, attestor if contracts.enrolment else NOBODY)):
            facts = {"name": name, "said": said, "audited": audited}
            self.findings.expect(said == audited, "opened-with-others", opened.place, **facts)

    def _take(self, replay: Replay, event: Event, time: int, transaction: int) -> None:
        """One event: what the currency says is counted, what the plan's contracts say is kept, and all is replayed."""
        if isinstance(event, Transfer):
            self._move(event)
        elif not isinstance(event, OF_CURRENCY):
            self._note(event, time)
        replay.apply(event, time, transaction)

    def _note(self, event: Event, time: int) -> None:
        self.history.append(event)
        self.moments.append(time)
        if len(self.history) % STRIDE == 0:
            self.progress("events", len(self.history), self.extract.log_count)

    def _move(self, event: Transfer) -> None:
        ledger = self.extract.contracts.ledger
        self.moved += event.amount * ((event.receiver == ledger) - (event.sender == ledger))

    def _compare(self, replay: Replay, block: int) -> None:
        """What is stored after a block is what the log has come to by then."""
        replay.finish()
        if block == self.extract.first:
            self.moved += held_before(self.currency, self.moved)
        if block not in self._states:
            return
        self.progress("state", block - self.extract.first, self.extract.last - self.extract.first)
        self.state = check_state(self.extract, replay.plan, block, self.proven.accounts, self.findings, self.source)
        check_holding(self.currency, self.moved, block, self.findings)


def _speaks_of_state(found: Sequence[Finding]) -> bool:
    """Whether something is stored as it must not be, which whoever can ask for all members' slots calls by its name."""
    return any(one.check.number.startswith("S") for one in found)


def _silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""

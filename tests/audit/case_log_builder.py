"""Made-up stories of a plan, told event by event, so that each of them can be told wrongly.

Nothing is ever charged in them, so that every payout is nothing: money is not what they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import partial
from itertools import count
from string import Formatter
from typing import Any

from openmutual import events as log
from openmutual.audit.findings import Findings, catalogue
from openmutual.audit.replay.context import Blocks
from openmutual.audit.replay.lottery import positions, seat_at
from openmutual.audit.replay.replay import Replay
from openmutual.audit.replay.state import ReplayedPlan
from openmutual.audit.source.extract import PlanContracts
from openmutual.records import NOBODY, JuryTerms, Level, Roles, Terms, Tier, Verdict
from tests.terms import terms as some_terms

DAY = 24 * 60 * 60
START = 1_000_000

LEDGER, DESK, JURY, ENROLMENT, TOKEN = (f"0x{number:040x}" for number in range(0xC0, 0xC5))
MEMBERS = tuple(f"0x{number:040x}" for number in range(1, 13))
PANEL = tuple(f"0x{number:040x}" for number in range(0xA0, 0xA3))
STRANGER = f"0x{0xEE:040x}"

ENDS, MILD, LATE, ENDS_LATE = range(4)
"""Levels: one that ends the membership, one that does not, and the same with a waiting period of 20 days."""

TERMS = some_terms(
    tiers=(Tier("one", 1, 100),),
    levels=(
        Level("ends", 50, 5, True, 0),
        Level("mild", 30, 0, False, 0),
        Level("late", 40, 0, False, 20 * DAY),
        Level("ends late", 40, 0, True, 20 * DAY),
    ),
    period_cap=100,
    waiting=0,
    period=10 * DAY,
    filing=50 * DAY,
    decision=5 * DAY,
    run_off=30 * DAY,
    min_members=1,
    jury=JuryTerms(size=2, quorum=2, bond=10, reward=3, commit=2 * DAY, reveal=2 * DAY),
)

CONTRACTS = {
    "Case": DESK,
    "Panel": DESK,
    "Evidence": DESK,
    "Nullifier": ENROLMENT,
    "Attestation": ENROLMENT,
    "Reason": DESK,
    **dict.fromkeys(("Volunteered", "Resigned", "Dispute", "Draw", "Seed", "Jurors", "Vote", "Quorum"), JURY),
    "JurorBarred": JURY,
}

Happened = Callable[..., log.Event]


def order_of(seed: bytes, pool: int) -> list[int]:
    """The seats in the order in which a seed looks at them."""
    looked = (seat_at(seed, position, pool) for position in range(positions(pool)))
    return [seat for seat in looked if seat < pool]


def said(kind: type[log.Event], **words: Any) -> Happened:
    """An event that has no place yet."""
    return partial(kind, **words)


UNKNOWN_BLOCKS = Blocks(lambda _: None)


class CaseLog:
    """A plan with twelve members, the first six of whom volunteer as jurors; tell what else happens.

    Every verb tells what an honest plan would, but for the words that are given in their place.

    Args:
        attested: whether the plan has an enrolment.
        blocks: what is known of the chain's blocks.
        terms: of the plan.
    """

    def __init__(self, attested: bool = False, blocks: Blocks = UNKNOWN_BLOCKS, terms: Terms = TERMS) -> None:
        roles = Roles("0x" + "0b" * 20, PANEL, attestor=STRANGER if attested else NOBODY)
        self.contracts = PlanContracts(LEDGER, DESK, JURY, ENROLMENT if attested else "", TOKEN)
        self.now, self.block = START, 100
        opening = log.PlanOpened(
            plan_hash=bytes(32),
            token=TOKEN,
            desk=DESK,
            enrolment=self.contracts.enrolment,
            terms=terms,
            roles=roles,
            place=log.LogPosition(LEDGER, self.block, 0),
        )
        self.findings = Findings()
        self.replay = Replay(opening, self.now, self.contracts, 1, self.findings, blocks)
        self.replay.apply(opening, self.now, 0)
        self.attested = attested

    # telling ---------------------------------------------------------------------------------------------------

    def tell(self, *events: Happened) -> None:
        """One transaction, in a block of its own, a second after the one before."""
        self.now, self.block = self.now + 1, self.block + 1
        for index, event in enumerate(events):
            name = getattr(event, "func").__name__  # noqa: B009
            contract = next((at for prefix, at in CONTRACTS.items() if name.startswith(prefix)), LEDGER)
            if name in ("CasePaid", "CaseOverturned"):
                contract = LEDGER
            self.replay.apply(event(place=log.LogPosition(contract, self.block, index)), self.now, 0)

    def wait(self, seconds: int, blocks: int = 0) -> None:
        self.now, self.block = self.now + seconds, self.block + blocks

    def until(self, moment: int) -> None:
        """The next transaction is at that moment."""
        self.now = moment - 1

    @property
    def plan(self) -> ReplayedPlan:
        self.replay.finish()
        return self.replay.plan

    def found(self, families: str = "D") -> list[str]:
        """What is wrong, of some families of checks; each finding has what its sentences tell."""
        self.replay.finish()
        for finding in self.findings.found:
            told = (*finding.check.sentence.values(), *finding.check.by_hand.values())
            names = {name for text in told for _, name, _, _ in Formatter().parse(text) if name is not None}
            assert names <= finding.facts.keys(), (finding.check.key, names, finding.facts)
        return [key for key in self.findings.keys if catalogue()[key].number[0] in families]

    # members ---------------------------------------------------------------------------------------------------

    def begin(self) -> CaseLog:
        """The panel sits, everybody joins, the first six volunteer."""
        self.tell(said(log.PanelSeated, assessors=PANEL))
        for member in MEMBERS:
            self.join(member)
        for seat, member in enumerate(MEMBERS[:6]):
            self.volunteer(member, seat)
        return self

    def join(self, member: str, nullifier: bytes | None = None) -> None:
        taken = said(log.NullifierTaken, member=member, nullifier=nullifier or member.encode()[-32:])
        joined = said(log.Joined, member=member, tier=0, deposit=100, limit=100)
        self.tell(joined, *([taken] if self.attested else []))

    def volunteer(self, member: str, seat: int) -> None:
        self.tell(said(log.Volunteered, member=member, seat=seat))

    def leave(self, member: str) -> None:
        self.tell(said(log.LeaveRequested, member=member, period=len(self.plan.periods)))

    def quit(self, member: str) -> None:
        self.tell(said(log.Withdrawn, member=member, amount=100, rebate=0, to_backstop=0))

    # cases -----------------------------------------------------------------------------------------------------

    def file(self, claimant: str = MEMBERS[0], level: int = MILD, **other: Any) -> None:
        words = {
            "case_id": len(self.plan.cases),
            "claimant": claimant,
            "level": level,
            "diagnosed_at": self.now,
            "commitment": bytes(32),
            "beneficiary": claimant,
        }
        self.tell(said(log.CaseFiled, **(words | other)))

    def decision(self, case: int, approve: bool, level: int, **other: Any) -> Happened:
        words = {"approve": approve, "level": level, "report_hash": bytes(32), "assessors": PANEL[:2]}
        return said(log.CaseDecided, case_id=case, **(words | other))

    def queued(self, level: int) -> Happened:
        return said(log.Queued, period=len(self.plan.periods), level=level)

    def approve(self, case: int = 0, level: int = MILD, **other: Any) -> None:
        claimant = self.plan.cases[case].claimant
        ended = [said(log.BenefitEndedMembership, member=claimant, balance=100)] if level in (ENDS, ENDS_LATE) else []
        self.tell(self.queued(level), *ended, self.decision(case, True, level, **other))

    def reject(self, case: int = 0, level: int = MILD) -> None:
        self.tell(self.decision(case, False, level))

    def announce(self, **figures: int) -> None:
        names = (field.name for field in fields(log.AnnouncementFigures))
        said_figures = log.AnnouncementFigures(*(figures.get(name, 0) for name in names))
        self.tell(said(log.Announced, period=len(self.plan.periods), figures=said_figures))

    def announced(self, level: int = MILD, share: int = 0, **other: Any) -> CaseLog:
        """A case of the first member is filed, approved and announced; a share lapses everybody."""
        self.wait(DAY)
        self.file(level=level, **other)
        self.approve(level=level)
        self.wait(DAY)
        self.announce(share=share)
        return self

    def payment(self, payee: str = MEMBERS[0], level: int = MILD, period: int = 0) -> Happened:
        return said(log.CasePaid, payee=payee, period=period, level=level, benefit=0, fee=0)

    def settle(self, case: int = 0, **other: int) -> None:
        words = {"benefit": 0, "fee": 0} | other
        self.tell(self.payment(level=self.plan.cases[case].level), said(log.CaseSettled, case_id=case, **words))

    # disputes --------------------------------------------------------------------------------------------------

    def opening(self, case: int, **other: int) -> Happened:
        """The jury opens a dispute, in the next block."""
        words = {"dispute_id": len(self.plan.disputes), "pool": 6, "block": self.block + 1 + 32}
        return said(log.DisputeOpened, case_id=case, **(words | other))

    def object(self, objector: str = MEMBERS[6], case: int = 0, **other: int) -> None:
        dispute = len(self.plan.disputes)
        contested = said(log.CaseContested, case_id=case, objector=objector, dispute_id=dispute, reason_hash=bytes(32))
        self.tell(self.opening(case, **other), contested, said(log.BondTaken, payer=objector, amount=10))

    def appeal(self, claimant: str = MEMBERS[0], case: int = 0, **other: int) -> None:
        dispute = len(self.plan.disputes)
        appealed = said(log.CaseAppealed, case_id=case, dispute_id=dispute, reason_hash=bytes(32))
        self.tell(self.opening(case, **other), appealed, said(log.BondTaken, payer=claimant, amount=10))

    def reach(self, dispute: int = 0) -> None:
        """The next transaction is in the first block that can draw."""
        self.block = max(self.block, self.plan.disputes[dispute].draw_block)

    def seed(self, dispute: int = 0, round_: int = 0, first: tuple[str, ...] = MEMBERS[1:3]) -> Happened:
        """A seed that looks at these people's seats first, in this order."""
        made = self.plan.disputes[dispute] if self.plan.disputes else None
        numbers = [self.plan.seat_of[member].number for member in first]
        seeds = (number.to_bytes(32, "big") for number in count())
        fitting = (seed for seed in seeds if made is None or order_of(seed, made.pool)[: len(numbers)] == numbers)
        return said(log.SeedFixed, dispute_id=dispute, round=round_, seed=next(fitting))

    def drawn(self, jurors: Sequence[str], dispute: int = 0, round_: int = 0, **other: Any) -> Happened:
        """One call that finds a whole jury at once, in the seats that it looks at first."""
        words = {"jurors": tuple(jurors), "position": self.position(dispute, len(jurors)), "complete": True}
        return said(log.JurorsDrawn, dispute_id=dispute, round=round_, **(words | other))

    def position(self, dispute: int, seats: int) -> int:
        """Where a draw stands that has looked at so many seats."""
        made = self.plan.disputes[dispute]
        draw, places = made.draws[-1], range(positions(made.pool))
        found = [place for place in places if seat_at(draw.seed, place, made.pool) < made.pool]
        return found[seats - 1] + 1 if seats else 0

    def draw(self, *jurors: str, dispute: int = 0, round_: int = 0) -> None:
        """The seed is fixed and draws these, by default the second and the third member, at once."""
        jurors = jurors or MEMBERS[1:3]
        self.reach(dispute)
        self.tell(self.seed(dispute, round_, jurors))
        self.tell(self.drawn(jurors, dispute, round_))

    def seal(self, juror: str, seal: bytes = b"s" * 32, dispute: int = 0) -> None:
        self.tell(said(log.VoteCommitted, dispute_id=dispute, juror=juror, commitment=seal))

    def open(self, juror: str, pays: bool, dispute: int = 0) -> None:
        self.tell(said(log.VoteRevealed, dispute_id=dispute, juror=juror, pays=pays))

    def vote(self, votes: dict[str, bool], dispute: int = 0) -> None:
        """Everybody named seals and opens a vote; then it is time to count."""
        for juror in votes:
            self.seal(juror, dispute=dispute)
        self.wait(2 * DAY)
        for juror, pays in votes.items():
            self.open(juror, pays, dispute)
        self.wait(2 * DAY)

    def judged(self, pays: bool, **other: Any) -> CaseLog:
        """The first case is contested, and two jurors vote the same."""
        self.announced(**other)
        self.object()
        self.draw()
        self.vote(dict.fromkeys(MEMBERS[1:3], pays))
        return self

    def decided(self, verdict: Verdict, dispute: int = 0) -> Happened:
        return said(log.DisputeDecided, dispute_id=dispute, verdict=verdict)

    def concluded(self, verdict: Verdict, case: int = 0) -> Happened:
        return said(log.CaseConcluded, case_id=case, verdict=verdict)

    def effects(self, verdict: Verdict, jurors: Iterable[str] = MEMBERS[1:3], level: int = MILD) -> list[Happened]:
        """What the ledger does when an objection to the first case is decided."""
        if verdict is Verdict.REFUSES:
            back = said(log.CaseOverturned, period=0, level=level, to_jurors=0, to_surplus=0, to_backstop=0)
            return [back, said(log.BondReleased, owner=MEMBERS[6], to_jurors=0, rest=10)]
        rewarded = [said(log.JurorRewarded, juror=juror, amount=3) for juror in jurors]
        owner, sum_ = NOBODY if verdict is Verdict.PAYS else MEMBERS[6], 3 * len(rewarded)
        return [said(log.BondReleased, owner=owner, to_jurors=sum_, rest=10 - sum_), *rewarded]

    def conclude(self, verdict: Verdict, jurors: Iterable[str] = MEMBERS[1:3], barred: Iterable[str] = ()) -> None:
        """The votes on an objection are counted, and the verdict takes effect."""
        effects = self.effects(verdict, jurors)
        self.tell(*self.bars(barred), self.decided(verdict), *effects, self.concluded(verdict))

    def bars(self, jurors: Iterable[str]) -> list[Happened]:
        """Jurors barred by the next transaction."""
        return [said(log.JurorBarred, juror=juror, until=self.now + 1 + 90 * DAY) for juror in jurors]

    def miss(self, barred: Iterable[str], dispute: int = 0, **other: int) -> None:
        words = {"block": self.block + 1 + 32} | other
        self.tell(*self.bars(barred), said(log.QuorumMissed, dispute_id=dispute, **words))

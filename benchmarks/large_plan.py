"""A plan of any size as a folder of sealed parts, made without a chain: what an audit of it takes is measured with it.

It begins with a story on the embedded chain, with a dispute and its jury.  Then come blocks that no chain has made, but
as one would have: members join in batches, top up one by one, lapse, leave and take their money; some volunteer for the
jury, and of these a few resign and come back; cases are filed, decided, announced and paid, so that shares are above
zero; and every block has receipts of others.  Headers name the roots of their receipts.  The last one names a state
with the storage root that the auditor itself comes to, so that the audit has as much to hash as on a chain; whether
that root is right, the tests show, not this.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import polars as pl
from eth_utils.crypto import keccak
from numpy.typing import NDArray

from benchmarks.made_blocks import Block, Words, Writer, log, padded, words
from benchmarks.made_state import tell_state
from openmutual.abi.artifacts import artifact
from openmutual.audit.crew import Crew
from openmutual.audit.extraction.collect import collect
from openmutual.audit.pipeline import _Audit
from openmutual.audit.replay.state import ReplayedPlan
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.chain import EmbeddedWorld
from openmutual.codec import from_hex
from openmutual.plans.document import parse_document
from openmutual.scenario import run
from openmutual.scenario.steps import read_scenario
from tests.audit.attested_world import AttestedWorld

SEED = """
name: seed
plan:
  name: large
  title: {en: Large}
  source: made up for a benchmark
  currency: {symbol: CNY, decimals: 2}
  step: 0.01
  tiers: {one: {units: 1, deposit: 3}, two: {units: 2, deposit: 6}}
  levels: {hospital: {benefit: 100, fee: 1%}}
  caps: {period: 1, case: 0, year: 0}
  dues: 0.5
  waiting: 0 d
  period: 30 d
  notice: 7 d
  grace: 30 d
  filing: 90 d
  decision: 14 d
  run_off: 90 d
  min_members: 1
  panel: {assessors: 3, quorum: 2}
  jury: {size: 5, quorum: 3, bond: 50, reward: 5}
start: 2026-01-01
steps:
  - {day: 0, join: {who: m1..m30, tier: two, deposit: 20}}
  - {day: 1, file: {who: m1, case: one, diagnosed: 0.5, level: hospital}}
  - {day: 2, decide: {case: one, verdict: approve}}
  - {day: 31, announce: {}}
  - {day: 32, object: {who: m2, case: one}}
  - {day: 33, jury: {case: one, verdict: uphold}}
  - {day: 60, settle: {case: one}}
"""

PERIODS = 12

LATER = 13
"""One more member for so many joins after all of these."""

BATCH, BATCHES = 200, 15
"""Members who join in one transaction, and how many of these are in a block."""

CALLS = 500
"""Other transactions in a block."""

HEALTHY = 5_000
"""Of so many members one falls ill in a period."""

AWAY = 90 * 24 * 60 * 60
"""How long who resigned cannot volunteer again, in seconds."""

ACTIVE, LEAVING, GONE, LAPSED, OVER = range(5)

Numbers = NDArray[np.int64]


@dataclass
class Members:
    """Members of the made-up part, in columns."""

    accounts: Words
    units: Numbers
    limits: Numbers
    joined_in: Numbers
    status: Numbers
    ended_at: Numbers
    seats: Numbers
    resigned_at: Numbers

    @classmethod
    def of(cls, most: int, random: np.random.Generator) -> "Members":
        """So many who have not joined yet."""
        columns = (np.full(most, -1) for _ in range(6))
        return cls(random.integers(0, 256, (most, 20), np.uint8), 1 + np.arange(most) % 2, *columns)


class Plan:
    """The made-up life of the plan."""

    def __init__(self, writer: Writer, plan: ReplayedPlan, members: int, volunteers: int) -> None:
        self.writer, self.plan = writer, plan
        self.volunteers, self.seats = volunteers, len(plan.seats)
        self.random, self.persons = np.random.default_rng(1), np.random.default_rng(2)
        self.all = Members.of(members, self.random)
        self.joined = 0
        self.ledger, self.desk, self.jury, self.token, self.enrolment = (
            from_hex(getattr(writer.seed.contracts, name)) for name in ("ledger", "desk", "jury", "token", "enrolment")
        )
        self.step, self.reserve = plan.terms.step, plan.reserve_steps
        self.index, self.period, self.surplus = plan.index, len(plan.periods), plan.money.surplus
        self.kept = [(m.units, m.limit) for m in plan.members.values() if m.status == "active"]
        self.cases, self.held = len(plan.cases), plan.money.held
        self.topics = {
            name: entry.digest
            for contract in ("MutualLedger", "CaseDesk", "Jury", "TestYuan", "Enrolment")
            for name, entry in ((each.name, each) for each in artifact(contract).interface.events.values())
        }

    def live(self, members: int) -> None:
        """All periods, in which so many members join; leaves the plan's last money in `held`."""
        every = -(-members // PERIODS)
        for _ in range(PERIODS):
            self._join(min(every, members - self.joined))
            self._one_by_one(self._top_ups())
            self._one_by_one(self._volunteering(self.volunteers // PERIODS))
            self._one_by_one(self._resigning())
            claimants = self._file()
            self._one_by_one(self._leavers())
            self._announce(len(claimants))
            self._settle(claimants)
            self._one_by_one(self._withdrawals())

    def live_on(self) -> None:
        """One more announcement, before which the rest of the members join, and a few leave."""
        self._join(len(self.all.units) - self.joined)
        self._one_by_one(self._volunteering(self.volunteers // (PERIODS * LATER)))
        self._one_by_one(self._resigning())
        claimants = self._file()
        self._one_by_one(self._leavers())
        self._announce(len(claimants))
        self._settle(claimants)

    def _say(self, name: str, topics: Sequence[bytes | list[bytes]], data: Words, desk: bool = False) -> pl.DataFrame:
        return log(self.desk if desk else self.ledger, [self.topics[name], *topics], data)

    def _moves(self, members: Words, steps: Numbers, out: bool = False) -> pl.DataFrame:
        """Transfers of the currency between members and the ledger."""
        self.held += int(steps.sum()) * self.step * (-1 if out else 1)
        ends = [padded(members), bytes(12) + self.ledger]
        return log(self.token, [self.topics["Transfer"], *(reversed(ends) if out else ends)], words(steps * self.step))

    def _join(self, count: int) -> None:
        all_, block = self.all, Block()
        for start in range(self.joined, self.joined + count, BATCH):
            who = np.arange(start, min(start + BATCH, self.joined + count))
            steps = all_.units[who] * 300
            all_.limits[who], all_.joined_in[who], all_.status[who] = self.index + 300, self.period, ACTIVE
            tiers = all_.units[who] - 1
            said = self._say("Joined", [padded(all_.accounts[who])], words(tiers, steps * self.step, self.index + 300))
            paid = self._moves(np.full((1, 20), 9, np.uint8), steps.sum(keepdims=True))
            block.add(said, *self._vouch(all_.accounts[who]), paid)
            if block.transactions == BATCHES:
                self.writer.block(block, 12)
                block = Block()
        self.joined += count
        self.writer.block(block, 12)

    def _vouch(self, accounts: Words) -> Iterator[pl.DataFrame]:
        """The attestor's word that these are persons, where the plan has an attestor."""
        if self.enrolment:
            nullifiers = [self.persons.bytes(32) for _ in accounts]
            yield log(
                self.enrolment,
                [self.topics["AttestationSpent"], self.persons.bytes(32)],
                np.empty((1, 0, 32), np.uint8),
            )
            taken = [self.topics["NullifierTaken"], padded(accounts), nullifiers]
            yield log(self.enrolment, taken, np.empty((len(accounts), 0, 32), np.uint8))

    def _one_by_one(self, logs: Iterable[tuple[pl.DataFrame, ...]]) -> None:
        for frames in logs:
            block = Block()
            block.add(*frames, each=True)
            self.writer.block(block, 12)

    def _some(self, which: Numbers, part: float) -> Iterator[Numbers]:
        """A part of some members, as many at a time as a block takes."""
        chosen = which[self.random.random(len(which)) < part]
        for start in range(0, len(chosen), CALLS):
            yield chosen[start : start + CALLS]

    def _top_ups(self) -> Iterator[tuple[pl.DataFrame, ...]]:
        """Of those who run low, most top up for a few periods more."""
        all_ = self.all
        low = np.flatnonzero((all_.status == ACTIVE) & (all_.limits < self.index + self.reserve + 120))
        for who in self._some(low, 0.7):
            all_.limits[who] += 200
            steps, names = all_.units[who] * 200, padded(all_.accounts[who])
            yield (
                self._say("ToppedUp", [names, names], words(steps * self.step, all_.limits[who])),
                self._moves(all_.accounts[who], steps),
            )

    def _volunteering(self, count: int) -> Iterator[tuple[pl.DataFrame, ...]]:
        """So many take a seat, and whoever had one and may, takes it again."""
        all_ = self.all
        active, new = all_.status == ACTIVE, all_.seats < 0
        chosen = np.flatnonzero(active & new)[:count]
        all_.seats[chosen] = self.seats + np.arange(len(chosen))
        self.seats += len(chosen)
        again = active & (all_.resigned_at >= 0) & (all_.resigned_at + AWAY <= self.writer.time)
        all_.resigned_at[again] = -1
        for who in self._some(np.concatenate([np.flatnonzero(again), chosen]), 1):
            names = padded(all_.accounts[who])
            yield (log(self.jury, [self.topics["Volunteered"], names], words(all_.seats[who])),)

    def _resigning(self) -> Iterator[tuple[pl.DataFrame, ...]]:
        """A few give their seats up, at the time of the block that is written of it."""
        all_ = self.all
        for who in self._some(np.flatnonzero((all_.seats >= 0) & (all_.resigned_at < 0)), 0.02):
            yield (
                log(
                    self.jury,
                    [self.topics["Resigned"], padded(all_.accounts[who])],
                    np.empty((len(who), 0, 32), np.uint8),
                ),
            )
            all_.resigned_at[who] = self.writer.time

    def _leavers(self) -> Iterator[tuple[pl.DataFrame, ...]]:
        all_ = self.all
        staying = (all_.status == ACTIVE) & (all_.joined_in < self.period)
        for who in self._some(np.flatnonzero(staying), 0.01):
            all_.status[who] = LEAVING
            yield (self._say("LeaveRequested", [padded(all_.accounts[who])], words(np.full(len(who), self.period))),)

    def _withdrawals(self) -> Iterator[tuple[pl.DataFrame, ...]]:
        all_ = self.all
        free = np.isin(all_.status, (GONE, LAPSED)) & (self.period - all_.joined_in >= 2)
        for who in self._some(np.flatnonzero(free), 0.3):
            all_.status[who] = OVER
            steps = all_.units[who] * (all_.limits[who] - all_.ended_at[who])
            amounts = words(steps * self.step, 0, 0)
            said = self._say("Withdrawn", [padded(all_.accounts[who])], amounts)
            yield said, self._moves(all_.accounts[who], steps, out=True)

    def _file(self) -> Numbers:
        """Some members fall ill; the panel decides."""
        all_ = self.all
        covered = np.flatnonzero(all_.status == ACTIVE)
        who = self.random.choice(covered, max(1, len(covered) // HEALTHY), replace=False)
        names, numbers = padded(all_.accounts[who]), self.cases + np.arange(len(who))
        for start in range(0, len(who), CALLS):
            some = slice(start, start + CALLS)
            block, ids = Block(), [int(number).to_bytes(32, "big") for number in numbers[some]]
            salts = np.frombuffer(b"".join(map(keccak, ids)), np.uint8).reshape(-1, 1, 32)
            numbers_of = words(np.zeros(len(ids)), np.full(len(ids), self.writer.time))
            beneficiary = np.frombuffer(b"".join(names[some]), np.uint8).reshape(-1, 1, 32)
            data = np.concatenate([numbers_of, salts, beneficiary], axis=1)
            block.add(self._say("CaseFiled", [ids, names[some]], data, desk=True), each=True)
            self.writer.block(block, 12)
        self._decide(numbers)
        self.cases += len(who)
        return who

    def _decide(self, numbers: Numbers) -> None:
        assessors = sorted(self.plan.panel)[:2]
        signers = np.frombuffer(b"".join(bytes(12) + from_hex(each) for each in assessors), np.uint8).reshape(1, 2, 32)
        for start in range(0, len(numbers), CALLS):
            ids = [int(number).to_bytes(32, "big") for number in numbers[start : start + CALLS]]
            reports = np.frombuffer(b"".join(keccak(b"report" + each) for each in ids), np.uint8).reshape(-1, 1, 32)
            count, block = len(ids), Block()
            head = words(np.ones(count), np.zeros(count))
            tail = [words(np.full(count, 128), np.full(count, 2)), np.repeat(signers, count, axis=0)]
            decided = np.concatenate([head, reports, *tail], axis=1)
            queued = self._say("Queued", [[self.period.to_bytes(32, "big")] * count], words(np.zeros(count)))
            block.add(self._say("CaseDecided", [ids], decided, desk=True), queued, each=True)
            self.writer.block(block, 12)

    def _announce(self, count: int) -> None:
        all_, terms, writer = self.all, self.plan.terms, self.writer
        active, leaving = all_.status == ACTIVE, all_.status == LEAVING
        units = int(all_.units[active | leaving].sum()) + sum(each for each, _ in self.kept)
        need = count * terms.levels[0].due
        share = min(-(-max(0, need - self.surplus) // (units * self.step)), terms.period_cap // self.step)
        pot = share * self.step * units + self.surplus
        assert pot >= need, "too few members to pay in full"
        self.surplus = pot - need
        self.index += share + terms.dues // self.step
        lapsed = active & (all_.limits < self.index + self.reserve)
        gone = [(each, limit) for each, limit in self.kept if limit < self.index + self.reserve]
        self.kept = [each for each in self.kept if each not in gone]
        all_.status[lapsed], all_.status[leaving] = LAPSED, GONE
        all_.ended_at[lapsed | leaving] = self.index
        of_lapsed = int(all_.units[lapsed].sum()) + sum(each for each, _ in gone), int(lapsed.sum()) + len(gone)
        figures = (units, count, 0, need, share * self.step, terms.dues, self.surplus, 0, *of_lapsed)
        block = Block()
        block.add(self._say("Announced", [self.period.to_bytes(32, "big")], words(*([each] for each in figures))))
        writer.block(block, max(12, self.plan.announced_at + terms.period - writer.time))
        self.plan.announced_at, self.period = writer.time, self.period + 1

    def _settle(self, claimants: Numbers) -> None:
        level, first = self.plan.terms.levels[0], self.cases - len(claimants)
        seconds = self.plan.terms.notice
        for start in range(0, len(claimants), CALLS):
            who = claimants[start : start + CALLS]
            names, count, block = padded(self.all.accounts[who]), len(who), Block()
            ids = [(first + start + place).to_bytes(32, "big") for place in range(count)]
            period = [(self.period - 1).to_bytes(32, "big")] * count
            money = [np.full(count, level.benefit), np.full(count, level.fee)]
            block.add(
                self._say("CasePaid", [names, period], words(np.zeros(count), *money)),
                self._moves(self.all.accounts[who], np.full(count, level.benefit // self.step), out=True),
                self._say("CaseSettled", [ids], words(*money), desk=True),
                each=True,
            )
            self.writer.block(block, seconds)
            seconds = 12


def make(
    folder: Path,
    members: int,
    rows: int = 100_000,
    crew: Crew | None = None,
    *,
    volunteers: int = 0,
    attested: bool = False,
    before: Path | None = None,
) -> int:
    """Make a plan with so many members, and its export in parts of so many logs; returns how many logs it has.

    Its storage root takes about as much work as an audit, which a crew can share.

    Args:
        folder: where the parts are put.
        members: who join in the plan's periods.
        rows: logs in a part.
        crew: who works out the storage root.
        volunteers: how many of them take a seat, at most as many as are active in time.
        attested: whether everybody joins on the word of an attestor.
        before: where the export is copied, if the plan then goes on for a while, by about two logs of a hundred.
    """
    world = AttestedWorld() if attested else EmbeddedWorld()
    ledger: Any = run(read_scenario(parse_document(SEED.encode(), "seed.yaml"), None), world).ledger
    seed = replace(collect(EmbeddedSource(world.node), ledger.site.ledger), witness=())
    writer = Writer(folder, seed, rows)
    life = Plan(writer, _Audit(seed, None, None, lambda *_: None).replay(), members + members // LATER, volunteers)
    life.live(members)
    tell_state(writer, crew or Crew(), life.held)
    if before is not None:
        copytree(folder, before)
        life.live_on()
        tell_state(writer, crew or Crew(), life.held)
    return seed.logs.height + writer.logs


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as where:
        print(f"{make(Path(where), 10_000):,} logs")

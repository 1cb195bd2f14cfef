"""Draws by a seed that is known: whose turn it is, and who may judge."""

from __future__ import annotations

from collections.abc import Callable

from openmutual import events as log
from openmutual.audit.replay.jury import BARRED_FOR
from openmutual.audit.replay.seats import AWAY_FOR
from openmutual.records import Verdict
from tests.audit.case_log_builder import MEMBERS, PANEL, TERMS, CaseLog, said

CLAIMANT, FIRST, SECOND, THIRD = MEMBERS[:4]
BOTH = (FIRST, SECOND)
COMMIT = TERMS.jury.commit


def called(case_log: CaseLog) -> None:
    """An objection; the block that draws is in reach."""
    case_log.announced()
    case_log.object()
    case_log.reach()


def seeded(case_log: CaseLog, *first: str) -> None:
    """The seed of the draw looks at these first, by default at the second and the third member."""
    called(case_log)
    case_log.tell(case_log.seed(first=first or BOTH))


# --- the seed ----------------------------------------------------------------------------------------------------


def renewed_while_in_reach(case_log: CaseLog) -> None:
    called(case_log)
    case_log.block = case_log.plan.disputes[0].draw_block + 255
    case_log.tell(said(log.DrawRenewed, dispute_id=0, block=case_log.block + 1 + 32))


def renewed_with_a_block_of_choice(case_log: CaseLog) -> None:
    called(case_log)
    case_log.block = case_log.plan.disputes[0].draw_block + 256
    case_log.tell(said(log.DrawRenewed, dispute_id=0, block=case_log.block + 40))


def renewed_once_the_seed_is_fixed(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.block = case_log.plan.disputes[0].draw_block + 256
    case_log.tell(said(log.DrawRenewed, dispute_id=0, block=case_log.block + 1 + 32))


def seed_when_the_time_is_over(case_log: CaseLog) -> None:
    called(case_log)
    case_log.until(case_log.plan.disputes[0].since + COMMIT)
    case_log.tell(case_log.seed())


def seed_fixed_twice(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.tell(case_log.seed())


def seed_of_the_wrong_round(case_log: CaseLog) -> None:
    called(case_log)
    case_log.tell(case_log.seed(round_=1))


def seed_before_its_block(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.tell(case_log.seed())


def seed_when_its_block_is_out_of_reach(case_log: CaseLog) -> None:
    called(case_log)
    case_log.block += 8_191
    case_log.tell(case_log.seed())


# --- calls -------------------------------------------------------------------------------------------------------


def drawn_without_a_seed(case_log: CaseLog) -> None:
    called(case_log)
    case_log.tell(said(log.JurorsDrawn, dispute_id=0, round=0, jurors=BOTH, position=9, complete=True))


def drawn_when_the_time_is_over(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.until(case_log.plan.disputes[0].since + COMMIT)
    case_log.tell(case_log.drawn(BOTH))


def drawn_on_when_complete(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.tell(case_log.drawn(BOTH))
    case_log.tell(case_log.drawn(()))


def a_volunteer_of_choice(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.tell(case_log.drawn((FIRST, THIRD)))


def jurors_in_another_order(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.tell(case_log.drawn((SECOND, FIRST)))


def one_juror_twice(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.tell(case_log.drawn((FIRST, SECOND, SECOND), position=case_log.position(0, 2)))


def one_passed_over(case_log: CaseLog) -> None:
    """Nobody but the first is taken, and all seats are said to have been looked at."""
    seeded(case_log)
    case_log.tell(case_log.drawn((FIRST,), position=case_log.position(0, 6)))


def stopped_after_the_first(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.tell(case_log.drawn((FIRST,)))


def went_on_though_full(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.tell(case_log.drawn(BOTH, position=case_log.position(0, 2) + 1))


def not_complete_though_full(case_log: CaseLog) -> None:
    seeded(case_log)
    case_log.tell(case_log.drawn(BOTH, complete=False))


# --- candidates --------------------------------------------------------------------------------------------------


def drew(other: str, before: Callable[[CaseLog], None] = lambda _: None) -> Callable[[CaseLog], None]:
    """A draw with somebody who may not judge, though their seat has the second turn."""

    def tell(case_log: CaseLog) -> None:
        case_log.announced()
        before(case_log)
        case_log.object(MEMBERS[5])
        case_log.reach()
        case_log.tell(case_log.seed(first=(FIRST, other)))
        case_log.tell(case_log.drawn((FIRST, other)))

    tell.__name__ = f"drew_{getattr(before, '__name__', 'party').strip('<>')}_{MEMBERS.index(other)}"
    return tell


def second_resigns(case_log: CaseLog) -> None:
    case_log.tell(said(log.Resigned, member=SECOND))


def second_leaves(case_log: CaseLog) -> None:
    case_log.leave(SECOND)


def second_is_seated_as_an_assessor(case_log: CaseLog) -> None:
    case_log.plan.panel = (*PANEL, SECOND)


def second_has_decided_once(case_log: CaseLog) -> None:
    case_log.plan.judges.add(SECOND)


def second_is_barred(case_log: CaseLog) -> None:
    case_log.plan.barred[SECOND] = case_log.now + BARRED_FOR


def everybody_lapses_later(case_log: CaseLog) -> None:
    """In another announcement than the case's own."""
    case_log.announce(share=10)
    case_log.plan.members[FIRST].lapsed_in = -1


def drew_who_came_back_since(case_log: CaseLog) -> None:
    """A hard announcement lapses everybody; one comes back after the opening."""
    case_log.announced(share=10)
    case_log.object()
    reinstate(case_log, SECOND)
    case_log.reach()
    case_log.tell(case_log.seed())
    case_log.tell(case_log.drawn(BOTH))


def reinstate(case_log: CaseLog, member: str) -> None:
    words = {"member": member, "payer": member, "amount": 100, "back_pay": 0, "limit": 200}
    case_log.tell(said(log.Reinstated, **words))


def drew_who_volunteered_in_the_second_of_the_announcement(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve()
    case_log.tell(said(log.Resigned, member=SECOND))
    case_log.until(case_log.now + AWAY_FOR)
    case_log.volunteer(SECOND, 2)
    case_log.until(case_log.now)
    case_log.announce()
    case_log.object()
    case_log.draw()


def resigned_once_it_was_open(case_log: CaseLog) -> None:
    """Duty is not dodged by resigning, leaving, or withdrawing once the dispute is open."""
    case_log.announced()
    case_log.object()
    case_log.tell(said(log.Resigned, member=FIRST))
    case_log.leave(SECOND)
    case_log.announce()
    case_log.quit(SECOND)
    case_log.draw()


def resigned_in_the_second_of_the_opening(case_log: CaseLog) -> None:
    """What happens then counts as after it."""
    case_log.announced()
    case_log.tell(said(log.Resigned, member=FIRST))
    case_log.until(case_log.now)
    case_log.object()
    case_log.draw()


def came_back_before_it_was_open(case_log: CaseLog) -> None:
    case_log.announced(share=10)
    reinstate(case_log, SECOND)
    case_log.object()
    case_log.draw()


def another_seat_passed_over_rightly(case_log: CaseLog) -> None:
    """The claimant's seat has the first turn."""
    seeded(case_log, CLAIMANT, FIRST, SECOND)
    case_log.tell(case_log.drawn(BOTH, position=case_log.position(0, 3)))


def too_few_left(case_log: CaseLog) -> None:
    """All seats are looked at, and one candidate is found: there is no jury, and no need to wait."""
    for member in MEMBERS[2:6]:
        case_log.tell(said(log.Resigned, member=member))
    seeded(case_log, FIRST)
    case_log.tell(case_log.drawn((FIRST,), position=case_log.position(0, 6)))
    case_log.conclude(Verdict.NO_JURY, jurors=[])


def renewed_and_drawn(case_log: CaseLog) -> None:
    called(case_log)
    case_log.block = case_log.plan.disputes[0].draw_block + 256
    case_log.tell(said(log.DrawRenewed, dispute_id=0, block=case_log.block + 1 + 32))
    case_log.draw()


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
    (renewed_while_in_reach, "draw-renewed-early"),
    (renewed_with_a_block_of_choice, "draw-block"),
    (renewed_once_the_seed_is_fixed, "draw-renewed-early"),
    (seed_when_the_time_is_over, "seed-out-of-turn"),
    (seed_fixed_twice, "seed-out-of-turn"),
    (seed_of_the_wrong_round, "seed-out-of-turn"),
    (seed_before_its_block, "draw-block-out-of-reach"),
    (seed_when_its_block_is_out_of_reach, "draw-block-out-of-reach"),
    (drawn_without_a_seed, "drawn-without-seed"),
    (drawn_when_the_time_is_over, "drawn-out-of-turn"),
    (drawn_on_when_complete, "drawn-out-of-turn"),
    (a_volunteer_of_choice, "juror-not-drawn"),
    (jurors_in_another_order, "jurors-out-of-order"),
    (one_juror_twice, "jurors-out-of-order"),
    (one_passed_over, "candidate-passed-over"),
    (stopped_after_the_first, "draw-stopped-early"),
    (went_on_though_full, "draw-went-too-far"),
    (not_complete_though_full, "draw-end-differs"),
    (drew(CLAIMANT), "juror-not-drawn"),
    (drew(MEMBERS[5]), "juror-not-drawn"),
    (drew(SECOND, second_resigns), "juror-not-drawn"),
    (drew(SECOND, second_leaves), "juror-not-drawn"),
    (drew(SECOND, second_is_seated_as_an_assessor), "juror-not-drawn"),
    (drew(SECOND, second_has_decided_once), "juror-not-drawn"),
    (drew(SECOND, second_is_barred), "juror-not-drawn"),
    (drew(SECOND, everybody_lapses_later), "juror-not-drawn"),
    (drew_who_came_back_since, "juror-not-drawn"),
    (drew_who_volunteered_in_the_second_of_the_announcement, "juror-not-drawn"),
]

RIGHTS: list[Callable[[CaseLog], None]] = [
    resigned_once_it_was_open,
    resigned_in_the_second_of_the_opening,
    came_back_before_it_was_open,
    another_seat_passed_over_rightly,
    too_few_left,
    renewed_and_drawn,
]

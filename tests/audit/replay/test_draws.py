"""Draws without the header that drew: when they are made, and who can be drawn."""

from __future__ import annotations

from collections.abc import Callable

from openmutual import events as log
from openmutual.audit.replay.jury import BARRED_FOR
from openmutual.records import Verdict
from tests.audit.case_log_builder import MEMBERS, PANEL, STRANGER, TERMS, CaseLog, said

CLAIMANT, FIRST, SECOND = MEMBERS[:3]
BOTH = (FIRST, SECOND)
COMMIT = TERMS.jury.commit


def renewed_while_in_reach(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.block = case_log.plan.disputes[0].draw_block + 255
    case_log.tell(said(log.DrawRenewed, dispute_id=0, block=case_log.block + 1 + 32))


def renewed_with_a_block_of_choice(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.block = case_log.plan.disputes[0].draw_block + 256
    case_log.tell(said(log.DrawRenewed, dispute_id=0, block=case_log.block + 40))


def drawn_when_the_time_is_over(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.until(case_log.plan.disputes[0].since + COMMIT)
    case_log.draw()


def drawn_twice(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.draw()
    case_log.draw()


def drawn_in_the_wrong_round(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.draw(round_=1)


def drawn_before_its_block(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.tell(said(log.JurorsDrawn, dispute_id=0, round=0, jurors=BOTH))


def drawn_when_its_block_is_out_of_reach(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.block = case_log.plan.disputes[0].draw_block + 8_191
    case_log.draw()


def one_juror(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.draw(FIRST)


def one_juror_twice(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.draw(FIRST, FIRST)


def drew(other: str) -> Callable[[CaseLog], None]:
    """A draw with somebody who cannot be drawn."""

    def tell(case_log: CaseLog) -> None:
        case_log.announced()
        case_log.object(MEMBERS[5])
        case_log.draw(FIRST, other)

    tell.__name__ = f"drew_{MEMBERS.index(other) if other in MEMBERS else 'stranger'}"
    return tell


def drew_who_has_resigned(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.tell(said(log.Resigned, member=SECOND))
    case_log.draw()


def drew_who_has_left(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.leave(SECOND)
    case_log.draw()


def drew_an_assessor(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.plan.panel = (*PANEL, SECOND)
    case_log.draw()


def drew_who_is_barred(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.plan.barred[SECOND] = case_log.now + BARRED_FOR
    case_log.draw()


def jury_that_could_have_been_drawn(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.block = case_log.plan.disputes[0].draw_block
    case_log.conclude(Verdict.NONE, jurors=[])


def too_few_left(case_log: CaseLog) -> None:
    for member in MEMBERS[2:6]:
        case_log.tell(said(log.Resigned, member=member))
    case_log.announced()
    case_log.object()
    case_log.block = case_log.plan.disputes[0].draw_block
    case_log.conclude(Verdict.NONE, jurors=[])


def renewed_and_drawn(case_log: CaseLog) -> None:
    case_log.announced()
    case_log.object()
    case_log.block = case_log.plan.disputes[0].draw_block + 256
    case_log.tell(said(log.DrawRenewed, dispute_id=0, block=case_log.block + 1 + 32))
    case_log.draw()


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
    (renewed_while_in_reach, "draw-renewed-early"),
    (renewed_with_a_block_of_choice, "draw-block"),
    (drawn_when_the_time_is_over, "drawn-out-of-turn"),
    (drawn_twice, "drawn-out-of-turn"),
    (drawn_in_the_wrong_round, "drawn-out-of-turn"),
    (drawn_before_its_block, "draw-block-out-of-reach"),
    (drawn_when_its_block_is_out_of_reach, "draw-block-out-of-reach"),
    (one_juror, "jury-size"),
    (one_juror_twice, "jury-size"),
    (drew(CLAIMANT), "juror-not-eligible"),
    (drew(MEMBERS[5]), "juror-not-eligible"),
    (drew(MEMBERS[8]), "juror-not-eligible"),
    (drew(STRANGER), "juror-not-eligible"),
    (drew_who_has_resigned, "juror-not-eligible"),
    (drew_who_has_left, "juror-not-eligible"),
    (drew_an_assessor, "juror-not-eligible"),
    (drew_who_is_barred, "juror-not-eligible"),
    (jury_that_could_have_been_drawn, "jurors-not-drawn"),
]

RIGHTS: list[Callable[[CaseLog], None]] = [
    too_few_left,
    renewed_and_drawn,
]

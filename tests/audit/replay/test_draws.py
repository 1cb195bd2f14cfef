"""Draws without the header that drew: when they are made, and who can be drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmutual import events as log
from openmutual.audit.replay.jury import BARRED_FOR
from openmutual.records import Verdict
from tests.audit.case_log_builder import MEMBERS, PANEL, STRANGER, TERMS, Tale, found_after, said

CLAIMANT, FIRST, SECOND = MEMBERS[:3]
BOTH = (FIRST, SECOND)
COMMIT = TERMS.jury.commit


def renewed_while_in_reach(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.block = tale.plan.disputes[0].draw_block + 255
    tale.tell(said(log.DrawRenewed, dispute_id=0, block=tale.block + 1 + 32))


def renewed_with_a_block_of_choice(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.block = tale.plan.disputes[0].draw_block + 256
    tale.tell(said(log.DrawRenewed, dispute_id=0, block=tale.block + 40))


def drawn_when_the_time_is_over(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.until(tale.plan.disputes[0].since + COMMIT)
    tale.draw()


def drawn_twice(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.draw()
    tale.draw()


def drawn_in_the_wrong_round(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.draw(round_=1)


def drawn_before_its_block(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.tell(said(log.JurorsDrawn, dispute_id=0, round=0, jurors=BOTH))


def drawn_when_its_block_is_out_of_reach(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.block = tale.plan.disputes[0].draw_block + 8_191
    tale.draw()


def one_juror(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.draw(FIRST)


def one_juror_twice(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.draw(FIRST, FIRST)


def drew(other: str) -> Callable[[Tale], None]:
    """A draw with somebody who cannot be drawn."""

    def tell(tale: Tale) -> None:
        tale.announced()
        tale.object(MEMBERS[5])
        tale.draw(FIRST, other)

    tell.__name__ = f"drew_{MEMBERS.index(other) if other in MEMBERS else 'stranger'}"
    return tell


def drew_who_has_resigned(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.tell(said(log.Resigned, member=SECOND))
    tale.draw()


def drew_who_has_left(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.leave(SECOND)
    tale.draw()


def drew_an_assessor(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.plan.panel = (*PANEL, SECOND)
    tale.draw()


def drew_who_is_barred(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.plan.barred[SECOND] = tale.now + BARRED_FOR
    tale.draw()


def jury_that_could_have_been_drawn(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.block = tale.plan.disputes[0].draw_block
    tale.conclude(Verdict.NONE, jurors=[])


def too_few_left(tale: Tale) -> None:
    for member in MEMBERS[2:6]:
        tale.tell(said(log.Resigned, member=member))
    tale.announced()
    tale.object()
    tale.block = tale.plan.disputes[0].draw_block
    tale.conclude(Verdict.NONE, jurors=[])


def renewed_and_drawn(tale: Tale) -> None:
    tale.announced()
    tale.object()
    tale.block = tale.plan.disputes[0].draw_block + 256
    tale.tell(said(log.DrawRenewed, dispute_id=0, block=tale.block + 1 + 32))
    tale.draw()


WRONGS: list[tuple[Callable[[Tale], None], str]] = [
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

RIGHTS: list[Callable[[Tale], None]] = [
    too_few_left,
    renewed_and_drawn,
]


@pytest.mark.parametrize(("wrong", "key"), WRONGS, ids=lambda value: getattr(value, "__name__", None))
def test_a_wrong_is_found_and_nothing_else(wrong: Callable[[Tale], None], key: str) -> None:
    assert found_after(wrong) == [key]


@pytest.mark.parametrize("right", RIGHTS)
def test_what_the_rules_allow_is_no_finding(right: Callable[[Tale], None]) -> None:
    assert found_after(right) == []

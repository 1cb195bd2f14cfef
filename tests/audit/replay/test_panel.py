"""The panel: who sits, how another one comes to sit, and whose signatures decide; what a log can get wrong is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmutual import events as log
from tests.audit.case_log_builder import DAY, PANEL, STRANGER, TERMS, Tale, found_after, said


def decided_by_one(tale: Tale) -> None:
    tale.file()
    tale.approve(assessors=PANEL[:1])


def signed_twice(tale: Tale) -> None:
    tale.file()
    tale.approve(assessors=(*PANEL[:2], PANEL[1]))


def signed_in_disorder(tale: Tale) -> None:
    tale.file()
    tale.approve(assessors=(PANEL[1], PANEL[0]))


def signed_by_a_stranger(tale: Tale) -> None:
    tale.file()
    tale.approve(assessors=(*PANEL[:2], STRANGER))


def signed_by_a_former_assessor(tale: Tale) -> None:
    new = (PANEL[1], PANEL[2], STRANGER)
    propose(tale, new)
    tale.wait(13 * DAY)
    tale.tell(said(log.PanelSeated, assessors=new))
    tale.file()
    tale.approve(assessors=PANEL)


def propose(tale: Tale, assessors: tuple[str, ...], late: int = 0) -> None:
    earliest = tale.now + 1 + TERMS.period + TERMS.notice + late
    tale.tell(said(log.PanelProposed, assessors=assessors, earliest=earliest))


def another_panel_from_nowhere(tale: Tale) -> None:
    tale.tell(said(log.PanelSeated, assessors=(*PANEL[:2], STRANGER)))


def a_panel_proposed_once_and_seated_twice(tale: Tale) -> None:
    propose(tale, PANEL)
    tale.wait(13 * DAY)
    tale.tell(said(log.PanelSeated, assessors=PANEL))
    tale.tell(said(log.PanelSeated, assessors=PANEL))


def an_empty_panel(tale: Tale) -> None:
    tale.tell(said(log.PanelSeated, assessors=()))


def a_panel_in_a_hurry(tale: Tale) -> None:
    propose(tale, PANEL)
    tale.wait(13 * DAY - 2)
    tale.tell(said(log.PanelSeated, assessors=PANEL))


def a_panel_with_short_notice(tale: Tale) -> None:
    propose(tale, PANEL, late=-1)


def a_panel_of_two(tale: Tale) -> None:
    propose(tale, (PANEL[0], PANEL[0], PANEL[1]))


def a_panel_with_a_seat_for_nobody(tale: Tale) -> None:
    propose(tale, (*PANEL[:2], "0x" + "0" * 40))


def a_panel_after_due_notice(tale: Tale) -> None:
    propose(tale, (*PANEL[:2], STRANGER))
    propose(tale, (*PANEL[1:], STRANGER))
    tale.wait(13 * DAY - 1)
    tale.tell(said(log.PanelSeated, assessors=(*PANEL[1:], STRANGER)))


WRONGS: list[tuple[Callable[[Tale], None], str]] = [
    (decided_by_one, "panel-quorum"),
    (signed_twice, "signer-repeated"),
    (signed_in_disorder, "signers-not-sorted"),
    (signed_by_a_stranger, "signer-not-on-panel"),
    (signed_by_a_former_assessor, "signer-not-on-panel"),
    (another_panel_from_nowhere, "panel-not-proposed"),
    (a_panel_proposed_once_and_seated_twice, "panel-not-proposed"),
    (an_empty_panel, "panel-not-proposed"),
    (a_panel_in_a_hurry, "panel-too-early"),
    (a_panel_with_short_notice, "panel-delay"),
    (a_panel_of_two, "panel-size"),
    (a_panel_with_a_seat_for_nobody, "panel-size"),
]

RIGHTS: list[Callable[[Tale], None]] = [
    a_panel_after_due_notice,
]


@pytest.mark.parametrize(("wrong", "key"), WRONGS, ids=lambda value: getattr(value, "__name__", None))
def test_a_wrong_is_found_and_nothing_else(wrong: Callable[[Tale], None], key: str) -> None:
    assert found_after(wrong) == [key]


@pytest.mark.parametrize("right", RIGHTS)
def test_what_the_rules_allow_is_no_finding(right: Callable[[Tale], None]) -> None:
    assert found_after(right) == []


def test_a_first_panel_of_others_is_found() -> None:
    tale = Tale()
    tale.tell(said(log.PanelSeated, assessors=(*PANEL[:2], STRANGER)))
    assert tale.found() == ["first-panel-differs"]

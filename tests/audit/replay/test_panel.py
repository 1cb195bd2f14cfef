"""The panel: who sits, how another one comes to sit, and whose signatures decide; what a log can get wrong is found."""

from __future__ import annotations

from collections.abc import Callable

from openmutual import events as log
from tests.audit.case_log_builder import DAY, PANEL, STRANGER, TERMS, CaseLog, said


def decided_by_one(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve(assessors=PANEL[:1])


def signed_twice(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve(assessors=(*PANEL[:2], PANEL[1]))


def signed_in_disorder(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve(assessors=(PANEL[1], PANEL[0]))


def signed_by_a_stranger(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve(assessors=(*PANEL[:2], STRANGER))


def signed_by_a_former_assessor(case_log: CaseLog) -> None:
    new = (PANEL[1], PANEL[2], STRANGER)
    propose(case_log, new)
    case_log.wait(23 * DAY)
    case_log.tell(said(log.PanelSeated, assessors=new))
    case_log.file()
    case_log.approve(assessors=PANEL)


def propose(case_log: CaseLog, assessors: tuple[str, ...], late: int = 0) -> None:
    earliest = case_log.now + 1 + 2 * TERMS.period + TERMS.notice + late
    until = earliest + TERMS.period
    case_log.tell(said(log.PanelProposed, assessors=assessors, earliest=earliest, until=until))


def another_panel_from_nowhere(case_log: CaseLog) -> None:
    case_log.tell(said(log.PanelSeated, assessors=(*PANEL[:2], STRANGER)))


def a_panel_proposed_once_and_seated_twice(case_log: CaseLog) -> None:
    propose(case_log, PANEL)
    case_log.wait(23 * DAY)
    case_log.tell(said(log.PanelSeated, assessors=PANEL))
    case_log.tell(said(log.PanelSeated, assessors=PANEL))


def an_empty_panel(case_log: CaseLog) -> None:
    case_log.tell(said(log.PanelSeated, assessors=()))


def a_panel_in_a_hurry(case_log: CaseLog) -> None:
    propose(case_log, PANEL)
    case_log.wait(23 * DAY - 2)
    case_log.tell(said(log.PanelSeated, assessors=PANEL))


def a_panel_whose_proposal_is_void(case_log: CaseLog) -> None:
    propose(case_log, PANEL)
    case_log.wait(33 * DAY - 1)
    case_log.tell(said(log.PanelSeated, assessors=PANEL))


def a_panel_in_the_last_second(case_log: CaseLog) -> None:
    propose(case_log, PANEL)
    case_log.wait(33 * DAY - 2)
    case_log.tell(said(log.PanelSeated, assessors=PANEL))


def a_panel_with_short_notice(case_log: CaseLog) -> None:
    propose(case_log, PANEL, late=-1)


def a_panel_of_two(case_log: CaseLog) -> None:
    propose(case_log, (PANEL[0], PANEL[0], PANEL[1]))


def a_panel_with_a_seat_for_nobody(case_log: CaseLog) -> None:
    propose(case_log, (*PANEL[:2], "0x" + "0" * 40))


def a_panel_after_due_notice(case_log: CaseLog) -> None:
    propose(case_log, (*PANEL[:2], STRANGER))
    propose(case_log, (*PANEL[1:], STRANGER))
    case_log.wait(23 * DAY - 1)
    case_log.tell(said(log.PanelSeated, assessors=(*PANEL[1:], STRANGER)))


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
    (decided_by_one, "panel-quorum"),
    (signed_twice, "signer-repeated"),
    (signed_in_disorder, "signers-not-sorted"),
    (signed_by_a_stranger, "signer-not-on-panel"),
    (signed_by_a_former_assessor, "signer-not-on-panel"),
    (another_panel_from_nowhere, "panel-not-proposed"),
    (a_panel_proposed_once_and_seated_twice, "panel-not-proposed"),
    (an_empty_panel, "panel-not-proposed"),
    (a_panel_in_a_hurry, "panel-too-early"),
    (a_panel_whose_proposal_is_void, "panel-too-late"),
    (a_panel_with_short_notice, "panel-delay"),
    (a_panel_of_two, "panel-size"),
    (a_panel_with_a_seat_for_nobody, "panel-size"),
]

RIGHTS: list[Callable[[CaseLog], None]] = [
    a_panel_after_due_notice,
    a_panel_in_the_last_second,
]


def test_a_first_panel_of_others_is_found() -> None:
    case_log = CaseLog()
    case_log.tell(said(log.PanelSeated, assessors=(*PANEL[:2], STRANGER)))
    assert case_log.found() == ["first-panel-differs"]

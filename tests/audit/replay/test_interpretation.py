"""An announcement against the rules is read as it contradicts itself least, and what follows is held against that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from openmutual.audit.replay.state import Period
from openmutual.events import BackstopFunded, CasePaid, Queued
from tests.audit.log_builder import MILD, TERMS, LogBuilder, paid_in, paid_out, people


def share_told_too_low() -> LogBuilder:
    """Six were charged, as the surplus of eight shows; the event tells of four."""
    return people().mild_case(share=4, surplus=8)


def share_charged_too_low() -> LogBuilder:
    """Four were charged: twenty for a case of 22."""
    return people().mild_case(share=4, surplus=0)


def leaver_not_asked() -> LogBuilder:
    """Two leave, and only the third's three units are asked: eight each."""
    builder = people().announce().leave("a").leave("b")
    return builder.mild_case(units=3, share=8, surplus=2)


def units_told_wrongly() -> LogBuilder:
    """Five were asked, as the surplus shows; the event tells of four."""
    return people().mild_case(units=4)


def capped(**cap: int) -> LogBuilder:
    """A unit that pays for a case of 22, or as much of it as it may; the backstop has thirty."""
    builder = LogBuilder(replace(TERMS, **cap)).join("a").say((BackstopFunded, "giver", 30), paid_in("giver", 30))
    return builder.say((Queued, 0, 1))


def case_cap_ignored() -> LogBuilder:
    return capped(case_cap=10).announce(units=1, queue=MILD, need=22, share=22)


def draw_cap_ignored() -> LogBuilder:
    """Members bring ten of 22, the backstop all the rest where it may give five."""
    return capped(case_cap=10, backstop_cap=5).announce(units=1, queue=MILD, need=10, share=10, drawn=12)


READ = [
    (share_told_too_low, ["share-differs"], {"share": 6, "units": 5, "index": 5}),
    (share_charged_too_low, ["share-differs"], {"share": 4, "units": 5, "index": 4}),
    (leaver_not_asked, ["units-differ"], {"share": 8, "units": 3, "index": 8}),
    (units_told_wrongly, ["units-differ"], {"share": 6, "units": 5, "index": 5}),
    (case_cap_ignored, ["need-differs", "share-differs"], {"share": 22, "units": 1, "index": 13}),
    (draw_cap_ignored, ["drawn-differs"], {"share": 10, "drawn": 12, "index": 7}),
]


@pytest.mark.parametrize(("story", "found", "due"), READ)
def test_one_wrong_is_told_once_and_what_was_done_is_kept(
    story: Callable[[], LogBuilder], found: list[str], due: dict[str, int]
) -> None:
    builder = story()
    assert builder.found() == found
    period: Period = builder.read()[0].plan.periods[-1]
    assert {name: getattr(period, name) for name in due} == due


PAID = [
    (share_told_too_low, 20, 2),
    (share_charged_too_low, 20, 0),
    (case_cap_ignored, 20, 2),
    (draw_cap_ignored, 20, 2),
]


@pytest.mark.parametrize(("story", "benefit", "fee"), PAID)
def test_a_case_is_due_what_was_raised_for_it(story: Callable[[], LogBuilder], benefit: int, fee: int) -> None:
    before = story().found()
    right = story().say((CasePaid, "a", 0, 1, benefit, fee), paid_out("a", benefit))
    assert right.found() == before
    wrong = story().say((CasePaid, "a", 0, 1, benefit - 1, fee), paid_out("a", benefit - 1))
    assert wrong.found() == [*before, "benefit-differs"]

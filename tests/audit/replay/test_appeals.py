"""Appeals and what becomes of them: each rule that a log can break is found, by that finding and no other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from openmutual import events as log
from openmutual.records import NOBODY, CaseStatus, Verdict
from tests.audit.case_log_builder import DAY, ENDS, MEMBERS, MILD, TERMS, CaseLog, said

CLAIMANT, FIRST, SECOND = MEMBERS[:3]
BOTH = (FIRST, SECOND)


def rejected(case_log: CaseLog) -> None:
    case_log.wait(DAY)
    case_log.file()
    case_log.reject()


def appealed_too_late(case_log: CaseLog) -> None:
    rejected(case_log)
    case_log.until(case_log.now + TERMS.notice)
    case_log.appeal()


def appealed_before_the_panels_time_is_over(case_log: CaseLog) -> None:
    case_log.file()
    case_log.until(case_log.now + TERMS.decision - 1)
    case_log.appeal()


def appealed_when_expired(case_log: CaseLog) -> None:
    case_log.file()
    case_log.until(case_log.now + TERMS.decision + TERMS.notice)
    case_log.appeal()


def appealed_when_approved(case_log: CaseLog) -> None:
    case_log.file()
    case_log.approve()
    case_log.appeal()


def appeal_decided(case_log: CaseLog, verdict: Verdict) -> None:
    """The first case, by a jury that agrees."""
    case_log.draw()
    case_log.vote({FIRST: verdict is not Verdict.REFUSES, SECOND: verdict is Verdict.PAYS})
    won = verdict is Verdict.PAYS
    rewarded = [said(log.JurorRewarded, juror=juror, amount=3) for juror in BOTH]
    owner = NOBODY if verdict is Verdict.REFUSES else CLAIMANT
    bond = said(log.BondReleased, owner=owner, to_jurors=6, rest=4)
    queued = [case_log.queued(MILD)] if won else []
    case_log.tell(case_log.decided(verdict), *queued, bond, *rewarded, case_log.concluded(verdict))


def appealed_twice(case_log: CaseLog) -> None:
    rejected(case_log)
    case_log.appeal()
    appeal_decided(case_log, Verdict.REFUSES)
    case_log.appeal()


def appealed_after_a_benefit(case_log: CaseLog) -> None:
    rejected(case_log)
    case_log.file(level=ENDS)
    case_log.approve(case=1, level=ENDS)
    case_log.announce()
    case_log.plan.cases[1].status = CaseStatus.SETTLED
    case_log.appeal()


def appealed_once_withdrawn(case_log: CaseLog) -> None:
    case_log.leave(CLAIMANT)
    rejected(case_log)
    case_log.announce()
    case_log.quit(CLAIMANT)
    case_log.appeal()


def appealed_as_another_member(case_log: CaseLog) -> None:
    """The same person, but the membership under which the case was filed is over."""
    case_log.leave(CLAIMANT)
    rejected(case_log)
    case_log.announce()
    case_log.quit(CLAIMANT)
    case_log.join(CLAIMANT)
    case_log.appeal()


def appealed_beside_another_case(case_log: CaseLog) -> None:
    rejected(case_log)
    case_log.file()
    case_log.appeal()


def bond_kept_from_the_winner(case_log: CaseLog) -> None:
    rejected(case_log)
    case_log.appeal()
    case_log.draw()
    case_log.vote(dict.fromkeys(BOTH, True))
    words = case_log.effects(Verdict.PAYS)
    case_log.tell(case_log.decided(Verdict.PAYS), case_log.queued(MILD), *words, case_log.concluded(Verdict.PAYS))


def appeal_without_a_jury(case_log: CaseLog) -> None:
    """The bond goes back whole; the panel's word stands."""
    rejected(case_log)
    case_log.appeal()
    case_log.wait(TERMS.jury.commit)
    bond = said(log.BondReleased, owner=CLAIMANT, to_jurors=0, rest=10)
    case_log.tell(case_log.decided(Verdict.NO_JURY), bond, case_log.concluded(Verdict.NO_JURY))
    case_log.file()


def appeal_without_a_verdict(case_log: CaseLog) -> None:
    """The bond goes back, less the rewards."""
    rejected(case_log)
    case_log.appeal()
    appeal_decided(case_log, Verdict.NONE)


def appeal_won(case_log: CaseLog) -> None:
    rejected(case_log)
    case_log.appeal()
    appeal_decided(case_log, Verdict.PAYS)
    case_log.announce()
    case_log.wait(TERMS.notice)
    case_log.settle()


def appeal_lost_and_filed_anew(case_log: CaseLog) -> None:
    rejected(case_log)
    case_log.appeal()
    appeal_decided(case_log, Verdict.REFUSES)
    case_log.file()


def appealed_undecided(case_log: CaseLog) -> None:
    case_log.file()
    case_log.until(case_log.now + TERMS.decision)
    case_log.appeal()


def counted_together(case_log: CaseLog, *, lost_first: bool) -> None:
    """Of two appeals that somebody has counted in one transaction, one loses its bond and the other does not."""
    claimants = CLAIMANT, MEMBERS[6]
    for case, claimant in enumerate(claimants):
        case_log.wait(DAY)
        case_log.file(claimant)
        case_log.reject(case)
    for case, claimant in enumerate(claimants):
        case_log.appeal(claimant, case)
    case_log.draw(dispute=0)
    case_log.vote(dict.fromkeys(BOTH, False))
    rewarded = [said(log.JurorRewarded, juror=juror, amount=3) for juror in BOTH]
    lost = [
        case_log.decided(Verdict.REFUSES),
        said(log.BondReleased, owner=NOBODY, to_jurors=6, rest=4),
        *rewarded,
        case_log.concluded(Verdict.REFUSES),
    ]
    undrawn = [
        case_log.decided(Verdict.NO_JURY, 1),
        said(log.BondReleased, owner=claimants[1], to_jurors=0, rest=10),
        case_log.concluded(Verdict.NO_JURY, 1),
    ]
    case_log.tell(*(lost + undrawn if lost_first else undrawn + lost))


WRONGS: list[tuple[Callable[[CaseLog], None], str]] = [
    (appealed_too_late, "appealed-out-of-turn"),
    (appealed_before_the_panels_time_is_over, "appealed-out-of-turn"),
    (appealed_when_expired, "appealed-out-of-turn"),
    (appealed_when_approved, "appealed-out-of-turn"),
    (appealed_twice, "appealed-out-of-turn"),
    (appealed_after_a_benefit, "appealed-after-benefit"),
    (appealed_once_withdrawn, "appealed-after-withdrawing"),
    (appealed_as_another_member, "appealed-after-withdrawing"),
    (appealed_beside_another_case, "second-open-case"),
    (bond_kept_from_the_winner, "bond-lost-wrongly"),
]

RIGHTS: list[Callable[[CaseLog], None]] = [
    appeal_without_a_jury,
    appeal_without_a_verdict,
    appeal_won,
    appeal_lost_and_filed_anew,
    appealed_undecided,
    partial(counted_together, lost_first=True),
    partial(counted_together, lost_first=False),
]

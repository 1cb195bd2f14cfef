"""The jury (评审团): sealed and opened votes, how they are counted, and the verdicts that follow (rules, section 4)."""

from ...events import (
    DisputeDecided,
    JurorBarred,
    LogPosition,
    QuorumMissed,
    VoteCommitted,
    VoteRevealed,
)
from ...records import Account, Verdict
from .context import Context, Rules
from .disputes import VERDICTS, check_draw_block
from .draws import is_drawing, jury_of, known_dispute, votes_from
from .state import Dispute, Draw

BARRED_FOR = 90 * 24 * 60 * 60
"""How long a juror who did not reveal cannot be drawn, in seconds."""

BARRED = "jurors_barred"
"""Where barred jurors wait for the count that found them silent, in `context.awaited`."""

NO_SEAL = bytes(32)
"""A commitment to nothing, which the jury takes for none."""


# the votes -------------------------------------------------------------------------------------------------------


def committed(context: Context, event: VoteCommitted, time: int) -> None:
    """A juror seals a vote."""
    draw = _draw_voted_in(context, event, time)
    if draw is None:
        return
    starts = votes_from(context.plan, draw)
    facts = {"dispute": event.dispute_id, "juror": event.juror}
    in_time = starts <= time < starts + context.plan.terms.jury.commit
    context.findings.expect(in_time, "sealed-out-of-time", event.place, **facts, at=time)
    again = draw.sealed.get(event.juror, NO_SEAL) != NO_SEAL
    context.findings.expect(not again, "sealed-twice", event.place, **facts)
    draw.sealed[event.juror] = event.commitment


def revealed(context: Context, event: VoteRevealed, time: int) -> None:
    """Somebody opens the vote that a juror has sealed: the juror, or who knows their secret."""
    draw = _draw_voted_in(context, event, time)
    if draw is None:
        return
    terms = context.plan.terms.jury
    starts = votes_from(context.plan, draw) + terms.commit
    facts = {"dispute": event.dispute_id, "juror": event.juror}
    in_time = starts <= time < starts + terms.reveal
    context.findings.expect(in_time, "opened-out-of-time", event.place, **facts, at=time)
    sealed = draw.sealed.get(event.juror, NO_SEAL) != NO_SEAL
    context.findings.expect(sealed, "opened-without-seal", event.place, **facts)
    context.findings.expect(event.juror not in draw.opened, "vote-opened-twice", event.place, **facts)
    draw.opened[event.juror] = event.pays


def _draw_voted_in(context: Context, event: VoteCommitted | VoteRevealed, time: int) -> Draw | None:
    """The draw whose jurors judge a dispute now, of whom a voter must be one."""
    dispute = known_dispute(context, event.dispute_id, event.place)
    if dispute is None:
        return None
    draw = jury_of(context.plan, dispute, time) if dispute.verdict is None else None
    if draw is None or event.juror not in draw.jurors:
        context.findings.add("voter-not-juror", event.place, dispute=dispute.number, juror=event.juror)
        return None
    return draw


# counting --------------------------------------------------------------------------------------------------------


def juror_barred(context: Context, event: JurorBarred, time: int) -> None:
    """A juror who did not reveal cannot be drawn for a while."""
    until = time + BARRED_FOR
    facts = {"juror": event.juror, "until": event.until, "expected": until}
    context.findings.expect(event.until == until, "juror-barred-otherwise", event.place, **facts)
    context.plan.barred[event.juror] = event.until
    context.await_(BARRED, event)


def _check_barred(context: Context, dispute: Dispute, draw: Draw | None, place: LogPosition) -> None:
    """Exactly those who were to judge and did not reveal are barred when the votes are counted."""
    barred: list[JurorBarred] = context.awaited.pop(BARRED, [])
    said, due = [event.juror for event in barred], _silent(draw)
    for juror in due:
        context.findings.expect(juror in said, "juror-not-barred", place, dispute=dispute.number, juror=juror)
    for event in barred:
        context.findings.expect(event.juror in due, "juror-barred-wrongly", event.place, juror=event.juror)


def _silent(draw: Draw | None) -> list[Account]:
    return [juror for juror in draw.jurors if juror not in draw.opened] if draw else []


def match_barred(context: Context) -> None:
    """Jurors who were barred although no votes were counted."""
    for event in context.awaited.pop(BARRED, []):
        context.findings.add("juror-barred-wrongly", event.place, juror=event.juror)


def quorum_missed(context: Context, event: QuorumMissed, time: int) -> None:
    """Too few votes were opened in the first round: there is a second one."""
    plan, place = context.plan, event.place
    dispute = known_dispute(context, event.dispute_id, place)
    if dispute is None:
        return
    draw = jury_of(plan, dispute, time) if dispute.verdict is None else None
    missed = draw is not None and dispute.round == 0 and len(draw.opened) < plan.terms.jury.quorum
    context.findings.expect(missed, "quorum-not-missed", place, dispute=dispute.number)
    if draw is not None:
        _check_counting(context, dispute, draw, place, time)
    _check_barred(context, dispute, draw, place)
    check_draw_block(context, dispute.number, event.block, place)
    dispute.round, dispute.since, dispute.draw_block = 1, time, event.block


def _check_counting(context: Context, dispute: Dispute, draw: Draw, place: LogPosition, time: int) -> None:
    """Votes are counted once the time to open them is over."""
    terms = context.plan.terms.jury
    start = votes_from(context.plan, draw) + terms.commit + terms.reveal
    context.findings.expect(time >= start, "counted-too-early", place, dispute=dispute.number, start=start, at=time)


def decided(context: Context, event: DisputeDecided, time: int) -> None:
    """A dispute ends: by its votes, or because there is no jury."""
    place = event.place
    context.await_(VERDICTS, event)
    dispute = known_dispute(context, event.dispute_id, place)
    if dispute is None:
        return
    draw = jury_of(context.plan, dispute, time) if dispute.verdict is None else None
    if dispute.verdict is not None:
        context.findings.add("dispute-decided-twice", place, dispute=dispute.number)
    elif draw is None:
        _check_without_jury(context, dispute, event, time)
    else:
        _check_counting(context, dispute, draw, place, time)
        _check_verdict(context, dispute, draw, event)
    _check_barred(context, dispute, draw, place)
    dispute.verdict, dispute.decided_at = event.verdict, time


def _check_without_jury(context: Context, dispute: Dispute, event: DisputeDecided, time: int) -> None:
    """Without a jury there is no verdict; and there is none only when the draw is over."""
    place, number = event.place, dispute.number
    is_drawn = not is_drawing(context.plan, dispute, time)
    context.findings.expect(is_drawn, "ended-while-drawing", place, dispute=number, at=time)
    expected = Verdict.NO_JURY if dispute.round == 0 else Verdict.NONE
    if event.verdict in (Verdict.NONE, Verdict.NO_JURY):
        facts = {"dispute": number, "round": dispute.round + 1}
        context.findings.expect(event.verdict is expected, "no-jury-differs", place, **facts)
    else:
        context.findings.add("verdict-without-jurors", place, dispute=number)


def _check_verdict(context: Context, dispute: Dispute, draw: Draw, event: DisputeDecided) -> None:
    """The majority of the votes opened, if they are a quorum; a first missed quorum decides nothing."""
    votes = len(draw.opened)
    pays = sum(draw.opened.values())
    facts = {"dispute": dispute.number, "pays": pays, "refuses": votes - pays}
    if votes < context.plan.terms.jury.quorum and dispute.round == 0:
        context.findings.add("decided-without-quorum", event.place, **facts)
        return
    expected = majority(votes, pays) if votes >= context.plan.terms.jury.quorum else Verdict.NONE
    context.findings.expect(event.verdict is expected, "verdict-differs", event.place, **facts)


def majority(votes: int, pays: int) -> Verdict:
    """What most of the votes say; a tie says nothing."""
    if 2 * pays == votes:
        return Verdict.NONE
    return Verdict.PAYS if 2 * pays > votes else Verdict.REFUSES


RULES: Rules = {
    VoteCommitted: committed,
    VoteRevealed: revealed,
    JurorBarred: juror_barred,
    QuorumMissed: quorum_missed,
    DisputeDecided: decided,
}

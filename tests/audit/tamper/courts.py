"""Dishonest case desks, juries and enrolments."""

from __future__ import annotations

from .variant import Variant, changed

DESK, JURY, ENROLMENT = "CaseDesk.sol", "Jury.sol", "Enrolment.sol"

DESKS = (
    Variant(
        "a case is paid before its notice is over",
        changed(
            DESK,
            "if (noticeEnds == 0 || block.timestamp < noticeEnds) revert CaseNotPayable(caseId);",
            "if (noticeEnds == 0) revert CaseNotPayable(caseId);",
        ),
        story="paid early",
        found={"settled-too-early"},
    ),
    Variant(
        "a case is paid twice",
        changed(DESK, "_cases[caseId].progress = Progress.Settled;\n        _docket.unpaid -= 1;", ""),
        story="paid twice",
        found={"settled-out-of-turn", "case-not-announced", "state-case", "state-docket"},
    ),
    Variant(
        "one assessor decides where two must",
        changed(DESK, "if (seals.length < quorum) revert NoQuorum(seals.length, quorum);", ""),
        story="decided by one",
        found={"panel-quorum"},
    ),
    Variant(
        "an assessor counts twice",
        changed(DESK, "if (assessor <= previous)", "if (assessor < previous)"),
        story="decided by one twice",
        found={"panel-quorum", "signer-repeated"},
    ),
    Variant(
        "a stranger decides with the panel",
        changed(DESK, "if (!isAssessor(assessor)) revert NotAssessor(assessor);", ""),
        story="decided with a stranger",
        found={"signer-not-on-panel"},
    ),
    Variant(
        "the panel decides after its time",
        changed(DESK, "if (block.timestamp >= until) revert DecisionTooLate(until);", ""),
        story="decided late",
        found={"decided-too-late"},
    ),
    Variant(
        "an illness from before the membership is filed",
        changed(
            DESK,
            "if (diagnosedAt < joinedAt + waiting || diagnosedAt >= until) revert NotCovered(msg.sender, diagnosedAt);",
            "",
        ),
        story="filed uncovered",
        found={"diagnosis-not-covered"},
    ),
    Variant(
        "the desk lets a case stand that the jury refused",
        changed(
            DESK,
            "} else if (verdict == IJury.Verdict.Refuses) {",
            "} else if (verdict == IJury.Verdict.Refuses && caseId == type(uint256).max) {",
        ),
        story="overturned",
        found={"overturning-not-booked", "bond-not-released", "settled-out-of-turn"},
    ),
)

PANELS = (
    Variant(
        "the operator seats another panel at once",
        changed(DESK, "if (block.timestamp < _proposedFrom) revert IMutualLedger.ProposalTooEarly(_proposedFrom);", ""),
        story="packed panel",
        found={"panel-too-early"},
    ),
)

JURIES = (
    Variant(
        "the first who volunteered are drawn, and not by lot",
        changed(JURY, "_seats[Sampling.take(urn, uint256(keccak256(abi.encode(seed, i))))]", "_seats[i]"),
        story="upheld",
        found={"lottery-differs"},
    ),
    Variant(
        "every vote counts against the case",
        changed(JURY, "if (pays) d.pays += 1;\n        else d.refuses += 1;", "d.refuses += 1;"),
        story="upheld",
        found={"verdict-differs", "state-dispute"},
    ),
    Variant(
        "the minority decides",
        changed(
            JURY,
            "d.pays > d.refuses ? Verdict.Pays : Verdict.Refuses",
            "d.pays > d.refuses ? Verdict.Refuses : Verdict.Pays",
        ),
        story="upheld",
        found={"verdict-differs"},
    ),
)

ENROLMENTS = (
    Variant(
        "one person has two memberships",
        changed(ENROLMENT, "if (holderOf[nullifier] != address(0)) revert NullifierHeld(nullifier);", ""),
        story="one person twice",
        found={"nullifier-held"},
    ),
)

NOTES = (
    Variant(
        "the sources have another comment, and nothing else",
        changed(ENROLMENT, "/// @title Enrolment: one person, one membership", "/// @title Enrolment"),
        story="one person once",
        found=set(),
        code={"code-note-differs"},
    ),
)

COURTS = (*DESKS, *PANELS, *JURIES, *ENROLMENTS, *NOTES)

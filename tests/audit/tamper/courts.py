"""Dishonest case desks, juries and enrolments."""

from __future__ import annotations

from .variant import Variant, changed

DESK, JURY, ENROLMENT = "CaseDesk.sol", "Jury.sol", "Enrolment.sol"
PANEL, VOLUNTEERS = "Panel.sol", "Volunteers.sol"

KEEP = "ledger.releaseBond(address(0), jurors);"

DESKS = (
    Variant(
        "a case is paid before its notice is over",
        changed(
            DESK,
            "if (!announced || block.timestamp < announcedAt + _notice) revert CaseNotPayable(caseId);",
            "if (!announced) revert CaseNotPayable(caseId);",
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
        changed(PANEL, "if (seals.length < quorum) revert NoQuorum(seals.length, quorum);", ""),
        story="decided by one",
        found={"panel-quorum"},
    ),
    Variant(
        "an assessor counts twice",
        changed(PANEL, "if (assessor <= previous)", "if (assessor < previous)"),
        story="decided by one twice",
        found={"panel-quorum", "signer-repeated"},
    ),
    Variant(
        "a stranger decides with the panel",
        changed(PANEL, "if (!isAssessor(assessor)) revert NotAssessor(assessor);", ""),
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
            "if (!covered) revert NotCovered(msg.sender, diagnosedAt);",
            "covered;",
        ),
        story="filed uncovered",
        found={"diagnosis-not-covered"},
    ),
    Variant(
        "the desk lets a case stand that the jury refused",
        changed(
            DESK,
            "if (verdict == IJury.Verdict.Refuses) {\n            _cases[caseId].progress = Progress.Overturned;",
            "if (caseId == type(uint256).max) {\n            _cases[caseId].progress = Progress.Overturned;",
        ),
        story="overturned",
        found={"overturning-not-booked", "settled-out-of-turn"},
    ),
    Variant(
        "a case is filed while the one taken back counts as open",
        changed(
            DESK,
            "_needNoneTakenBack(claimant.lastTakenBack);",
            "",
        ),
        story="taken back and filed",
        found={"filed-after-taking-back"},
    ),
    Variant(
        "who joined after the announcement objects",
        changed(DESK, "if (!concerned || member.joinedAt >= announcedAt) revert MayNotObject(msg.sender);", ""),
        story="contested by a newcomer",
        found={"objector-may-not"},
    ),
    Variant(
        "who is paid by a case objects to it",
        changed(
            DESK,
            "if (msg.sender == c.claimant || msg.sender == grounds.beneficiary) revert OwnCase(msg.sender);",
            "",
        ),
        story="contested by the beneficiary",
        found={"own-case-contested"},
    ),
    Variant(
        "a case is appealed once the membership is withdrawn",
        changed(DESK, "if (over) revert MembershipOver(msg.sender);", ""),
        story="appealed from outside",
        found={"appealed-after-withdrawing"},
    ),
    Variant(
        "a bond is kept though the jury was at odds",
        changed(DESK, "ledger.releaseBond(verdict == IJury.Verdict.Pays ? address(0) : bonded, jurors);", KEEP),
        story="tied",
        found={"bond-lost-wrongly"},
    ),
    Variant(
        "a bond is kept though no jury sat",
        changed(DESK, "ledger.releaseBond(verdict == IJury.Verdict.Pays ? address(0) : bonded, jurors);", KEEP),
        story="without a jury",
        found={"bond-lost-wrongly"},
    ),
    Variant(
        "an objection for which no jury sat was the only one",
        changed(DESK, "verdict == IJury.Verdict.NoJury ? Progress.Approved : Progress.Upheld;", "Progress.Upheld;"),
        story="without a jury",
        found={"state-case"},
    ),
)

PANELS = (
    Variant(
        "the operator seats another panel at once",
        changed(PANEL, "Proposals.checkOpen(_proposedFrom, _period);", ""),
        story="packed panel",
        found={"panel-too-early"},
    ),
    Variant(
        "a panel is seated by a proposal that is void",
        changed(PANEL, "checkOpen(_proposedFrom, _period);", "checkOpen(_proposedFrom, 100 * _period);"),
        story="late panel",
        found={"panel-too-late"},
    ),
)

TWICE = "if (v.seatPlusOne == 0 || v.resignedAt != 0) {\n            v.resignedAt = 0;"

JURIES = (
    Variant(
        "the first who volunteered are drawn, and not by lot",
        changed(JURY, "Sampling.numberAt(look.seed, half, look.position++)", "look.position++"),
        story="upheld among many",
        found={"juror-not-drawn"},
    ),
    Variant(
        "the seed is of the drawer's choice",
        changed(
            JURY,
            "keccak256(abi.encode(randomness, address(this), disputeId, round))",
            "keccak256(abi.encode(randomness, msg.sender, disputeId, round))",
        ),
        story="upheld",
        found={"seed-differs"},
    ),
    Variant(
        "a draw passes over whom it should take",
        changed(JURY, "if (account == look.claimant", "if (look.looked == 1 || account == look.claimant"),
        story="few volunteers",
        found={"candidate-passed-over"},
    ),
    Variant(
        "a draw stops as soon as it has a quorum",
        (
            *changed(JURY, "while (look.found < _size &&", "while (look.found < _quorum &&"),
            *changed(JURY, "bool complete = look.found == _size ||", "bool complete = look.found >= _quorum ||"),
        ),
        story="upheld by two",
        found={"draw-stopped-early"},
    ),
    Variant(
        "who had resigned before the dispute is drawn",
        changed(JURY, "bool resigned = v.resignedAt != 0 && v.resignedAt < openedAt;", "bool resigned;"),
        story="one has resigned",
        found={"juror-not-drawn"},
    ),
    Variant(
        "a volunteer who comes back takes a second seat",
        changed(
            VOLUNTEERS, "if (v.seatPlusOne == 0) {\n            uint256 seat", f"{TWICE}\n            uint256 seat"
        ),
        story="back on the jury",
        found={"second-seat", "state-seat-count", "state-volunteer"},
    ),
    Variant(
        "who has resigned volunteers again at once",
        changed(VOLUNTEERS, "if (block.timestamp < until) revert ResignedLately(msg.sender, until);", ""),
        story="back at once",
        found={"volunteered-too-soon"},
    ),
    Variant(
        "a juror who kept silent is not barred",
        changed(
            JURY,
            "_bar(juror, until);",
            "",
        ),
        story="tied",
        found={"juror-not-barred"},
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
        "an account gives way to another while its member could come back",
        changed(ENROLMENT, "if (block.timestamp < until) revert GraceNotOver(account, until);", ""),
        story="a key lost early",
        found={"replaced-too-early"},
    ),
    Variant(
        "a word of the attestor enrols twice",
        changed(ENROLMENT, "if (_used[words]) revert AttestationUsed(words);", ""),
        story="enrolled again",
        found={"attestation-used-twice"},
    ),
    Variant(
        "one person has two memberships",
        changed(ENROLMENT, "if (holder.account != address(0)) _needOver(nullifier, holder);", ""),
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

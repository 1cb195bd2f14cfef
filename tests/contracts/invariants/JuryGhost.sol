// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJury} from "../../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {CaseActions} from "./CaseActions.sol";

/// @title Disputes without an urn
/// @notice Who is drawn is chance; the ghost says whether a jury can be found, who may be on it, and where every unit
/// of bonds and overturned cases goes.
abstract contract JuryGhost is CaseActions {
    struct Dispute {
        uint256 caseId;
        uint256 objector; // the claimant for an appeal
        uint256 before; // when the case was announced, or filed
        uint256 since;
        uint256 drawnAt;
        uint256 round;
        bool decided;
        uint256[] jurors;
    }

    struct Vote {
        bool cast;
        bool pays;
        bool opened;
    }

    Dispute[] internal disputes;
    mapping(uint256 disputeId => mapping(uint256 round => mapping(uint256 who => Vote))) internal votes;

    /// @dev Since when somebody volunteers; 0 if they do not.
    mapping(uint256 who => uint256) internal volunteersSince;
    mapping(uint256 who => uint256) internal barredUntil;

    function juryTerms() internal pure returns (IMutualLedger.JuryTerms memory) {
        return terms().jury;
    }

    // ---- what follows from time

    function stageOf(Dispute storage d) internal view returns (IJury.DisputeStage) {
        if (d.decided) return IJury.DisputeStage.Decided;
        if (d.drawnAt == 0) {
            return timeNow() < lastEnd(d) ? IJury.DisputeStage.Drawing : IJury.DisputeStage.Counting;
        }
        if (timeNow() < d.drawnAt + juryTerms().commit) return IJury.DisputeStage.Committing;
        return timeNow() < lastEnd(d) ? IJury.DisputeStage.Revealing : IJury.DisputeStage.Counting;
    }

    /// @dev From when a draw that nobody made, or the votes, can be counted.
    function lastEnd(Dispute storage d) internal view returns (uint256) {
        IMutualLedger.JuryTerms memory t = juryTerms();
        return d.drawnAt == 0 ? d.since + t.commit : d.drawnAt + t.commit + t.reveal;
    }

    // ---- jurors

    function isEligible(Dispute storage d, uint256 who) internal view returns (bool) {
        Person storage p = people[who];
        if (volunteersSince[who] == 0 || volunteersSince[who] >= d.before) return false;
        if (who == d.objector || who == cases[d.caseId].who || timeNow() < barredUntil[who]) return false;
        return p.status == IMutualLedger.Status.Active && timeNow() >= p.joinedAt + terms().waiting;
    }

    function eligible(Dispute storage d) internal view returns (uint256 number) {
        for (uint256 who; who < PEOPLE; ++who) {
            if (isEligible(d, who)) ++number;
        }
    }

    function isJuror(Dispute storage d, uint256 who) internal view returns (bool found) {
        for (uint256 i; i < d.jurors.length; ++i) {
            found = found || d.jurors[i] == who;
        }
    }

    /// @dev As many as a jury has, nobody twice, everybody eligible.
    function seatJurors(Dispute storage d, address[] memory jurors) internal {
        assertEq(jurors.length, juryTerms().size, "a jury is complete");
        for (uint256 i; i < jurors.length; ++i) {
            uint256 who = uint160(jurors[i]) - uint160(person(0));
            assertFalse(isJuror(d, who), "a juror is drawn once");
            assertTrue(isEligible(d, who), "a juror is eligible");
            d.jurors.push(who);
        }
        d.drawnAt = timeNow();
        ++count["draw"];
    }

    // ---- verdicts

    /// @dev What each gets of a verdict; told before it is given, so that the payments can be compared.
    function ghostTally(uint256 disputeId) internal returns (uint256[PEOPLE] memory gets) {
        Dispute storage d = disputes[disputeId];
        (uint256 pays, uint256 refuses) = countVotes(disputeId, d);
        bool drawn = d.drawnAt > 0;
        bool quorum = pays + refuses >= juryTerms().quorum;
        if (drawn && !quorum && d.round == 0) {
            (d.round, d.since, d.drawnAt) = (1, timeNow(), 0);
            delete d.jurors;
            ++count["quorum missed"];
            return gets;
        }
        IJury.Verdict verdict = pays > refuses ? IJury.Verdict.Pays : IJury.Verdict.Refuses;
        if (!drawn || !quorum || pays == refuses) verdict = IJury.Verdict.None;
        return ghostConclude(disputeId, verdict, pays + refuses);
    }

    /// @dev Counts, and bars the silent.
    function countVotes(uint256 disputeId, Dispute storage d) private returns (uint256 pays, uint256 refuses) {
        for (uint256 i; i < d.jurors.length; ++i) {
            Vote storage vote = votes[disputeId][d.round][d.jurors[i]];
            if (!vote.opened) {
                barredUntil[d.jurors[i]] = timeNow() + 90 days;
                ++count["silent juror"];
            } else if (vote.pays) {
                ++pays;
            } else {
                ++refuses;
            }
        }
    }

    function ghostConclude(uint256 disputeId, IJury.Verdict verdict, uint256 opened)
        internal
        returns (uint256[PEOPLE] memory gets)
    {
        Dispute storage d = disputes[disputeId];
        Case storage c = cases[d.caseId];
        IMutualLedger.JuryTerms memory t = juryTerms();
        d.decided = true;
        accounts.bonds -= t.bond;
        uint256 each = t.reward;
        if (c.fate == Fate.Appealed && verdict == IJury.Verdict.Pays) {
            c.fate = Fate.Approved;
            if (terms().levels[c.level].endsMembership) ghostEndMembership(c);
            gets[c.who] += t.bond - opened * each;
            ++count["appeal won"];
        } else if (c.fate == Fate.Appealed) {
            c.fate = Fate.Rejected;
            accounts.surplus += t.bond - opened * each;
            ++count["appeal lost"];
        } else if (verdict == IJury.Verdict.Refuses) {
            if (each > c.byMembers / opened) {
                each = c.byMembers / opened;
                ++count["small case shared"];
            }
            accounts.surplus += c.byMembers - opened * each;
            accounts.backstop += c.byBackstop;
            if (c.byBackstop > 0) ++count["backstop gets back"];
            gets[d.objector] += t.bond;
            c.fate = Fate.Overturned;
            ++count["overturned"];
        } else {
            c.fate = Fate.Announced;
            accounts.surplus += t.bond - opened * each;
            ++count[verdict == IJury.Verdict.Pays ? "upheld" : "no verdict"];
        }
        for (uint256 i; i < d.jurors.length; ++i) {
            if (votes[disputeId][d.round][d.jurors[i]].opened) gets[d.jurors[i]] += each;
        }
    }
}

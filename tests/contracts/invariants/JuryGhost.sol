// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJury} from "../../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {CaseActions} from "./CaseActions.sol";

/// @title Disputes without an order
/// @notice Who is drawn is chance; the ghost says how many can be found, who may be on a jury, and where every unit of
/// bonds and overturned cases goes.
abstract contract JuryGhost is CaseActions {
    struct Dispute {
        uint256 caseId;
        uint256 objector; // the claimant for an appeal
        uint256 before; // when the case was announced, or filed
        uint256 openedAt;
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

    /// @dev When somebody took their seat, the last time; 0 if they have none.
    mapping(uint256 who => uint256) internal volunteeredAt;
    /// @dev When they resigned; 0 unless they have.
    mapping(uint256 who => uint256) internal resignedAt;
    mapping(uint256 who => uint256) internal barredUntil;

    // ---- what follows from time

    function stageOf(Dispute storage d) internal view returns (IJury.DisputeStage) {
        if (d.decided) return IJury.DisputeStage.Decided;
        if (d.drawnAt == 0) {
            return timeNow() < lastEnd(d) ? IJury.DisputeStage.Drawing : IJury.DisputeStage.Counting;
        }
        if (timeNow() < d.drawnAt + juryTerms.commit) return IJury.DisputeStage.Committing;
        return timeNow() < lastEnd(d) ? IJury.DisputeStage.Revealing : IJury.DisputeStage.Counting;
    }

    /// @dev From when a draw that nobody made, or the votes, can be counted.
    function lastEnd(Dispute storage d) internal view returns (uint256) {
        IMutualLedger.JuryTerms storage t = juryTerms;
        return d.drawnAt == 0 ? d.since + t.commit : d.drawnAt + t.commit + t.reveal;
    }

    // ---- jurors

    /// @dev As it was when the dispute was opened; what happens in that second counts as after it.
    function isCandidate(Dispute storage d, uint256 who) internal view returns (bool) {
        if (who == d.objector || who == cases[d.caseId].who || isJudge(accountOf(who))) return false;
        if (volunteeredAt[who] == 0 || volunteeredAt[who] >= d.before) return false;
        if (resignedAt[who] != 0 && resignedAt[who] < d.openedAt) return false;
        return barredUntil[who] <= d.openedAt && wasMember(d, people[who]);
    }

    /// @dev On the panel, or ever having decided a case.
    function isJudge(address account) private view returns (bool) {
        return hasDecided[account] || isOnThePanel(account);
    }

    function wasMember(Dispute storage d, Person storage p) private view returns (bool) {
        if (p.joinedAt >= d.before || p.joinedAt + times.waiting > d.openedAt) return false;
        if (p.reinstatedAt >= d.openedAt || (p.overAt != 0 && p.overAt < d.openedAt)) return false;
        Case storage c = cases[d.caseId];
        bool inItsAnnouncement = d.before == c.announcedAt && p.lapsedAt == c.announcedAt;
        return p.lapsedAt == 0 || p.lapsedAt >= d.openedAt || inItsAnnouncement;
    }

    /// @dev A jury, or as many as there are.
    function found(Dispute storage d) internal view returns (uint256 number) {
        for (uint256 who; who < PEOPLE; ++who) {
            if (isCandidate(d, who)) ++number;
        }
        if (number > juryTerms.size) number = juryTerms.size;
    }

    function isJuror(Dispute storage d, uint256 who) internal view returns (bool is_) {
        for (uint256 i; i < d.jurors.length; ++i) {
            is_ = is_ || d.jurors[i] == who;
        }
    }

    /// @dev Nobody twice, everybody a candidate.
    function seatJurors(Dispute storage d, address[] memory jurors) internal {
        for (uint256 i; i < jurors.length; ++i) {
            uint256 who = numberOf(jurors[i]);
            assertFalse(isJuror(d, who), "a juror is drawn once");
            assertTrue(isCandidate(d, who), "a juror is a candidate");
            d.jurors.push(who);
        }
        d.drawnAt = timeNow();
        ++count[jurors.length < juryTerms.size ? "small jury" : "draw"];
    }

    // ---- verdicts

    /// @dev What each gets of a verdict; told before it is given, so that the payments can be compared.
    function ghostTally(uint256 disputeId) internal returns (uint256[PEOPLE] memory gets) {
        Dispute storage d = disputes[disputeId];
        (uint256 pays, uint256 refuses) = countVotes(disputeId, d);
        bool drawn = d.drawnAt > 0;
        bool quorum = pays + refuses >= juryTerms.quorum;
        if (drawn && !quorum && d.round == 0) {
            (d.round, d.since, d.drawnAt) = (1, timeNow(), 0);
            delete d.jurors;
            ++count["quorum missed"];
            return gets;
        }
        IJury.Verdict verdict = pays > refuses ? IJury.Verdict.Pays : IJury.Verdict.Refuses;
        if (!quorum || pays == refuses) verdict = IJury.Verdict.None;
        return drawn ? ghostConclude(disputeId, verdict, pays + refuses) : ghostEndWithoutJury(disputeId);
    }

    function ghostEndWithoutJury(uint256 disputeId) internal returns (uint256[PEOPLE] memory) {
        bool first = disputes[disputeId].round == 0;
        ++count[first ? "no jury" : "no second jury"];
        return ghostConclude(disputeId, first ? IJury.Verdict.NoJury : IJury.Verdict.None, 0);
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

    /// @dev Rewards are credits; what is told is what is paid.
    function ghostConclude(uint256 disputeId, IJury.Verdict verdict, uint256 opened)
        internal
        returns (uint256[PEOPLE] memory gets)
    {
        Dispute storage d = disputes[disputeId];
        Case storage c = cases[d.caseId];
        d.decided = true;
        accounts.bonds -= juryTerms.bond;
        uint256 each = juryTerms.reward;
        if (c.fate == Fate.Appealed) {
            concludeAppeal(c, verdict);
        } else if (verdict == IJury.Verdict.Refuses) {
            each = overturn(c, opened, each);
        } else {
            (c.fate, c.contested) = (Fate.Announced, verdict != IJury.Verdict.NoJury);
            ++count[verdict == IJury.Verdict.Pays ? "upheld" : "no verdict"];
        }
        bool overturned = c.fate == Fate.Overturned;
        uint256 rest = juryTerms.bond - (overturned ? 0 : opened * each);
        if (isLost(c, verdict)) accounts.surplus += rest;
        else gets[d.objector] = rest;
        for (uint256 i; i < d.jurors.length; ++i) {
            if (votes[disputeId][d.round][d.jurors[i]].opened) people[d.jurors[i]].credit += each;
        }
    }

    function concludeAppeal(Case storage c, IJury.Verdict verdict) private {
        if (verdict != IJury.Verdict.Pays) {
            c.fate = Fate.Rejected;
            ++count["appeal lost"];
            return;
        }
        c.fate = Fate.Approved;
        if (terms().levels[c.level].endsMembership) ghostEndMembership(c);
        ++count["appeal won"];
    }

    function overturn(Case storage c, uint256 opened, uint256 reward) private returns (uint256 each) {
        each = reward;
        if (each > c.byMembers / opened) {
            each = c.byMembers / opened;
            ++count["small case shared"];
        }
        accounts.surplus += c.byMembers - opened * each;
        accounts.backstop += c.byBackstop;
        if (c.byBackstop > 0) ++count["backstop gets back"];
        c.fate = Fate.Overturned;
        ++count["overturned"];
    }

    /// @dev Only against a majority.
    function isLost(Case storage c, IJury.Verdict verdict) private view returns (bool) {
        if (c.fate == Fate.Rejected) return verdict == IJury.Verdict.Refuses;
        return c.fate == Fate.Announced && verdict == IJury.Verdict.Pays;
    }
}

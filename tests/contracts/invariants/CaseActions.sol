// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {MILD} from "../base/Plans.sol";
import {MemberActions} from "./MemberActions.sol";

/// @title What claimants and the panel do, and whoever announces and settles
abstract contract CaseActions is MemberActions {
    /// @dev Who sat on the panel before this one.
    address[] internal formerPanel;
    mapping(address account => bool) internal hasDecided;

    /// @notice Whoever may file gets the chance more often than others.
    function fileACase(uint256 who, uint256 how) external {
        letTimePass(how);
        uint256 level = how / 7 % 5;
        uint256 diagnosedAt = diagnosis(pick(who), level, how);
        tryToFile(whoMayFile(who, level, diagnosedAt), level, diagnosedAt);
    }

    /// @dev Mostly now; or some time ago, or at the end of the time to file or of the waiting, to the second.
    function diagnosis(uint256 who, uint256 level, uint256 how) private returns (uint256 at) {
        IMutualLedger.Terms memory t = terms();
        uint256 before = how / 5 % 2;
        at = timeNow() - before;
        if (how % 5 == 0) at = timeNow() - how / 5 % 70 days;
        if (how % 5 == 1) at = timeNow() - t.filing + before;
        bool waited = how % 5 == 2 && people[who].joinedAt > 0 && level < t.levels.length;
        if (waited) at = people[who].joinedAt + t.levels[level].waiting - before;
        if (at > timeNow()) at = timeNow();
        if (how % 5 == 1) ++count["edge of filing"];
        if (waited && at < timeNow()) ++count["edge of cover"];
    }

    function whoMayFile(uint256 who, uint256 level, uint256 diagnosedAt) internal view returns (uint256) {
        who = pick(who);
        for (uint256 i; i < PEOPLE / 2 && !mayFile(who, level, diagnosedAt); ++i) {
            who = next(who);
        }
        return who;
    }

    function tryToFile(uint256 who, uint256 level, uint256 diagnosedAt) internal returns (bool) {
        bytes memory call = abi.encodeCall(ICaseDesk.file, (level, diagnosedAt, "sealed", address(0)));
        if (!attempt(mayFile(who, level, diagnosedAt), accountOf(who), address(desk), call)) return false;
        Person storage p = people[who];
        Case storage c = cases.push();
        (c.who, c.membership, c.joinedAt) = (who, p.membership, p.joinedAt);
        (c.diagnosedAt, c.filedAt, c.level) = (diagnosedAt, timeNow(), level);
        filedLast = timeNow();
        ++count["file"];
        return true;
    }

    function mayFile(uint256 who, uint256 level, uint256 diagnosedAt) private view returns (bool) {
        IMutualLedger.Terms memory t = terms();
        if (ghostStage == IMutualLedger.Stage.Closed || level >= t.levels.length) return false;
        if (timeNow() >= diagnosedAt + t.filing) return false;
        if (ghostStage == IMutualLedger.Stage.Closing) {
            if (timeNow() >= closingAt + t.runOff || diagnosedAt >= closingAt) return false;
        }
        for (uint256 i; i < cases.length; ++i) {
            if (cases[i].who == who && (isOpen(cases[i]) || isJustTakenBack(cases[i]))) return false;
        }
        return people[who].joinedAt + t.levels[level].waiting <= diagnosedAt && isCovered(people[who], diagnosedAt);
    }

    function isCovered(Person storage p, uint256 at) private view returns (bool) {
        if (p.status == IMutualLedger.Status.Active || p.status == IMutualLedger.Status.Leaving) return true;
        return isGone(p) && at < p.endedAt;
    }

    function isOpen(Case storage c) internal view returns (bool) {
        return isWaitingForThePanel(c) || isUnpaid(c);
    }

    /// @dev Nobody files and takes back without end.
    function isJustTakenBack(Case storage c) private view returns (bool) {
        return c.fate == Fate.TakenBack && timeNow() < c.filedAt + times.decision;
    }

    /// @dev One of the last few, with which something may still be done.
    function recent(uint256 which) internal view returns (uint256) {
        uint256 last = cases.length < 4 ? cases.length : 4;
        return cases.length - 1 - which % last;
    }

    function takeBackACase(uint256 which, uint256 how) external {
        if (cases.length == 0) return;
        letTimePass(how);
        takeBack(recent(which));
    }

    function takeBack(uint256 which) internal {
        Case storage c = cases[which];
        bool allowed = isWaitingForThePanel(c);
        bytes memory call = abi.encodeCall(ICaseDesk.withdrawCase, (which));
        if (!attempt(allowed, accountOf(c.who), address(desk), call)) return;
        c.fate = Fate.TakenBack;
        ++count["take back"];
    }

    function decideACase(uint256 which, uint256 how) external {
        if (cases.length == 0) return;
        letTimePass(how);
        which = recent(which);
        if (how / 32 % 8 == 0) tryToDecideByTheFormerPanel(which);
        tryToDecide(which, how % 3 > 0, how / 4 % 8 > 2 ? cases[which].level : how / 4 % 4);
    }

    /// @dev Two of whom sat on it before; if they still do, their word counts.
    function tryToDecideByTheFormerPanel(uint256 which) private {
        if (formerPanel.length == 0 || (isOnThePanel(formerPanel[0]) && isOnThePanel(formerPanel[1]))) return;
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(which, false, cases[which].level, "report");
        bytes memory call = abi.encodeCall(ICaseDesk.decide, (decision, seals(formerPanel, decision, 2)));
        attempt(false, anyone, address(desk), call);
        ++count["the former panel decides nothing"];
    }

    function isOnThePanel(address account) internal view returns (bool on) {
        for (uint256 i; i < assessors.length; ++i) {
            on = on || assessors[i] == account;
        }
    }

    function tryToDecide(uint256 which, bool verdict, uint256 level) internal {
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(which, verdict, level, "report");
        bytes memory call = abi.encodeCall(ICaseDesk.decide, (decision, seals(decision, 2)));
        Case storage c = cases[which];
        if (!attempt(mayDecide(c, verdict, level), anyone, address(desk), call)) return;
        hasDecided[assessors[0]] = hasDecided[assessors[1]] = true;
        if (!verdict) {
            (c.fate, c.rejectedAt) = (Fate.Rejected, timeNow());
            ++count["reject"];
            return;
        }
        (c.fate, c.level) = (Fate.Approved, level);
        if (terms().levels[level].endsMembership) ghostEndMembership(c);
        ++count["approve"];
    }

    function mayDecide(Case storage c, bool verdict, uint256 level) private view returns (bool) {
        IMutualLedger.Terms memory t = terms();
        if (c.fate != Fate.Filed || timeNow() >= c.filedAt + t.decision) return false;
        if (!verdict) return true;
        if (t.levels[level].endsMembership && !t.levels[c.level].endsMembership) return false;
        return c.joinedAt + t.levels[level].waiting <= c.diagnosedAt;
    }

    function announceThePeriod(uint256 how) external {
        if (how % 4 > 0) toEdge(announcedLast + times.period, 0);
        else letTimePass(how / 4);
        tryToAnnounce();
    }

    /// @notice From the filing to the announcement in one go, for those histories that would never get there.
    function bringACaseToItsAnnouncement(uint256 who, uint256 how) public {
        letTimePass(how);
        for (uint256 i; i < 1 + how / 16 % 3; ++i) {
            uint256 level = how / 64 % 3 > 0 ? MILD : (how / 256 + i) % 4;
            uint256 claimant = whoMayFile(pick(who) + i, level, timeNow());
            if (tryToFile(claimant, level, timeNow())) tryToDecide(cases.length - 1, true, level);
        }
        toEdge(announcedLast + times.period, 0);
        tryToAnnounce();
    }

    /// @notice Somebody is tried to be vouched for at another account too early: lapsed just now, or left with a case filed.
    function loseAKey(uint256 who, uint256 how) external {
        if (!isAttested()) return;
        if (how / 64 % 2 == 0) {
            bringACaseToItsAnnouncement(who, how);
            joinIn(who, 1);
        } else {
            leaveWithACase(pick(who), how);
            joinIn(who, 33);
        }
    }

    function leaveWithACase(uint256 who, uint256 how) private {
        letTimePass(how);
        uint256 level = how / 64 % 4;
        who = whoMayFile(who, level, timeNow());
        if (!tryToFile(who, level, timeNow())) return;
        this.leaveThePlan(who, 0);
        announceNow();
    }

    function settleACase(uint256 which, uint256 how) external {
        if (cases.length == 0) return;
        letTimePass(how);
        tryToSettle(recent(which));
    }

    function tryToSettle(uint256 which) internal {
        Case storage c = cases[which];
        uint256 before = yuan.balanceOf(accountOf(c.who));
        bool allowed = c.fate == Fate.Announced && timeNow() >= c.announcedAt + times.notice;
        bool contested = desk.caseOf(which).status == ICaseDesk.CaseStatus.Contested;
        bytes memory call = abi.encodeCall(ICaseDesk.settle, (which));
        if (!attempt(allowed, anyone, address(desk), call)) return;
        if (contested || timeNow() < c.announcedAt + times.notice) paidEarly = true;
        c.fate = Fate.Settled;
        uint256 payout = c.byMembers + c.byBackstop;
        uint256 benefit = terms().levels[c.level].benefit;
        if (payout < benefit) benefit = payout;
        accounts.operatorCredit += payout - benefit;
        paid(c.who, before, benefit);
        ++count["settle"];
    }
}

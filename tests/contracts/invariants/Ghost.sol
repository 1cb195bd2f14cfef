// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {GhostRecords} from "./GhostRecords.sol";

/// @title A ledger without a share index
/// @notice Charges every member one by one and pays every case by itself, as the rules say it in prose.  Slow, and hard
/// to get wrong: the real one must agree with it to the last unit.
abstract contract Ghost is GhostRecords {
    // ---- members

    function ghostJoin(uint256 who, uint256 units, uint256 deposit) internal {
        Person storage p = people[who];
        (p.status, p.units, p.money, p.paidIn) = (IMutualLedger.Status.Active, units, deposit, deposit);
        (p.joinedAt, p.joinedIn, p.membership) = (timeNow(), periods, p.membership + 1);
        (p.endedAt, p.lapsedAt, p.overAt) = (0, 0, 0);
        (p.missed, p.shared, p.sharedIfBack, p.replaced) = (0, 0, 0, false);
        p.attended = p.attendedIfBack = bytes32(periods);
        ++count["join"];
    }

    function ghostTopUp(uint256 who, uint256 amount) internal {
        Person storage p = people[who];
        p.money += amount;
        p.paidIn += amount;
        if (p.status == IMutualLedger.Status.Lapsed) {
            accounts.surplus += p.missed * p.units;
            p.money -= p.missed * p.units;
            (p.missed, p.lapsedAt, p.reinstatedAt) = (0, 0, timeNow());
            p.status = IMutualLedger.Status.Active;
            (p.attended, p.shared) = (p.attendedIfBack, p.sharedIfBack);
            ++count["return"];
        }
        ++count["top up"];
    }

    /// @dev The person is a member at another account now; this one keeps its money only.
    function ghostReplace(Person storage p) internal {
        (p.status, p.replaced) = (IMutualLedger.Status.Withdrawn, true);
        if (p.overAt == 0) p.overAt = timeNow();
        ++count["account replaced"];
    }

    /// @dev Pays out a membership's money and ends it, or, where a benefit has ended it, only pays.
    function ghostWithdraw(uint256 who) internal returns (uint256 amount) {
        Person storage p = people[who];
        amount = p.money;
        if (p.replaced) ++count["replaced account paid out"];
        if (ghostStage == IMutualLedger.Stage.Closed) amount += ghostRebate(p);
        (p.money, p.replaced) = (0, false);
        if (p.overAt == 0) p.overAt = timeNow();
        if (p.status != IMutualLedger.Status.Claimed) p.status = IMutualLedger.Status.Withdrawn;
        ++count["withdraw"];
    }

    /// @dev By what they have shared; what rounding leaves goes to the backstop with the last of them, or to them.
    function ghostRebate(Person storage p) private returns (uint256 rebate) {
        uint256 shared = sharedWithPart(p);
        if (shared == 0) return 0;
        rebate = accounts.rebateWhole * shared / accounts.rebateShared;
        accounts.rebatePool -= rebate;
        accounts.rebateLeft -= shared;
        if (!pays(p)) ++count["rebate of somebody who was gone"];
        if (accounts.rebateLeft > 0) return rebate;
        ++count[hasSponsor() ? "last rebate" : "last rebate without a sponsor"];
        if (hasSponsor()) accounts.backstop += accounts.rebatePool;
        else rebate += accounts.rebatePool;
        accounts.rebatePool = 0;
    }

    /// @dev What counts for a part in what is over: of those who share, and of those who went in the closing.
    function sharedWithPart(Person storage p) private view returns (uint256) {
        bool gone = p.status == IMutualLedger.Status.Left || p.status == IMutualLedger.Status.Lapsed;
        bool hasPart = pays(p) || (gone && p.lastPaidIn >= closingIn);
        return hasPart ? p.units * p.shared : 0;
    }

    function ghostEndMembership(Case storage c) internal {
        Person storage p = people[c.who];
        if (p.membership != c.membership || p.status == IMutualLedger.Status.Withdrawn) return;
        p.status = IMutualLedger.Status.Claimed;
        if (p.overAt == 0) p.overAt = timeNow();
        ++count["membership ended by a benefit"];
    }

    // ---- the announcement

    function ghostAnnounce() internal returns (IMutualLedger.AnnouncementFigures memory told) {
        IMutualLedger.Terms memory t = terms();
        (uint256 lapsedUnits, uint256 lapsedMembers) = lapsedSoFar();
        uint256 backstop = accounts.backstop;
        bool open = ghostStage == IMutualLedger.Stage.Open;
        told.units = payingUnits();
        uint256 need = ask(t, told.units);
        told.share = shareFor(t, told.units, need);
        bool waits = told.share > leftThisYear(t);
        if (waits) told.share = 0;
        told.dues = open && told.units > 0 ? t.dues : 0;
        chargeEverybody(told.share, told.dues, waits && !open);
        if (waits) {
            told.waiting = queued();
            ++count["the queue waits"];
        } else {
            (told.queue, told.need) = (queued(), need);
            fundCases(t, need, told.share * told.units + accounts.surplus);
        }
        (told.surplus, told.drawn) = (accounts.surplus, backstop - accounts.backstop);
        (told.lapsedUnits, told.lapsedMembers) = lapsedSoFar();
        (told.lapsedUnits, told.lapsedMembers) = (told.lapsedUnits - lapsedUnits, told.lapsedMembers - lapsedMembers);
        chargedThisYear += told.share;
        announcedLast = timeNow();
        ++periods;
        ++count["announce"];
        closeIfTooFew(t);
    }

    function lapsedSoFar() private view returns (uint256 units, uint256 members) {
        for (uint256 i; i < PEOPLE; ++i) {
            if (people[i].status == IMutualLedger.Status.Lapsed) (units, members) = (units + people[i].units, members + 1);
        }
    }

    /// @dev Sixteen bits a level.
    function queued() private view returns (uint256 queue) {
        for (uint256 i; i < cases.length; ++i) {
            if (cases[i].fate == Fate.Approved) queue += 1 << (16 * cases[i].level);
        }
    }

    function payingUnits() internal view returns (uint256 units) {
        for (uint256 i; i < PEOPLE; ++i) {
            if (pays(people[i])) units += people[i].units;
        }
    }

    function pays(Person storage p) private view returns (bool) {
        return p.status == IMutualLedger.Status.Active || p.status == IMutualLedger.Status.Leaving;
    }

    /// @dev What each queued case asks of the members, and all together.
    function ask(IMutualLedger.Terms memory t, uint256 units) private returns (uint256 need) {
        for (uint256 i; i < cases.length; ++i) {
            if (cases[i].fate != Fate.Approved) continue;
            uint256 due = dueOf(t, cases[i].level);
            bool capped = t.caseCap > 0 && units > 0 && due > t.caseCap * units;
            cases[i].asked = capped ? t.caseCap * units : due;
            need += cases[i].asked;
        }
    }

    function dueOf(IMutualLedger.Terms memory t, uint256 level) internal pure returns (uint256) {
        return t.levels[level].benefit + t.levels[level].fee;
    }

    /// @dev Step by step, until it is enough or the cap stops it.
    function shareFor(IMutualLedger.Terms memory t, uint256 units, uint256 need) private view returns (uint256 share) {
        while (units > 0 && share < t.periodCap && share * units + accounts.surplus < need) share += t.step;
    }

    function leftThisYear(IMutualLedger.Terms memory t) private returns (uint256) {
        uint256 thisYear = (timeNow() - deployedAt) / 365 days;
        if (thisYear != year) (year, chargedThisYear) = (thisYear, 0);
        return t.yearCap == 0 ? type(uint256).max : t.yearCap - chargedThisYear;
    }

    function chargeEverybody(uint256 share, uint256 dues, bool leaversStay) private {
        for (uint256 i; i < PEOPLE; ++i) {
            Person storage p = people[i];
            p.attendedIfBack = keccak256(abi.encode(p.attendedIfBack, periods));
            p.sharedIfBack += share;
            if (!pays(p)) {
                p.missed += share + dues;
                continue;
            }
            (p.attended, p.shared, p.lastPaidIn) = (p.attendedIfBack, p.sharedIfBack, periods);
            p.money -= (share + dues) * p.units;
            accounts.operatorCredit += dues * p.units;
            if (p.status == IMutualLedger.Status.Leaving) leaveOrStay(p, leaversStay);
            else if (p.money < p.units * reserve) lapse(p);
        }
    }

    function leaveOrStay(Person storage p, bool stays) private {
        if (stays) ++count["a leaver stays with the queue"];
        else end(p, IMutualLedger.Status.Left, "left");
    }

    function lapse(Person storage p) private {
        p.lapsedAt = timeNow();
        end(p, IMutualLedger.Status.Lapsed, "lapse");
    }

    function end(Person storage p, IMutualLedger.Status as_, string memory what) private {
        (p.status, p.endedAt, p.missed) = (as_, timeNow(), 0);
        ++count[what];
    }

    function fundCases(IMutualLedger.Terms memory t, uint256 need, uint256 pot) private {
        uint256 gap;
        accounts.surplus = pot;
        for (uint256 i; i < cases.length; ++i) {
            Case storage c = cases[i];
            if (c.fate != Fate.Approved) continue;
            c.byMembers = pot >= need ? c.asked : c.asked * pot / need;
            accounts.surplus -= c.byMembers;
            gap += dueOf(t, c.level) - c.byMembers;
        }
        bool within = t.backstopCap == 0 || accounts.backstop < t.backstopCap;
        uint256 means = within ? accounts.backstop : t.backstopCap;
        if (pot < need) ++count["cut"];
        if (gap > 0 && means > 0) ++count[means < gap ? "backstop runs dry" : "backstop fills up"];
        for (uint256 i; i < cases.length; ++i) {
            Case storage c = cases[i];
            if (c.fate != Fate.Approved) continue;
            uint256 missing = dueOf(t, c.level) - c.byMembers;
            c.byBackstop = means >= gap ? missing : missing * means / gap;
            accounts.backstop -= c.byBackstop;
            (c.fate, c.period, c.announcedAt) = (Fate.Announced, periods, timeNow());
        }
    }

    // ---- closing

    function closeIfTooFew(IMutualLedger.Terms memory t) private {
        if (ghostStage != IMutualLedger.Stage.Open) return;
        bool reached = enoughInARow == 2;
        if (activeMembers() >= (t.minMembers == 0 ? 1 : t.minMembers)) {
            if (!reached) ++enoughInARow;
            belowSince = 0;
            return;
        }
        if (!reached) {
            enoughInARow = 0;
            return;
        }
        if (belowSince == 0) belowSince = timeNow();
        if (timeNow() < belowSince + t.grace) return;
        ghostClose(periods - 1);
        ++count["closed for want of members"];
    }

    function ghostClose(uint256 from) internal {
        (ghostStage, closingAt, closingIn) = (IMutualLedger.Stage.Closing, timeNow(), from);
        ++count["close"];
    }

    function ghostFinish() internal {
        ghostStage = IMutualLedger.Stage.Closed;
        uint256 shared;
        for (uint256 i; i < PEOPLE; ++i) {
            shared += sharedWithPart(people[i]);
            if (pays(people[i]) && people[i].shared == 0) ++count["a late joiner has no part"];
        }
        accounts.rebateShared = accounts.rebateLeft = shared;
        if (shared == 0) {
            accounts.backstop += accounts.surplus;
        } else {
            accounts.rebatePool = accounts.surplus + (hasSponsor() ? 0 : accounts.backstop);
            if (!hasSponsor()) accounts.backstop = 0;
        }
        accounts.rebateWhole = accounts.rebatePool;
        accounts.surplus = 0;
        ++count["finish"];
        if (accounts.rebatePool > 0) ++count["rebate"];
    }

    function activeMembers() internal view returns (uint256 members) {
        for (uint256 i; i < PEOPLE; ++i) {
            if (people[i].status == IMutualLedger.Status.Active) ++members;
        }
    }

    function unpaidCases() internal view returns (uint256 unpaid) {
        for (uint256 i; i < cases.length; ++i) {
            if (isUnpaid(cases[i])) ++unpaid;
        }
    }

    function isUnpaid(Case storage c) internal view returns (bool) {
        bool disputed = c.fate == Fate.Appealed || c.fate == Fate.Contested;
        return disputed || c.fate == Fate.Approved || c.fate == Fate.Announced;
    }

    /// @dev Filed, and not expired.
    function isWaitingForThePanel(Case storage c) internal view returns (bool) {
        return c.fate == Fate.Filed && timeNow() < c.filedAt + times.decision + times.notice;
    }

    function isUndecided(Case storage c) internal view returns (bool) {
        return c.fate == Fate.Appealed || isWaitingForThePanel(c);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../../contracts/interfaces/IPlanTerms.sol";
import {BlockingToken} from "../base/OddTokens.sol";
import {IYuan} from "../base/IYuan.sol";
import {PlanFixture} from "../base/PlanFixture.sol";
import {Plans} from "../base/Plans.sol";

/// @title A ledger without a share index
/// @notice Charges every member one by one and pays every case by itself, as the rules say it in prose.  Slow, and hard
/// to get wrong: the real one must agree with it to the last unit.
abstract contract Ghost is PlanFixture {
    enum Fate {
        Filed,
        Rejected,
        TakenBack,
        Approved,
        Announced,
        Settled,
        Appealed,
        Contested,
        Overturned
    }

    struct Person {
        IMutualLedger.Status status;
        uint256 membership; // which of their memberships this is
        uint256 units;
        uint256 money;
        uint256 paidIn;
        uint256 joinedAt;
        uint256 joinedIn; // the period that was open then
        uint256 endedAt; // when they lapsed or had left
        uint256 lapsedAt; // when they lapsed; 0 if they have not
        uint256 overAt; // when they asked to leave; of who did not, when it was over
        uint256 reinstatedAt;
        uint256 lastPaidIn;
        uint256 missed; // what a unit would have paid since the lapse
        uint256 shared; // by a unit since they joined, dues left out
        uint256 sharedIfBack; // the same, were they to come back
        uint256 credit;
        bytes32 attended; // all announcements they paid, in one hash
        bytes32 attendedIfBack; // the same, were they to come back
    }

    struct Case {
        uint256 who;
        uint256 membership;
        uint256 joinedAt;
        uint256 diagnosedAt;
        uint256 filedAt;
        uint256 level;
        Fate fate;
        bool appealed; // once is enough
        bool contested; // likewise
        uint256 rejectedAt;
        uint256 period;
        uint256 announcedAt;
        uint256 asked;
        uint256 byMembers;
        uint256 byBackstop;
    }

    struct Accounts {
        uint256 surplus;
        uint256 backstop;
        uint256 operatorCredit;
        uint256 bonds;
        uint256 rebatePool;
        uint256 rebateWhole; // what it was when the plan was closed
        uint256 rebateShared; // by all who had a part in it then
        uint256 rebateLeft; // by those who still have
        uint256 gifts;
    }

    uint256 public constant PEOPLE = 14;

    Person[PEOPLE] internal people;
    Case[] internal cases;
    Accounts internal accounts;

    uint256 internal seed;
    IMutualLedger.Stage internal ghostStage;
    bool internal joinsStopped;
    uint256 internal enoughInARow;
    uint256 internal periods;
    uint256 internal announcedLast;
    uint256 internal belowSince;
    uint256 internal closingAt;
    uint256 internal closingIn; // the first period whose announcement takes nobody's part
    uint256 internal filedLast;
    uint256 internal year;
    uint256 internal chargedThisYear;

    /// @notice How often what has happened.
    mapping(string what => uint256) public count;

    function setUp() public override {
        super.setUp();
        yuan = IYuan(address(new BlockingToken()));
        open(terms(), address(yuan));
        (announcedLast, periods) = (timeNow(), FIRST);
    }

    /// @dev Of the plan `seed`, from 0, whose terms are the brisk ones.
    function terms() internal view override returns (IMutualLedger.Terms memory) {
        return seed == 0 ? Plans.brisk() : Plans.varied(seed);
    }

    function roles() internal view override returns (IPlanTerms.Roles memory) {
        return IPlanTerms.Roles(operator, supervisor, hasSponsor() ? sponsor : address(0), address(0), assessors);
    }

    function hasSponsor() internal view returns (bool) {
        return seed % 4 != 1;
    }

    function reserve() internal view returns (uint256) {
        return terms().periodCap + terms().dues;
    }

    function personOf(uint256 i) public view returns (Person memory) {
        return people[i];
    }

    function caseAt(uint256 i) public view returns (Case memory) {
        return cases[i];
    }

    function caseTotal() public view returns (uint256) {
        return cases.length;
    }

    function accountsNow() public view returns (Accounts memory) {
        return accounts;
    }

    // ---- members

    function ghostJoin(uint256 who, uint256 units, uint256 deposit) internal {
        Person storage p = people[who];
        (p.status, p.units, p.money, p.paidIn) = (IMutualLedger.Status.Active, units, deposit, deposit);
        (p.joinedAt, p.joinedIn, p.membership) = (timeNow(), periods, p.membership + 1);
        (p.endedAt, p.lapsedAt, p.overAt) = (0, 0, 0);
        (p.missed, p.shared, p.sharedIfBack) = (0, 0, 0);
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

    /// @dev Pays out a membership's money and ends it, or, where a benefit has ended it, only pays.
    function ghostWithdraw(uint256 who) internal returns (uint256 amount) {
        Person storage p = people[who];
        amount = p.money;
        if (ghostStage == IMutualLedger.Stage.Closed) amount += ghostRebate(p);
        p.money = 0;
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

    function ghostAnnounce() internal {
        IMutualLedger.Terms memory t = terms();
        uint256 units = payingUnits();
        uint256 need = ask(t, units);
        uint256 share = shareFor(t, units, need);
        bool waits = share > leftThisYear(t);
        if (waits) share = 0;
        uint256 pot = share * units + accounts.surplus;
        bool open = ghostStage == IMutualLedger.Stage.Open;
        chargeEverybody(share, open && units > 0 ? t.dues : 0, waits && !open);
        if (waits) ++count["the queue waits"];
        else fundCases(t, need, pot);
        chargedThisYear += share;
        announcedLast = timeNow();
        ++periods;
        ++count["announce"];
        closeIfTooFew(t);
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
            else if (p.money < p.units * reserve()) lapse(p);
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
}

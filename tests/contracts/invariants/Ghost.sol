// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
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
        uint256 endedAt; // when they lapsed or had left
        uint256 missed; // what a unit would have paid since the lapse
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
        uint256 rebatePerUnit;
        uint256 gifts;
    }

    uint256 public constant PEOPLE = 14;

    Person[PEOPLE] internal people;
    Case[] internal cases;
    Accounts internal accounts;

    IMutualLedger.Stage internal ghostStage;
    bool internal joinsStopped;
    bool internal reachedMinimum;
    uint256 internal periods;
    uint256 internal announcedLast;
    uint256 internal belowSince;
    uint256 internal closingAt;
    uint256 internal filedLast;
    uint256 internal year;
    uint256 internal chargedThisYear;

    /// @notice How often what has happened.
    mapping(string what => uint256) public count;

    function setUp() public override {
        super.setUp();
        yuan = IYuan(address(new BlockingToken()));
        open(terms(), address(yuan));
        announcedLast = START;
    }

    function terms() internal pure override returns (IMutualLedger.Terms memory) {
        return Plans.brisk();
    }

    function reserve() internal pure returns (uint256) {
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
        (p.joinedAt, p.endedAt, p.missed, p.membership) = (timeNow(), 0, 0, p.membership + 1);
        p.attended = p.attendedIfBack = bytes32(periods);
        noteMinimum();
        ++count["join"];
    }

    function ghostTopUp(uint256 who, uint256 amount) internal {
        Person storage p = people[who];
        p.money += amount;
        p.paidIn += amount;
        if (p.status == IMutualLedger.Status.Lapsed) {
            accounts.surplus += p.missed * p.units;
            p.money -= p.missed * p.units;
            p.missed = 0;
            p.status = IMutualLedger.Status.Active;
            p.attended = p.attendedIfBack;
            noteMinimum();
            ++count["return"];
        }
        ++count["top up"];
    }

    function noteMinimum() private {
        if (activeMembers() >= terms().minMembers) reachedMinimum = true;
    }

    /// @dev Pays out a membership's money and ends it, or, where a benefit has ended it, only pays.
    function ghostWithdraw(uint256 who) internal returns (uint256 amount) {
        Person storage p = people[who];
        amount = p.money;
        if (ghostStage == IMutualLedger.Stage.Closed && p.status == IMutualLedger.Status.Active) {
            uint256 rebate = p.units * accounts.rebatePerUnit;
            accounts.rebatePool -= rebate;
            if (p.joinedAt + terms().filing <= closingAt) amount += rebate;
            else accounts.backstop += rebate;
        }
        p.money = 0;
        if (p.status != IMutualLedger.Status.Claimed) p.status = IMutualLedger.Status.Withdrawn;
        ++count["withdraw"];
    }

    function ghostEndMembership(Case storage c) internal {
        Person storage p = people[c.who];
        if (p.membership != c.membership || p.status == IMutualLedger.Status.Withdrawn) return;
        p.status = IMutualLedger.Status.Claimed;
        ++count["membership ended by a benefit"];
    }

    // ---- the announcement

    function ghostAnnounce() internal {
        IMutualLedger.Terms memory t = terms();
        uint256 units = payingUnits();
        uint256 need = ask(t, units);
        uint256 share = shareFor(t, units, need);
        uint256 pot = share * units + accounts.surplus;
        chargeEverybody(share, ghostStage == IMutualLedger.Stage.Open ? t.dues : 0);
        fundCases(t, need, pot);
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
            bool capped = units > 0 && due > t.caseCap * units;
            cases[i].asked = capped ? t.caseCap * units : due;
            need += cases[i].asked;
        }
    }

    function dueOf(IMutualLedger.Terms memory t, uint256 level) internal pure returns (uint256) {
        return t.levels[level].benefit + t.levels[level].fee;
    }

    /// @dev Step by step, until it is enough or a cap stops it.
    function shareFor(IMutualLedger.Terms memory t, uint256 units, uint256 need) private returns (uint256 share) {
        uint256 thisYear = (timeNow() - START) / 365 days;
        if (thisYear != year) (year, chargedThisYear) = (thisYear, 0);
        while (units > 0 && share * units + accounts.surplus < need) {
            if (share == t.periodCap || chargedThisYear + share == t.yearCap) break;
            share += t.step;
        }
        if (need > 0 && chargedThisYear + share == t.yearCap) ++count["year cap"];
    }

    function chargeEverybody(uint256 share, uint256 dues) private {
        for (uint256 i; i < PEOPLE; ++i) {
            Person storage p = people[i];
            p.attendedIfBack = keccak256(abi.encode(p.attendedIfBack, periods));
            if (!pays(p)) {
                p.missed += share + dues;
                continue;
            }
            p.attended = p.attendedIfBack;
            p.money -= (share + dues) * p.units;
            accounts.operatorCredit += dues * p.units;
            if (p.status == IMutualLedger.Status.Leaving) end(p, IMutualLedger.Status.Left, "left");
            else if (p.money < p.units * reserve()) end(p, IMutualLedger.Status.Lapsed, "lapse");
        }
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
        uint256 means = accounts.backstop < t.backstopCap ? accounts.backstop : t.backstopCap;
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
        if (ghostStage != IMutualLedger.Stage.Open || !reachedMinimum) return;
        if (activeMembers() >= t.minMembers) {
            belowSince = 0;
            return;
        }
        if (belowSince == 0) belowSince = timeNow();
        if (timeNow() < belowSince + t.grace) return;
        ghostClose();
        ++count["closed for want of members"];
    }

    function ghostClose() internal {
        (ghostStage, closingAt) = (IMutualLedger.Stage.Closing, timeNow());
        ++count["close"];
    }

    function ghostFinish() internal {
        ghostStage = IMutualLedger.Stage.Closed;
        uint256 units;
        for (uint256 i; i < PEOPLE; ++i) {
            if (people[i].status == IMutualLedger.Status.Active) units += people[i].units;
        }
        accounts.rebatePerUnit = units == 0 ? 0 : accounts.surplus / units;
        accounts.rebatePool = accounts.rebatePerUnit * units;
        accounts.backstop += accounts.surplus - accounts.rebatePool;
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

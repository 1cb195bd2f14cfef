// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {BARE, STEP} from "../base/Plans.sol";
import {Actions} from "./Actions.sol";

/// @title What members do, and strangers for them
abstract contract MemberActions is Actions {
    /// @notice Whoever is free to join gets the chance more often than others.
    function joinIn(uint256 who, uint256 how) public {
        letTimePass(how);
        who = pick(who);
        for (uint256 i; i < PEOPLE / 2 && !isFree(who); ++i) {
            who = next(who);
        }
        uint256 tier = how % 4;
        IMutualLedger.Terms memory t = terms();
        uint256 units = t.tiers[tier].units;
        uint256 deposit = t.tiers[tier].deposit + how / 8 % (how / 4 % 2 == 0 ? 100 : 3_000) * units * STEP;
        fund(person(who), deposit);
        bool allowed = isFree(who) && ghostStage == IMutualLedger.Stage.Open && !joinsStopped;
        bytes memory call = abi.encodeCall(IMutualLedger.join, (tier, deposit, ""));
        if (attempt(allowed, person(who), address(ledger), call)) ghostJoin(who, units, deposit);
    }

    /// @notice A sponsor enrols two at once who never were members; both or neither.
    function enrolTwo(uint256 who, uint256 how) external {
        letTimePass(how);
        (uint256 one, uint256 other) = (pick(who), next(pick(who)));
        if (how % 4 == 0) (one, other) = (PEOPLE - 2, PEOPLE - 1);
        address[] memory both = new address[](2);
        (both[0], both[1]) = (person(one), person(other));
        uint256 deposit = terms().tiers[BARE].deposit + how % 300 * STEP;
        fund(sponsor, 2 * deposit);
        bool allowed = isStranger(one) && isStranger(other) && ghostStage == IMutualLedger.Stage.Open && !joinsStopped;
        bytes memory call = abi.encodeCall(IMutualLedger.joinMany, (both, BARE, deposit, ""));
        if (!attempt(allowed, sponsor, address(ledger), call)) return;
        ghostJoin(one, 1, deposit);
        ghostJoin(other, 1, deposit);
    }

    function isFree(uint256 who) private view returns (bool) {
        IMutualLedger.Status status = people[who].status;
        return status == IMutualLedger.Status.None || status == IMutualLedger.Status.Withdrawn;
    }

    function isStranger(uint256 who) private view returns (bool) {
        return people[who].status == IMutualLedger.Status.None;
    }

    /// @notice A sponsor tops two up at once; who is not active is skipped.
    function topUpTwo(uint256 who, uint256 how) external {
        letTimePass(how);
        uint256 one = who % (PEOPLE - 1);
        uint256[2] memory both = [one, one + 1];
        (address[] memory members, uint256[] memory amounts) = (new address[](2), new uint256[](2));
        for (uint256 i; i < 2; ++i) {
            uint256 units = people[both[i]].units;
            members[i] = person(both[i]);
            amounts[i] = (units == 0 ? 1 : units) * STEP * (1 + how / (4 + i) % 300);
        }
        fund(sponsor, amounts[0] + amounts[1]);
        uint256 before = yuan.balanceOf(sponsor);
        bytes memory call = abi.encodeCall(IMutualLedger.topUpMany, (members, amounts));
        if (!attempt(ghostStage != IMutualLedger.Stage.Closed, sponsor, address(ledger), call)) return;
        uint256 due;
        for (uint256 i; i < 2; ++i) {
            if (people[both[i]].status != IMutualLedger.Status.Active) continue;
            due += amounts[i];
            ghostTopUp(both[i], amounts[i]);
        }
        assertEq(before - yuan.balanceOf(sponsor), due, "only for those who are active");
        ++count["top up two"];
    }

    /// @notice By the member; brings them back if they have lapsed, who get the chance more often than others.
    function topUpOneself(uint256 who, uint256 how) external {
        letTimePass(how);
        who = pick(who);
        for (uint256 i; i < PEOPLE && people[who].status != IMutualLedger.Status.Lapsed; ++i) {
            who = next(who);
        }
        topUpBy(person(who), who, how);
    }

    function topUpAnother(uint256 who, uint256 how) external {
        letTimePass(how);
        topUpBy(anyone, pick(who), how);
    }

    /// @dev Half of the time just what restores the reserve, or a step less.
    function topUpBy(address payer, uint256 who, uint256 how) private {
        Person storage p = people[who];
        uint256 units = p.units == 0 ? 1 : p.units;
        uint256 amount = units * STEP * (1 + how / 16 % 500);
        uint256 lacking = reserve() * p.units + p.missed * p.units;
        bool exactly = how / 32 % 2 == 0 && lacking > p.money + units * STEP;
        if (exactly) amount = lacking - p.money - how / 64 % 2 * units * STEP;
        fund(payer, amount);
        bytes memory call = abi.encodeCall(IMutualLedger.topUp, (person(who), amount));
        if (attempt(mayTopUp(payer, who, amount), payer, address(ledger), call)) ghostTopUp(who, amount);
    }

    function mayTopUp(address payer, uint256 who, uint256 amount) private view returns (bool) {
        Person storage p = people[who];
        if (p.status == IMutualLedger.Status.Active) return ghostStage != IMutualLedger.Stage.Closed;
        if (p.status != IMutualLedger.Status.Lapsed || payer != person(who)) return false;
        bool inTime = ghostStage == IMutualLedger.Stage.Open && timeNow() < p.endedAt + terms().grace;
        return inTime && p.money + amount >= p.missed * p.units + reserve() * p.units;
    }

    function leaveThePlan(uint256 who, uint256 how) external {
        letTimePass(how);
        who = pick(who);
        bool active = people[who].status == IMutualLedger.Status.Active && ghostStage != IMutualLedger.Stage.Closed;
        bool allowed = active && periods > people[who].joinedIn;
        if (active && !allowed) ++count["too early to leave"];
        if (!attempt(allowed, person(who), address(ledger), abi.encodeCall(IMutualLedger.leave, ()))) return;
        (people[who].status, people[who].overAt) = (IMutualLedger.Status.Leaving, timeNow());
        ++count["leave"];
    }

    function withdrawMoney(uint256 who, uint256 how) external {
        letTimePass(how);
        takeOut(pick(who));
    }

    function takeOut(uint256 who) internal {
        address member = person(who);
        uint256 before = yuan.balanceOf(member);
        bytes memory call = abi.encodeCall(IMutualLedger.withdraw, ());
        if (attempt(mayWithdraw(who), member, address(ledger), call)) paid(who, before, ghostWithdraw(who));
    }

    function mayWithdraw(uint256 who) private returns (bool) {
        Person storage p = people[who];
        bool closed = ghostStage == IMutualLedger.Stage.Closed;
        if (p.status == IMutualLedger.Status.Claimed) return p.money > 0;
        bool gone = p.status == IMutualLedger.Status.Left || p.status == IMutualLedger.Status.Lapsed;
        bool standing = p.status == IMutualLedger.Status.Active || p.status == IMutualLedger.Status.Leaving;
        if (!gone && !(standing && closed)) return false;
        bool stayed = closed || periods >= p.joinedIn + 2;
        if (!stayed) ++count["too early to withdraw"];
        bool undecided = hasUndecidedCase(who);
        if (undecided) ++count["no withdrawal past an undecided case"];
        return stayed && !undecided;
    }

    function hasUndecidedCase(uint256 who) private view returns (bool) {
        for (uint256 i; i < cases.length; ++i) {
            Case storage c = cases[i];
            if (c.who != who || c.membership != people[who].membership) continue;
            if (c.fate == Fate.Appealed || isWaitingForThePanel(c)) return true;
        }
        return false;
    }

    /// @dev Filed, and not expired.
    function isWaitingForThePanel(Case storage c) internal view returns (bool) {
        return c.fate == Fate.Filed && timeNow() < c.filedAt + terms().decision + terms().notice;
    }

    /// @dev What was due has come, or is a credit where the token refused it.
    function paid(uint256 who, uint256 before, uint256 amount) internal {
        address member = person(who);
        if (token().blocked(member)) {
            people[who].credit += amount;
            if (amount > 0) ++count["credit"];
            amount = 0;
        }
        assertEq(yuan.balanceOf(member), before + amount, "paid to the last unit");
    }

    function collectTheirCredit(uint256 who, uint256 how) external {
        letTimePass(how);
        collect(pick(who));
    }

    function collect(uint256 who) internal {
        uint256 credit = people[who].credit;
        uint256 before = yuan.balanceOf(carol);
        bytes memory call = abi.encodeCall(IMutualLedger.collectCredit, (carol));
        if (!attempt(credit > 0, person(who), address(ledger), call)) return;
        people[who].credit = 0;
        assertEq(yuan.balanceOf(carol), before + credit, "a credit to the last unit");
        ++count["credit collected"];
    }
}

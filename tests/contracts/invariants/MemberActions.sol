// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {STEP} from "../base/Plans.sol";
import {JoiningActions} from "./JoiningActions.sol";

/// @title What members do, and strangers for them
abstract contract MemberActions is JoiningActions {
    /// @notice A sponsor tops two up at once; who is not active is skipped.
    function topUpTwo(uint256 who, uint256 how) external {
        letTimePass(how);
        who %= PEOPLE - 1;
        uint256[2] memory both = [who, who + 1];
        (address[] memory members, uint256[] memory amounts) = (new address[](2), new uint256[](2));
        for (uint256 i; i < 2; ++i) {
            uint256 units = people[both[i]].units;
            members[i] = accountOf(both[i]);
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
        topUpBy(accountOf(who), who, how);
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
        uint256 lacking = reserve * p.units + p.missed * p.units;
        bool exactly = how / 32 % 2 == 0 && lacking > p.money + units * STEP;
        if (exactly) amount = lacking - p.money - how / 64 % 2 * units * STEP;
        fund(payer, amount);
        bytes memory call = abi.encodeCall(IMutualLedger.topUp, (accountOf(who), amount));
        if (attempt(mayTopUp(payer, who, amount), payer, address(ledger), call)) ghostTopUp(who, amount);
    }

    function mayTopUp(address payer, uint256 who, uint256 amount) private view returns (bool) {
        Person storage p = people[who];
        if (p.status == IMutualLedger.Status.Active) return ghostStage != IMutualLedger.Stage.Closed;
        if (p.status != IMutualLedger.Status.Lapsed || payer != accountOf(who)) return false;
        bool inTime = ghostStage == IMutualLedger.Stage.Open && timeNow() < p.endedAt + times.grace;
        return inTime && p.money + amount >= p.missed * p.units + reserve * p.units;
    }

    function leaveThePlan(uint256 who, uint256 how) external {
        letTimePass(how);
        who = pick(who);
        bool active = people[who].status == IMutualLedger.Status.Active && ghostStage != IMutualLedger.Stage.Closed;
        bool allowed = active && periods > people[who].joinedIn;
        if (active && !allowed) ++count["too early to leave"];
        if (!attempt(allowed, accountOf(who), address(ledger), abi.encodeCall(IMutualLedger.leave, ()))) return;
        (people[who].status, people[who].overAt) = (IMutualLedger.Status.Leaving, timeNow());
        ++count["leave"];
    }

    /// @notice Who has gone with a case that is not decided tries more often than others.
    function withdrawMoney(uint256 who, uint256 how) external {
        letTimePass(how);
        who = pick(who);
        for (uint256 i; i < PEOPLE && how % 4 == 0 && !(isGone(people[who]) && hasUndecidedCase(who)); ++i) {
            who = next(who);
        }
        takeOut(who);
    }

    function takeOut(uint256 who) internal {
        address member = accountOf(who);
        uint256 before = yuan.balanceOf(member);
        bytes memory call = abi.encodeCall(IMutualLedger.withdraw, ());
        if (attempt(mayWithdraw(who), member, address(ledger), call)) paid(who, before, ghostWithdraw(who));
    }

    function mayWithdraw(uint256 who) private returns (bool) {
        Person storage p = people[who];
        bool closed = ghostStage == IMutualLedger.Stage.Closed;
        if (p.status == IMutualLedger.Status.Claimed) return p.money > 0;
        bool gone = isGone(p) || p.replaced;
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
            if (isUndecided(c)) return true;
        }
        return false;
    }

    /// @dev What was due has come, or is a credit where the token refused it.
    function paid(uint256 who, uint256 before, uint256 amount) internal {
        address member = accountOf(who);
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
        if (!attempt(credit > 0, accountOf(who), address(ledger), call)) return;
        people[who].credit = 0;
        assertEq(yuan.balanceOf(carol), before + credit, "a credit to the last unit");
        ++count["credit collected"];
    }
}

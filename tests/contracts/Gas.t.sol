// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanFactory} from "../../contracts/interfaces/IPlanFactory.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {Meter} from "./base/Meter.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, DOUBLE, MILD, Plans, SEVERE, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @title What transactions cost
/// @notice `isolate` makes a transaction of every call, so that a figure is what a receipt would say: 21,000, the call
/// data, the execution on cold storage, less the refund.  Each has its ceiling here and its exact value in
/// `tests/snapshots/gas.json`.
/// forge-config: default.isolate = true
contract GasTest is PlanFixture, Meter {
    uint256 private constant SHARE = 27 * STEP;

    // ---- joining

    function test_Join() public {
        join(alice);
        record("join: the plan's first member", NO_CEILING);

        fund(bob, 30 * YUAN);
        vm.prank(bob);
        ledger.join(STANDARD, 30 * YUAN, "");
        record("join: an occupied rung", 88_000);

        join(carol, STANDARD, 31 * YUAN);
        record("join: a fresh rung and word", NO_CEILING);

        join(anyone, STANDARD, 33 * YUAN);
        record("join: a fresh rung", NO_CEILING);
    }

    function test_JoinMany() public {
        join(alice);
        enrol(0, 100, STANDARD, 30 * YUAN);
        record("joinMany: 100 members", 100 * 30_000);
    }

    function test_JoinWithPermit() public {
        join(alice);
        (address owner, uint256 key) = makeAddrAndKey("owner");
        yuan.mint(owner, 30 * YUAN);
        IMutualLedger.Permit memory signed = permit(owner, key, 30 * YUAN);
        vm.prank(owner);
        ledger.joinWithPermit(STANDARD, 30 * YUAN, "", signed);
        record("joinWithPermit: an occupied rung", NO_CEILING);
    }

    // ---- topping up, leaving, withdrawing

    function test_TopUp() public {
        join(alice);
        join(bob);
        join(carol, STANDARD, 31 * YUAN);
        topUp(bob, 1 * YUAN);
        record("topUp: an occupied rung", 62_000);
        topUp(bob, 1 * YUAN);
        record("topUp: a fresh rung", NO_CEILING);
    }

    /// @dev From one rung to another that is occupied; then each from and to a rung of their own.
    function test_TopUpMany() public {
        join(alice, STANDARD, 31 * YUAN);
        enrol(0, 101, STANDARD, 30 * YUAN);
        address[] memory members = new address[](100);
        uint256[] memory amounts = new uint256[](100);
        for (uint256 n; n < 100; ++n) {
            (members[n], amounts[n]) = (person(n), YUAN);
        }
        fund(sponsor, 1_000_000 * YUAN);
        topUpMany(members, amounts);
        record("topUpMany: 100 members, one rung to an occupied rung", 100 * 12_000);
        topUpMany(members, amounts);
        record("topUpMany: 100 members, one rung to a fresh rung", NO_CEILING);
        for (uint256 n; n < 100; ++n) {
            amounts[n] = (n + 1) * 300 * STEP;
        }
        topUpMany(members, amounts);
        record("topUpMany: 100 members, each to a fresh rung and word", NO_CEILING);
        for (uint256 n; n < 100; ++n) {
            amounts[n] = STEP;
        }
        topUpMany(members, amounts);
        record("topUpMany: 100 members, each to a fresh rung", NO_CEILING);
    }

    function topUpMany(address[] memory members, uint256[] memory amounts) private {
        vm.prank(sponsor);
        ledger.topUpMany(members, amounts);
    }

    function test_LeaveAndWithdraw() public {
        join(alice);
        join(bob);
        join(carol);
        announce();
        leave(alice);
        record("leave: the first of the period", NO_CEILING);
        leave(bob);
        record("leave", 49_000);
        announce();
        withdraw(alice);
        record("withdraw: to an empty wallet", NO_CEILING);
        yuan.mint(bob, 1);
        withdraw(bob);
        record("withdraw", 62_000);
    }

    // ---- cases

    function test_ACase() public {
        enrol(0, 100, STANDARD, 30 * YUAN);
        skip(180 days);
        uint256 first = file(person(0), MILD);
        record("file: the plan's first", NO_CEILING);
        file(person(1), MILD);
        record("file", NO_CEILING);
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(first, true, MILD, "report");
        desk.decide(decision, seals(decision, 2));
        record("decide: approved, two signatures", NO_CEILING);
        announce();
        skip(3 days);
        desk.settle(first);
        record("settle: the first fee since it was collected", NO_CEILING);

        uint256 second = queue(person(2), SEVERE);
        announce();
        skip(3 days);
        desk.settle(second);
        record("settle", 90_000);
    }

    // ---- announcing

    function test_AnnouncingIsFlatInMembers() public {
        uint256 few = announcing(10, 1, "announce: 10 members, 1 case");
        uint256 many = announcing(1_000, 1, "announce: 1,000 members, 1 case");
        assertApproxEqRel(many, few, 0.02e18);
    }

    function test_AnnouncingIsFlatInCases() public {
        uint256 one = announcing(1_000, 1, "announce: 1,000 members, 1 case");
        uint256 thousand = announcing(1_000, 1_000, "announce: 1,000 members, 1,000 cases");
        assertApproxEqRel(thousand, one, 0.02e18);
    }

    /// @dev A share of `SHARE` and a remainder, whatever the numbers: only they differ.
    function announcing(uint256 members, uint256 cases, string memory name) private returns (uint256 gas) {
        IPlanTerms.Terms memory with = terms();
        with.levels[MILD].benefit = members * SHARE / cases - 3;
        with.levels[MILD].fee = 2;
        open(with);
        for (uint256 n; n < members; n += 200) {
            enrol(n, members - n < 200 ? members - n : 200, STANDARD, 30 * YUAN);
        }
        skip(180 days);
        queue(person(0), MILD);
        announce();
        skip(3 days);
        desk.settle(desk.caseCount() - 1);
        for (uint256 n; n < cases; ++n) {
            queue(person(n), MILD);
        }
        skip(14 days);
        uint256 before = books().index;
        ledger.announce();
        gas = record(name, 80_000);
        assertLe(books().index - before, SHARE / STEP);
    }

    function test_AnnounceWithoutCases() public {
        enrol(0, 10, STANDARD, 30 * YUAN);
        announce();
        announce();
        record("announce: no case", NO_CEILING);
    }

    function test_AnnounceACut() public {
        enrol(0, 10, STANDARD, 30 * YUAN);
        surplusFrom(person(9));
        queue(person(0), MILD);
        queue(person(1), MILD);
        announce();
        record("announce: cut", NO_CEILING);
    }

    function test_AnnounceADraw() public {
        enrol(0, 10, STANDARD, 30 * YUAN);
        surplusFrom(person(9));
        fundBackstop(1_000 * YUAN);
        queue(person(0), MILD);
        announce();
        record("announce: capped, the backstop fills up", NO_CEILING);
        queue(person(1), MILD);
        queue(person(2), MILD);
        announce();
        record("announce: cut, the backstop fills up", NO_CEILING);
        for (uint256 n = 3; n < 7; ++n) {
            queue(person(n), SEVERE);
        }
        announce();
        record("announce: cut, the backstop runs dry", NO_CEILING);
    }

    function surplusFrom(address claimant) private {
        skip(180 days);
        uint256 caseId = queue(claimant, MILD);
        announce();
        skip(3 days);
        desk.settle(caseId);
    }

    function test_TheWorstAnnouncement() public {
        IPlanTerms.Terms memory with = terms();
        with.periodCap = 4_096 * STEP;
        with.caseCap = 0;
        with.tiers[0].deposit = 4 * with.periodCap;
        with.tiers[STANDARD].deposit = 30 * YUAN + with.periodCap;
        with.tiers[BARE].deposit = with.periodCap;
        with.tiers[DOUBLE].deposit = 3 * with.periodCap;
        with.levels[MILD].benefit = 1e12;
        open(with);
        fund(sponsor, 1e18);
        address[] memory one = new address[](1);
        vm.startPrank(sponsor);
        for (uint256 n; n < 4_096; ++n) {
            one[0] = person(n);
            ledger.joinMany(one, BARE, (4_096 + n) * STEP, "");
        }
        vm.stopPrank();
        enrol(4_096, 1, STANDARD, 100 * YUAN);
        skip(180 days);
        queue(person(4_096), MILD);
        ledger.announce();
        record("announce: every rung of a period occupied", 12_500_000);
        assertEq(books().members, 1);
    }

    // ---- the rest

    function test_Money() public {
        fundBackstop(100 * YUAN);
        record("fundBackstop: the first", NO_CEILING);
        fundBackstop(100 * YUAN);
        record("fundBackstop", NO_CEILING);
        vm.prank(operator);
        ledger.close();
        skip(180 days);
        ledger.finish();
        record("finish", NO_CEILING);
        IPlanFactory.Request memory request = IPlanFactory.Request(address(yuan), "plan file", terms(), roles());
        factory.deploy(request, codes());
        record("deploy a plan", NO_CEILING);
    }
}

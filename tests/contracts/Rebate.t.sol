// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {ACCIDENT, BARE, DOUBLE, MILD, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {RebateFixture} from "./base/RebateFixture.sol";
import {vm} from "./Test.sol";

/// @dev The surplus of a closed plan goes back to those who shared in it, by what they did.  A mild case asks ten yuan and
/// one base unit; what rounding the share up to a step brings too much is the surplus.
contract RebateTest is RebateFixture {
    /// @dev Charges everybody the cap of three yuan.
    function chargeTheCap(uint256 claimant) private {
        uint256 caseId = queue(person(claimant), ACCIDENT);
        announce();
        skip(3 days);
        desk.settle(caseId);
    }

    // ---- by shares

    function test_WhoSharedTwiceAsMuchGetsTwiceAsMuchBack() public {
        uint256 first = share(0);
        join(alice, DOUBLE, 60 * YUAN);
        uint256 second = share(1);
        uint256 surplus = books().surplus;
        uint256 all = 6 * (first + second) + 2 * second;
        assertGt(surplus % all, 0);
        close();
        skip(180 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Finished(surplus, all, 0);
        ledger.finish();
        assertEq(books().rebatePool, surplus);
        assertEq(books().rebateShared, all);
        assertEq(books().surplus, 0);
        assertEq(rebateOf(person(5)), surplus * (first + second) / all);
        assertEq(rebateOf(alice), surplus * 2 * second / all);
    }

    function test_ARebateIsPaidWithTheBalance() public {
        share(0);
        closeAndFinish();
        uint256 balance = memberOf(person(3)).balance;
        uint256 rebate = rebateOf(person(3));
        uint256 pool = books().rebatePool;
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Withdrawn(person(3), balance, rebate, 0);
        withdraw(person(3));
        assertEq(yuan.balanceOf(person(3)), balance + rebate);
        assertEq(books().rebatePool, pool - rebate);
        assertEq(books().members, 5);
        assertEq(books().units, 5);
        assertEq(rebateOf(person(3)), 0);
    }

    /// @dev Also of somebody who lapsed in between and came back: what they missed counts, since they paid it.
    function test_BackPayCounts() public {
        join(alice, BARE, 5 * YUAN);
        join(bob, BARE, 15 * YUAN);
        chargeTheCap(0);
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        share(1);
        topUp(alice, 10 * YUAN);
        share(2);
        closeAndFinish();
        assertGt(rebateOf(alice), 0);
        assertEq(rebateOf(alice), rebateOf(bob));
        assertEq(memberOf(alice).balance, memberOf(bob).balance);
    }

    /// @dev Whoever is still leaving when the plan is closed has shared like the others.
    function test_WhoIsLeavingWhenThePlanIsClosedKeepsTheirPart() public {
        share(0);
        close();
        skip(170 days);
        ledger.announce();
        leave(person(3));
        skip(10 days);
        ledger.finish();
        assertStatus(person(3), IMutualLedger.Status.Leaving);
        assertEq(books().rebateShared, sharedBy(6));
        assertEq(rebateOf(person(3)), rebateOf(person(4)));
        withdraw(person(3));
        assertEq(books().leavingUnits, 0);
        assertStatus(person(3), IMutualLedger.Status.Withdrawn);
    }

    // ---- who comes late

    /// @dev Two thousand late accounts once took a surplus away from who had paid it: fifty will do here.
    function test_LateJoinersGetNothingAndTakeNothing() public {
        share(0);
        uint256 state = vm.snapshotState();
        closeAndFinish();
        uint256 alone = rebateOf(person(3));
        vm.revertToState(state);
        enrol(100, 50, STANDARD, 30 * YUAN);
        stay();
        closeAndFinish();
        assertEq(rebateOf(person(3)), alone);
        assertEq(rebateOf(person(100)), 0);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Withdrawn(person(100), 30 * YUAN, 0, 0);
        withdraw(person(100));
        assertEq(yuan.balanceOf(person(100)), 30 * YUAN);
    }

    /// @dev Dues are no shares: an operator that pays them to itself buys no part of the surplus.
    function test_AnOperatorWhoPaysDuesToItselfGainsNothing() public {
        IMutualLedger.Terms memory with = terms();
        with.dues = STEP;
        with.tiers[BARE].deposit = 301 * STEP;
        open(with);
        populate();
        share(0);
        enrol(100, 5, DOUBLE, 60 * YUAN);
        for (uint256 i; i < 8; ++i) {
            announce();
        }
        uint256 surplus = books().surplus;
        closeAndFinish();
        for (uint256 n; n < 5; ++n) {
            assertEq(rebateOf(person(100 + n)), 0);
        }
        for (uint256 n; n < 6; ++n) {
            assertEq(rebateOf(person(n)), surplus / 6);
        }
    }

    // ---- a hard announcement in a closing

    /// @dev Three yuan in one announcement lapse everybody who had just the reserve; what they had shared stays theirs.
    function test_WhoLapsesInAClosingKeepsTheirPart() public {
        join(alice, BARE, 5 * YUAN);
        share(0);
        uint256 state = vm.snapshotState();
        close();
        finish();
        uint256 unlapsed = rebateOf(alice);
        vm.revertToState(state);

        uint256 first = queue(person(1), MILD);
        uint256 second = queue(person(2), MILD);
        close();
        announce();
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        skip(3 days);
        desk.settle(first);
        desk.settle(second);
        finish();
        assertEq(books().rebateShared, sharedBy(7));
        assertGt(unlapsed, 0);
        assertGt(rebateOf(alice), 0);
        assertEq(rebateOf(alice), rebateOf(person(3)));
        uint256 rebate = rebateOf(alice);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Withdrawn(alice, memberOf(alice).balance, rebate, 0);
        withdraw(alice);
    }

    function test_WhoLeavesInAClosingKeepsTheirPart() public {
        share(0);
        close();
        leave(person(3));
        announce();
        assertStatus(person(3), IMutualLedger.Status.Left);
        finish();
        assertEq(books().rebateShared, sharedBy(6));
        assertGt(rebateOf(person(3)), 0);
        assertEq(rebateOf(person(3)), rebateOf(person(4)));
    }

    /// @dev A single step, shared by a single unit, is kept as well.
    function test_TheLeastThatWhoLeavesInAClosingCanHaveSharedCounts() public {
        IMutualLedger.Terms memory with = terms();
        (with.levels[MILD].benefit, with.levels[MILD].fee) = (2 * STEP, 0);
        open(with);
        populate();
        uint256 caseId = queue(person(4), MILD);
        close();
        leave(person(3));
        announce();
        assertEq(books().shares - before, 1);
        assertStatus(person(3), IMutualLedger.Status.Left);
        skip(3 days);
        desk.settle(caseId);
        finish();
        assertEq(books().rebateShared, 6);
        uint256 part = books().rebatePool / 6;
        assertGt(part, 0);
        assertEq(rebateOf(person(3)), part);
        uint256 balance = memberOf(person(3)).balance;
        withdraw(person(3));
        assertEq(yuan.balanceOf(person(3)), balance + part);
    }

    /// @dev Who asked to leave before, and has still to pay when the closing begins, too.
    function test_WhoWasLeavingWhenTheClosingBeganKeepsTheirPart() public {
        share(0);
        leave(person(3));
        close();
        announce();
        finish();
        assertEq(rebateOf(person(3)), rebateOf(person(4)));
    }

    function test_WhoWasGoneBeforeTheClosingHasNoPart() public {
        join(alice, BARE, 5 * YUAN);
        share(0);
        leave(person(3));
        chargeTheCap(1);
        close();
        assertStatus(person(3), IMutualLedger.Status.Left);
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        uint256 surplus = books().surplus;
        finish();
        assertEq(books().rebateShared, sharedBy(4));
        assertEq(rebateOf(person(3)), 0);
        assertEq(rebateOf(alice), 0);
        assertEq(rebateOf(person(4)), surplus / 4);
    }

    function test_WhoWithdrewBeforeTheEndHasNoPart() public {
        share(0);
        close();
        leave(person(3));
        announce();
        withdraw(person(3));
        uint256 surplus = books().surplus;
        finish();
        assertEq(books().rebateShared, sharedBy(5));
        assertEq(rebateOf(person(4)), surplus / 5);
    }

    /// @dev Their person has been paid: a benefit approved after they left takes their part away.
    function test_WhoWasEndedByABenefitHasNoPart() public {
        share(0);
        close();
        leave(person(3));
        uint256 before = timeNow() - 1;
        vm.prank(person(3));
        uint256 caseId = desk.file(ACCIDENT, before, "sealed", address(0));
        announce();
        approve(caseId, ACCIDENT);
        announce();
        skip(3 days);
        desk.settle(caseId);
        finish();
        assertEq(rebateOf(person(3)), 0);
        assertEq(books().rebateShared, sharedBy(5));
    }

    /// @dev Also of somebody who had asked to leave, and was still to pay.
    function test_WhoIsEndedByABenefitWhileLeavingHasNoPart() public {
        share(0);
        uint256 caseId = file(person(3), ACCIDENT);
        close();
        leave(person(3));
        approve(caseId, ACCIDENT);
        assertStatus(person(3), IMutualLedger.Status.Claimed);
        announce();
        skip(3 days);
        desk.settle(caseId);
        finish();
        assertEq(rebateOf(person(3)), 0);
        assertEq(books().rebateShared, sharedBy(5));
    }

    /// @dev Lapsed, not left.
    function test_WhoLapsedInAClosingAndWasEndedByABenefitHasNoPart() public {
        enrol(6, 1, BARE, 5 * YUAN);
        share(0);
        uint256 caseId = file(person(6), ACCIDENT);
        queue(person(1), MILD);
        queue(person(2), MILD);
        close();
        announce();
        assertStatus(person(6), IMutualLedger.Status.Lapsed);
        approve(caseId, ACCIDENT);
        announce();
        skip(3 days);
        for (uint256 n = caseId; n < caseId + 3; ++n) {
            desk.settle(n);
        }
        finish();
        assertEq(rebateOf(person(6)), 0);
        assertEq(books().rebateShared, sharedBy(6));
    }

    /// @dev The announcement that begins the closing is the first that takes nobody's part.
    function test_WhoIsGoneWithTheAnnouncementThatBeginsTheClosingKeepsTheirPart() public {
        IMutualLedger.Terms memory with = terms();
        with.minMembers = 6;
        open(with);
        populate();
        share(0);
        leave(person(5));
        announce();
        skip(terms().grace);
        leave(person(4));
        ledger.announce();
        assertStage(IMutualLedger.Stage.Closing);
        finish();
        assertEq(rebateOf(person(5)), 0);
        assertEq(books().rebateShared, sharedBy(5));
        assertEq(rebateOf(person(4)), books().rebatePool / 5);
        assertEq(rebateOf(person(3)), books().rebatePool / 5);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, DOUBLE, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

contract LeavingTest is PlanFixture {
    function setUp() public override {
        super.setUp();
        enrol(0, 8, STANDARD, 30 * YUAN);
        join(alice, DOUBLE, 60 * YUAN);
        announce();
        skip(180 days);
    }

    // ---- refusals

    function test_RevertWhen_ThePlanIsClosed() public {
        closeAndFinish();
        expectRefusal(IMutualLedger.PlanClosed.selector);
        vm.prank(alice);
        ledger.leave();
    }

    function test_RevertWhen_TheCallerIsNoMember() public {
        expectRefusal(IMutualLedger.NotActive.selector, anyone);
        vm.prank(anyone);
        ledger.leave();
    }

    function test_RevertWhen_TheMemberIsLeavingAlready() public {
        leave(alice);
        expectRefusal(IMutualLedger.NotActive.selector, alice);
        vm.prank(alice);
        ledger.leave();
    }

    function test_RevertWhen_TheMemberHasLapsed() public {
        join(bob, BARE, 3 * YUAN);
        queue(person(0), MILD);
        announce();
        expectRefusal(IMutualLedger.NotActive.selector, bob);
        vm.prank(bob);
        ledger.leave();
    }

    function test_RevertWhen_ABenefitHasEndedTheMembership() public {
        queue(alice, SEVERE);
        expectRefusal(IMutualLedger.NotActive.selector, alice);
        vm.prank(alice);
        ledger.leave();
    }

    function test_RevertWhen_ItIsThePeriodOfJoining() public {
        join(bob);
        expectRefusal(IMutualLedger.MinimumStay.selector, bob, FIRST + 2);
        vm.prank(bob);
        ledger.leave();
        announce();
        leave(bob);
        assertStatus(bob, IMutualLedger.Status.Leaving);
    }

    // ---- what leaving does

    function test_ALeaverIsCountedAmongThoseWhoPayOnceMore() public {
        vm.expectEmit(address(ledger));
        emit IMutualLedger.LeaveRequested(alice, FIRST + 1);
        leave(alice);
        assertStatus(alice, IMutualLedger.Status.Leaving);
        assertEq(memberOf(alice).endedAt, timeNow());
        assertEq(memberOf(alice).lastPaidIn, FIRST + 1);
        assertEq(books().units, 8);
        assertEq(books().members, 8);
        assertEq(books().leavingUnits, 2);

        queue(person(0), MILD);
        announce();
        assertEq(books().leavingUnits, 0);
        assertStatus(alice, IMutualLedger.Status.Left);
        // All ten units paid the cap of 3 yuan: 60 − 2 × 3.
        assertEq(memberOf(alice).balance, 54 * YUAN);
    }

    function test_ALeaverPaysOnlyTheNextAnnouncement() public {
        leave(alice);
        queue(person(0), MILD);
        announce();
        queue(person(1), MILD);
        announce();
        assertEq(memberOf(alice).balance, 54 * YUAN);
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 54 * YUAN);
    }

    function test_CoverLastsAsLongAsTheLeaverPays() public {
        leave(alice);
        assertEq(memberOf(alice).coveredUntil, type(uint40).max);
        announce();
        assertEq(memberOf(alice).coveredUntil, timeNow());
        assertEq(memberOf(alice).lastPaidIn, FIRST + 1);
    }

    /// @dev A leaver who can hardly pay lapses nowhere: they are done anyway.
    function test_ALeaverAtTheFloorGetsTheLastUnitOut() public {
        join(bob, BARE, 3 * YUAN);
        announce();
        leave(bob);
        uint256 others = books().members;
        queue(person(0), MILD);
        announce();
        assertStatus(bob, IMutualLedger.Status.Left);
        assertEq(books().members, others, "counted as lapsed besides");
        assertEq(memberOf(bob).balance, 0);
        withdraw(bob);
        assertStatus(bob, IMutualLedger.Status.Withdrawn);
    }

    function test_AMemberCanLeaveAPlanThatIsClosing() public {
        close();
        leave(alice);
        announce();
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 60 * YUAN);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

contract WithdrawingTest is PlanFixture {
    function setUp() public override {
        super.setUp();
        enrol(0, 9, STANDARD, 30 * YUAN);
        join(alice);
        stay();
        skip(180 days);
    }

    function chargeTheCap(uint256 claimant) private {
        queue(person(claimant), MILD);
        announce();
    }

    function nothingFor(address who) private {
        expectRefusal(IMutualLedger.NothingToWithdraw.selector, who);
        vm.prank(who);
        ledger.withdraw();
    }

    // ---- refusals

    function test_RevertWhen_TheCallerIsNoMember() public {
        nothingFor(anyone);
    }

    function test_RevertWhen_TheMemberIsActive() public {
        nothingFor(alice);
    }

    function test_RevertWhen_TheLeaverStillHasToPay() public {
        leave(alice);
        nothingFor(alice);
    }

    function test_RevertWhen_TheMoneyIsOut() public {
        leave(alice);
        announce();
        withdraw(alice);
        nothingFor(alice);
    }

    function test_RevertWhen_WhatABenefitLeftIsOut() public {
        queue(alice, SEVERE);
        withdraw(alice);
        nothingFor(alice);
        assertStatus(alice, IMutualLedger.Status.Claimed);
    }

    /// @dev The rest of a reserve that one announcement has made too small would be out on borrowed money.
    function test_RevertWhen_SomebodyIsOutThroughALapse() public {
        join(bob, BARE, 5 * YUAN);
        chargeTheCap(0);
        assertStatus(bob, IMutualLedger.Status.Lapsed);
        skip(5 * 365 days);
        expectRefusal(IMutualLedger.MinimumStay.selector, bob, FIRST + 4);
        vm.prank(bob);
        ledger.withdraw();
        announce();
        withdraw(bob);
        assertEq(yuan.balanceOf(bob), 2 * YUAN);
    }

    /// @dev In a closed plan, in which nothing is announced any more, the stay is over.
    function test_AClosedPlanHoldsNobody() public {
        join(bob);
        closeAndFinish();
        withdraw(bob);
        assertEq(yuan.balanceOf(bob), 30 * YUAN);
    }

    // ---- past an undecided case

    /// @dev Who left could otherwise be away with their money, and their person free for another account, before
    /// the panel
    /// has awarded the benefit that ends the membership for good.
    function test_RevertWhen_AFiledCaseIsUndecided() public {
        uint256 other = queue(person(0), MILD);
        uint256 caseId = file(alice, SEVERE);
        assertEq(caseId, other + 1);
        leave(alice);
        announce();
        undecided(alice, caseId);
        vm.prank(alice);
        desk.withdrawCase(caseId);
        withdraw(alice);
        assertStatus(alice, IMutualLedger.Status.Withdrawn);
    }

    function test_RevertWhen_ThePanelHasOneSecondLeft() public {
        uint256 caseId = file(alice, SEVERE);
        uint256 expires = timeNow() + 33 days;
        leave(alice);
        announce();
        vm.warp(expires - 1);
        undecided(alice, caseId);
        skip(1);
        withdraw(alice);
        assertStatus(alice, IMutualLedger.Status.Withdrawn);
    }

    function test_RevertWhen_AnAppealIsUndecided() public {
        uint256 caseId = file(alice, SEVERE);
        leave(alice);
        announce();
        reject(caseId);
        fund(alice, 50 * YUAN);
        vm.prank(alice);
        desk.appeal(caseId, "reason");
        undecided(alice, caseId);
    }

    function test_ARejectedCaseHoldsNobody() public {
        uint256 caseId = file(alice, SEVERE);
        leave(alice);
        announce();
        reject(caseId);
        withdraw(alice);
        expectRefusal(ICaseDesk.MembershipOver.selector, alice);
        vm.prank(alice);
        desk.appeal(caseId, "reason");
    }

    function test_RevertWhen_ALapsedClaimantWouldWithdraw() public {
        join(bob, BARE, 5 * YUAN);
        announce();
        skip(180 days);
        uint256 caseId = file(bob, SEVERE);
        chargeTheCap(0);
        undecided(bob, caseId);
    }

    function undecided(address who, uint256 caseId) private {
        expectRefusal(IMutualLedger.CaseUndecided.selector, caseId);
        vm.prank(who);
        ledger.withdraw();
    }

    // ---- what withdrawing does

    function test_ALeaverGetsEverythingBack() public {
        leave(alice);
        announce();
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Withdrawn(alice, 30 * YUAN, 0, 0);
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
        assertStatus(alice, IMutualLedger.Status.Withdrawn);
        assertEq(memberOf(alice).balance, 0);
    }

    function test_ALapsedMemberGetsTheRestAtAnyTime() public {
        join(bob, BARE, 5 * YUAN);
        chargeTheCap(0);
        assertStatus(bob, IMutualLedger.Status.Lapsed);
        assertEq(memberOf(bob).lapsedAt, timeNow());
        assertEq(memberOf(bob).lastPaidIn, FIRST + 2);
        chargeTheCap(1);
        skip(5 * 365 days);
        withdraw(bob);
        assertEq(yuan.balanceOf(bob), 2 * YUAN);
    }

    function test_WithdrawingNothingEndsAMembershipToo() public {
        join(bob, BARE, 3 * YUAN);
        announce();
        chargeTheCap(0);
        assertEq(memberOf(bob).balance, 0);
        withdraw(bob);
        assertStatus(bob, IMutualLedger.Status.Withdrawn);
        join(bob);
        assertStatus(bob, IMutualLedger.Status.Active);
    }

    function test_AClaimantGetsTheirReserveBeforeTheirOwnCaseIsCharged() public {
        queue(alice, SEVERE);
        assertStatus(alice, IMutualLedger.Status.Claimed);
        assertEq(memberOf(alice).balance, 30 * YUAN);
        announce();
        assertEq(memberOf(alice).balance, 30 * YUAN);
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
    }

    function test_AClaimantWhoWasLeavingGetsTheirReserve() public {
        leave(alice);
        queue(alice, SEVERE);
        assertEq(books().leavingUnits, 0);
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
    }

    /// @dev Filed while covered, approved after the lapse: what they paid until then is paid, the rest is theirs.
    function test_AClaimantWhoLapsedMeanwhileGetsTheRest() public {
        join(bob, BARE, 5 * YUAN);
        skip(180 days);
        uint256 caseId = file(bob, SEVERE);
        chargeTheCap(0);
        assertStatus(bob, IMutualLedger.Status.Lapsed);
        approve(caseId, SEVERE);
        chargeTheCap(1);
        assertStatus(bob, IMutualLedger.Status.Claimed);
        withdraw(bob);
        assertEq(yuan.balanceOf(bob), 2 * YUAN);
    }

    function test_EverybodysMoneyIsThereWhenEverybodyLeaves() public {
        chargeTheCap(0);
        desk.settle(_afterNotice(0));
        for (uint256 n; n < 9; ++n) {
            leave(person(n));
        }
        leave(alice);
        announce();
        for (uint256 n; n < 9; ++n) {
            withdraw(person(n));
        }
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 27 * YUAN);
        assertEq(yuan.balanceOf(address(ledger)), 0);
    }

    function _afterNotice(uint256 caseId) private returns (uint256) {
        skip(3 days);
        return caseId;
    }
}

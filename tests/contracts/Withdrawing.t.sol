// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

contract WithdrawingTest is PlanFixture {
    function setUp() public override {
        super.setUp();
        enrol(0, 9, STANDARD, 30 * YUAN);
        join(alice);
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
        chargeTheCap(1);
        skip(5 * 365 days);
        withdraw(bob);
        assertEq(yuan.balanceOf(bob), 2 * YUAN);
    }

    function test_WithdrawingNothingEndsAMembershipToo() public {
        join(bob, BARE, 3 * YUAN);
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

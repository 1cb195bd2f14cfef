// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {ACCIDENT, BARE, DOUBLE, MILD, SEVERE, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

contract ClosingTest is PlanFixture {
    uint256 private closing;

    function terms() internal view override returns (IMutualLedger.Terms memory with) {
        with = super.terms();
        with.minMembers = 4;
        with.dues = STEP;
        with.tiers[BARE].deposit = 3 * YUAN + STEP;
        (with.levels[MILD].benefit, with.levels[MILD].fee) = (10 * YUAN, 1);
    }

    function enrolSix() private {
        enrol(0, 6, STANDARD, 30 * YUAN);
        skip(365 days);
    }

    function startClosing() private {
        close();
        closing = timeNow();
    }

    // ---- refusals

    function test_RevertWhen_FinishingAnOpenPlan() public {
        expectRefusal(IMutualLedger.PlanNotClosing.selector);
        ledger.finish();
    }

    function test_RevertWhen_FinishingTwice() public {
        closeAndFinish();
        expectRefusal(IMutualLedger.PlanNotClosing.selector);
        ledger.finish();
    }

    function test_RevertWhen_ClosingTwice() public {
        startClosing();
        expectRefusal(IMutualLedger.PlanNotOpen.selector);
        vm.prank(supervisor);
        ledger.close();
    }

    function test_RevertWhen_TheRunOffIsNotOver() public {
        startClosing();
        vm.warp(closing + 180 days - 1);
        expectRefusal(IMutualLedger.FinishTooEarly.selector, closing + 180 days);
        ledger.finish();
        skip(1);
        ledger.finish();
        assertStage(IMutualLedger.Stage.Closed);
    }

    /// @dev The last case filed may wait for its panel `decision + notice` longer than the run-off.
    function test_RevertWhen_TheLastFiledCaseHasTimeLeft() public {
        enrolSix();
        startClosing();
        vm.warp(closing + 180 days - 1);
        vm.prank(person(0));
        desk.file(ACCIDENT, closing - 1, "sealed", address(0));
        uint256 quiet = timeNow() + 33 days;
        vm.warp(quiet - 1);
        expectRefusal(IMutualLedger.FinishTooEarly.selector, quiet);
        ledger.finish();
        skip(1);
        assertCase(0, ICaseDesk.CaseStatus.Expired);
        ledger.finish();
    }

    function test_RevertWhen_ACaseIsStillToBePaid() public {
        enrolSix();
        uint256 caseId = queue(person(0), SEVERE);
        startClosing();
        skip(180 days);
        expectRefusal(IMutualLedger.CasesOpen.selector, 1);
        ledger.finish();
        announce();
        expectRefusal(IMutualLedger.CasesOpen.selector, 1);
        ledger.finish();
        skip(3 days);
        desk.settle(caseId);
        ledger.finish();
    }

    function test_RevertWhen_AnnouncingAClosedPlan() public {
        enrolSix();
        closeAndFinish();
        skip(14 days);
        expectRefusal(IMutualLedger.PlanClosed.selector);
        ledger.announce();
    }

    function test_RevertWhen_TheDiagnosisIsAfterTheClosingBegan() public {
        enrolSix();
        startClosing();
        skip(1 days);
        expectRefusal(ICaseDesk.NotCovered.selector, person(0), closing);
        vm.prank(person(0));
        desk.file(MILD, closing, "sealed", address(0));
        vm.prank(person(0));
        desk.file(MILD, closing - 1, "sealed", address(0));
    }

    function test_RevertWhen_FilingAfterTheRunOff() public {
        enrolSix();
        startClosing();
        vm.warp(closing + 180 days);
        expectRefusal(ICaseDesk.FilingTooLate.selector, closing + 180 days);
        vm.prank(person(0));
        desk.file(MILD, closing - 1, "sealed", address(0));
    }

    function test_RevertWhen_FilingInAClosedPlan() public {
        enrolSix();
        closeAndFinish();
        expectRefusal(IMutualLedger.PlanClosed.selector);
        vm.prank(person(0));
        desk.file(MILD, 1, "sealed", address(0));
    }

    // ---- how a plan closes

    function test_OperatorOrSupervisorClosesIt() public {
        vm.expectEmit(address(ledger));
        emit IMutualLedger.ClosingStarted(supervisor);
        vm.prank(supervisor);
        ledger.close();
        assertStage(IMutualLedger.Stage.Closing);
        assertEq(books().closingAt, timeNow());
    }

    function test_ItNeverClosesItselfBeforeItOnceHadEnough() public {
        enrol(0, 3, STANDARD, 30 * YUAN);
        for (uint256 i; i < 4; ++i) {
            announce();
        }
        assertStage(IMutualLedger.Stage.Open);
        assertEq(books().belowSince, 0);
    }

    function test_TooFewForTheGraceCloseIt() public {
        enrol(0, 4, STANDARD, 30 * YUAN);
        leave(person(0));
        announce();
        uint256 since = timeNow();
        assertEq(books().belowSince, since);
        vm.warp(since + 30 days - 1);
        ledger.announce();
        assertStage(IMutualLedger.Stage.Open);
        assertEq(books().belowSince, since);
        announce();
        assertStage(IMutualLedger.Stage.Closing);
        assertEq(books().closingAt, timeNow());
    }

    function test_ExactlyAfterTheGraceItIsTooLate() public {
        enrol(0, 4, STANDARD, 30 * YUAN);
        leave(person(0));
        announce();
        skip(30 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.ClosingStarted(address(0));
        ledger.announce();
    }

    function test_EnoughAgainStartsTheCountAnew() public {
        enrol(0, 4, STANDARD, 30 * YUAN);
        leave(person(0));
        announce();
        join(alice);
        announce();
        assertEq(books().belowSince, 0);
        skip(30 days);
        ledger.announce();
        assertStage(IMutualLedger.Stage.Open);
    }

    // ---- what closing does

    function test_AClosingPlanGoesOnAnnouncingWithoutDues() public {
        enrolSix();
        queue(person(0), MILD);
        startClosing();
        announce();
        assertEq(books().index, 167);
        assertEq(books().operatorCredit, 0);
    }

    function test_TheSurplusGoesBackToTheMembersByUnits() public {
        enrolSix();
        join(alice, DOUBLE, 60 * YUAN);
        uint256 surplus = makeSurplus();
        uint256 rebate = surplus / 8;
        startClosing();
        skip(180 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Finished(rebate, rebate * 8, surplus - rebate * 8);
        ledger.finish();
        assertEq(books().rebatePool, rebate * 8);
        assertEq(books().surplus, 0);
        assertEq(memberOf(person(1)).rebate, rebate);

        uint256 balance = memberOf(person(1)).balance;
        withdraw(person(1));
        assertEq(yuan.balanceOf(person(1)), balance + rebate);
        assertEq(books().rebatePool, rebate * 7);
        assertEq(books().units, 7);
    }

    /// @dev Alice joined less than the filing time before the closing: her part of the surplus is the backstop's.
    function test_WhoJoinedLastGetsNoRebate() public {
        enrolSix();
        join(alice);
        makeSurplus();
        vm.warp(memberOf(alice).joinedAt + 365 days - 1);
        closeAndFinish();
        uint256 backstop = books().backstop;
        uint256 rebate = books().rebatePerUnit;
        uint256 balance = memberOf(alice).balance;
        assertGt(rebate, 0);
        assertEq(memberOf(alice).rebate, 0);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Withdrawn(alice, balance, 0, rebate);
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), balance);
        assertEq(books().backstop, backstop + rebate);
    }

    function test_WhoJoinedJustLongEnoughAgoGetsTheRebate() public {
        enrolSix();
        join(alice);
        makeSurplus();
        vm.warp(memberOf(alice).joinedAt + 365 days);
        closeAndFinish();
        assertEq(memberOf(alice).rebate, books().rebatePerUnit);
    }

    function test_WhoIsLeavingWithdrawsWithoutRebate() public {
        enrolSix();
        makeSurplus();
        startClosing();
        leave(person(1));
        skip(180 days);
        ledger.finish();
        uint256 balance = memberOf(person(1)).balance;
        withdraw(person(1));
        assertEq(yuan.balanceOf(person(1)), balance);
        assertEq(books().leavingUnits, 0);
        assertStatus(person(1), IMutualLedger.Status.Withdrawn);
    }

    function test_WithoutActiveMembersTheSurplusIsTheBackstops() public {
        enrolSix();
        uint256 surplus = makeSurplus();
        startClosing();
        for (uint256 n; n < 6; ++n) {
            leave(person(n));
        }
        announce();
        vm.warp(closing + 180 days);
        ledger.finish();
        assertEq(books().backstop, surplus);
        assertEq(books().rebatePool, 0);
    }

    /// @dev What rounding up to a step brought too much.
    function makeSurplus() private returns (uint256 surplus) {
        uint256 caseId = queue(person(0), MILD);
        announce();
        skip(3 days);
        desk.settle(caseId);
        surplus = books().surplus;
        assertGt(surplus % books().units, 0);
    }
}

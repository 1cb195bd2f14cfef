// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {ACCIDENT, BARE, MILD, SEVERE, STANDARD, STEP, YUAN} from "./base/Plans.sol";
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

    /// @dev Four members, for two announcements.
    function enoughTwice() private {
        enrol(0, 4, STANDARD, 30 * YUAN);
        stay();
    }

    function test_TooFewForTheGraceCloseIt() public {
        enoughTwice();
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
        enoughTwice();
        leave(person(0));
        announce();
        skip(30 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.ClosingStarted(address(0));
        ledger.announce();
    }

    function test_EnoughAgainStartsTheCountAnew() public {
        enoughTwice();
        leave(person(0));
        announce();
        join(alice);
        announce();
        assertEq(books().belowSince, 0);
        skip(30 days);
        ledger.announce();
        assertStage(IMutualLedger.Stage.Open);
    }

    /// @dev Puppets who are there for one announcement only.
    function test_PuppetsThatReachTheMinimumForAMomentCloseNoYoungPlan() public {
        enrol(0, 3, STANDARD, 30 * YUAN);
        announce();
        enrol(3, 47, STANDARD, 30 * YUAN);
        announce();
        for (uint256 n = 3; n < 50; ++n) {
            leave(person(n));
        }
        announce();
        assertEq(books().members, 3);
        for (uint256 i; i < 4; ++i) {
            announce();
            assertEq(books().belowSince, 0);
        }
        assertStage(IMutualLedger.Stage.Open);
    }

    /// @dev Not one announcement here and one there.
    function test_TheMinimumIsReachedOnlyByTwoAnnouncementsInARow() public {
        enrol(0, 3, STANDARD, 30 * YUAN);
        join(alice);
        announce();
        leave(alice);
        announce();
        join(bob);
        announce();
        leave(bob);
        announce();
        skip(30 days);
        announce();
        announce();
        assertEq(books().belowSince, 0);
        assertStage(IMutualLedger.Stage.Open);
    }

    /// @dev A plan that asks for nobody still wants one member, once it had one twice.
    function test_APlanWithoutAMinimumIsOverWhenNobodyIsLeft() public {
        IMutualLedger.Terms memory with = terms();
        with.minMembers = 0;
        open(with);
        join(alice);
        stay();
        leave(alice);
        announce();
        skip(30 days);
        ledger.announce();
        assertStage(IMutualLedger.Stage.Closing);
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

    function test_TooFewDoNotBeginAClosingTwice() public {
        enoughTwice();
        startClosing();
        for (uint256 n; n < 4; ++n) {
            leave(person(n));
        }
        announce();
        skip(30 days);
        announce();
        assertEq(books().closingAt, closing);
    }
}

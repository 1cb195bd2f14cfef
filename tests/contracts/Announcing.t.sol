// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {AnnouncingFixture} from "./base/AnnouncingFixture.sol";
import {BARE, MILD, SEVERE, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Worked examples.  Severe: 300 + 24 yuan; mild: 50 + 4; caps of 3 yuan a case and a period unless said.
contract AnnouncingTest is AnnouncingFixture {
    // ---- refusals

    function test_RevertWhen_ThePeriodIsNotOver() public {
        enrol(0, 1, STANDARD, 30 * YUAN);
        uint256 earliest = deployedAt + (FIRST + 1) * 14 days;
        vm.warp(earliest - 1);
        expectRefusal(IMutualLedger.AnnouncementTooEarly.selector, earliest);
        ledger.announce();
        vm.warp(earliest);
        ledger.announce();
        expectRefusal(IMutualLedger.AnnouncementTooEarly.selector, earliest + 14 days);
        ledger.announce();
    }

    // ---- without members, without cases

    /// @dev The calendar goes on: nobody can keep a plan from announcing by being absent from it.
    function test_AnAnnouncementNeedsNeitherMembersNorCases() public {
        skip(14 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Announced(FIRST, IMutualLedger.AnnouncementFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        ledger.announce();
        assertEq(books().period, FIRST + 1);
        assertEq(books().announcedAt, timeNow());
        (uint256 period, uint256 time) = ledger.announcementOf(FIRST);
        assertEq(period, FIRST);
        assertEq(time, timeNow());
    }

    /// @dev Dues of nobody would raise the index for nothing.
    function test_ADueIsAskedOnlyWhereSomebodyPays() public {
        openWith(0, withDues());
        announce();
        assertEq(books().index, 0);
        assertEq(books().operatorCredit, 0);
        enrol(0, 1, STANDARD, 30 * YUAN);
        announce();
        assertEq(books().index, 10);
        assertEq(books().operatorCredit, 10 * STEP);
    }

    // ---- paid in full

    function test_AShareIsRoundedUpToAStepAndTheRestStaysOver() public {
        openWith(101, terms());
        queue(person(0), MILD);
        vm.expectEmit(address(ledger));
        // 54 / 101 = 0.5347 → 0.54; 101 × 0.54 = 54.54.
        emit IMutualLedger.Announced(
            FIRST,
            IMutualLedger.AnnouncementFigures(101, 1 << (16 * MILD), 0, 54 * YUAN, 54 * STEP, 0, 54 * STEP, 0, 0, 0)
        );
        ledger.announce();
        assertEq(books().index, 54);
        assertEq(books().shares, 54);
        assertEq(books().period, FIRST + 1);
        assertEq(books().queue, 0);
        assertEq(books().surplus, 54 * STEP);
        assertAnnounced(FIRST, timeNow());
        assertAnnounced(FIRST + 1, 0);
        assertEq(memberOf(person(1)).balance, 30 * YUAN - 54 * STEP);
        assertFunding(0, MILD, 54 * YUAN, 0);
    }

    function assertAnnounced(uint256 queuedIn, uint256 at) private view {
        (uint256 period, uint256 time) = ledger.announcementOf(queuedIn);
        assertEq(period, queuedIn);
        assertEq(time, at);
    }

    function test_ACaseIsQueuedForTheOpenPeriod() public {
        openWith(10, terms());
        uint256 caseId = file(person(0), SEVERE);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Queued(FIRST, SEVERE);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BenefitEndedMembership(person(0), 30 * YUAN);
        approve(caseId, SEVERE);
        assertEq(books().queue, 1 << (16 * SEVERE));
    }

    /// @dev The patient is paid in full before the operator earns anything.
    function test_APaidCaseTellsPayeePeriodLevelBenefitAndFee() public {
        openWith(17, terms());
        uint256 caseId = queue(person(0), MILD);
        announce();
        skip(3 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CasePaid(person(0), FIRST, MILD, 50 * YUAN, YUAN);
        desk.settle(caseId);
        assertEq(books().operatorCredit, YUAN);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.FeeCollected(operator, YUAN);
        vm.prank(operator);
        ledger.collectFee();
    }

    function test_TheSurplusLowersTheNextShare() public {
        test_AShareIsRoundedUpToAStepAndTheRestStaysOver();
        queue(person(1), MILD);
        announce();
        // 54 − 0.54 = 53.46, and 53.46 / 101 = 0.5293 → 0.53; 53.53 + 0.54 − 54 = 0.07.
        assertEq(books().index, 54 + 53);
        assertEq(books().surplus, 7 * STEP);
    }

    function test_ASurplusThatIsEnoughChargesNobody() public {
        openWith(100, withTinyCases());
        queueMild(0, 1);
        announce();
        assertEq(books().index, 1);
        assertEq(books().surplus, YUAN - 1);
        queueMild(1, 1);
        announce();
        assertEq(books().index, 1);
        assertEq(books().surplus, YUAN - 2);
    }

    function test_APeriodWithoutCasesChargesNothing() public {
        openWith(3, terms());
        announce();
        assertEq(books().index, 0);
        assertEq(books().period, FIRST + 1);
    }

    function test_CasesOfSeveralLevelsAreAnnouncedTogether() public {
        openWith(303, terms());
        queue(person(0), SEVERE);
        queue(person(1), SEVERE);
        queueMild(2, 1);
        announce();
        // Two claimants' memberships have ended: 301 units pay 2 × 324 + 54 = 702, 2.3323 → 2.34 each.
        assertEq(books().index, 234);
        assertEq(books().surplus, 301 * 234 * STEP - 702 * YUAN);
        assertFunding(0, SEVERE, 324 * YUAN, 0);
        assertFunding(0, MILD, 54 * YUAN, 0);
    }

    // ---- caps

    function test_TheCaseCapBoundsWhatOneCaseAsks() public {
        openWith(10, terms());
        queue(person(0), MILD);
        announce();
        assertFunding(0, MILD, 30 * YUAN, 0);
        assertEq(books().index, 300);
        assertEq(books().surplus, 0);
    }

    function test_WithoutACaseCapThePeriodCapCuts() public {
        IMutualLedger.Terms memory with = terms();
        with.caseCap = 0;
        openWith(10, with);
        queue(person(0), MILD);
        announce();
        assertFunding(0, MILD, 30 * YUAN, 0);
    }

    function test_ThePeriodCapCutsAllCasesInProportion() public {
        IMutualLedger.Terms memory with = terms();
        with.caseCap = 2 * YUAN;
        openWith(101, with);
        queue(person(0), SEVERE);
        queueMild(1, 3);
        announce();
        // 100 units: severe asks 200, the mild ones 54 each; 362 in all, 300 are there.
        uint256 severe = uint256(200 * YUAN) * 300 / 362;
        uint256 mild = uint256(54 * YUAN) * 300 / 362;
        assertFunding(0, SEVERE, severe, 0);
        assertFunding(0, MILD, mild, 0);
        assertEq(books().surplus, 300 * YUAN - severe - 3 * mild);
        assertLt(books().surplus, 4);
    }

    // ---- dues

    function test_DuesGoToTheOperatorAndDoNotCountForTheYear() public {
        openWith(10, withDues());
        queueMild(0, 1);
        announce();
        assertEq(books().index, 310);
        assertEq(books().shares, 300);
        assertEq(books().operatorCredit, 10 * 10 * STEP);
        assertEq(books().chargedThisYear, 300);
        assertEq(memberOf(person(0)).balance, 30 * YUAN - 310 * STEP);
        vm.prank(operator);
        ledger.collectFee();
        assertEq(yuan.balanceOf(operator), YUAN);
    }

    function test_LeaversPayDuesOnceMore() public {
        openWith(10, withDues());
        announce();
        leave(person(0));
        announce();
        assertEq(books().operatorCredit, 2 * YUAN);
        announce();
        assertEq(books().operatorCredit, 2 * YUAN + 90 * STEP);
    }

    function withDues() private view returns (IMutualLedger.Terms memory with) {
        with = terms();
        with.dues = 10 * STEP;
        with.tiers[BARE].deposit = 310 * STEP;
    }

    // ---- the backstop

    function test_TheBackstopFillsTheGapAndKeepsTheRest() public {
        openWith(10, terms());
        fundBackstop(100 * YUAN);
        queueMild(0, 2);
        announce();
        // 2 × 30 asked, 30 there: 15 each; 39 each are missing.
        assertFunding(0, MILD, 15 * YUAN, 39 * YUAN);
        assertEq(books().backstop, 22 * YUAN);
    }

    function test_TheBackstopThatIsJustEnoughIsEmptied() public {
        openWith(10, terms());
        fundBackstop(78 * YUAN);
        queueMild(0, 2);
        announce();
        assertFunding(0, MILD, 15 * YUAN, 39 * YUAN);
        assertEq(books().backstop, 0);
    }

    function test_ABackstopTooSmallIsSharedOutInProportionToTheGaps() public {
        openWith(11, terms());
        fundBackstop(50 * YUAN + 1);
        queue(person(0), SEVERE);
        queueMild(1, 1);
        announce();
        // Both ask the cap of 30 and get 15.
        uint256 severe = uint256(309 * YUAN) * (50 * YUAN + 1) / (348 * YUAN);
        uint256 mild = uint256(39 * YUAN) * (50 * YUAN + 1) / (348 * YUAN);
        assertFunding(0, SEVERE, 15 * YUAN, severe);
        assertFunding(0, MILD, 15 * YUAN, mild);
        assertEq(books().backstop, 50 * YUAN + 1 - severe - mild);
    }

    function test_TheBackstopsCapHoldsForOneAnnouncement() public {
        IMutualLedger.Terms memory with = terms();
        with.backstopCap = 20 * YUAN;
        openWith(10, with);
        fundBackstop(100 * YUAN);
        queueMild(0, 1);
        announce();
        assertFunding(0, MILD, 30 * YUAN, 20 * YUAN);
        queueMild(1, 1);
        announce();
        assertEq(books().backstop, 60 * YUAN);
    }

    function test_TheBackstopIsLeftAloneWhereMembersPayInFull() public {
        openWith(100, terms());
        fundBackstop(100 * YUAN);
        queueMild(0, 1);
        announce();
        assertFunding(0, MILD, 54 * YUAN, 0);
        assertEq(books().backstop, 100 * YUAN);
    }

    // ---- bounds

    function test_RevertWhen_TheQueueOfALevelIsFull() public {
        openWith(10, terms());
        queueMild(0, 1);
        overwrite(address(ledger), 1 << (16 * MILD), 256, 65_534 << (16 * MILD));
        queueMild(1, 1);
        assertEq(books().queue, 65_535 << (16 * MILD));
        uint256 caseId = file(person(2), MILD);
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(caseId, true, MILD, "report");
        ICaseDesk.Seal[] memory signed = seals(decision, 2);
        expectRefusal(IMutualLedger.QueueFull.selector, MILD);
        desk.decide(decision, signed);
    }

    function test_AFullQueueIsAnnounced() public {
        openWith(10, terms());
        queueMild(0, 1);
        overwrite(address(ledger), 1 << (16 * MILD), 256, 65_535 << (16 * MILD));
        announce();
        assertFunding(0, MILD, uint256(30 * YUAN) / 65_535, 0);
        assertEq(books().queue, 0);
    }
}

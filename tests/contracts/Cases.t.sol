// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {ACCIDENT, BARE, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Filing, taking back and settling; for what the panel does see `Decisions.t.sol`.
contract CasesTest is PlanFixture {
    function setUp() public override {
        super.setUp();
        enrol(0, 9, STANDARD, 30 * YUAN);
        join(alice);
        skip(200 days);
    }

    function fileAt(uint256 level, uint256 diagnosedAt) private returns (uint256) {
        vm.prank(alice);
        return desk.file(level, diagnosedAt, "sealed", address(0));
    }

    // ---- filing: refusals

    function test_RevertWhen_TheLevelIsUnknown() public {
        expectRefusal(IMutualLedger.UnknownLevel.selector, 3);
        fileAt(3, timeNow());
    }

    function test_RevertWhen_TheDiagnosisLiesInTheFuture() public {
        expectRefusal(ICaseDesk.DiagnosisInFuture.selector, timeNow() + 1);
        fileAt(MILD, timeNow() + 1);
    }

    function test_RevertWhen_TheTimeToFileIsOver() public {
        uint256 diagnosedAt = timeNow();
        skip(365 days);
        expectRefusal(ICaseDesk.FilingTooLate.selector, diagnosedAt + 365 days);
        fileAt(MILD, diagnosedAt);
        vm.warp(timeNow() - 1);
        fileAt(MILD, diagnosedAt);
    }

    function test_RevertWhen_TheMemberIsStillWaiting() public {
        uint256 covered = memberOf(alice).joinedAt + 180 days;
        expectRefusal(ICaseDesk.NotCovered.selector, alice, covered - 1);
        fileAt(MILD, covered - 1);
        fileAt(MILD, covered);
    }

    function test_RevertWhen_TheClaimantNeverWasAMember() public {
        uint256 diagnosedAt = timeNow();
        expectRefusal(ICaseDesk.NotCovered.selector, bob, diagnosedAt);
        vm.prank(bob);
        desk.file(ACCIDENT, diagnosedAt, "sealed", address(0));
    }

    function test_RevertWhen_TheMemberLeftBefore() public {
        leave(alice);
        announce();
        uint256 end = timeNow();
        expectRefusal(ICaseDesk.NotCovered.selector, alice, end);
        fileAt(MILD, end);
        fileAt(MILD, end - 1);
    }

    function test_RevertWhen_TheMemberLapsedBefore() public {
        join(bob, BARE, 3 * YUAN);
        skip(1 days);
        queue(person(0), MILD);
        announce();
        uint256 end = timeNow();
        vm.startPrank(bob);
        expectRefusal(ICaseDesk.NotCovered.selector, bob, end);
        desk.file(ACCIDENT, end, "sealed", address(0));
        desk.file(ACCIDENT, end - 1, "sealed", address(0));
        vm.stopPrank();
    }

    function test_RevertWhen_TheMoneyIsWithdrawn() public {
        leave(alice);
        announce();
        withdraw(alice);
        expectRefusal(ICaseDesk.NotCovered.selector, alice, timeNow() - 1 days);
        fileAt(MILD, timeNow() - 1 days);
    }

    function test_RevertWhen_ABenefitHasEndedTheMembership() public {
        queue(alice, SEVERE);
        announce();
        skip(3 days);
        desk.settle(0);
        expectRefusal(ICaseDesk.NotCovered.selector, alice, timeNow() - 30 days);
        fileAt(MILD, timeNow() - 30 days);
    }

    function test_RevertWhen_ACaseIsOpen() public {
        file(alice, MILD);
        stillOpen();
        approve(0, MILD);
        stillOpen();
        announce();
        stillOpen();
        skip(3 days);
        desk.settle(0);
        assertEq(file(alice, MILD), 1);
    }

    function stillOpen() private {
        expectRefusal(ICaseDesk.CaseAlreadyOpen.selector, 0);
        fileAt(MILD, timeNow() - 1);
    }

    // ---- filing

    function test_ACaseIsFiledUnderItsMembership() public {
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseFiled(0, alice, SEVERE, timeNow() - 1, "sealed", bob);
        vm.prank(alice);
        desk.file(SEVERE, timeNow() - 1, "sealed", bob);

        ICaseDesk.CaseView memory c = desk.caseOf(0);
        assertEq(c.claimant, alice);
        assertEq(c.beneficiary, bob);
        assertEq(c.level, SEVERE);
        assertEq(c.filedAt, timeNow());
        assertEq(c.diagnosedAt, timeNow() - 1);
        assertEq(c.joinedAt, memberOf(alice).joinedAt);
        assertCase(0, ICaseDesk.CaseStatus.Filed);
        assertEq(desk.caseCount(), 1);
    }

    function test_AnAccidentIsCoveredFromTheFirstDay() public {
        join(bob);
        queue(bob, ACCIDENT);
        assertCase(0, ICaseDesk.CaseStatus.Approved);
    }

    function test_AfterARejectionAnExpiryOrTakingItBackACaseCanBeFiledAnew() public {
        reject(file(alice, MILD));
        uint256 second = file(alice, MILD);
        vm.prank(alice);
        desk.withdrawCase(second);
        file(alice, MILD);
        skip(33 days);
        assertEq(file(alice, MILD), 3);
    }

    function test_ALapsedMemberWhoReturnedFilesForTheTimeBetween() public {
        join(bob, BARE, 3 * YUAN);
        queue(person(0), MILD);
        announce();
        skip(1 days);
        uint256 diagnosedAt = timeNow();
        skip(1 days);
        topUp(bob, 6 * YUAN);
        vm.prank(bob);
        desk.file(ACCIDENT, diagnosedAt, "sealed", address(0));
    }

    // ---- taking back

    function test_RevertWhen_TheCaseIsUnknown() public {
        expectRefusal(ICaseDesk.UnknownCase.selector, 0);
        desk.withdrawCase(0);
        expectRefusal(ICaseDesk.UnknownCase.selector, 7);
        desk.settle(7);
        expectRefusal(ICaseDesk.UnknownCase.selector, 7);
        desk.caseOf(7);
        expectRefusal(ICaseDesk.UnknownCase.selector, 7);
        desk.decide(ICaseDesk.Decision(7, true, 0, ""), new ICaseDesk.Seal[](0));
    }

    function test_RevertWhen_AnotherTakesACaseBack() public {
        file(alice, MILD);
        expectRefusal(ICaseDesk.NotClaimant.selector, bob);
        vm.prank(bob);
        desk.withdrawCase(0);
    }

    function test_RevertWhen_ADecidedCaseIsTakenBack() public {
        queue(alice, MILD);
        expectRefusal(ICaseDesk.CaseNotFiled.selector, 0);
        vm.prank(alice);
        desk.withdrawCase(0);
    }

    function test_AnUndecidedCaseIsTakenBack() public {
        file(alice, MILD);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseWithdrawn(0);
        vm.prank(alice);
        desk.withdrawCase(0);
        assertCase(0, ICaseDesk.CaseStatus.Withdrawn);
    }

    // ---- granting

    function test_RevertWhen_AnotherThanTheClaimantGrants() public {
        expectRefusal(ICaseDesk.UnknownCase.selector, 0);
        desk.grant(0, "reader");
        file(alice, MILD);
        expectRefusal(ICaseDesk.NotClaimant.selector, bob);
        vm.prank(bob);
        desk.grant(0, "reader");
    }

    /// @dev At any time, for no rule depends on it.
    function test_TheClaimantWritesDownWhoMayRead() public {
        file(alice, MILD);
        granted();
        reject(0);
        skip(365 days);
        granted();
    }

    function granted() private {
        vm.expectEmit(address(desk));
        emit ICaseDesk.EvidenceGranted(0, "reader");
        vm.prank(alice);
        desk.grant(0, "reader");
    }

    // ---- settling

    function notPayable(uint256 caseId) private {
        expectRefusal(ICaseDesk.CaseNotPayable.selector, caseId);
        desk.settle(caseId);
    }

    function test_RevertWhen_TheCaseCannotBePaidNow() public {
        file(alice, MILD);
        notPayable(0);
        approve(0, MILD);
        notPayable(0);
        announce();
        notPayable(0);
        skip(3 days - 1);
        notPayable(0);
        skip(1);
        desk.settle(0);
        notPayable(0);
    }

    function test_RevertWhen_TheCaseWasRejectedTakenBackOrHasExpired() public {
        reject(file(alice, MILD));
        file(alice, MILD);
        vm.prank(alice);
        desk.withdrawCase(1);
        file(alice, MILD);
        skip(365 days);
        assertCase(2, ICaseDesk.CaseStatus.Expired);
        for (uint256 caseId; caseId < 3; ++caseId) {
            notPayable(caseId);
        }
    }

    /// @dev Ten units bring 30 within the cap of a case: less than the benefit, so nothing for the operator.
    function test_TheClaimantComesBeforeTheFee() public {
        queue(alice, MILD);
        queueAndPay(30 * YUAN, 0);
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
    }

    function test_AFullyFundedCasePaysBenefitAndFee() public {
        fundBackstop(1_000 * YUAN);
        queue(alice, MILD);
        queueAndPay(50 * YUAN, 4 * YUAN);
        assertEq(books().operatorCredit, 4 * YUAN);
        assertEq(yuan.balanceOf(alice), 50 * YUAN);
    }

    /// @dev 52 are there for 50 + 4.
    function test_TheFeeIsWhatTheBenefitLeaves() public {
        fundBackstop(22 * YUAN);
        queue(alice, MILD);
        queueAndPay(50 * YUAN, 2 * YUAN);
    }

    function queueAndPay(uint256 benefit, uint256 fee) private {
        announce();
        skip(3 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CasePaid(alice, 0, MILD, benefit, fee);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseSettled(0, benefit, fee);
        vm.prank(anyone);
        desk.settle(0);
        assertCase(0, ICaseDesk.CaseStatus.Settled);
    }

    function test_TheBeneficiaryIsPaid() public {
        vm.prank(alice);
        desk.file(MILD, timeNow(), "sealed", bob);
        approve(0, MILD);
        announce();
        skip(3 days);
        desk.settle(0);
        assertEq(yuan.balanceOf(bob), 30 * YUAN);
        assertEq(yuan.balanceOf(alice), 0);
    }

    function test_ACaseIsPaidFromItsOwnPeriodHoweverLate() public {
        queue(alice, MILD);
        announce();
        queue(person(1), MILD);
        queue(person(2), MILD);
        announce();
        skip(10 * 365 days);
        for (uint256 caseId; caseId < 3; ++caseId) {
            desk.settle(caseId);
        }
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
        assertEq(yuan.balanceOf(person(1)), 15 * YUAN);
    }

    /// @dev Lapsed, withdrawn and joined anew between filing and decision: the new membership stands.
    function test_ABenefitEndsOnlyTheMembershipItWasFiledUnder() public {
        join(bob, BARE, 3 * YUAN);
        uint256 caseId = file(bob, ACCIDENT);
        queue(person(0), MILD);
        announce();
        withdraw(bob);
        approve(caseId, ACCIDENT);
        assertStatus(bob, IMutualLedger.Status.Withdrawn);
        join(bob);
        assertStatus(bob, IMutualLedger.Status.Active);
    }

    function test_ABenefitLeavesANewMembershipAlone() public {
        join(bob, BARE, 3 * YUAN);
        uint256 caseId = file(bob, ACCIDENT);
        queue(person(0), MILD);
        announce();
        withdraw(bob);
        skip(1);
        join(bob);
        approve(caseId, ACCIDENT);
        assertStatus(bob, IMutualLedger.Status.Active);
        assertEq(memberOf(bob).balance, 30 * YUAN);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {FilingFixture} from "./base/FilingFixture.sol";
import {ACCIDENT, BARE, MILD, SEVERE, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Filing, taking back and granting; for what the panel does see `Decisions.t.sol`.
contract CasesTest is FilingFixture {
    function fileAt(uint256 level, uint256 diagnosedAt) private returns (uint256) {
        vm.prank(alice);
        return desk.file(level, diagnosedAt, "sealed", address(0));
    }

    // ---- filing: refusals

    function test_RevertWhen_TheLevelIsUnknown() public {
        expectRefusal(IMutualLedger.UnknownLevel.selector, 4);
        fileAt(4, timeNow());
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
        desk.settle(CASE);
        expectRefusal(ICaseDesk.NotCovered.selector, alice, timeNow() - 30 days);
        fileAt(MILD, timeNow() - 30 days);
    }

    function test_RevertWhen_ACaseIsOpen() public {
        file(alice, MILD);
        stillOpen();
        approve(CASE, MILD);
        stillOpen();
        announce();
        stillOpen();
        skip(3 days);
        desk.settle(CASE);
        assertEq(file(alice, MILD), CASE + 1);
    }

    function stillOpen() private {
        expectRefusal(ICaseDesk.CaseAlreadyOpen.selector, CASE);
        fileAt(MILD, timeNow() - 1);
    }

    // ---- filing

    function test_ACaseIsFiledUnderItsMembership() public {
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseFiled(CASE, alice, SEVERE, timeNow() - 1, "sealed", bob);
        vm.prank(alice);
        desk.file(SEVERE, timeNow() - 1, "sealed", bob);

        ICaseDesk.CaseView memory c = desk.caseOf(CASE);
        assertEq(c.claimant, alice);
        assertEq(c.beneficiary, bob);
        assertEq(c.level, SEVERE);
        assertEq(c.filedAt, timeNow());
        assertEq(c.diagnosedAt, timeNow() - 1);
        assertEq(c.joinedAt, memberOf(alice).joinedAt);
        assertCase(CASE, ICaseDesk.CaseStatus.Filed);
        assertEq(desk.caseCount(), CASE + 1);
    }

    function test_AnAccidentIsCoveredFromTheFirstDay() public {
        join(bob);
        queue(bob, ACCIDENT);
        assertCase(CASE, ICaseDesk.CaseStatus.Approved);
    }

    function test_AfterARejectionOrAnExpiryACaseCanBeFiledAnew() public {
        reject(file(alice, MILD));
        file(alice, MILD);
        skip(33 days - 1);
        expectRefusal(ICaseDesk.CaseAlreadyOpen.selector, CASE + 1);
        fileAt(MILD, timeNow());
        skip(1);
        assertEq(file(alice, MILD), CASE + 2);
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
        expectRefusal(ICaseDesk.UnknownCase.selector, CASE);
        desk.withdrawCase(CASE);
        expectRefusal(ICaseDesk.UnknownCase.selector, CASE);
        desk.settle(CASE);
        expectRefusal(ICaseDesk.UnknownCase.selector, CASE);
        desk.caseOf(CASE);
        expectRefusal(ICaseDesk.UnknownCase.selector, CASE);
        desk.decide(ICaseDesk.Decision(CASE, true, 0, ""), new ICaseDesk.Seal[](0));
    }

    function test_RevertWhen_AnotherTakesACaseBack() public {
        file(alice, MILD);
        expectRefusal(ICaseDesk.NotClaimant.selector, bob);
        vm.prank(bob);
        desk.withdrawCase(CASE);
    }

    function test_RevertWhen_ADecidedCaseIsTakenBack() public {
        queue(alice, MILD);
        expectRefusal(ICaseDesk.CaseNotFiled.selector, CASE);
        vm.prank(alice);
        desk.withdrawCase(CASE);
    }

    function test_AnUndecidedCaseIsTakenBack() public {
        file(alice, MILD);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseWithdrawn(CASE);
        vm.prank(alice);
        desk.withdrawCase(CASE);
        assertCase(CASE, ICaseDesk.CaseStatus.Withdrawn);
    }

    /// @dev Who could file and take back without end would flood the panel, and run ahead of each refusal.
    function test_RevertWhen_ACaseIsFiledBeforeThePanelsTimeForOneTakenBackIsOver() public {
        uint256 caseId = file(alice, MILD);
        skip(1 days);
        takeBack(caseId);
        expectRefusal(ICaseDesk.CaseAlreadyOpen.selector, caseId);
        fileAt(MILD, timeNow());
        skip(29 days - 1);
        expectRefusal(ICaseDesk.CaseAlreadyOpen.selector, caseId);
        fileAt(MILD, timeNow());
        skip(1);
        assertEq(file(alice, MILD), caseId + 1);
    }

    function test_ACaseTakenBackIsNotDecidedAnyMore() public {
        uint256 caseId = file(alice, MILD);
        takeBack(caseId);
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(caseId, true, MILD, "report");
        ICaseDesk.Seal[] memory signed = seals(decision, 2);
        expectRefusal(ICaseDesk.CaseNotFiled.selector, caseId);
        desk.decide(decision, signed);
        expectRefusal(ICaseDesk.CaseNotFiled.selector, caseId);
        vm.prank(alice);
        desk.withdrawCase(caseId);
    }

    // ---- granting

    function test_RevertWhen_AnotherThanTheClaimantGrants() public {
        expectRefusal(ICaseDesk.UnknownCase.selector, CASE);
        desk.grant(CASE, "reader");
        file(alice, MILD);
        expectRefusal(ICaseDesk.NotClaimant.selector, bob);
        vm.prank(bob);
        desk.grant(CASE, "reader");
    }

    /// @dev At any time, for no rule depends on it.
    function test_TheClaimantWritesDownWhoMayRead() public {
        file(alice, MILD);
        granted();
        reject(CASE);
        skip(365 days);
        granted();
    }

    function granted() private {
        vm.expectEmit(address(desk));
        emit ICaseDesk.EvidenceGranted(CASE, "reader");
        vm.prank(alice);
        desk.grant(CASE, "reader");
    }

    // ---- what is asked of the desk

    function test_TheUndecidedCaseOfAMembershipIsKnown() public {
        uint256 joinedAt = memberOf(alice).joinedAt;
        assertEq(desk.undecidedCaseOf(alice, joinedAt), 0);
        file(alice, MILD);
        assertEq(desk.undecidedCaseOf(alice, joinedAt), CASE + 1);
        assertEq(desk.undecidedCaseOf(alice, joinedAt + 1), 0, "another membership's");
        approve(CASE, MILD);
        assertEq(desk.undecidedCaseOf(alice, joinedAt), 0);
    }

    /// @dev What keeps a nullifier with its account: filed, approved and not announced, or still to be appealed.
    function test_TheUnresolvedCaseOfAMembershipIsKnown() public {
        uint256 joinedAt = memberOf(alice).joinedAt;
        assertEq(desk.unresolvedCaseOf(alice, joinedAt), 0);
        file(alice, MILD);
        assertEq(desk.unresolvedCaseOf(alice, joinedAt), CASE + 1);
        assertEq(desk.unresolvedCaseOf(alice, joinedAt + 1), 0, "another membership's");
        approve(CASE, MILD);
        assertEq(desk.unresolvedCaseOf(alice, joinedAt), CASE + 1);
        announce();
        assertEq(desk.unresolvedCaseOf(alice, joinedAt), 0);
        skip(3 days);
        desk.settle(CASE);
        reject(file(alice, MILD));
        takeBack(file(alice, MILD));
        skip(3 days - 1);
        assertEq(desk.unresolvedCaseOf(alice, joinedAt), CASE + 2, "can be appealed");
        skip(1);
        assertEq(desk.unresolvedCaseOf(alice, joinedAt), 0);
    }

    function test_ThePartiesOfACaseAreKnown() public {
        expectRefusal(ICaseDesk.UnknownCase.selector, CASE);
        desk.partiesOf(CASE);
        vm.prank(alice);
        desk.file(MILD, timeNow(), "sealed", bob);
        (address claimant, address beneficiary) = desk.partiesOf(CASE);
        assertEq(claimant, alice);
        assertEq(beneficiary, bob);
    }

    function test_WhatAClosingWaitsForIsKnown() public {
        (uint256 quietFrom, uint256 unpaid) = desk.pending();
        assertEq(quietFrom, timeNow() - 3 days + 33 days);
        assertEq(unpaid, 0);
        queue(alice, MILD);
        (quietFrom, unpaid) = desk.pending();
        assertEq(quietFrom, timeNow() + 33 days);
        assertEq(unpaid, 1);
    }
}

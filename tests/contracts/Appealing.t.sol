// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {MILD, SEVERE, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Taking a rejected or undecided case to the jury; for the bonds see `Bonds.t.sol`.
contract AppealingTest is JuryFixture {
    function refused(bytes4 refusal, uint256 value, uint256 caseId) private {
        expectRefusal(refusal, value);
        vm.prank(alice);
        desk.appeal(caseId, "reason");
    }

    function notAppealable(uint256 caseId) private {
        refused(ICaseDesk.CaseNotAppealable.selector, caseId, caseId);
    }

    function notFiled(uint256 caseId) private {
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(caseId, true, MILD, "report");
        ICaseDesk.Seal[] memory signed = seals(decision, 2);
        expectRefusal(ICaseDesk.CaseNotFiled.selector, caseId);
        desk.decide(decision, signed);
    }

    // ---- refusals

    function test_RevertWhen_TheCaseIsUnknown() public {
        refused(ICaseDesk.UnknownCase.selector, CASE, CASE);
    }

    function test_RevertWhen_AnotherAppeals() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        expectRefusal(ICaseDesk.NotClaimant.selector, bob);
        vm.prank(bob);
        desk.appeal(caseId, "reason");
    }

    function test_RevertWhen_TheCaseIsNeitherRejectedNorUndecided() public {
        uint256 caseId = file(alice, MILD);
        notAppealable(caseId);
        approve(caseId, MILD);
        notAppealable(caseId);
        announce();
        notAppealable(caseId);
        skip(3 days);
        desk.settle(caseId);
        notAppealable(caseId);

        uint256 takenBack = file(alice, MILD);
        vm.prank(alice);
        desk.withdrawCase(takenBack);
        notAppealable(takenBack);
    }

    function test_RevertWhen_TheNoticeOfTheRejectionIsOver() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        skip(3 days);
        notAppealable(caseId);
        vm.warp(timeNow() - 1);
        appeal(alice, caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Appealed);
    }

    /// @dev An undecided case can be appealed from the end of the panel's time until it expires.
    function test_RevertWhen_ThePanelStillHasTimeOrTheCaseHasExpired() public {
        uint256 caseId = file(alice, MILD);
        skip(30 days - 1);
        notAppealable(caseId);
        skip(3 days + 1);
        notAppealable(caseId);
        vm.warp(timeNow() - 1);
        appeal(alice, caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Appealed);
    }

    function test_AnUndecidedCaseIsAppealableAsSoonAsThePanelsTimeIsOver() public {
        uint256 caseId = file(alice, MILD);
        skip(30 days);
        appeal(alice, caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Appealed);
    }

    function test_RevertWhen_TheCaseWasAppealedBefore() public {
        uint256 caseId = appealed(MILD);
        notAppealable(caseId);
        judge(DISPUTE, 0, 5);
        assertCase(caseId, ICaseDesk.CaseStatus.Rejected);
        notAppealable(caseId);
    }

    function test_RevertWhen_AnOverturnedCaseIsAppealed() public {
        uint256 caseId = contested(MILD);
        judge(DISPUTE, 0, 5);
        notAppealable(caseId);
    }

    function test_RevertWhen_ABenefitHasEndedTheMembershipSince() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        queue(alice, SEVERE);
        expectRefusal(IMutualLedger.MembershipEnded.selector, alice);
        vm.prank(alice);
        desk.appeal(caseId, "reason");
    }

    // ---- the ending benefit that would end nothing: out first, and paid afterwards

    /// @dev Alice, who asked to leave, is rejected in the last moment before the announcement after which she can go.
    function rejectedAndOut() private returns (uint256 caseId) {
        leave(alice);
        caseId = file(alice, SEVERE);
        reject(caseId);
        announce();
        withdraw(alice);
    }

    function over(uint256 caseId) private {
        expectRefusal(ICaseDesk.MembershipOver.selector, alice);
        vm.prank(alice);
        desk.appeal(caseId, "reason");
    }

    function test_RevertWhen_TheAppellantHasWithdrawn() public {
        over(rejectedAndOut());
    }

    function test_RevertWhen_TheAppellantHasJoinedAnew() public {
        uint256 caseId = rejectedAndOut();
        join(alice);
        over(caseId);
    }

    function test_WhoHasLeftAndNotWithdrawnMayAppeal() public {
        leave(alice);
        uint256 caseId = file(alice, SEVERE);
        reject(caseId);
        announce();
        assertStatus(alice, IMutualLedger.Status.Left);
        appeal(alice, caseId);
        judge(DISPUTE, 5, 0);
        assertStatus(alice, IMutualLedger.Status.Claimed);
    }

    function undecided(address who, uint256 caseId) private {
        expectRefusal(IMutualLedger.CaseUndecided.selector, caseId);
        withdraw(who);
    }

    /// @dev From the filing on, through the appeal, until it is lost.
    function test_RevertWhen_WhoHasAnUndecidedCaseWithdraws() public {
        leave(alice);
        uint256 caseId = file(alice, SEVERE);
        announce();
        undecided(alice, caseId);
        reject(caseId);
        appeal(alice, caseId);
        undecided(alice, caseId);
        draw(DISPUTE);
        undecided(alice, caseId);
        vote(DISPUTE, 0, 5);
        undecided(alice, caseId);
        jury.tally(DISPUTE);
        withdraw(alice);
        assertStatus(alice, IMutualLedger.Status.Withdrawn);
    }

    /// @dev The panel's silence, and that it may still be appealed, holds nobody longer than its claimant can bear.
    function test_AnUndecidedCaseHoldsAWithdrawalUntilItExpiresToTheSecond() public {
        leave(alice);
        uint256 caseId = file(alice, SEVERE);
        announce();
        vm.warp(desk.caseOf(caseId).filedAt + 33 days - 1);
        undecided(alice, caseId);
        skip(1);
        withdraw(alice);
    }

    function test_TakingTheCaseBackFreesAWithdrawalAtOnce() public {
        leave(alice);
        uint256 caseId = file(alice, SEVERE);
        announce();
        vm.prank(alice);
        desk.withdrawCase(caseId);
        withdraw(alice);
        assertStatus(alice, IMutualLedger.Status.Withdrawn);
    }

    function test_AnApprovedCaseHoldsNoWithdrawal() public {
        leave(alice);
        uint256 caseId = file(alice, MILD);
        approve(caseId, MILD);
        announce();
        withdraw(alice);
        skip(3 days);
        desk.settle(caseId);
        assertEq(yuan.balanceOf(alice), 30 * YUAN - books().shares * STEP + 50 * YUAN);
    }

    function test_RevertWhen_AnotherCaseIsOpen() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        uint256 other = file(alice, MILD);
        refused(ICaseDesk.CaseAlreadyOpen.selector, other, caseId);
        vm.prank(alice);
        desk.withdrawCase(other); // which holds up another filing, and no appeal
        appeal(alice, caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Appealed);
    }

    function test_RevertWhen_ACaseIsFiledBesideAnAppeal() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        reject(file(alice, MILD));
        skip(1);
        appeal(alice, caseId);
        expectRefusal(ICaseDesk.CaseAlreadyOpen.selector, caseId);
        file(alice, MILD);
    }

    /// @dev An appeal of another case does not make the one taken back forgotten.
    function test_RevertWhen_ACaseIsFiledWithinThePanelsTimeForOneTakenBackBeforeAnAppeal() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        uint256 takenBack = file(alice, MILD);
        vm.prank(alice);
        desk.withdrawCase(takenBack);
        appeal(alice, caseId);
        endWithoutJury(DISPUTE);
        vm.warp(desk.caseOf(takenBack).filedAt + 30 days - 1);
        expectRefusal(ICaseDesk.CaseAlreadyOpen.selector, takenBack);
        file(alice, MILD);
        skip(1);
        assertEq(file(alice, MILD), takenBack + 1);
    }

    function test_RevertWhen_TheBondIsNotThere() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        vm.startPrank(alice);
        yuan.approve(address(ledger), BOND - 1);
        vm.expectRevert();
        desk.appeal(caseId, "reason");
        vm.stopPrank();
        assertCase(caseId, ICaseDesk.CaseStatus.Rejected);
    }

    /// @dev The panel has had its word.
    function test_RevertWhen_AnAppealedCaseIsDecidedOrTakenBack() public {
        uint256 caseId = appealed(MILD);
        notFiled(caseId);
        expectRefusal(ICaseDesk.CaseNotFiled.selector, caseId);
        vm.prank(alice);
        desk.withdrawCase(caseId);
    }

    // ---- appealing

    function test_AnAppealPutsTheCaseBeforeTheJury() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        fund(alice, BOND);
        vm.expectEmit(address(jury));
        emit IJury.DisputeOpened(DISPUTE, caseId, SEATS, vm.getBlockNumber() + BLOCKS_AHEAD);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseAppealed(caseId, DISPUTE, "reason");
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondTaken(alice, BOND);
        vm.prank(alice);
        desk.appeal(caseId, "reason");

        assertCase(caseId, ICaseDesk.CaseStatus.Appealed);
        assertEq(books().bonds, BOND);
        (, uint256 unpaid) = desk.pending();
        assertEq(unpaid, 1);
    }

    function test_VolunteersOfAnAppealWereThereBeforeTheFiling() public {
        volunteer(person(10));
        skip(1);
        volunteer(person(11));
        uint256 caseId = file(alice, MILD);
        volunteer(person(12));
        reject(caseId);
        skip(1);
        appeal(alice, caseId);
        assertEq(disputeOf(DISPUTE).pool, SEATS + 1);
    }

    // ---- won

    function test_AWonAppealIsApprovedAnnouncedAndPaid() public {
        uint256 caseId = appealed(SEVERE);
        announce();
        draw(DISPUTE);
        vote(DISPUTE, 3, 2);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Queued(PERIOD + 1, SEVERE);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseConcluded(caseId, IJury.Verdict.Pays);
        jury.tally(DISPUTE);

        assertCase(caseId, ICaseDesk.CaseStatus.Approved);
        assertEq(desk.caseOf(caseId).period, PERIOD + 1);
        assertStatus(alice, IMutualLedger.Status.Claimed);
        announce();
        skip(3 days);
        desk.settle(caseId);
        assertEq(yuan.balanceOf(alice), 21 * 3 * YUAN + BOND - 5 * REWARD);
    }

    /// @dev The jury overrules the panel, not the members.
    function test_AWonAppealCanStillBeObjectedTo() public {
        uint256 caseId = appealed(MILD);
        judge(DISPUTE, 5, 0);
        announce();
        object(bob, caseId);
        judge(DISPUTE + 1, 0, 5);
        assertCase(caseId, ICaseDesk.CaseStatus.Overturned);
    }

    function test_RevertWhen_TheQueueIsFullUntilTheNextAnnouncement() public {
        appealed(MILD);
        queue(person(11), MILD);
        overwrite(address(ledger), 1 << 16 * MILD, 256, 65_535 << 16 * MILD);
        draw(DISPUTE);
        vote(DISPUTE, 5, 0);
        expectRefusal(IMutualLedger.QueueFull.selector, MILD);
        jury.tally(DISPUTE);
        announce();
        jury.tally(DISPUTE);
        assertCase(CASE, ICaseDesk.CaseStatus.Approved);
    }

    // ---- lost

    function test_ALostAppealLeavesTheCaseRejected() public {
        uint256 caseId = appealed(SEVERE);
        draw(DISPUTE);
        vote(DISPUTE, 2, 3);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.Refuses);
        jury.tally(DISPUTE);
        assertCase(caseId, ICaseDesk.CaseStatus.Rejected);
        assertStatus(alice, IMutualLedger.Status.Active);
        assertEq(books().queue, 0);
        assertEq(file(alice, MILD), CASE + 1);
    }

    function test_AnUndecidedCaseCountsAsRejectedWhereNoJurySits() public {
        uint256 caseId = file(alice, MILD);
        skip(30 days);
        appeal(alice, caseId);
        endStage(DISPUTE);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.NoJury);
        jury.tally(DISPUTE);
        assertCase(caseId, ICaseDesk.CaseStatus.Rejected);
        notAppealable(caseId);
    }

    function test_AClosingWaitsForTheAppeal() public {
        appealed(MILD);
        close();
        skip(180 days);
        expectRefusal(IMutualLedger.CasesOpen.selector, 1);
        ledger.finish();
        jury.tally(DISPUTE);
        ledger.finish();
        assertStage(IMutualLedger.Stage.Closed);
    }
}

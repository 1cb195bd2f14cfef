// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {MILD, SEVERE, YUAN} from "./base/Plans.sol";
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
        refused(ICaseDesk.UnknownCase.selector, 0, 0);
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

    function test_RevertWhen_AnotherCaseIsOpen() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        uint256 other = file(alice, MILD);
        refused(ICaseDesk.CaseAlreadyOpen.selector, other, caseId);
        vm.prank(alice);
        desk.withdrawCase(other);
        appeal(alice, caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Appealed);
    }

    function test_RevertWhen_ACaseIsFiledBesideAnAppeal() public {
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        reject(file(alice, MILD));
        appeal(alice, caseId);
        expectRefusal(ICaseDesk.CaseAlreadyOpen.selector, caseId);
        file(alice, MILD);
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
        emit IJury.DisputeOpened(0, caseId, VOLUNTEERS, vm.getBlockNumber() + BLOCKS_AHEAD);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseAppealed(caseId, 0, "reason");
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
        volunteer(person(15));
        uint256 caseId = file(alice, MILD);
        volunteer(person(16));
        reject(caseId);
        appeal(alice, caseId);
        assertEq(disputeOf(DISPUTE).pool, VOLUNTEERS);
    }

    // ---- won

    function test_AWonAppealIsApprovedAnnouncedAndPaid() public {
        uint256 caseId = appealed(SEVERE);
        announce();
        draw(DISPUTE);
        vote(DISPUTE, 3, 2);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Queued(1, SEVERE);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseConcluded(caseId, IJury.Verdict.Pays);
        jury.tally(DISPUTE);

        assertCase(caseId, ICaseDesk.CaseStatus.Approved);
        assertEq(desk.caseOf(caseId).period, 1);
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

    /// @dev Whoever left in the meantime and joined anew keeps the new membership.
    function test_AWonAppealEndsOnlyTheMembershipItWasFiledUnder() public {
        uint256 caseId = file(alice, SEVERE);
        leave(alice);
        announce();
        withdraw(alice);
        join(alice);
        skip(15 days);
        reject(caseId);
        appeal(alice, caseId);
        judge(DISPUTE, 5, 0);
        assertCase(caseId, ICaseDesk.CaseStatus.Approved);
        assertStatus(alice, IMutualLedger.Status.Active);
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
        assertCase(0, ICaseDesk.CaseStatus.Approved);
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
        assertEq(file(alice, MILD), 1);
    }

    function test_AnUndecidedCaseCountsAsRejectedWhereTheJuryIsSilent() public {
        uint256 caseId = file(alice, MILD);
        skip(30 days);
        appeal(alice, caseId);
        endStage(DISPUTE);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.None);
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

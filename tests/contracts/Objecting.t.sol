// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {BARE, MILD, SEVERE, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Objecting to an announced case, and what becomes of it; for the bonds see `Bonds.t.sol`.
contract ObjectingTest is JuryFixture {
    function notContestable(uint256 caseId) private {
        expectRefusal(ICaseDesk.CaseNotContestable.selector, caseId);
        vm.prank(bob);
        desk.object(caseId, "reason");
    }

    function notPayable(uint256 caseId) private {
        expectRefusal(ICaseDesk.CaseNotPayable.selector, caseId);
        desk.settle(caseId);
    }

    // ---- refusals

    function test_RevertWhen_TheCaseIsUnknown() public {
        expectRefusal(ICaseDesk.UnknownCase.selector, 0);
        vm.prank(bob);
        desk.object(0, "reason");
    }

    function test_RevertWhen_TheCaseIsNotAnnounced() public {
        uint256 caseId = file(alice, MILD);
        notContestable(caseId);
        approve(caseId, MILD);
        notContestable(caseId);

        uint256 rejected = file(person(11), MILD);
        reject(rejected);
        uint256 takenBack = file(person(12), MILD);
        vm.prank(person(12));
        desk.withdrawCase(takenBack);
        announce();
        notContestable(rejected);
        notContestable(takenBack);
    }

    function test_RevertWhen_TheNoticeIsOver() public {
        uint256 caseId = announced(MILD);
        skip(3 days);
        notContestable(caseId);
        desk.settle(caseId);
        notContestable(caseId);
    }

    function test_RevertWhen_TheCaseIsContestedAlready() public {
        notContestable(contested(MILD));
    }

    /// @dev Even within a notice that outlasts the verdict.
    function test_RevertWhen_TheCaseWasUpheldOrOverturned() public {
        openLong();
        uint256 upheld = contested(MILD);
        judge(DISPUTE, 5, 0);
        uint256 other = queue(person(11), MILD);
        announce();
        object(bob, other);
        judge(DISPUTE + 1, 0, 5);
        assertLt(timeNow(), ledger.announcedAt(1) + 30 days);
        notContestable(upheld);
        notContestable(other);
    }

    /// @dev With a notice much longer than a jury takes.
    function openLong() private {
        IPlanTerms.Terms memory with = terms();
        with.notice = 30 days;
        open(with);
        populate();
    }

    function test_RevertWhen_TheClaimantObjects() public {
        uint256 caseId = announced(MILD);
        expectRefusal(ICaseDesk.OwnCase.selector, alice);
        vm.prank(alice);
        desk.object(caseId, "reason");
    }

    function notActive(uint256 caseId, address who) private {
        expectRefusal(IMutualLedger.NotActive.selector, who);
        vm.prank(who);
        desk.object(caseId, "reason");
    }

    function test_RevertWhen_TheObjectorIsNoMemberAnyMore() public {
        join(carol, BARE, 3 * YUAN);
        queue(person(13), SEVERE);
        leave(person(14));
        leave(person(15));
        uint256 caseId = announced(MILD);
        withdraw(person(15));
        assertStatus(carol, IMutualLedger.Status.Lapsed);

        notActive(caseId, anyone);
        notActive(caseId, carol);
        notActive(caseId, person(13));
        notActive(caseId, person(14));
        notActive(caseId, person(15));
    }

    /// @dev Nothing is contested on credit.
    function test_RevertWhen_TheBondIsNotThere() public {
        uint256 caseId = announced(MILD);
        vm.startPrank(bob);
        yuan.approve(address(ledger), BOND - 1);
        vm.expectRevert();
        desk.object(caseId, "reason");
        vm.stopPrank();
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
        assertEq(books().bonds, 0);
    }

    function test_RevertWhen_AContestedCaseIsPaid() public {
        uint256 caseId = contested(MILD);
        notPayable(caseId);
        skip(3 days);
        notPayable(caseId);
        skip(365 days);
        notPayable(caseId);
    }

    function test_RevertWhen_AnotherThanTheJuryConcludes() public {
        uint256 caseId = contested(MILD);
        expectRefusal(ICaseDesk.NotJury.selector, operator);
        vm.prank(operator);
        desk.conclude(caseId, IJury.Verdict.Refuses, bob, new address[](0));
    }

    // ---- objecting

    function test_AnObjectionPutsTheCaseBeforeTheJury() public {
        uint256 caseId = announced(MILD);
        fund(bob, BOND);
        vm.expectEmit(address(jury));
        emit IJury.DisputeOpened(0, caseId, VOLUNTEERS, vm.getBlockNumber() + BLOCKS_AHEAD);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseContested(caseId, bob, 0, "reason");
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondTaken(bob, BOND);
        vm.prank(bob);
        desk.object(caseId, "reason");

        assertCase(caseId, ICaseDesk.CaseStatus.Contested);
        assertDispute(DISPUTE, IJury.DisputeStage.Drawing);
        assertEq(books().bonds, BOND);
        assertEq(yuan.balanceOf(bob), 0);
    }

    function test_TheLastSecondOfTheNoticeIsInTime() public {
        uint256 caseId = announced(MILD);
        skip(3 days - 1);
        object(bob, caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Contested);
    }

    /// @dev Whoever asked to leave still pays for the next announcement's cases.
    function test_ALeavingMemberMayObject() public {
        uint256 caseId = announced(MILD);
        leave(bob);
        object(bob, caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Contested);
    }

    function test_EachCaseHasItsOwnDispute() public {
        queue(person(11), MILD);
        uint256 caseId = announced(MILD);
        object(bob, 0);
        object(person(12), caseId);
        assertEq(disputeOf(DISPUTE).caseId, 0);
        assertEq(disputeOf(DISPUTE + 1).caseId, caseId);
        assertEq(books().bonds, 2 * BOND);
    }

    // ---- upheld

    function test_AnUpheldCaseIsAnnouncedAgainAndPaid() public {
        uint256 caseId = contested(MILD);
        draw(DISPUTE);
        vote(DISPUTE, 5, 0);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.Pays);
        jury.tally(DISPUTE);

        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
        desk.settle(caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Settled);
        assertEq(yuan.balanceOf(alice), 50 * YUAN);
    }

    function test_AnEarlyVerdictDoesNotShortenTheNotice() public {
        openLong();
        uint256 caseId = contested(MILD);
        judge(DISPUTE, 5, 0);
        vm.warp(ledger.announcedAt(0) + 30 days - 1);
        notPayable(caseId);
        skip(1);
        desk.settle(caseId);
    }

    /// @dev A later announcement changes nothing of what the case was funded with.
    function test_AnUpheldCaseIsPaidFromItsOwnPeriod() public {
        uint256 caseId = contested(MILD);
        draw(DISPUTE);
        vote(DISPUTE, 5, 0);
        queue(person(11), MILD);
        queue(person(12), MILD);
        announce();
        jury.tally(DISPUTE);
        desk.settle(caseId);
        assertEq(yuan.balanceOf(alice), 50 * YUAN);
    }

    // ---- overturned

    function test_AnOverturnedCaseLowersTheNextShare() public {
        uint256 caseId = contested(MILD);
        uint256 share = books().index * STEP;
        draw(DISPUTE);
        vote(DISPUTE, 0, 3);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.Refuses);
        jury.tally(DISPUTE);
        assertCase(caseId, ICaseDesk.CaseStatus.Overturned);
        notPayable(caseId);
        skip(3650 days);
        notPayable(caseId);

        uint256 surplus = books().surplus;
        assertEq(surplus, share * 22 - 3 * REWARD);
        uint256 index = books().index;
        queue(alice, MILD);
        announce();
        assertEq(books().index - index, 27, "5.88 of 54 are still to be raised, by 22 units");
    }

    function test_WhoseCaseIsOverturnedMayFileAnew() public {
        contested(MILD);
        judge(DISPUTE, 0, 3);
        assertEq(file(alice, MILD), 1);
    }

    /// @dev The membership ended with the approval; the reserve stays the member's.
    function test_AnOverturnedBenefitDoesNotBringTheMembershipBack() public {
        uint256 caseId = contested(SEVERE);
        judge(DISPUTE, 0, 3);
        assertCase(caseId, ICaseDesk.CaseStatus.Overturned);
        assertStatus(alice, IMutualLedger.Status.Claimed);
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
    }

    // ---- around a closing

    function test_AClosingWaitsForTheJury() public {
        contested(MILD);
        close();
        skip(180 days);
        expectRefusal(IMutualLedger.CasesOpen.selector, 1);
        ledger.finish();
        jury.tally(DISPUTE);
        expectRefusal(IMutualLedger.CasesOpen.selector, 1);
        ledger.finish();
        desk.settle(0);
        ledger.finish();
        assertStage(IMutualLedger.Stage.Closed);
    }

    function test_AnOverturnedCaseHoldsUpNoClosing() public {
        contested(MILD);
        judge(DISPUTE, 0, 3);
        closeAndFinish();
        assertStage(IMutualLedger.Stage.Closed);
    }
}

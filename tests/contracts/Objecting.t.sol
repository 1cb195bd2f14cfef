// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {ObjectingFixture} from "./base/ObjectingFixture.sol";
import {BARE, MILD, SEVERE, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Objecting to an announced case, and what becomes of it; for the bonds see `Bonds.t.sol`.
contract ObjectingTest is ObjectingFixture {
    function notContestable(uint256 caseId) private {
        expectRefusal(ICaseDesk.CaseNotContestable.selector, caseId);
        vm.prank(bob);
        desk.object(caseId, "reason");
    }

    // ---- refusals

    function test_RevertWhen_TheCaseIsUnknown() public {
        expectRefusal(ICaseDesk.UnknownCase.selector, CASE);
        vm.prank(bob);
        desk.object(CASE, "reason");
        expectRefusal(ICaseDesk.UnknownCase.selector, CASE);
        vm.prank(bob);
        desk.addReason(CASE, "reason");
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
        assertLt(timeNow(), announcedAt(PERIOD) + 30 days);
        notContestable(upheld);
        notContestable(other);
    }

    function announcedAt(uint256 period) private view returns (uint256 time) {
        (, time) = ledger.announcementOf(period);
    }

    function test_RevertWhen_TheClaimantObjects() public {
        uint256 caseId = announced(MILD);
        expectRefusal(ICaseDesk.OwnCase.selector, alice);
        vm.prank(alice);
        desk.object(caseId, "reason");
    }

    function test_RevertWhen_TheBeneficiaryObjects() public {
        vm.prank(alice);
        uint256 caseId = desk.file(MILD, timeNow(), "sealed", person(11));
        approve(caseId, MILD);
        announce();
        expectRefusal(ICaseDesk.OwnCase.selector, person(11));
        vm.prank(person(11));
        desk.object(caseId, "reason");
    }

    // ---- objecting

    function test_AnObjectionPutsTheCaseBeforeTheJury() public {
        uint256 caseId = announced(MILD);
        fund(bob, BOND);
        vm.expectEmit(address(jury));
        emit IJury.DisputeOpened(DISPUTE, caseId, SEATS, vm.getBlockNumber() + BLOCKS_AHEAD);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseContested(caseId, bob, DISPUTE, "reason");
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
        object(bob, CASE);
        object(person(12), caseId);
        assertEq(disputeOf(DISPUTE).caseId, CASE);
        assertEq(disputeOf(DISPUTE + 1).caseId, caseId);
        assertEq(books().bonds, 2 * BOND);
    }

    // ---- no jury

    function test_AnObjectionWithoutAJuryCountsAsNotMade() public {
        uint256 caseId = contested(MILD);
        endStage(DISPUTE);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.NoJury);
        jury.tally(DISPUTE);
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
        notPayable(caseId);
        skip(1 days - 1);
        notPayable(caseId);
        skip(1);
        desk.settle(caseId);
    }

    /// @dev An accomplice's objection, for which nobody draws, uses nothing up.
    function test_AfterAnObjectionWithoutAJuryAnotherMayBeWithinTheNotice() public {
        uint256 caseId = contested(MILD);
        endWithoutJury(DISPUTE);
        skip(1 days - 1);
        object(person(11), caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Contested);
        assertEq(disputeOf(DISPUTE + 1).caseId, caseId);
        judge(DISPUTE + 1, 0, 5);
        assertCase(caseId, ICaseDesk.CaseStatus.Overturned);
    }

    function test_RevertWhen_AnotherObjectionComesAfterTheNotice() public {
        uint256 caseId = contested(MILD);
        endWithoutJury(DISPUTE);
        skip(1 days);
        notContestable(caseId);
    }

    /// @dev A jury that missed its quorum and was not followed by another sat all the same.
    function test_RevertWhen_AnotherObjectionComesAfterASecondRoundWithoutAJury() public {
        openLong();
        uint256 caseId = contested(MILD);
        judge(DISPUTE, 2, 0);
        endWithoutJury(DISPUTE);
        assertLt(timeNow(), announcedAt(PERIOD) + 30 days);
        notContestable(caseId);
    }

    function test_RevertWhen_AnotherObjectionComesAfterATie() public {
        openLong();
        uint256 caseId = contested(MILD);
        judge(DISPUTE, 2, 2);
        assertLt(timeNow(), announcedAt(PERIOD) + 30 days);
        notContestable(caseId);
    }

    // ---- a queue that waited

    /// @dev Of two cases the second waits for another plan year, for who has left meanwhile does not pay.
    function openWithYearCap() private returns (uint256 caseId) {
        IPlanTerms.Terms memory with = terms();
        with.yearCap = with.periodCap;
        open(with);
        populate();
        join(carol, BARE, 6 * YUAN);
        queue(person(11), MILD);
        announce();
        caseId = queue(alice, MILD);
        leave(person(14));
        announce();
        assertCase(caseId, ICaseDesk.CaseStatus.Approved);
        assertStatus(person(14), IMutualLedger.Status.Left);
        vm.warp(deployedAt + 365 days);
        announce();
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
    }

    function test_RevertWhen_TheObjectorLeftWhileTheCaseWaited() public {
        mayNot(person(14), openWithYearCap());
    }

    function test_WhoLapsedInTheAnnouncementOfAWaitingCaseMayObject() public {
        uint256 caseId = openWithYearCap();
        assertStatus(carol, IMutualLedger.Status.Lapsed);
        may(carol, caseId);
    }

    function test_AWaitingCaseIsOverturnedByTheFundsOfItsAnnouncement() public {
        uint256 caseId = openWithYearCap();
        uint256 period = books().period - 1;
        object(bob, caseId);
        draw(DISPUTE);
        vote(DISPUTE, 0, 3);
        (uint256 byMembers,) = ledger.fundingOf(period, MILD);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CaseOverturned(period, MILD, 3 * REWARD, byMembers - 3 * REWARD, 0);
        jury.tally(DISPUTE);
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
        vm.warp(announcedAt(PERIOD) + 30 days - 1);
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
        uint256 share = books().shares * STEP;
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
        assertEq(file(alice, MILD), CASE + 1);
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
        desk.settle(CASE);
        ledger.finish();
        assertStage(IMutualLedger.Stage.Closed);
    }

    /// @dev It takes the last money of everybody at once, and nobody else is left to object or to judge.
    function test_WhomAHardAnnouncementInAClosingLapsedMayStillObjectAndJudge() public {
        open(terms());
        enrol(0, 20, BARE, 3 * YUAN);
        join(bob, BARE, 3 * YUAN);
        join(alice);
        stay();
        skip(180 days);
        for (uint256 n; n < VOLUNTEERS; ++n) {
            volunteer(person(n));
        }
        skip(1);
        uint256 caseId = queue(alice, SEVERE);
        close();
        announce();
        assertEq(books().members, 0);
        skip(1);
        object(bob, caseId);
        assertEq(draw(0).length, 5);
        vote(0, 0, 5);
        expectVerdict(0, caseId, IJury.Verdict.Refuses);
        jury.tally(0);
    }

    function test_AnOverturnedCaseHoldsUpNoClosing() public {
        contested(MILD);
        judge(DISPUTE, 0, 3);
        closeAndFinish();
        assertStage(IMutualLedger.Stage.Closed);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {ACCIDENT, BARE, MILD, SEVERE, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Who may judge: fixed when the dispute opens.  Persons 0 to 2 are all that is left of the volunteers, so that a jury
/// of three sits if each of them may judge, and none if one may not.
contract CandidatesTest is JuryFixture {
    address private immutable third = person(2);

    function setUp() public override {
        super.setUp();
        for (uint256 n = 3; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
        skip(1);
    }

    function mayJudge(address who) private {
        assertTrue(jury.isCandidate(DISPUTE, who), "a candidate");
        address[] memory jurors = draw(DISPUTE);
        assertEq(jurors.length, 3);
        assertTrue(isIn(jurors, who), "drawn");
        assertDispute(DISPUTE, IJury.DisputeStage.Committing);
    }

    function mayNotJudge(address who) private {
        assertFalse(jury.isCandidate(DISPUTE, who), "no candidate");
        awaitBlock(DISPUTE);
        expectVerdict(DISPUTE, disputeOf(DISPUTE).caseId, IJury.Verdict.NoJury);
        bring(DISPUTE);
        assertDispute(DISPUTE, IJury.DisputeStage.Decided);
        assertFalse(isIn(disputeOf(DISPUTE).jurors, who), "not drawn");
        assertEq(disputeOf(DISPUTE).ends, 0);
    }

    /// @dev Carol, whom the smallest case makes lapse, in place of person 2.
    function replaceThirdByCarol() private {
        resign(third);
        join(carol, BARE, 3 * YUAN);
        stay();
        skip(180 days);
        volunteer(carol);
        skip(1);
    }

    function lapseCarol() private {
        queue(person(11), MILD);
        announce();
        assertStatus(carol, IMutualLedger.Status.Lapsed);
    }

    // ---- the seat

    function test_ThreeCandidatesAreAJury() public {
        contested(MILD);
        mayJudge(third);
    }

    /// @dev Who sees a case announced cannot still take a seat to judge it, not even in the same second.
    function test_WhoVolunteersInTheSecondOfTheAnnouncementNeverJudgesTheCase() public {
        resign(third);
        uint256 caseId = announced(MILD);
        volunteer(person(10));
        skip(1);
        volunteer(person(11));
        object(bob, caseId);
        assertEq(disputeOf(DISPUTE).pool, SEATS);
        assertFalse(jury.isCandidate(DISPUTE, person(11)));
        mayNotJudge(person(10));
    }

    function test_WhoVolunteeredASecondBeforeTheAnnouncementMayJudge() public {
        resign(third);
        uint256 caseId = queue(alice, MILD);
        volunteer(person(10));
        skip(1);
        announce();
        object(bob, caseId);
        assertEq(disputeOf(DISPUTE).pool, SEATS + 1);
        mayJudge(person(10));
    }

    /// @dev The seat is an old one, but taken again too late.
    function test_WhoVolunteersAgainInTheSecondOfTheAnnouncementNeverJudgesTheCase() public {
        resign(third);
        skip(90 days);
        uint256 caseId = announced(MILD);
        volunteer(third);
        object(bob, caseId);
        mayNotJudge(third);
    }

    function test_WhoVolunteeredAgainASecondBeforeTheAnnouncementMayJudge() public {
        resign(third);
        skip(90 days);
        uint256 caseId = queue(alice, MILD);
        volunteer(third);
        skip(1);
        announce();
        object(bob, caseId);
        mayJudge(third);
    }

    function test_ForAnAppealWhoVolunteersInTheSecondOfTheFilingNeverJudges() public {
        resign(third);
        uint256 caseId = file(alice, MILD);
        volunteer(person(10));
        reject(caseId);
        skip(1);
        appeal(alice, caseId);
        assertEq(disputeOf(DISPUTE).pool, SEATS);
        mayNotJudge(person(10));
        assertCase(caseId, ICaseDesk.CaseStatus.Rejected);
    }

    function test_ForAnAppealWhoVolunteeredASecondBeforeTheFilingMayJudge() public {
        resign(third);
        volunteer(person(10));
        skip(1);
        appealed(MILD);
        assertEq(disputeOf(DISPUTE).pool, SEATS + 1);
        mayJudge(person(10));
    }

    // ---- resigning

    function test_WhoResignedASecondBeforeTheOpeningDoesNotJudge() public {
        uint256 caseId = announced(MILD);
        resign(third);
        skip(1);
        object(bob, caseId);
        mayNotJudge(third);
    }

    /// @dev The seed may be guessed once the dispute is open.
    function test_ResigningInTheSecondOfTheOpeningOrLaterDodgesNoDuty() public {
        uint256 caseId = announced(MILD);
        resign(person(0));
        object(bob, caseId);
        resign(person(1));
        awaitBlock(DISPUTE);
        resign(third);
        mayJudge(third);
    }

    // ---- the membership at the opening

    function test_WhoWaitsAtTheOpeningDoesNotJudge() public {
        waitsUntil(1);
        mayNotJudge(carol);
    }

    function test_WhoseWaitingIsOverAtTheOpeningMayJudge() public {
        waitsUntil(0);
        mayJudge(carol);
    }

    /// @dev Carol's waiting is over so many seconds after the opening; at the draw it is over anyhow.
    function waitsUntil(uint256 after_) private {
        resign(third);
        join(carol);
        volunteer(carol);
        skip(178 days);
        uint256 caseId = announced(MILD);
        vm.warp(memberOf(carol).joinedAt + 180 days - after_);
        object(bob, caseId);
        skip(1);
    }

    function test_WhoAskedToLeaveBeforeTheOpeningDoesNotJudge() public {
        uint256 caseId = announced(MILD);
        leave(third);
        skip(1);
        object(bob, caseId);
        mayNotJudge(third);
    }

    function test_LeavingInTheSecondOfTheOpeningOrLaterDodgesNoDuty() public {
        uint256 caseId = announced(MILD);
        leave(person(0));
        object(bob, caseId);
        leave(person(1));
        skip(1);
        leave(third);
        mayJudge(third);
    }

    function test_LeavingAndWithdrawingBeforeTheDrawDodgesNoDuty() public {
        appealed(MILD);
        leave(third);
        announce();
        withdraw(third);
        assertStatus(third, IMutualLedger.Status.Withdrawn);
        mayJudge(third);
    }

    /// @dev The case's own announcement took their last money: they shared in it, and nobody else may be left.
    function test_WhoLapsedInTheCasesOwnAnnouncementMayJudge() public {
        replaceThirdByCarol();
        uint256 caseId = announced(MILD);
        assertStatus(carol, IMutualLedger.Status.Lapsed);
        skip(1);
        object(bob, caseId);
        mayJudge(carol);
    }

    function test_WhoLapsedInAnEarlierAnnouncementDoesNotJudge() public {
        replaceThirdByCarol();
        lapseCarol();
        uint256 caseId = announced(MILD);
        skip(1);
        object(bob, caseId);
        mayNotJudge(carol);
    }

    /// @dev The announcement that charged it, in another year than its queue began.
    function test_WhoLapsedInTheAnnouncementOfACaseThatWaitedMayJudge() public {
        IPlanTerms.Terms memory with = terms();
        with.yearCap = with.periodCap;
        open(with);
        join(carol, BARE, 6 * YUAN);
        populate();
        for (uint256 n = 2; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
        volunteer(carol);
        queue(person(11), MILD);
        announce();
        uint256 caseId = queue(alice, MILD);
        announce();
        assertCase(caseId, ICaseDesk.CaseStatus.Approved);
        vm.warp(deployedAt + 365 days);
        announce();
        assertStatus(carol, IMutualLedger.Status.Lapsed);
        skip(1);
        object(bob, caseId);
        mayJudge(carol);
    }

    function test_ForAnAppealWhoLapsedBeforeItDoesNotJudge() public {
        replaceThirdByCarol();
        lapseCarol();
        skip(1);
        appealed(MILD);
        mayNotJudge(carol);
    }

    function test_WhoLapsedInTheCasesAnnouncementAndWithdrewBeforeTheOpeningDoesNotJudge() public {
        replaceThirdByCarol();
        uint256 caseId = announced(MILD);
        withdraw(carol);
        skip(1);
        object(bob, caseId);
        mayNotJudge(carol);
    }

    function test_WithdrawingInTheSecondOfTheOpeningOrLaterDodgesNoDuty() public {
        replaceThirdByCarol();
        uint256 caseId = announced(MILD);
        uint256 before = vm.snapshotState();
        withdraw(carol);
        object(bob, caseId);
        mayJudge(carol);
        vm.revertToState(before);
        object(bob, caseId);
        skip(1);
        withdraw(carol);
        mayJudge(carol);
    }

    function test_LapsingAfterTheOpeningDodgesNoDuty() public {
        replaceThirdByCarol();
        uint256 caseId = file(alice, MILD);
        reject(caseId);
        appeal(alice, caseId);
        lapseCarol();
        mayJudge(carol);
    }

    function test_ABenefitBeforeTheOpeningExcludes() public {
        uint256 caseId = announced(MILD);
        queue(third, SEVERE);
        skip(1);
        object(bob, caseId);
        mayNotJudge(third);
    }

    function test_ABenefitInTheSecondOfTheOpeningOrLaterExcludesNobody() public {
        uint256 caseId = announced(MILD);
        queue(person(1), SEVERE);
        object(bob, caseId);
        queue(third, SEVERE);
        assertStatus(third, IMutualLedger.Status.Claimed);
        mayJudge(third);
    }

    /// @dev Carol had lapsed in the case's own announcement when the benefit ended her membership.
    function test_ABenefitAfterALapseBeforeTheOpeningExcludes() public {
        replaceThirdByCarol();
        uint256 carols = file(carol, ACCIDENT);
        uint256 caseId = announced(MILD);
        approve(carols, ACCIDENT);
        skip(1);
        object(bob, caseId);
        mayNotJudge(carol);
    }

    function test_ABenefitAfterALapseAndTheOpeningExcludesNobody() public {
        replaceThirdByCarol();
        uint256 carols = file(carol, ACCIDENT);
        uint256 caseId = announced(MILD);
        object(bob, caseId);
        approve(carols, ACCIDENT);
        mayJudge(carol);
    }

    // ---- coming back

    function test_WhoIsReinstatedInTheSecondOfTheOpeningDoesNotJudge() public {
        replaceThirdByCarol();
        contested(MILD);
        topUp(carol, 30 * YUAN);
        assertStatus(carol, IMutualLedger.Status.Active);
        mayNotJudge(carol);
    }

    function test_WhoWasReinstatedASecondBeforeTheOpeningMayJudge() public {
        replaceThirdByCarol();
        lapseCarol();
        queue(alice, MILD);
        vm.warp(books().announcedAt + 14 days);
        topUp(carol, 30 * YUAN);
        ledger.announce();
        skip(1);
        object(bob, CASE + 1);
        mayJudge(carol);
    }

    /// @dev Joining anew hides whether they might have judged; so nobody chooses to be a juror once the seed is known.
    function test_WhoWithdrewAndJoinedAnewSinceTheOpeningDoesNotJudge() public {
        replaceThirdByCarol();
        contested(MILD);
        withdraw(carol);
        join(carol);
        assertStatus(carol, IMutualLedger.Status.Active);
        mayNotJudge(carol);
    }

    function test_WhoLeftWithdrewAndJoinedAnewSinceTheOpeningDoesNotJudge() public {
        appealed(MILD);
        leave(third);
        announce();
        withdraw(third);
        join(third);
        mayNotJudge(third);
    }

    /// @dev The seat is from an earlier membership, and where nobody waits for cover nobody waits to judge.
    function test_WhoJoinedAnewInTheSecondOfTheAnnouncementNeverJudgesTheCase() public {
        openWithoutWaiting();
        uint256 caseId = announced(MILD);
        join(third);
        skip(1);
        object(bob, caseId);
        mayNotJudge(third);
    }

    function test_WhoJoinedAnewASecondBeforeTheAnnouncementMayJudge() public {
        openWithoutWaiting();
        uint256 caseId = queue(alice, MILD);
        vm.warp(books().announcedAt + 14 days - 1);
        join(third);
        skip(1);
        ledger.announce();
        object(bob, caseId);
        mayJudge(third);
    }

    /// @dev Person 2 has left and withdrawn, and kept the seat.
    function openWithoutWaiting() private {
        IPlanTerms.Terms memory with = terms();
        with.waiting = 0;
        open(with);
        populate();
        for (uint256 n = 3; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
        leave(third);
        announce();
        withdraw(third);
    }

    // ---- judges in their own cause

    function test_TheClaimantNeverJudges() public {
        contestedFor(third, alice);
        mayNotJudge(third);
    }

    function test_TheBeneficiaryNeverJudges() public {
        contestedFor(alice, third);
        mayNotJudge(third);
    }

    function contestedFor(address claimant, address beneficiary) private {
        vm.prank(claimant);
        uint256 caseId = desk.file(MILD, timeNow(), "sealed", beneficiary);
        approve(caseId, MILD);
        announce();
        object(bob, caseId);
    }

    function test_TheObjectorNeverJudges() public {
        object(third, announced(MILD));
        mayNotJudge(third);
    }

    function test_AnAppealingClaimantNeverJudges() public {
        uint256 caseId = file(third, MILD);
        reject(caseId);
        appeal(third, caseId);
        mayNotJudge(third);
    }

    function test_ASittingAssessorNeverJudges() public {
        seatOnThePanel(third);
        appealed(MILD);
        mayNotJudge(third);
    }

    /// @dev The panel that decided the cases before, of whom one is a member and a volunteer, is replaced.
    function test_AReplacedAssessorWhoOnceSignedNeverJudges() public {
        address judge = assessors[0];
        resign(third);
        join(judge);
        skip(180 days);
        volunteer(judge);
        replaceAssessors();
        assertFalse(desk.isAssessor(judge));
        assertTrue(desk.isJudge(judge));
        appealed(MILD);
        mayNotJudge(judge);
    }

    /// @dev A new member of the panel, who goes before they have signed anything.
    function test_AReplacedAssessorWhoNeverSignedMayJudge() public {
        address[] memory panel = assessors;
        seatOnThePanel(third);
        assertTrue(desk.isJudge(third));
        install(panel);
        assertFalse(desk.isJudge(third));
        contested(MILD);
        mayJudge(third);
    }

    function replaceAssessors() private {
        delete assessors;
        seat("assessor four");
        seat("assessor five");
        seat("assessor six");
        install(assessors);
    }

    function seatOnThePanel(address who) private {
        address[] memory panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (assessors[0], assessors[1], who);
        install(panel);
    }

    function install(address[] memory panel) private {
        vm.prank(operator);
        desk.proposePanel(panel);
        skip(31 days);
        desk.installPanel();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {CandidatesFixture} from "./base/CandidatesFixture.sol";
import {MILD} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Who may judge: fixed when the dispute opens.  Persons 0 to 2 are all that is left of the volunteers, so that a jury
/// of three sits if each of them may judge, and none if one may not.
contract CandidatesTest is CandidatesFixture {
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

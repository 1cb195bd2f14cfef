// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {CandidatesFixture} from "./base/CandidatesFixture.sol";
import {ACCIDENT, BARE, MILD, SEVERE, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Who may judge, by what their membership was when the dispute opened.
contract CandidateMembershipsTest is CandidatesFixture {
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
}

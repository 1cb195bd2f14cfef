// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {MILD} from "./base/Plans.sol";
import {VotingFixture} from "./base/VotingFixture.sol";
import {vm} from "./Test.sol";

/// @dev When no jury comes about, or it stays silent: the second draw, and bars.
contract RedrawsTest is VotingFixture {
    uint256 private appeals;

    // ---- a missed quorum

    function test_AMissedQuorumIsDrawnAgain() public {
        vote(DISPUTE, 0, 2);
        vm.expectEmit(address(jury));
        emit IJury.QuorumMissed(DISPUTE, vm.getBlockNumber() + BLOCKS_AHEAD);
        jury.tally(DISPUTE);

        IJury.DisputeView memory d = disputeOf(DISPUTE);
        assertEq(uint256(d.stage), uint256(IJury.DisputeStage.Drawing));
        assertEq(d.ends, timeNow() + 2 days);
        assertEq(d.round, 1);
        assertEq(d.jurors.length, 0);
        assertEq(d.pays + d.refuses, 0);
        assertCase(caseId, ICaseDesk.CaseStatus.Contested);
    }

    /// @dev Seven can still be drawn: the two who revealed, and the five who were not drawn before.
    function test_TheSecondJuryVotesAnew() public {
        judgeAgain();
        address[] memory second = disputeOf(DISPUTE).jurors;
        assertEq(second.length, 5);
        for (uint256 i = 2; i < 5; ++i) {
            assertFalse(isIn(second, jurors[i]));
            expectRefusal(IJury.NotJuror.selector, jurors[i]);
            vm.prank(jurors[i]);
            jury.commit(DISPUTE, "sealed");
        }
        vote(DISPUTE, 3, 0);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.Pays);
        jury.tally(DISPUTE);
    }

    function judgeAgain() private {
        vote(DISPUTE, 0, 2);
        jury.tally(DISPUTE);
        draw(DISPUTE);
    }

    /// @dev Who may judge was fixed at the opening, for the second round as well.
    function test_WhoResignedSinceTheOpeningIsStillDrawnInTheSecondRound() public {
        for (uint256 n; n < VOLUNTEERS; ++n) {
            if (!isIn(jurors, person(n))) resign(person(n));
        }
        judgeAgain();
        assertEq(disputeOf(DISPUTE).jurors.length, 5);
    }

    function test_ASecondMissedQuorumLeavesThePanelsWordStanding() public {
        judgeAgain();
        vote(DISPUTE, 0, 2);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.None);
        jury.tally(DISPUTE);
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
    }

    /// @dev Of five volunteers three were silent; two do not make a quorum.
    function test_TooFewForASecondJuryLeaveThePanelsWordStanding() public {
        openWithFive();
        vote(DISPUTE, 2, 0);
        jury.tally(DISPUTE);
        awaitBlock(DISPUTE);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.None);
        bring(DISPUTE);
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
    }

    /// @dev All over again with five volunteers, who are the jury.
    function openWithFive() private {
        open(terms());
        populate();
        for (uint256 n = 5; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
        skip(1);
        caseId = contested(MILD);
        jurors = draw(DISPUTE);
    }

    /// @dev Two revealed; the three who did not are no candidates any more.
    function test_TheSilentOfTheFirstRoundAreNotInTheSecond() public {
        openWithFive();
        commit(DISPUTE, jurors[0], true);
        commit(DISPUTE, jurors[1], true);
        endStage(DISPUTE);
        reveal(DISPUTE, jurors[0], true);
        reveal(DISPUTE, jurors[1], true);
        endStage(DISPUTE);
        jury.tally(DISPUTE);
        for (uint256 i; i < 5; ++i) {
            assertEq(jury.isCandidate(DISPUTE, jurors[i]), i < 2);
        }
    }

    // ---- no jury

    function test_WhereNobodyDrawsTheObjectionCountsAsNotMade() public {
        uint256 other = queuedAndAnnounced();
        object(bob, other);
        endStage(DISPUTE + 1);
        expectVerdict(DISPUTE + 1, other, IJury.Verdict.NoJury);
        jury.tally(DISPUTE + 1);
        assertCase(other, ICaseDesk.CaseStatus.Announced);
    }

    function test_WhereNobodyDrawsTheSecondTimeThePanelsWordStands() public {
        vote(DISPUTE, 2, 0);
        jury.tally(DISPUTE);
        endStage(DISPUTE);
        expectVerdict(DISPUTE, caseId, IJury.Verdict.None);
        jury.tally(DISPUTE);
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
    }

    /// @dev Twice two days each to draw, to seal and to open.
    function test_TheLongestDisputeTakesTwelveDays() public {
        uint256 other = queuedAndAnnounced();
        object(bob, other);
        uint256 began = timeNow();
        for (uint256 round; round < 2; ++round) {
            vm.warp(disputeOf(DISPUTE + 1).ends - 1);
            draw(DISPUTE + 1);
            endStage(DISPUTE + 1);
            endStage(DISPUTE + 1);
            jury.tally(DISPUTE + 1);
        }
        assertDispute(DISPUTE + 1, IJury.DisputeStage.Decided);
        assertEq(timeNow(), began + 12 days - 2);
    }

    // ---- silence

    /// @dev Three reveal and two do not, who are barred for 90 days from the count.
    function test_WhoDoesNotRevealIsBarredFor90DaysToTheSecond() public {
        silence();
        uint256 until = timeNow() + 90 days;
        for (uint256 i = 3; i < 5; ++i) {
            vm.expectEmit(address(jury));
            emit IJury.JurorBarred(jurors[i], until);
        }
        jury.tally(DISPUTE);

        uint256 early = appealAt(until - 1);
        for (uint256 i; i < 5; ++i) {
            assertEq(jury.isCandidate(early, jurors[i]), i < 3);
        }
        endWithoutJury(early);
        uint256 late = appealAt(timeNow());
        for (uint256 i; i < 5; ++i) {
            assertTrue(jury.isCandidate(late, jurors[i]));
        }
    }

    function test_TheBarEndsInTheLastSecondOf90Days() public {
        silence();
        jury.tally(DISPUTE);
        uint256 dispute = appealAt(timeNow() + 90 days);
        assertTrue(jury.isCandidate(dispute, jurors[4]));
    }

    function test_ResigningAndVolunteeringAgainLiftsNoBar() public {
        silence();
        resign(jurors[4]);
        jury.tally(DISPUTE);
        uint256 dispute = appealAt(timeNow() + 90 days - 1);
        assertFalse(jury.isCandidate(dispute, jurors[4]));
    }

    function test_ABarTakesNoSeat() public {
        silence();
        jury.tally(DISPUTE);
        assertEq(jury.seatCount(), SEATS);
        expectRefusal(IJury.AlreadyVolunteer.selector, jurors[4]);
        vm.prank(jurors[4]);
        jury.volunteer();
    }

    function silence() private {
        for (uint256 i; i < 5; ++i) {
            commit(DISPUTE, jurors[i], true);
        }
        endStage(DISPUTE);
        for (uint256 i; i < 3; ++i) {
            reveal(DISPUTE, jurors[i], true);
        }
        endStage(DISPUTE);
    }

    /// @dev An appeal of person 11 that opens then.
    function appealAt(uint256 time) private returns (uint256 disputeId) {
        if (timeNow() < time - 1) vm.warp(time - 1);
        uint256 filed = file(person(11), MILD);
        reject(filed);
        if (timeNow() < time) vm.warp(time);
        appeal(person(11), filed);
        return appeals++ + DISPUTE + 1;
    }

    function test_TheBarredAreNotDrawn() public {
        openWithFive();
        vote(DISPUTE, 3, 0);
        jury.tally(DISPUTE);
        object(bob, queuedAndAnnounced());
        address[] memory second = draw(DISPUTE + 1);
        assertEq(second.length, 3);
        for (uint256 i = 3; i < 5; ++i) {
            assertFalse(isIn(second, jurors[i]));
        }
    }

    /// @dev Leaving or resigning does not free a juror of what they were drawn for.
    function test_AJurorWhoResignsOrLeavesStaysAJuror() public {
        resign(jurors[0]);
        leave(jurors[1]);
        vote(DISPUTE, 3, 0);
        assertEq(disputeOf(DISPUTE).pays, 3);
    }
}

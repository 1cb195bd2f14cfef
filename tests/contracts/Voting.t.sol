// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {MILD} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Sealing, opening and counting votes.
contract VotingTest is JuryFixture {
    uint256 private caseId;
    address[] private jurors;

    function setUp() public override {
        super.setUp();
        caseId = contested(MILD);
        jurors = draw(0);
    }

    function mismatch(address juror, bool pays, bytes32 salt) private {
        expectRefusal(IJury.CommitmentMismatch.selector, juror);
        vm.prank(juror);
        jury.reveal(0, pays, salt);
    }

    /// @dev Who is on this jury is given; this is somebody who volunteered and was not drawn.
    function notDrawn() private view returns (address volunteer) {
        uint256 n;
        while (isIn(jurors, volunteer = person(n))) ++n;
    }

    function isIn(address[] memory list, address account) private pure returns (bool found) {
        for (uint256 i; i < list.length; ++i) {
            found = found || list[i] == account;
        }
    }

    // ---- sealing: refusals

    function test_RevertWhen_AVoteIsSealedBeforeTheDraw() public {
        object(bob, queuedAndAnnounced());
        expectWrongStage(1, IJury.DisputeStage.Drawing);
        vm.prank(jurors[0]);
        jury.commit(1, "sealed");
    }

    function queuedAndAnnounced() private returns (uint256 other) {
        other = queue(person(11), MILD);
        announce();
    }

    function test_RevertWhen_SealingIsOver() public {
        skip(2 days - 1);
        commit(0, jurors[0], true);
        skip(1);
        expectWrongStage(0, IJury.DisputeStage.Revealing);
        vm.prank(jurors[1]);
        jury.commit(0, "sealed");
    }

    function test_RevertWhen_AnotherThanAJurorVotes() public {
        address outsider = notDrawn();
        expectRefusal(IJury.NotJuror.selector, outsider);
        vm.prank(outsider);
        jury.commit(0, "sealed");
        endStage(0);
        expectRefusal(IJury.NotJuror.selector, outsider);
        vm.prank(outsider);
        jury.reveal(0, true, SALT);
    }

    function test_RevertWhen_AVoteIsSealedTwice() public {
        commit(0, jurors[0], true);
        expectRefusal(IJury.AlreadyVoted.selector, jurors[0]);
        vm.prank(jurors[0]);
        jury.commit(0, "another");
    }

    // ---- opening: refusals

    function test_RevertWhen_AVoteIsOpenedTooEarlyOrTooLate() public {
        commit(0, jurors[0], true);
        commit(0, jurors[1], true);
        skip(2 days - 1);
        expectWrongStage(0, IJury.DisputeStage.Committing);
        vm.prank(jurors[0]);
        jury.reveal(0, true, SALT);
        skip(1);
        reveal(0, jurors[0], true);
        skip(2 days - 1);
        reveal(0, jurors[1], true);
        skip(1);
        expectWrongStage(0, IJury.DisputeStage.Counting);
        vm.prank(jurors[0]);
        jury.reveal(0, true, SALT);
    }

    function test_RevertWhen_TheVoteIsNotTheSealedOne() public {
        commit(0, jurors[0], true);
        endStage(0);
        mismatch(jurors[0], false, SALT);
        mismatch(jurors[0], true, "another");
        mismatch(jurors[1], true, SALT);
        reveal(0, jurors[0], true);
    }

    function test_RevertWhen_AVoteIsCountedTwice() public {
        commit(0, jurors[0], true);
        endStage(0);
        reveal(0, jurors[0], true);
        expectRefusal(IJury.AlreadyVoted.selector, jurors[0]);
        vm.prank(jurors[0]);
        jury.reveal(0, true, SALT);
        assertEq(disputeOf(0).pays, 1);
    }

    /// @dev Who copies the seal of another cannot open it, even after the other did.
    function test_RevertWhen_ACopiedSealIsOpened() public {
        commit(0, jurors[0], true);
        bytes32 copied = jury.commitmentOf(0, jurors[0], true, SALT);
        vm.prank(jurors[1]);
        jury.commit(0, copied);
        endStage(0);
        mismatch(jurors[1], true, SALT);
        reveal(0, jurors[0], true);
        mismatch(jurors[1], true, SALT);
    }

    /// @dev What is sealed binds plan, chain, dispute and draw as well.
    function test_ASealFitsNothingElse() public {
        bytes32 here = jury.commitmentOf(0, jurors[0], true, SALT);
        assertNotEq(jury.commitmentOf(1, jurors[0], true, SALT), here);
        vm.chainId(vm.getChainId() + 1);
        assertNotEq(jury.commitmentOf(0, jurors[0], true, SALT), here);
        vm.chainId(vm.getChainId() - 1);
        assertEq(jury.commitmentOf(0, jurors[0], true, SALT), here);
        vote(0, 2, 0);
        jury.tally(0);
        assertNotEq(jury.commitmentOf(0, jurors[0], true, SALT), here);
        open(terms());
        assertNotEq(jury.commitmentOf(0, jurors[0], true, SALT), here);
    }

    // ---- counting: refusals

    /// @dev Not even when every vote is in.
    function test_RevertWhen_AStageIsCutShort() public {
        expectWrongStage(0, IJury.DisputeStage.Committing);
        jury.tally(0);
        for (uint256 i; i < 5; ++i) {
            commit(0, jurors[i], true);
        }
        expectWrongStage(0, IJury.DisputeStage.Committing);
        jury.tally(0);
        endStage(0);
        for (uint256 i; i < 5; ++i) {
            reveal(0, jurors[i], true);
        }
        skip(2 days - 1);
        expectWrongStage(0, IJury.DisputeStage.Revealing);
        jury.tally(0);
        skip(1);
        jury.tally(0);
    }

    function test_RevertWhen_AVerdictIsCountedAgain() public {
        vote(0, 5, 0);
        jury.tally(0);
        expectWrongStage(0, IJury.DisputeStage.Decided);
        jury.tally(0);
        assertEq(disputeOf(0).ends, 0);
    }

    function test_RevertWhen_ADisputeIsCountedBeforeTheTimeToDrawIsOver() public {
        object(bob, queuedAndAnnounced());
        skip(2 days - 1);
        expectWrongStage(1, IJury.DisputeStage.Drawing);
        jury.tally(1);
    }

    // ---- verdicts

    function decided(uint256 pays, uint256 refuses, IJury.Verdict verdict) private {
        vote(0, pays, refuses);
        assertEq(disputeOf(0).pays, pays);
        assertEq(disputeOf(0).refuses, refuses);
        expectVerdict(0, caseId, verdict);
        vm.prank(anyone);
        jury.tally(0);
    }

    function test_TheMajorityDecides() public {
        decided(3, 2, IJury.Verdict.Pays);
    }

    function test_TheMajorityDecidesAgainstTheClaimant() public {
        decided(2, 3, IJury.Verdict.Refuses);
    }

    /// @dev Three of five are a quorum, and two of three a majority.
    function test_ThreeVotesAreEnough() public {
        decided(1, 2, IJury.Verdict.Refuses);
    }

    function test_ATieLeavesThePanelsWordStanding() public {
        decided(2, 2, IJury.Verdict.None);
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
    }

    function test_AVoteIsTold() public {
        vm.expectEmit(address(jury));
        emit IJury.VoteCommitted(0, jurors[0], jury.commitmentOf(0, jurors[0], false, SALT));
        commit(0, jurors[0], false);
        endStage(0);
        vm.expectEmit(address(jury));
        emit IJury.VoteRevealed(0, jurors[0], false);
        reveal(0, jurors[0], false);
    }

    // ---- a missed quorum

    function test_AMissedQuorumIsDrawnAgain() public {
        vote(0, 0, 2);
        vm.expectEmit(address(jury));
        emit IJury.QuorumMissed(0, vm.getBlockNumber() + BLOCKS_AHEAD);
        jury.tally(0);

        IJury.DisputeView memory d = disputeOf(0);
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
        address[] memory second = disputeOf(0).jurors;
        assertEq(second.length, 5);
        for (uint256 i = 2; i < 5; ++i) {
            assertFalse(isIn(second, jurors[i]));
            expectRefusal(IJury.NotJuror.selector, jurors[i]);
            vm.prank(jurors[i]);
            jury.commit(0, "sealed");
        }
        vote(0, 3, 0);
        expectVerdict(0, caseId, IJury.Verdict.Pays);
        jury.tally(0);
    }

    function judgeAgain() private {
        vote(0, 0, 2);
        jury.tally(0);
        draw(0);
    }

    function test_ASecondMissedQuorumLeavesThePanelsWordStanding() public {
        judgeAgain();
        vote(0, 0, 2);
        expectVerdict(0, caseId, IJury.Verdict.None);
        jury.tally(0);
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
    }

    function test_TooFewForASecondJuryLeaveThePanelsWordStanding() public {
        for (uint256 n; n < VOLUNTEERS; ++n) {
            if (!isIn(jurors, person(n))) resign(person(n));
        }
        vote(0, 2, 0);
        jury.tally(0);
        awaitBlock(0);
        expectVerdict(0, caseId, IJury.Verdict.None);
        bring(0);
    }

    // ---- silence

    function test_WhereNobodyDrawsTheDisputeEnds() public {
        uint256 other = queuedAndAnnounced();
        object(bob, other);
        endStage(1);
        expectVerdict(1, other, IJury.Verdict.None);
        jury.tally(1);
        assertCase(other, ICaseDesk.CaseStatus.Announced);
    }

    function test_WhereNobodyDrawsTheSecondTimeTheDisputeEnds() public {
        vote(0, 2, 0);
        jury.tally(0);
        endStage(0);
        expectVerdict(0, caseId, IJury.Verdict.None);
        jury.tally(0);
    }

    /// @dev Twice two days each to draw, to seal and to open.
    function test_TheLongestDisputeTakesTwelveDays() public {
        uint256 other = queuedAndAnnounced();
        object(bob, other);
        uint256 began = timeNow();
        for (uint256 round; round < 2; ++round) {
            vm.warp(disputeOf(1).ends - 1);
            draw(1);
            endStage(1);
            endStage(1);
            jury.tally(1);
        }
        assertDispute(1, IJury.DisputeStage.Decided);
        assertEq(timeNow(), began + 12 days - 2);
    }

    function test_WhoDoesNotOpenTheirVoteCannotBeDrawnForAWhile() public {
        for (uint256 i; i < 5; ++i) {
            commit(0, jurors[i], true);
        }
        endStage(0);
        for (uint256 i; i < 3; ++i) {
            reveal(0, jurors[i], true);
        }
        endStage(0);
        for (uint256 i = 3; i < 5; ++i) {
            vm.expectEmit(address(jury));
            emit IJury.SeatLost(jurors[i], timeNow() + 90 days);
        }
        jury.tally(0);

        resign(jurors[4]);
        volunteer(jurors[4]);
        skip(90 days - 1);
        for (uint256 i; i < 3; ++i) {
            assertTrue(jury.isEligible(jurors[i]));
        }
        for (uint256 i = 3; i < 5; ++i) {
            assertFalse(jury.isEligible(jurors[i]));
        }
        skip(1);
        for (uint256 i = 3; i < 5; ++i) {
            assertTrue(jury.isEligible(jurors[i]));
        }
    }

    function test_TheBarredAreNotDrawn() public {
        vote(0, 3, 0);
        jury.tally(0);
        for (uint256 n; n < VOLUNTEERS; ++n) {
            if (!isIn(jurors, person(n))) resign(person(n));
        }
        object(bob, queuedAndAnnounced());
        awaitBlock(1);
        bring(1);
        assertDispute(1, IJury.DisputeStage.Decided);
    }

    /// @dev Leaving or resigning does not free a juror of what they were drawn for.
    function test_AJurorWhoResignsStaysAJuror() public {
        resign(jurors[0]);
        leave(jurors[1]);
        vote(0, 3, 0);
        assertEq(disputeOf(0).pays, 3);
    }
}

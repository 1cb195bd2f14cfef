// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Sealing, opening and counting votes.
contract VotingTest is JuryFixture {
    uint256 private caseId;
    address[] private jurors;
    uint256 private appeals;

    function setUp() public override {
        super.setUp();
        caseId = contested(MILD);
        jurors = draw(DISPUTE);
    }

    function mismatch(address juror, bool pays, bytes32 salt) private {
        expectRefusal(IJury.CommitmentMismatch.selector, juror);
        vm.prank(juror);
        jury.reveal(DISPUTE, juror, pays, salt);
    }

    /// @dev Who is on this jury is given; this is somebody who volunteered and was not drawn.
    function notDrawn() private view returns (address volunteer) {
        uint256 n;
        while (isIn(jurors, volunteer = person(n))) ++n;
    }

    // ---- sealing: refusals

    function test_RevertWhen_AVoteIsSealedBeforeTheDraw() public {
        object(bob, queuedAndAnnounced());
        expectWrongStage(DISPUTE + 1, IJury.DisputeStage.Drawing);
        vm.prank(jurors[0]);
        jury.commit(DISPUTE + 1, "sealed");
    }

    function queuedAndAnnounced() private returns (uint256 other) {
        other = queue(person(11), MILD);
        announce();
    }

    function test_RevertWhen_SealingIsOver() public {
        skip(2 days - 1);
        commit(DISPUTE, jurors[0], true);
        skip(1);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Revealing);
        vm.prank(jurors[1]);
        jury.commit(DISPUTE, "sealed");
    }

    function test_RevertWhen_AnotherThanAJurorVotes() public {
        address outsider = notDrawn();
        expectRefusal(IJury.NotJuror.selector, outsider);
        vm.prank(outsider);
        jury.commit(DISPUTE, "sealed");
        endStage(DISPUTE);
        expectRefusal(IJury.NotJuror.selector, outsider);
        jury.reveal(DISPUTE, outsider, true, SALT);
    }

    function test_RevertWhen_AVoteIsSealedTwice() public {
        commit(DISPUTE, jurors[0], true);
        expectRefusal(IJury.AlreadyVoted.selector, jurors[0]);
        vm.prank(jurors[0]);
        jury.commit(DISPUTE, "another");
    }

    // ---- opening: refusals

    function test_RevertWhen_AVoteIsOpenedTooEarlyOrTooLate() public {
        commit(DISPUTE, jurors[0], true);
        commit(DISPUTE, jurors[1], true);
        skip(2 days - 1);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Committing);
        vm.prank(jurors[0]);
        jury.reveal(DISPUTE, jurors[0], true, SALT);
        skip(1);
        reveal(DISPUTE, jurors[0], true);
        skip(2 days - 1);
        reveal(DISPUTE, jurors[1], true);
        skip(1);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Counting);
        vm.prank(jurors[0]);
        jury.reveal(DISPUTE, jurors[0], true, SALT);
    }

    function test_RevertWhen_TheVoteIsNotTheSealedOne() public {
        commit(DISPUTE, jurors[0], true);
        endStage(DISPUTE);
        mismatch(jurors[0], false, SALT);
        mismatch(jurors[0], true, "another");
        mismatch(jurors[1], true, SALT);
        reveal(DISPUTE, jurors[0], true);
    }

    function test_RevertWhen_AVoteIsCountedTwice() public {
        commit(DISPUTE, jurors[0], true);
        endStage(DISPUTE);
        reveal(DISPUTE, jurors[0], true);
        expectRefusal(IJury.AlreadyVoted.selector, jurors[0]);
        vm.prank(jurors[0]);
        jury.reveal(DISPUTE, jurors[0], true, SALT);
        assertEq(disputeOf(DISPUTE).pays, 1);
    }

    /// @dev Who copies the seal of another cannot open it, even after the other did.
    function test_RevertWhen_ACopiedSealIsOpened() public {
        commit(DISPUTE, jurors[0], true);
        bytes32 copied = jury.commitmentOf(DISPUTE, jurors[0], true, SALT);
        vm.prank(jurors[1]);
        jury.commit(DISPUTE, copied);
        endStage(DISPUTE);
        mismatch(jurors[1], true, SALT);
        reveal(DISPUTE, jurors[0], true);
        mismatch(jurors[1], true, SALT);
    }

    /// @dev What is sealed binds plan, chain, dispute and draw as well.
    function test_ASealFitsNothingElse() public {
        bytes32 here = jury.commitmentOf(DISPUTE, jurors[0], true, SALT);
        assertNotEq(jury.commitmentOf(DISPUTE + 1, jurors[0], true, SALT), here);
        vm.chainId(vm.getChainId() + 1);
        assertNotEq(jury.commitmentOf(DISPUTE, jurors[0], true, SALT), here);
        vm.chainId(vm.getChainId() - 1);
        assertEq(jury.commitmentOf(DISPUTE, jurors[0], true, SALT), here);
        vote(DISPUTE, 2, 0);
        jury.tally(DISPUTE);
        assertNotEq(jury.commitmentOf(DISPUTE, jurors[0], true, SALT), here);
        open(terms());
        assertNotEq(jury.commitmentOf(DISPUTE, jurors[0], true, SALT), here);
    }

    // ---- counting: refusals

    /// @dev Not even when every vote is in.
    function test_RevertWhen_AStageIsCutShort() public {
        expectWrongStage(DISPUTE, IJury.DisputeStage.Committing);
        jury.tally(DISPUTE);
        for (uint256 i; i < 5; ++i) {
            commit(DISPUTE, jurors[i], true);
        }
        expectWrongStage(DISPUTE, IJury.DisputeStage.Committing);
        jury.tally(DISPUTE);
        endStage(DISPUTE);
        for (uint256 i; i < 5; ++i) {
            reveal(DISPUTE, jurors[i], true);
        }
        skip(2 days - 1);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Revealing);
        jury.tally(DISPUTE);
        skip(1);
        jury.tally(DISPUTE);
    }

    function test_RevertWhen_AVerdictIsCountedAgain() public {
        vote(DISPUTE, 5, 0);
        jury.tally(DISPUTE);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Decided);
        jury.tally(DISPUTE);
        assertEq(disputeOf(DISPUTE).ends, 0);
    }

    function test_RevertWhen_ADisputeIsCountedBeforeTheTimeToDrawIsOver() public {
        object(bob, queuedAndAnnounced());
        skip(2 days - 1);
        expectWrongStage(DISPUTE + 1, IJury.DisputeStage.Drawing);
        jury.tally(DISPUTE + 1);
    }

    // ---- verdicts

    function decided(uint256 pays, uint256 refuses, IJury.Verdict verdict) private {
        vote(DISPUTE, pays, refuses);
        assertEq(disputeOf(DISPUTE).pays, pays);
        assertEq(disputeOf(DISPUTE).refuses, refuses);
        expectVerdict(DISPUTE, caseId, verdict);
        vm.prank(anyone);
        jury.tally(DISPUTE);
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

    /// @dev A juror whose wallet is out of reach, or who has no money for the fee, tells somebody the salt.
    function test_AnybodyWhoKnowsTheSaltRevealsForAJuror() public {
        commit(DISPUTE, jurors[0], false);
        endStage(DISPUTE);
        vm.expectEmit(address(jury));
        emit IJury.VoteRevealed(DISPUTE, jurors[0], false);
        vm.prank(anyone);
        jury.reveal(DISPUTE, jurors[0], false, SALT);
        assertEq(disputeOf(DISPUTE).refuses, 1);
    }

    function test_RevertWhen_AStrangerRevealsWithAWrongSaltOrTheOtherVote() public {
        commit(DISPUTE, jurors[0], false);
        endStage(DISPUTE);
        vm.startPrank(anyone);
        expectRefusal(IJury.CommitmentMismatch.selector, jurors[0]);
        jury.reveal(DISPUTE, jurors[0], false, "guess");
        expectRefusal(IJury.CommitmentMismatch.selector, jurors[0]);
        jury.reveal(DISPUTE, jurors[0], true, SALT);
        vm.stopPrank();
    }

    /// @dev As many as a plan may have: each of them counts.
    function test_AJuryOf64VotesToTheLast() public {
        IPlanTerms.Terms memory with = terms();
        (with.jury.size, with.jury.quorum, with.jury.reward) = (64, 64, 0);
        open(with);
        populate();
        enrol(100, 60, STANDARD, 30 * YUAN);
        skip(180 days);
        for (uint256 n = 100; n < 160; ++n) {
            volunteer(person(n));
        }
        skip(1);
        caseId = contested(MILD);
        assertEq(draw(DISPUTE).length, 64);
        decided(31, 33, IJury.Verdict.Refuses);
    }

    function test_AVoteIsTold() public {
        vm.expectEmit(address(jury));
        emit IJury.VoteCommitted(DISPUTE, jurors[0], jury.commitmentOf(DISPUTE, jurors[0], false, SALT));
        commit(DISPUTE, jurors[0], false);
        endStage(DISPUTE);
        vm.expectEmit(address(jury));
        emit IJury.VoteRevealed(DISPUTE, jurors[0], false);
        reveal(DISPUTE, jurors[0], false);
    }

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

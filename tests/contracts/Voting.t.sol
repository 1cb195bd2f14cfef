// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {VotingFixture} from "./base/VotingFixture.sol";
import {vm} from "./Test.sol";

/// @dev Sealing, opening and counting votes.
contract VotingTest is VotingFixture {
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

    /// @dev Nothing sealed is no vote: neither does it stand in the way of one, nor can it be opened.
    function test_ASealOfNothingIsNoVote() public {
        vm.startPrank(jurors[0]);
        jury.commit(DISPUTE, 0);
        jury.commit(DISPUTE, 0);
        vm.stopPrank();
        commit(DISPUTE, jurors[0], true);
        vm.prank(jurors[1]);
        jury.commit(DISPUTE, 0);
        endStage(DISPUTE);
        mismatch(jurors[1], true, 0);
        reveal(DISPUTE, jurors[0], true);
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
}

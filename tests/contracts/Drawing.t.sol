// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {Sampling} from "../../contracts/libraries/Sampling.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev From the block that draws to the jurors; for who can be drawn see `Jury.t.sol`.
contract DrawingTest is JuryFixture {
    // ---- refusals

    function test_RevertWhen_AnotherThanTheDeskOpensADispute() public {
        expectRefusal(IMutualLedger.NotDesk.selector, operator);
        vm.prank(operator);
        jury.open(CASE, bob, timeNow(), PERIOD);
    }

    function test_RevertWhen_TheDisputeIsUnknown() public {
        unknown(abi.encodeCall(IJury.draw, (DISPUTE, "")));
        unknown(abi.encodeCall(IJury.renewDraw, (DISPUTE)));
        unknown(abi.encodeCall(IJury.commit, (DISPUTE, "")));
        unknown(abi.encodeCall(IJury.reveal, (DISPUTE, alice, true, "")));
        unknown(abi.encodeCall(IJury.tally, (DISPUTE)));
        unknown(abi.encodeCall(IJury.disputeOf, (DISPUTE)));
        unknown(abi.encodeCall(IJury.isCandidate, (DISPUTE, alice)));
    }

    function unknown(bytes memory call) private {
        (bool done, bytes memory answer) = address(jury).call(call);
        assertFalse(done);
        assertEq(answer, abi.encodeWithSelector(IJury.UnknownDispute.selector, DISPUTE));
    }

    /// @dev What a block can know of itself is its proposer's to choose: it must be over.
    function test_RevertWhen_TheBlockIsNotThereYet() public {
        contested(MILD);
        uint256 drawBlock = disputeOf(DISPUTE).block_;
        assertEq(drawBlock, vm.getBlockNumber() + BLOCKS_AHEAD);
        expectRefusal(IJury.DrawTooEarly.selector, drawBlock);
        jury.draw(DISPUTE, "");
        vm.roll(drawBlock);
        expectRefusal(IJury.DrawTooEarly.selector, drawBlock);
        jury.draw(DISPUTE, "");
        vm.roll(drawBlock + 1);
        knowBlock(DISPUTE, "any");
        bring(DISPUTE);
    }

    function test_RevertWhen_TheBlockIsOutOfReach() public {
        contested(MILD);
        uint256 drawBlock = disputeOf(DISPUTE).block_;
        vm.roll(drawBlock + 257);
        expectRefusal(IJury.DrawExpired.selector, drawBlock);
        jury.draw(DISPUTE, "");
        vm.roll(drawBlock + 256);
        knowBlock(DISPUTE, "any");
        bring(DISPUTE);
        assertDispute(DISPUTE, IJury.DisputeStage.Committing);
    }

    /// @dev One bit of the header changed, or another block's header: it does not hash to the block's hash.
    function test_RevertWhen_TheHeaderIsNotThatOfTheBlock(uint8 bit) public {
        contested(MILD);
        uint256 drawBlock = disputeOf(DISPUTE).block_;
        awaitBlock(DISPUTE);
        bytes memory changed = headers[DISPUTE];
        changed[uint256(bit) + 200] ^= 0x01;
        expectRefusal(IJury.WrongHeader.selector, drawBlock);
        jury.draw(DISPUTE, changed);
        expectRefusal(IJury.WrongHeader.selector, drawBlock);
        jury.draw(DISPUTE, "");
    }

    /// @dev As on a chain whose blocks are of another kind.
    function test_RevertWhen_TheBlockCarriesNoRandomness() public {
        contested(MILD);
        awaitBlock(DISPUTE);
        bytes4 missing = BlockHeader.FieldNotPresentInBlockHeader.selector;
        refusedBy(hex"c0", abi.encodeWithSelector(missing, BlockHeader.HeaderField.PrevRandao));
        refusedBy("no list", abi.encodeWithSelector(RLP.RLPInvalidEncoding.selector));
    }

    function refusedBy(bytes memory header, bytes memory refusal) private {
        vm.setBlockhash(disputeOf(DISPUTE).block_, keccak256(header));
        vm.expectRevert(refusal);
        jury.draw(DISPUTE, header);
    }

    /// @dev A proposer can shape a hash by anything in a header; it draws nobody else.
    function test_OnlyTheRandomnessOfTheBlockCounts() public {
        contested(MILD);
        uint256 before = vm.snapshotState();
        address[] memory jurors = draw(DISPUTE);
        vm.revertToState(before);
        awaitBlock(DISPUTE);
        headers[DISPUTE][60] ^= 0x01;
        vm.setBlockhash(disputeOf(DISPUTE).block_, keccak256(headers[DISPUTE]));
        bring(DISPUTE);
        assertEq(disputeOf(DISPUTE).jurors, jurors);
    }

    /// @dev Nobody trades a draw they do not like for another one.
    function test_RevertWhen_ADrawWithinReachIsRenewed() public {
        contested(MILD);
        uint256 drawBlock = disputeOf(DISPUTE).block_;
        expectRefusal(IJury.DrawNotExpired.selector, drawBlock);
        jury.renewDraw(DISPUTE);
        vm.roll(drawBlock);
        expectRefusal(IJury.DrawNotExpired.selector, drawBlock);
        jury.renewDraw(DISPUTE);
        vm.roll(drawBlock + 256);
        expectRefusal(IJury.DrawNotExpired.selector, drawBlock);
        jury.renewDraw(DISPUTE);
    }

    function test_RevertWhen_JurorsAreDrawnTwice() public {
        contested(MILD);
        draw(DISPUTE);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Committing);
        jury.draw(DISPUTE, "");
        expectWrongStage(DISPUTE, IJury.DisputeStage.Committing);
        jury.renewDraw(DISPUTE);
        vote(DISPUTE, 5, 0);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Counting);
        jury.draw(DISPUTE, "");
        jury.tally(DISPUTE);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Decided);
        jury.draw(DISPUTE, "");
    }

    function test_RevertWhen_TheTimeToDrawIsOver() public {
        contested(MILD);
        awaitBlock(DISPUTE);
        endStage(DISPUTE);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Counting);
        jury.draw(DISPUTE, "");
        expectWrongStage(DISPUTE, IJury.DisputeStage.Counting);
        jury.renewDraw(DISPUTE);
        vm.warp(timeNow() - 1);
        bring(DISPUTE);
        assertDispute(DISPUTE, IJury.DisputeStage.Committing);
    }

    // ---- jurors

    function test_ARenewedDrawTakesAnotherBlockAndNoMoreTime() public {
        contested(MILD);
        uint256 ends = disputeOf(DISPUTE).ends;
        vm.roll(disputeOf(DISPUTE).block_ + 257);
        skip(1 days);
        vm.expectEmit(address(jury));
        emit IJury.DrawRenewed(DISPUTE, vm.getBlockNumber() + BLOCKS_AHEAD);
        jury.renewDraw(DISPUTE);
        assertEq(disputeOf(DISPUTE).ends, ends);
        draw(DISPUTE);
        assertDispute(DISPUTE, IJury.DisputeStage.Committing);
    }

    function test_ASecondDrawIsRenewedLikeTheFirst() public {
        contested(MILD);
        judge(DISPUTE, 2, 0);
        uint256 ends = disputeOf(DISPUTE).ends;
        uint256 drawBlock = disputeOf(DISPUTE).block_;
        vm.roll(drawBlock + 256);
        expectRefusal(IJury.DrawNotExpired.selector, drawBlock);
        jury.renewDraw(DISPUTE);
        vm.roll(drawBlock + 257);
        jury.renewDraw(DISPUTE);
        assertEq(disputeOf(DISPUTE).block_, drawBlock + 257 + BLOCKS_AHEAD);
        assertEq(disputeOf(DISPUTE).ends, ends);
        assertEq(draw(DISPUTE).length, 5);
    }

    function test_AnybodyDrawsJurorsFromTheVolunteers() public {
        contested(MILD);
        awaitBlock(DISPUTE);
        uint256 before = vm.snapshotState();
        bring(DISPUTE);
        address[] memory jurors = disputeOf(DISPUTE).jurors;
        uint256 position = positionsFor(seedOf(0), SEATS, jurors[4]);
        vm.revertToState(before);

        vm.expectEmit(address(jury));
        emit IJury.SeedFixed(DISPUTE, 0, seedOf(0));
        vm.expectEmit(address(jury));
        emit IJury.JurorsDrawn(DISPUTE, 0, jurors, position, true);
        vm.prank(anyone);
        bring(DISPUTE);
        IJury.DisputeView memory d = disputeOf(DISPUTE);
        assertEq(d.jurors, jurors);
        assertEq(d.jurors.length, 5);
        assertEq(d.ends, timeNow() + 2 days);
        assertEq(d.pool, SEATS);
        assertEq(d.caseId, CASE);
        assertEq(d.round, 0);
    }

    /// @dev What the rules say the seed of this dispute is.
    function seedOf(uint256 round) private view returns (bytes32) {
        bytes32 randomness = keccak256(abi.encode(disputeOf(DISPUTE).block_));
        return keccak256(abi.encode(randomness, address(jury), DISPUTE, round));
    }

    /// @dev How many positions are looked at until this volunteer's seat has come.
    function positionsFor(bytes32 seed, uint256 pool, address last) private pure returns (uint256 positions) {
        uint256 seat = SEAT + (uint160(last) - uint160(person(0)));
        uint256 half = Sampling.halfOf(pool);
        while (Sampling.numberAt(seed, half, positions++) != seat) {}
    }

    /// @dev The jurors are the first candidates in the order of the seed.
    function test_TheOrderOfTheSeatsFollowsFromTheSeedAlone() public {
        contested(MILD);
        address[] memory jurors = draw(DISPUTE);
        uint256 found;
        for (uint256 position; found < 5; ++position) {
            uint256 seat = Sampling.numberAt(seedOf(0), Sampling.halfOf(SEATS), position);
            if (seat < SEAT || seat >= SEATS) continue;
            assertEq(jurors[found++], person(seat - SEAT));
        }
    }

    /// @dev Neither the same block nor the same jury gives the second round the order of the first.
    function test_TheSecondRoundHasAnotherSeed() public {
        contested(MILD);
        draw(DISPUTE);
        vote(DISPUTE, 2, 0);
        jury.tally(DISPUTE);
        awaitBlock(DISPUTE);
        vm.expectEmit(address(jury));
        emit IJury.SeedFixed(DISPUTE, 1, seedOf(1));
        bring(DISPUTE);
    }

    function test_DrawingLaterChangesNothing() public {
        contested(MILD);
        uint256 drawBlock = disputeOf(DISPUTE).block_;
        uint256 before = vm.snapshotState();
        address[] memory early = draw(DISPUTE);
        vm.revertToState(before);
        vm.roll(drawBlock + 200);
        knowBlock(DISPUTE, keccak256(abi.encode(drawBlock)));
        skip(1 days);
        vm.prank(anyone);
        bring(DISPUTE);
        assertEq(disputeOf(DISPUTE).jurors, early);
    }

    /// @dev Whatever the randomness: five different volunteers, and neither party among them.
    function test_TheJurorsAreDifferentVolunteersAndNoParty(bytes32 randomness) public {
        volunteer(alice);
        volunteer(bob);
        skip(1);
        contested(MILD);
        awaitBlock(DISPUTE);
        knowBlock(DISPUTE, randomness);
        bring(DISPUTE);
        address[] memory jurors = disputeOf(DISPUTE).jurors;
        assertEq(disputeOf(DISPUTE).pool, SEATS + 2);
        assertEq(jurors.length, 5);
        for (uint256 i; i < jurors.length; ++i) {
            uint256 n = uint160(jurors[i]) - uint160(person(0));
            assertLt(n, VOLUNTEERS);
            for (uint256 j; j < i; ++j) {
                assertNotEq(jurors[i], jurors[j]);
            }
        }
    }

    /// @dev In a plan for which nobody ever volunteered.
    function test_WithoutASeatTheFirstCallEndsTheDispute() public {
        open(terms());
        enrol(0, 20, STANDARD, 30 * YUAN);
        join(alice);
        join(bob);
        stay();
        skip(180 days);
        uint256 caseId = contested(MILD);
        assertEq(disputeOf(0).pool, 0);
        awaitBlock(0);
        expectVerdict(0, caseId, IJury.Verdict.NoJury);
        bring(0);
        assertEq(yuan.balanceOf(bob), BOND);
    }

    /// @dev Two disputes share a block and not their jurors.
    function test_EachDisputeIsDrawnByItself() public {
        uint256 other = queue(person(11), MILD);
        queue(alice, MILD);
        announce();
        object(bob, other);
        object(bob, other + 1);
        assertEq(disputeOf(DISPUTE).block_, disputeOf(DISPUTE + 1).block_);
        assertNotEq(keccak256(abi.encode(draw(DISPUTE))), keccak256(abi.encode(draw(DISPUTE + 1))));
    }
}

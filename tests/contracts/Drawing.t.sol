// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {MILD} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev From the block that draws to the jurors; for who can be drawn see `Jury.t.sol`.
contract DrawingTest is JuryFixture {
    // ---- refusals

    function test_RevertWhen_AnotherThanTheDeskOpensADispute() public {
        expectRefusal(IMutualLedger.NotDesk.selector, operator);
        vm.prank(operator);
        jury.open(0, alice, bob, timeNow());
    }

    function test_RevertWhen_TheDisputeIsUnknown() public {
        expectRefusal(IJury.UnknownDispute.selector, 0);
        jury.draw(0, "");
        expectRefusal(IJury.UnknownDispute.selector, 0);
        jury.renewDraw(0);
        expectRefusal(IJury.UnknownDispute.selector, 0);
        jury.commit(0, "");
        expectRefusal(IJury.UnknownDispute.selector, 0);
        jury.reveal(0, true, "");
        expectRefusal(IJury.UnknownDispute.selector, 0);
        jury.tally(0);
        expectRefusal(IJury.UnknownDispute.selector, 0);
        jury.disputeOf(0);
    }

    /// @dev What a block can know of itself is its proposer's to choose: it must be over.
    function test_RevertWhen_TheBlockIsNotThereYet() public {
        contested(MILD);
        uint256 drawBlock = disputeOf(0).block_;
        assertEq(drawBlock, vm.getBlockNumber() + BLOCKS_AHEAD);
        expectRefusal(IJury.DrawTooEarly.selector, drawBlock);
        jury.draw(0, "");
        vm.roll(drawBlock);
        expectRefusal(IJury.DrawTooEarly.selector, drawBlock);
        jury.draw(0, "");
        vm.roll(drawBlock + 1);
        knowBlock(0, "any");
        bring(0);
    }

    function test_RevertWhen_TheBlockIsOutOfReach() public {
        contested(MILD);
        uint256 drawBlock = disputeOf(0).block_;
        vm.roll(drawBlock + 257);
        expectRefusal(IJury.DrawExpired.selector, drawBlock);
        jury.draw(0, "");
        vm.roll(drawBlock + 256);
        knowBlock(0, "any");
        bring(0);
        assertDispute(0, IJury.DisputeStage.Committing);
    }

    /// @dev One bit of the header changed, or another block's header: it does not hash to the block's hash.
    function test_RevertWhen_TheHeaderIsNotThatOfTheBlock(uint8 bit) public {
        contested(MILD);
        uint256 drawBlock = disputeOf(0).block_;
        awaitBlock(0);
        bytes memory changed = headers[0];
        changed[uint256(bit) + 200] ^= 0x01;
        expectRefusal(IJury.WrongHeader.selector, drawBlock);
        jury.draw(0, changed);
        expectRefusal(IJury.WrongHeader.selector, drawBlock);
        jury.draw(0, "");
    }

    /// @dev As on a chain whose blocks are of another kind.
    function test_RevertWhen_TheBlockCarriesNoRandomness() public {
        contested(MILD);
        awaitBlock(0);
        bytes4 missing = BlockHeader.FieldNotPresentInBlockHeader.selector;
        refusedBy(hex"c0", abi.encodeWithSelector(missing, BlockHeader.HeaderField.PrevRandao));
        refusedBy("no list", abi.encodeWithSelector(RLP.RLPInvalidEncoding.selector));
    }

    function refusedBy(bytes memory header, bytes memory refusal) private {
        vm.setBlockhash(disputeOf(0).block_, keccak256(header));
        vm.expectRevert(refusal);
        jury.draw(0, header);
    }

    /// @dev A proposer can shape a hash by anything in a header; it draws nobody else.
    function test_OnlyTheRandomnessOfTheBlockCounts() public {
        contested(MILD);
        uint256 before = vm.snapshotState();
        address[] memory jurors = draw(0);
        vm.revertToState(before);
        awaitBlock(0);
        headers[0][60] ^= 0x01;
        vm.setBlockhash(disputeOf(0).block_, keccak256(headers[0]));
        bring(0);
        assertEq(disputeOf(0).jurors, jurors);
    }

    /// @dev Nobody trades a draw they do not like for another one.
    function test_RevertWhen_ADrawWithinReachIsRenewed() public {
        contested(MILD);
        uint256 drawBlock = disputeOf(0).block_;
        expectRefusal(IJury.DrawNotExpired.selector, drawBlock);
        jury.renewDraw(0);
        vm.roll(drawBlock);
        expectRefusal(IJury.DrawNotExpired.selector, drawBlock);
        jury.renewDraw(0);
        vm.roll(drawBlock + 256);
        expectRefusal(IJury.DrawNotExpired.selector, drawBlock);
        jury.renewDraw(0);
    }

    function test_RevertWhen_JurorsAreDrawnTwice() public {
        contested(MILD);
        draw(0);
        expectWrongStage(0, IJury.DisputeStage.Committing);
        jury.draw(0, "");
        expectWrongStage(0, IJury.DisputeStage.Committing);
        jury.renewDraw(0);
        vote(0, 5, 0);
        expectWrongStage(0, IJury.DisputeStage.Counting);
        jury.draw(0, "");
        jury.tally(0);
        expectWrongStage(0, IJury.DisputeStage.Decided);
        jury.draw(0, "");
    }

    function test_RevertWhen_TheTimeToDrawIsOver() public {
        contested(MILD);
        awaitBlock(0);
        endStage(0);
        expectWrongStage(0, IJury.DisputeStage.Counting);
        jury.draw(0, "");
        expectWrongStage(0, IJury.DisputeStage.Counting);
        jury.renewDraw(0);
        vm.warp(timeNow() - 1);
        bring(0);
    }

    // ---- jurors

    function test_ARenewedDrawTakesAnotherBlockAndNoMoreTime() public {
        contested(MILD);
        uint256 ends = disputeOf(0).ends;
        vm.roll(disputeOf(0).block_ + 257);
        skip(1 days);
        vm.expectEmit(address(jury));
        emit IJury.DrawRenewed(0, vm.getBlockNumber() + BLOCKS_AHEAD);
        jury.renewDraw(0);
        assertEq(disputeOf(0).ends, ends);
        draw(0);
        assertDispute(0, IJury.DisputeStage.Committing);
    }

    function test_AnybodyDrawsJurorsFromTheVolunteers() public {
        contested(MILD);
        awaitBlock(0);
        vm.recordLogs();
        vm.prank(anyone);
        bring(0);
        IJury.DisputeView memory d = disputeOf(0);
        assertEq(vm.getRecordedLogs()[0].data, abi.encode(uint256(0), d.jurors));
        assertEq(d.jurors.length, 5);
        assertEq(d.ends, timeNow() + 2 days);
        assertEq(d.pool, VOLUNTEERS);
    }

    function test_DrawingLaterChangesNothing() public {
        contested(MILD);
        uint256 drawBlock = disputeOf(0).block_;
        uint256 before = vm.snapshotState();
        address[] memory early = draw(0);
        vm.revertToState(before);
        vm.roll(drawBlock + 200);
        knowBlock(0, keccak256(abi.encode(drawBlock)));
        skip(1 days);
        vm.prank(anyone);
        bring(0);
        assertEq(disputeOf(0).jurors, early);
    }

    /// @dev Whatever the randomness: five different volunteers, and neither party among them.
    function test_TheJurorsAreDifferentVolunteersAndNoParty(bytes32 randomness) public {
        volunteer(alice);
        volunteer(bob);
        skip(1);
        contested(MILD);
        awaitBlock(0);
        knowBlock(0, randomness);
        bring(0);
        address[] memory jurors = disputeOf(0).jurors;
        assertEq(disputeOf(0).pool, VOLUNTEERS + 2);
        assertEq(jurors.length, 5);
        for (uint256 i; i < jurors.length; ++i) {
            uint256 n = uint160(jurors[i]) - uint160(person(0));
            assertLt(n, VOLUNTEERS);
            for (uint256 j; j < i; ++j) {
                assertNotEq(jurors[i], jurors[j]);
            }
        }
    }

    /// @dev Two disputes share a block and not their jurors.
    function test_EachDisputeIsDrawnByItself() public {
        uint256 other = queue(person(11), MILD);
        contested(MILD);
        object(bob, other);
        assertNotEq(keccak256(abi.encode(draw(0))), keccak256(abi.encode(draw(1))));
    }
}

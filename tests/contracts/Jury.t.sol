// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {BARE, MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Volunteering and drawing; for the votes see `Voting.t.sol`.
contract JuryTest is JuryFixture {
    // ---- volunteering: refusals

    function notActive(address who) private {
        expectRefusal(IMutualLedger.NotActive.selector, who);
        volunteer(who);
    }

    function test_RevertWhen_TheVolunteerIsNoActiveMember() public {
        join(carol, BARE, 3 * YUAN);
        leave(person(15));
        notActive(anyone);
        notActive(person(15));
        announced(MILD);
        notActive(person(15));
        notActive(carol);
        assertStatus(carol, IMutualLedger.Status.Lapsed);
    }

    function test_RevertWhen_AVolunteerVolunteersAgain() public {
        expectRefusal(IJury.AlreadyVolunteer.selector, person(0));
        volunteer(person(0));
    }

    function test_RevertWhen_WhoDoesNotVolunteerResigns() public {
        expectRefusal(IJury.NotVolunteer.selector, alice);
        resign(alice);
        resign(person(0));
        expectRefusal(IJury.NotVolunteer.selector, person(0));
        resign(person(0));
    }

    // ---- volunteering

    function test_AVolunteerTakesTheNextSeat() public {
        vm.expectEmit(address(jury));
        emit IJury.Volunteered(alice, VOLUNTEERS);
        volunteer(alice);
        assertEq(jury.seatCount(), VOLUNTEERS + 1);
    }

    function test_WhoeverResignedTakesAnotherSeat() public {
        vm.expectEmit(address(jury));
        emit IJury.Resigned(person(3));
        resign(person(3));
        assertEq(jury.seatCount(), VOLUNTEERS);
        vm.expectEmit(address(jury));
        emit IJury.Volunteered(person(3), VOLUNTEERS);
        volunteer(person(3));
    }

    function test_WhoCouldBeDrawnIsActiveAndHasWaitedAndSitsOnNoPanel() public {
        join(carol);
        skip(180 days - 1);
        assertFalse(jury.isEligible(carol), "waits");
        skip(1);
        assertTrue(jury.isEligible(carol), "has waited");
        leave(carol);
        assertFalse(jury.isEligible(carol), "leaves");
        assertFalse(jury.isEligible(anyone), "is no member");
        seatOnThePanel(person(0));
        assertFalse(jury.isEligible(person(0)), "is an assessor");
    }

    function seatOnThePanel(address who) private {
        address[] memory panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (assessors[0], assessors[1], who);
        vm.prank(operator);
        desk.proposePanel(panel);
        skip(17 days);
        desk.installPanel();
    }

    // ---- the draw: refusals

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
        assertEq(drawBlock, vm.getBlockNumber() + 32);
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

    // ---- the draw

    function test_ARenewedDrawTakesAnotherBlockAndNoMoreTime() public {
        contested(MILD);
        uint256 ends = disputeOf(0).ends;
        vm.roll(disputeOf(0).block_ + 257);
        skip(1 days);
        vm.expectEmit(address(jury));
        emit IJury.DrawRenewed(0, vm.getBlockNumber() + 32);
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

    // ---- who is passed over: of five volunteers one, so that there are too few

    function onlyFive() private {
        for (uint256 n = 5; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
    }

    function tooFew() private {
        awaitBlock(0);
        expectVerdict(0, disputeOf(0).caseId, IJury.Verdict.None);
        bring(0);
        assertDispute(0, IJury.DisputeStage.Decided);
        assertEq(disputeOf(0).jurors.length, 0);
        assertEq(disputeOf(0).ends, 0);
    }

    function test_FiveVolunteersAreEnough() public {
        onlyFive();
        contested(MILD);
        assertEq(draw(0).length, 5);
    }

    function test_WithTooFewVolunteersThePanelsWordStands() public {
        onlyFive();
        resign(person(0));
        uint256 caseId = contested(MILD);
        tooFew();
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
        skip(3 days);
        desk.settle(caseId);
    }

    function test_NobodyIsDrawnWhoStillWaits() public {
        onlyFive();
        resign(person(0));
        join(carol);
        volunteer(carol);
        skip(180 days - 1);
        contested(MILD);
        tooFew();
    }

    function test_WhoeverHasWaitedIsDrawn() public {
        onlyFive();
        resign(person(0));
        join(carol);
        volunteer(carol);
        skip(180 days);
        contested(MILD);
        assertEq(draw(0).length, 5);
    }

    function test_NobodyIsDrawnWhoAskedToLeave() public {
        onlyFive();
        contested(MILD);
        leave(person(0));
        tooFew();
    }

    function test_NobodyIsDrawnWhoHasLapsed() public {
        join(carol, BARE, 3 * YUAN);
        skip(180 days);
        onlyFive();
        resign(person(0));
        volunteer(carol);
        skip(1);
        contested(MILD);
        assertStatus(carol, IMutualLedger.Status.Lapsed);
        assertEq(disputeOf(0).pool, VOLUNTEERS + 1);
        tooFew();
    }

    function test_NobodyIsDrawnWhoResigned() public {
        onlyFive();
        contested(MILD);
        resign(person(0));
        tooFew();
    }

    function test_TheClaimantIsNotDrawn() public {
        onlyFive();
        queue(person(0), MILD);
        announce();
        object(bob, 0);
        tooFew();
    }

    function test_TheObjectorIsNotDrawn() public {
        onlyFive();
        object(person(0), announced(MILD));
        tooFew();
    }

    function test_AnAssessorIsNotDrawn() public {
        onlyFive();
        seatOnThePanel(person(0));
        file(alice, MILD);
        reject(0);
        appeal(alice, 0);
        tooFew();
    }

    /// @dev Who sees a case announced cannot still take a seat to judge it, not even in the same second.
    function test_NobodyIsDrawnWhoVolunteeredAfterTheAnnouncement() public {
        onlyFive();
        resign(person(0));
        uint256 caseId = announced(MILD);
        volunteer(person(0));
        skip(1);
        volunteer(person(11));
        object(bob, caseId);
        tooFew();
    }

    function test_WhoVolunteeredASecondBeforeTheAnnouncementIsDrawn() public {
        onlyFive();
        resign(person(0));
        volunteer(person(0));
        skip(1);
        contested(MILD);
        assertEq(draw(0).length, 5);
    }

    function test_NobodyIsDrawnWhoVolunteeredAfterTheFilingOfAnAppeal() public {
        onlyFive();
        resign(person(0));
        uint256 caseId = file(alice, MILD);
        volunteer(person(0));
        reject(caseId);
        appeal(alice, caseId);
        tooFew();
        assertCase(caseId, ICaseDesk.CaseStatus.Rejected);
    }

    /// @dev A draw looks at 256 seats and no more, so that it always fits into a block.
    function test_ADrawThatFindsTooFewInManySeatsEnds() public {
        enrol(100, 400, STANDARD, 30 * YUAN);
        for (uint256 n = 100; n < 500; ++n) {
            volunteer(person(n));
        }
        skip(1);
        for (uint256 n; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
        contested(MILD);
        assertEq(disputeOf(0).pool, VOLUNTEERS + 400);
        tooFew();
    }
}

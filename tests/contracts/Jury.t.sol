// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {BARE, MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Volunteering, and who is passed over; for the draw see `Drawing.t.sol`, for the votes `Voting.t.sol`.
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

    // ---- who is passed over: of five volunteers one, so that there are too few

    function onlyFive() private {
        for (uint256 n = 5; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
    }

    function tooFew() private {
        awaitBlock(DISPUTE);
        expectVerdict(DISPUTE, disputeOf(DISPUTE).caseId, IJury.Verdict.None);
        bring(DISPUTE);
        assertDispute(DISPUTE, IJury.DisputeStage.Decided);
        assertEq(disputeOf(DISPUTE).jurors.length, 0);
        assertEq(disputeOf(DISPUTE).ends, 0);
    }

    function test_FiveVolunteersAreEnough() public {
        onlyFive();
        contested(MILD);
        assertEq(draw(DISPUTE).length, 5);
    }

    function test_WithTooFewVolunteersThePanelsWordStands() public {
        onlyFive();
        resign(person(0));
        uint256 caseId = contested(MILD);
        uint256 surplus = books().surplus;
        tooFew();
        assertEq(books().surplus, surplus + BOND, "the whole bond, since nobody judged");
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
        assertEq(draw(DISPUTE).length, 5);
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
        assertEq(disputeOf(DISPUTE).pool, VOLUNTEERS + 1);
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
        assertEq(draw(DISPUTE).length, 5);
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
        assertEq(disputeOf(DISPUTE).pool, VOLUNTEERS + 400);
        tooFew();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {BARE, MILD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Seats: volunteering and resigning.  For who may judge see `Candidates.t.sol`.
contract JuryTest is JuryFixture {
    // ---- refusals

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

    function test_RevertWhen_WhoResignedVolunteersBefore90DaysAreOver() public {
        resign(person(3));
        uint256 until = timeNow() + 90 days;
        expectRefusal(IJury.ResignedLately.selector, person(3), until);
        volunteer(person(3));
        skip(90 days - 1);
        expectRefusal(IJury.ResignedLately.selector, person(3), until);
        volunteer(person(3));
        skip(1);
        volunteer(person(3));
    }

    // ---- seats

    function test_AVolunteerTakesTheNextSeat() public {
        vm.expectEmit(address(jury));
        emit IJury.Volunteered(alice, SEATS);
        volunteer(alice);
        assertEq(jury.seatCount(), SEATS + 1);
    }

    function test_WhoeverResignedComesBackToTheirOwnSeat() public {
        vm.expectEmit(address(jury));
        emit IJury.Resigned(person(3));
        resign(person(3));
        assertEq(jury.seatCount(), SEATS);
        skip(90 days);
        vm.expectEmit(address(jury));
        emit IJury.Volunteered(person(3), SEAT + 3);
        volunteer(person(3));
        assertEq(jury.seatCount(), SEATS);
    }

    /// @dev Seats without end would blind every later draw.
    function test_ResigningAndVolunteeringAgainAddsNoSeats() public {
        for (uint256 time; time < 5; ++time) {
            resign(person(3));
            skip(90 days);
            volunteer(person(3));
        }
        assertEq(jury.seatCount(), SEATS);
        skip(1);
        contested(MILD);
        assertEq(disputeOf(DISPUTE).pool, SEATS);
        assertTrue(jury.isCandidate(DISPUTE, person(3)));
    }

    function test_WhoJoinsAnewComesBackToTheirOwnSeat() public {
        resign(person(3));
        leave(person(3));
        announce();
        withdraw(person(3));
        skip(90 days);
        join(person(3));
        vm.expectEmit(address(jury));
        emit IJury.Volunteered(person(3), SEAT + 3);
        volunteer(person(3));
        assertEq(jury.seatCount(), SEATS);
    }

    function test_OnlyVolunteersAreCandidates() public {
        contested(MILD);
        assertFalse(jury.isCandidate(DISPUTE, person(10)));
        assertFalse(jury.isCandidate(DISPUTE, anyone));
        assertFalse(jury.isCandidate(DISPUTE, person(16)), "resigned long ago");
        assertTrue(jury.isCandidate(DISPUTE, person(0)));
    }
}

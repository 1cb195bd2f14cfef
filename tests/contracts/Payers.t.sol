// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {AnnouncingFixture} from "./base/AnnouncingFixture.sol";
import {BARE, DOUBLE, MILD, SEVERE, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Who pays an announcement, and whom it lapses.
contract PayersTest is AnnouncingFixture {
    // ---- who pays

    function test_NobodyPaysWhenAllAreGone() public {
        openWith(1, terms());
        fundBackstop(1_000 * YUAN);
        queue(person(0), SEVERE);
        assertEq(books().units, 0);
        announce();
        assertEq(books().index, 0);
        assertFunding(0, SEVERE, 0, 324 * YUAN);
        assertEq(books().backstop, 676 * YUAN);
        skip(3 days);
        desk.settle(0);
        assertEq(yuan.balanceOf(person(0)), 300 * YUAN);
    }

    function test_WithoutPayersTheSurplusPaysFirst() public {
        openWith(3, withTinyCases());
        queueMild(0, 1);
        announce();
        skip(3 days);
        desk.settle(0);
        uint256 surplus = books().surplus;
        assertEq(surplus, 3 * STEP - 1);
        queue(person(0), SEVERE);
        queue(person(1), SEVERE);
        queue(person(2), SEVERE);
        announce();
        assertEq(books().units, 0);
        assertFunding(1, SEVERE, surplus / 3, 0);
        assertEq(books().surplus, surplus % 3);
    }

    function test_OnePayerPaysAloneWithinTheCap() public {
        openWith(2, terms());
        queue(person(0), SEVERE);
        announce();
        assertFunding(0, SEVERE, 3 * YUAN, 0);
        assertEq(memberOf(person(1)).balance, 27 * YUAN);
    }

    function test_AllPayersCanBeClaimantsOfTheSamePeriod() public {
        openWith(10, terms());
        queueMild(0, 10);
        announce();
        // Ten cases ask 30 each, and 30 are there.
        assertFunding(0, MILD, 3 * YUAN, 0);
        skip(3 days);
        for (uint256 n; n < 10; ++n) {
            desk.settle(n);
            assertEq(yuan.balanceOf(person(n)) + memberOf(person(n)).balance, 30 * YUAN);
        }
    }

    function test_LeaversPayWhenTheyAreTheOnlyOnes() public {
        openWith(2, terms());
        announce();
        queue(person(0), SEVERE);
        leave(person(1));
        announce();
        assertEq(memberOf(person(1)).balance, 27 * YUAN);
    }

    // ---- lapsing

    function test_WhoeverFallsBelowTheReserveLapsesAndHasPaid() public {
        IMutualLedger.Terms memory with = terms();
        with.tiers[DOUBLE].deposit = 6 * YUAN;
        openWith(9, with);
        join(alice, DOUBLE, 12 * YUAN - 2 * STEP);
        join(bob, BARE, 6 * YUAN);
        queueMild(0, 1);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Announced(
            FIRST, IMutualLedger.AnnouncementFigures(12, 1 << (16 * MILD), 0, 36 * YUAN, 3 * YUAN, 0, 0, 0, 2, 1)
        );
        announce();
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        assertStatus(bob, IMutualLedger.Status.Active);
        assertEq(memberOf(alice).balance, 6 * YUAN - 2 * STEP);
        assertEq(books().units, 10);
        assertEq(books().members, 10);
    }

    function test_TheIndexMovesOnFromWhereALapsedMemberStopped() public {
        openWith(9, terms());
        join(alice, BARE, 4 * YUAN);
        for (uint256 n; n < 3; ++n) {
            queueMild(n, 1);
            announce();
        }
        assertEq(memberOf(alice).balance, YUAN);
        (, uint256 lapsedAt) = ledger.announcementOf(FIRST);
        assertEq(memberOf(alice).coveredUntil, lapsedAt);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {BARE, STANDARD, YUAN} from "./base/Plans.sol";
import {RebateFixture} from "./base/RebateFixture.sol";
import {vm} from "./Test.sol";

/// @dev The last withdrawals of a closed plan, after which nothing of the rebate is left; and what nobody has shared.
contract LastRebatesTest is RebateFixture {
    function openWithoutSponsor() private {
        IPlanTerms.Roles memory people = roles();
        people.sponsor = address(0);
        open(terms(), address(yuan), people);
        populate();
    }

    // ---- the last withdrawal, and nobody

    function withdrawAll(uint256 count) private returns (uint256 paid) {
        for (uint256 n; n < count; ++n) {
            uint256 own = yuan.balanceOf(person(n)) + memberOf(person(n)).balance;
            withdraw(person(n));
            paid += yuan.balanceOf(person(n)) - own;
        }
    }

    function test_TheLastWithdrawalMovesTheRestToTheBackstop() public {
        share(0);
        closeAndFinish();
        uint256 pool = books().rebatePool;
        uint256 each = rebateOf(person(0));
        uint256 rest = pool - 6 * each;
        assertGt(rest, 0);
        for (uint256 n = 1; n < 6; ++n) {
            withdraw(person(n));
        }
        uint256 balance = memberOf(person(0)).balance;
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Withdrawn(person(0), balance, each, rest);
        withdraw(person(0));
        assertEq(books().rebatePool, 0);
        assertEq(books().backstop, rest);
    }

    function test_WithoutASponsorTheLastTakesTheRest() public {
        openWithoutSponsor();
        share(0);
        closeAndFinish();
        uint256 pool = books().rebatePool;
        uint256 each = rebateOf(person(0));
        uint256 rest = pool - 6 * each;
        assertGt(rest, 0);
        for (uint256 n = 1; n < 6; ++n) {
            withdraw(person(n));
        }
        assertEq(rebateOf(person(0)), each + rest);
        withdraw(person(0));
        assertEq(books().rebatePool, 0);
        assertEq(books().backstop, 0);
        assertEq(yuan.balanceOf(address(ledger)), books().operatorCredit);
    }

    /// @dev One who has shared nothing is not the last of those who have.
    function test_WhoSharedNothingLeavesTheRestToThoseWhoDid() public {
        openWithoutSponsor();
        share(0);
        join(alice);
        closeAndFinish();
        for (uint256 n = 1; n < 6; ++n) {
            withdraw(person(n));
        }
        uint256 pool = books().rebatePool;
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
        assertEq(rebateOf(person(0)), pool);
    }

    /// @dev Without a sponsor what is left of the backstop is members' money.
    function test_WithoutASponsorTheBackstopGoesBackToTheMembers() public {
        openWithoutSponsor();
        share(0);
        fundBackstop(600 * YUAN);
        uint256 surplus = books().surplus;
        close();
        skip(180 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Finished(surplus + 600 * YUAN, sharedBy(6), 0);
        ledger.finish();
        assertEq(rebateOf(person(0)), (surplus + 600 * YUAN) / 6);
    }

    function test_WithASponsorTheBackstopStaysTheSponsors() public {
        share(0);
        fundBackstop(600 * YUAN);
        uint256 surplus = books().surplus;
        close();
        skip(180 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Finished(surplus, sharedBy(6), 600 * YUAN);
        ledger.finish();
    }

    /// @dev All who had shared are gone, and who is there has shared nothing.
    function surplusOfNobody() private returns (uint256 surplus) {
        share(0);
        for (uint256 n; n < 6; ++n) {
            leave(person(n));
        }
        announce();
        join(alice);
        surplus = books().surplus;
        assertGt(surplus, 0);
        fundBackstop(YUAN);
        close();
        skip(180 days);
    }

    function test_WhereNobodyHasSharedTheSurplusBecomesBackstop() public {
        uint256 surplus = surplusOfNobody();
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Finished(0, 0, surplus + YUAN);
        ledger.finish();
        assertEq(rebateOf(alice), 0);
        withdraw(alice);
        vm.prank(sponsor);
        ledger.takeBackstop(surplus + YUAN);
        assertEq(yuan.balanceOf(sponsor), surplus + YUAN);
    }

    /// @dev It waits for ever: whoever is there last must not be worth bribing out.
    function test_WhereNobodyHasSharedAndThereIsNoSponsorTheSurplusWaitsForEver() public {
        openWithoutSponsor();
        uint256 surplus = surplusOfNobody();
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Finished(0, 0, surplus + YUAN);
        ledger.finish();
        assertEq(rebateOf(alice), 0);
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
        assertEq(books().backstop, surplus + YUAN);
    }

    // ---- whatever happened

    /// @dev Joins between charges, leavers and lapses in the closing: nothing is stranded and nothing is made.
    function testFuzz_ThePoolIsPaidOutToTheLastUnit(uint8[5] calldata joins, uint8 leavers, bool sponsored) public {
        if (!sponsored) openWithoutSponsor();
        uint256 count = 6;
        for (uint256 i; i < 5; ++i) {
            uint256 more = 1 + joins[i] % 4;
            enrol(count, more, i % 2 == 0 ? STANDARD : BARE, i % 2 == 0 ? 30 * YUAN : 4 * YUAN);
            count += more;
            share(i);
        }
        close();
        for (uint256 n; n < 6; ++n) {
            if (leavers >> n & 1 == 1) leave(person(n));
        }
        announce();
        finish();
        uint256 pool = books().rebatePool;
        uint256 shared = books().rebateShared;
        assertGt(shared, 0);
        uint256 paid = withdrawAll(count);
        assertEq(books().rebatePool, 0);
        assertEq(paid + books().backstop, pool);
        if (!sponsored) assertEq(paid, pool);
        assertEq(yuan.balanceOf(address(ledger)), books().backstop + books().operatorCredit);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {ACCIDENT, BARE, DOUBLE, MILD, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev The surplus of a closed plan goes back to those who shared in it, by what they did.  A mild case asks ten
/// yuan and
/// one base unit; what rounding the share up to a step brings too much is the surplus.
contract RebateTest is PlanFixture {
    function terms() internal view override returns (IMutualLedger.Terms memory with) {
        with = super.terms();
        (with.levels[MILD].benefit, with.levels[MILD].fee) = (10 * YUAN, 1);
    }

    function setUp() public override {
        super.setUp();
        populate();
    }

    /// @dev Six who have been there long.
    function populate() private {
        enrol(0, 6, STANDARD, 30 * YUAN);
        stay();
        skip(180 days);
    }

    function openWithoutSponsor() private {
        IPlanTerms.Roles memory people = roles();
        people.sponsor = address(0);
        open(terms(), address(yuan), people);
        populate();
    }

    /// @dev Charges everybody for a mild case, and pays it.
    function share(uint256 claimant) private returns (uint256 steps) {
        uint256 before = books().shares;
        uint256 caseId = queue(person(claimant), MILD);
        announce();
        skip(3 days);
        desk.settle(caseId);
        return books().shares - before;
    }

    /// @dev Charges everybody the cap of three yuan.
    function chargeTheCap(uint256 claimant) private {
        uint256 caseId = queue(person(claimant), ACCIDENT);
        announce();
        skip(3 days);
        desk.settle(caseId);
    }

    function rebateOf(address who) private view returns (uint256) {
        return memberOf(who).rebate;
    }

    function finish() private {
        skip(180 days);
        ledger.finish();
    }

    // ---- by shares

    function test_WhoSharedTwiceAsMuchGetsTwiceAsMuchBack() public {
        uint256 first = share(0);
        join(alice, DOUBLE, 60 * YUAN);
        uint256 second = share(1);
        uint256 surplus = books().surplus;
        uint256 all = 6 * (first + second) + 2 * second;
        assertGt(surplus % all, 0);
        close();
        skip(180 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Finished(surplus, all, 0);
        ledger.finish();
        assertEq(books().rebatePool, surplus);
        assertEq(books().rebateShared, all);
        assertEq(books().surplus, 0);
        assertEq(rebateOf(person(5)), surplus * (first + second) / all);
        assertEq(rebateOf(alice), surplus * 2 * second / all);
    }

    function test_ARebateIsPaidWithTheBalance() public {
        share(0);
        closeAndFinish();
        uint256 balance = memberOf(person(3)).balance;
        uint256 rebate = rebateOf(person(3));
        uint256 pool = books().rebatePool;
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Withdrawn(person(3), balance, rebate, 0);
        withdraw(person(3));
        assertEq(yuan.balanceOf(person(3)), balance + rebate);
        assertEq(books().rebatePool, pool - rebate);
        assertEq(books().members, 5);
        assertEq(books().units, 5);
        assertEq(rebateOf(person(3)), 0);
    }

    /// @dev Also of somebody who lapsed in between and came back: what they missed counts, since they paid it.
    function test_BackPayCounts() public {
        join(alice, BARE, 5 * YUAN);
        join(bob, BARE, 15 * YUAN);
        chargeTheCap(0);
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        share(1);
        topUp(alice, 10 * YUAN);
        share(2);
        closeAndFinish();
        assertGt(rebateOf(alice), 0);
        assertEq(rebateOf(alice), rebateOf(bob));
        assertEq(memberOf(alice).balance, memberOf(bob).balance);
    }

    /// @dev Whoever is still leaving when the plan is closed has shared like the others.
    function test_WhoIsLeavingWhenThePlanIsClosedKeepsTheirPart() public {
        share(0);
        close();
        skip(170 days);
        ledger.announce();
        leave(person(3));
        skip(10 days);
        ledger.finish();
        assertStatus(person(3), IMutualLedger.Status.Leaving);
        assertEq(rebateOf(person(3)), rebateOf(person(4)));
        withdraw(person(3));
        assertEq(books().leavingUnits, 0);
        assertStatus(person(3), IMutualLedger.Status.Withdrawn);
    }

    // ---- who comes late

    /// @dev Two thousand late accounts once took a surplus away from who had paid it: fifty will do here.
    function test_LateJoinersGetNothingAndTakeNothing() public {
        share(0);
        uint256 state = vm.snapshotState();
        closeAndFinish();
        uint256 alone = rebateOf(person(3));
        vm.revertToState(state);
        enrol(100, 50, STANDARD, 30 * YUAN);
        stay();
        closeAndFinish();
        assertEq(rebateOf(person(3)), alone);
        assertEq(rebateOf(person(100)), 0);
        withdraw(person(100));
        assertEq(yuan.balanceOf(person(100)), 30 * YUAN);
    }

    /// @dev Dues are no shares: an operator that pays them to itself buys no part of the surplus.
    function test_AnOperatorWhoPaysDuesToItselfGainsNothing() public {
        IMutualLedger.Terms memory with = terms();
        with.dues = STEP;
        with.tiers[BARE].deposit = 301 * STEP;
        open(with);
        populate();
        share(0);
        enrol(100, 5, DOUBLE, 60 * YUAN);
        for (uint256 i; i < 8; ++i) {
            announce();
        }
        uint256 surplus = books().surplus;
        closeAndFinish();
        for (uint256 n; n < 5; ++n) {
            assertEq(rebateOf(person(100 + n)), 0);
        }
        for (uint256 n; n < 6; ++n) {
            assertEq(rebateOf(person(n)), surplus / 6);
        }
    }

    // ---- a hard announcement in a closing

    /// @dev Three yuan in one announcement lapse everybody who had just the reserve; what they had shared stays theirs.
    function test_WhoLapsesInAClosingKeepsTheirPart() public {
        join(alice, BARE, 5 * YUAN);
        share(0);
        uint256 state = vm.snapshotState();
        close();
        finish();
        uint256 unlapsed = rebateOf(alice);
        vm.revertToState(state);

        queue(person(1), MILD);
        queue(person(2), MILD);
        close();
        announce();
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        skip(3 days);
        desk.settle(1);
        desk.settle(2);
        finish();
        assertGt(unlapsed, 0);
        assertGt(rebateOf(alice), 0);
        assertEq(rebateOf(alice), rebateOf(person(3)));
        uint256 rebate = rebateOf(alice);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Withdrawn(alice, memberOf(alice).balance, rebate, 0);
        withdraw(alice);
    }

    function test_WhoLeavesInAClosingKeepsTheirPart() public {
        share(0);
        close();
        leave(person(3));
        announce();
        assertStatus(person(3), IMutualLedger.Status.Left);
        finish();
        assertGt(rebateOf(person(3)), 0);
        assertEq(rebateOf(person(3)), rebateOf(person(4)));
    }

    /// @dev Who asked to leave before, and has still to pay when the closing begins, too.
    function test_WhoWasLeavingWhenTheClosingBeganKeepsTheirPart() public {
        share(0);
        leave(person(3));
        close();
        announce();
        finish();
        assertEq(rebateOf(person(3)), rebateOf(person(4)));
    }

    function test_WhoWasGoneBeforeTheClosingHasNoPart() public {
        join(alice, BARE, 5 * YUAN);
        share(0);
        leave(person(3));
        chargeTheCap(1);
        close();
        assertStatus(person(3), IMutualLedger.Status.Left);
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        uint256 surplus = books().surplus;
        finish();
        assertEq(rebateOf(person(3)), 0);
        assertEq(rebateOf(alice), 0);
        assertEq(rebateOf(person(4)), surplus / 4);
    }

    function test_WhoWithdrewBeforeTheEndHasNoPart() public {
        share(0);
        close();
        leave(person(3));
        announce();
        withdraw(person(3));
        uint256 surplus = books().surplus;
        finish();
        assertEq(books().rebateShared, 5 * books().shares);
        assertEq(rebateOf(person(4)), surplus / 5);
    }

    /// @dev Their person has been paid: a benefit approved after they left takes their part away.
    function test_WhoWasEndedByABenefitHasNoPart() public {
        share(0);
        close();
        leave(person(3));
        uint256 before = timeNow() - 1;
        vm.prank(person(3));
        uint256 caseId = desk.file(ACCIDENT, before, "sealed", address(0));
        announce();
        approve(caseId, ACCIDENT);
        announce();
        skip(3 days);
        desk.settle(caseId);
        finish();
        assertEq(rebateOf(person(3)), 0);
        assertEq(books().rebateShared, 5 * books().shares);
    }

    /// @dev Lapsed, not left.
    function test_WhoLapsedInAClosingAndWasEndedByABenefitHasNoPart() public {
        enrol(6, 1, BARE, 5 * YUAN);
        share(0);
        uint256 caseId = file(person(6), ACCIDENT);
        queue(person(1), MILD);
        queue(person(2), MILD);
        close();
        announce();
        assertStatus(person(6), IMutualLedger.Status.Lapsed);
        approve(caseId, ACCIDENT);
        announce();
        skip(3 days);
        for (uint256 n = caseId; n < caseId + 3; ++n) {
            desk.settle(n);
        }
        finish();
        assertEq(rebateOf(person(6)), 0);
        assertEq(books().rebateShared, 6 * books().shares);
    }

    /// @dev The announcement that begins the closing is the first that takes nobody's part.
    function test_WhoIsGoneWithTheAnnouncementThatBeginsTheClosingKeepsTheirPart() public {
        IMutualLedger.Terms memory with = terms();
        with.minMembers = 6;
        open(with);
        populate();
        share(0);
        leave(person(5));
        announce();
        skip(terms().grace);
        leave(person(4));
        ledger.announce();
        assertStage(IMutualLedger.Stage.Closing);
        finish();
        assertEq(rebateOf(person(5)), 0);
        assertEq(books().rebateShared, 5 * books().shares);
        assertEq(rebateOf(person(4)), books().rebatePool / 5);
        assertEq(rebateOf(person(3)), books().rebatePool / 5);
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
        emit IMutualLedger.Finished(surplus + 600 * YUAN, 6 * books().shares, 0);
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
        emit IMutualLedger.Finished(surplus, 6 * books().shares, 600 * YUAN);
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

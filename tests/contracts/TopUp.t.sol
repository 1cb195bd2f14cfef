// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, DOUBLE, MILD, SEVERE, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

contract TopUpTest is PlanFixture {
    /// @dev What alice, bob and carol hold is two yuan short of two full periods.
    uint256 private constant DEPOSIT = 5 * YUAN;

    function setUp() public override {
        super.setUp();
        enrol(0, 9, STANDARD, 30 * YUAN);
        skip(180 days);
    }

    /// @dev Charges everybody the cap, three yuan a unit.
    function chargeTheCap(uint256 claimant) private {
        queue(person(claimant), MILD);
        announce();
    }

    function lapse(address who) private {
        join(who, BARE, DEPOSIT);
        chargeTheCap(0);
        assertStatus(who, IMutualLedger.Status.Lapsed);
    }

    /// @dev Refused before any money is asked for.
    function refusedTopUp(address payer, address member, uint256 amount) private {
        vm.prank(payer);
        ledger.topUp(member, amount);
    }

    // ---- refusals

    function test_RevertWhen_ThePlanIsClosed() public {
        closeAndFinish();
        expectRefusal(IMutualLedger.PlanClosed.selector);
        ledger.topUp(person(0), YUAN);
    }

    function test_RevertWhen_TheAmountIsNothing() public {
        expectRefusal(IMutualLedger.ZeroAmount.selector);
        ledger.topUp(person(0), 0);
    }

    function test_RevertWhen_TheMemberIsNeitherActiveNorLapsed() public {
        expectRefusal(IMutualLedger.NotActive.selector, alice);
        ledger.topUp(alice, YUAN);

        announce();
        leave(person(0));
        expectRefusal(IMutualLedger.NotActive.selector, person(0));
        ledger.topUp(person(0), YUAN);
        announce();
        expectRefusal(IMutualLedger.NotActive.selector, person(0));
        ledger.topUp(person(0), YUAN);
        withdraw(person(0));
        expectRefusal(IMutualLedger.NotActive.selector, person(0));
        ledger.topUp(person(0), YUAN);

        queue(person(1), SEVERE);
        expectRefusal(IMutualLedger.NotActive.selector, person(1));
        ledger.topUp(person(1), YUAN);
    }

    function test_RevertWhen_TheAmountIsNotAMultiple() public {
        join(alice, DOUBLE, 60 * YUAN);
        expectRefusal(IMutualLedger.AmountNotWhole.selector, STEP, 2 * STEP);
        ledger.topUp(alice, STEP);
    }

    function test_RevertWhen_TheLimitOutgrowsItsType() public {
        uint256 room = type(uint48).max - memberOf(person(0)).limit;
        expectRefusal(IMutualLedger.AmountTooLarge.selector, uint256(type(uint48).max) + 1, type(uint48).max);
        ledger.topUp(person(0), (room + 1) * STEP);
        topUp(person(0), room * STEP);
        assertEq(memberOf(person(0)).limit, type(uint48).max);
    }

    function test_RevertWhen_AStrangerWouldDraftALapsedMemberBack() public {
        lapse(alice);
        expectRefusal(IMutualLedger.OnlyMemberReinstates.selector, alice, anyone);
        refusedTopUp(anyone, alice, 10 * YUAN);
        expectRefusal(IMutualLedger.OnlyMemberReinstates.selector, alice, operator);
        refusedTopUp(operator, alice, 10 * YUAN);
    }

    function test_RevertWhen_ThePlanIsClosingAndTheMemberLapsed() public {
        lapse(alice);
        close();
        expectRefusal(IMutualLedger.PlanNotOpen.selector);
        refusedTopUp(alice, alice, 10 * YUAN);
    }

    function test_RevertWhen_TheGraceIsOver() public {
        lapse(alice);
        uint256 until = timeNow() + 30 days;
        vm.warp(until);
        expectRefusal(IMutualLedger.GraceOver.selector, alice, until);
        refusedTopUp(alice, alice, 10 * YUAN);

        vm.warp(until - 1);
        topUp(alice, 10 * YUAN);
        assertStatus(alice, IMutualLedger.Status.Active);
    }

    function test_RevertWhen_TheReserveIsAStepShort() public {
        lapse(alice);
        expectRefusal(IMutualLedger.BelowReserve.selector, YUAN - STEP, YUAN);
        refusedTopUp(alice, alice, YUAN - STEP);
        topUp(alice, YUAN);
        assertStatus(alice, IMutualLedger.Status.Active);
    }

    // ---- topping up

    function test_AnybodyTopsUpAnActiveMember() public {
        join(alice, BARE, DEPOSIT);
        fund(anyone, YUAN);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.ToppedUp(alice, anyone, YUAN, 600);
        vm.prank(anyone);
        ledger.topUp(alice, YUAN);
        assertEq(memberOf(alice).balance, 6 * YUAN);
        assertEq(books().units, 10);
    }

    function test_AMemberOfTwoUnitsRisesHalfAsFar() public {
        join(alice, DOUBLE, 60 * YUAN);
        topUp(alice, 10 * YUAN);
        assertEq(memberOf(alice).limit, 3_500);
        assertEq(memberOf(alice).balance, 70 * YUAN);
    }

    function test_AMemberAtTheFloorStaysAndOneStepBelowLapses() public {
        join(alice, BARE, DEPOSIT);
        join(bob, BARE, DEPOSIT);
        topUp(alice, YUAN);
        topUp(bob, YUAN - STEP);
        chargeTheCap(0);
        assertStatus(alice, IMutualLedger.Status.Active);
        assertStatus(bob, IMutualLedger.Status.Lapsed);
        assertEq(memberOf(alice).balance, 3 * YUAN);
        assertEq(memberOf(bob).balance, 3 * YUAN - STEP);
        assertEq(books().members, 10);
    }

    function test_APlanThatIsClosingTakesTopUps() public {
        close();
        topUp(person(0), YUAN);
        assertEq(memberOf(person(0)).balance, 31 * YUAN);
    }

    // ---- coming back

    /// @dev They held 2 yuan at the lapse and missed 3; with 4 more they hold 3, the reserve.
    function test_WhoComesBackPaysWhatTheyMissedIntoTheSurplus() public {
        lapse(alice);
        uint256 lapsedAt = timeNow();
        assertEq(memberOf(alice).lapsedAt, lapsedAt);
        assertEq(memberOf(alice).lastPaidIn, books().period - 1);
        assertEq(ledger.reinstatedAtOf(alice), 0);
        assertEq(memberOf(alice).balance, 2 * YUAN);
        assertEq(memberOf(alice).coveredUntil, lapsedAt);
        chargeTheCap(1);
        assertEq(memberOf(alice).balance, 2 * YUAN);
        assertEq(books().surplus, 0);
        uint256 joinedAt = memberOf(alice).joinedAt;

        fund(alice, 4 * YUAN);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Reinstated(alice, alice, 4 * YUAN, 3 * YUAN, 900);
        vm.prank(alice);
        ledger.topUp(alice, 4 * YUAN);

        assertEq(memberOf(alice).balance, 3 * YUAN);
        assertEq(books().surplus, 3 * YUAN);
        assertEq(books().members, 10);
        assertEq(memberOf(alice).joinedAt, joinedAt);
        assertEq(ledger.reinstatedAtOf(alice), timeNow());
        assertEq(memberOf(alice).lapsedAt, 0);
        assertEq(memberOf(alice).lastPaidIn, books().period);
        assertEq(memberOf(alice).coveredUntil, type(uint40).max);
    }

    /// @dev All that others paid, dues included; to the members, since the operator earned it of nobody.
    function test_WhoComesBackPaysTheDuesTheyMissedToo() public {
        IMutualLedger.Terms memory with = terms();
        with.dues = 10 * STEP;
        with.tiers[BARE].deposit = 310 * STEP;
        open(with);
        enrol(0, 9, STANDARD, 30 * YUAN);
        skip(180 days);
        lapse(alice);
        announce();
        uint256 credit = books().operatorCredit;
        fund(alice, 2 * YUAN);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Reinstated(alice, alice, 2 * YUAN, 10 * STEP, memberOf(alice).limit + 200);
        vm.prank(alice);
        ledger.topUp(alice, 2 * YUAN);
        assertEq(books().surplus, 10 * STEP);
        assertEq(books().operatorCredit, credit);
    }

    /// @dev Leaving and coming back around an announcement saves nothing: the twin who stayed paid the same.
    function test_WhoComesBackHasPaidAsMuchAsWhoStayed() public {
        join(bob, BARE, DEPOSIT + 5 * YUAN);
        lapse(alice);
        chargeTheCap(1);
        topUp(alice, 5 * YUAN);
        assertEq(memberOf(alice).balance, memberOf(bob).balance);
        assertEq(memberOf(alice).limit, memberOf(bob).limit);
    }
}

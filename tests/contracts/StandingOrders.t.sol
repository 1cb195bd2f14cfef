// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IStandingOrders} from "../../contracts/interfaces/IStandingOrders.sol";
import {FalseToken} from "./base/OddTokens.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, DOUBLE, MILD, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Reserves refilled from wallets: never more than was ordered, never against a member's will.
contract StandingOrdersTest is PlanFixture {
    uint128 private constant TARGET = 8 * uint128(YUAN);
    uint128 private constant MOST = 3 * uint128(YUAN);

    IStandingOrders private orders;

    function setUp() public override {
        super.setUp();
        orders = standBeside(ledger);
        enrol(0, 9, STANDARD, 30 * YUAN);
        skip(180 days);
    }

    function standBeside(IMutualLedger plan) private returns (IStandingOrders) {
        return IStandingOrders(vm.deployCode("StandingOrders.sol:StandingOrders", abi.encode(plan)));
    }

    /// @dev A member with so much in the reserve and so much in the wallet, all of it allowed.
    function memberWith(address who, uint256 deposit, uint256 wallet) private {
        join(who, BARE, deposit);
        yuan.mint(who, wallet);
        vm.prank(who);
        yuan.approve(address(orders), type(uint256).max);
    }

    function order(address who, uint128 target, uint128 most) private {
        vm.prank(who);
        orders.place(target, most);
    }

    function refill(address who) private returns (uint256) {
        address[] memory members = new address[](1);
        members[0] = who;
        vm.prank(anyone);
        return orders.refill(members);
    }

    function passedOver(address who) private {
        uint256 wallet = yuan.balanceOf(who);
        assertEq(refill(who), 0, "refilled");
        assertEq(yuan.balanceOf(who), wallet, "wallet");
    }

    /// @dev Charges everybody the cap, three yuan a unit.
    function chargeTheCap(uint256 claimant) private {
        queue(person(claimant), MILD);
        announce();
    }

    // ---- refusals, and whom it passes over

    function test_RevertWhen_AnybodyElseFillsForAMember() public {
        memberWith(alice, 5 * YUAN, 10 * YUAN);
        order(alice, TARGET, MOST);
        expectRefusal(IStandingOrders.OnlyItself.selector, anyone);
        vm.prank(anyone);
        orders.fill(alice, FIRST, YUAN);
    }

    function test_NobodyIsTouchedWithoutAnOrder() public {
        memberWith(alice, 5 * YUAN, 10 * YUAN);
        passedOver(alice);
    }

    function test_AnOrderCalledOffHoldsNoMore() public {
        memberWith(alice, 5 * YUAN, 10 * YUAN);
        order(alice, TARGET, MOST);
        order(alice, 0, MOST);
        passedOver(alice);
    }

    function test_WhoHasEnoughIsPassedOver() public {
        memberWith(alice, 8 * YUAN, 10 * YUAN);
        order(alice, TARGET, MOST);
        passedOver(alice);
    }

    function test_WhoIsNoMemberIsPassedOver() public {
        yuan.mint(alice, 10 * YUAN);
        order(alice, TARGET, MOST);
        passedOver(alice);
    }

    function test_WhoLeavesIsPassedOver() public {
        memberWith(alice, 5 * YUAN, 10 * YUAN);
        order(alice, TARGET, MOST);
        announce();
        leave(alice);
        passedOver(alice);
    }

    function test_WhoHasLapsedIsNotBroughtBack() public {
        memberWith(alice, 5 * YUAN, 10 * YUAN);
        chargeTheCap(0);
        order(alice, TARGET, MOST);
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        passedOver(alice);
    }

    function test_WhoCannotPayIsPassedOver() public {
        memberWith(alice, 5 * YUAN, 3 * YUAN - 1);
        order(alice, TARGET, MOST);
        passedOver(alice);
        yuan.mint(alice, 1);
        vm.prank(alice);
        yuan.approve(address(orders), 3 * YUAN - 1);
        passedOver(alice);
    }

    function test_AClosedPlanTakesNothing() public {
        memberWith(alice, 5 * YUAN, 10 * YUAN);
        order(alice, TARGET, MOST);
        closeAndFinish();
        passedOver(alice);
    }

    function test_ATokenThatOnlySaysSoTakesNobodyIn() public {
        FalseToken token = new FalseToken();
        open(terms(), address(token));
        orders = standBeside(ledger);
        token.mint(alice, 20 * YUAN);
        vm.prank(alice);
        token.approve(address(ledger), type(uint256).max);
        vm.prank(alice);
        ledger.join(BARE, 5 * YUAN, "");
        vm.prank(alice);
        token.approve(address(orders), type(uint256).max);
        order(alice, TARGET, MOST);
        token.say(false);
        assertEq(refill(alice), 0, "refilled");
        assertEq(memberOf(alice).balance, 5 * YUAN, "balance");
    }

    // ---- what the ledger is allowed to take

    /// @dev Once and for all: the ledger asks nobody for more than they bring, and this contract holds nothing in
    /// between.
    function test_TheLedgerIsAllowedOnceForAll() public {
        assertEq(yuan.allowance(address(orders), address(ledger)), type(uint256).max);
        memberWith(alice, 6 * YUAN, 10 * YUAN);
        order(alice, TARGET, MOST);
        refill(alice);
        assertEq(yuan.allowance(address(orders), address(ledger)), type(uint256).max);
    }

    /// @dev What lies there by accident is nobody's to fill a reserve with.
    function test_AGiftToItFillsNobodysReserve() public {
        yuan.mint(address(orders), 100 * YUAN);
        memberWith(alice, 6 * YUAN, 0);
        order(alice, TARGET, MOST);
        passedOver(alice);
        assertEq(yuan.balanceOf(address(orders)), 100 * YUAN);
    }

    // ---- what it takes

    function test_AnOrderIsToldAsItWasPlaced() public {
        vm.expectEmit(address(orders));
        emit IStandingOrders.OrderPlaced(alice, TARGET, MOST);
        order(alice, TARGET, MOST);
    }

    function test_AReserveIsFilledUpToTheTarget() public {
        memberWith(alice, 6 * YUAN, 10 * YUAN);
        order(alice, TARGET, MOST);
        vm.expectEmit(address(orders));
        emit IStandingOrders.Refilled(alice, FIRST, 2 * YUAN);
        assertEq(refill(alice), 1, "refilled");
        assertEq(memberOf(alice).balance, TARGET, "balance");
        assertEq(yuan.balanceOf(alice), 8 * YUAN, "wallet");
        assertEq(yuan.balanceOf(address(orders)), 0, "held in between");
        passedOver(alice);
    }

    function test_APeriodTakesNoMoreThanWasAllowed() public {
        memberWith(alice, 7 * YUAN, 30 * YUAN);
        order(alice, 20 * uint128(YUAN), MOST);
        assertEq(refill(alice), 1, "refilled");
        assertEq(memberOf(alice).balance, 10 * YUAN, "balance");
        passedOver(alice);

        order(alice, 20 * uint128(YUAN), MOST + uint128(YUAN));
        assertEq(orders.wanted(alice), YUAN, "what was taken before the change counts");

        order(alice, 20 * uint128(YUAN), MOST);
        chargeTheCap(0);
        assertEq(refill(alice), 1, "refilled in the next period");
        assertEq(memberOf(alice).balance, 10 * YUAN, "balance");
    }

    function test_OnlyWholeStepsOfAllUnitsAreTaken() public {
        join(alice, DOUBLE, 60 * YUAN);
        yuan.mint(alice, 10 * YUAN);
        vm.prank(alice);
        yuan.approve(address(orders), type(uint256).max);
        order(alice, uint128(60 * YUAN + 7 * STEP + 1), MOST);
        assertEq(refill(alice), 1, "refilled");
        assertEq(memberOf(alice).balance, 60 * YUAN + 6 * STEP, "balance");
    }

    function test_OneWhoCannotPayHoldsUpNobody() public {
        memberWith(alice, 5 * YUAN, 10 * YUAN);
        memberWith(bob, 5 * YUAN, 0);
        memberWith(carol, 5 * YUAN, 10 * YUAN);
        address[] memory members = new address[](5);
        (members[0], members[1], members[2], members[3], members[4]) = (alice, bob, carol, alice, anyone);
        for (uint256 i; i < 3; ++i) {
            order(members[i], TARGET, MOST);
        }
        assertEq(orders.refill(members), 2, "refilled");
        assertEq(memberOf(alice).balance, TARGET, "alice, who stands in the list twice");
        assertEq(memberOf(bob).balance, 5 * YUAN, "bob");
        assertEq(memberOf(carol).balance, TARGET, "carol");
    }

    function test_AMemberNeverLapsesWhileTheWalletLasts() public {
        memberWith(alice, 6 * YUAN, 9 * YUAN);
        order(alice, 6 * uint128(YUAN), MOST);
        for (uint256 period; period < 3; ++period) {
            chargeTheCap(period);
            assertStatus(alice, IMutualLedger.Status.Active);
            assertEq(refill(alice), 1, "refilled");
        }
        chargeTheCap(3);
        passedOver(alice);
        chargeTheCap(4);
        assertStatus(alice, IMutualLedger.Status.Lapsed);
    }

    /// @dev Whatever is ordered and however often it is asked for, a period takes at most what was allowed.
    function testFuzz_ThereIsNoWayToTakeMore(uint128 target, uint128 most, uint256 wallet, uint8 times) public {
        wallet = bound(wallet, 0, 100 * YUAN);
        memberWith(alice, 5 * YUAN, wallet);
        order(alice, target, most);
        for (uint256 i; i < times % 4; ++i) {
            refill(alice);
        }
        uint256 taken = wallet - yuan.balanceOf(alice);
        assertLe(taken, most, "most");
        assertEq(memberOf(alice).balance, 5 * YUAN + taken, "balance");
        assertTrue(taken == 0 || 5 * YUAN + taken <= target, "target");
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IStandingOrders} from "../../contracts/interfaces/IStandingOrders.sol";
import {IYuan} from "./base/IYuan.sol";
import {CallingToken} from "./base/OddTokens.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev A refill reads the books once.  A currency that calls back while Alice's reserve is filled can have an announcement
/// made before it is Bob's turn; this is what comes of it.  Known currencies do not call back.
contract OrdersCalledBackTest is PlanFixture {
    uint128 private constant MOST = 3 * uint128(YUAN);

    CallingToken private token;
    IStandingOrders private orders;

    function setUp() public override {
        super.setUp();
        token = new CallingToken();
        yuan = IYuan(address(token));
        open(terms(), address(token));
        orders = IStandingOrders(vm.deployCode("StandingOrders.sol:StandingOrders", abi.encode(ledger)));
        enrol(0, 9, STANDARD, 30 * YUAN);
        skip(180 days);
        ledger.announce();
        skip(terms().period);
        ordering(alice);
        ordering(bob);
        token.tell(address(ledger), list(anyone), calls());
    }

    /// @dev A member with seven yuan, who orders twenty.
    function ordering(address who) private {
        join(who, BARE, 7 * YUAN);
        yuan.mint(who, 30 * YUAN);
        vm.startPrank(who);
        yuan.approve(address(orders), type(uint256).max);
        orders.place(20 * uint128(YUAN), MOST);
        vm.stopPrank();
    }

    function calls() private pure returns (bytes[] memory made) {
        made = new bytes[](1);
        made[0] = abi.encodeCall(IMutualLedger.announce, ());
    }

    function list(address who) private pure returns (address[] memory members) {
        members = new address[](1);
        members[0] = who;
    }

    function refillBoth() private returns (uint256) {
        address[] memory members = new address[](2);
        (members[0], members[1]) = (alice, bob);
        return orders.refill(members);
    }

    /// @dev What the second of two takes counts to the period that is over: the new one can take as much once more.  It all
    /// lies in his own reserve, below his target.
    function test_WhatIsTakenAfterAnAnnouncementInBetweenCountsToThePeriodBefore() public {
        uint256 period = books().period;
        assertEq(refillBoth(), 2, "refilled");
        assertEq(books().period, period + 1, "announced in between");
        assertEq(memberOf(bob).balance, 7 * YUAN + MOST);

        assertEq(orders.refill(list(bob)), 1, "refilled in the same period");
        assertEq(orders.refill(list(bob)), 0, "but once");
        assertEq(memberOf(bob).balance, 7 * YUAN + 2 * MOST, "twice the most of a period");
        assertEq(yuan.balanceOf(bob), 30 * YUAN - 2 * MOST, "nothing is lost");
    }

    /// @dev The amount is worked out by the index from before, and is not what all units can share: the ledger refuses it, and
    /// the next refill fills it up.
    function test_WhoComesAfterAChargeInBetweenIsPassedOver() public {
        queue(person(0), MILD);
        assertEq(refillBoth(), 1, "refilled");
        assertEq(yuan.balanceOf(bob), 30 * YUAN, "not touched");
        assertEq(orders.refill(list(bob)), 1, "refilled later");
    }
}

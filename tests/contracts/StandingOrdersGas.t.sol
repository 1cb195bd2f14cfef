// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStandingOrders} from "../../contracts/interfaces/IStandingOrders.sol";
import {Meter} from "./base/Meter.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @title What standing orders cost
/// forge-config: default.isolate = true
contract StandingOrdersGasTest is PlanFixture, Meter {
    IStandingOrders private orders;

    function setUp() public override {
        super.setUp();
        orders = IStandingOrders(vm.deployCode("StandingOrders.sol:StandingOrders", abi.encode(ledger)));
        enrol(0, 101, STANDARD, 30 * YUAN);
        skip(180 days);
    }

    function test_Place() public {
        vm.prank(person(0));
        orders.place(uint128(30 * YUAN), uint128(3 * YUAN));
        record("standing order: place", NO_CEILING);
    }

    function test_Refill() public {
        address[] memory members = new address[](100);
        for (uint256 i; i < 100; ++i) {
            members[i] = person(i);
            yuan.mint(members[i], 100 * YUAN);
            vm.prank(members[i]);
            yuan.approve(address(orders), type(uint256).max);
            vm.prank(members[i]);
            orders.place(uint128(30 * YUAN), uint128(3 * YUAN));
        }
        charge();
        orders.refill(members);
        record("standing orders: refill 100 members, the first time", NO_CEILING);
        charge();
        orders.refill(members);
        record("standing orders: refill 100 members", 100 * 56_000);
    }

    function charge() private {
        queue(person(100), MILD);
        announce();
        skip(terms().notice);
        desk.settle(desk.caseCount() - 1);
    }
}

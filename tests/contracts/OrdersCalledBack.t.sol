// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IStandingOrders} from "../../contracts/interfaces/IStandingOrders.sol";
import {IYuan} from "./base/IYuan.sol";
import {CallingToken} from "./base/OddTokens.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev A refill reads the books once.  A currency that calls back could have an announcement made while Alice's reserve is
/// filled, before it is Bob's turn: all of it is undone.  Known currencies do not call back.
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

    /// @dev Else what the second of two takes would count to the period that is over, and the new one could take as much
    /// once more.
    function test_RevertWhen_TheCurrencyHasAnAnnouncementMadeInARefill() public {
        uint256 period = books().period;
        expectRefusal(IStandingOrders.AnnouncedMeanwhile.selector, period);
        refillBoth();

        assertEq(books().period, period, "undone with the rest");
        assertEq(yuan.balanceOf(alice) + yuan.balanceOf(bob), 60 * YUAN, "nobody has paid");
    }

    /// @dev Nor can it hold up refills: once announced, there is nothing to announce.
    function test_AfterTheAnnouncementBothAreFilledWithinTheirMost() public {
        queue(person(0), MILD);
        ledger.announce();
        assertEq(refillBoth(), 2, "refilled");
        assertEq(refillBoth(), 0, "but once in a period");
        assertLe(30 * YUAN - yuan.balanceOf(bob), MOST);
    }
}

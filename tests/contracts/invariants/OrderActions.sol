// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStandingOrders} from "../../../contracts/interfaces/IStandingOrders.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {STEP, YUAN} from "../base/Plans.sol";
import {vm} from "../Test.sol";
import {SuccessionActions} from "./SuccessionActions.sol";

/// @title Standing orders: given, changed and called off, and carried out from wallets full and empty
/// @notice Everybody has allowed the currency once and for all; what an order says is all that keeps their wallets.
abstract contract OrderActions is SuccessionActions {
    struct Order {
        uint256 target;
        uint256 most;
        uint256 takenIn; // which period the next counts for
        uint256 taken;
    }

    IStandingOrders public orders;
    mapping(uint256 who => Order) private orderOf;

    function setUp() public virtual override {
        super.setUp();
        orders = IStandingOrders(vm.deployCode("StandingOrders.sol:StandingOrders", abi.encode(ledger)));
        for (uint256 who; who < PEOPLE; ++who) {
            vm.prank(accountOf(who));
            yuan.approve(address(orders), type(uint256).max);
        }
    }

    /// @notice A little or much above what they hold, or nothing: called off.
    function placeAnOrder(uint256 who, uint256 how) external {
        letTimePass(how);
        who = pick(who);
        uint256 target = people[who].money + how / 64 % 2_000 * STEP + how % 3;
        if (how / 64 % 8 == 0) target = 0;
        uint256 most = how / 512 % 4 == 0 ? how / 64 % (3 * STEP) : how / 64 % (20 * YUAN);
        bytes memory call = abi.encodeCall(IStandingOrders.place, (uint128(target), uint128(most)));
        attempt(true, accountOf(who), address(orders), call);
        ++count[target > 0 ? "order placed" : orderOf[who].target > 0 ? "order called off" : "no order called off"];
        (orderOf[who].target, orderOf[who].most) = (target, most);
    }

    /// @notice Of three, the first of them twice; with money in some of the wallets.
    function refillReserves(uint256 who, uint256 how) external {
        letTimePass(how);
        who = pick(who);
        address[] memory members = new address[](4);
        uint256[PEOPLE] memory held = wallets();
        for (uint256 i; i < 4; ++i) {
            uint256 whose = i == 3 ? who : (who + i) % PEOPLE;
            members[i] = accountOf(whose);
            if (how >> (6 + i) & 1 == 0) continue;
            yuan.mint(members[i], 5 * YUAN);
            held[whose] += 5 * YUAN;
        }
        for (uint256 i; i < 4; ++i) {
            uint256 whose = i == 3 ? who : (who + i) % PEOPLE;
            held[whose] -= ghostRefill(whose, held[whose]);
        }
        attempt(true, anyone, address(orders), abi.encodeCall(IStandingOrders.refill, (members)));
        for (uint256 i; i < PEOPLE; ++i) {
            assertEq(yuan.balanceOf(accountOf(i)), held[i], "taken from the wallet");
        }
        attempt(false, anyone, address(orders), abi.encodeCall(IStandingOrders.fill, (members[0], periods, STEP)));
    }

    /// @dev What is taken from a wallet that holds so much: all of what is wanted, or nothing.
    function ghostRefill(uint256 who, uint256 held) private returns (uint256 amount) {
        Order storage order = orderOf[who];
        amount = wanted(people[who], order);
        if (amount == 0 || ghostStage == IMutualLedger.Stage.Closed) return 0;
        if (amount > held) {
            ++count["too little in the wallet"];
            return 0;
        }
        if (order.takenIn != periods) (order.takenIn, order.taken) = (periods, 0);
        order.taken += amount;
        ghostTopUp(who, amount);
        ++count["refilled"];
    }

    function wanted(Person storage p, Order storage order) private view returns (uint256 amount) {
        if (p.status != IMutualLedger.Status.Active || p.money >= order.target) return 0;
        uint256 taken = order.takenIn == periods ? order.taken : 0;
        amount = order.most > taken ? order.most - taken : 0;
        if (amount > order.target - p.money) amount = order.target - p.money;
        return amount - amount % (p.units * STEP);
    }
}

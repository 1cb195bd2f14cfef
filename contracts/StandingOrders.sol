// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {IStandingOrders} from "./interfaces/IStandingOrders.sol";

/// @title Standing orders
/// @dev Stands beside a plan, not in it: to the ledger it is a stranger who tops members up, as anyone may.  A lapsed
/// member is not brought back: coming back costs the shares missed, and only the member may want that.
contract StandingOrders is IStandingOrders, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev Bits: 128 + 32 = 160, one slot.
    struct Taken {
        uint128 amount;
        uint32 period;
    }

    /// @inheritdoc IStandingOrders
    IMutualLedger public immutable ledger;
    /// @inheritdoc IStandingOrders
    IERC20 public immutable token;

    mapping(address member => Order) private _orders;
    mapping(address member => Taken) private _taken;

    constructor(IMutualLedger ledger_) {
        ledger = ledger_;
        token = ledger_.token();
        // Once and for all: it holds money within a fill only, and the ledger takes from a caller only what they ask for.
        token.forceApprove(address(ledger_), type(uint256).max);
    }

    /// @inheritdoc IStandingOrders
    function place(uint128 target, uint128 mostPerPeriod) external {
        _orders[msg.sender] = Order(target, mostPerPeriod);

        emit OrderPlaced(msg.sender, target, mostPerPeriod);
    }

    /// @inheritdoc IStandingOrders
    function refill(address[] calldata members) external nonReentrant returns (uint256 refilled) {
        IMutualLedger.Books memory books = ledger.books();
        for (uint256 i; i < members.length; ++i) {
            uint256 amount = _wanted(members[i], books);
            if (amount == 0) continue;
            // A member who cannot pay must not hold up the others: the call undoes itself as a whole.
            try this.fill(members[i], books.period, amount) {
                ++refilled;
            } catch {}
        }
        // A currency that calls back could have an announcement made in between; what comes after it would count to the
        // period before, and take a member's most twice in the new one.
        if (ledger.books().period != books.period) revert AnnouncedMeanwhile(books.period);
    }

    /// @inheritdoc IStandingOrders
    function fill(address member, uint256 period, uint256 amount) external {
        if (msg.sender != address(this)) revert OnlyItself(msg.sender);
        uint256 taken = _takenIn(member, period) + amount;
        // An order takes at most its own 128 bits in a period, and periods count in 32.
        _taken[member] = Taken(uint128(taken), uint32(period));

        emit Refilled(member, period, amount);

        token.safeTransferFrom(member, address(this), amount);
        ledger.topUp(member, amount);
    }

    /// @inheritdoc IStandingOrders
    function orderOf(address member) external view returns (Order memory) {
        return _orders[member];
    }

    /// @inheritdoc IStandingOrders
    function wanted(address member) external view returns (uint256 amount) {
        return _wanted(member, ledger.books());
    }

    /// @dev What is missing to the target, within what the period has left, in steps that every unit gets.
    function _wanted(address member, IMutualLedger.Books memory books) private view returns (uint256) {
        Order memory order = _orders[member];
        if (order.target == 0) return 0;
        IMutualLedger.MemberView memory m = ledger.memberOf(member);
        if (m.status != IMutualLedger.Status.Active || m.balance >= order.target) return 0;
        uint256 left = Math.saturatingSub(order.mostPerPeriod, _takenIn(member, books.period));
        uint256 amount = Math.min(order.target - m.balance, left);
        // An active member holds at least the reserve, so the divisor is not zero; the division leaves no rest.
        uint256 stepOfAllUnits = m.balance / (m.limit - books.index);
        return amount - amount % stepOfAllUnits;
    }

    function _takenIn(address member, uint256 period) private view returns (uint256) {
        Taken memory taken = _taken[member];
        return taken.period == period ? taken.amount : 0;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IMutualLedger} from "./IMutualLedger.sol";

/// @title Standing orders (定额代扣): reserves refilled from wallets
/// @notice For plans without prepayment.  A member allows the currency to this contract and says up to which balance
/// their reserve may be filled again, and how much that may take in one period; from then on anyone may have it done.
/// Money goes from the member's wallet into the member's own reserve and nowhere else; this contract holds none between
/// calls, and nobody has any power over it.
interface IStandingOrders {
    /// @notice What a member allows.
    /// @param target The balance up to which the reserve is filled, in base units; 0 where there is no order.
    /// @param mostPerPeriod The most that is taken from the wallet between two announcements, in base units.
    struct Order {
        uint128 target;
        uint128 mostPerPeriod;
    }

    /// @notice Only this contract itself may do this: it is one member's part of {refill}.
    error OnlyItself(address caller);

    /// @notice While this call filled reserves, its currency had an announcement made, and the period it counted to is over.
    /// @param period The number of the period that was open when it began.
    error AnnouncedMeanwhile(uint256 period);

    /// @notice A member gave an order, changed it, or called it off.
    /// @param target Up to which balance; 0 for an order called off.
    /// @param mostPerPeriod The most in one period.
    event OrderPlaced(address indexed member, uint256 target, uint256 mostPerPeriod);

    /// @notice A member's reserve was filled from their wallet.
    /// @param period The period that was open.
    /// @param amount In base units of the currency.
    event Refilled(address indexed member, uint256 indexed period, uint256 amount);

    /// @notice Give an order, or change it; what was taken in the open period still counts.
    /// @param target Up to which balance the reserve may be filled, in base units; 0 calls the order off.
    /// @param mostPerPeriod The most that may be taken between two announcements, in base units.
    function place(uint128 target, uint128 mostPerPeriod) external;

    /// @notice Fill the reserves of active members up to what they ordered.  Anyone.
    /// @dev Whoever has no order, needs nothing, is no active member, or cannot pay is passed over.
    /// Refused with AnnouncedMeanwhile.
    /// @return refilled How many were filled.
    function refill(address[] calldata members) external returns (uint256 refilled);

    /// @notice One member's part of {refill}, all or nothing.
    /// @dev Refused with OnlyItself.
    /// @param member Whose reserve.
    /// @param period The number of the open period, from 0.
    /// @param amount How much to take.
    function fill(address member, uint256 period, uint256 amount) external;

    /// @notice A member's order.
    function orderOf(address member) external view returns (Order memory);

    /// @notice What {refill} would take from a member's wallet now, whether or not it is there.
    /// @return amount In base units, a whole number of steps of each unit.
    function wanted(address member) external view returns (uint256 amount);

    /// @notice The plan's ledger.
    function ledger() external view returns (IMutualLedger);

    /// @notice The plan's currency, which members allow to this contract.
    function token() external view returns (IERC20);
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test, vm} from "../Test.sol";

/// @title Puts the cost of a transaction on record
abstract contract Meter is Test {
    /// @dev The most gas that a transaction may use.
    uint256 internal constant NO_CEILING = 16_777_216;

    /// @dev The gas of the last call, under that name.
    function record(string memory name, uint256 ceiling) internal returns (uint256 gas) {
        gas = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("gas", name, gas);
        assertLe(gas, ceiling, name);
    }
}

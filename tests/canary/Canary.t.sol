// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A test that must fail
/// @notice Seen only by forge's profile `canary`. While it lives, a run that reports no failure is one in which the
/// tests did not count.
contract CanaryTest {
    error Alive();

    function test_alwaysFails() public pure {
        revert Alive();
    }
}

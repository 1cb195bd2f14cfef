// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Drawing lots
/// @notice Puts the numbers 0 to `4^h − 1` into an order that follows from a seed alone, and tells the number at any
/// position of it without working out the others: a draw can stop and go on, at a cost that does not grow with the numbers.
/// @dev A balanced Feistel network of four steps, whose round function is keccak-256.  Each step can be undone, so every
/// number comes up exactly once.
library Sampling {
    uint256 private constant STEPS = 4;
    /// @dev The least half width, so that a small pool is well mixed too.
    uint256 private constant LEAST_HALF = 3;

    /// @notice Half the bits of a position: the least `h`, from 3 on, with `4^h ≥ pool`.
    function halfOf(uint256 pool) internal pure returns (uint256 half) {
        half = LEAST_HALF;
        while (1 << (2 * half) < pool) ++half;
    }

    /// @notice The number at a position.
    /// @param half As {halfOf} gives it.
    /// @param position From 0 up to, not including, `4^half`.
    function numberAt(bytes32 seed, uint256 half, uint256 position) internal pure returns (uint256) {
        uint256 mask = (1 << half) - 1;
        uint256 left = position >> half;
        uint256 right = position & mask;
        for (uint256 step; step < STEPS; ++step) {
            uint256 mixed = left ^ (uint256(keccak256(abi.encode(seed, step, right))) & mask);
            (left, right) = (right, mixed);
        }
        return (left << half) | right;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Sixteen counts in one word
/// @notice How many cases wait at each level; one storage slot, so that an announcement costs the same for one case
/// and for thousands.
library LevelCounts {
    uint256 private constant BITS = 16;

    /// @notice The most cases one level can hold in a period.
    uint256 internal constant MAX = type(uint16).max;

    /// @notice The count at `level`.
    function countAt(uint256 counts, uint256 level) internal pure returns (uint256) {
        return (counts >> (level * BITS)) & MAX;
    }

    /// @notice The counts with one more at `level`, which must be below {MAX}.
    function oneMore(uint256 counts, uint256 level) internal pure returns (uint256) {
        return counts + (1 << (level * BITS));
    }

    /// @notice How many levels have a count.
    function occupied(uint256 counts) internal pure returns (uint256 levels) {
        for (; counts != 0; counts >>= BITS) {
            if (counts & MAX != 0) ++levels;
        }
    }
}

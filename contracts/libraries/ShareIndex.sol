// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The history of the share index
/// @notice What every announcement left behind: where the index stood, when it was, and how its cases were funded.
/// One slot each; a case's payout and a member's lapse are derived from it later, by whoever needs them.
library ShareIndex {
    /// @notice How the backstop served one announcement.
    enum BackstopUse {
        None,
        Whole,
        Part
    }

    /// @notice One announcement.
    /// @dev Bits: 48 + 40 + 56 + 8 + 8 = 160, one slot.
    /// @param index The share index after it, in steps.
    /// @param time When it was, in Unix seconds.
    /// @param units The units that paid.
    /// @param cut Whether the members' money fell short, so that all cases were cut in proportion.
    /// @param backstopUse Whether the backstop filled the gap.
    struct Checkpoint {
        uint48 index;
        uint40 time;
        uint56 units;
        bool cut;
        BackstopUse backstopUse;
    }

    /// @notice Two sums of money in proportion: what there is, and what it should be.
    /// @dev Bits: 128 + 128 = 256, one slot.
    struct Ratio {
        uint128 part;
        uint128 whole;
    }

    /// @notice All announcements by period.  A ratio is kept only where cases were cut or the backstop ran short.
    struct History {
        mapping(uint256 period => Checkpoint) checkpoints;
        mapping(uint256 period => Ratio) cuts;
        mapping(uint256 period => Ratio) backstopRatios;
    }

    /// @notice The first announcement that left the index above `height`, among the first `periods`.
    /// @dev The index never falls, so halving finds it.  The caller knows that there is one.
    function firstAbove(History storage self, uint256 height, uint256 periods)
        internal
        view
        returns (Checkpoint memory)
    {
        uint256 low;
        uint256 high = periods - 1;
        while (low < high) {
            uint256 middle = (low + high) >> 1;
            if (self.checkpoints[middle].index > height) high = middle;
            else low = middle + 1;
        }
        return self.checkpoints[low];
    }
}

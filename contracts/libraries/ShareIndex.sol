// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The history of the share index
/// @notice What every announcement left behind: where the index stood, when it was, and how its cases were funded.
/// One slot each; a case's payout, a member's lapse and a rebate are derived from it later, by whoever needs them.
library ShareIndex {
    /// @notice How the backstop served one announcement.
    enum BackstopUse {
        None,
        Whole,
        Part
    }

    /// @notice One announcement.
    /// @dev Bits: 48 + 48 + 40 + 56 + 32 + 8 + 8 + 8 + 8 = 256, one slot.
    /// @param index The share index after it, in steps.
    /// @param shares All shares of a unit so far, dues left out, in steps.
    /// @param time When it was, in Unix seconds.
    /// @param units The units that paid.
    /// @param queue The period in which the queue began that it announced, or that waits.
    /// @param waits Whether the queue waits for another plan year.
    /// @param held Whether leavers stay until the queue that waits is announced.
    /// @param cut Whether the members' money fell short, so that all cases were cut in proportion.
    /// @param backstopUse Whether the backstop filled the gap.
    struct Checkpoint {
        uint48 index;
        uint48 shares;
        uint40 time;
        uint56 units;
        uint32 queue;
        bool waits;
        bool held;
        bool cut;
        BackstopUse backstopUse;
    }

    /// @notice Two sums of money in proportion: what there is, and what it should be.
    /// @dev Bits: 128 + 128 = 256, one slot.
    struct Ratio {
        uint128 part;
        uint128 whole;
    }

    /// @notice All announcements by period.  A ratio is kept only where cases were cut or the backstop ran short, and
    /// where a queue waited, the period that announced it, by the period in which it began.
    struct History {
        mapping(uint256 period => Checkpoint) checkpoints;
        mapping(uint256 period => Ratio) cuts;
        mapping(uint256 period => Ratio) backstopRatios;
        mapping(uint256 queue => uint256 period) announcedIn;
    }

    /// @notice The announcement of the queue that began in a period.
    /// @return period Its number; that of the queue while there is none.
    /// @return checkpoint What it left; empty while there is none.
    function announcementOf(History storage self, uint256 queue)
        internal
        view
        returns (uint256 period, Checkpoint memory checkpoint)
    {
        Checkpoint memory first = self.checkpoints[queue];
        if (!first.waits) return (queue, first);
        period = self.announcedIn[queue];
        // A queue that waited was announced later than in the first period of all.
        if (period == 0) period = queue;
        else checkpoint = self.checkpoints[period];
    }

    /// @notice The announcement after which somebody is gone who asked to leave in a period.
    /// @return period Its number.
    /// @return checkpoint What it left; empty while there is none.
    function departureOf(History storage self, uint256 asked)
        internal
        view
        returns (uint256 period, Checkpoint memory checkpoint)
    {
        checkpoint = self.checkpoints[asked];
        if (!checkpoint.held) return (asked, checkpoint);
        return announcementOf(self, checkpoint.queue);
    }

    /// @notice Where the index stood while a period was open.
    function indexIn(History storage self, uint256 period) internal view returns (uint256) {
        return period == 0 ? 0 : self.checkpoints[period - 1].index;
    }

    /// @notice The first announcement that left the index above `height`, among the first `periods`.
    /// @dev The index never falls, so halving finds it.  The caller knows that there is one.
    function firstAbove(History storage self, uint256 height, uint256 periods) internal view returns (uint256 period) {
        uint256 high = periods - 1;
        while (period < high) {
            uint256 middle = (period + high) >> 1;
            if (self.checkpoints[middle].index > height) high = middle;
            else period = middle + 1;
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMutualLedger} from "../interfaces/IMutualLedger.sol";

/// @title One membership, in one slot
/// @notice What is written is only what a member, a benefit or an attestor has done.  That somebody has lapsed or left is
/// written nowhere: it follows from where the floor stands and from what was announced.  Nothing is erased when a
/// membership is over, so that a jury can tell later what it was at a moment that has passed.
library Membership {
    /// @notice What the member wanted last.
    enum Standing {
        None,
        Active,
        Leaving
    }

    /// @notice How a membership is over.
    enum Exit {
        None,
        Withdrawn,
        Replaced,
        Claimed,
        Collected
    }

    /// @notice A membership.
    /// @dev Bits: 32 + 48 + 40 + 32 + 8 + 8 + 40 + 48 = 256, one slot.
    /// @param units The weight in sharing.
    /// @param limit The index at which the money would be used up, in steps.
    /// @param joinedAt When it began.
    /// @param joinedIn The period that was open then.
    /// @param standing What the member wanted last.
    /// @param exit How it is over; `Collected` is a claimed one whose money was taken out.
    /// @param endedAt When the member asked to leave; of one who did not, when it was over.
    /// @param end Of a claimed membership, where the index stood; else the period in which the member asked to leave.
    struct Member {
        uint32 units;
        uint48 limit;
        uint40 joinedAt;
        uint32 joinedIn;
        Standing standing;
        Exit exit;
        uint40 endedAt;
        uint48 end;
    }

    /// @notice Whether a benefit ended it.
    function isClaimed(Member memory self) internal pure returns (bool) {
        return self.exit == Exit.Claimed || self.exit == Exit.Collected;
    }

    /// @notice Writes down how it is over, and when, unless that stands there already.
    function endBy(Member memory self, Exit exit) internal view {
        if (self.endedAt == 0) self.endedAt = uint40(block.timestamp);
        self.exit = exit;
    }

    /// @notice Whether it fell below the floor before it was over.
    /// @param floor The lowest limit that does not lapse: the index and the reserve.
    /// @param reserve The reserve of a unit, in steps.
    function hasLapsed(Member memory self, uint256 floor, uint256 reserve) internal pure returns (bool) {
        if (self.standing != Standing.Active) return false;
        return self.limit < (isClaimed(self) ? self.end + reserve : floor);
    }

    /// @notice What the member is now.
    /// @param floor As for {hasLapsed}.
    /// @param hasLeft Whether the announcement that a leaver waits for was made.
    function statusOf(Member memory self, uint256 floor, bool hasLeft) internal pure returns (IMutualLedger.Status) {
        if (self.standing == Standing.None) return IMutualLedger.Status.None;
        if (isClaimed(self)) return IMutualLedger.Status.Claimed;
        if (self.exit != Exit.None) return IMutualLedger.Status.Withdrawn;
        if (self.standing == Standing.Leaving) {
            return hasLeft ? IMutualLedger.Status.Left : IMutualLedger.Status.Leaving;
        }
        return self.limit >= floor ? IMutualLedger.Status.Active : IMutualLedger.Status.Lapsed;
    }
}

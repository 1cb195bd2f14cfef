// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMutualLedger} from "../interfaces/IMutualLedger.sol";

/// @title One membership, in one slot
/// @notice What is written is only what a member or a benefit has done.  That somebody has lapsed or left is written
/// nowhere: it follows from where the floor stands and which period is open.
library Membership {
    /// @notice What was done last.
    enum Standing {
        None,
        Active,
        Leaving,
        Withdrawn,
        Claimed
    }

    /// @notice A membership.
    /// @dev Bits: 32 + 48 + 40 + 8 + 32 + 48 = 208, one slot.
    /// @param units The weight in sharing.
    /// @param limit The index at which the money would be used up, in steps.
    /// @param joinedAt When it began.
    /// @param standing What was done last.
    /// @param leavesAfter The last period that a leaver pays for.
    /// @param endIndex Where the index stood when a benefit ended it.
    struct Member {
        uint32 units;
        uint48 limit;
        uint40 joinedAt;
        Standing standing;
        uint32 leavesAfter;
        uint48 endIndex;
    }

    /// @notice What the member is now.
    /// @param floor The lowest limit that does not lapse: the index and the reserve.
    /// @param period The number of the open period, from 0.
    function statusOf(Member memory self, uint256 floor, uint256 period) internal pure returns (IMutualLedger.Status) {
        if (self.standing == Standing.Active) {
            return self.limit >= floor ? IMutualLedger.Status.Active : IMutualLedger.Status.Lapsed;
        }
        if (self.standing == Standing.Leaving) {
            return period > self.leavesAfter ? IMutualLedger.Status.Left : IMutualLedger.Status.Leaving;
        }
        if (self.standing == Standing.Withdrawn) return IMutualLedger.Status.Withdrawn;
        return self.standing == Standing.Claimed ? IMutualLedger.Status.Claimed : IMutualLedger.Status.None;
    }
}

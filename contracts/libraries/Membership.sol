// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMutualLedger} from "../interfaces/IMutualLedger.sol";
import {Count, countOf} from "./Rungs.sol";

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
    /// @dev Bits: 32 + 48 + 40 + 48 + 32 + 8 + 8 + 40 = 256, one slot.
    /// @param units The weight in sharing.
    /// @param limit The index at which the money would be used up, in steps.
    /// @param joinedAt When it began.
    /// @param joinShares The shares that there had been by then, in steps.
    /// @param period The period that was open when it began; once its member asked to leave, that of the request; once a
    /// benefit ended it, the first that it did not pay.
    /// @param standing What the member wanted last.
    /// @param exit How it is over; `Collected` is a claimed one whose money was taken out.
    /// @param endedAt When the member asked to leave; of one who did not, when it was over.
    struct Member {
        uint32 units;
        uint48 limit;
        uint40 joinedAt;
        uint48 joinShares;
        uint32 period;
        Standing standing;
        Exit exit;
        uint40 endedAt;
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
    /// @param floor The lowest limit that does not lapse, of now or of when a benefit ended it: the index and the reserve.
    function hasLapsed(Member memory self, uint256 floor) internal pure returns (bool) {
        return self.standing == Standing.Active && self.limit < floor;
    }

    /// @notice Whether it is active.
    /// @param floor The lowest limit that does not lapse now.
    function isActive(Member memory self, uint256 floor) internal pure returns (bool) {
        return self.standing == Standing.Active && self.exit == Exit.None && self.limit >= floor;
    }

    /// @notice The member alone, as a part of a count.
    function count(Member memory self) internal pure returns (Count) {
        return countOf(self.units, 1, uint256(self.units) * self.joinShares);
    }

    /// @notice What the member is now.
    /// @param floor The lowest limit that does not lapse now.
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

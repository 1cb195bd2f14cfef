// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ShareIndex} from "../../../contracts/libraries/ShareIndex.sol";
import {Test} from "../Test.sol";

contract ShareIndexTest is Test {
    using ShareIndex for ShareIndex.History;

    ShareIndex.History private history;

    /// @dev Against a walk through all announcements, of which some charged nothing.
    function test_HalvingFindsWhatAWalkFinds(uint8[17] calldata charges, uint8 count, uint256 height) public {
        uint256 periods = 1 + count % 17;
        uint48 index;
        for (uint256 i; i < periods; ++i) {
            index += charges[i] % 4;
            history.checkpoints[i].index = index;
        }
        if (index == 0) return;
        height = bound(height, 0, index - 1);
        uint256 first;
        while (history.checkpoints[first].index <= height) ++first;
        assertEq(history.firstAbove(height, periods), first);
    }

    function test_TheIndexOfAPeriodIsWhatTheAnnouncementBeforeItLeft() public {
        history.checkpoints[0].index = 7;
        history.checkpoints[1].index = 9;
        assertEq(history.indexIn(0), 0);
        assertEq(history.indexIn(1), 7);
        assertEq(history.indexIn(2), 9);
    }

    // ---- the announcement of a queue, and the going of a leaver

    function announced(uint256 period, uint32 queue, bool waits, bool held) private {
        history.checkpoints[period].time = uint40(1_000 + period);
        history.checkpoints[period].queue = queue;
        (history.checkpoints[period].waits, history.checkpoints[period].held) = (waits, held);
    }

    function assertAnnounced(uint256 queue, uint256 period, uint256 time) private view {
        (uint256 found, ShareIndex.Checkpoint memory checkpoint) = history.announcementOf(queue);
        assertEq(checkpoint.time, time, "time");
        if (time != 0) assertEq(found, period, "period");
    }

    function assertDeparted(uint256 asked, uint256 period, uint256 time) private view {
        (uint256 found, ShareIndex.Checkpoint memory checkpoint) = history.departureOf(asked);
        assertEq(checkpoint.time, time, "time");
        if (time != 0) assertEq(found, period, "period");
    }

    function test_AQueueIsAnnouncedByThePeriodItBeganInUnlessItWaits() public {
        announced(3, 3, false, false);
        assertAnnounced(3, 3, 1_003);
        assertAnnounced(4, 4, 0);
    }

    function test_AQueueThatWaitsIsAnnouncedWhereItIsWritten() public {
        announced(3, 3, true, false);
        announced(4, 3, true, false);
        assertAnnounced(3, 0, 0);
        announced(5, 3, false, false);
        history.announcedIn[3] = 5;
        assertAnnounced(3, 5, 1_005);
    }

    function test_WhoAskedToLeaveIsGoneWithTheAnnouncementOfThatPeriod() public {
        announced(3, 3, true, false);
        assertDeparted(3, 3, 1_003);
        assertDeparted(4, 4, 0);
    }

    /// @dev Also who asked while the queue waited already.
    function test_WhoIsHeldIsGoneWithTheQueueThatWaited() public {
        announced(3, 3, true, true);
        announced(4, 3, true, true);
        assertDeparted(3, 0, 0);
        assertDeparted(4, 0, 0);
        announced(5, 3, false, false);
        history.announcedIn[3] = 5;
        assertDeparted(3, 5, 1_005);
        assertDeparted(4, 5, 1_005);
        assertDeparted(5, 5, 1_005);
    }
}

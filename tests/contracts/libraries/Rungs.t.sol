// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Rungs} from "../../../contracts/libraries/Rungs.sol";
import {Test} from "../Test.sol";

contract RungsTest is Test {
    using Rungs for Rungs.Ladder;

    Rungs.Ladder private ladder;

    function assertPassed(uint256 floor, uint256 risen, uint256 units, uint256 members) private view {
        (uint256 u, uint256 m) = ladder.passed(floor, risen);
        assertEq(u, units, "units");
        assertEq(m, members, "members");
    }

    function test_AnEmptyLadderPassesNobody() public view {
        assertPassed(0, 4_096, 0, 0);
        assertPassed(300, 300, 0, 0);
    }

    function test_TheFloorPassesWhoStandsOnItAndNotWhoStandsWhereItStops() public {
        ladder.add(300, 2, 1);
        assertPassed(300, 301, 2, 1);
        assertPassed(299, 300, 0, 0);
        assertPassed(301, 400, 0, 0);
        assertPassed(0, 4_096, 2, 1);
    }

    function test_WordsMeetWithoutAGapOrAnOverlap() public {
        ladder.add(255, 1, 1);
        ladder.add(256, 10, 1);
        ladder.add(511, 100, 1);
        ladder.add(512, 1_000, 1);
        assertPassed(255, 256, 1, 1);
        assertPassed(256, 512, 110, 2);
        assertPassed(0, 512, 111, 3);
        assertPassed(511, 513, 1_100, 2);
    }

    function test_TheHighestRungOfTheTypeIsFound() public {
        uint256 top = type(uint48).max;
        ladder.add(top, 3, 1);
        assertPassed(top - 4_095, top + 1, 3, 1);
        assertPassed(top - 4_096, top, 0, 0);
    }

    function test_WhoLeavesARungLeavesTheOthersOnIt() public {
        ladder.add(300, 5, 2);
        ladder.remove(300, 4);
        assertPassed(300, 301, 1, 1);
        ladder.remove(300, 1);
        assertPassed(300, 301, 0, 0);
        ladder.add(300, 7, 1);
        assertPassed(300, 301, 7, 1);
    }

    function test_WhoLeavesARungLeavesTheLastRungOfItsWordOccupied() public {
        ladder.add(44, 5, 1);
        ladder.add(255, 3, 1);
        ladder.remove(44, 5);
        assertPassed(0, 256, 3, 1);
    }

    /// @dev Against a list of everybody.
    function test_PassedCountsLikeAList(uint16[32] calldata limits, uint256 gone, uint16 floor, uint16 steps) public {
        uint256 units;
        uint256 members;
        uint256 from = floor % 1_024;
        uint256 risen = from + steps % 4_097;
        for (uint256 i; i < 32; ++i) {
            ladder.add(limits[i] % 1_024, i + 1, 1);
        }
        for (uint256 i; i < 32; ++i) {
            uint256 limit = limits[i] % 1_024;
            if (gone >> i & 1 == 1) {
                ladder.remove(limit, i + 1);
            } else if (limit >= from && limit < risen) {
                units += i + 1;
                ++members;
            }
        }
        assertPassed(from, risen, units, members);
    }
}

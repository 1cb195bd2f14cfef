// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Count, countOf, leaversOf, MAX_UNITS, Rungs} from "../../../contracts/libraries/Rungs.sol";
import {Test} from "../Test.sol";

contract RungsTest is Test {
    using Rungs for Rungs.Ladder;

    Rungs.Ladder private ladder;

    function add(uint256 limit, uint256 units, uint256 joinShares) private {
        ladder.add(limit, countOf(units, 1, joinShares));
    }

    function remove(uint256 limit, uint256 units, uint256 joinShares) private {
        ladder.remove(limit, countOf(units, 1, joinShares));
    }

    function assertPassed(uint256 floor, uint256 risen, uint256 units, uint256 members, uint256 joinShares)
        private
        view
    {
        Count passed = ladder.passed(floor, risen);
        assertEq(passed.unitsOf(), units, "units");
        assertEq(passed.membersOf(), members, "members");
        assertEq(passed.joinSharesOf(), joinShares, "join shares");
    }

    // ---- a count

    function test_ACountKeepsItsPartsApart() public pure {
        Count almost = countOf(MAX_UNITS - 1, type(uint40).max - 1, type(uint104).max - 1) + leaversOf(MAX_UNITS - 1);
        Count most = almost + countOf(1, 1, 1) + leaversOf(1);
        assertEq(Count.unwrap(most), type(uint256).max);
        assertEq(most.unitsOf(), MAX_UNITS);
        assertEq(most.membersOf(), type(uint40).max);
        assertEq(most.joinSharesOf(), type(uint104).max);
        assertEq(most.leavingUnitsOf(), MAX_UNITS);
        Count one = most - almost;
        assertEq(one.unitsOf(), 1);
        assertEq(one.membersOf(), 1);
        assertEq(one.joinSharesOf(), 1);
        assertEq(one.leavingUnitsOf(), 1);
        assertEq(Count.unwrap(one - countOf(1, 1, 1)), Count.unwrap(leaversOf(1)));
    }

    // ---- a ladder

    /// @dev In a word that is not the first; a bit that stays would cost every later announcement a look.
    function test_AnEmptyRungIsNotOccupied() public {
        add(300, 1, 7);
        assertEq(ladder.occupied[1], 1 << 44);
        remove(300, 1, 7);
        assertEq(ladder.occupied[1], 0);
    }

    function test_AnEmptyLadderPassesNobody() public view {
        assertPassed(0, 4_096, 0, 0, 0);
        assertPassed(300, 300, 0, 0, 0);
    }

    function test_TheFloorPassesWhoStandsOnItAndNotWhoStandsWhereItStops() public {
        add(300, 2, 7);
        assertPassed(300, 301, 2, 1, 7);
        assertPassed(299, 300, 0, 0, 0);
        assertPassed(301, 400, 0, 0, 0);
        assertPassed(0, 4_096, 2, 1, 7);
    }

    function test_WordsMeetWithoutAGapOrAnOverlap() public {
        add(255, 1, 7);
        add(256, 10, 70);
        add(511, 100, 700);
        add(512, 1_000, 7_000);
        assertPassed(255, 256, 1, 1, 7);
        assertPassed(256, 512, 110, 2, 770);
        assertPassed(0, 512, 111, 3, 777);
        assertPassed(511, 513, 1_100, 2, 7_700);
    }

    function test_TheHighestRungOfTheTypeIsFound() public {
        uint256 top = type(uint48).max;
        add(top, 3, 0);
        assertPassed(top - 4_095, top + 1, 3, 1, 0);
        assertPassed(top - 4_096, top, 0, 0, 0);
    }

    function test_WhoLeavesARungLeavesTheOthersOnIt() public {
        add(300, 4, 20);
        add(300, 1, 2);
        remove(300, 4, 20);
        assertPassed(300, 301, 1, 1, 2);
        remove(300, 1, 2);
        assertPassed(300, 301, 0, 0, 0);
        add(300, 7, 3);
        assertPassed(300, 301, 7, 1, 3);
    }

    function test_WhoLeavesARungLeavesTheLastRungOfItsWordOccupied() public {
        add(44, 5, 1);
        add(255, 3, 2);
        remove(44, 5, 1);
        assertPassed(0, 256, 3, 1, 2);
    }

    /// @dev Against a list of everybody; each has joined where the shares stood at their own number.
    function test_PassedCountsLikeAList(uint16[32] calldata limits, uint256 gone, uint16 floor, uint16 steps) public {
        uint256[3] memory listed;
        uint256 from = floor % 1_024;
        uint256 risen = from + steps % 4_097;
        for (uint256 i; i < 32; ++i) {
            add(limits[i] % 1_024, i + 1, (i + 1) * i);
        }
        for (uint256 i; i < 32; ++i) {
            uint256 limit = limits[i] % 1_024;
            if (gone >> i & 1 == 1) {
                remove(limit, i + 1, (i + 1) * i);
            } else if (limit >= from && limit < risen) {
                listed[0] += i + 1;
                listed[1] += 1;
                listed[2] += (i + 1) * i;
            }
        }
        assertPassed(from, risen, listed[0], listed[1], listed[2]);
    }
}

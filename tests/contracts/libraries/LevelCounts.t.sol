// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LevelCounts} from "../../../contracts/libraries/LevelCounts.sol";
import {Test} from "../Test.sol";

contract LevelCountsTest is Test {
    using LevelCounts for uint256;

    /// @dev Against sixteen plain numbers.
    function test_EachLevelCountsForItself(uint8[] calldata levels) public pure {
        uint256 counts;
        uint256[16] memory plain;
        for (uint256 i; i < levels.length; ++i) {
            uint256 level = levels[i] % 16;
            counts = counts.oneMore(level);
            ++plain[level];
        }
        uint256 occupied;
        for (uint256 level; level < 16; ++level) {
            assertEq(counts.countAt(level), plain[level]);
            if (plain[level] > 0) ++occupied;
        }
        assertEq(counts.occupied(), occupied);
    }

    function test_AFullLevelLeavesItsNeighboursAlone(uint256 level) public pure {
        level = bound(level, 0, 15);
        uint256 counts = (LevelCounts.MAX - 1) << (16 * level);
        counts = counts.oneMore(level);
        assertEq(counts.countAt(level), LevelCounts.MAX);
        assertEq(counts.occupied(), 1);
        if (level > 0) assertEq(counts.countAt(level - 1), 0);
        if (level < 15) assertEq(counts.countAt(level + 1), 0);
    }
}

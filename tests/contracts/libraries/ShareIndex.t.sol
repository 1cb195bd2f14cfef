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
            history.checkpoints[i].time = uint40(i);
        }
        if (index == 0) return;
        height = bound(height, 0, index - 1);
        uint256 first;
        while (history.checkpoints[first].index <= height) ++first;
        assertEq(history.firstAbove(height, periods).time, first);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sampling} from "../../contracts/libraries/Sampling.sol";
import {ShareIndex} from "../../contracts/libraries/ShareIndex.sol";

/// @title Proofs on the order of the seats
contract SamplingProof {
    /// @dev Any seed, any position, pools of up to 4^6 seats: undoing the four steps leads back, so no two positions
    /// share a number, and every number is in range.
    function check_EveryPositionHasANumberOfItsOwn(bytes32 seed, uint8 width, uint256 position) public pure {
        uint256 half = 3 + width % 4;
        if (position >= 1 << (2 * half)) return;
        uint256 number = Sampling.numberAt(seed, half, position);
        assert(number < 1 << (2 * half));
        assert(_positionOf(seed, half, number) == position);
    }

    function check_ThePoolFitsAndTheNextSmallerWidthIsTooSmall(uint32 pool) public pure {
        if (pool > 1 << 16) return;
        uint256 half = Sampling.halfOf(pool);
        assert(half >= 3 && 1 << (2 * half) >= pool);
        assert(half == 3 || 1 << (2 * half - 2) < pool);
    }

    function _positionOf(bytes32 seed, uint256 half, uint256 number) private pure returns (uint256) {
        uint256 mask = (1 << half) - 1;
        uint256 left = number >> half;
        uint256 right = number & mask;
        for (uint256 step = 4; step > 0; --step) {
            uint256 before = right ^ (uint256(keccak256(abi.encode(seed, step - 1, left))) & mask);
            (left, right) = (before, left);
        }
        return (left << half) | right;
    }
}

/// @title Proofs on the history of the share index
/// @dev Bounded: up to 8 announcements.
contract ShareIndexProof {
    using ShareIndex for ShareIndex.History;

    ShareIndex.History private history;

    function check_HalvingFindsTheFirstAnnouncementAbove(uint8[8] memory charges, uint8 count, uint16 height) public {
        uint256 periods = 1 + count % 8;
        uint48 index;
        for (uint256 i; i < periods; ++i) {
            index += charges[i];
            history.checkpoints[i].index = index;
        }
        if (index <= height) return;
        uint256 first = history.firstAbove(height, periods);
        assert(first < periods && history.checkpoints[first].index > height);
        assert(first == 0 || history.checkpoints[first - 1].index <= height);
    }

    /// @dev A queue that waited was announced where it was written down, any other in its own period.
    function check_AQueueIsAnnouncedOnce(uint32 queue, uint32 period, uint40 time, bool waits) public {
        if (period <= queue || time == 0) return;
        history.checkpoints[queue].waits = waits;
        history.checkpoints[queue].time = 1;
        history.checkpoints[period].time = time;
        (uint256 found, ShareIndex.Checkpoint memory checkpoint) = history.announcementOf(queue);
        assert(checkpoint.time == (waits ? 0 : 1));
        history.announcedIn[queue] = period;
        (found, checkpoint) = history.announcementOf(queue);
        assert(found == (waits ? period : queue) && checkpoint.time == (waits ? time : 1));
    }
}

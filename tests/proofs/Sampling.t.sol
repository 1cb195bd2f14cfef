// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sampling} from "../../contracts/libraries/Sampling.sol";

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

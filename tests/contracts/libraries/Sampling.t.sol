// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sampling} from "../../../contracts/libraries/Sampling.sol";
import {Test} from "../Test.sol";

contract SamplingTest is Test {
    // ---- how long the order is

    function test_APositionHasTheLeastBitsThatNumberThePool() public pure {
        assertEq(Sampling.halfOf(1), 3, "one");
        assertEq(Sampling.halfOf(64), 3, "64");
        assertEq(Sampling.halfOf(65), 4, "65");
        assertEq(Sampling.halfOf(256), 4, "256");
        assertEq(Sampling.halfOf(257), 5, "257");
        assertEq(Sampling.halfOf(type(uint32).max), 16, "as many seats as there can be");
    }

    // ---- the order

    /// @dev All numbers, none twice.
    function test_EveryNumberComesOnce(bytes32 seed, uint256 half) public pure {
        half = bound(half, 3, 5);
        uint256 size = 1 << (2 * half);
        bool[] memory seen = new bool[](size);
        for (uint256 position; position < size; ++position) {
            uint256 number = Sampling.numberAt(seed, half, position);
            assertFalse(seen[number]);
            seen[number] = true;
        }
    }

    /// @dev Of an order too long to walk through.
    function test_NoNumberComesAtTwoPositions(bytes32 seed, uint256 half, uint256 one, uint256 other) public pure {
        half = bound(half, 3, 16);
        uint256 size = 1 << (2 * half);
        (one, other) = (one % size, other % size);
        if (one == other) return;
        uint256 number = Sampling.numberAt(seed, half, one);
        assertLt(number, size);
        assertNotEq(number, Sampling.numberAt(seed, half, other));
    }

    /// @dev Worked out by another program from the words of the rule.
    function test_TheOrderIsTheOneOfTheRule() public pure {
        bytes32 seed = keccak256("seed");
        assertEq(Sampling.numberAt(seed, 3, 0), 35);
        assertEq(Sampling.numberAt(seed, 3, 1), 33);
        assertEq(Sampling.numberAt(seed, 3, 2), 17);
        assertEq(Sampling.numberAt(seed, 3, 63), 26);
        assertEq(Sampling.numberAt(seed, 4, 0), 142);
        assertEq(Sampling.numberAt(seed, 4, 255), 110);
        assertEq(Sampling.numberAt(seed, 7, 9_999), 5_629);
        assertEq(Sampling.numberAt(seed, 16, 4_294_967_295), 3_461_297_470);
    }

    function test_AnotherSeedGivesAnotherOrder() public pure {
        uint256 same;
        for (uint256 position; position < 64; ++position) {
            uint256 number = Sampling.numberAt("one", 3, position);
            if (number == Sampling.numberAt("other", 3, position)) ++same;
        }
        assertLt(same, 16);
    }

    /// @dev Of 2,000 orders of 64: each number stands first, and 41st, about 31 times.
    function test_EachNumberIsAsLikelyAsAnother() public pure {
        uint256[64] memory timesFirst;
        uint256[64] memory timesLater;
        for (uint256 seed; seed < 2_000; ++seed) {
            ++timesFirst[Sampling.numberAt(keccak256(abi.encode(seed)), 3, 0)];
            ++timesLater[Sampling.numberAt(keccak256(abi.encode(seed)), 3, 40)];
        }
        for (uint256 n; n < 64; ++n) {
            assertApproxEqAbs(timesFirst[n], 31, 26);
            assertApproxEqAbs(timesLater[n], 31, 26);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sampling} from "../../../contracts/libraries/Sampling.sol";
import {Test} from "../Test.sol";

contract SamplingTest is Test {
    /// @dev The numbers below `pool` in the order of the seed, as a draw comes to them.
    function order(uint256 pool, bytes32 seed) private pure returns (uint256[] memory numbers) {
        uint256 half = Sampling.halfOf(pool);
        numbers = new uint256[](pool);
        uint256 found;
        for (uint256 position; position < 4 ** half; ++position) {
            uint256 number = Sampling.numberAt(seed, half, position);
            if (number < pool) numbers[found++] = number;
        }
        assertEq(found, pool);
    }

    /// @dev The rule again, as slowly and as plainly as it can be put: whole lists, powers and remainders.
    function slowOrder(uint256 pool, bytes32 seed) private pure returns (uint256[] memory numbers) {
        uint256 h = 3;
        while (4 ** h < pool) h = h + 1;
        uint256[] memory all = new uint256[](4 ** h);
        for (uint256 position; position < all.length; ++position) {
            all[position] = slowNumber(seed, h, position);
        }
        numbers = new uint256[](pool);
        uint256 kept;
        for (uint256 i; i < all.length; ++i) {
            if (all[i] < pool) numbers[kept++] = all[i];
        }
    }

    function slowNumber(bytes32 seed, uint256 h, uint256 position) private pure returns (uint256) {
        uint256 side = 2 ** h;
        uint256[5] memory lefts;
        uint256[5] memory rights;
        (lefts[0], rights[0]) = (position / side, position % side);
        for (uint256 i; i < 4; ++i) {
            uint256 mixed = uint256(keccak256(abi.encode(seed, i, rights[i]))) % side;
            lefts[i + 1] = rights[i];
            rights[i + 1] = lefts[i] ^ mixed;
        }
        return lefts[4] * side + rights[4];
    }

    function test_TheOrderIsTheOneOfTheRule(uint256 pool, bytes32 seed) public pure {
        pool = bound(pool, 1, 300);
        assertEq(order(pool, seed), slowOrder(pool, seed));
    }

    /// @dev Carried out to the end it is a permutation: all numbers, none twice.
    function test_EachNumberComesOnce(uint256 pool, bytes32 seed) public pure {
        pool = bound(pool, 1, 300);
        uint256[] memory numbers = order(pool, seed);
        bool[] memory seen = new bool[](pool);
        for (uint256 i; i < pool; ++i) {
            assertFalse(seen[numbers[i]]);
            seen[numbers[i]] = true;
        }
    }

    /// @dev Also where nobody could go through all of them: equal numbers come from equal positions only.
    function test_InLargePoolsNoTwoPositionsGiveOneNumber(uint256 pool, uint256 a, uint256 b, bytes32 seed)
        public
        pure
    {
        uint256 half = Sampling.halfOf(bound(pool, 2, type(uint32).max));
        (a, b) = (a % 4 ** half, b % 4 ** half);
        uint256 number = Sampling.numberAt(seed, half, a);
        assertLt(number, 4 ** half);
        assertEq(number == Sampling.numberAt(seed, half, b), a == b);
        assertEq(number, slowNumber(seed, half, a));
    }

    function test_HalfTheBitsAreTheFewestThatHoldThePool() public pure {
        assertEq(Sampling.halfOf(0), 3);
        assertEq(Sampling.halfOf(1), 3);
        assertEq(Sampling.halfOf(64), 3);
        assertEq(Sampling.halfOf(65), 4);
        assertEq(Sampling.halfOf(256), 4);
        assertEq(Sampling.halfOf(257), 5);
        assertEq(Sampling.halfOf(1 << 32), 16);
        assertEq(Sampling.halfOf((1 << 32) + 1), 17);
    }

    // ---- examples, worked out apart from any of these contracts

    function examined(uint256 pool, bytes32 seed, uint8[10] memory first) private pure {
        uint256[] memory numbers = order(pool, seed);
        for (uint256 i; i < 10; ++i) {
            assertEq(numbers[i], first[i]);
        }
    }

    function test_TheFirstOfTenSeats() public pure {
        examined(10, keccak256("one seed"), [uint8(9), 5, 8, 7, 2, 4, 1, 3, 6, 0]);
    }

    function test_TheFirstOfTenSeatsByAnotherSeed() public pure {
        examined(10, keccak256("another seed"), [uint8(0), 2, 5, 9, 6, 3, 1, 7, 8, 4]);
    }

    function test_TheFirstOfAHundredSeats() public pure {
        examined(100, keccak256("one seed"), [uint8(25), 67, 37, 61, 43, 15, 32, 91, 66, 76]);
    }

    function test_TheFirstOfAHundredSeatsByAnotherSeed() public pure {
        examined(100, keccak256("another seed"), [uint8(95), 83, 29, 85, 46, 25, 41, 93, 60, 38]);
    }

    /// @dev 2,000 draws of three from twelve: each number comes about 500 times, each place is as good as another.
    function test_EachNumberIsAsLikelyAsAnother() public pure {
        uint256[] memory times = new uint256[](12);
        uint256[] memory timesThird = new uint256[](12);
        for (uint256 seed; seed < 2_000; ++seed) {
            uint256[3] memory numbers = firstThree(12, bytes32(seed));
            for (uint256 i; i < 3; ++i) {
                ++times[numbers[i]];
            }
            ++timesThird[numbers[2]];
        }
        for (uint256 n; n < 12; ++n) {
            assertApproxEqAbs(times[n], 500, 100);
            assertApproxEqAbs(timesThird[n], 167, 60);
        }
    }

    function firstThree(uint256 pool, bytes32 seed) private pure returns (uint256[3] memory numbers) {
        uint256 found;
        for (uint256 position; found < 3; ++position) {
            uint256 number = Sampling.numberAt(seed, 3, position);
            if (number < pool) numbers[found++] = number;
        }
    }
}

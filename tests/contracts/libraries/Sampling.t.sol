// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sampling} from "../../../contracts/libraries/Sampling.sol";
import {Test} from "../Test.sol";

contract LotTest is Test {
    using Sampling for Sampling.Urn;

    function draw(uint256 size, uint256 count, uint256 seed) private pure returns (uint256[] memory numbers) {
        Sampling.Urn memory urn = Sampling.fill(size, count);
        numbers = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            numbers[i] = urn.take(uint256(keccak256(abi.encode(seed, i))));
        }
    }

    /// @dev Carried out to the end it is a permutation: all numbers, none twice.
    function test_AnEmptiedUrnGaveEveryNumberOnce(uint256 size, uint256 seed) public pure {
        size = bound(size, 1, 100);
        uint256[] memory numbers = draw(size, size, seed);
        bool[] memory seen = new bool[](size);
        for (uint256 i; i < size; ++i) {
            assertFalse(seen[numbers[i]]);
            seen[numbers[i]] = true;
        }
    }

    /// @dev Of an urn of any size, and from words of any kind.
    function test_NoNumberComesTwice(uint256 size, uint256[8] memory randomWords) public pure {
        size = bound(size, 8, type(uint64).max);
        Sampling.Urn memory urn = Sampling.fill(size, 8);
        uint256[] memory numbers = new uint256[](8);
        for (uint256 i; i < 8; ++i) {
            numbers[i] = urn.take(randomWords[i]);
            assertLt(numbers[i], size);
            for (uint256 j; j < i; ++j) {
                assertNotEq(numbers[i], numbers[j]);
            }
        }
    }

    /// @dev The same as a shuffle of a list that is there in full.
    function test_ItIsAShuffle(uint256 size, uint256 seed) public pure {
        size = bound(size, 1, 60);
        uint256[] memory numbers = draw(size, size, seed);
        uint256[] memory list = new uint256[](size);
        for (uint256 i; i < size; ++i) {
            list[i] = i;
        }
        for (uint256 i; i < size; ++i) {
            uint256 place = i + uint256(keccak256(abi.encode(seed, i))) % (size - i);
            (list[i], list[place]) = (list[place], list[i]);
        }
        assertEq(numbers, list);
    }

    /// @dev 2,000 draws of three from twelve: each number comes about 500 times, each place is as good as another.
    function test_EachNumberIsAsLikelyAsAnother() public pure {
        uint256[] memory times = new uint256[](12);
        uint256[] memory timesLast = new uint256[](12);
        for (uint256 seed; seed < 2_000; ++seed) {
            uint256[] memory numbers = draw(12, 3, seed);
            for (uint256 i; i < 3; ++i) {
                ++times[numbers[i]];
            }
            ++timesLast[numbers[2]];
        }
        for (uint256 n; n < 12; ++n) {
            assertApproxEqAbs(times[n], 500, 100);
            assertApproxEqAbs(timesLast[n], 167, 60);
        }
    }

    function test_AnUrnOfOneGivesIt(uint256 randomWord) public pure {
        assertEq(Sampling.fill(1, 1).take(randomWord), 0);
    }
}

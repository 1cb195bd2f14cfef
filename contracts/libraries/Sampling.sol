// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Drawing lots
/// @notice Takes numbers out of an urn one by one, each as likely as any other that is left, and none twice; at a cost
/// that depends on how many are taken, not on how many there are.
/// @dev A shuffle that is carried out only as far as it is looked at: the urn remembers just the numbers that were
/// moved into places already taken from.
library Sampling {
    /// @notice An urn with the numbers 0 to `size − 1`.
    /// @param size How many there were.
    /// @param taken How many have been taken.
    /// @param places Places whose number is not their own any more.
    /// @param numbers The numbers that are there instead.
    struct Urn {
        uint256 size;
        uint256 taken;
        uint256[] places;
        uint256[] numbers;
    }

    /// @notice A full urn from which at most `most` numbers will be taken.
    function fill(uint256 size, uint256 most) internal pure returns (Urn memory) {
        return Urn(size, 0, new uint256[](most), new uint256[](most));
    }

    /// @notice Takes one of the numbers left, by a random word.
    function take(Urn memory self, uint256 randomWord) internal pure returns (uint256 number) {
        uint256 first = self.taken;
        uint256 place = first + randomWord % (self.size - first);
        number = _at(self, place);
        self.places[first] = place;
        self.numbers[first] = _at(self, first);
        self.taken = first + 1;
    }

    /// @dev The number at a place: the last one moved there, or its own.  A long draw does little else than look here.
    function _at(Urn memory self, uint256 place) private pure returns (uint256) {
        uint256[] memory places = self.places;
        for (uint256 i = self.taken; i > 0;) {
            unchecked {
                --i;
            }
            if (places[i] == place) return self.numbers[i];
        }
        return place;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice Members counted together, in one word: their units, their number, and their join shares, which are for each
/// unit the shares there had been when its member joined; and the units of leavers, who are counted in the total only.
/// Each field is wide enough for all members of a ledger, so counts are added up and taken apart as whole words.
/// @dev Bits from the lowest: units 56, members 40, join shares 104 (in steps), leaving units 56; 256 in all.
type Count is uint256;

using {plus as +, minus as -, unitsOf, membersOf, joinSharesOf, leavingUnitsOf} for Count global;

uint256 constant MAX_UNITS = type(uint56).max;

/// @dev The caller sees to it that the units of all members stay within {MAX_UNITS}; the other fields follow.
function countOf(uint256 units, uint256 members, uint256 joinShares) pure returns (Count) {
    return Count.wrap(units | (members << 56) | (joinShares << 96));
}

function leaversOf(uint256 units) pure returns (Count) {
    return Count.wrap(units << 200);
}

function plus(Count self, Count added) pure returns (Count) {
    unchecked {
        return Count.wrap(Count.unwrap(self) + Count.unwrap(added));
    }
}

/// @dev Only what was counted in is taken out.
function minus(Count self, Count gone) pure returns (Count) {
    unchecked {
        return Count.wrap(Count.unwrap(self) - Count.unwrap(gone));
    }
}

function unitsOf(Count self) pure returns (uint256) {
    return Count.unwrap(self) & MAX_UNITS;
}

function membersOf(Count self) pure returns (uint256) {
    return (Count.unwrap(self) >> 56) & type(uint40).max;
}

function joinSharesOf(Count self) pure returns (uint256) {
    return (Count.unwrap(self) >> 96) & type(uint104).max;
}

function leavingUnitsOf(Count self) pure returns (uint256) {
    return Count.unwrap(self) >> 200;
}

/// @title Rungs: members counted by the index at which their money would be used up
/// @notice Nobody loops over members.  Each active member stands on the rung of their `limit`; a bitmap tells which
/// rungs are occupied, as Uniswap v3 finds ticks.  When the floor rises, the rungs it passes are read, not cleared:
/// the floor never falls, so a passed rung is never looked at again.
library Rungs {
    /// @notice All rungs of a ledger, and a bit for each occupied one.
    struct Ladder {
        mapping(uint256 limit => Count) rungs;
        mapping(uint256 word => uint256 bits) occupied;
    }

    /// @notice Puts members on the rung of `limit`.
    function add(Ladder storage self, uint256 limit, Count added) internal {
        Count rung = self.rungs[limit];
        if (Count.unwrap(rung) == 0) self.occupied[limit >> 8] |= 1 << (limit & 255);
        self.rungs[limit] = rung + added;
    }

    /// @notice Takes members off the rung of `limit`.
    function remove(Ladder storage self, uint256 limit, Count gone) internal {
        Count rung = self.rungs[limit] - gone;
        self.rungs[limit] = rung;
        if (Count.unwrap(rung) == 0) self.occupied[limit >> 8] &= ~(1 << (limit & 255));
    }

    /// @notice Everybody on the rungs from `floor` up to, not including, `risen`.
    function passed(Ladder storage self, uint256 floor, uint256 risen) internal view returns (Count all) {
        if (floor == risen) return all;
        uint256 last = risen - 1;
        for (uint256 word = floor >> 8; word <= last >> 8; ++word) {
            uint256 bits = self.occupied[word];
            if (word == floor >> 8) bits &= type(uint256).max << (floor & 255);
            if (word == last >> 8) bits &= type(uint256).max >> (255 - (last & 255));
            while (bits != 0) {
                all = all + self.rungs[(word << 8) | Math.log2(bits & (~bits + 1))];
                bits &= bits - 1;
            }
        }
    }
}

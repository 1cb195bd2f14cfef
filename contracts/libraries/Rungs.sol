// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Rungs: members counted by the index at which their money would be used up
/// @notice Nobody loops over members.  Each active member stands on the rung of their `limit`; a bitmap tells which
/// rungs are occupied, as Uniswap v3 finds ticks.  When the floor rises, the rungs it passes are read, not cleared:
/// the floor never falls, so a passed rung is never looked at again.
library Rungs {
    /// @notice Who stands on one rung.
    /// @dev Bits: 128 + 128 = 256, one slot.
    struct Rung {
        uint128 units;
        uint128 members;
    }

    /// @notice All rungs of a ledger, and a bit for each occupied one.
    struct Ladder {
        mapping(uint256 limit => Rung) rungs;
        mapping(uint256 word => uint256 bits) occupied;
    }

    /// @notice Puts members on the rung of `limit`.
    function add(Ladder storage self, uint256 limit, uint256 units, uint256 members) internal {
        Rung memory rung = self.rungs[limit];
        if (rung.members == 0) self.occupied[limit >> 8] |= 1 << (limit & 255);
        // A ledger's units and members are bounded by the 56 and 40 bits of its totals.
        rung.units += uint128(units);
        rung.members += uint128(members);
        self.rungs[limit] = rung;
    }

    /// @notice Takes one member off the rung of `limit`.
    function remove(Ladder storage self, uint256 limit, uint256 units) internal {
        Rung memory rung = self.rungs[limit];
        rung.units -= uint128(units);
        rung.members -= 1;
        self.rungs[limit] = rung;
        if (rung.members == 0) self.occupied[limit >> 8] &= ~(1 << (limit & 255));
    }

    /// @notice Counts everybody on the rungs from `floor` up to, not including, `risen`.
    /// @return units Their units together.
    /// @return members Their number.
    function passed(Ladder storage self, uint256 floor, uint256 risen)
        internal
        view
        returns (uint256 units, uint256 members)
    {
        if (floor == risen) return (0, 0);
        uint256 last = risen - 1;
        for (uint256 word = floor >> 8; word <= last >> 8; ++word) {
            uint256 bits = self.occupied[word];
            if (word == floor >> 8) bits &= type(uint256).max << (floor & 255);
            if (word == last >> 8) bits &= type(uint256).max >> (255 - (last & 255));
            while (bits != 0) {
                Rung memory rung = self.rungs[(word << 8) | Math.log2(bits & (~bits + 1))];
                units += rung.units;
                members += rung.members;
                bits &= bits - 1;
            }
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LevelCounts} from "../../contracts/libraries/LevelCounts.sol";
import {Count, countOf, MAX_UNITS, Rungs} from "../../contracts/libraries/Rungs.sol";

/// @title Proofs on counts that stand side by side in a word
contract CountingProof {
    using LevelCounts for uint256;

    /// @dev For every level and its neighbours, whatever their counts.
    function check_OneMoreIsOneMoreAtItsLevelAndNowhereElse(uint256 counts, uint256 level, uint256 other) public pure {
        if (level > 15 || other > 15 || counts.countAt(level) == LevelCounts.MAX) return;
        uint256 more = counts.oneMore(level);
        uint256 expected = counts.countAt(other) + (other == level ? 1 : 0);
        assert(more.countAt(other) == expected);
    }

    function check_FieldsOfACountAreReadAsTheyWereWritten(uint56 units, uint40 members, uint104 joinShares) public pure {
        Count count = countOf(units, members, joinShares);
        assert(count.unitsOf() == units && count.membersOf() == members && count.joinSharesOf() == joinShares);
    }

    /// @dev Within the bounds that a ledger keeps, whole words add up field by field.
    function check_CountsAddUpFieldByField(Count a, Count b) public pure {
        if (a.unitsOf() + b.unitsOf() > MAX_UNITS || a.membersOf() + b.membersOf() > type(uint40).max) return;
        if (a.joinSharesOf() + b.joinSharesOf() > type(uint104).max) return;
        Count sum = a + b;
        assert(sum.unitsOf() == a.unitsOf() + b.unitsOf());
        assert(sum.membersOf() == a.membersOf() + b.membersOf());
        assert(sum.joinSharesOf() == a.joinSharesOf() + b.joinSharesOf());
    }

    function check_WhatWasAddedIsTakenApartAgain(Count a, Count b) public pure {
        if (a.unitsOf() + b.unitsOf() > MAX_UNITS || a.membersOf() + b.membersOf() > type(uint40).max) return;
        if (a.joinSharesOf() + b.joinSharesOf() > type(uint104).max) return;
        assert(Count.unwrap((a + b) - b) == Count.unwrap(a));
    }
}

/// @title Proofs on the ladder of rungs
/// @dev Bounded: the floor rises by up to 6 rungs, which lie within two neighbouring words of the bitmap.
contract RungsProof {
    using Rungs for Rungs.Ladder;

    Rungs.Ladder private ladder;

    function check_WhoStepsOnAndOffLeavesTheRungAsItWas(uint48 limit, Count there, Count one) public {
        if (there.membersOf() == 0 || one.membersOf() == 0) return;
        if (there.unitsOf() + one.unitsOf() > MAX_UNITS || there.joinSharesOf() + one.joinSharesOf() > type(uint104).max) return;
        if (there.membersOf() + one.membersOf() > type(uint40).max) return;
        ladder.add(limit, there);
        ladder.add(limit, one);
        ladder.remove(limit, one);
        assert(Count.unwrap(ladder.rungs[limit]) == Count.unwrap(there));
        assert((ladder.occupied[limit >> 8] >> (limit & 255)) & 1 == 1);
        ladder.remove(limit, there);
        assert((ladder.occupied[limit >> 8] >> (limit & 255)) & 1 == 0);
    }

    /// @dev One member anywhere around: counted if and only if the floor passes them.
    function check_TheFloorPassesWhoStandsOnItAndNotWhoStandsWhereItStops(uint8 start, uint8 rise, uint8 offset) public {
        if (rise > 6 || offset > 7) return;
        uint256 floor = 250 + start % 8;
        uint256 limit = floor - 1 + offset;
        Count one = countOf(3, 1, 21);
        ladder.add(limit, one);
        Count all = ladder.passed(floor, floor + rise);
        bool passed = limit >= floor && limit < floor + rise;
        assert(Count.unwrap(all) == (passed ? Count.unwrap(one) : 0));
    }
}

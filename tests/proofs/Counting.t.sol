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
        if (a.leavingUnitsOf() + b.leavingUnitsOf() > MAX_UNITS) return;
        Count sum = a + b;
        assert(sum.unitsOf() == a.unitsOf() + b.unitsOf());
        assert(sum.membersOf() == a.membersOf() + b.membersOf());
        assert(sum.joinSharesOf() == a.joinSharesOf() + b.joinSharesOf());
        assert(sum.leavingUnitsOf() == a.leavingUnitsOf() + b.leavingUnitsOf());
    }

    function check_WhatWasAddedIsTakenApartAgain(Count a, Count b) public pure {
        if (a.unitsOf() + b.unitsOf() > MAX_UNITS || a.membersOf() + b.membersOf() > type(uint40).max) return;
        if (a.joinSharesOf() + b.joinSharesOf() > type(uint104).max) return;
        if (a.leavingUnitsOf() + b.leavingUnitsOf() > MAX_UNITS) return;
        assert(Count.unwrap((a + b) - b) == Count.unwrap(a));
    }
}

/// @title Proofs on the ladder of rungs
/// @dev Bounded: a floor that rises by four rungs across the edge of a word of the bitmap, and a member on any rung near it.
contract RungsProof {
    using Rungs for Rungs.Ladder;

    Rungs.Ladder private ladder;

    function check_WhoStepsOnAndOffLeavesTheRungAsItWas(Count there, Count one) public {
        if (there.membersOf() == 0 || one.membersOf() == 0) return;
        if (there.unitsOf() + one.unitsOf() > MAX_UNITS || there.leavingUnitsOf() + one.leavingUnitsOf() > 0) return;
        if (there.membersOf() + one.membersOf() > type(uint40).max) return;
        if (there.joinSharesOf() + one.joinSharesOf() > type(uint104).max) return;
        ladder.add(300, there);
        ladder.add(300, one);
        ladder.remove(300, one);
        assert(Count.unwrap(ladder.rungs[300]) == Count.unwrap(there));
        assert((ladder.occupied[1] >> 44) & 1 == 1);
        ladder.remove(300, there);
        assert(ladder.occupied[1] == 0);
    }

    /// @dev The floor rises from 254 to 258: counted if and only if the floor passes them.
    function check_TheFloorPassesWhoStandsOnItAndNotWhoStandsWhereItStops(uint8 offset, Count one) public {
        if (Count.unwrap(one) == 0) return;
        if (offset == 0) _passes(253, one, false);
        else if (offset == 1) _passes(254, one, true);
        else if (offset == 2) _passes(255, one, true);
        else if (offset == 3) _passes(256, one, true);
        else if (offset == 4) _passes(257, one, true);
        else _passes(258, one, false);
    }

    function _passes(uint256 limit, Count one, bool passed) private {
        ladder.add(limit, one);
        assert(Count.unwrap(ladder.passed(254, 258)) == (passed ? Count.unwrap(one) : 0));
    }
}

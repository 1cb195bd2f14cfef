// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sharing} from "../../contracts/libraries/Sharing.sol";

/// @title Proofs on the arithmetic of an announcement
/// @dev Bounded: a solver does not get through the division of wide unknowns, so amounts are numbers of a few bits, all of
/// which are tried; two levels of cases.
contract SharingProof {
    function check_WhatIsCutIsNeverMoreAndKeepsTheProportion(uint8 amount, uint8 part, uint8 whole) public pure {
        if (whole == 0) return;
        uint256 cut = Sharing.cutDown(amount, part, whole);
        assert(cut <= amount);
        if (part < whole) assert(cut * whole <= uint256(amount) * part && (cut + 1) * whole > uint256(amount) * part);
        else assert(cut == amount);
    }

    function check_NobodyIsAskedAboveTheCapOfACase(uint128 due, uint96 cap, uint56 units) public pure {
        uint256 asked = Sharing.askable(due, cap, units);
        assert(asked <= due);
        if (cap > 0 && units > 0) assert(asked <= uint256(cap) * units);
    }

    /// @dev No base unit is lost or made: what the members bring goes to cases or stays over, within the caps.
    function check_FundingBalancesWithinTheCaps(uint8 due, uint8 count, uint8 units, uint8 surplus, uint8 backstop)
        public
        pure
    {
        Sharing.Batch[] memory batches = new Sharing.Batch[](1);
        batches[0] = Sharing.Batch(count % 4, due % 16, (due % 16 + 1) / 2);
        Sharing.Means memory means = Sharing.Means(units % 4, 2, 3, surplus % 16, backstop % 16);
        Sharing.Funding memory funding = Sharing.fund(batches, means);
        assert(funding.shareSteps <= means.mostSteps && (means.units > 0 || funding.shareSteps == 0));
        assert(funding.pot == funding.shareSteps * means.units * means.step + means.surplus);
        assert(funding.surplus <= funding.pot && funding.drawn <= means.backstop && funding.drawn <= funding.gap);
        uint256 spent = funding.pot - funding.surplus;
        assert(spent <= funding.need && (funding.pot < funding.need || spent == funding.need));
    }
}

/// @title Proofs on the rebate of a closed plan
/// @dev Bounded: three members, amounts of a few bits.
contract RebateProof {
    function check_PartsNeverExceedThePoolAndLeaveLessThanOneUnitEach(uint8 pool, uint8 a, uint8 b, uint8 c) public pure {
        (uint256 x, uint256 y, uint256 z) = (a % 16, b % 16, c % 16);
        uint256 all = x + y + z;
        if (all == 0) return;
        uint256 given = Sharing.cutDown(pool, x, all) + Sharing.cutDown(pool, y, all) + Sharing.cutDown(pool, z, all);
        assert(given <= pool && pool - given < 3);
    }

    function check_WhoSharedMoreGetsNoLess(uint8 pool, uint8 a, uint8 b, uint8 all) public pure {
        if (all == 0 || a > b || b > all) return;
        assert(Sharing.cutDown(pool, a, all) <= Sharing.cutDown(pool, b, all));
    }
}

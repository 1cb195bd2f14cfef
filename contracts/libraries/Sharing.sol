// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The arithmetic of an announcement
/// @notice Pure formulas.  A share is rounded up to a step, what a case gets is rounded down, and what rounding leaves
/// over stays in the surplus or the backstop: nothing is lost and nothing is made.
library Sharing {
    /// @notice The cases of one level that are announced together.
    /// @param count How many.
    /// @param due Benefit and fee of each.
    /// @param asked What the members are asked for each, within the cap per case.
    struct Batch {
        uint256 count;
        uint256 due;
        uint256 asked;
    }

    /// @notice What there is to fund the cases with.
    /// @param units The units that pay.
    /// @param step The smallest per-unit amount.
    /// @param mostSteps The most a unit may be charged now.
    /// @param surplus Members' money that is over.
    /// @param backstop What the backstop may pay now.
    struct Means {
        uint256 units;
        uint256 step;
        uint256 mostSteps;
        uint256 surplus;
        uint256 backstop;
    }

    /// @notice How the cases are funded.
    /// @param need What all cases ask of the members.
    /// @param shareSteps What each unit pays, in steps.
    /// @param pot What the members bring, the surplus included.
    /// @param gap What is missing to all that is due once the pot is shared out.
    /// @param surplus What is left of the pot.
    /// @param drawn What the backstop pays.
    struct Funding {
        uint256 need;
        uint256 shareSteps;
        uint256 pot;
        uint256 gap;
        uint256 surplus;
        uint256 drawn;
    }

    /// @notice The most that members may be asked for one case.
    /// @param due Benefit and fee of the case.
    /// @param caseCapPerUnit The most a unit pays for one case; 0 for no cap.
    /// @param units The units that pay; 0 when nobody does, and then no cap applies.
    function askable(uint256 due, uint256 caseCapPerUnit, uint256 units) internal pure returns (uint256) {
        return caseCapPerUnit == 0 || units == 0 ? due : Math.min(due, caseCapPerUnit * units);
    }

    /// @notice An amount cut in the proportion `part / whole`, or left alone where the part is the whole or more.
    /// @dev All three are within 128 bits.
    function cutDown(uint256 amount, uint256 part, uint256 whole) internal pure returns (uint256) {
        return part >= whole ? amount : amount * part / whole;
    }

    /// @notice Funds all cases: from the members up to their caps, then from the backstop, each in equal proportion.
    function fund(Batch[] memory batches, Means memory means) internal pure returns (Funding memory funding) {
        for (uint256 i; i < batches.length; ++i) {
            funding.need += batches[i].count * batches[i].asked;
        }
        funding.shareSteps = _shareStepsUp(funding.need, means);
        funding.pot = funding.shareSteps * means.units * means.step + means.surplus;

        uint256 spent;
        for (uint256 i; i < batches.length; ++i) {
            Batch memory batch = batches[i];
            uint256 byMembers = cutDown(batch.asked, funding.pot, funding.need);
            spent += batch.count * byMembers;
            funding.gap += batch.count * (batch.due - byMembers);
        }
        funding.surplus = funding.pot - spent;
        funding.drawn = _drawDown(batches, funding, means.backstop);
    }

    /// @dev What each unit pays, in steps: what is missing to the need, rounded up, within the caps.
    function _shareStepsUp(uint256 need, Means memory means) private pure returns (uint256) {
        if (means.units == 0 || need <= means.surplus) return 0;
        return Math.min(Math.ceilDiv(need - means.surplus, means.units * means.step), means.mostSteps);
    }

    /// @dev What the backstop pays of the gap.
    function _drawDown(Batch[] memory batches, Funding memory funding, uint256 backstop)
        private
        pure
        returns (uint256 drawn)
    {
        if (backstop >= funding.gap) return funding.gap;
        if (backstop == 0) return 0;
        for (uint256 i; i < batches.length; ++i) {
            uint256 gap = batches[i].due - cutDown(batches[i].asked, funding.pot, funding.need);
            drawn += batches[i].count * cutDown(gap, backstop, funding.gap);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMutualLedger} from "../interfaces/IMutualLedger.sol";

/// @title When a proposed change of hands may be taken up
/// @dev Not before `2 × period + notice`, so that members can leave before it, even who has just joined; and not later
/// than one period after that, so that nobody holds a proposal in reserve.
library Proposals {
    /// @return from The first second at which what is proposed now may be taken up
    function earliest(uint256 period, uint256 notice) internal view returns (uint256 from) {
        from = block.timestamp + 2 * period + notice;
    }

    /// @notice Refuses a proposal before its time, and once its period is over
    function checkOpen(uint256 from, uint256 period) internal view {
        if (block.timestamp < from) revert IMutualLedger.ProposalTooEarly(from);
        uint256 until = from + period;
        if (block.timestamp >= until) revert IMutualLedger.ProposalVoid(until);
    }
}

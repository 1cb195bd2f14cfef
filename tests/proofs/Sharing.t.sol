// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sharing} from "../../contracts/libraries/Sharing.sol";

/// @title Proofs on the arithmetic of an announcement
/// @dev Bounded: amounts of 64 bits, caps of 32, units of 16.  What divides is left to tests: a solver does not get through
/// a division by an unknown.
contract SharingProof {
    function check_NobodyIsAskedAboveTheCapOfACase(uint64 due, uint32 cap, uint16 units) public pure {
        uint256 asked = Sharing.askable(due, cap, units);
        assert(asked <= due);
        if (cap > 0 && units > 0) assert(asked <= uint256(cap) * units);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {InvariantChecks} from "./InvariantChecks.sol";

/// @title The plan that anybody may join
/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.evm_version = "prague"
contract InvariantsTest is InvariantChecks {
    function invariant_I1_Conservation() public view {
        checkConservation();
    }

    function invariant_I2_Solvency() public view {
        checkSolvency();
    }

    function invariant_I3_EqualShares() public view {
        checkEqualShares();
        checkAgainstTheGhost();
    }

    function invariant_I4_Caps() public view {
        checkCaps();
    }

    function invariant_I5_NoEarlyPayout() public view {
        assertFalse(handler.paidEarly());
    }

    function invariant_I7_Monotone() public view {
        assertFalse(handler.wentBack());
    }

    function invariant_I8_Units() public view {
        checkUnits();
    }

    /// @dev I6, at the end of every history.
    function afterInvariant() public {
        checkTheWayOut();
    }
}

/// @title Everything at once, in plans of other terms
abstract contract EverythingTest is InvariantChecks {
    function invariant_Everything() public view {
        checkAll();
    }

    /// @dev I6, at the end of every history.
    function afterInvariant() public {
        checkTheWayOut();
    }
}

/// @title Without a sponsor
/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.evm_version = "prague"
contract UnsponsoredPlanTest is EverythingTest {
    function setUp() public override {
        begin(5);
    }
}

/// @title With an attestor
/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.evm_version = "prague"
contract AttestedPlanTest is EverythingTest {
    function setUp() public override {
        begin(7);
    }
}

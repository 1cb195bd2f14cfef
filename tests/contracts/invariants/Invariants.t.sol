// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {InvariantChecks} from "./InvariantChecks.sol";

/// @title Each invariant by itself, so that a failure names it
/// @notice A deep run looks at all of them at once instead; see {EverythingTest}.
/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: deep.invariant.runs = 250
/// forge-config: default.evm_version = "prague"
contract InvariantsTest is InvariantChecks {
    function invariant_I1_Conservation() public view {
        checkConservation(everybody());
    }

    function invariant_I2_Solvency() public view {
        checkSolvency(everybody());
    }

    function invariant_I3_EqualShares() public view {
        checkEqualShares(everybody());
        checkAgainstTheGhost(everybody());
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
        checkUnits(everybody());
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

/// @title The plan that anybody may join
/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.evm_version = "prague"
contract OpenPlanTest is EverythingTest {}

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

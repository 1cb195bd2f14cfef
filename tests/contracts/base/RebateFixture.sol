// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./PlanFixture.sol";
import {MILD, STANDARD, YUAN} from "./Plans.sol";

/// @title A plan of six whose shares leave a surplus
abstract contract RebateFixture is PlanFixture {
    function terms() internal view override returns (IMutualLedger.Terms memory with) {
        with = super.terms();
        (with.levels[MILD].benefit, with.levels[MILD].fee) = (10 * YUAN, 1);
    }

    function setUp() public virtual override {
        super.setUp();
        populate();
    }

    /// @dev Six who have been there long.
    function populate() internal {
        enrol(0, 6, STANDARD, 30 * YUAN);
        stay();
        skip(180 days);
    }

    /// @dev Charges everybody for a mild case, and pays it.
    function share(uint256 claimant) internal returns (uint256 steps) {
        uint256 before = books().shares;
        uint256 caseId = queue(person(claimant), MILD);
        announce();
        skip(3 days);
        desk.settle(caseId);
        return books().shares - before;
    }

    function rebateOf(address who) internal view returns (uint256) {
        return memberOf(who).rebate;
    }

    function finish() internal {
        skip(180 days);
        ledger.finish();
    }
}

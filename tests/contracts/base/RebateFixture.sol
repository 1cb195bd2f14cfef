// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./PlanFixture.sol";
import {MILD, STANDARD, YUAN} from "./Plans.sol";

/// @title A plan of six whose shares leave a surplus
/// @notice Others shared in it before, and are gone: no sum of the six begins at 0.
abstract contract RebateFixture is PlanFixture {
    /// @dev What a unit had been charged when the six joined, in steps.
    uint256 internal before;

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
        shareAmongEarlier();
        enrol(0, 6, STANDARD, 30 * YUAN);
        stay();
        skip(180 days);
    }

    function shareAmongEarlier() private {
        enrol(200, 2, STANDARD, 30 * YUAN);
        stay();
        skip(180 days);
        share(200);
        leave(person(200));
        leave(person(201));
        announce();
        withdraw(person(200));
        withdraw(person(201));
        before = books().shares;
        assertGt(before, 0);
    }

    /// @dev What `members` of one unit each have shared together who joined with the six, in steps.
    function sharedBy(uint256 members) internal view returns (uint256) {
        return members * (books().shares - before);
    }

    /// @dev Charges everybody for a mild case, and pays it.
    function share(uint256 claimant) internal returns (uint256 steps) {
        uint256 shares = books().shares;
        uint256 caseId = queue(person(claimant), MILD);
        announce();
        skip(3 days);
        desk.settle(caseId);
        return books().shares - shares;
    }

    function rebateOf(address who) internal view returns (uint256) {
        return memberOf(who).rebate;
    }

    function finish() internal {
        skip(180 days);
        ledger.finish();
    }
}

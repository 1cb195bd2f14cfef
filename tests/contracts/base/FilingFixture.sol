// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CaseFixture} from "./CaseFixture.sol";
import {STANDARD, YUAN} from "./Plans.sol";
import {vm} from "../Test.sol";

/// @title A plan whose member carol is covered
abstract contract FilingFixture is CaseFixture {
    function setUp() public virtual override {
        super.setUp();
        enrol(0, 9, STANDARD, 30 * YUAN);
        join(alice);
        stay();
        skip(200 days);
        fileEarlier(3);
        skip(3 days);
    }

    function takeBack(uint256 caseId) internal {
        address claimant = desk.caseOf(caseId).claimant;
        vm.prank(claimant);
        desk.withdrawCase(caseId);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JuryFixture} from "./JuryFixture.sol";
import {MILD} from "./Plans.sol";

/// @title A contested case and its jurors
abstract contract VotingFixture is JuryFixture {
    uint256 internal caseId;
    address[] internal jurors;

    function setUp() public virtual override {
        super.setUp();
        caseId = contested(MILD);
        jurors = draw(DISPUTE);
    }

    function queuedAndAnnounced() internal returns (uint256 other) {
        other = queue(person(11), MILD);
        announce();
    }
}

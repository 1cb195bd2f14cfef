// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPlanTerms} from "../../../contracts/interfaces/IPlanTerms.sol";
import {PlanFixture} from "./PlanFixture.sol";

/// @title Requests for plans
abstract contract TermsFixture is PlanFixture {
    IPlanTerms.Roles internal people;

    function setUp() public virtual override {
        super.setUp();
        people = roles();
    }

    function accepted(IPlanTerms.Terms memory t) internal {
        open(t, address(yuan), people);
    }
}

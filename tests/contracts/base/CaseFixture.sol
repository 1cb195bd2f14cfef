// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PlanFixture} from "./PlanFixture.sol";
import {MILD} from "./Plans.sol";

/// @title A plan in which cases were filed before
abstract contract CaseFixture is PlanFixture {
    /// @dev The first case of a test: no level, period, dispute or seat has this number.
    uint256 internal constant CASE = 6;

    /// @dev Persons `from` … file the cases before; the panel rejects them all.
    function fileEarlier(uint256 from) internal {
        for (uint256 n; n < CASE; ++n) {
            reject(file(person(from + n), MILD));
        }
    }
}

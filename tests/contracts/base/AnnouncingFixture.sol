// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./PlanFixture.sol";
import {MILD, STANDARD, YUAN} from "./Plans.sol";

/// @title Plans of worked examples, and what an announcement makes of their cases
abstract contract AnnouncingFixture is PlanFixture {
    function openWith(uint256 members, IMutualLedger.Terms memory with) internal {
        open(with);
        for (uint256 n; n < members; n += 400) {
            enrol(n, members - n < 400 ? members - n : 400, STANDARD, 30 * YUAN);
        }
        skip(180 days);
    }

    function queueMild(uint256 from, uint256 count) internal {
        for (uint256 n; n < count; ++n) {
            queue(person(from + n), MILD);
        }
    }

    /// @dev Of the nth announcement that somebody could pay.
    function assertFunding(uint256 nth, uint256 level, uint256 byMembers, uint256 byBackstop) internal view {
        (uint256 members, uint256 backstop) = ledger.fundingOf(FIRST + nth, level);
        assertEq(members, byMembers, "by members");
        assertEq(backstop, byBackstop, "by backstop");
    }

    /// @dev A mild case costs one base unit; rounding up brings a step a unit.
    function withTinyCases() internal view returns (IMutualLedger.Terms memory with) {
        with = terms();
        (with.levels[MILD].benefit, with.levels[MILD].fee) = (1, 0);
    }
}
